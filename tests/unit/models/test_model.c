/* tests/unit/models/test_model.c: a model saved and loaded gives the same bits; a wrong file is refused by
 * its path. */
#include "datasets/base/digest.h"
#include "datasets/base/io.h"
#include "datasets/base/rng.h"
#include "models/model.h"
#include "models/segments.h"
#include "models/terms.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static ptb_error err;
enum { ROWS = 300, NUMBER = 0, COLOUR, FEATURES };
static const char *const names[FEATURES] = {"number", "colour \"x\""};
static const char *const colours[] = {"bleu, c\xc3\xa9leste", "green"};
static const ptb_provenance provenance = {"1.2.3", "propensity train x.h5 -o m.json", 7, NULL, 0};

static void make(made_vectors *made)
{
    made_vectors_new(made, ROWS, names, FEATURES);
    made_category(made, COLOUR, colours, 2);
    made->columns[NUMBER].kind = PTB_COLUMN_DATE;
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(5, "test", 0, &rng, &err));
    for (size_t i = 0; i < ROWS; i++) {
        *made_cell(made, i, NUMBER) = (float)(ptb_rng_exponential(rng, 3));
        *made_cell(made, i, COLOUR) = i % 3 == 0 ? NAN : (float)(i % 2);
    }
    ptb_rng_free(rng);
}

/* A model over the made vectors; its plan is the vectors' own, so free only with free_made. */
static ptb_model *make_model(const made_vectors *made)
{
    ptb_context context = ptb_context_default();
    ptb_encoder_settings settings;
    ptb_encoder_settings_default(&settings);
    ptb_model *model = made_alloc(1, sizeof *model);
    ASSERT_OK(ptb_encoder_fit(&context, &made->view, made->rows, ROWS, &settings, &model->encoder, &err));
    model->coef = made_alloc(model->encoder->n_terms + 1, sizeof(double));
    model->standard_error = made_alloc(model->encoder->n_terms + 1, sizeof(double));
    for (size_t t = 0; t <= model->encoder->n_terms; t++) {
        model->coef[t] = 1.0 / 3 - 0.1 * (double)t;
        model->standard_error[t] = t == 2 ? (double)NAN : 1.0 / (30 + (double)t);
    }
    model->errors_by = "group";
    model->plan = made->plan;
    model->family = "logistic";
    model->subject = PTB_SUBJECT_CUSTOMER;
    model->outcome_kind = PTB_OUTCOME_EVENT;
    model->outcome_name = "purchase";
    model->closed_by = "cancel,decline";
    model->snapshots = "created+1d";
    model->horizon_days = 90.5;
    model->created_by = "propensity test";
    model->calibration = ptb_calibration_line(PTB_CALIBRATION_PLATT, 0.9, -0.1);
    for (int k = 0; k < PTB_SCORE_KNOTS; k++)
        model->score_knots[k] = -2 + 0.2 * k;
    model->rows = ROWS;
    model->wins = 100;
    model->known_until = 1700000000;
    model->evaluation = (ptb_evaluation){.kind = "grouped", .folds = 5, .lambda = 0.003};
    model->evaluation.metrics.cases = ROWS;
    model->evaluation.metrics.auc = (ptb_figure){0.7, 0.65, 0.75};
    model->evaluation.metrics.ks.low = (double)NAN;
    return model;
}

static void free_made(made_vectors *made, ptb_model *model)
{
    model->plan = NULL;
    ptb_model_free(model);
    made_vectors_free(made);
}

