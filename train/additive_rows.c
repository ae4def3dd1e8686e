/* train/additive_rows.c: cases in cells; the fits of additive training on one set of them. */
#include "train/additive_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train/family.h"

/* Log loss differences between penalties are far above what this leaves undone. */
static const double path_tolerance = 1e-4, model_tolerance = 1e-6;
enum { MODEL_ITERATIONS = 2000 };

void ptb_additive_rows_free(ptb_additive_rows *rows)
{
    if (rows->owns_bins) ptb_bins_free(rows->bins);
    free(rows->fields);
    free(rows->cell);
    free(rows->y);
    free(rows->weight);
    *rows = (ptb_additive_rows){0};
}

/* All but the bins. */
static ptb_status fill(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows, size_t n,
                       ptb_additive_rows *out, ptb_error *err)
{
    const ptb_bins *bins = out->bins;
    PTB_TRY(ptb_bins_columns(context, bins, vectors, rows, n, &out->cell, err));
    PTB_TRY(ptb_alloc(&out->fields, bins->n_features, sizeof *out->fields, err));
    PTB_TRY(ptb_alloc(&out->y, n, sizeof *out->y, err));
    PTB_TRY(ptb_alloc(&out->weight, n, sizeof *out->weight, err));
    for (size_t f = 0; f < bins->n_features; f++)
        out->fields[f] =
            (ptb_field){.n_cells = bins->features[f].n_cells, .is_ordered = !bins->columns[f].is_category};
    for (size_t i = 0; i < n; i++) {
        out->y[i] = vectors->outcome[rows[i]];
        out->weight[i] = vectors->weight == NULL ? 1.0 : (double)vectors->weight[rows[i]];
    }
    out->cells = (ptb_cells){.n_rows = n,
                             .n_fields = bins->n_features,
                             .cell = out->cell,
                             .fields = out->fields,
                             .y = out->y,
                             .weight = out->weight};
    return PTB_OK;
}

ptb_status ptb_additive_rows_fit(const ptb_context *context, const ptb_vectors *vectors, const uint32_t *rows,
                                 size_t n, ptb_additive_rows *out, ptb_error *err)
{
    ptb_bins_settings settings;
    *out = (ptb_additive_rows){.owns_bins = true};
    ptb_bins_settings_default(&settings);
    PTB_TRY(ptb_bins_fit(context, vectors, rows, n, &settings, &out->bins, err));
    return fill(context, vectors, rows, n, out, err);
}

ptb_status ptb_additive_rows_like(const ptb_context *context, const ptb_vectors *vectors,
                                  const uint32_t *rows, size_t n, const ptb_additive_rows *like,
                                  ptb_additive_rows *out, ptb_error *err)
{
    *out = (ptb_additive_rows){.bins = like->bins};
    return fill(context, vectors, rows, n, out, err);
}

/* ---- one fit after the other ---- */

/* The tables of a fit that is refined step by step. */
typedef struct {
    const ptb_context *context;
    ptb_cells cells; /* with pairs, where there are some */
    ptb_pairs pairs;
    ptb_tables tables;
    double *coef, *value;
} stepping;

static void stepping_free(stepping *s)
{
    free(s->pairs.items);
    ptb_tables_free(&s->tables);
    free(s->coef);
    free(s->value);
}

static ptb_status stepping_new(const ptb_context *context, const ptb_additive_rows *rows, stepping *s,
                               ptb_error *err)
{
    *s = (stepping){.context = context, .cells = rows->cells};
    PTB_TRY(ptb_tables_new(&s->cells, &s->tables, err));
    size_t n = ptb_tables_size(&s->tables);
    PTB_TRY(ptb_alloc(&s->coef, n + 1, sizeof *s->coef, err));
    return ptb_alloc(&s->value, n, sizeof *s->value, err);
}

/* Where all differences are 0, as behind an infinite penalty. */
static void set_base_rate(stepping *s)
{
    double wins = 0, all = 0;
    for (size_t i = 0; i < s->cells.n_rows; i++) {
        all += s->cells.weight[i];
        wins += s->cells.y[i] > 0.5F ? s->cells.weight[i] : 0;
    }
    memset(s->coef, 0, (ptb_tables_size(&s->tables) + 1) * sizeof *s->coef);
    s->coef[0] = log(wins / (all - wins));
}

static ptb_status step(stepping *s, const ptb_additive_settings *settings, ptb_additive_report *report,
                       ptb_error *err)
{
    return ptb_additive_fit(s->context, &s->cells, settings, s->coef, report, err);
}

/* How far a curve goes between its ends. */
static double spread(const double *value, size_t n)
{
    double low = 0, high = 0;
    for (size_t k = 0; k < n; k++) {
        low = k == 0 || value[k] < low ? value[k] : low;
        high = k == 0 || value[k] > high ? value[k] : high;
    }
    return high - low;
}

