/* tests/unit/train/test_monotone.c: features whose curves have a direction: as they are told, fitted, kept and shown. */
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/monotone.h"
#include "train/trainer.h"

static ptb_error err;
enum { UP, DOWN, FREE, SHOP, FEATURES, CASES = 500, COUNTS = 12 };
static const char *const names[FEATURES] = {"demo_requests", "a,b=+x", "visits", "shop"};
static const char *const shops[] = {"a", "b", "c"};

/* Odds rise with each count, then fall again: against both directions somewhere. */
static double bump(double count)
{
    return 1.5 - fabs(count - COUNTS / 2.0) / 2;
}

static void make(made_vectors *made, uint64_t seed)
{
    made_vectors_new(made, CASES, names, FEATURES);
    made_category(made, SHOP, shops, 3);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_blas_global_init(&err));
    ASSERT_OK(ptb_rng_new(seed, "monotone", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        double z = 0;
        for (size_t f = 0; f < SHOP; f++) {
            double count = (double)ptb_rng_below(rng, COUNTS);
            bool is_missing = ptb_rng_below(rng, 8) == 0;
            z += is_missing ? 0 : bump(count);
            *made_cell(made, i, f) = is_missing ? NAN : (float)count;
        }
        *made_cell(made, i, SHOP) = (float)ptb_rng_below(rng, 3);
        made->outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(z) ? 1 : 0;
    }
    ptb_rng_free(rng);
}

static ptb_model *model_of(const made_vectors *made, const int *direction, bool has_surfaces)
{
    ptb_context context = ptb_context_default();
    ptb_train_settings settings;
    ptb_train_result result;
    context.threads = 2;
    ptb_train_settings_default(&settings);
    settings.folds.k = 2;
    settings.direction = direction;
    settings.family = direction && !has_surfaces ? PTB_FAMILY_BEST : PTB_FAMILY_ADDITIVE;
    ASSERT_OK(ptb_train(&context, &made->view, &settings, &result, &err));
    ptb_model *model = result.model;
    result.model = NULL;
    ptb_train_result_free(&result);
    ck_assert_str_eq(model->family, "additive");
    return model;
}

/* Steps at which log-odds go against the direction as one count rises, on rows of every kind. */
static size_t count_breaks(const made_vectors *made, const ptb_model *model, size_t feature, int direction)
{
    ptb_model_binding *binding = NULL;
    double seen[8], last = 0;
    float row[FEATURES];
    size_t breaks = 0;
    ASSERT_OK(ptb_model_bind(model, made->columns, &binding, &err));
    ck_assert_uint_le(ptb_model_scratch(model), 8);
    for (size_t i = 0; i < 100; i++) {
        memcpy(row, made->x + i * FEATURES, sizeof row);
        for (int count = -1; count <= COUNTS; count++) {
            row[feature] = (float)count;
            double z = ptb_model_logit(model, binding, row, seen);
            breaks += count >= 0 && direction * (z - last) < 0;
            last = z;
        }
    }
    ptb_model_binding_free(binding);
    return breaks;
}

static ptb_model *saved_and_loaded(ptb_model *model)
{
    const ptb_provenance provenance = {"1", "train", 1, NULL, 0};
    ptb_model *back = NULL;
    ASSERT_OK(ptb_model_save(model, &provenance, "monotone.json", NULL, &err));
    ASSERT_OK(ptb_model_load("monotone.json", &back, &err));
    ptb_model_free(model);
    return back;
}

static void check_curve(const ptb_curves *curves, size_t feature, int direction)
{
    const double *value = curves->value + curves->tables.first[feature];
    ck_assert_int_eq(curves->fields[feature].direction, direction);
    for (size_t k = 1; k + 1 < curves->fields[feature].n_cells; k++)
        ck_assert(direction * (value[k] - value[k - 1]) >= 0);
    for (size_t p = 0; p < curves->n_pairs; p++)
        ck_assert(curves->pairs[p].field[0] != feature && curves->pairs[p].field[1] != feature);
}

