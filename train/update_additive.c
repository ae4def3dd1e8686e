/* train/update_additive.c: an additive champion brought up to date: a ridge around the differences of its curves and surfaces. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "train/additive_rows.h"
#include "train/update_steps.h"

/* Cases in the champion's cells, and its coefficients. */
typedef struct {
    ptb_additive_rows rows;
    ptb_cells cells; /* of these, with the champion's pairs */
    int *direction;
    double *factor; /* of the penalty, by difference of a curve */
} champion_cells;

static void champion_cells_free(champion_cells *cells)
{
    ptb_additive_rows_free(&cells->rows);
    free(cells->direction);
    free(cells->factor);
}

/* A curve may go as far from the champion's, end to end, whether it has many cells or few. */
static ptb_status fill_factors(const ptb_curves *curves, champion_cells *out, ptb_error *err)
{
    const size_t *first = curves->tables.first;
    size_t n_fields = curves->bins->n_features;
    PTB_TRY(ptb_alloc(&out->factor, first[n_fields], sizeof *out->factor, err));
    for (size_t f = 0; f < n_fields; f++) {
        const ptb_field *field = &curves->fields[f];
        for (size_t k = 0; k < field->n_cells; k++) {
            bool is_step = field->is_ordered && k > 0 && k + 1 < field->n_cells;
            out->factor[first[f] + k] = is_step ? (double)(field->n_cells - 2) : 1;
        }
    }
    return PTB_OK;
}

static ptb_status champion_cells_make(const ptb_fit_inputs *in, const uint32_t *rows, size_t n,
                                      champion_cells *out, ptb_error *err)
{
    const ptb_curves *curves = in->settings->champion->curves;
    PTB_TRY(ptb_alloc(&out->direction, curves->bins->n_features, sizeof *out->direction, err));
    for (size_t f = 0; f < curves->bins->n_features; f++)
        out->direction[f] = curves->fields[f].direction;
    const ptb_additive_rows like = {.bins = curves->bins, .direction = out->direction};
    PTB_TRY(ptb_additive_rows_like(in->context, in->vectors, rows, n, &like, &out->rows, err));
    out->cells = out->rows.cells;
    out->cells.pairs = curves->pairs;
    out->cells.n_pairs = curves->n_pairs;
    return fill_factors(curves, out, err);
}

/* The champion's coefficients in calibrated log-odds, twice: the prior, and what a fit begins with. */
static ptb_status line_tables(const ptb_model *champion, double **prior, double **coef, ptb_error *err)
{
    size_t n = ptb_tables_size(&champion->curves->tables) + 1;
    PTB_TRY(ptb_alloc(prior, n, sizeof **prior, err));
    PTB_TRY(ptb_alloc(coef, n, sizeof **coef, err));
    PTB_TRY(ptb_curves_coef(champion->curves, champion->calibration.a, *prior, err));
    (*prior)[0] += champion->calibration.b;
    memcpy(*coef, *prior, n * sizeof **coef);
    return PTB_OK;
}

static ptb_status fit_tables(const ptb_context *context, const champion_cells *cells, double lambda,
                             const double *prior, double *coef, ptb_additive_report *report, ptb_error *err)
{
    ptb_additive_settings settings;
    ptb_additive_settings_default(&settings);
    settings.lambda = settings.pair_lambda = lambda;
    settings.prior = prior + 1;
    settings.factor = cells->factor;
    return ptb_additive_fit(context, &cells->cells, &settings, coef, report, err);
}