START_TEST(test_saved_and_loaded_gives_the_same_bits)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made), *back = NULL;
    char sha256[65] = "", again[65] = "", digest[65];
    ASSERT_OK(ptb_model_save(model, &provenance, "m.json", sha256, &err));
    ASSERT_OK(ptb_model_load("m.json", &back, &err));
    ck_assert_str_eq(back->sha256, sha256);
    ck_assert(same_bits(back->coef, model->coef, (model->encoder->n_terms + 1) * sizeof(double)));
    ck_assert(same_bits(back->standard_error + 1, model->standard_error + 1, sizeof(double)));
    ck_assert(isnan(back->standard_error[0]) && isnan(back->standard_error[2]));
    ck_assert_str_eq(back->errors_by, "group");
    ck_assert(same_bits(back->score_knots, model->score_knots, sizeof model->score_knots));
    ck_assert(same_bits(&back->calibration, &model->calibration, sizeof model->calibration));
    ck_assert_int_eq(back->subject, PTB_SUBJECT_CUSTOMER);
    ck_assert_str_eq(back->outcome_name, "purchase");
    ck_assert_str_eq(back->closed_by, "cancel,decline");
    ck_assert_str_eq(back->snapshots, "created+1d");
    ck_assert_int_eq(back->outcome_kind, PTB_OUTCOME_EVENT);
    ASSERT_CLOSE(back->horizon_days, 90.5, 0, 0);
    ck_assert_int_eq(back->known_until, 1700000000);
    ck_assert_str_eq(back->evaluation.kind, "grouped");
    ASSERT_CLOSE(back->evaluation.metrics.auc.high, 0.75, 0, 0);
    ck_assert(isnan(back->evaluation.metrics.ks.low));
    ck_assert_str_eq(back->evaluation.predictions_sha256, "");
    ck_assert_int_eq(back->encoder->columns[NUMBER].kind, PTB_COLUMN_DATE);
    ck_assert_int_eq(back->encoder->columns[COLOUR].kind, PTB_COLUMN_CATEGORY);

    ptb_model_binding *a = NULL, *b = NULL;
    double seen[64];
    ck_assert_uint_le(ptb_model_scratch(model), 64);
    ASSERT_OK(ptb_model_bind(model, made.columns, &a, &err));
    ASSERT_OK(ptb_model_bind(back, made.columns, &b, &err));
    for (size_t i = 0; i < ROWS; i++) {
        double z = ptb_model_logit(model, a, made_cell(&made, i, 0), seen),
               w = ptb_model_logit(back, b, made_cell(&made, i, 0), seen);
        ck_assert(same_bits(&z, &w, sizeof z));
    }
    ptb_model_binding_free(a);
    ptb_model_binding_free(b);

    /* Saved again it is the same file; another provenance changes the seal and not the digest. */
    ASSERT_OK(ptb_model_save(back, &provenance, "again.json", again, &err));
    ck_assert_str_eq(again, sha256);
    memcpy(digest, back->digest, sizeof digest);
    ptb_provenance other = provenance;
    other.command_line = "propensity train y.h5";
    ASSERT_OK(ptb_model_save(back, &other, "other.json", again, &err));
    ptb_model_free(back);
    ASSERT_OK(ptb_model_load("other.json", &back, &err));
    ck_assert_str_ne(back->sha256, sha256);
    ck_assert_str_eq(back->digest, digest);
    ptb_model_free(back);
    free_made(&made, model);
}
END_TEST

START_TEST(test_score_is_a_monotone_map)
{
    ptb_model model = {0};
    for (int k = 0; k < PTB_SCORE_KNOTS; k++)
        model.score_knots[k] = k * k;
    ASSERT_CLOSE(ptb_model_score(&model, -1), 0, 0, 0);
    ASSERT_CLOSE(ptb_model_score(&model, 0), 0, 0, 0);
    ASSERT_CLOSE(ptb_model_score(&model, 1), 5, 1e-12, 0);
    ASSERT_CLOSE(ptb_model_score(&model, 2.5), 7.5, 1e-12, 0);
    ASSERT_CLOSE(ptb_model_score(&model, 399.999), 100, 1e-3, 0);
    ASSERT_CLOSE(ptb_model_score(&model, 400), 100, 0, 0);
    ASSERT_CLOSE(ptb_model_score(&model, 1e9), 100, 0, 0);
    ASSERT_CLOSE(ptb_model_score(&model, (double)NAN), 0, 0, 0);
    double last = -1;
    for (int i = 0; i < 1200; i++) {
        double score = ptb_model_score(&model, -5 + 0.37 * i);
        ck_assert(score >= last);
        last = score;
    }
}
END_TEST

