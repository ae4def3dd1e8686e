/* tests/unit/base/test_blocks.c: every row once, sums with the same bits for any threads, order, errors, cancelling. */
#include <sched.h>
#include <stdbool.h>

#include "datasets/base/blocks.h"
#include "tests/support/test_main.h"

enum { N_ROWS = 10007, BLOCK_ROWS = 64, N_BLOCKS = (N_ROWS + BLOCK_ROWS - 1) / BLOCK_ROWS, N_SUMS = 5 };

static const int thread_counts[] = {1, 2, 3, 8};
enum { N_THREAD_COUNTS = sizeof thread_counts / sizeof thread_counts[0] };

typedef struct {
    unsigned char visits[N_ROWS];
    int threads;
    size_t failing[2]; /* blocks that fail; SIZE_MAX for none */
    size_t emit_failing;
    size_t emitted;          /* blocks so far */
    bool is_to_be_cancelled; /* blocks behind block 10 wait for the signal */
    sig_atomic_t cancelled;  /* set while block 10 runs */
    double out[8];           /* by thread: what the block would write */
} work;

static work *new_work(int threads)
{
    work *w = calloc(1, sizeof *w);
    ck_assert_ptr_nonnull(w);
    w->threads = threads;
    w->failing[0] = w->failing[1] = w->emit_failing = SIZE_MAX;
    return w;
}

static ptb_context with_threads(int threads)
{
    ptb_context context = ptb_context_default();
    context.threads = threads;
    return context;
}

/* Uneven work, so that blocks finish out of order. */
static double busy(size_t block)
{
    double sum = 0;
    for (size_t i = 0; i < (block % 7) * 3000; i++)
        sum += sqrt((double)i);
    return sum;
}

static ptb_status visit(void *state, const ptb_block *block, ptb_error *err)
{
    work *w = state;
    ck_assert_uint_eq(block->first, block->index * BLOCK_ROWS);
    ck_assert_uint_eq(block->last, block->index + 1 == N_BLOCKS ? N_ROWS : block->first + BLOCK_ROWS);
    ck_assert(block->thread >= 0 && block->thread < w->threads);
    for (size_t row = block->first; row < block->last; row++)
        w->visits[row]++;
    w->out[block->thread] = busy(block->index) * 0 + (double)block->index;
    if (block->index == w->failing[0] || block->index == w->failing[1])
        return ptb_fail(err, PTB_E_DATA, "block %zu is bad", block->index);
    if (block->index == 10) __atomic_store_n(&w->cancelled, 15, __ATOMIC_RELAXED);
    while (w->is_to_be_cancelled && block->index > 10 &&
           __atomic_load_n(&w->cancelled, __ATOMIC_RELAXED) == 0)
        (void)sched_yield();
    return PTB_OK;
}

START_TEST(test_map_visits_all_rows_once)
{
    ptb_error err;
    for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
        work *w = new_work(thread_counts[t]);
        ptb_context context = with_threads(thread_counts[t]);
        ASSERT_OK(ptb_blocks_map(&context, N_ROWS, BLOCK_ROWS, visit, w, &err));
        for (size_t row = 0; row < N_ROWS; row++)
            ck_assert_uint_eq(w->visits[row], 1);
        free(w);
    }
}
END_TEST

static ptb_status refuse(void *state, const ptb_block *block, ptb_error *err)
{
    (void)state;
    return ptb_fail(err, PTB_E_INTERNAL, "block %zu of no rows", block->index);
}

START_TEST(test_no_rows)
{
    ptb_error err;
    ptb_context context = with_threads(4);
    ASSERT_OK(ptb_blocks_map(&context, 0, BLOCK_ROWS, refuse, NULL, &err));
    ASSERT_OK(ptb_blocks_stream(&context, 0, BLOCK_ROWS, refuse, refuse, NULL, &err));
    context.threads = 0; /* counts as one */
    ASSERT_OK(ptb_blocks_map(&context, 0, BLOCK_ROWS, refuse, NULL, &err));
    ASSERT_FAILS(ptb_blocks_map(&context, 1, SIZE_MAX, refuse, NULL, &err), PTB_E_INTERNAL, "block 0");
}
END_TEST

/* The failing block with the lowest index is reported, whichever fails first. */
START_TEST(test_lowest_failure_is_reported)
{
    ptb_error err;
    for (int round = 0; round < 20; round++)
        for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
            work *w = new_work(thread_counts[t]);
            ptb_context context = with_threads(thread_counts[t]);
            w->failing[0] = 6; /* slow */
            w->failing[1] = 7; /* quick */
            ASSERT_FAILS(ptb_blocks_map(&context, N_ROWS, BLOCK_ROWS, visit, w, &err), PTB_E_DATA,
                         "block 6 is bad");
            if (w->threads == 1) ck_assert_uint_eq(w->visits[(size_t)7 * BLOCK_ROWS], 0); /* not begun */
            ck_assert_int_eq(ptb_blocks_map(&context, N_ROWS, BLOCK_ROWS, visit, w, NULL), PTB_E_DATA);
            free(w);
        }
}
END_TEST

