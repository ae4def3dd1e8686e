/* train/additive_fits.c: the fits of additive training on one set of rows, one from the other. */
#include "train/additive_fits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train/family.h"

/* Log loss differences between penalties are far above what this leaves undone. */
static const double path_tolerance = 1e-4, model_tolerance = 1e-6;
enum { MODEL_ITERATIONS = 2000, ADAPTIVE_ROUNDS = 2, RISES_ENOUGH = 2 };

/* The tables of a fit that is refined step by step. */
typedef struct {
    const ptb_context *context;
    ptb_cells cells; /* with pairs, where there are some */
    ptb_pairs pairs;
    ptb_tables tables;
    size_t n_curves; /* numbers of all curves */
    double *coef, *value, *factor;
    double *before; /* on an adaptive path: the plain fit, then the first round's of the penalty before */
    ptb_additive_settings settings;
    ptb_additive_report report;
} stepping;

static void stepping_free(stepping *s)
{
    free(s->pairs.items);
    ptb_tables_free(&s->tables);
    free(s->coef);
    free(s->value);
    free(s->factor);
    free(s->before);
}

/* Where all differences are 0, as behind an infinite penalty. */
static void set_base_rate(stepping *s)
{
    double wins = 0, all = 0;
    for (size_t i = 0; i < s->cells.n_rows; i++) {
        all += s->cells.weight[i];
        wins += s->cells.y[i] > 0.5F ? s->cells.weight[i] : 0;
    }
    s->coef[0] = log(wins / (all - wins));
}

static ptb_status stepping_new(const ptb_context *context, const ptb_additive_rows *rows, stepping *s,
                               ptb_error *err)
{
    *s = (stepping){.context = context, .cells = rows->cells};
    ptb_additive_settings_default(&s->settings);
    s->settings.tolerance = path_tolerance;
    s->settings.max_iterations = MODEL_ITERATIONS;
    PTB_TRY(ptb_tables_new(&s->cells, &s->tables, err));
    s->n_curves = ptb_tables_size(&s->tables);
    PTB_TRY(ptb_alloc(&s->coef, s->n_curves + 1, sizeof *s->coef, err));
    PTB_TRY(ptb_alloc(&s->value, s->n_curves, sizeof *s->value, err));
    PTB_TRY(ptb_alloc(&s->factor, s->n_curves, sizeof *s->factor, err));
    set_base_rate(s);
    return PTB_OK;
}

static ptb_status step(stepping *s, ptb_error *err)
{
    return ptb_additive_fit(s->context, &s->cells, &s->settings, s->coef, &s->report, err);
}

/* Weighs the penalties of curves by the fit that stands, from now on. */
static void adapt(stepping *s)
{
    ptb_additive_factors(&s->cells, &s->tables, s->coef, s->factor);
    s->settings.factor = s->factor;
}

/* From the base rate to the curves. */
static ptb_status fit_curves(stepping *s, const ptb_additive_penalties *penalties, ptb_error *err)
{
    s->settings.lambda = penalties->curves;
    PTB_TRY(step(s, err));
    if (isinf(penalties->adaptive)) return PTB_OK;
    s->settings.lambda = penalties->adaptive;
    for (int round = 0; round < ADAPTIVE_ROUNDS; round++) {
        adapt(s);
        PTB_TRY(step(s, err));
    }
    return PTB_OK;
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

/* The fit that belongs to a value of the path, from that of the value before. */
typedef ptb_status (*step_to)(stepping *s, double lambda, ptb_error *err);

static ptb_status step_curves(stepping *s, double lambda, ptb_error *err)
{
    s->settings.lambda = lambda;
    return step(s, err);
}

static ptb_status step_surfaces(stepping *s, double lambda, ptb_error *err)
{
    s->settings.pair_lambda = lambda;
    return step(s, err);
}

/* Where an adaptive path begins. */
static ptb_status keep_plain(stepping *s, ptb_error *err)
{
    size_t n = s->n_curves + 1;
    PTB_TRY(ptb_alloc(&s->before, n, 2 * sizeof *s->before, err));
    memcpy(s->before, s->coef, n * sizeof *s->coef);
    memcpy(s->before + n, s->coef, n * sizeof *s->coef);
    return PTB_OK;
}

static ptb_status step_adaptive(stepping *s, double lambda, ptb_error *err)
{
    double *plain = s->before, *first = s->before + s->n_curves + 1;
    size_t bytes = (s->n_curves + 1) * sizeof *plain;
    s->settings.lambda = lambda;
    for (int round = 0; round < ADAPTIVE_ROUNDS; round++) {
        if (round == 0) memcpy(s->coef, plain, bytes);
        adapt(s);
        if (round == 0) memcpy(s->coef, first, bytes);
        PTB_TRY(step(s, err));
        if (round == 0) memcpy(first, s->coef, bytes);
    }
    return PTB_OK;
}

static ptb_status follow(stepping *s, const ptb_additive_path *path, step_to step_to_value, double *margin,
                         size_t *n_done, ptb_error *err)
{
    double last_loss = (double)INFINITY, loss = 0;
    int rises = 0;
    for (*n_done = 0; *n_done < path->n_lambdas && rises < RISES_ENOUGH; (*n_done)++) {
        double lambda = path->lambdas[*n_done];
        if (isfinite(lambda)) PTB_TRY(step_to_value(s, lambda, err));
        PTB_TRY(judge(s, path->judged, margin + *n_done * path->judged->cells.n_rows, &loss, err));
        rises = loss > last_loss ? rises + 1 : 0;
        last_loss = loss;
    }
    return PTB_OK;
}

ptb_status ptb_additive_follow(const ptb_context *context, const ptb_additive_path *path, double *margin,
                               size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    stepping s;
    step_to step_to_value = step_curves;
    PTB_TRY_TO(stepping_new(context, path->train, &s, err));
    if (path->of != PTB_PATH_OF_CURVES) {
        PTB_TRY_TO(fit_curves(&s, &path->chosen, err));
        PTB_TRY_TO(keep_plain(&s, err));
        step_to_value = step_adaptive;
    }
    if (path->of == PTB_PATH_OF_SURFACES) {
        PTB_TRY_TO(add_pairs(&s, err));
        step_to_value = step_surfaces;
    }
    PTB_TRY_TO(follow(&s, path, step_to_value, margin, n_done, err));
done:
    stepping_free(&s);
    return status;
}

ptb_status ptb_additive_model(const ptb_context *context, ptb_additive_rows *rows,
                              const ptb_additive_penalties *penalties, ptb_curves **out,
                              ptb_additive_report *report, ptb_error *err)
{
    ptb_status status = PTB_OK;
    stepping s;
    ptb_bins *bins = NULL;
    *out = NULL;
    PTB_TRY_TO(stepping_new(context, rows, &s, err));
    PTB_TRY_TO(fit_curves(&s, penalties, err));
    if (isfinite(penalties->surfaces)) {
        PTB_TRY_TO(add_pairs(&s, err));
        s.settings.pair_lambda = penalties->surfaces;
    }
    s.settings.tolerance = model_tolerance;
    PTB_TRY_TO(step(&s, err));
    *report = s.report;
    bins = rows->bins;
    rows->bins = NULL;
    status = ptb_curves_new(bins, &s.cells, s.coef, out, err);
done:
    stepping_free(&s);
    return status;
}
