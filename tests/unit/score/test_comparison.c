/* tests/unit/score/test_comparison.c: model, points and blend are judged on the right cases, and reported in full. */
#include "datasets/base/digest.h"
#include "score/comparison_text.h"
#include "tests/support/small_crm.h"

typedef struct {
    small_crm crm;
    ptb_loaded loaded;
    ptb_compare_settings settings;
    ptb_text predictions;
    ptb_comparison out;
} fixture;

static const char rules_head[] =
    "{\"format\": \"propensity-rules\", \"format_version\": 1, \"name\": \"<b>points</b>\", \"rules\": [\n"
    "{\"id\": \"pricing\", \"points\": 20, \"event\": {\"type\": \"pricing_view\", \"max_times\": 3}},\n"
    "{\"id\": \"demo\", \"points\": 30, \"event\": {\"type\": \"demo_request\", \"count\": \"first\"}}],\n";

/* Rules with the blend's members, bound anew. */
static void use_rules(fixture *f, const char *blend)
{
    ptb_error err = {0};
    ptb_text text = {0};
    ptb_rules_free(f->loaded.rules);
    ptb_scorer_free(f->loaded.scorer);
    f->loaded.rules = NULL;
    if (blend != NULL) {
        ptb_text_printf(&text, "%s\"blend\": {%s}}", rules_head, blend);
        test_write_file("rules.json", text.bytes);
        ASSERT_OK(ptb_rules_read("rules.json", &f->loaded.rules, &err));
        ptb_text_free(&text);
    }
    ASSERT_OK(ptb_scorer_new(&f->crm.context, f->crm.history, f->loaded.model, f->loaded.rules,
                             &f->loaded.scorer, &err));
}

/* Writes predictions and lets the model name them. */
static void use_predictions(fixture *f, const char *text)
{
    test_write_file("oof.csv", text);
    ptb_sha256_of(text, strlen(text), f->crm.trained.model->evaluation.predictions_sha256);
    f->settings.predictions = "oof.csv";
}

static void open_fixture(fixture *f)
{
    ptb_error err = {0};
    char sha256[65];
    memset(f, 0, sizeof *f);
    small_crm_open(&f->crm);
    f->loaded = (ptb_loaded){
        .history = f->crm.history, .model = f->crm.trained.model, .subject = PTB_SUBJECT_OPPORTUNITY};
    f->settings = (ptb_compare_settings){.from = PTB_NO_TIME, .to = PTB_NO_TIME};
    use_rules(f, "\"weight\": 0.3");
    ASSERT_OK(ptb_predictions_print(f->crm.vectors, &f->crm.trained, &f->predictions, sha256, &err));
    use_predictions(f, f->predictions.bytes);
}

static void close_fixture(fixture *f)
{
    ptb_text_free(&f->predictions);
    ptb_scorer_free(f->loaded.scorer);
    ptb_rules_free(f->loaded.rules);
    small_crm_close(&f->crm);
}

static ptb_status compare(fixture *f, ptb_error *err)
{
    return ptb_compare(&f->crm.context, &f->loaded, &f->settings, &f->out, err);
}

/* The trainer judged the same predictions on the same cases. */
START_TEST(test_out_of_fold)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    ASSERT_OK(compare(&f, &err));
    const ptb_metrics *trained = &f.crm.trained.model->evaluation.metrics;
    ck_assert_uint_eq(f.out.cases, f.crm.cases.n);
    ck_assert_uint_eq(f.out.wins, f.crm.cases.n_won);
    ASSERT_CLOSE(f.out.predictive.auc.mean, trained->auc.mean, 1e-12, 0);
    ASSERT_CLOSE(f.out.predictive.log_loss.mean, trained->log_loss.mean, 1e-12, 0);
    ASSERT_CLOSE(f.out.predictive_against_rules.difference, f.out.predictive.auc.mean - f.out.rules.auc.mean,
                 1e-12, 0);
    ASSERT_CLOSE(f.out.blend_against_predictive.difference, f.out.blend.auc.mean - f.out.predictive.auc.mean,
                 1e-12, 0);
    ck_assert(isnan(f.out.rules.log_loss.mean));
    ck_assert(f.out.is_out_of_fold && f.out.has_model && f.out.has_rules && !f.out.has_truth);
    ck_assert(f.out.shares_accounts);
    close_fixture(&f);
}
END_TEST

