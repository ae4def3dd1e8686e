/* datasets/base/blocks.c: deals blocks of rows to threads and brings their results together in block order. */
#include "datasets/base/blocks.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

typedef ptb_status (*block_fn)(void *state, const ptb_block *block, ptb_error *err);
typedef ptb_status (*take_fn)(void *state, const ptb_block *block, bool *is_there, ptb_error *err);
typedef ptb_status (*sum_fn)(void *state, const ptb_block *block, double *sums, ptb_error *err);

/* One call. What is above the mutex never changes while threads run. */
typedef struct {
    const ptb_context *context;
    size_t n_rows, block_rows, n_blocks;
    take_fn take;  /* feed: instead of dealing blocks of rows */
    block_fn fn;   /* map, stream and feed */
    block_fn emit; /* stream and feed */
    sum_fn add;    /* sum: instead of fn */
    void *state;
    double *total, *scratch; /* scratch: n_sums for each thread */
    size_t n_sums;
    pthread_mutex_t taking; /* feed: one takes at a time; taken before `mutex` */
    pthread_mutex_t mutex;  /* guards all that follows */
    pthread_cond_t turned;
    size_t next;   /* block to be dealt */
    size_t turn;   /* block whose result is to be taken */
    bool stopped;  /* deal no further */
    size_t failed; /* lowest block that failed, SIZE_MAX for none */
    ptb_status status;
    ptb_error error;
} block_run;

typedef struct {
    block_run *run;
    int index;
    pthread_t thread;
} block_worker;

/* Keeps the failure of the lowest block. Blocks are dealt in order and a block that was dealt is run, so this
 * is the lowest failing block of all, whatever the threads. Needs the mutex. */
static void note_failure(block_run *run, size_t block, ptb_status status, const ptb_error *error)
{
    run->stopped = true;
    if (block >= run->failed) return;
    run->failed = block;
    run->status = status;
    run->error = *error;
}

/* The number of the next block, or false where no more are dealt. */
static bool take_number(block_run *run, ptb_block *block)
{
    ptb_error error = {0};
    bool dealt = false;
    pthread_mutex_lock(&run->mutex);
    if (!run->stopped && run->next < run->n_blocks) {
        ptb_status status = ptb_check_cancel(run->context, &error);
        if (status != PTB_OK) {
            note_failure(run, run->next, status, &error);
        } else {
            block->index = run->next++;
            dealt = true;
        }
    }
    pthread_mutex_unlock(&run->mutex);
    return dealt;
}

static bool take_block(block_run *run, int thread, ptb_block *block)
{
    if (!take_number(run, block)) return false;
    block->first = block->index * run->block_rows;
    size_t left = run->n_rows - block->first;
    block->last = block->first + (left < run->block_rows ? left : run->block_rows);
    block->thread = thread;
    return true;
}

/* A block's content is taken under a lock of its own, so that others may finish theirs meanwhile. */
static bool take_fed(block_run *run, int thread, ptb_block *block)
{
    ptb_error error = {0};
    bool is_there = false;
    pthread_mutex_lock(&run->taking);
    if (take_number(run, block)) {
        block->first = block->last = block->index;
        block->thread = thread;
        ptb_status status = run->take(run->state, block, &is_there, &error);
        if (status != PTB_OK || !is_there) {
            pthread_mutex_lock(&run->mutex);
            if (status != PTB_OK) note_failure(run, block->index, status, &error);
            run->stopped = true;
            pthread_mutex_unlock(&run->mutex);
            is_there = false;
        }
    }
    pthread_mutex_unlock(&run->taking);
    return is_there;
}

/* Waits until all blocks before this one are through; false where one of them failed. */
static bool wait_for_turn(block_run *run, size_t block)
{
    pthread_mutex_lock(&run->mutex);
    while (run->turn != block)
        pthread_cond_wait(&run->turned, &run->mutex);
    bool is_wanted = run->failed > block;
    pthread_mutex_unlock(&run->mutex);
    return is_wanted;
}

static void pass_turn(block_run *run, size_t block, ptb_status status, const ptb_error *error)
{
    pthread_mutex_lock(&run->mutex);
    if (status != PTB_OK) note_failure(run, block, status, error);
    run->turn++;
    pthread_cond_broadcast(&run->turned);
    pthread_mutex_unlock(&run->mutex);
}

static void run_in_order(block_run *run, const ptb_block *block)
{
    ptb_error error = {0};
    ptb_status status = PTB_OK;
    double *sums = NULL;
    if (run->add != NULL) {
        sums = run->scratch + (size_t)block->thread * run->n_sums;
        memset(sums, 0, run->n_sums * sizeof *sums);
        status = run->add(run->state, block, sums, &error);
    } else {
        status = run->fn(run->state, block, &error);
    }
    /* A failed block passes the turnstile too: those behind it would wait for ever. */
    bool is_wanted = wait_for_turn(run, block->index);
    if (is_wanted && status == PTB_OK && sums != NULL) {
        for (size_t i = 0; i < run->n_sums; i++)
            run->total[i] += sums[i];
    } else if (is_wanted && status == PTB_OK) {
        status = run->emit(run->state, block, &error);
    }
    pass_turn(run, block->index, status, &error);
}

