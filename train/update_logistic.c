/* train/update_logistic.c: a logistic champion brought up to date: a ridge around its coefficients. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/logistic.h"
#include "models/penalty_path.h"
#include "train/encoded_rows.h"
#include "train/update_steps.h"

/* As that of other paths. */
static const double path_tolerance = 1e-6;

/* The champion's coefficients in calibrated log-odds. */
static ptb_status line_coef(const ptb_model *champion, double **out, ptb_error *err)
{
    size_t n = champion->encoder->n_terms + 1;
    PTB_TRY(ptb_alloc(out, n, sizeof **out, err));
    for (size_t j = 0; j < n; j++)
        (*out)[j] = champion->calibration.a * champion->coef[j];
    (*out)[0] += champion->calibration.b;
    return PTB_OK;
}

/* The rows by the champion's encoder. Terms that a lasso left out stay out: they are constant. */
static ptb_status encode(const ptb_fit_inputs *in, const uint32_t *rows, size_t n, ptb_encoded_rows *out,
                         ptb_error *err)
{
    const ptb_model *champion = in->settings->champion;
    PTB_TRY(ptb_encoded_rows_make(in, champion->encoder, rows, n, out, err));
    for (size_t j = 0; champion->evaluation.alpha > 0 && j < out->design.n_cols; j++) {
        double coef = champion->coef[j + 1];
        for (size_t i = 0; !(coef < 0 || coef > 0) && i < n; i++)
            out->x[i * out->design.ld + j] = 0;
    }
    return PTB_OK;
}

static ptb_status fit_path(const ptb_fit_inputs *in, const ptb_encoded_rows *rows, const double *lambda,
                           size_t n, double tolerance, ptb_penalty_path *path, ptb_error *err)
{
    const ptb_penalty_rows fitted = {.design = &rows->design, .y = rows->y, .weight = rows->weight};
    ptb_penalty_settings settings;
    double *coef = NULL;
    PTB_TRY(line_coef(in->settings->champion, &coef, err));
    ptb_penalty_settings_default(&settings);
    settings.alpha = 0;
    settings.lambda = lambda;
    settings.n_lambdas = n;
    settings.prior = coef + 1;
    if (tolerance > 0) settings.tolerance = tolerance;
    ptb_status status = ptb_penalty_path_fit(in->context, &fitted, &settings, path, err);
    free(coef);
    return status;
}

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoded_rows train = {0}, held = {0};
    ptb_penalty_path path = {0};
    size_t first = 0;
    PTB_TRY_TO(ptb_update_follow(in, candidates, rows, margin, &first, err));
    *n_done = first;
    if (in->settings->champion->encoder->n_terms == 0) goto done;
    PTB_TRY_TO(encode(in, rows->train, rows->n_train, &train, err));
    PTB_TRY_TO(encode(in, rows->held, rows->n_held, &held, err));
    PTB_TRY_TO(
        fit_path(in, &train, candidates->value + first, candidates->n - first, path_tolerance, &path, err));
    for (; *n_done < candidates->n && path.converged[*n_done - first]; (*n_done)++)
        ptb_logistic_margins(in->context, &held.design, path.coef + (*n_done - first) * (path.n_cols + 1),
                             margin + *n_done * rows->n_held);
done:
    ptb_penalty_path_free(&path);
    ptb_encoded_rows_free(&train);
    ptb_encoded_rows_free(&held);
    return status;
}

/* The path to the chosen penalty, or the champion with its intercept. */
static ptb_status fit_chosen(const ptb_fit_inputs *in, ptb_procedure *p, const ptb_encoded_rows *train,
                             ptb_error *err)
{
    double lambda[PTB_UPDATE_PENALTIES], shift = 0;
    ptb_penalty_path path = {0};
    p->converged = true;
    p->gradient_max = nan("");
    if (isinf(p->choice.value[0])) {
        PTB_TRY(line_coef(in->settings->champion, &p->coef, err));
        PTB_TRY(ptb_update_shift(in, p->train, p->n_train, &shift, err));
        p->coef[0] += shift;
        return PTB_OK;
    }
    size_t n = ptb_update_list(p->choice.value[0], lambda), n_coef = train->design.n_cols + 1;
    PTB_TRY(ptb_alloc(&p->coef, n_coef, sizeof *p->coef, err));
    ptb_status status = fit_path(in, train, lambda, n, 0, &path, err);
    if (status == PTB_OK) {
        memcpy(p->coef, path.coef + (n - 1) * n_coef, n_coef * sizeof *p->coef);
        p->converged = path.converged[n - 1];
    }
    ptb_penalty_path_free(&path);
    return status;
}

/* Through the form it has in files. */
static ptb_status copy_encoder(const ptb_model *champion, ptb_encoder **out, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_doc *doc = NULL;
    ptb_status status = PTB_OK;
    ptb_encoder_write(&writer, NULL, champion->encoder, champion->plan, NULL, NULL);
    PTB_TRY_TO(ptb_text_check(&text, err));
    PTB_TRY_TO(ptb_json_parse(text.bytes, text.len, "the champion", &doc, err));
    PTB_TRY_TO(ptb_encoder_parse(doc, ptb_json_root(doc), champion->plan, out, NULL, NULL, err));
    for (size_t f = 0; f < champion->encoder->n_features; f++)
        (*out)->columns[f].kind = champion->encoder->columns[f].kind;
done:
    ptb_json_free(doc);
    ptb_text_free(&text);
    return status;
}

static ptb_status finish(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoded_rows train = {0};
    double *margin = NULL;
    ptb_encoder_free(p->encoder);
    p->encoder = NULL;
    PTB_TRY_TO(copy_encoder(in->settings->champion, &p->encoder, err));
    PTB_TRY_TO(encode(in, p->train, p->n_train, &train, err));
    PTB_TRY_TO(fit_chosen(in, p, &train, err));
    PTB_TRY_TO(ptb_alloc(&margin, p->n_train, sizeof *margin, err));
    ptb_logistic_margins(in->context, &train.design, p->coef, margin);
    p->is_separable = ptb_are_parted(train.y, margin, p->n_train);
done:
    ptb_encoded_rows_free(&train);
    free(margin);
    return status;
}

static const ptb_stage stages[] = {
    {"choosing how far to go from the champion", ptb_update_penalties, PTB_UPDATE_PENALTIES, true, follow}};
const ptb_family_steps ptb_update_logistic_steps = {"logistic", stages, 1, finish};
