/* tests/unit/score/test_scorer.c: scores and reasons of model, rules and both; the stream of all cases. */
#include "datasets/base/io.h"
#include "score/propensity.h"
#include "score/score_output.h"
#include "score/subject.h"
#include "tests/support/small_crm.h"

static const char rules_text[] =
    "{\"format\": \"propensity-rules\", \"format_version\": 1, \"name\": \"test\", \"rules\": [\n"
    "{\"id\": \"pricing\", \"label\": \"looked at prices\", \"points\": 20, \"event\": {\"type\": "
    "\"pricing_view\"}},\n"
    "{\"id\": \"list\", \"label\": \"from a bought list\", \"points\": -5,\n"
    " \"when\": {\"contact\": \"source\", \"equals\": \"list_import\"}}],\n"
    "\"stages\": [{\"name\": \"MQL\", \"points\": 20}, {\"name\": \"SQL\", \"points\": 60}],\n"
    "\"blend\": {\"method\": \"weighted\", \"weight\": 0.25, \"a\": -2, \"b\": 0.05}}\n";

typedef struct {
    small_crm crm;
    ptb_rules *rules;
} fixture;

static void open_fixture(fixture *f)
{
    ptb_error err = {0};
    small_crm_open(&f->crm);
    test_write_file("rules.json", rules_text);
    ASSERT_OK(ptb_rules_read("rules.json", &f->rules, &err));
}

static void close_fixture(fixture *f)
{
    ptb_rules_free(f->rules);
    small_crm_close(&f->crm);
}

/* The reasons of every case: they add up to z, fall in strength, and the calibration's bend is the last. Returns how many bends. */
static size_t check_reasons(const fixture *f)
{
    ptb_error err = {0};
    size_t bends = 0;
    ptb_scorer *scorer;
    ptb_score_scratch *scratch;
    ASSERT_OK(ptb_scorer_new(&f->crm.context, f->crm.history, f->crm.trained.model, f->rules, &scorer, &err));
    ASSERT_OK(ptb_score_scratch_new(scorer, &scratch, &err));
    ptb_reason *reasons = calloc(ptb_scorer_max_reasons(scorer), sizeof *reasons);
    ck_assert_ptr_nonnull(reasons);
    for (size_t i = 0; i < f->crm.cases.n; i++) {
        ptb_score score;
        double base;
        ptb_score_case(scorer, scratch, &f->crm.cases.items[i], &score);
        size_t n = ptb_score_reasons(scorer, scratch, SIZE_MAX, reasons, &base);
        double sum = base;
        for (size_t k = 0; k < n; k++)
            sum += reasons[k].contribution;
        ASSERT_CLOSE(sum, score.z, 1e-11, 0);
        ASSERT_CLOSE(score.z, 0.75 * score.model_logit + 0.25 * (-2 + 0.05 * score.points), 1e-12, 0);
        for (size_t k = 1; k < n; k++)
            ck_assert(reasons[k].is_bend ||
                      fabs(reasons[k - 1].contribution) >= fabs(reasons[k].contribution));
        for (size_t k = 0; k < n; k++)
            ck_assert(!reasons[k].is_bend || k == n - 1);
        bends += n > 0 && reasons[n - 1].is_bend;
    }
    free(reasons);
    ptb_score_scratch_free(scratch);
    ptb_scorer_free(scorer);
    return bends;
}

START_TEST(contributions_and_base_sum_to_z)
{
    fixture f;
    open_fixture(&f);
    ptb_calibration *calibration = &f.crm.trained.model->calibration;
    *calibration = ptb_calibration_line(PTB_CALIBRATION_PLATT, 0.9, -0.1);
    ck_assert_uint_eq(check_reasons(&f), 0);
    calibration->kind = PTB_CALIBRATION_BETA;
    calibration->beta = (ptb_beta){0.5, 1.5, -0.2};
    ck_assert_uint_eq(check_reasons(&f), f.crm.cases.n);
    calibration->kind = PTB_CALIBRATION_ISOTONIC;
    calibration->n_knots = 2;
    calibration->margin[1] = calibration->logit[1] = 1;
    ck_assert_uint_eq(check_reasons(&f), f.crm.cases.n);
    close_fixture(&f);
}
END_TEST