static void run_alone(block_run *run, const ptb_block *block)
{
    ptb_error error = {0};
    ptb_status status = run->fn(run->state, block, &error);
    if (status == PTB_OK) return;
    pthread_mutex_lock(&run->mutex);
    note_failure(run, block->index, status, &error);
    pthread_mutex_unlock(&run->mutex);
}

static void *work(void *argument)
{
    const block_worker *worker = argument;
    block_run *run = worker->run;
    bool is_ordered = run->add != NULL || run->emit != NULL;
    ptb_block block = {0};
    while (run->take != NULL ? take_fed(run, worker->index, &block)
                             : take_block(run, worker->index, &block)) {
        if (is_ordered) {
            run_in_order(run, &block);
        } else {
            run_alone(run, &block);
        }
    }
    return NULL;
}

static size_t useful_threads(const block_run *run)
{
    size_t threads = run->context->threads > 1 ? (size_t)run->context->threads : 1;
    if (threads > run->n_blocks) threads = run->n_blocks;
    return threads > 0 ? threads : 1;
}

/* The caller's thread is worker 0; where the system gives fewer threads than wanted, fewer do the same work. */
static ptb_status run_blocks(block_run *run, ptb_error *err)
{
    block_worker *workers = NULL;
    size_t threads = useful_threads(run), started = 1;
    PTB_TRY(ptb_alloc(&workers, threads, sizeof *workers, err));
    workers[0].run = run;
    while (started < threads) {
        workers[started].run = run;
        workers[started].index = (int)started;
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0) break;
        started++;
    }
    (void)work(&workers[0]);
    for (size_t i = 1; i < started; i++)
        (void)pthread_join(workers[i].thread, NULL);
    free(workers);
    if (run->status != PTB_OK && err != NULL) *err = run->error;
    return run->status;
}

static block_run new_run(const ptb_context *context, size_t n_rows, size_t block_rows, void *state)
{
    assert(block_rows > 0);
    block_run run = {.context = context,
                     .n_rows = n_rows,
                     .block_rows = block_rows,
                     .n_blocks = n_rows / block_rows + (n_rows % block_rows != 0 ? 1 : 0),
                     .state = state,
                     .taking = PTHREAD_MUTEX_INITIALIZER,
                     .mutex = PTHREAD_MUTEX_INITIALIZER,
                     .turned = PTHREAD_COND_INITIALIZER,
                     .failed = SIZE_MAX};
    return run;
}

ptb_status ptb_blocks_map(const ptb_context *context, size_t n_rows, size_t block_rows,
                          ptb_status (*fn)(void *state, const ptb_block *block, ptb_error *err), void *state,
                          ptb_error *err)
{
    block_run run = new_run(context, n_rows, block_rows, state);
    run.fn = fn;
    return run_blocks(&run, err);
}

/* NOLINTNEXTLINE(readability-function-size): ptb_blocks_map's parameters and where the sums go */
ptb_status ptb_blocks_sum(const ptb_context *context, size_t n_rows, size_t block_rows,
                          ptb_status (*fn)(void *state, const ptb_block *block, double *sums, ptb_error *err),
                          void *state, double *total, size_t n_sums, ptb_error *err)
{
    block_run run = new_run(context, n_rows, block_rows, state);
    run.add = fn;
    run.total = total;
    run.n_sums = n_sums;
    memset(total, 0, n_sums * sizeof *total);
    PTB_TRY(ptb_alloc_raw(&run.scratch, n_sums, useful_threads(&run) * sizeof *run.scratch, err));
    ptb_status status = run_blocks(&run, err);
    free(run.scratch);
    if (status != PTB_OK) memset(total, 0, n_sums * sizeof *total);
    return status;
}

ptb_status ptb_blocks_stream(const ptb_context *context, size_t n_rows, size_t block_rows,
                             ptb_status (*fn)(void *state, const ptb_block *block, ptb_error *err),
                             ptb_status (*emit)(void *state, const ptb_block *block, ptb_error *err),
                             void *state, ptb_error *err)
{
    block_run run = new_run(context, n_rows, block_rows, state);
    run.fn = fn;
    run.emit = emit;
    return run_blocks(&run, err);
}

ptb_status ptb_blocks_feed(const ptb_context *context, const ptb_feed *feed, void *state, ptb_error *err)
{
    block_run run = new_run(context, SIZE_MAX, 1, state);
    run.take = feed->take;
    run.fn = feed->work;
    run.emit = feed->emit;
    return run_blocks(&run, err);
}
