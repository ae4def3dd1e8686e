/* tests/unit/features/test_encoder.c: which terms a feature gets, what rows become, and the file form. */
#include <stdint.h>

#include "datasets/base/rng.h"
#include "features/encoder.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { ROWS = 1000, NUMBER = 0, SKEWED, CODE, COLOUR, CONSTANT, FEATURES };
static const char *const names[FEATURES] = {"number", "skewed", "code", "colour", "constant"};
static const char *const colours[] = {"blue", "green", "red", "violet"};

/* number: normal, 100 missing; skewed: exponential; code: 1, 2 or 9; colour: red 500, green 300, missing 100,
 * blue 97, violet 3; constant: 7. */
static void make(made_vectors *made)
{
    made_vectors_new(made, ROWS, names, FEATURES);
    made_category(made, COLOUR, colours, 4);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(7, "test", 0, &rng, &err));
    static const float codes[] = {1, 2, 9};
    for (size_t i = 0; i < ROWS; i++) {
        *made_cell(made, i, NUMBER) = i % 10 == 0 ? NAN : (float)(5 + 2 * ptb_rng_normal(rng));
        *made_cell(made, i, SKEWED) = (float)ptb_rng_exponential(rng, 10);
        *made_cell(made, i, CODE) = codes[i % 3];
        *made_cell(made, i, COLOUR) = i < 500 ? 2 : i < 800 ? 1 : i < 900 ? NAN : i < 997 ? 0 : 3;
        *made_cell(made, i, CONSTANT) = 7;
        made->outcome[i] = (float)(i % 2);
    }
    ptb_rng_free(rng);
}

static ptb_encoder *fit(const made_vectors *made)
{
    ptb_context context = ptb_context_default();
    ptb_encoder_settings settings;
    ptb_encoder_settings_default(&settings);
    ptb_encoder *encoder = NULL;
    ASSERT_OK(
        ptb_encoder_fit(&context, &made->view, made->rows, made->view.n_rows, &settings, &encoder, &err));
    return encoder;
}

static size_t count_terms(const ptb_encoder *encoder, size_t feature, ptb_term_kind kind)
{
    size_t n = 0;
    for (size_t t = 0; t < encoder->n_terms; t++)
        n += encoder->terms[t].feature == feature && encoder->terms[t].kind == kind;
    return n;
}

START_TEST(test_terms_by_kind_of_feature)
{
    made_vectors made;
    make(&made);
    ptb_encoder *encoder = fit(&made);
    ck_assert_uint_eq(count_terms(encoder, NUMBER, PTB_TERM_LINEAR), 1);
    ck_assert_uint_eq(count_terms(encoder, NUMBER, PTB_TERM_HINGE), 3);
    ck_assert_uint_eq(count_terms(encoder, NUMBER, PTB_TERM_MISSING), 1);
    ck_assert_uint_eq(count_terms(encoder, SKEWED, PTB_TERM_LOG1P), 1);
    ck_assert_uint_eq(count_terms(encoder, SKEWED, PTB_TERM_LINEAR), 0);
    ck_assert_uint_eq(count_terms(encoder, SKEWED, PTB_TERM_MISSING), 0);
    ck_assert_uint_eq(count_terms(encoder, CODE, PTB_TERM_LEVEL), 3);
    ck_assert_uint_eq(count_terms(encoder, CODE, PTB_TERM_HINGE), 0);
    /* violet has 3 rows: no level, and too few for "other" */
    ck_assert_uint_eq(count_terms(encoder, COLOUR, PTB_TERM_LEVEL), 3);
    ck_assert_uint_eq(count_terms(encoder, COLOUR, PTB_TERM_OTHER), 0);
    ck_assert_uint_eq(count_terms(encoder, COLOUR, PTB_TERM_MISSING), 1);
    for (size_t t = 0; t < encoder->n_terms; t++)
        ck_assert_uint_ne(encoder->terms[t].feature, CONSTANT);
    ck_assert_str_eq(encoder->columns[COLOUR].levels[0], "red");
    ptb_encoder_free(encoder);
    made_vectors_free(&made);
}
END_TEST

