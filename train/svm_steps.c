/* train/svm_steps.c: what a procedure does for a support vector machine: C and gamma from a grid, and a scale of log-odds.
 *
 * Decision values are no log-odds. Each machine, of inner folds as the last one, is therefore taken together with a line (Platt's) fitted on
 * decision values of its own training rows, by machines of the same C and gamma that had not seen the row: three folds of the training
 * rows. The line is folded into coefficients and offset, so that every margin here is in log-odds, whatever C; what the
 * calibration learns on unseen margins of inner folds then fits the last machine too. Landmarks are trained with the logistic loss, whose
 * margins are log-odds as they are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "models/calibrate.h"
#include "models/svm_nystroem.h"
#include "train/encoded_rows.h"
#include "train/family.h"

/* More cases than EXACT_ROWS, whichever are trained on, take landmarks, so that all fits of a training are of one kind. Inner folds then
 * learn from at most LANDMARK_ROWS rows, with a C that is to these what the candidate is to all. */
enum { EXACT_ROWS = 3000, LANDMARK_ROWS = 10000, SCALE_FOLDS = 3, SCALE_SEED = 0x5ca1e };

/* Candidates by place; the first stands for the base rate. gamma is in units of 1 / number of terms: between two cases of independent
 * standardised terms the kernel is exp(-2 gamma) on average. */
static const ptb_svm_point rbf_grid[] = {{0, 0},   {0.1, 0.1}, {1, 0.1},   {10, 0.1}, {0.1, 0.5},
                                         {1, 0.5}, {10, 0.5},  {0.1, 2.5}, {1, 2.5},  {10, 2.5}};
static const ptb_svm_point linear_grid[] = {{0, 0}, {0.0003, 0}, {0.003, 0}, {0.03, 0}, {0.3, 0}, {3, 0}};
static const double places[] = {(double)INFINITY, 1, 2, 3, 4, 5, 6, 7, 8, 9};

static bool is_linear(const ptb_train_settings *settings)
{
    return settings->family == PTB_FAMILY_SVM_LINEAR;
}

static bool is_exact(const ptb_fit_inputs *in)
{
    return in->vectors->n_rows <= EXACT_ROWS;
}

ptb_status ptb_svm_steps_check(const ptb_vectors *vectors, const ptb_train_settings *settings, ptb_error *err)
{
    if (settings->family != PTB_FAMILY_SVM && !is_linear(settings)) return PTB_OK;
    if (settings->lambda >= 0)
        return ptb_fail(err, PTB_E_ARG,
                        "a penalty of %g for an SVM, which has none: its C and gamma are chosen by inner "
                        "folds",
                        settings->lambda);
    for (size_t i = 0; vectors->weight != NULL && i < vectors->n_rows; i++)
        if (vectors->weight[i] < 1 || vectors->weight[i] > 1)
            return ptb_fail(err, PTB_E_ARG,
                            "an SVM takes no case weights, and case %zu weighs %g; want unweighted cases, or "
                            "another model",
                            i + 1, (double)vectors->weight[i]);
    if (is_linear(settings) && vectors->n_rows > EXACT_ROWS)
        return ptb_fail(
            err, PTB_E_LIMIT,
            "%zu cases for an SVM with the linear kernel (at most %d); want the kernel rbf, which "
            "is approximated beyond that, or a logistic model, which is as linear",
            vectors->n_rows, EXACT_ROWS);
    return PTB_OK;
}

static ptb_svm_point point_at(const ptb_fit_inputs *in, double place, size_t n_terms)
{
    ptb_svm_point point = (is_linear(in->settings) ? linear_grid : rbf_grid)[(size_t)place];
    point.gamma /= (double)n_terms;
    return point;
}

static ptb_svm_settings exact_settings(const ptb_fit_inputs *in)
{
    ptb_svm_settings settings;
    ptb_svm_settings_default(&settings);
    settings.kernel = is_linear(in->settings) ? PTB_KERNEL_LINEAR : PTB_KERNEL_RBF;
    settings.method = PTB_SVM_MATRIX;
    return settings;
}

