/* tests/unit/datasets/test_activity_store.c: what was put in comes out in order, whatever lanes and pieces it came by. */
#include "datasets/activity_store.h"
#include "datasets/base/rng.h"
#include "tests/support/test_main.h"

enum { ROWS = 30000, LEVELS = 300 };
/* What rows may hold. */
enum { TO_CHANNEL, WITH_MORE, TO_TYPE, CONTENTS };

static ptb_error err;

typedef struct {
    ptb_activity row;
    ptb_activity_more more;
} full_row;

static full_row rows[ROWS], out[ROWS];
static uint32_t same[LEVELS];
static ptb_activity_recode recode;

static const float numbers[] = {0.0F, 1.5F, -2.0F, 3e38F};

static float some_number(ptb_rng *rng)
{
    uint64_t i = ptb_rng_below(rng, 6);
    return i < 4 ? numbers[i] : NAN;
}

static void make_rows(size_t n_owners, int contents)
{
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(11, "store", n_owners, &rng, &err));
    for (size_t i = 0; i < LEVELS; i++)
        same[i] = (uint32_t)i;
    recode = (ptb_activity_recode){same, same, same, same, same};
    for (size_t i = 0; i < ROWS; i++) {
        full_row *r = &rows[i];
        bool is_far = ptb_rng_below(rng, 20) == 0;
        *r = (full_row){{.owner = (uint32_t)ptb_rng_below(rng, n_owners),
                         .ts = (uint32_t)ptb_rng_below(rng, is_far ? UINT32_MAX : 50),
                         .type = (uint16_t)ptb_rng_below(rng, 5),
                         .channel = (uint16_t)ptb_rng_below(rng, LEVELS),
                         .asset = (uint32_t)ptb_rng_below(rng, LEVELS)},
                        {.value = NAN, .duration_s = NAN}};
        if (contents == TO_TYPE) r->row.channel = 0;
        if (contents == TO_TYPE) r->row.asset = 0;
        if (contents != WITH_MORE) continue;
        r->more =
            (ptb_activity_more){(uint32_t)ptb_rng_below(rng, 3), (uint32_t)ptb_rng_below(rng, LEVELS),
                                (uint32_t)ptb_rng_below(rng, UINT32_MAX), some_number(rng), some_number(rng)};
    }
    ptb_rng_free(rng);
}

static int compare_full(const void *left, const void *right)
{
    const full_row *a = left, *b = right;
    if (a->row.owner != b->row.owner) return a->row.owner < b->row.owner ? -1 : 1;
    return ptb_activity_compare(&a->row, &a->more, &b->row, &b->more);
}

/* Pieces of uneven length, dealt to the lanes in turn. */
static ptb_activity_store *fill(size_t n_owners, int n_lanes, int contents)
{
    ptb_activity_store *store = NULL;
    const ptb_activity_shape shape = {n_owners, n_lanes, contents == WITH_MORE,
                                      contents == TO_TYPE ? PTB_ACTIVITIES_TO_TYPE : PTB_ACTIVITIES_ALL};
    ASSERT_OK(ptb_activity_store_new(&shape, &store, &err));
    int lane = 0;
    for (size_t i = 0; i < ROWS; lane = (lane + 1) % n_lanes) {
        size_t end = i + 1 + (i * 7) % 901;
        for (; i < end && i < ROWS; i++)
            ASSERT_OK(ptb_activity_store_add(store, lane, &rows[i].row, &rows[i].more, &err));
        ASSERT_OK(ptb_activity_store_piece(store, lane, 0, &err));
    }
    return store;
}

static size_t drain(const ptb_activity_store *store)
{
    ptb_activity_bucket bucket = {0};
    size_t n = 0;
    ptb_activity_stock stock = ptb_activity_store_stock(store);
    uint32_t next = 0;
    for (size_t b = 0; b < stock.n_buckets; b++) {
        ASSERT_OK(ptb_activity_store_sort(store, b, &recode, &bucket, &err));
        ck_assert_uint_eq(bucket.first_owner, next);
        next = bucket.last_owner;
        for (size_t i = 0; i < bucket.n; i++) {
            ck_assert(bucket.rows[i].owner >= bucket.first_owner && bucket.rows[i].owner < bucket.last_owner);
            out[n] = (full_row){bucket.rows[i], {.value = NAN, .duration_s = NAN}};
            if (bucket.more) out[n].more = bucket.more[i];
            n++;
        }
    }
    ck_assert_uint_eq(next, stock.n_owners);
    ptb_activity_bucket_free(&bucket);
    return n;
}