START_TEST(test_cancelling)
{
    ptb_error err;
    for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
        work *w = new_work(thread_counts[t]);
        ptb_context context = with_threads(thread_counts[t]);
        context.cancel = &w->cancelled;
        w->is_to_be_cancelled = true;
        ASSERT_FAILS(ptb_blocks_map(&context, N_ROWS, BLOCK_ROWS, visit, w, &err), PTB_E_CANCELLED,
                     "signal 15");
        ck_assert_uint_eq(w->visits[0], 1);
        ck_assert_uint_eq(w->visits[N_ROWS - 1], 0);
        free(w);
    }
}
END_TEST

static ptb_status add_rows(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    const work *w = state;
    for (size_t j = 0; j < N_SUMS; j++)
        ck_assert(!(fabs(sums[j]) > 0));
    for (size_t row = block->first; row < block->last; row++)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += sin((double)row * 0.37 + (double)j) * exp((double)(row % 40));
    (void)busy(block->index);
    if (block->index == w->failing[0])
        return ptb_fail(err, PTB_E_NUMERIC, "block %zu diverges", block->index);
    return PTB_OK;
}

START_TEST(test_sums_have_the_same_bits)
{
    ptb_error err;
    double want[N_SUMS] = {0}, got[N_SUMS];
    for (size_t first = 0; first < N_ROWS; first += BLOCK_ROWS) { /* by the definition */
        double sums[N_SUMS] = {0};
        ptb_block block = {.index = first / BLOCK_ROWS, .first = first, .last = first + BLOCK_ROWS};
        if (block.last > N_ROWS) block.last = N_ROWS;
        work none = {.failing = {SIZE_MAX, SIZE_MAX}};
        ASSERT_OK(add_rows(&none, &block, sums, &err));
        for (size_t j = 0; j < N_SUMS; j++)
            want[j] += sums[j];
    }
    for (int round = 0; round < 10; round++)
        for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
            work *w = new_work(thread_counts[t]);
            ptb_context context = with_threads(thread_counts[t]);
            for (size_t j = 0; j < N_SUMS; j++)
                got[j] = 1e300; /* zeroed by the call */
            ASSERT_OK(ptb_blocks_sum(&context, N_ROWS, BLOCK_ROWS, add_rows, w, got, N_SUMS, &err));
            ck_assert_mem_eq(got, want, sizeof want);
            free(w);
        }
}
END_TEST

START_TEST(test_sum_failures)
{
    ptb_error err;
    for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
        double got[N_SUMS] = {1};
        const double zero[N_SUMS] = {0};
        work *w = new_work(thread_counts[t]);
        ptb_context context = with_threads(thread_counts[t]);
        w->failing[0] = 20;
        ASSERT_FAILS(ptb_blocks_sum(&context, N_ROWS, BLOCK_ROWS, add_rows, w, got, N_SUMS, &err),
                     PTB_E_NUMERIC, "block 20 diverges");
        ck_assert_mem_eq(got, zero, sizeof got);
        free(w);
    }
}
END_TEST

static ptb_status emit(void *state, const ptb_block *block, ptb_error *err)
{
    work *w = state;
    ck_assert_uint_eq(block->index, w->emitted); /* in order; TSan would see two at once */
    w->emitted++;
    ASSERT_CLOSE(w->out[block->thread], (double)block->index, 0, 0); /* its own buffer is still whole */
    if (block->index == w->emit_failing)
        return ptb_fail(err, PTB_E_IO, "disk full at block %zu", block->index);
    return PTB_OK;
}

START_TEST(test_stream_is_in_order)
{
    ptb_error err;
    for (int round = 0; round < 10; round++)
        for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
            work *w = new_work(thread_counts[t]);
            ptb_context context = with_threads(thread_counts[t]);
            ASSERT_OK(ptb_blocks_stream(&context, N_ROWS, BLOCK_ROWS, visit, emit, w, &err));
            ck_assert_uint_eq(w->emitted, N_BLOCKS);
            for (size_t row = 0; row < N_ROWS; row++)
                ck_assert_uint_eq(w->visits[row], 1);
            free(w);
        }
}
END_TEST