/* Chooses pairs for what the curves leave; their differences begin at 0. */
static ptb_status add_pairs(stepping *s, ptb_error *err)
{
    ptb_status status = PTB_OK;
    double *margin = NULL, *strength = NULL, *coef = NULL;
    size_t n_fields = s->cells.n_fields, n_before = ptb_tables_size(&s->tables), n = 0;
    ptb_screen_settings settings;
    ptb_screen_settings_default(&settings);
    PTB_TRY_TO(ptb_alloc(&margin, s->cells.n_rows, sizeof *margin, err));
    PTB_TRY_TO(ptb_alloc(&strength, n_fields, sizeof *strength, err));
    ptb_additive_values(&s->cells, &s->tables, s->coef, s->value);
    for (size_t f = 0; f < n_fields; f++)
        strength[f] = spread(s->value + s->tables.first[f], s->cells.fields[f].n_cells);
    PTB_TRY_TO(ptb_additive_margins(s->context, &s->cells, s->coef[0], s->value, margin, err));
    PTB_TRY_TO(ptb_additive_screen(s->context, &s->cells, margin, strength, &settings, &s->pairs, err));
    s->cells.pairs = s->pairs.items;
    s->cells.n_pairs = s->pairs.n;
    ptb_tables_free(&s->tables);
    PTB_TRY_TO(ptb_tables_new(&s->cells, &s->tables, err));
    n = ptb_tables_size(&s->tables);
    PTB_TRY_TO(ptb_alloc(&coef, n + 1, sizeof *coef, err));
    memcpy(coef, s->coef, (n_before + 1) * sizeof *coef);
    free(s->coef);
    s->coef = coef;
    free(s->value);
    s->value = NULL;
    PTB_TRY_TO(ptb_alloc(&s->value, n, sizeof *s->value, err));
done:
    free(margin);
    free(strength);
    return status;
}

/* ---- paths ---- */

static ptb_status judge(const stepping *s, const ptb_additive_rows *judged, double *margin, double *loss,
                        ptb_error *err)
{
    ptb_cells cells = judged->cells;
    cells.pairs = s->cells.pairs;
    cells.n_pairs = s->cells.n_pairs;
    ptb_additive_values(&cells, &s->tables, s->coef, s->value);
    PTB_TRY(ptb_additive_margins(s->context, &cells, s->coef[0], s->value, margin, err));
    *loss = ptb_margins_loss(cells.y, cells.weight, margin, cells.n_rows);
    return PTB_OK;
}

static ptb_status follow(stepping *s, const ptb_additive_path *path, ptb_additive_settings *settings,
                         double *of_path, double *margin, size_t *n_done, ptb_error *err)
{
    double last_loss = (double)INFINITY, loss = 0;
    ptb_additive_report report;
    int rises = 0;
    for (*n_done = 0; *n_done < path->n_lambdas && rises < PTB_RISES_ENOUGH; (*n_done)++) {
        *of_path = path->lambdas[*n_done];
        if (isfinite(*of_path)) PTB_TRY(step(s, settings, &report, err));
        PTB_TRY(judge(s, path->judged, margin + *n_done * path->judged->cells.n_rows, &loss, err));
        rises = loss > last_loss ? rises + 1 : 0;
        last_loss = loss;
    }
    return PTB_OK;
}

static ptb_additive_settings settings_of(double tolerance)
{
    ptb_additive_settings settings;
    ptb_additive_settings_default(&settings);
    settings.tolerance = tolerance;
    settings.max_iterations = MODEL_ITERATIONS;
    return settings;
}

ptb_status ptb_additive_path_curves(const ptb_context *context, const ptb_additive_path *path, double *margin,
                                    size_t *n_done, ptb_error *err)
{
    stepping s;
    ptb_additive_settings settings = settings_of(path_tolerance);
    ptb_status status = stepping_new(context, path->train, &s, err);
    if (status == PTB_OK) {
        set_base_rate(&s);
        status = follow(&s, path, &settings, &settings.lambda, margin, n_done, err);
    }
    stepping_free(&s);
    return status;
}

ptb_status ptb_additive_path_surfaces(const ptb_context *context, const ptb_additive_path *path,
                                      double lambda, double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    stepping s;
    ptb_additive_report report;
    ptb_additive_settings settings = settings_of(path_tolerance);
    PTB_TRY_TO(stepping_new(context, path->train, &s, err));
    set_base_rate(&s);
    settings.lambda = lambda;
    PTB_TRY_TO(step(&s, &settings, &report, err));
    PTB_TRY_TO(add_pairs(&s, err));
    PTB_TRY_TO(follow(&s, path, &settings, &settings.pair_lambda, margin, n_done, err));
done:
    stepping_free(&s);
    return status;
}

ptb_status ptb_additive_model(const ptb_context *context, ptb_additive_rows *rows, double lambda,
                              double pair_lambda, ptb_curves **out, ptb_additive_report *report,
                              ptb_error *err)
{
    ptb_status status = PTB_OK;
    stepping s;
    ptb_additive_settings settings = settings_of(isfinite(pair_lambda) ? path_tolerance : model_tolerance);
    ptb_bins *bins = NULL;
    *out = NULL;
    PTB_TRY_TO(stepping_new(context, rows, &s, err));
    set_base_rate(&s);
    settings.lambda = lambda;
    PTB_TRY_TO(step(&s, &settings, report, err));
    if (isfinite(pair_lambda)) {
        PTB_TRY_TO(add_pairs(&s, err));
        settings.pair_lambda = pair_lambda;
        settings.tolerance = model_tolerance;
        PTB_TRY_TO(step(&s, &settings, report, err));
    }
    bins = rows->bins;
    rows->bins = NULL;
    status = ptb_curves_new(bins, &s.cells, s.coef, out, err);
done:
    stepping_free(&s);
    return status;
}