/* Weight 0 ranks as the model, weight 1 as the points. */
START_TEST(test_blend_ends)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    use_rules(&f, "\"weight\": 0");
    ASSERT_OK(compare(&f, &err));
    ASSERT_CLOSE(f.out.blend.auc.mean, f.out.predictive.auc.mean, 1e-12, 0);
    ASSERT_CLOSE(f.out.blend.log_loss.mean, f.out.predictive.log_loss.mean, 1e-12, 0);
    use_rules(&f, "\"weight\": 1, \"a\": -1, \"b\": 0.02");
    ASSERT_OK(compare(&f, &err));
    ASSERT_CLOSE(f.out.blend.auc.mean, f.out.rules.auc.mean, 1e-12, 0);
    for (int i = 0; i < 10; i++) {
        double z = log(f.out.deciles[2][i].mean_score) - log1p(-f.out.deciles[2][i].mean_score);
        ck_assert_uint_eq(f.out.deciles[2][i].wins, f.out.deciles[1][i].wins);
        ck_assert_double_ge(z, -1 - 1e-9);
        ck_assert_double_le(z, 0.8 + 1e-9); /* at most 90 points */
    }
    close_fixture(&f);
}
END_TEST

static void add_json(ptb_text *out, const ptb_comparison *comparison)
{
    ptb_json_writer writer = {.text = out};
    ptb_json_begin_object(&writer, NULL);
    ptb_comparison_write_json(&writer, comparison);
    ptb_json_end_object(&writer);
}

START_TEST(test_threads_and_line_order)
{
    fixture f;
    ptb_error err;
    ptb_text first = {0}, second = {0}, turned = {0};
    open_fixture(&f);
    ASSERT_OK(compare(&f, &err));
    add_json(&first, &f.out);
    const char *body = strchr(f.predictions.bytes, '\n') + 1, *last = strrchr(f.predictions.bytes, '\n');
    while (last[-1] != '\n')
        last--;
    ptb_text_printf(&turned, "subject_id,as_of,outcome,fold,probability\n%s%.*s", last, (int)(last - body),
                    body);
    use_predictions(&f, turned.bytes);
    f.crm.context.threads = 2;
    ASSERT_OK(compare(&f, &err));
    add_json(&second, &f.out);
    ck_assert_str_eq(first.bytes, second.bytes);
    ptb_text_free(&first);
    ptb_text_free(&second);
    ptb_text_free(&turned);
    close_fixture(&f);
}
END_TEST

static double auc_of_points(fixture *f)
{
    ptb_error err;
    ptb_score_scratch *scratch;
    size_t n = f->crm.cases.n;
    double *points = calloc(n, sizeof *points), auc;
    float *outcome = calloc(n, sizeof *outcome);
    ck_assert(points != NULL && outcome != NULL);
    ASSERT_OK(ptb_score_scratch_new(f->loaded.scorer, &scratch, &err));
    for (size_t i = 0; i < n; i++) {
        ptb_score score;
        ptb_score_case(f->loaded.scorer, scratch, &f->crm.cases.items[i], &score);
        points[i] = score.points;
        outcome[i] = f->crm.cases.items[i].outcome;
    }
    ASSERT_OK(ptb_auc(points, outcome, NULL, n, &auc, &err));
    ptb_score_scratch_free(scratch);
    free(points);
    free(outcome);
    return auc;
}

START_TEST(test_parts_alone)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    ASSERT_OK(compare(&f, &err));
    double model_auc = f.out.predictive.auc.mean;
    use_rules(&f, NULL);
    ASSERT_OK(compare(&f, &err));
    ASSERT_CLOSE(f.out.predictive.auc.mean, model_auc, 0, 0);
    ck_assert(f.out.has_model && !f.out.has_rules);
    f.loaded.model = NULL;
    use_rules(&f, "\"weight\": 0.3");
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "--predictions without --model");
    f.settings.predictions = NULL;
    ASSERT_OK(compare(&f, &err));
    ASSERT_CLOSE(f.out.rules.auc.mean, auc_of_points(&f), 1e-12, 0); /* points have no folds */
    ck_assert(!f.out.has_model && f.out.has_rules && !f.out.is_out_of_fold);
    close_fixture(&f);
}
END_TEST