START_TEST(test_stream_stops_at_failures)
{
    ptb_error err;
    for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
        ptb_context context = with_threads(thread_counts[t]);
        work *w = new_work(thread_counts[t]);
        w->failing[0] = 30;
        ASSERT_FAILS(ptb_blocks_stream(&context, N_ROWS, BLOCK_ROWS, visit, emit, w, &err), PTB_E_DATA,
                     "block 30");
        ck_assert_uint_eq(w->emitted, 30); /* all before it */
        free(w);
        w = new_work(thread_counts[t]);
        w->emit_failing = 30;
        w->failing[0] = 31;
        ASSERT_FAILS(ptb_blocks_stream(&context, N_ROWS, BLOCK_ROWS, visit, emit, w, &err), PTB_E_IO,
                     "at block 30");
        ck_assert_uint_eq(w->emitted, 31);
        free(w);
    }
}
END_TEST

/* ---- work that comes in pieces ---- */

enum { N_PIECES = 157 };

typedef struct {
    size_t taken, emitted;
    size_t take_failing, work_failing, emit_failing; /* SIZE_MAX for none */
    size_t content[8];                               /* by thread: the piece it works on */
    size_t worked[N_PIECES];
} feed_state;

static ptb_status take_piece(void *state, const ptb_block *block, bool *is_there, ptb_error *err)
{
    feed_state *f = state;
    ck_assert_uint_eq(block->index, f->taken); /* in order, never twice at once */
    *is_there = block->index < N_PIECES;
    if (block->index == f->take_failing)
        return ptb_fail(err, PTB_E_IO, "piece %zu can't be taken", block->index);
    if (!*is_there) return PTB_OK;
    f->content[block->thread] = f->taken++;
    return PTB_OK;
}

static ptb_status work_on_piece(void *state, const ptb_block *block, ptb_error *err)
{
    feed_state *f = state;
    ck_assert_uint_eq(f->content[block->thread], block->index);
    ck_assert(busy(block->index) >= 0);
    f->worked[block->index]++;
    if (block->index == f->work_failing) return ptb_fail(err, PTB_E_DATA, "piece %zu is bad", block->index);
    return PTB_OK;
}

static ptb_status emit_piece(void *state, const ptb_block *block, ptb_error *err)
{
    feed_state *f = state;
    ck_assert_uint_eq(f->content[block->thread], block->index);
    ck_assert_uint_eq(block->index, f->emitted);
    f->emitted++;
    if (block->index == f->emit_failing) return ptb_fail(err, PTB_E_NOMEM, "piece %zu is lost", block->index);
    return PTB_OK;
}

static const ptb_feed feed = {take_piece, work_on_piece, emit_piece};

START_TEST(test_feed_takes_and_emits_in_order)
{
    ptb_error err;
    for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
        ptb_context context = with_threads(thread_counts[t]);
        feed_state f = {.take_failing = SIZE_MAX, .work_failing = SIZE_MAX, .emit_failing = SIZE_MAX};
        ASSERT_OK(ptb_blocks_feed(&context, &feed, &f, &err));
        ck_assert_uint_eq(f.taken, N_PIECES);
        ck_assert_uint_eq(f.emitted, N_PIECES);
        for (size_t i = 0; i < N_PIECES; i++)
            ck_assert_uint_eq(f.worked[i], 1);
    }
}
END_TEST

START_TEST(test_feed_reports_the_lowest_failure)
{
    ptb_error err;
    for (size_t t = 0; t < N_THREAD_COUNTS; t++) {
        ptb_context context = with_threads(thread_counts[t]);
        feed_state f = {.take_failing = 40, .work_failing = SIZE_MAX, .emit_failing = SIZE_MAX};
        ASSERT_FAILS(ptb_blocks_feed(&context, &feed, &f, &err), PTB_E_IO, "piece 40 can't be taken");
        ck_assert_uint_eq(f.emitted, 40);
        f = (feed_state){.take_failing = 33, .work_failing = 30, .emit_failing = SIZE_MAX};
        ASSERT_FAILS(ptb_blocks_feed(&context, &feed, &f, &err), PTB_E_DATA, "piece 30 is bad");
        ck_assert_uint_eq(f.emitted, 30);
        f = (feed_state){.take_failing = SIZE_MAX, .work_failing = SIZE_MAX, .emit_failing = 20};
        ASSERT_FAILS(ptb_blocks_feed(&context, &feed, &f, &err), PTB_E_NOMEM, "piece 20 is lost");
        ck_assert_uint_eq(f.emitted, 21);
    }
}
END_TEST

TEST_MAIN("blocks", test_map_visits_all_rows_once, test_no_rows, test_lowest_failure_is_reported,
          test_cancelling, test_sums_have_the_same_bits, test_sum_failures, test_stream_is_in_order,
          test_stream_stops_at_failures, test_feed_takes_and_emits_in_order,
          test_feed_reports_the_lowest_failure)
