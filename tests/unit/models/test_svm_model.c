/* tests/unit/models/test_svm_model.c: a support vector machine's JSON, read to the bit or refused by its path, and what its values are
 * made of. */
#include "datasets/base/rng.h"
#include "models/svm_model.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static ptb_error err;

static const char sample[] =
    "{\"kernel\": \"rbf\", \"C\": 10, \"gamma\": 0.25, \"approximation\": \"landmarks\", "
    "\"coef\": [0.5, -1.5], \"vectors\": [[1, 2, 3], [-1, 0.5, 0]]}";

static ptb_status parse(const char *text, ptb_svm **out)
{
    ptb_json_doc *doc = NULL;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "svm", &doc, &err));
    ptb_status status = ptb_svm_parse(doc, ptb_json_root(doc), 3, out, &err);
    ptb_json_free(doc);
    return status;
}

static void print(const ptb_svm *svm, ptb_text *out)
{
    ptb_json_writer writer = {.text = out};
    ptb_svm_write(&writer, NULL, svm);
    ck_assert(!out->failed);
}

START_TEST(there_and_back)
{
    static const float x[2][3] = {{0.1F, 1.0F / 3, -0.0F}, {1.17549435e-38F, 16777215, 3.4e-41F}};
    ptb_svm *svm = NULL, *back = NULL;
    ptb_text first = {0}, second = {0};
    ASSERT_OK(parse(sample, &svm));
    ck_assert(svm->kernel == PTB_KERNEL_RBF && svm->has_landmarks && svm->n_vectors == 2);
    ASSERT_CLOSE(svm->cost, 10, 0, 0);
    ASSERT_CLOSE(svm->gamma, 0.25, 0, 0);
    ASSERT_CLOSE(ptb_svm_decide(svm, (const float[]){1, 2, 3}), 0.5 - 1.5 * exp(-0.25 * (4 + 2.25 + 9)),
                 1e-12, 0);
    memcpy(svm->vector, x, sizeof x);
    svm->coef[0] = 1.0 / 3;
    ASSERT_OK(ptb_svm_check(svm, &err));
    print(svm, &first);
    ck_assert_ptr_nonnull(strstr(first.bytes, "[0.1, 0.33333334"));
    ASSERT_OK(parse(first.bytes, &back));
    ck_assert(same_bits(back->vector, svm->vector, sizeof x));
    ck_assert(same_bits(back->coef, svm->coef, 2 * sizeof(double)));
    print(back, &second);
    ck_assert_str_eq(first.bytes, second.bytes);
    ptb_text_free(&first);
    ptb_text_free(&second);
    ptb_svm_free(svm);
    ptb_svm_free(back);
}
END_TEST

START_TEST(any_float_is_read_to_the_bit)
{
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(3, "floats", 0, &rng, &err));
    ptb_svm svm = {.kernel = PTB_KERNEL_LINEAR, .cost = 1, .n_vectors = 700, .n_cols = 3};
    svm.coef = made_alloc(svm.n_vectors, sizeof(double));
    svm.vector = made_alloc(3 * svm.n_vectors, sizeof(float));
    for (size_t k = 0; k < 3 * svm.n_vectors; k++)
        svm.vector[k] = (float)(ptb_rng_normal(rng) * exp(20 * ptb_rng_normal(rng)));
    ptb_text text = {0};
    ptb_svm *back = NULL;
    ASSERT_OK(ptb_svm_check(&svm, &err));
    print(&svm, &text);
    ASSERT_OK(parse(text.bytes, &back));
    ck_assert(same_bits(back->vector, svm.vector, 3 * svm.n_vectors * sizeof(float)));
    ptb_svm_free(back);
    ptb_text_free(&text);
    ptb_rng_free(rng);
    free(svm.coef);
    free(svm.vector);
}
END_TEST