START_TEST(test_not_finite_is_not_written)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made);
    model->coef[2] = (double)NAN;
    ASSERT_FAILS(ptb_model_save(model, &provenance, "bad.json", NULL, &err), PTB_E_NUMERIC, "'number'");
    model->coef[2] = 0;
    model->calibration.b = (double)INFINITY;
    ASSERT_FAILS(ptb_model_save(model, &provenance, "bad.json", NULL, &err), PTB_E_NUMERIC, "calibration");
    ck_assert_ptr_null(fopen("bad.json", "rb"));
    free_made(&made, model);
}
END_TEST

/* Writes m.json with `from` replaced by `to`, sealed anew, to edited.json. */
static void edit(const char *from, const char *to)
{
    char *text = NULL, zeros[65];
    size_t len = 0;
    ASSERT_OK(ptb_read_file("m.json", 1 << 24, &text, &len, &err));
    char *place = strstr(text, from);
    ck_assert_msg(place != NULL, "the model has no '%s'", from);
    ptb_text out = {0};
    ptb_text_append(&out, text, (size_t)(place - text));
    ptb_text_add(&out, to);
    ptb_text_add(&out, place + strlen(from));
    char *digits = strstr(out.bytes, "\"content_sha256\": \"");
    ck_assert_ptr_nonnull(digits);
    digits += strlen("\"content_sha256\": \"");
    memset(zeros, '0', 64);
    memcpy(digits, zeros, 64);
    char hex[65];
    ptb_sha256_of(out.bytes, out.len, hex);
    memcpy(digits, hex, 64);
    test_write_file("edited.json", out.bytes);
    ptb_text_free(&out);
    free(text);
}

static void refuse(const char *from, const char *to, const char *words)
{
    ptb_model *model = NULL;
    edit(from, to);
    ASSERT_FAILS(ptb_model_load("edited.json", &model, &err), PTB_E_SCHEMA, words);
    ck_assert_ptr_null(model);
}