/* Law: every column of the training rows has mean 0 and sd 1, and missing numbers are 0. */
START_TEST(test_design_is_standardised)
{
    made_vectors made;
    make(&made);
    for (size_t i = 0; i < ROWS; i++)
        made.weight[i] = 1 + (float)(i % 4);
    ptb_encoder *encoder = fit(&made);
    ptb_context context = ptb_context_default();
    float *x = NULL;
    ASSERT_OK(ptb_encode_design(&context, encoder, &made.view, made.rows, ROWS, &x, &err));
    for (size_t t = 0; t < encoder->n_terms; t++) {
        double sum = 0, squares = 0, weight = 0;
        for (size_t i = 0; i < ROWS; i++) {
            double value = (double)x[i * encoder->n_terms + t], w = (double)made.weight[i];
            weight += w;
            sum += w * value;
            squares += w * value * value;
        }
        ASSERT_CLOSE(sum / weight, 0.0, 1e-6, 0);
        ASSERT_CLOSE(squares / weight, 1.0, 1e-5, 0);
    }
    ck_assert_uint_eq(encoder->terms[0].kind, PTB_TERM_LINEAR);
    ck_assert(!(x[0] < 0) && !(x[0] > 0)); /* row 0 has no number */
    free(x);
    ptb_encoder_free(encoder);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_same_bits_for_any_threads)
{
    made_vectors made;
    make(&made);
    ptb_encoder_settings settings;
    ptb_encoder_settings_default(&settings);
    ptb_encoder *one = fit(&made), *many = NULL;
    ptb_context context = ptb_context_default();
    context.threads = 4;
    ASSERT_OK(ptb_encoder_fit(&context, &made.view, made.rows, ROWS, &settings, &many, &err));
    ck_assert_uint_eq(one->n_terms, many->n_terms);
    for (size_t t = 0; t < one->n_terms; t++) {
        ck_assert(same_bits(&one->terms[t].mean, &many->terms[t].mean, sizeof(double)));
        ck_assert(same_bits(&one->terms[t].sd, &many->terms[t].sd, sizeof(double)));
    }
    ptb_encoder_free(one);
    ptb_encoder_free(many);
    made_vectors_free(&made);
}
END_TEST

static size_t find_term(const ptb_encoder *encoder, size_t feature, ptb_term_kind kind)
{
    size_t t = 0;
    while (t < encoder->n_terms && (encoder->terms[t].feature != feature || encoder->terms[t].kind != kind))
        t++;
    ck_assert_uint_lt(t, encoder->n_terms);
    return t;
}