START_TEST(senseless_ones_are_refused)
{
    static const struct {
        const char *from, *to, *words;
    } bad[] = {
        {"\"rbf\"", "\"poly\"", "$.kernel: 'poly'; want linear or rbf"},
        {"\"rbf\"", "\"linear\"", "$.gamma: want none with the linear kernel"},
        {"\"C\": 10", "\"C\": 0", "$.C: 0; want more than 0"},
        {"\"gamma\": 0.25", "\"gamma\": -1", "$.gamma: -1; want more than 0"},
        {"\"gamma\": 0.25, ", "", "gamma"},
        {"\"landmarks\"", "\"guesses\"", "$.approximation: 'guesses'; want landmarks"},
        {"\"landmarks\"", "1", "$.approximation"},
        {"[0.5, -1.5]", "[0.5]", "$.vectors: 2 vectors; want one for each of 1 coefficients"},
        {"[0.5, -1.5]", "[0.5, 1e200]", "$.coef[1]: want a number within 1e+100 of 0"},
        {"[0.5, -1.5]", "[0.5, \"1\"]", "$.coef[1]"},
        {"[0.5, -1.5]", "{}", "$.coef"},
        {"[1, 2, 3]", "[1, 2]", "$.vectors[0]: 2 numbers; want one for each of 3 terms"},
        {"[1, 2, 3]", "[1, 2, 3, 4]", "$.vectors[0]: 4 numbers"},
        {"[1, 2, 3]", "3", "$.vectors[0]"},
        {"[1, 2, 3]", "[1, 2, 1e31]", "$.vectors[0][2]: want a number within 1e+30 of 0"},
        {"[1, 2, 3]", "[1, 2, null]", "$.vectors[0][2]"},
        {"\"coef\"", "\"koef\"", "koef"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ptb_text text = {0};
        ptb_svm *svm = NULL;
        const char *place = strstr(sample, bad[i].from);
        ptb_text_append(&text, sample, (size_t)(place - sample));
        ptb_text_add(&text, bad[i].to);
        ptb_text_add(&text, place + strlen(bad[i].from));
        ASSERT_FAILS(parse(text.bytes, &svm), PTB_E_SCHEMA, bad[i].words);
        ck_assert_ptr_null(svm);
        ptb_text_free(&text);
    }
}
END_TEST

START_TEST(what_can_not_be_read_is_not_written)
{
    ptb_svm *svm = NULL;
    ASSERT_OK(parse(sample, &svm));
    svm->vector[4] = NAN;
    ASSERT_FAILS(ptb_svm_check(svm, &err), PTB_E_NUMERIC, "not finite");
    svm->vector[4] = 2e30F;
    ASSERT_FAILS(ptb_svm_check(svm, &err), PTB_E_NUMERIC, "out of range");
    svm->vector[4] = 0;
    svm->coef[1] = (double)INFINITY;
    ASSERT_FAILS(ptb_svm_check(svm, &err), PTB_E_NUMERIC, "not finite");
    svm->coef[1] = 0;
    ASSERT_OK(ptb_svm_check(svm, &err));
    svm->n_vectors = PTB_SVM_NUMBERS_MAX / 3 + 1; /* looked at first */
    ASSERT_FAILS(ptb_svm_check(svm, &err), PTB_E_LIMIT, "fewer features");
    ptb_svm_free(svm);
}
END_TEST

START_TEST(in_words)
{
    ptb_svm *svm = NULL;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ASSERT_OK(parse(sample, &svm));
    ptb_svm_describe(svm, &text);
    ck_assert_str_eq(text.bytes, "rbf kernel, C 10, gamma 0.25, 2 landmarks (approximation)");
    ptb_text_clear(&text);
    svm->has_landmarks = false;
    svm->kernel = PTB_KERNEL_LINEAR;
    ptb_svm_describe(svm, &text);
    ck_assert_str_eq(text.bytes, "linear kernel, C 10, 2 support vectors");
    ptb_text_clear(&text);
    ptb_svm_summarise(&writer, NULL, svm);
    ck_assert_ptr_nonnull(strstr(text.bytes, "\"vectors\": 2"));
    ptb_text_free(&text);
    ptb_svm_free(svm);
}
END_TEST

/* Features 0, 2, 4 ... have one, two or three terms; odd ones have none. More of them than are taken at a time. */
enum { FEATURES = 300, VECTORS = 9 };

static size_t make_terms(ptb_term *terms)
{
    size_t n = 0;
    for (uint32_t f = 0; f < FEATURES; f += 2)
        for (uint32_t k = 0; k <= f / 2 % 3; k++)
            terms[n++] = (ptb_term){.feature = f, .sd = 1};
    return n;
}

/* By decision values without each feature in turn. */
static void check_parts(ptb_kernel kernel)
{
    ptb_term terms[3 * FEATURES];
    ptb_encoder encoder = {.terms = terms, .n_terms = make_terms(terms), .n_features = FEATURES};
    size_t n = encoder.n_terms;
    ptb_rng *rng = NULL;
    float vector[VECTORS * 3 * FEATURES], x[3 * FEATURES], less[3 * FEATURES];
    double coef[VECTORS], part[FEATURES], sum = 0;
    ptb_svm svm = {
        .kernel = kernel, .cost = 1, .gamma = 1.0 / 300, .rho = 0.3, .n_vectors = VECTORS, .n_cols = n};
    svm.coef = coef;
    svm.vector = vector;
    ASSERT_OK(ptb_rng_new(4, "parts", 0, &rng, &err));
    for (size_t i = 0; i < VECTORS; i++)
        coef[i] = ptb_rng_normal(rng);
    for (size_t k = 0; k < VECTORS * n; k++)
        vector[k] = (float)ptb_rng_normal(rng);
    for (size_t t = 0; t < n; t++)
        x[t] = (float)ptb_rng_normal(rng);
    ptb_rng_free(rng);
    double whole = ptb_svm_decide(&svm, x);
    ptb_svm_parts(&svm, &encoder, x, part);
    for (uint32_t f = 0; f < FEATURES; f++) {
        for (size_t t = 0; t < n; t++)
            less[t] = terms[t].feature == f ? 0 : x[t];
        ASSERT_CLOSE(part[f], whole - ptb_svm_decide(&svm, less), 1e-10, 0);
        sum += part[f];
    }
    if (kernel == PTB_KERNEL_LINEAR) ASSERT_CLOSE(sum - svm.rho, whole, 1e-10, 0);
}

START_TEST(parts_are_what_a_feature_changes)
{
    check_parts(PTB_KERNEL_RBF);
    check_parts(PTB_KERNEL_LINEAR);
}
END_TEST

TEST_MAIN("svm_model", there_and_back, any_float_is_read_to_the_bit, senseless_ones_are_refused,
          what_can_not_be_read_is_not_written, in_words, parts_are_what_a_feature_changes)