START_TEST(test_file_refusals)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made), *back = NULL;
    ASSERT_OK(ptb_model_save(model, &provenance, "m.json", NULL, &err));
    edit("propensity test", "propensity tesu");
    ASSERT_OK(ptb_model_load("edited.json", &back, &err)); /* the editor seals rightly */
    ptb_model_free(back);
    edit("\"kind\": \"platt\",", ""); /* files of before there were kinds */
    ASSERT_OK(ptb_model_load("edited.json", &back, &err));
    ck_assert(same_bits(&back->calibration, &model->calibration, sizeof model->calibration));
    ptb_model_free(back);
    refuse("\"kind\": \"platt\"", "\"kind\": \"beta\"", "$.calibration");
    refuse("\"format\": \"propensity-model\"", "\"format\": \"propensity-rules\"", "propensity-rules");
    refuse("\"format_version\": 1", "\"format_version\": 2", "format_version");
    refuse("\"family\": \"logistic\"", "\"family\": \"forest\"", "$.family");
    refuse("\"subject\": \"customer\"", "\"subject\": \"planet\"", "$.subject");
    refuse("\"kind\": \"event\"", "\"kind\": \"wish\"", "$.outcome.kind");
    refuse("\"horizon_days\": 90.5", "\"horizon_days\": -1", "$.outcome.horizon_days");
    refuse("\"is_timeless\": false", "\"is_timeless\": 0", "is_timeless");
    refuse("\"is_timeless\": false,", "", "'is_timeless' is missing");
    refuse("\"wins\": 100", "\"wins\": 301", "$.training.wins");
    refuse("\"errors_by\": \"group\"", "\"errors_by\": \"hope\"", "$.training.errors_by");
    refuse("\"standard_error\": 0", "\"standard_error\": -0", "standard_error");
    refuse("\"rows\": 300", "\"rows\": 0.5", "rows");
    refuse("2023-11-14T22:13:20Z", "some day", "$.training.known_until");
    refuse("\"kind\": \"grouped\"", "\"kind\": \"lucky\"", "$.evaluation.kind");
    refuse("\"folds\": 5", "\"folds\": -5", "$.evaluation.folds");
    refuse("\"folds\": 5", "\"folds\": 100000", "$.evaluation.folds");
    refuse("\"predictions_sha256\": \"\"", "\"predictions_sha256\": \"abc\"", "predictions_sha256");
    refuse("\"mean\": 0.7,", "", "$.evaluation.metrics.auc");
    refuse("\"sd\": ", "\"sd\": -", "$.encoder.terms[0].sd");
    refuse("\"categories\": [\"colour", "\"categories\": [\"color", "$.encoder.categories[0]");
    refuse("\"a\": 0.9", "\"a\": -0.9", "$.calibration.a");
    refuse("\"score_knots\": [-2, ", "\"score_knots\": [", "20 knots");
    refuse("\"score_knots\": [-2, ", "\"score_knots\": [2, ", "$.score_knots[1]");
    refuse("\"score_knots\": [-2, ", "\"score_knots\": [-1.8, ", "$.score_knots[1]");
    refuse("\"intercept\"", "\"interceptor\"", "interceptor");
    refuse("\"kind\": \"date\"", "\"kind\": \"category\"", "$.columns[0].kind");
    refuse("\"kind\": \"date\"", "\"kind\": \"wish\"", "want number, flag or date");
    refuse("\"kind\": \"category\"", "\"kind\": \"flag\"", "$.columns[1].kind");
    refuse("\"name\": \"number\", \"kind\"", "\"name\": \"numbers\", \"kind\"", "wants 'number' of contacts");
    refuse("\"table\": \"contacts\"", "\"table\": \"accounts\"", "$.columns[0]");
    refuse("\"columns\": [", "\"columns\": [], \"x\": [", "x");
    refuse("\"columns\": [", "\"columns\": {}, \"x\": [", "x");
    free_made(&made, model);
}
END_TEST

/* Green has a model of its own, in which all coefficients are turned round. */
static void add_segment(const made_vectors *made, ptb_model *model)
{
    ptb_context context = ptb_context_default();
    ptb_encoder_settings settings;
    ptb_encoder_settings_default(&settings);
    ASSERT_OK(ptb_segments_new(model, COLOUR, 1, &err));
    ptb_segment *green = &model->segments->items[0];
    *green = (ptb_segment){
        .level = "green", .model = green->model, .rows = 100, .wins = 40, .lambda = 0.1, .judged = 100};
    green->log_loss = 0.5;
    green->log_loss_whole = (double)NAN;
    ASSERT_OK(
        ptb_encoder_fit(&context, &made->view, made->rows, ROWS, &settings, &green->model->encoder, &err));
    green->model->coef = made_alloc(model->encoder->n_terms + 1, sizeof(double));
    for (size_t t = 0; t <= model->encoder->n_terms; t++)
        green->model->coef[t] = -model->coef[t];
    green->model->calibration = ptb_calibration_line(PTB_CALIBRATION_PLATT, 0.9, 0.1);
}

