/* models/additive_screen.c: which pairs of features are worth a surface. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "models/additive_inside.h"
#include "models/logistic.h"

void ptb_screen_settings_default(ptb_screen_settings *settings)
{
    *settings = (ptb_screen_settings){.n_pairs = 25, .n_coarse = 12, .n_fields = 60};
}

/* A field in few cells. */
typedef struct {
    size_t field, n;
    uint8_t map[256]; /* by the field's cell */
    uint8_t *cell;    /* by row */
} coarse_field;

typedef struct {
    size_t a, b; /* among the coarse fields */
    double gain;
} candidate;

typedef struct {
    const ptb_cells *cells;
    const ptb_screen_settings *settings;
    double *residual, *curvature; /* by row */
    coarse_field *coarse;
    size_t n_coarse;
    candidate *candidates;
    size_t n_candidates;
} screen;

/* ---- few cells ---- */

static void count_cells(const ptb_cells *cells, size_t field, double *count)
{
    const uint8_t *cell = cells->cell + field * cells->n_rows;
    memset(count, 0, 256 * sizeof *count);
    for (size_t i = 0; i < cells->n_rows; i++)
        count[cell[i]] += cells->weight ? cells->weight[i] : 1;
}

/* Neighbouring cells together, so that each of few holds about as much. */
static void pool_ordered(coarse_field *out, size_t n_cells, const double *count, size_t most)
{
    double all = 0, below = 0;
    size_t last = 0, next = 0;
    for (size_t k = 0; k + 1 < n_cells; k++)
        all += count[k];
    for (size_t k = 0; k + 1 < n_cells; k++) {
        double share = all > 0 ? (below + count[k] / 2) / all : 0;
        size_t wanted = (size_t)fmin(share * (double)most, (double)most - 1);
        if (k > 0 && wanted > last) next++;
        last = k == 0 || wanted > last ? wanted : last;
        out->map[k] = (uint8_t)next;
        below += count[k];
    }
    out->map[n_cells - 1] = (uint8_t)(next + 1);
    out->n = next + 2;
}

/* The most frequent levels have cells of their own; the rest, "other" and missing share the last. */
static void pool_levels(coarse_field *out, size_t n_cells, const double *count, size_t most)
{
    bool is_own[256] = {false};
    size_t next = 0;
    memset(out->map, 0xFF, sizeof out->map);
    for (size_t taken = 0; taken + 1 < most; taken++) {
        size_t best = 256;
        for (size_t k = 0; k < n_cells; k++)
            if (!is_own[k] && count[k] > 0 && (best == 256 || count[k] > count[best])) best = k;
        if (best == 256) break;
        is_own[best] = true;
    }
    for (size_t k = 0; k < n_cells; k++)
        if (is_own[k]) out->map[k] = (uint8_t)next++;
    for (size_t k = 0; k < 256; k++)
        if (k >= n_cells || !is_own[k]) out->map[k] = (uint8_t)next;
    out->n = next + 1;
}

static ptb_status make_coarse(screen *s, size_t field, ptb_error *err)
{
    const ptb_cells *cells = s->cells;
    const ptb_field *one = &cells->fields[field];
    coarse_field *out = &s->coarse[s->n_coarse];
    double count[256];
    size_t most = s->settings->n_coarse;
    *out = (coarse_field){.field = field};
    count_cells(cells, field, count);
    if (one->n_cells <= most + 1) {
        for (size_t k = 0; k < one->n_cells; k++)
            out->map[k] = (uint8_t)k;
        out->n = one->n_cells;
    } else if (one->is_ordered) {
        pool_ordered(out, one->n_cells, count, most);
    } else {
        pool_levels(out, one->n_cells, count, most);
    }
    PTB_TRY(ptb_alloc_raw(&out->cell, cells->n_rows, 1, err));
    s->n_coarse++;
    for (size_t i = 0; i < cells->n_rows; i++)
        out->cell[i] = out->map[cells->cell[field * cells->n_rows + i]];
    return PTB_OK;
}

/* ---- gains ---- */

/* How much better the loss could be with a surface of these, less what chance would give. */
static double gain_of(const screen *s, const coarse_field *a, const coarse_field *b)
{
    double g[PTB_COARSE_MAX * PTB_COARSE_MAX] = {0}, h[PTB_COARSE_MAX * PTB_COARSE_MAX] = {0}, gain = 0;
    for (size_t i = 0; i < s->cells->n_rows; i++) {
        size_t k = a->cell[i] * b->n + b->cell[i];
        g[k] += s->residual[i];
        h[k] += s->curvature[i];
    }
    for (size_t k = 0; k < a->n * b->n; k++)
        if (h[k] > 0) gain += g[k] * g[k] / (h[k] + 1) - h[k] / (h[k] + 1);
    return gain;
}

static ptb_status judge(void *state, const ptb_block *block, ptb_error *err)
{
    const screen *s = state;
    candidate *one = &s->candidates[block->index];
    (void)err;
    one->gain = gain_of(s, &s->coarse[one->a], &s->coarse[one->b]);
    return PTB_OK;
}