static ptb_status margins_of(const ptb_fit_inputs *in, const champion_cells *held, const double *coef,
                             double *value, double *margin, ptb_error *err)
{
    ptb_additive_values(&held->cells, &in->settings->champion->curves->tables, coef, value);
    return ptb_additive_margins(in->context, &held->cells, coef[0], value, margin, err);
}

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         double *margin, size_t *n_done, ptb_error *err)
{
    const ptb_model *champion = in->settings->champion;
    ptb_status status = PTB_OK;
    champion_cells train = {0}, held = {0};
    double *prior = NULL, *coef = NULL, *value = NULL, last_loss = (double)INFINITY;
    int rises = 0;
    PTB_TRY_TO(ptb_update_follow(in, candidates, rows, margin, n_done, err));
    PTB_TRY_TO(champion_cells_make(in, rows->train, rows->n_train, &train, err));
    PTB_TRY_TO(champion_cells_make(in, rows->held, rows->n_held, &held, err));
    PTB_TRY_TO(line_tables(champion, &prior, &coef, err));
    PTB_TRY_TO(ptb_alloc(&value, ptb_tables_size(&champion->curves->tables), sizeof *value, err));
    for (; *n_done < candidates->n && rises < PTB_RISES_ENOUGH; (*n_done)++) {
        ptb_additive_report report;
        double *of_value = margin + *n_done * rows->n_held;
        PTB_TRY_TO(fit_tables(in->context, &train, candidates->value[*n_done], prior, coef, &report, err));
        PTB_TRY_TO(margins_of(in, &held, coef, value, of_value, err));
        double loss = ptb_margins_loss(held.rows.y, held.rows.weight, of_value, rows->n_held);
        rises = loss > last_loss ? rises + 1 : 0;
        last_loss = loss;
    }
done:
    champion_cells_free(&train);
    champion_cells_free(&held);
    free(prior);
    free(coef);
    free(value);
    return status;
}

static ptb_status fit_chosen_tables(const ptb_fit_inputs *in, ptb_procedure *p, const champion_cells *train,
                                    double *prior, double *coef, ptb_error *err)
{
    double lambda[PTB_UPDATE_PENALTIES], shift = 0;
    ptb_additive_report report = {.converged = true};
    if (isinf(p->choice.value[0])) {
        PTB_TRY(ptb_update_shift(in, p->train, p->n_train, &shift, err));
        coef[0] += shift;
    } else {
        size_t n = ptb_update_list(p->choice.value[0], lambda);
        for (size_t v = 0; v < n; v++)
            PTB_TRY(fit_tables(in->context, train, lambda[v], prior, coef, &report, err));
    }
    p->converged = report.converged;
    p->gradient_max = report.gradient_max;
    ptb_curves_set(p->curves, &train->cells, coef);
    return PTB_OK;
}

/* Through the form they have in files. */
static ptb_status copy_curves(const ptb_model *champion, ptb_curves **out, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_doc *doc = NULL;
    ptb_status status = PTB_OK;
    ptb_curves_write(&writer, NULL, champion->curves);
    PTB_TRY_TO(ptb_text_check(&text, err));
    PTB_TRY_TO(ptb_json_parse(text.bytes, text.len, "the champion", &doc, err));
    PTB_TRY_TO(ptb_curves_parse(doc, ptb_json_root(doc), champion->plan, out, err));
    for (size_t f = 0; f < champion->plan->n; f++)
        (*out)->bins->columns[f].kind = champion->curves->bins->columns[f].kind;
done:
    ptb_json_free(doc);
    ptb_text_free(&text);
    return status;
}

static ptb_status finish(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    champion_cells train = {0};
    double *prior = NULL, *coef = NULL, *margin = NULL;
    PTB_TRY_TO(copy_curves(in->settings->champion, &p->curves, err));
    PTB_TRY_TO(champion_cells_make(in, p->train, p->n_train, &train, err));
    PTB_TRY_TO(line_tables(in->settings->champion, &prior, &coef, err));
    PTB_TRY_TO(fit_chosen_tables(in, p, &train, prior, coef, err));
    PTB_TRY_TO(ptb_alloc(&margin, p->n_train, sizeof *margin, err));
    PTB_TRY_TO(
        ptb_additive_margins(in->context, &train.cells, p->curves->intercept, p->curves->value, margin, err));
    p->is_separable = ptb_are_parted(train.rows.y, margin, p->n_train);
done:
    champion_cells_free(&train);
    free(prior);
    free(coef);
    free(margin);
    return status;
}

static const ptb_stage stages[] = {
    {"choosing how far to go from the champion", ptb_update_penalties, PTB_UPDATE_PENALTIES, true, follow}};
const ptb_family_steps ptb_update_additive_steps = {"additive", stages, 1, finish};