START_TEST(test_segments)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made), *back = NULL;
    ptb_model_binding *whole = NULL, *own = NULL;
    double seen[64], part[FEATURES], again[64];
    ASSERT_OK(ptb_model_bind(model, made.columns, &whole, &err));
    double *z = made_alloc(ROWS, sizeof *z);
    for (size_t i = 0; i < ROWS; i++)
        z[i] = ptb_model_logit(model, whole, made_cell(&made, i, 0), seen);
    ptb_model_binding_free(whole);
    add_segment(&made, model);
    ASSERT_OK(ptb_model_save(model, &provenance, "m.json", NULL, &err));
    ASSERT_OK(ptb_model_load("m.json", &back, &err));
    ck_assert_uint_eq(ptb_segments_count(back), 1);
    ck_assert(isnan(back->segments->items[0].log_loss_whole));
    ck_assert_uint_eq(back->segments->items[0].wins, 40);
    ASSERT_OK(ptb_model_bind(back, made.columns, &own, &err));
    ck_assert_uint_le(ptb_model_scratch(back), 64);
    for (size_t i = 0; i < ROWS; i++) {
        const float *row = made_cell(&made, i, 0);
        bool is_green = !isnan(row[COLOUR]) && row[COLOUR] > 0;
        double w = ptb_model_logit(back, own, row, seen), sum = ptb_model_parts(back, seen, part);
        ASSERT_CLOSE(w, is_green ? -z[i] : z[i], 1e-12, 0); /* missing and other values: the whole model */
        ASSERT_CLOSE(sum + part[0] + part[1], w, 1e-12, 0);
    }
    ptb_model_binding_free(own);
    /* Another source: green has another code there, and there is a level that no one has seen. */
    static const char *const others[] = {"blue", "green", "red", "never"};
    made_category(&made, COLOUR, others, 4);
    ASSERT_OK(ptb_model_bind(back, made.columns, &own, &err));
    for (size_t level = 0; level < 4; level++) {
        const float row[FEATURES] = {1, (float)level};
        (void)ptb_model_logit(back, own, row, again);
        ck_assert_int_eq((int)again[ptb_model_scratch(back) - 1], level == 1 ? 0 : 1);
    }
    ptb_model_binding_free(own);
    refuse("\"segments\": {\n    \"feature\": \"colour", "\"segments\": {\n    \"feature\": \"color",
           "$.segments.feature");
    refuse("{\n        \"level\": \"green\"", "{\n        \"level\": 5", "$.segments.models[0].level");
    refuse("\"wins\": 40", "\"wins\": -1", "$.segments.models[0].wins");
    refuse("\"judged\": 100", "\"judge\": 100", "judge");
    refuse("\"models\": [", "\"models\": [], \"x\": [", "x");
    refuse("\"segments\": {", "\"segments\": [], \"x\": {", "x");
    model->segments->items[0].model->coef[1] = (double)NAN;
    ASSERT_FAILS(ptb_model_save(model, &provenance, "bad.json", NULL, &err), PTB_E_NUMERIC, "coefficient");
    ptb_model_free(back);
    free(z);
    free_made(&made, model);
}
END_TEST

/* A machine of two vectors over the same terms. */
static void make_svm(ptb_model *model)
{
    size_t n_cols = model->encoder->n_terms;
    free(model->coef);
    free(model->standard_error);
    model->coef = model->standard_error = NULL;
    model->errors_by = "";
    model->family = "svm";
    model->svm = made_alloc(1, sizeof *model->svm);
    *model->svm = (ptb_svm){.kernel = PTB_KERNEL_RBF,
                            .cost = 1,
                            .gamma = 0.125,
                            .rho = 1.0 / 3,
                            .n_vectors = 2,
                            .n_cols = n_cols};
    model->svm->coef = made_alloc(2, sizeof(double));
    model->svm->vector = made_alloc(2 * n_cols, sizeof(float));
    for (size_t k = 0; k < 2 * n_cols; k++)
        model->svm->vector[k] = (float)k / 7;
    model->svm->coef[0] = 0.7;
    model->svm->coef[1] = -1.1;
}