/* By hand: an outlier is clipped, a code and a colour switch on one indicator, an unknown colour none. */
START_TEST(test_rows_by_hand)
{
    made_vectors made;
    make(&made);
    ptb_encoder *encoder = fit(&made);
    /* Another source, whose codes stand for other colours. */
    static const char *const others[] = {"red", "pink", "blue"};
    ptb_vector_column columns[FEATURES] = {
        [COLOUR] = {.levels = others, .n_levels = 3, .kind = PTB_COLUMN_CATEGORY, .is_category = true}};
    ptb_encoder_binding *binding = NULL;
    ASSERT_OK(ptb_encoder_bind(encoder, columns, &binding, &err));
    double *out = made_alloc(encoder->n_terms, sizeof *out);
    float raw[FEATURES] = {1e6F, 3, 9, 0, 7}; /* colour code 0 is red here */

    ptb_encode_row(encoder, binding, raw, out);
    size_t linear = find_term(encoder, NUMBER, PTB_TERM_LINEAR),
           red = find_term(encoder, COLOUR, PTB_TERM_LEVEL);
    const ptb_term *term = &encoder->terms[linear];
    ASSERT_CLOSE(out[linear], (term->high - term->mean) / term->sd, 1e-12, 0);
    term = &encoder->terms[find_term(encoder, SKEWED, PTB_TERM_LOG1P)];
    ASSERT_CLOSE(out[find_term(encoder, SKEWED, PTB_TERM_LOG1P)], (log(4) - term->mean) / term->sd, 1e-12, 0);
    ASSERT_CLOSE(out[red], (1 - 0.5) / 0.5, 1e-12, 0);
    size_t hinge = find_term(encoder, SKEWED, PTB_TERM_HINGE);
    term = &encoder->terms[hinge];
    ASSERT_CLOSE(out[hinge], (fmax(0, 3 - term->value) - term->mean) / term->sd, 1e-12, 0);

    raw[COLOUR] = 1; /* pink */
    ptb_encode_row(encoder, binding, raw, out);
    ASSERT_CLOSE(out[red], (0 - 0.5) / 0.5, 1e-12, 0);
    raw[COLOUR] = NAN;
    raw[NUMBER] = NAN;
    ptb_encode_row(encoder, binding, raw, out);
    ck_assert(out[find_term(encoder, COLOUR, PTB_TERM_MISSING)] > 0);
    ck_assert(out[find_term(encoder, NUMBER, PTB_TERM_MISSING)] > 0);
    ck_assert(fabs(out[linear]) < 1e-300);
    free(out);
    ptb_encoder_binding_free(binding);
    ptb_encoder_free(encoder);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_rare_levels_are_pooled)
{
    made_vectors made;
    make(&made);
    /* 10 blues and 15 violets: too few each, enough together. */
    for (size_t i = 900; i < ROWS; i++)
        *made_cell(&made, i, COLOUR) = i < 975 ? 2 : i < 985 ? 0 : 3;
    ptb_encoder *encoder = fit(&made);
    ck_assert_uint_eq(count_terms(encoder, COLOUR, PTB_TERM_LEVEL), 2);
    ck_assert_uint_eq(count_terms(encoder, COLOUR, PTB_TERM_OTHER), 1);
    ASSERT_CLOSE(encoder->terms[find_term(encoder, COLOUR, PTB_TERM_OTHER)].mean, 0.025, 1e-12, 0);
    ptb_encoder_free(encoder);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_refusals)
{
    made_vectors made;
    make(&made);
    ptb_context context = ptb_context_default();
    ptb_encoder_settings settings;
    ptb_encoder_settings_default(&settings);
    ptb_encoder *encoder = NULL;
    ASSERT_FAILS(ptb_encoder_fit(&context, &made.view, made.rows, 0, &settings, &encoder, &err), PTB_E_DATA,
                 "no rows");
    *made_cell(&made, 5, SKEWED) = INFINITY;
    ASSERT_FAILS(ptb_encoder_fit(&context, &made.view, made.rows, ROWS, &settings, &encoder, &err),
                 PTB_E_DATA, "'skewed' is infinite in row 6");
    ck_assert_ptr_null(encoder);
    *made_cell(&made, 5, SKEWED) = 1;
    *made_cell(&made, 5, COLOUR) = 4;
    ASSERT_FAILS(ptb_encoder_fit(&context, &made.view, made.rows, ROWS, &settings, &encoder, &err),
                 PTB_E_DATA, "'colour' has the code 4");
    *made_cell(&made, 5, COLOUR) = 0;

    encoder = fit(&made);
    ptb_vector_column columns[FEATURES] = {0};
    ptb_encoder_binding *binding = NULL;
    ASSERT_FAILS(
        ptb_encoder_bind(encoder, columns, &binding, &err), PTB_E_SCHEMA,
        "'colour' is a number here, but the model was trained on a category; import the records with --like");
    ck_assert_ptr_null(binding);
    columns[COLOUR] = (ptb_vector_column){.is_category = true, .levels = colours, .n_levels = 4};
    columns[NUMBER] = (ptb_vector_column){.is_category = true}; /* no value at all */
    ASSERT_OK(ptb_encoder_bind(encoder, columns, &binding, &err));
    ptb_encoder_binding_free(binding);
    ptb_encoder_free(encoder);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_words)
{
    made_vectors made;
    make(&made);
    ptb_encoder *encoder = fit(&made);
    ptb_text text = {0};
    ptb_term_describe(encoder, made.plan, find_term(encoder, COLOUR, PTB_TERM_LEVEL), &text);
    ck_assert_ptr_nonnull(strstr(text.bytes, "colour = red"));
    ptb_text_clear(&text);
    ptb_term_describe(encoder, made.plan, find_term(encoder, CODE, PTB_TERM_LEVEL), &text);
    ck_assert_ptr_nonnull(strstr(text.bytes, "code = 1"));
    ptb_text_clear(&text);
    ptb_term_describe(encoder, made.plan, find_term(encoder, NUMBER, PTB_TERM_MISSING), &text);
    ck_assert_ptr_nonnull(strstr(text.bytes, "number is missing"));
    ptb_text_free(&text);
    ptb_encoder_free(encoder);
    made_vectors_free(&made);
}
END_TEST

static void print(const ptb_encoder *encoder, const ptb_plan *plan, const double *coef,
                  const double *standard_error, ptb_text *out)
{
    ptb_json_writer writer = {.text = out};
    ptb_encoder_write(&writer, NULL, encoder, plan, coef, standard_error);
}