/* Without predictions only cases later than all that the model has seen. */
START_TEST(test_unseen_cases)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    ptb_model *model = f.crm.trained.model;
    f.settings.predictions = NULL;
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "the model has seen these cases (outcomes up to ");
    ck_assert_uint_eq(f.out.cases, 0);
    f.settings.from = model->known_until - (ptb_time)100 * PTB_DAY;
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "pass --predictions");
    f.settings.from = PTB_NO_TIME;
    ptb_time until = model->known_until - (ptb_time)300 * PTB_DAY;
    model->known_until = until;
    ASSERT_OK(compare(&f, &err));
    size_t later = 0;
    for (size_t i = 0; i < f.crm.cases.n; i++)
        later += f.crm.cases.items[i].as_of > until;
    ck_assert_uint_gt(later, 20);
    ck_assert_uint_eq(f.out.cases, later);
    ck_assert_int_gt(f.out.first_as_of, until);
    f.settings.from = until;
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "has seen these cases");
    f.settings.from = until + (ptb_time)100 * PTB_DAY;
    f.settings.to = until + (ptb_time)150 * PTB_DAY;
    ASSERT_OK(compare(&f, &err));
    ck_assert_int_ge(f.out.first_as_of, f.settings.from);
    ck_assert_int_lt(f.out.last_as_of, f.settings.to);
    model->known_until = PTB_NO_TIME;
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "knows no dates");
    close_fixture(&f);
}
END_TEST

START_TEST(test_period_of_predictions)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    size_t middle = f.crm.cases.n / 2, before = 0;
    f.settings.to = f.crm.cases.items[middle].as_of;
    for (size_t i = 0; i < f.crm.cases.n; i++)
        before += f.crm.cases.items[i].as_of < f.settings.to;
    ASSERT_OK(compare(&f, &err));
    ck_assert_uint_eq(f.out.cases, before);
    close_fixture(&f);
}
END_TEST

START_TEST(test_truth)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    f.settings.truth = "crm/truth.csv";
    ASSERT_OK(compare(&f, &err));
    ck_assert(f.out.has_truth);
    ck_assert_double_gt(f.out.truth.auc.mean, f.out.predictive.auc.mean);
    double reach = (f.out.predictive.auc.mean - 0.5) / (f.out.truth.auc.mean - 0.5);
    ASSERT_CLOSE(ptb_comparison_reach(&f.out), reach, 1e-12, 0);
    test_write_file("short.csv", "opportunity_id,p\nO00000001,0.5\n");
    f.settings.truth = "short.csv";
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "short.csv: there is no line for the opportunity '");
    test_write_file("bad.csv", "opportunity_id,p\nO00000001,1.5\n");
    f.settings.truth = "bad.csv";
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "bad.csv:2: '1.5' is no probability");
    f.loaded.subject = PTB_SUBJECT_CONTACT;
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "--truth is by opportunity");
    close_fixture(&f);
}
END_TEST

/* A model may be a stranger's. */
START_TEST(test_moments_that_a_model_names)
{
    static const char *const wrong[] = {"/etc/hostname", "pairs.csv", "daily", "created+1y"};
    fixture f;
    ptb_error err;
    open_fixture(&f);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        f.crm.trained.model->snapshots = wrong[i];
        ASSERT_FAILS(compare(&f, &err), PTB_E_SCHEMA, "the model's training snapshots: ");
    }
    f.crm.trained.model->snapshots = "created+1w"; /* others than those of its predictions */
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "of other --snapshots?");
    f.crm.trained.model->snapshots = "file"; /* not known: as by default */
    ASSERT_OK(compare(&f, &err));
    close_fixture(&f);
}
END_TEST