START_TEST(history_and_vectors_give_the_same_bits)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    ptb_scorer *live, *stored;
    ptb_score_scratch *a, *b;
    ASSERT_OK(ptb_scorer_new(&f.crm.context, f.crm.history, f.crm.trained.model, NULL, &live, &err));
    ASSERT_OK(ptb_scorer_new_for_vectors(f.crm.vectors, f.crm.trained.model, &stored, &err));
    ASSERT_OK(ptb_score_scratch_new(live, &a, &err));
    ASSERT_OK(ptb_score_scratch_new(stored, &b, &err));
    for (size_t i = 0; i < f.crm.cases.n; i++) {
        ptb_score x, y;
        ptb_score_case(live, a, &f.crm.cases.items[i], &x);
        ptb_score_vector(stored, b, f.crm.vectors->x + i * f.crm.vectors->n_features, &y);
        ck_assert_mem_eq(&x.z, &y.z, sizeof x.z);
        ck_assert_mem_eq(&x.z, &x.model_logit, sizeof x.z);
        ck_assert(isnan(x.points));
    }
    ptb_score_scratch_free(a);
    ptb_score_scratch_free(b);
    ptb_scorer_free(live);
    ptb_scorer_free(stored);
    close_fixture(&f);
}
END_TEST

START_TEST(saved_and_loaded_model_gives_the_same_bits)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    ptb_provenance provenance = {.program_version = "test", .command_line = "test", .seed = 1};
    char sha256[65];
    ptb_model *loaded;
    ASSERT_OK(ptb_model_save(f.crm.trained.model, &provenance, "model.json", sha256, &err));
    ASSERT_OK(ptb_model_load("model.json", &loaded, &err));
    ptb_scorer *before, *after;
    ptb_score_scratch *a, *b;
    ASSERT_OK(ptb_scorer_new(&f.crm.context, f.crm.history, f.crm.trained.model, NULL, &before, &err));
    ASSERT_OK(ptb_scorer_new(&f.crm.context, f.crm.history, loaded, NULL, &after, &err));
    ASSERT_OK(ptb_score_scratch_new(before, &a, &err));
    ASSERT_OK(ptb_score_scratch_new(after, &b, &err));
    for (size_t i = 0; i < f.crm.cases.n; i++) {
        ptb_score x, y;
        ptb_score_case(before, a, &f.crm.cases.items[i], &x);
        ptb_score_case(after, b, &f.crm.cases.items[i], &y);
        ck_assert_mem_eq(&x.z, &y.z, sizeof x.z);
        ck_assert_mem_eq(&x.score, &y.score, sizeof x.score);
    }
    ptb_score_scratch_free(a);
    ptb_score_scratch_free(b);
    ptb_scorer_free(before);
    ptb_scorer_free(after);
    ptb_model_free(loaded);
    close_fixture(&f);
}
END_TEST

START_TEST(rules_alone_use_their_own_scale)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    ptb_scorer *scorer;
    ptb_score_scratch *scratch;
    ASSERT_OK(ptb_scorer_new(&f.crm.context, f.crm.history, NULL, f.rules, &scorer, &err));
    ASSERT_OK(ptb_score_scratch_new(scorer, &scratch, &err));
    ptb_score score;
    ptb_score_case(scorer, scratch, &f.crm.cases.items[0], &score);
    ck_assert(isnan(score.probability));
    ASSERT_CLOSE(score.z, -2 + 0.05 * score.points, 1e-12, 0);
    ASSERT_CLOSE(score.score, 100 / (1 + exp(-score.z)), 1e-9, 0);
    ptb_score_scratch_free(scratch);
    ptb_scorer_free(scorer);
    ASSERT_FAILS(ptb_scorer_new(&f.crm.context, f.crm.history, NULL, NULL, &scorer, &err), PTB_E_ARG,
                 "model or a rules file");
    close_fixture(&f);
}
END_TEST