START_TEST(test_file_round_trip)
{
    made_vectors made;
    make(&made);
    ptb_encoder *encoder = fit(&made), *back = NULL;
    double *coef = made_alloc(encoder->n_terms, sizeof *coef), *coef_back = NULL;
    double *error = made_alloc(encoder->n_terms, sizeof *error), *error_back = NULL;
    for (size_t t = 0; t < encoder->n_terms; t++) {
        coef[t] = 1.0 / (3 + (double)t);
        error[t] = t == 1 ? (double)NAN : 1.0 / (7 + (double)t);
    }
    ptb_text text = {0}, again = {0};
    print(encoder, made.plan, coef, error, &text);
    ptb_json_doc *doc = NULL;
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "encoder", &doc, &err));
    ASSERT_OK(ptb_encoder_parse(doc, ptb_json_root(doc), made.plan, &back, &coef_back, &error_back, &err));
    ck_assert(same_bits(coef_back + 1, coef, encoder->n_terms * sizeof *coef));
    ck_assert(isnan(error_back[0]) && isnan(error_back[2]));
    ck_assert(same_bits(error_back + 3, error + 2, (encoder->n_terms - 2) * sizeof *error));
    print(back, made.plan, coef_back + 1, error_back + 1, &again);
    ck_assert_str_eq(text.bytes, again.bytes);
    ck_assert(back->columns[COLOUR].is_category);
    ck_assert_uint_eq(back->columns[COLOUR].n_levels, 3);

    ptb_encoder_binding *a = NULL, *b = NULL;
    double x[64], y[64];
    ASSERT_OK(ptb_encoder_bind(encoder, made.columns, &a, &err));
    ASSERT_OK(ptb_encoder_bind(back, made.columns, &b, &err));
    for (size_t i = 0; i < ROWS; i++) {
        ptb_encode_row(encoder, a, made_cell(&made, i, 0), x);
        ptb_encode_row(back, b, made_cell(&made, i, 0), y);
        ck_assert(same_bits(x, y, encoder->n_terms * sizeof *x));
    }
    ptb_encoder_binding_free(a);
    ptb_encoder_binding_free(b);
    ptb_json_free(doc);
    ptb_text_free(&text);
    ptb_text_free(&again);
    free(coef);
    free(coef_back);
    free(error);
    free(error_back);
    ptb_encoder_free(encoder);
    ptb_encoder_free(back);
    made_vectors_free(&made);
}
END_TEST

static void refuse(const char *terms, const char *words)
{
    static const char *const two[] = {"n", "c"};
    ptb_plan *plan = made_plan(two, 2);
    ptb_text text = {0};
    ptb_text_printf(&text, "{\"categories\": [\"c\"], \"terms\": [%s]}", terms);
    ptb_json_doc *doc = NULL;
    ptb_encoder *encoder = NULL;
    double *coef = NULL, *error = NULL;
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "m.json", &doc, &err));
    ASSERT_FAILS(ptb_encoder_parse(doc, ptb_json_root(doc), plan, &encoder, &coef, &error, &err),
                 PTB_E_SCHEMA, words);
    ck_assert_ptr_null(encoder);
    ck_assert_ptr_null(coef);
    ck_assert_ptr_null(error);
    ptb_json_free(doc);
    ptb_text_free(&text);
    ptb_plan_free(plan);
}

#define REST ", \"mean\": 0, \"sd\": 1, \"coefficient\": 1}"
START_TEST(test_file_refusals)
{
    refuse("{\"feature\": \"z\", \"kind\": \"linear\", \"low\": 0, \"high\": 1" REST, "no feature 'z'");
    refuse("{\"feature\": \"n\", \"kind\": \"linear\", \"low\": 2, \"high\": 1" REST, "terms[0].low");
    refuse("{\"feature\": \"n\", \"kind\": \"log1p\", \"low\": -2, \"high\": 1" REST, "0 <= low");
    refuse("{\"feature\": \"n\", \"kind\": \"hinge\", \"low\": 0, \"high\": 1" REST, "value");
    refuse("{\"feature\": \"n\", \"kind\": \"cubic\"" REST, "'cubic'");
    refuse("{\"feature\": \"n\", \"kind\": \"other\"" REST, "no term of a number");
    refuse("{\"feature\": \"c\", \"kind\": \"linear\", \"low\": 0, \"high\": 1" REST,
           "no term of a category");
    refuse("{\"feature\": \"c\", \"kind\": \"level\"" REST, "level");
    refuse("{\"feature\": \"c\", \"kind\": \"missing\", \"mean\": 0, \"sd\": 0, \"coefficient\": 1}",
           "more than 0");
    refuse("{\"feature\": \"c\", \"kind\": \"missing\", \"mean\": 0, \"sd\": 1}", "coefficient");
    refuse("{\"feature\": \"c\", \"kind\": \"missing\", \"extra\": 1" REST, "extra");
    refuse("{\"feature\": \"c\", \"kind\": \"missing\"" REST
           ", {\"feature\": \"n\", \"kind\": \"missing\"" REST,
           "terms[1]");
    refuse("{\"feature\": \"c\", \"kind\": \"level\", \"level\": \"a\"" REST
           ", {\"feature\": \"c\", \"kind\": \"level\", \"level\": \"a\"" REST,
           "'a' twice");
}
END_TEST

TEST_MAIN("encoder", test_terms_by_kind_of_feature, test_design_is_standardised,
          test_same_bits_for_any_threads, test_rows_by_hand, test_rare_levels_are_pooled, test_refusals,
          test_words, test_file_round_trip, test_file_refusals)