/* The first line of the predictions with one cell replaced. */
static void spoil(fixture *f, int column, const char *cell)
{
    ptb_text text = {0};
    const char *line = strchr(f->predictions.bytes, '\n') + 1;
    ptb_text_add(&text, "subject_id,as_of,outcome,fold,probability\n");
    for (int i = 0; i < 5; i++) {
        size_t len = strcspn(line, ",\n");
        if (i > 0) ptb_text_add(&text, ",");
        if (i == column)
            ptb_text_add(&text, cell);
        else
            ptb_text_append(&text, line, len);
        line += len + 1;
    }
    ptb_text_add(&text, "\n");
    use_predictions(f, text.bytes);
    ptb_text_free(&text);
}

START_TEST(test_refused_predictions)
{
    fixture f;
    ptb_error err;
    open_fixture(&f);
    test_write_file("other.csv", "subject_id,as_of,outcome,fold,probability\n");
    f.settings.predictions = "other.csv";
    ASSERT_FAILS(compare(&f, &err), PTB_E_INTEGRITY, "other.csv is not the predictions file of this model");
    f.settings.predictions = "absent.csv";
    ASSERT_FAILS(compare(&f, &err), PTB_E_IO, "absent.csv");
    spoil(&f, 0, "O99999999");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "oof.csv:2: the history has no opportunity 'O99999999'");
    spoil(&f, 1, "2001-01-01T00:00:00Z");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "as of 2001-01-01T00:00:00Z with a known outcome");
    spoil(&f, 1, "");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "as_of ''; expected a moment");
    spoil(&f, 2, f.crm.cases.items[0].outcome > 0.5F ? "0" : "1");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "in the history");
    spoil(&f, 2, "0.5");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "has outcome '0.5' here");
    spoil(&f, 4, "-0.1");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "'-0.1' is no probability");
    spoil(&f, 4, "0.5,7");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "6 cells; the header has 5");
    spoil(&f, -1, "");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "all 1 cases are");
    use_predictions(&f, "subject_id,as_of,outcome,fold,probability\n");
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "no case is left");
    use_predictions(&f, "subject_id,as_of,outcome,fold\n");
    ASSERT_FAILS(compare(&f, &err), PTB_E_SCHEMA, "there is no column 'probability'");
    ptb_text twice = {0};
    const char *body = strchr(f.predictions.bytes, '\n') + 1;
    ptb_text_printf(&twice, "%s%.*s\n", f.predictions.bytes, (int)strcspn(body, "\n"), body);
    use_predictions(&f, twice.bytes);
    ASSERT_FAILS(compare(&f, &err), PTB_E_DATA, "a second prediction of '");
    ptb_text_free(&twice);
    f.crm.trained.model->evaluation.predictions_sha256[0] = 0;
    ASSERT_FAILS(compare(&f, &err), PTB_E_ARG, "the model names no file of predictions");
    close_fixture(&f);
}
END_TEST

static ptb_comparison made_up(void)
{
    ptb_comparison c = {.cases = 100,
                        .wins = 20,
                        .first_as_of = 0,
                        .last_as_of = 86400,
                        .has_model = true,
                        .has_rules = true,
                        .has_truth = true,
                        .is_out_of_fold = true,
                        .shares_accounts = true};
    c.predictive.auc = (ptb_figure){0.75, 0.7, 0.8};
    c.rules.auc = (ptb_figure){0.6, 0.55, 0.65};
    c.rules.log_loss.mean = (double)NAN;
    c.blend.auc = (ptb_figure){0.76, 0.71, 0.81};
    c.truth.auc = (ptb_figure){0.8, 0.75, 0.85};
    c.predictive_against_rules = (ptb_delong){.difference = 0.15, .low = 0.1, .high = 0.2, .p_value = 1e-9};
    c.blend_against_predictive =
        (ptb_delong){.difference = 0.01, .low = -0.01, .high = 0.03, .p_value = 0.32};
    for (int which = 0; which < 3; which++) {
        for (int i = 0; i < 10; i++) {
            c.deciles[which][i] = (ptb_decile){
                .cases = 10, .wins = 2, .mean_score = 0.5, .lift = 1, .captured = (i + 1) / 10.0};
        }
    }
    c.deciles[0][1].captured = 0.61;
    c.deciles[1][1].captured = 0.38;
    return c;
}