START_TEST(vectors_of_other_features_are_refused)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    f.crm.plan->features[0].name = "something_else";
    ptb_vectors *others;
    ASSERT_OK(ptb_vectors_extract(&f.crm.context, f.crm.history, f.crm.plan, &f.crm.cases, &others, &err));
    ptb_scorer *scorer;
    ASSERT_FAILS(ptb_scorer_new_for_vectors(others, f.crm.trained.model, &scorer, &err), PTB_E_SCHEMA,
                 "something_else");
    ptb_vectors_free(others);
    close_fixture(&f);
}
END_TEST

static char *read_all(const char *path, size_t *len)
{
    ptb_error err = {0};
    char *bytes;
    ASSERT_OK(ptb_read_file(path, (size_t)1 << 30, &bytes, len, &err));
    return bytes;
}

/* The best first, and nobody better left out. */
static void check_top(const ptb_score_job *job, const ptb_score_report *report)
{
    ptb_error err = {0};
    ptb_score_scratch *scratch;
    ptb_score one, last;
    size_t better = 0;
    ASSERT_OK(ptb_score_scratch_new(job->scorer, &scratch, &err));
    ptb_score_case(job->scorer, scratch, &job->cases->items[report->top[0]], &last);
    for (size_t k = 1; k < report->n_top; k++) {
        ptb_score_case(job->scorer, scratch, &job->cases->items[report->top[k]], &one);
        ck_assert(one.z <= last.z);
        last = one;
    }
    for (size_t i = 0; i < job->cases->n; i++) {
        ptb_score_case(job->scorer, scratch, &job->cases->items[i], &one);
        better += one.z > last.z;
    }
    ck_assert_uint_lt(better, report->n_top);
    ptb_score_scratch_free(scratch);
}

START_TEST(any_number_of_threads_writes_the_same_bytes)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    ptb_scorer *scorer;
    ptb_case_settings settings;
    ptb_cases everybody;
    ptb_case_settings_default(&settings);
    settings.subject_given = true;
    settings.subject = PTB_SUBJECT_CONTACT;
    settings.snapshots = PTB_SNAPSHOT_AS_OF;
    ASSERT_OK(ptb_cases_build(f.crm.history, &settings, true, &everybody, &err));
    ck_assert_uint_gt(everybody.n, 1200);
    ASSERT_OK(ptb_scorer_new(&f.crm.context, f.crm.history, f.crm.trained.model, f.rules, &scorer, &err));
    ptb_score_job job = {.scorer = scorer,
                         .model = f.crm.trained.model,
                         .rules = f.rules,
                         .history = f.crm.history,
                         .cases = &everybody};
    static const char *const paths[] = {"scores1.csv", "scores2.csv", "scores3.csv"};
    ptb_score_report reports[3];
    for (int t = 0; t < 3; t++) {
        f.crm.context.threads = t + 1;
        ptb_score_settings output = {.path = paths[t], .reasons = 3, .top = 10};
        ASSERT_OK(ptb_score_write(&f.crm.context, &job, &output, &reports[t], &err));
        ck_assert_uint_eq(reports[t].scored, everybody.n);
    }
    ck_assert_uint_eq(reports[0].n_top, 10);
    check_top(&job, &reports[0]);
    size_t n, m;
    char *one = read_all(paths[0], &n);
    for (int t = 1; t < 3; t++) {
        char *other = read_all(paths[t], &m);
        ck_assert_uint_eq(m, n);
        ck_assert_mem_eq(other, one, n);
        ck_assert_mem_eq(reports[t].top, reports[0].top, sizeof(size_t) * 10);
        free(other);
    }
    ck_assert_ptr_nonnull(strstr(one, "reason_3_z,other_z,model_sha256,rules_sha256\n"));
    free(one);
    ptb_scorer_free(scorer);
    ptb_cases_free(&everybody);
    close_fixture(&f);
}
END_TEST

