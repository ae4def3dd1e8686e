/* tests/unit/train/test_refit.c: a champion brought up to date on made data: the fit is what it says, a champion without rivals stays, one
 * whose world has changed is beaten, and what does not fit is refused. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/lineage.h"
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/refit.h"

static ptb_error err;
enum { FIRST = 0, SECOND, THIRD, SHOP, FEATURES };
static const char *const names[FEATURES] = {"first", "second", "third", "shop"};
static const char *const shops[] = {"a", "b", "c"};
enum { STEP = 1000, KNOWN_AFTER = 5000 };
static const ptb_provenance provenance = {"1.2.3", "propensity train x.h5 -o m.json", 7, NULL, 0};

/* What the log-odds are made of, before a case and from it on. */
typedef struct {
    double base, first, second, shop_c;
} world;
static const world usual = {-0.5, 1.2, -0.6, 0.8}, changed = {0.3, 0.1, 0.9, -0.8};

static double log_odds(const made_vectors *made, size_t row, const world *w)
{
    const float *x = made->x + row * FEATURES;
    return w->base + w->first * (double)x[FIRST] + w->second * (double)x[SECOND] +
           (x[SHOP] > 1.5F ? w->shop_c : 0);
}

/* A case a STEP; its outcome is known a while later. */
static void make(made_vectors *made, size_t n, size_t change, const world *then, uint64_t seed)
{
    ptb_rng *rng = NULL;
    made_vectors_new(made, n, names, FEATURES);
    made_category(made, SHOP, shops, 3);
    made->view.is_timeless = false;
    made->view.snapshots = "created";
    made->view.closed_by = "";
    ASSERT_OK(ptb_rng_new(seed, "refit", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        for (size_t f = 0; f < SHOP; f++)
            *made_cell(made, i, f) = (float)ptb_rng_normal(rng);
        *made_cell(made, i, SHOP) = (float)ptb_rng_below(rng, 3);
        double z = log_odds(made, i, i < change ? &usual : then);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
        made->as_of[i] = (ptb_time)(STEP * i);
        made->known_at[i] = made->as_of[i] + KNOWN_AFTER;
    }
    ptb_rng_free(rng);
    ASSERT_OK(ptb_blas_global_init(&err));
}

/* The first n rows. */
static ptb_vectors first_rows(const made_vectors *made, size_t n)
{
    ptb_vectors view = made->view;
    view.n_rows = n;
    return view;
}

static void there_and_back(const ptb_model *model, ptb_model **out)
{
    ASSERT_OK(ptb_model_save(model, &provenance, "model.json", NULL, &err));
    ASSERT_OK(ptb_model_load("model.json", out, &err));
}

static ptb_train_settings settings_of(ptb_family family)
{
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.family = family;
    return settings;
}

static void train(const ptb_vectors *vectors, const ptb_train_settings *settings, int threads,
                  ptb_train_result *result)
{
    ptb_context context = ptb_context_default();
    context.threads = threads;
    ASSERT_OK(ptb_train(&context, vectors, settings, result, &err));
}

/* A model of the first n rows, as loaded from its file. */
static ptb_model *champion_of(const made_vectors *made, size_t n, ptb_family family)
{
    const ptb_train_settings settings = settings_of(family);
    const ptb_vectors old = first_rows(made, n);
    ptb_train_result result;
    ptb_model *champion = NULL;
    train(&old, &settings, 2, &result);
    there_and_back(result.model, &champion);
    ptb_train_result_free(&result);
    return champion;
}

static void challenge(const ptb_vectors *vectors, const ptb_model *champion, int threads,
                      ptb_train_result *result)
{
    ptb_train_settings settings = settings_of(PTB_FAMILY_BEST);
    settings.champion = champion;
    train(vectors, &settings, threads, result);
}

/* Mean log loss on rows from .. to - 1. */
static double loss_on(const ptb_model *model, const made_vectors *made, size_t from, size_t to)
{
    ptb_model_binding *binding = NULL;
    double loss = 0, *scratch = made_alloc(ptb_model_scratch(model), sizeof(double));
    ASSERT_OK(ptb_model_bind(model, made->columns, &binding, &err));
    for (size_t i = from; i < to; i++) {
        double z = ptb_model_logit(model, binding, made->x + i * FEATURES, scratch);
        loss += ptb_log1p_exp(made->outcome[i] > 0.5F ? -z : z) / (double)(to - from);
    }
    ptb_model_binding_free(binding);
    free(scratch);
    return loss;
}

/* ---- the fit ---- */

/* By its definition: at the coefficients the gradient of the mean loss of the new cases is lambda times what is left to the champion's
 * coefficients in calibrated log-odds; that of the intercept is 0. */
static void check_optimum(const made_vectors *made, size_t from, const ptb_model *champion,
                          const ptb_model *model)
{
    double lambda = model->evaluation.champion.lambda, gradient[100] = {0}, x[100] = {0};
    size_t n = model->encoder->n_terms;
    ptb_encoder_binding *binding = NULL;
    ck_assert_uint_eq(n, champion->encoder->n_terms);
    ck_assert_uint_lt(n, 99);
    ASSERT_OK(ptb_encoder_bind(champion->encoder, made->columns, &binding, &err));
    for (size_t i = from; i < made->view.n_rows; i++) {
        double z = model->coef[0];
        ptb_encode_row(champion->encoder, binding, made->x + i * FEATURES, x);
        for (size_t j = 0; j < n; j++)
            z += model->coef[j + 1] * x[j];
        double off = (ptb_sigmoid(z) - (double)made->outcome[i]) / (double)(made->view.n_rows - from);
        gradient[0] += off;
        for (size_t j = 0; j < n; j++)
            gradient[j + 1] += off * x[j];
    }
    ASSERT_CLOSE(gradient[0], 0, 2e-5, 0);
    for (size_t j = 1; j <= n; j++) {
        double prior = champion->calibration.a * champion->coef[j];
        if (isinf(lambda))
            ASSERT_CLOSE(model->coef[j], prior, 0, 0);
        else
            ASSERT_CLOSE(gradient[j] + lambda * (model->coef[j] - prior), 0, 2e-5, 0);
    }
    ptb_encoder_binding_free(binding);
}

START_TEST(the_update_is_a_ridge_around_the_champion)
{
    made_vectors made;
    make(&made, 2400, 1200, &changed, 3);
    ptb_model *champion = champion_of(&made, 1200, PTB_FAMILY_LOGISTIC);
    ptb_train_result result;
    challenge(&made.view, champion, 2, &result);
    ck_assert(isfinite(result.model->evaluation.champion.lambda));
    check_optimum(&made, 1200, champion, result.model);
    ptb_train_result_free(&result);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* Only the base rate has changed: the coefficients stay, to the bit, and the intercept is that of R's
 * glm(y ~ 1, offset = z, family = binomial), whose score equation check_optimum holds. */
START_TEST(an_infinite_penalty_moves_the_intercept_alone)
{
    made_vectors made;
    world then = usual;
    then.base = 1;
    make(&made, 1800, 1200, &then, 4);
    ptb_model *champion = champion_of(&made, 1200, PTB_FAMILY_LOGISTIC);
    ptb_train_result result;
    challenge(&made.view, champion, 2, &result);
    ck_assert(isinf(result.model->evaluation.champion.lambda));
    ck_assert_uint_eq(result.kept.len, 0);
    check_optimum(&made, 1200, champion, result.model);
    ptb_train_result_free(&result);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* ---- champion or challenger ---- */

static void check_no_news(ptb_family family)
{
    made_vectors made;
    make(&made, 2000, 2000, &usual, 5);
    ptb_model *champion = champion_of(&made, 1400, family);
    ptb_train_result result;
    challenge(&made.view, champion, 2, &result);
    const ptb_lineage *lineage = &result.model->evaluation.champion;
    ck_assert_uint_gt(result.kept.len, 0);
    ck_assert(!ptb_lineage_is_won(lineage));
    ck_assert_ptr_nonnull(strstr(result.kept.bytes, "on 500 cases that neither had seen"));
    ASSERT_CLOSE(lineage->gain, 0, 0.01, 0);
    ptb_train_result_free(&result);
    ptb_model_free(champion);
    made_vectors_free(&made);
}

START_TEST(without_news_the_champion_stays)
{
    check_no_news(PTB_FAMILY_LOGISTIC);
    check_no_news(PTB_FAMILY_ADDITIVE);
}
END_TEST

static void check_drift(ptb_family family)
{
    enum { OLD = 1200, SEEN = 2400, ALL = 3600 };
    made_vectors made;
    make(&made, ALL, OLD, &changed, 6);
    ptb_model *champion = champion_of(&made, OLD, family), *again = NULL;
    const ptb_vectors seen = first_rows(&made, SEEN);
    ptb_train_result result;
    challenge(&seen, champion, 2, &result);
    const ptb_lineage *lineage = &result.model->evaluation.champion;
    ck_assert_uint_eq(result.kept.len, 0);
    ck_assert(ptb_lineage_is_won(lineage) && lineage->gain > 0.1 && lineage->auc_low > 0.1);
    ck_assert_str_eq(lineage->sha256, champion->sha256);
    ck_assert_uint_eq(lineage->rows, SEEN - OLD);
    ck_assert_uint_eq(lineage->cases, 1000); /* all but the first of six stretches */
    ck_assert_uint_eq(result.model->rows, SEEN);
    ck_assert_str_eq(result.model->evaluation.kind, "time");
    ck_assert_int_eq(result.model->known_until, (SEEN - 1) * STEP + KNOWN_AFTER);
    ASSERT_CLOSE(lineage->champion_log_loss - lineage->gain, result.model->evaluation.metrics.log_loss.mean,
                 1e-9, 0);
    ck_assert_double_lt(loss_on(result.model, &made, SEEN, ALL), loss_on(champion, &made, SEEN, ALL) - 0.1);
    /* The file is one of its family, and tells where it comes from. */
    there_and_back(result.model, &again);
    ck_assert_str_eq(again->family, champion->family);
    ck_assert(same_bits(again->evaluation.champion.sha256, lineage->sha256, sizeof lineage->sha256));
    ASSERT_CLOSE(again->evaluation.champion.gain, lineage->gain, 0, 0);
    ASSERT_CLOSE(again->evaluation.champion.lambda, lineage->lambda, 0, 0);
    ASSERT_CLOSE(again->evaluation.champion.auc_high, lineage->auc_high, 0, 0);
    ASSERT_CLOSE(loss_on(again, &made, SEEN, ALL), loss_on(result.model, &made, SEEN, ALL), 0, 0);
    ptb_model_free(again);
    ptb_train_result_free(&result);
    ptb_model_free(champion);
    made_vectors_free(&made);
}

START_TEST(a_changed_world_makes_the_challenger_win)
{
    check_drift(PTB_FAMILY_LOGISTIC);
    check_drift(PTB_FAMILY_ADDITIVE);
}
END_TEST

/* Of a few new outcomes an update makes more than a fit of these, which has to learn all again, and than one of all, most of which
 * are of the world before. */
START_TEST(of_few_outcomes_an_update_makes_more_than_a_fresh_fit)
{
    enum { OLD = 2000, SEEN = 2150, ALL = 6150 };
    made_vectors made;
    const world then = {-0.5, 1.2, 1.0, 0.8}; /* one effect alone has turned */
    make(&made, ALL, OLD, &then, 8);
    ptb_model *champion = champion_of(&made, OLD, PTB_FAMILY_LOGISTIC);
    const ptb_vectors seen = first_rows(&made, SEEN);
    ptb_vectors fresh = made.view;
    fresh.n_rows = SEEN - OLD;
    fresh.x += (size_t)OLD * FEATURES;
    fresh.outcome += OLD;
    fresh.weight += OLD;
    fresh.as_of += OLD;
    fresh.known_at += OLD;
    const ptb_train_settings logistic = settings_of(PTB_FAMILY_LOGISTIC);
    ptb_train_result update, of_new, of_all;
    challenge(&seen, champion, 2, &update);
    train(&fresh, &logistic, 2, &of_new);
    train(&seen, &logistic, 2, &of_all);
    double loss = loss_on(update.model, &made, SEEN, ALL);
    ck_assert_uint_eq(update.kept.len, 0);
    ck_assert_double_lt(loss, loss_on(of_new.model, &made, SEEN, ALL));
    ck_assert_double_lt(loss, loss_on(of_all.model, &made, SEEN, ALL));
    ck_assert_double_lt(loss, loss_on(champion, &made, SEEN, ALL));
    ptb_train_result_free(&update);
    ptb_train_result_free(&of_new);
    ptb_train_result_free(&of_all);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

static void check_threads(ptb_family family)
{
    made_vectors made;
    make(&made, 1500, 900, &changed, 9);
    ptb_model *champion = champion_of(&made, 900, family);
    ptb_text text[3] = {{0}};
    for (int t = 0; t < 3; t++) {
        ptb_train_result result;
        challenge(&made.view, champion, t + 1, &result);
        ASSERT_OK(ptb_model_print(result.model, &provenance, &text[t], NULL, &err));
        ptb_train_result_free(&result);
        ck_assert_str_eq(text[t].bytes, text[0].bytes);
    }
    for (int t = 0; t < 3; t++)
        ptb_text_free(&text[t]);
    ptb_model_free(champion);
    made_vectors_free(&made);
}

START_TEST(same_bits_on_any_threads)
{
    check_threads(PTB_FAMILY_LOGISTIC);
    check_threads(PTB_FAMILY_ADDITIVE);
}
END_TEST

/* A lasso's terms that were left out stay out. */
START_TEST(terms_that_were_left_out_stay_out)
{
    made_vectors made;
    make(&made, 2400, 1200, &changed, 10);
    ptb_train_settings settings = settings_of(PTB_FAMILY_LOGISTIC);
    settings.alpha = 1;
    settings.one_se = true;
    const ptb_vectors old = first_rows(&made, 1200);
    ptb_train_result first, second;
    ptb_model *champion = NULL;
    train(&old, &settings, 2, &first);
    there_and_back(first.model, &champion);
    challenge(&made.view, champion, 2, &second);
    ck_assert_uint_eq(second.kept.len, 0);
    size_t n_out = 0;
    for (size_t j = 1; j <= champion->encoder->n_terms; j++) {
        bool was_out = !(champion->coef[j] < 0 || champion->coef[j] > 0);
        bool is_out = !(second.model->coef[j] < 0 || second.model->coef[j] > 0);
        ck_assert(was_out == is_out);
        n_out += was_out;
    }
    ck_assert_uint_gt(n_out, 0);
    ASSERT_CLOSE(second.model->evaluation.alpha, 1, 0, 0);
    ptb_train_result_free(&first);
    ptb_train_result_free(&second);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* A curve's direction outlives the update, though the world has turned. */
START_TEST(directions_are_kept)
{
    made_vectors made;
    make(&made, 2400, 1200, &changed, 11);
    const int direction[FEATURES] = {1, -1, 0, 0};
    ptb_train_settings settings = settings_of(PTB_FAMILY_ADDITIVE);
    settings.direction = direction;
    const ptb_vectors old = first_rows(&made, 1200);
    ptb_train_result first, second;
    ptb_model *champion = NULL, *again = NULL;
    train(&old, &settings, 2, &first);
    there_and_back(first.model, &champion);
    challenge(&made.view, champion, 2, &second);
    ck_assert_uint_eq(second.kept.len, 0);
    ck_assert_int_eq(second.model->curves->fields[SECOND].direction, -1);
    there_and_back(second.model, &again); /* which is where directions are checked */
    ptb_model_free(again);
    ptb_train_result_free(&first);
    ptb_train_result_free(&second);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* ---- too few, and what is not judged ---- */

START_TEST(too_few_new_outcomes_keep_the_champion)
{
    made_vectors made;
    make(&made, 1040, 1040, &usual, 12);
    ptb_model *champion = champion_of(&made, 1000, PTB_FAMILY_LOGISTIC);
    const struct {
        size_t n_won, n_lost;
        const char *words;
    } news[] = {{0, 0, "0 won and 0 lost cases became known after 1970-01-12T14:53:20Z"},
                {7, 20, "want 10 of each to learn from: 3 more won"},
                {20, 4, "want 10 of each to learn from: 6 more lost"},
                {5, 4, "5 more won, 6 more lost"},
                {12, 12, "of 24 new cases 0 won and 0 lost ones came after enough others"}};
    for (size_t k = 0; k < sizeof news / sizeof news[0]; k++) {
        size_t n = 1000 + news[k].n_won + news[k].n_lost;
        for (size_t i = 1000; i < n; i++)
            made.outcome[i] = i - 1000 < news[k].n_won ? 1 : 0;
        const ptb_vectors seen = first_rows(&made, n);
        ptb_train_result result;
        challenge(&seen, champion, 2, &result);
        ck_assert_ptr_null(result.model);
        ck_assert_ptr_nonnull(result.kept.bytes);
        ck_assert_msg(strstr(result.kept.bytes, news[k].words) != NULL, "%s", result.kept.bytes);
        ptb_train_result_free(&result);
    }
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* With a horizon, cases whose time began before the champion's end teach and are not judged: it knows part of their outcome. */
START_TEST(with_a_horizon_what_overlaps_is_not_judged)
{
    enum { OLD = 1200, ALL = 2400, HORIZON = 300 };
    made_vectors made;
    make(&made, ALL, OLD, &changed, 13);
    made.view.horizon_days = (double)HORIZON * STEP / 86400;
    for (size_t i = 0; i < ALL; i++)
        made.known_at[i] = made.as_of[i] + (ptb_time)HORIZON * STEP;
    ptb_model *champion = champion_of(&made, OLD, PTB_FAMILY_LOGISTIC);
    ptb_train_result result;
    challenge(&made.view, champion, 2, &result);
    ck_assert_uint_eq(result.model->evaluation.champion.rows, ALL - OLD);
    size_t n_judged = 0;
    for (size_t i = 0; i < ALL; i++) {
        if (result.fold[i] == PTB_NOT_JUDGED) continue;
        ck_assert_int_gt(made.as_of[i], champion->known_until);
        n_judged++;
    }
    ck_assert_uint_gt(n_judged, 500);
    ck_assert_uint_eq(n_judged, result.model->evaluation.champion.cases);
    ptb_train_result_free(&result);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* Law: a judged case's own outcome, and those known later, have no say in its prediction. */
START_TEST(predictions_know_nothing_later)
{
    made_vectors made;
    make(&made, 1800, 1000, &changed, 14);
    ptb_model *champion = champion_of(&made, 1000, PTB_FAMILY_LOGISTIC);
    ptb_train_result before, after;
    challenge(&made.view, champion, 2, &before);
    int last = before.model->evaluation.folds - 1;
    ck_assert_int_eq(last, 4);
    for (size_t i = 0; i < 1800; i++)
        if (before.fold[i] == last) made.outcome[i] = 1 - made.outcome[i];
    challenge(&made.view, champion, 2, &after);
    ck_assert(same_bits(before.probability, after.probability, 1800 * sizeof(double)));
    ptb_train_result_free(&before);
    ptb_train_result_free(&after);
    ptb_model_free(champion);
    made_vectors_free(&made);
}
END_TEST

/* ---- refused ---- */

static void check_refused(const ptb_vectors *vectors, const ptb_model *champion, ptb_status status,
                          const char *words)
{
    ptb_train_settings settings = settings_of(PTB_FAMILY_BEST);
    ptb_context context = ptb_context_default();
    ptb_train_result result;
    settings.champion = champion;
    ASSERT_FAILS(ptb_train(&context, vectors, &settings, &result, &err), status, words);
    ck_assert_ptr_null(result.model);
}

START_TEST(what_does_not_fit_is_refused)
{
    static const char *const others[FEATURES] = {"first", "second", "fourth", "shop"};
    made_vectors made;
    make(&made, 700, 700, &usual, 15);
    ptb_model *champion = champion_of(&made, 500, PTB_FAMILY_LOGISTIC);
    ptb_vectors other = made.view;
    ptb_plan *plan = made_plan(others, FEATURES);
    other.plan = plan;
    check_refused(&other, champion, PTB_E_SCHEMA,
                  "feature 3 is 'fourth' in the vectors and 'third' in the model");
    other = made.view;
    other.subject = PTB_SUBJECT_ACCOUNT;
    check_refused(&other, champion, PTB_E_SCHEMA, "account cases, and the champion's were contact cases");
    other = made.view;
    other.outcome_name = "bought";
    check_refused(&other, champion, PTB_E_SCHEMA, "another outcome counts in these cases: bought");
    other = made.view;
    other.horizon_days = 30;
    check_refused(&other, champion, PTB_E_SCHEMA, "a horizon of 30 days in these cases, and of 0");
    other = made.view;
    other.snapshots = "monthly";
    check_refused(&other, champion, PTB_E_SCHEMA, "as of 'monthly', and the champion's were as of 'created'");
    other = made.view;
    other.is_timeless = true;
    check_refused(&other, champion, PTB_E_DATA, "these cases have no dates");
    champion->known_until = PTB_NO_TIME;
    check_refused(&made.view, champion, PTB_E_ARG, "the champion knows no dates");
    ptb_model_free(champion);
    champion = champion_of(&made, 300, PTB_FAMILY_SVM_LINEAR);
    check_refused(&made.view, champion, PTB_E_ARG, "the champion is a support vector machine");
    ptb_model_free(champion);
    ptb_plan_free(plan);
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("refit", the_update_is_a_ridge_around_the_champion, an_infinite_penalty_moves_the_intercept_alone,
          without_news_the_champion_stays, a_changed_world_makes_the_challenger_win,
          of_few_outcomes_an_update_makes_more_than_a_fresh_fit, same_bits_on_any_threads,
          terms_that_were_left_out_stay_out, directions_are_kept, too_few_new_outcomes_keep_the_champion,
          with_a_horizon_what_overlaps_is_not_judged, predictions_know_nothing_later,
          what_does_not_fit_is_refused)