START_TEST(test_support_vector_machines_there_and_back)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made), *back = NULL;
    ptb_model_binding *a = NULL, *b = NULL;
    double seen[64], again[64], part[FEATURES];
    make_svm(model);
    ASSERT_OK(ptb_model_save(model, &provenance, "m.json", NULL, &err));
    ASSERT_OK(ptb_model_load("m.json", &back, &err));
    ck_assert(back->coef == NULL && same_bits(&back->svm->rho, &model->svm->rho, sizeof(double)));
    ck_assert(ptb_model_scratch(model) <= 64 && ptb_model_parts_count(model) == FEATURES);
    ASSERT_OK(ptb_model_bind(model, made.columns, &a, &err));
    ASSERT_OK(ptb_model_bind(back, made.columns, &b, &err));
    for (size_t i = 0; i < ROWS; i++) {
        double z = ptb_model_logit(model, a, made_cell(&made, i, 0), seen),
               w = ptb_model_logit(back, b, made_cell(&made, i, 0), again);
        ck_assert(same_bits(&z, &w, sizeof z));
        double sum = ptb_model_parts(model, seen, part);
        ASSERT_CLOSE(sum + part[NUMBER] + part[COLOUR], z, 1e-12, 0);
    }
    ptb_model_binding_free(a);
    ptb_model_binding_free(b);
    ptb_model_free(back);
    refuse("\"svm\": {", "\"smv\": {", "smv");
    refuse("\"family\": \"svm\"", "\"family\": \"logistic\"", "$.svm: want none of it");
    refuse("\"family\": \"svm\"", "\"family\": \"additive\"", "$.svm: want none of it");
    refuse("\"coef\": [0.7, ", "\"coef\": [", "$.svm.vectors: 2 vectors");
    refuse("\"sd\": ", "\"coefficient\": 1, \"sd\": ", "$.encoder.terms[0]: want no coefficients");
    refuse("\"intercept\": ", "\"x\": ", "x");
    model->svm->vector[1] = NAN;
    ASSERT_FAILS(ptb_model_save(model, &provenance, "bad.json", NULL, &err), PTB_E_NUMERIC,
                 "support vectors");
    free_made(&made, model);
}
END_TEST

START_TEST(test_any_altered_byte_is_refused)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made), *back = NULL;
    ASSERT_OK(ptb_model_save(model, &provenance, "m.json", NULL, &err));
    char *text = NULL;
    size_t len = 0;
    ASSERT_OK(ptb_read_file("m.json", 1 << 24, &text, &len, &err));
    for (size_t at = 0; at < len; at += 97) {
        text[at] ^= 1;
        FILE *f = fopen("flipped.json", "wb");
        ck_assert_ptr_nonnull(f);
        ck_assert_uint_eq(fwrite(text, 1, len, f), len);
        ck_assert_int_eq(fclose(f), 0);
        ck_assert_int_ne(ptb_model_load("flipped.json", &back, &err), PTB_OK);
        ck_assert_ptr_null(back);
        text[at] ^= 1;
    }
    free(text);
    ASSERT_FAILS(ptb_model_load("absent.json", &back, &err), PTB_E_IO, "absent.json");
    free_made(&made, model);
}
END_TEST