START_TEST(subjects_are_found_as_of_a_moment)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    uint32_t index;
    ptb_case one;
    ASSERT_FAILS(ptb_subject_find(f.crm.history, PTB_SUBJECT_CONTACT, "nobody", &index, &err), PTB_E_ARG,
                 "nobody");
    const ptb_case *closed = &f.crm.cases.items[0];
    ASSERT_OK(ptb_subject_case(f.crm.history, PTB_SUBJECT_OPPORTUNITY, closed->opportunity, PTB_NO_TIME, &one,
                               &err));
    ck_assert_int_eq(one.as_of, closed->as_of);
    ck_assert_uint_eq(one.contact, closed->contact);
    ASSERT_FAILS(ptb_subject_case(f.crm.history, PTB_SUBJECT_OPPORTUNITY, closed->opportunity,
                                  closed->as_of - 1, &one, &err),
                 PTB_E_ARG, "was created");
    close_fixture(&f);
}
END_TEST

START_TEST(embedding_api_agrees_with_the_scorer)
{
    fixture f;
    open_fixture(&f);
    ptb_error err = {0};
    char message[PROPENSITY_MESSAGE_BYTES], sha256[65];
    ptb_provenance provenance = {.program_version = "test", .command_line = "test", .seed = 1};
    ASSERT_OK(ptb_model_save(f.crm.trained.model, &provenance, "model.json", sha256, &err));
    propensity_scorer *api;
    ck_assert_int_eq(propensity_init(message), 0);
    ck_assert_msg(propensity_open("crm.h5", "model.json", "rules.json", NULL, 2, &api, message) == 0, "%s",
                  message);
    ptb_scorer *scorer;
    ptb_score_scratch *scratch;
    ASSERT_OK(ptb_scorer_new(&f.crm.context, f.crm.history, f.crm.trained.model, f.rules, &scorer, &err));
    ASSERT_OK(ptb_score_scratch_new(scorer, &scratch, &err));
    const ptb_case *one = &f.crm.cases.items[3];
    ptb_score score;
    ptb_score_case(scorer, scratch, one, &score);
    char id[64];
    ptb_str text = ptb_case_subject_id(f.crm.history, PTB_SUBJECT_OPPORTUNITY, one);
    snprintf(id, sizeof id, "%.*s", (int)text.len, text.ptr);
    propensity_score got;
    propensity_reason reasons[4];
    size_t n = 4;
    ck_assert_int_eq(propensity_explain_subject(api, id, &got, reasons, &n, message), 0);
    ck_assert_mem_eq(&got.z, &score.z, sizeof got.z);
    ck_assert_str_eq(got.stage, score.rules.stage);
    ck_assert_uint_eq(n, 4);
    ck_assert(strlen(reasons[0].text) > 0 && fabs(reasons[0].contribution) >= fabs(reasons[3].contribution));
    ck_assert_int_ne(propensity_score_subject(api, "nobody", &got, message), 0);
    ck_assert_ptr_nonnull(strstr(message, "nobody"));
    propensity_close(api);
    ck_assert_int_ne(propensity_open("absent.h5", "model.json", NULL, NULL, 1, &api, message), 0);
    ck_assert_ptr_nonnull(strstr(message, "absent.h5"));
    ptb_score_scratch_free(scratch);
    ptb_scorer_free(scorer);
    close_fixture(&f);
}
END_TEST

TEST_MAIN("scorer", contributions_and_base_sum_to_z, history_and_vectors_give_the_same_bits,
          saved_and_loaded_model_gives_the_same_bits, rules_alone_use_their_own_scale,
          vectors_of_other_features_are_refused, any_number_of_threads_writes_the_same_bytes,
          subjects_are_found_as_of_a_moment, embedding_api_agrees_with_the_scorer)