static double base_rate(const ptb_vectors *vectors, const uint32_t *rows, size_t n)
{
    size_t wins = 0;
    for (size_t i = 0; i < n; i++)
        wins += vectors->outcome[rows[i]] > 0.5F;
    return log((double)wins / (double)(n - wins));
}

/* In as many folds as groups and classes allow; 0 where they allow none: then there is no scale. */
static ptb_status assign_scale_folds(const ptb_fit_inputs *in, const uint32_t *rows, size_t n, int *fold,
                                     int *n_folds, ptb_error *err)
{
    ptb_fold_settings settings = {.order = PTB_FOLDS_RANDOM, .by_group = in->settings->folds.by_group};
    uint64_t seed = ptb_mix64(in->context->seed, SCALE_SEED);
    for (settings.k = SCALE_FOLDS; settings.k >= PTB_FOLDS_MIN; settings.k--) {
        *n_folds = settings.k;
        ptb_status status = ptb_folds_assign(in->vectors, rows, n, &settings, seed, fold, err);
        if (status != PTB_E_DATA) return status;
    }
    *n_folds = 0;
    return PTB_OK;
}

/* ---- inner folds ---- */

/* What an inner fold's rows say of the points; the training rows come first. */
typedef struct {
    const ptb_fit_inputs *in;
    const uint32_t *row; /* n_train + n_held */
    size_t n_train, n_held;
    double cost_scale; /* by how much fewer the training rows are than those to speak for */
    ptb_encoded_rows encoded;
    ptb_svm_point point[sizeof places / sizeof places[0]];
    size_t n_points;
    int *fold;
    unsigned char *trains; /* folds x rows; exact */
    double *value;         /* points x rows */
} inner_work;

static void inner_work_free(inner_work *w)
{
    ptb_encoded_rows_free(&w->encoded);
    free(w->fold);
    free(w->trains);
    free(w->value);
}

/* One search gives both: the folds of the training rows for the scale, and the held rows as a further fold that nobody is trained on. */
static ptb_status search_exact(inner_work *w, int n_scale_folds, ptb_error *err)
{
    size_t n = w->n_train + w->n_held, n_folds = (size_t)n_scale_folds + 1;
    ptb_svm_grid *grid = NULL;
    ptb_svm_settings settings = exact_settings(w->in);
    PTB_TRY(ptb_alloc(&w->trains, n_folds, n, err));
    for (size_t f = 0; f < n_folds; f++)
        memset(w->trains + f * n, 1, w->n_train);
    for (size_t i = w->n_train; i < n; i++)
        w->fold[i] = n_scale_folds;
    const ptb_svm_data data = {.design = &w->encoded.design,
                               .y = w->encoded.y,
                               .fold = w->fold,
                               .n_folds = (int)n_folds,
                               .trains = w->trains};
    PTB_TRY(ptb_svm_grid_new(w->in->context, &data, &settings, &grid, err));
    ptb_status status = ptb_svm_grid_search(grid, w->point, w->n_points, w->value, err);
    ptb_svm_grid_free(grid);
    return status;
}

static ptb_status judge_exact(inner_work *w, double *margin, ptb_error *err)
{
    int n_folds = 0;
    PTB_TRY(assign_scale_folds(w->in, w->row, w->n_train, w->fold, &n_folds, err));
    if (n_folds == 0) return PTB_OK;
    PTB_TRY(search_exact(w, n_folds, err));
    for (size_t k = 0; k < w->n_points; k++) {
        const double *value = w->value + k * (w->n_train + w->n_held);
        ptb_platt scale;
        PTB_TRY(ptb_platt_fit(value, w->encoded.y, NULL, w->n_train, &scale, err));
        for (size_t i = 0; i < w->n_held; i++)
            margin[k * w->n_held + i] = scale.a * value[w->n_train + i] + scale.b;
    }
    return PTB_OK;
}

