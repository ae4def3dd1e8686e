/* models/isotonic.c: isotonic regression of outcomes on values by pooling adjacent violators, and its smoothing. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/calibrate.h"
#include "models/calibrate_inside.h"

typedef struct {
    double value, weight;
    bool is_win;
} isotonic_case;

/* By all that there is of a case, so that sums don't depend on the order they came in. */
static int compare_cases(const void *left, const void *right)
{
    const isotonic_case *a = left, *b = right;
    if (a->value < b->value || a->value > b->value) return a->value < b->value ? -1 : 1;
    if (a->is_win != b->is_win) return a->is_win ? 1 : -1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

static void pool(ptb_isotonic_block *into, const ptb_isotonic_block *next)
{
    double all = into->all + next->all;
    into->mean += (next->mean - into->mean) * (next->all / all);
    into->last = next->last;
    into->wins += next->wins;
    into->all = all;
}

static bool is_rising(const ptb_isotonic_block *a, const ptb_isotonic_block *b)
{
    return a->wins * b->all < b->wins * a->all;
}

static bool is_rising_smoothed(const ptb_isotonic_block *a, const ptb_isotonic_block *b)
{
    return ptb_isotonic_logit(a) < ptb_isotonic_logit(b);
}

/* Puts a block behind the first n, and pools backwards while it does not rise. */
static size_t push(ptb_isotonic_block *blocks, size_t n, ptb_isotonic_block next,
                   bool (*rises)(const ptb_isotonic_block *, const ptb_isotonic_block *))
{
    blocks[n++] = next;
    while (n > 1 && !rises(&blocks[n - 2], &blocks[n - 1])) {
        pool(&blocks[n - 2], &blocks[n - 1]);
        n--;
    }
    return n;
}

static size_t pool_cases(const isotonic_case *cases, size_t n, ptb_isotonic_block *blocks)
{
    size_t n_blocks = 0;
    for (size_t i = 0; i < n;) {
        ptb_isotonic_block tie = {.first = cases[i].value, .last = cases[i].value, .mean = cases[i].value};
        for (; i < n && !(cases[i].value > tie.last); i++) {
            tie.all += cases[i].weight;
            tie.wins += cases[i].is_win ? cases[i].weight : 0;
        }
        n_blocks = push(blocks, n_blocks, tie, is_rising);
    }
    return n_blocks;
}

ptb_status ptb_isotonic_fit(const double *value, const float *y, const double *weight, size_t n,
                            ptb_isotonic_block **out, size_t *n_out, ptb_error *err)
{
    ptb_calibrate_cases all = {.value = value, .y = y, .weight = weight, .n = n};
    isotonic_case *cases = NULL;
    *out = NULL;
    *n_out = 0;
    PTB_TRY(ptb_calibrate_summarise(&all, err));
    PTB_TRY(ptb_alloc_raw(&cases, n, sizeof *cases, err));
    ptb_status status = ptb_alloc_raw(out, n, sizeof **out, err);
    if (status == PTB_OK) {
        for (size_t i = 0; i < n; i++)
            cases[i] = (isotonic_case){value[i], ptb_calibrate_weight(&all, i), ptb_calibrate_won(&all, i)};
        qsort(cases, n, sizeof *cases, compare_cases);
        *n_out = pool_cases(cases, n, *out);
    }
    free(cases);
    return status;
}

double ptb_isotonic_logit(const ptb_isotonic_block *block)
{
    return log((block->wins + 0.5) / (block->all - block->wins + 0.5));
}

static size_t pool_closest(ptb_isotonic_block *blocks, size_t n)
{
    size_t best = 0;
    double least = (double)INFINITY;
    for (size_t i = 0; i + 1 < n; i++) {
        double apart = ptb_isotonic_logit(&blocks[i + 1]) - ptb_isotonic_logit(&blocks[i]);
        if (apart >= least) continue;
        least = apart;
        best = i;
    }
    pool(&blocks[best], &blocks[best + 1]);
    for (size_t i = best + 1; i + 1 < n; i++)
        blocks[i] = blocks[i + 1];
    return n - 1;
}

static size_t pool_smoothed(ptb_isotonic_block *blocks, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        kept = push(blocks, kept, blocks[i], is_rising_smoothed);
    return kept;
}

size_t ptb_isotonic_smooth(ptb_isotonic_block *blocks, size_t n, size_t most)
{
    n = pool_smoothed(blocks, n);
    while (n > most)
        n = pool_smoothed(blocks, pool_closest(blocks, n));
    return n;
}