/* An edit by hand is refused until it is sealed; what was not edited keeps its bits, and the figures are known to be older. */
START_TEST(test_edited_by_hand_is_sealed_again)
{
    made_vectors made;
    make(&made);
    char *text = NULL, seal[65];
    size_t len = 0;
    ptb_text out = {0};
    ptb_model *model = make_model(&made), *back = NULL;
    ASSERT_OK(ptb_model_save(model, &provenance, "m.json", NULL, &err));
    ASSERT_FAILS(ptb_model_reseal("m.json", "seal", &out, seal, &err), PTB_E_ARG, "its seal holds");
    ck_assert_uint_eq(out.len, 0);
    ASSERT_OK(ptb_read_file("m.json", 1 << 24, &text, &len, &err));
    char *place = strstr(text, "propensity test");
    ck_assert_ptr_nonnull(place);
    place[strlen("propensity tes")] = 'u';
    test_write_file("by_hand.json", text);
    ASSERT_FAILS(ptb_model_load("by_hand.json", &back, &err), PTB_E_INTEGRITY,
                 "propensity model seal by_hand.json");
    ASSERT_OK(ptb_model_reseal("by_hand.json", "seal", &out, seal, &err));
    test_write_file("resealed.json", out.bytes);
    ASSERT_OK(ptb_model_load("resealed.json", &back, &err));
    ck_assert_str_eq(back->sha256, seal);
    ck_assert_str_eq(back->created_by, "propensity tesu");
    ck_assert(back->evaluation.is_before_edit);
    ck_assert(same_bits(&back->calibration, &model->calibration, sizeof model->calibration));
    ck_assert(same_bits(back->coef, model->coef, (model->encoder->n_terms + 1) * sizeof *model->coef));
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"seal_before\": \""));
    ptb_model_free(back);
    ptb_text_free(&out);
    free(text);
    free_made(&made, model);
}
END_TEST

/* The second term has no error; the others stand in the order of the model, or of their sizes. */
START_TEST(test_terms_tell_how_sure_they_are)
{
    made_vectors made;
    make(&made);
    ptb_model *model = make_model(&made);
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_doc *doc = NULL;
    model->coef[1] = 0.3;
    model->standard_error[1] = 0.1;
    ptb_terms_write(&writer, NULL, model);
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "terms", &doc, &err));
    const ptb_json *one = ptb_json_first(ptb_json_root(doc)), *two = ptb_json_next(one);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(one, "z")), 3, 0, 1e-12);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(one, "p_value")), 0.0026997960632601866, 0, 1e-12);
    const ptb_json *ratio = ptb_json_get(one, "odds_ratio"), *unit = ptb_json_get(one, "odds_ratio_per_unit");
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(ratio, "mean")), exp(0.3), 0, 1e-12);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(ratio, "low")), exp(0.3 - 0.1 * 1.959963984540054), 0, 1e-12);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(unit, "high")),
                 exp((0.3 + 0.1 * 1.959963984540054) / model->encoder->terms[0].sd), 0, 1e-12);
    ck_assert(!ptb_json_is_number(ptb_json_get(two, "standard_error")));
    ck_assert(!ptb_json_is_number(ptb_json_get(two, "p_value")));
    ck_assert_uint_eq(ptb_json_count(ptb_json_root(doc)), model->encoder->n_terms);
    ptb_json_free(doc);
    ptb_text_clear(&text);
    ptb_terms_tabulate(model, SIZE_MAX, &text);
    ck_assert_ptr_nonnull(strstr(text.bytes, " 1.350  1.110 to 1.642 "));
    ck_assert_ptr_nonnull(strstr(text.bytes, "cases of an account may depend"));
    ptb_text_clear(&text);
    model->coef[model->encoder->n_terms] = -5; /* the strongest */
    ptb_terms_tabulate(model, 1, &text);
    ck_assert_ptr_nonnull(strstr(text.bytes, "-5.000"));
    ck_assert_ptr_null(strstr(text.bytes, "+0.300"));
    ptb_text_clear(&text);
    free(model->standard_error); /* a model of before */
    model->standard_error = NULL;
    ptb_terms_tabulate(model, 1, &text);
    ck_assert_ptr_null(strstr(text.bytes, "odds ratio"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "-5.000"));
    ptb_text_free(&text);
    free_made(&made, model);
}
END_TEST

TEST_MAIN("model", test_edited_by_hand_is_sealed_again, test_terms_tell_how_sure_they_are,
          test_saved_and_loaded_gives_the_same_bits, test_score_is_a_monotone_map,
          test_not_finite_is_not_written, test_file_refusals, test_segments, test_any_altered_byte_is_refused,
          test_support_vector_machines_there_and_back)
