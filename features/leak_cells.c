/* features/leak_cells.c: the values of a feature as cells, with the outcomes of their cases in either half. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "features/leak_inside.h"

/* Numbers: a cell holds at least so many cases, and a 32nd of all; what more cases than that share is a cell alone. */
enum { MIN_CELL = 20, CELLS_OF_NUMBERS = 32, CODES_MAX = 12 };
/* 0 stands for "nothing there" where at least so many have it. */
static const double zero_share = 0.1;

void ptb_leak_cells_free(ptb_leak_cells *cells)
{
    free(cells->cells);
    free(cells->value);
    *cells = (ptb_leak_cells){0};
}

static float value_at(const ptb_leak_sample *s, size_t i, size_t feature)
{
    return s->vectors->x[(size_t)s->row[i] * s->vectors->n_features + feature];
}

static void count_case(const ptb_leak_sample *s, size_t i, ptb_leak_cell *cell)
{
    cell->cases[s->half[i]][s->won[i]]++;
}

/* --- categories --- */

static ptb_status fill_category(const ptb_leak_sample *s, size_t feature, ptb_leak_cells *out, ptb_error *err)
{
    size_t n_levels = s->vectors->columns[feature].n_levels;
    out->n_cells = n_levels + 1;
    out->are_values = true;
    PTB_TRY(ptb_alloc(&out->cells, out->n_cells, sizeof *out->cells, err));
    for (size_t i = 0; i < s->n; i++) {
        float code = value_at(s, i, feature);
        bool is_level = code >= 0 && (double)code < (double)n_levels;
        count_case(s, i, &out->cells[is_level ? (size_t)code + 1 : 0]);
    }
    return PTB_OK;
}

/* --- numbers --- */

/* Bits of a float that sort as the number does. */
static uint32_t sortable(float x)
{
    uint32_t bits;
    x += 0.0F; /* -0 is 0 */
    memcpy(&bits, &x, sizeof bits);
    return bits & 0x80000000U ? ~bits : bits | 0x80000000U;
}

uint32_t ptb_leak_order_index(const uint64_t *order, size_t i)
{
    return (uint32_t)order[i];
}

static bool is_same(const uint64_t *order, size_t i, size_t j)
{
    return order[i] >> 32 == order[j] >> 32;
}

/* One pass of a radix sort, by 11 bits. */
static void sort_pass(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
    enum { DIGITS = 1 << 11 };
    size_t place[DIGITS + 1] = {0};
    for (size_t i = 0; i < n; i++)
        place[(from[i] >> shift & (DIGITS - 1)) + 1]++;
    for (size_t d = 0; d < DIGITS; d++)
        place[d + 1] += place[d];
    for (size_t i = 0; i < n; i++)
        to[place[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

void ptb_leak_order(const float *x, size_t n, uint64_t *order, uint64_t *scratch)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = (uint64_t)sortable(x[i]) << 32 | i;
    sort_pass(scratch, order, n, 32);
    sort_pass(order, scratch, n, 43);
    sort_pass(scratch, order, n, 54);
}

/* The cases that have a number. */
typedef struct {
    float *x;
    uint32_t *at; /* place in the sample */
    uint64_t *order, *scratch;
    size_t n, n_distinct; /* distinct: up to CODES_MAX + 1 */
} numbers;

static ptb_status gather(const ptb_leak_sample *s, size_t feature, numbers *v, ptb_leak_cells *out,
                         ptb_error *err)
{
    double n_zero = 0, n_below = 0;
    PTB_TRY(ptb_alloc_raw(&v->x, s->n, sizeof *v->x, err));
    PTB_TRY(ptb_alloc_raw(&v->at, s->n, sizeof *v->at, err));
    PTB_TRY(ptb_alloc_raw(&v->order, s->n, sizeof *v->order, err));
    PTB_TRY(ptb_alloc_raw(&v->scratch, s->n, sizeof *v->scratch, err));
    for (size_t i = 0; i < s->n; i++) {
        float x = value_at(s, i, feature);
        if (isnan(x)) {
            count_case(s, i, &out->cells[0]);
            continue;
        }
        v->x[v->n] = x;
        v->at[v->n++] = (uint32_t)i;
        bool is_zero = !(x < 0) && !(x > 0);
        out->zeros[s->won[i]] += is_zero;
        n_zero += is_zero;
        n_below += x < 0;
    }
    out->counts_zero = n_below < 1 && n_zero >= zero_share * (double)v->n && n_zero < (double)v->n;
    ptb_leak_order(v->x, v->n, v->order, v->scratch);
    for (size_t i = 0; i < v->n && v->n_distinct <= CODES_MAX; i++)
        v->n_distinct += i == 0 || !is_same(v->order, i, i - 1);
    return PTB_OK;
}

/* Cells in ascending order of the numbers; equal numbers are never parted. */
static void deal(const ptb_leak_sample *s, const numbers *v, ptb_leak_cells *out)
{
    size_t want = s->n / CELLS_OF_NUMBERS > MIN_CELL ? s->n / CELLS_OF_NUMBERS : MIN_CELL;
    size_t in_cell = 0;
    out->are_values = v->n_distinct <= CODES_MAX;
    for (size_t first = 0, last; first < v->n; first = last) {
        for (last = first + 1; last < v->n && is_same(v->order, last, first);)
            last++;
        bool is_new = first == 0 || out->are_values || in_cell >= want || last - first >= want;
        if (is_new) {
            in_cell = 0;
            out->value[out->n_cells++] = (double)v->x[ptb_leak_order_index(v->order, first)];
        }
        for (size_t i = first; i < last; i++)
            count_case(s, v->at[ptb_leak_order_index(v->order, i)], &out->cells[out->n_cells - 1]);
        in_cell += last - first;
    }
}

static ptb_status fill_numbers(const ptb_leak_sample *s, size_t feature, ptb_leak_cells *out, ptb_error *err)
{
    /* A run that is a cell alone may leave a small cell behind it; so twice as many. */
    enum { MOST = 2 * CELLS_OF_NUMBERS + CODES_MAX + 4 };
    numbers v = {0};
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&out->cells, MOST, sizeof *out->cells, err));
    PTB_TRY_TO(ptb_alloc(&out->value, MOST, sizeof *out->value, err));
    out->n_cells = 1;
    PTB_TRY_TO(gather(s, feature, &v, out, err));
    deal(s, &v, out);
done:
    free(v.x);
    free(v.at);
    free(v.order);
    free(v.scratch);
    return status;
}

ptb_status ptb_leak_cells_fill(const ptb_leak_sample *sample, size_t feature, ptb_leak_cells *out,
                               ptb_error *err)
{
    *out = (ptb_leak_cells){0};
    ptb_status status = sample->vectors->columns[feature].is_category
                            ? fill_category(sample, feature, out, err)
                            : fill_numbers(sample, feature, out, err);
    if (status != PTB_OK) ptb_leak_cells_free(out);
    return status;
}