static ptb_status judge_landmarks(inner_work *w, double *margin, ptb_error *err)
{
    size_t n = w->n_train + w->n_held;
    ptb_nystroem_settings settings;
    ptb_nystroem_settings_default(&settings);
    for (size_t i = 0; i < n; i++)
        w->fold[i] = i < w->n_train ? -1 : 0;
    const ptb_svm_data data = {
        .design = &w->encoded.design, .y = w->encoded.y, .fold = w->fold, .n_folds = 1};
    PTB_TRY(ptb_nystroem_search(w->in->context, &data, &settings, w->point, w->n_points, w->value, err));
    for (size_t k = 0; k < w->n_points; k++)
        memcpy(margin + k * w->n_held, w->value + k * n + w->n_train, w->n_held * sizeof *margin);
    return PTB_OK;
}

/* `margin` has the base rate everywhere. */
static ptb_status judge_points(const ptb_fit_inputs *in, const ptb_encoder *encoder,
                               const ptb_candidates *candidates, inner_work *w, double *margin,
                               ptb_error *err)
{
    size_t n = w->n_train + w->n_held;
    if (encoder->n_terms == 0) return PTB_OK;
    PTB_TRY(ptb_encoded_rows_make(in, encoder, w->row, n, &w->encoded, err));
    for (size_t v = 1; v < candidates->n; v++) {
        w->point[w->n_points] = point_at(in, candidates->value[v], encoder->n_terms);
        w->point[w->n_points++].cost *= w->cost_scale;
    }
    PTB_TRY(ptb_alloc(&w->fold, n, sizeof *w->fold, err));
    PTB_TRY(ptb_alloc_raw(&w->value, w->n_points, n * sizeof *w->value, err));
    return is_exact(in) ? judge_exact(w, margin + w->n_held, err)
                        : judge_landmarks(w, margin + w->n_held, err);
}

/* An even sample where there are more than enough, unless that has one class alone. */
static double thin_rows(const ptb_vectors *vectors, ptb_inner_rows *rows)
{
    size_t n = rows->n_train, wins = 0;
    if (n <= LANDMARK_ROWS) return 1;
    for (size_t i = 0; i < LANDMARK_ROWS; i++)
        wins += vectors->outcome[rows->train[i * n / LANDMARK_ROWS]] > 0.5F;
    if (wins == 0 || wins == LANDMARK_ROWS) return 1;
    for (size_t i = 0; i < LANDMARK_ROWS; i++)
        rows->train[i] = rows->train[i * n / LANDMARK_ROWS];
    rows->n_train = LANDMARK_ROWS;
    return (double)n / LANDMARK_ROWS;
}

static ptb_status follow(const ptb_fit_inputs *in, const ptb_candidates *candidates, ptb_inner_rows *rows,
                         double *margin, size_t *n_done, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_encoder *encoder = NULL;
    uint32_t *row = NULL;
    inner_work w = {.in = in, .n_held = rows->n_held, .cost_scale = 1};
    double z = base_rate(in->vectors, rows->train, rows->n_train);
    *n_done = candidates->n;
    for (size_t i = 0; i < candidates->n * rows->n_held; i++)
        margin[i] = z;
    PTB_TRY_TO(ptb_encoder_fit(in->context, in->vectors, rows->train, rows->n_train, &in->settings->encoder,
                               &encoder, err));
    if (!is_exact(in)) w.cost_scale = thin_rows(in->vectors, rows);
    w.n_train = rows->n_train;
    PTB_TRY_TO(ptb_alloc_raw(&row, w.n_train + w.n_held, sizeof *row, err));
    memcpy(row, rows->train, w.n_train * sizeof *row);
    memcpy(row + w.n_train, rows->held, w.n_held * sizeof *row);
    w.row = row;
    PTB_TRY_TO(judge_points(in, encoder, candidates, &w, margin, err));
done:
    inner_work_free(&w);
    free(row);
    ptb_encoder_free(encoder);
    return status;
}

/* ---- the last fit ---- */