START_TEST(order_of_any_lanes)
{
    static const size_t owners[] = {1, 3, 255, 256, 257, 5000, 20000000}; /* the last: owners of four bytes */
    for (size_t k = 0; k < sizeof owners / sizeof owners[0]; k++)
        for (int lanes = owners[k] > 5000 ? 3 : 1; lanes <= 3; lanes++)
            for (int contents = 0; contents < CONTENTS; contents++) {
                make_rows(owners[k], contents);
                ptb_activity_store *store = fill(owners[k], lanes, contents);
                ck_assert_uint_eq(ptb_activity_store_stock(store).n, ROWS);
                qsort(rows, ROWS, sizeof *rows, compare_full);
                ck_assert_uint_eq(drain(store), ROWS);
                for (size_t i = 0; i < ROWS; i++)
                    ck_assert_int_eq(compare_full(&rows[i], &out[i]), 0);
                ck_assert_uint_eq(drain(store), ROWS); /* any number of times */
                ptb_activity_store_free(store);
            }
}
END_TEST

START_TEST(new_codes_decide_the_order)
{
    static uint32_t turned[LEVELS];
    for (uint32_t i = 0; i < LEVELS; i++)
        turned[i] = LEVELS - 1 - i;
    for (int contents = 0; contents < CONTENTS; contents++) {
        make_rows(10, contents);
        ptb_activity_store *store = fill(10, 1, contents);
        recode.asset = contents == TO_TYPE ? same : turned;
        recode.type = turned;
        for (size_t i = 0; i < ROWS; i++) {
            rows[i].row.asset = recode.asset[rows[i].row.asset];
            rows[i].row.type = (uint16_t)turned[rows[i].row.type];
        }
        qsort(rows, ROWS, sizeof *rows, compare_full);
        (void)drain(store);
        for (size_t i = 0; i < ROWS; i++)
            ck_assert_int_eq(compare_full(&rows[i], &out[i]), 0);
        ptb_activity_store_free(store);
    }
}
END_TEST

/* Twice in one file, once in another: two records. */
START_TEST(several_files)
{
    ptb_activity_store *store = NULL;
    const ptb_activity_shape shape = {2, 2, false, PTB_ACTIVITIES_ALL};
    static const struct {
        uint32_t owner, ts;
        int lane;
        uint32_t file;
    } given[] = {{0, 5, 0, 0}, {0, 5, 0, 0}, {0, 5, 1, 1}, {0, 6, 1, 1},
                 {1, 5, 0, 0}, {1, 5, 1, 1}, {1, 5, 0, 2}, {1, 5, 1, 2}};
    make_rows(2, false);
    ASSERT_OK(ptb_activity_store_new(&shape, &store, &err));
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        const ptb_activity row = {.owner = given[i].owner, .ts = given[i].ts, .type = 1};
        ASSERT_OK(ptb_activity_store_add(store, given[i].lane, &row, NULL, &err));
        ASSERT_OK(ptb_activity_store_piece(store, given[i].lane, given[i].file, &err));
    }
    ck_assert_uint_eq(drain(store), 5);
    ck_assert(out[0].row.ts == 5 && out[1].row.ts == 5 && out[2].row.ts == 6); /* owner 0: twice in file 0 */
    ck_assert(out[3].row.owner == 1 && out[4].row.owner == 1);                 /* owner 1: twice in file 2 */
    ptb_activity_store_free(store);
}
END_TEST

START_TEST(stock_of_a_store)
{
    ptb_activity_store *store = NULL;
    const ptb_activity_shape shape = {4, 2, true, PTB_ACTIVITIES_ALL};
    ASSERT_OK(ptb_activity_store_new(&shape, &store, &err));
    ptb_activity_stock stock = ptb_activity_store_stock(store);
    ck_assert(stock.first == PTB_NO_TIME && stock.last == PTB_NO_TIME && stock.n == 0);
    const ptb_activity row = {.owner = 3, .ts = UINT32_MAX};
    const ptb_activity_more more = {.topic = 1, .value = NAN, .duration_s = 2.0F};
    ASSERT_OK(ptb_activity_store_add(store, 1, &row, &more, &err));
    ASSERT_OK(ptb_activity_store_piece(store, 1, 4, &err));
    stock = ptb_activity_store_stock(store);
    ck_assert(stock.first == (ptb_time)UINT32_MAX && stock.last == (ptb_time)UINT32_MAX && stock.n == 1);
    ck_assert(stock.has_topic && stock.has_duration);
    ck_assert(!stock.has_campaign && !stock.has_message && !stock.has_value);
    ck_assert_uint_eq(stock.n_files, 5);
    ptb_activity_store_free(store);
}
END_TEST

TEST_MAIN("activity_store", order_of_any_lanes, new_codes_decide_the_order, several_files, stock_of_a_store)