/* Law: whatever the data say, neither the saved curve nor the score goes the other way. */
START_TEST(test_a_curve_keeps_its_direction)
{
    static const int direction[FEATURES] = {[UP] = 1, [DOWN] = -1};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        made_vectors made;
        make(&made, seed);
        ptb_model *model = saved_and_loaded(model_of(&made, direction, seed == 3));
        check_curve(model->curves, UP, 1);
        check_curve(model->curves, DOWN, -1);
        ck_assert_uint_eq(count_breaks(&made, model, UP, 1), 0);
        ck_assert_uint_eq(count_breaks(&made, model, DOWN, -1), 0);
        ck_assert_uint_gt(count_breaks(&made, model, FREE, 1), 0);
        ck_assert_uint_gt(count_breaks(&made, model, UP, -1), 0); /* it says something */
        ptb_text text = {0};
        ptb_curves_tabulate(model->curves, model->plan, SIZE_MAX, &text);
        ck_assert_ptr_nonnull(strstr(text.bytes, "demo_requests (never falls)"));
        ck_assert_ptr_nonnull(strstr(text.bytes, "a,b=+x (never rises)"));
        ck_assert_ptr_null(strstr(text.bytes, "visits (never"));
        ptb_text_free(&text);
        ptb_model_free(model);
        made_vectors_free(&made);
    }
}
END_TEST

START_TEST(test_without_it_curves_follow_the_data)
{
    made_vectors made;
    make(&made, 1);
    ptb_model *model = model_of(&made, NULL, true);
    ck_assert_uint_gt(count_breaks(&made, model, UP, 1), 0);
    ck_assert_int_eq(model->curves->fields[UP].direction, 0);
    ptb_model_free(model);
    made_vectors_free(&made);
}
END_TEST

static void refuse(const made_vectors *made, const char *text, const char *words)
{
    int *direction = NULL;
    const ptb_arg_list texts = {.items = {text}, .n = 1};
    ASSERT_FAILS(ptb_monotone_parse(&texts, &made->view, &direction, &err), PTB_E_ARG, words);
    ck_assert_ptr_null(direction);
}

START_TEST(test_what_is_told)
{
    made_vectors made;
    made_vectors_new(&made, 1, names, FEATURES);
    made_category(&made, SHOP, shops, 3);
    int *direction = NULL;
    const ptb_arg_list none = {.n = 0},
                       texts = {.items = {"demo_requests=+,a,b=+x=-", "demo_requests=+"}, .n = 2};
    ASSERT_OK(ptb_monotone_parse(&none, &made.view, &direction, &err));
    ck_assert_ptr_null(direction);
    ASSERT_OK(ptb_monotone_parse(&texts, &made.view, &direction, &err));
    ck_assert(direction[UP] == 1 && direction[DOWN] == -1 && direction[FREE] == 0 && direction[SHOP] == 0);
    free(direction);
    refuse(&made, "demo_request=+", "no feature is named 'demo_request' (did you mean 'demo_requests'?)");
    refuse(&made, "zzz=+", "no feature is named 'zzz'");
    refuse(&made, "shop=+", "'shop' is a category");
    refuse(&made, "visits=+,visits=-", "'visits' is given both ways");
    refuse(&made, "visits", "want FEATURE=+");
    refuse(&made, "visits=up", "want FEATURE=+");
    refuse(&made, "=+", "want FEATURE=+");
    refuse(&made, "", "want FEATURE=+");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_directions_are_of_additive_models)
{
    static const int direction[FEATURES] = {[UP] = 1};
    made_vectors made;
    make(&made, 1);
    ptb_context context = ptb_context_default();
    ptb_train_result result;
    ptb_train_settings settings;
    ptb_train_settings_default(&settings);
    settings.direction = direction;
    settings.family = PTB_FAMILY_LOGISTIC;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "additive models");
    settings.family = PTB_FAMILY_BEST;
    settings.alpha = 1;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "additive models");
    settings.alpha = 0;
    settings.lambda = 0;
    ASSERT_FAILS(ptb_train(&context, &made.view, &settings, &result, &err), PTB_E_ARG, "without penalty");
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("monotone", test_a_curve_keeps_its_direction, test_without_it_curves_follow_the_data,
          test_what_is_told, test_directions_are_of_additive_models)