/* One that says the base rate of everybody. */
static ptb_status make_constant(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    size_t n_terms = p->encoder->n_terms;
    ptb_svm_point point = point_at(in, p->choice.value[0], n_terms > 0 ? n_terms : 1);
    PTB_TRY(ptb_alloc(&p->svm, 1, sizeof *p->svm, err));
    *p->svm = (ptb_svm){.kernel = exact_settings(in).kernel,
                        .cost = point.cost,
                        .gamma = point.gamma,
                        .rho = -base_rate(in->vectors, p->train, p->n_train),
                        .n_cols = n_terms};
    return PTB_OK;
}

/* f becomes a f + b. */
static void fold_in(ptb_svm *svm, const ptb_platt *scale)
{
    if (!(scale->a > 0)) svm->n_vectors = 0;
    for (size_t i = 0; i < svm->n_vectors; i++)
        svm->coef[i] *= scale->a;
    svm->rho = scale->a * svm->rho - scale->b;
}

static ptb_status fit_exact(const ptb_fit_inputs *in, ptb_procedure *p, const ptb_encoded_rows *train,
                            ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_svm_grid *grid = NULL;
    int *fold = NULL, n_folds = 0;
    double *value = NULL;
    ptb_platt scale;
    ptb_svm_data data = {.design = &train->design, .y = train->y};
    ptb_svm_settings settings = exact_settings(in);
    ptb_svm_point point = point_at(in, p->choice.value[0], p->encoder->n_terms);
    PTB_TRY_TO(ptb_alloc(&fold, p->n_train, sizeof *fold, err));
    PTB_TRY_TO(ptb_alloc(&value, p->n_train, sizeof *value, err));
    PTB_TRY_TO(assign_scale_folds(in, p->train, p->n_train, fold, &n_folds, err));
    if (n_folds == 0) {
        status = make_constant(in, p, err);
        goto done;
    }
    data.fold = fold;
    data.n_folds = n_folds;
    PTB_TRY_TO(ptb_svm_grid_new(in->context, &data, &settings, &grid, err));
    PTB_TRY_TO(ptb_svm_grid_search(grid, &point, 1, value, err));
    PTB_TRY_TO(ptb_platt_fit(value, train->y, NULL, p->n_train, &scale, err));
    PTB_TRY_TO(ptb_svm_grid_fit(grid, point, &p->svm, err));
    fold_in(p->svm, &scale);
done:
    ptb_svm_grid_free(grid);
    free(fold);
    free(value);
    return status;
}

static ptb_status fit_landmarks(const ptb_fit_inputs *in, ptb_procedure *p, const ptb_encoded_rows *train,
                                ptb_error *err)
{
    const ptb_svm_data data = {.design = &train->design, .y = train->y};
    ptb_nystroem_settings settings;
    ptb_nystroem_settings_default(&settings);
    return ptb_nystroem_fit(in->context, &data, &settings,
                            point_at(in, p->choice.value[0], p->encoder->n_terms), &p->svm, err);
}

/* A margin between all wins and all losses is what these machines are for, and nothing to warn of. */
static ptb_status finish(const ptb_fit_inputs *in, ptb_procedure *p, ptb_error *err)
{
    ptb_encoded_rows train = {0};
    p->converged = true;
    if (p->encoder->n_terms == 0) return make_constant(in, p, err);
    ptb_status status = ptb_encoded_rows_make(in, p->encoder, p->train, p->n_train, &train, err);
    if (status == PTB_OK)
        status = is_exact(in) ? fit_exact(in, p, &train, err) : fit_landmarks(in, p, &train, err);
    ptb_encoded_rows_free(&train);
    return status;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const ptb_stage rbf_stages[] = {{"choosing C and gamma", places, COUNT(rbf_grid), true, follow}};
static const ptb_stage linear_stages[] = {{"choosing C", places, COUNT(linear_grid), true, follow}};
const ptb_family_steps ptb_svm_rbf_steps = {"svm", rbf_stages, 1, finish};
const ptb_family_steps ptb_svm_linear_steps = {"svm", linear_stages, 1, finish};