static int compare_gains(const void *left, const void *right)
{
    const candidate *x = left, *y = right;
    if (x->gain > y->gain || x->gain < y->gain) return x->gain < y->gain ? 1 : -1;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* ---- fields ---- */

typedef struct {
    size_t field;
    double strength;
} ranked_field;

static int compare_strengths(const void *left, const void *right)
{
    const ranked_field *x = left, *y = right;
    if (x->strength > y->strength || x->strength < y->strength) return x->strength < y->strength ? 1 : -1;
    return (x->field > y->field) - (x->field < y->field);
}

/* The strongest fields that may have surfaces. */
static ptb_status choose_fields(screen *s, const double *strength, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ranked_field *ranked = NULL;
    size_t n = 0;
    PTB_TRY_TO(ptb_alloc(&ranked, s->cells->n_fields, sizeof *ranked, err));
    PTB_TRY_TO(ptb_alloc(&s->coarse, s->settings->n_fields, sizeof *s->coarse, err));
    for (size_t f = 0; f < s->cells->n_fields; f++)
        if (s->cells->fields[f].direction == 0 && strength[f] > 0)
            ranked[n++] = (ranked_field){f, strength[f]};
    qsort(ranked, n, sizeof *ranked, compare_strengths);
    for (size_t i = 0; i < n && i < s->settings->n_fields; i++)
        PTB_TRY_TO(make_coarse(s, ranked[i].field, err));
done:
    free(ranked);
    return status;
}

static ptb_status list_candidates(screen *s, ptb_error *err)
{
    size_t n = s->n_coarse;
    PTB_TRY(ptb_alloc(&s->candidates, n * (n > 0 ? n - 1 : 0) / 2, sizeof *s->candidates, err));
    for (size_t a = 0; a < n; a++)
        for (size_t b = a + 1; b < n; b++)
            s->candidates[s->n_candidates++] = (candidate){.a = a, .b = b};
    return PTB_OK;
}

static ptb_status find_residuals(screen *s, const double *margin, ptb_error *err)
{
    const ptb_cells *cells = s->cells;
    PTB_TRY(ptb_alloc_raw(&s->residual, cells->n_rows, sizeof(double), err));
    PTB_TRY(ptb_alloc_raw(&s->curvature, cells->n_rows, sizeof(double), err));
    for (size_t i = 0; i < cells->n_rows; i++) {
        double w = cells->weight ? cells->weight[i] : 1, p = ptb_sigmoid(margin[i]);
        s->residual[i] = w * ((cells->y[i] > 0.5F ? 1 : 0) - p);
        s->curvature[i] = w * p * (1 - p);
    }
    return PTB_OK;
}

static ptb_pair pair_of(const screen *s, const candidate *one)
{
    ptb_pair pair = {0};
    const size_t sides[2] = {one->a, one->b};
    for (int k = 0; k < 2; k++) {
        const coarse_field *side = &s->coarse[sides[k]];
        pair.field[k] = side->field;
        pair.n[k] = side->n;
        pair.is_ordered[k] = s->cells->fields[side->field].is_ordered;
        memcpy(pair.coarse[k], side->map, sizeof pair.coarse[k]);
    }
    return pair;
}

static void free_screen(screen *s)
{
    for (size_t i = 0; s->coarse && i < s->n_coarse; i++)
        free(s->coarse[i].cell);
    free(s->coarse);
    free(s->candidates);
    free(s->residual);
    free(s->curvature);
}

static ptb_status check(const ptb_screen_settings *settings, ptb_error *err)
{
    if (settings->n_coarse >= 2 && settings->n_coarse < PTB_COARSE_MAX) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "%zu coarse cells (expected 2 to %d)", settings->n_coarse,
                    PTB_COARSE_MAX - 1);
}

/* The best of the candidates, as pairs. */
static ptb_status take_best(screen *s, ptb_pairs *out, ptb_error *err)
{
    qsort(s->candidates, s->n_candidates, sizeof *s->candidates, compare_gains);
    PTB_TRY(ptb_alloc(&out->items, s->settings->n_pairs, sizeof *out->items, err));
    while (out->n < s->settings->n_pairs && out->n < s->n_candidates && s->candidates[out->n].gain > 0) {
        out->items[out->n] = pair_of(s, &s->candidates[out->n]);
        out->n++;
    }
    return PTB_OK;
}

ptb_status ptb_additive_screen(const ptb_context *context, const ptb_cells *cells, const double *margin,
                               const double *strength, const ptb_screen_settings *settings, ptb_pairs *out,
                               ptb_error *err)
{
    ptb_status status = PTB_OK;
    screen s = {.cells = cells, .settings = settings};
    *out = (ptb_pairs){0};
    PTB_TRY(check(settings, err));
    PTB_TRY_TO(find_residuals(&s, margin, err));
    PTB_TRY_TO(choose_fields(&s, strength, err));
    PTB_TRY_TO(list_candidates(&s, err));
    PTB_TRY_TO(ptb_blocks_map(context, s.n_candidates, 1, judge, &s, err));
    PTB_TRY_TO(take_best(&s, out, err));
done:
    free_screen(&s);
    return status;
}