START_TEST(test_findings)
{
    ptb_comparison c = made_up();
    ptb_text text = {0};
    ptb_comparison_findings(&text, &c);
    ck_assert_str_eq(
        text.bytes,
        "100 cases that the model had not seen, 20 won (20.0 %); as predicted in training; 1970-01-01 to "
        "1970-01-02.\n"
        "The model finds 61 % of the wins in its best fifth, the points 38 %, both together 20 %.\n"
        "The model against the points: AUC +0.150 [+0.100, +0.200], p < 0.001; better: the model.\n"
        "The blend against the model: AUC +0.010 [-0.010, +0.030], p = 0.320; no clear difference.\n"
        "Some cases share an account; these tests take them as independent, so they are a little too sure. "
        "The "
        "intervals in the table are not.\n"
        "The model goes 83 % of the way from chance to the best possible ranking.\n");
    ptb_text_clear(&text);
    c.has_model = false;
    c.is_out_of_fold = false;
    ptb_comparison_findings(&text, &c);
    ck_assert_ptr_nonnull(strstr(text.bytes, "The points find 38 % of the wins in their best fifth."));
    ck_assert(isnan(ptb_comparison_reach(&c)));
    ptb_text_clear(&text);
    c = made_up();
    ptb_comparison_write_text(&text, &c);
    ck_assert_ptr_nonnull(strstr(text.bytes, "0.750 [0.700, 0.800]"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "best possible"));
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_json)
{
    ptb_comparison c = made_up();
    ptb_error err;
    ptb_text text = {0};
    ptb_json_doc *doc = NULL;
    add_json(&text, &c);
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "report", &doc, &err));
    const ptb_json *root = ptb_json_root(doc);
    static const char *const members[] = {"cases", "wins",  "predictive", "rules",
                                          "blend", "truth", "delong",     "deciles"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        ck_assert_msg(ptb_json_get(root, members[i]) != NULL, "no %s", members[i]);
    }
    const ptb_json *test = ptb_json_get(ptb_json_get(root, "delong"), "predictive_against_rules");
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(test, "difference")), 0.15, 0, 0);
    ptb_json_free(doc);
    doc = NULL;
    ptb_text_clear(&text);
    c.has_rules = false;
    add_json(&text, &c);
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "report", &doc, &err));
    ck_assert_ptr_null(ptb_json_get(ptb_json_root(doc), "rules"));
    ck_assert_ptr_null(ptb_json_get(ptb_json_root(doc), "blend"));
    ck_assert_ptr_null(ptb_json_get(ptb_json_root(doc), "delong"));
    ptb_json_free(doc);
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_html)
{
    ptb_comparison c = made_up();
    ptb_text text = {0};
    ptb_comparison_write_html(&text, &c, "<script>alert('1')</script> & \"x\"");
    ck_assert_ptr_null(strstr(text.bytes, "<script"));
    ck_assert_ptr_nonnull(
        strstr(text.bytes, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "Content-Security-Policy"));
    ck_assert_ptr_null(strstr(text.bytes, "http:"));
    ck_assert_ptr_null(strstr(text.bytes, "https:"));
    ck_assert_ptr_null(strstr(text.bytes, "nan"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "Points by tenths"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "curve blend"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "</html>"));
    c.has_rules = false;
    ptb_text_clear(&text);
    ptb_comparison_write_html(&text, &c, "model alone");
    ck_assert_ptr_null(strstr(text.bytes, "Points by tenths"));
    ck_assert_ptr_null(strstr(text.bytes, "Blend by tenths"));
    ptb_text_free(&text);
}
END_TEST

TEST_MAIN("comparison", test_findings, test_json, test_html, test_out_of_fold, test_blend_ends,
          test_threads_and_line_order, test_parts_alone, test_unseen_cases, test_period_of_predictions,
          test_moments_that_a_model_names, test_truth, test_refused_predictions)
