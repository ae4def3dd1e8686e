/* tests/property/test_gateways.c: what a mail gateway does changes no feature.
 *
 * Over random records: with a gateway's bursts planted among them every row of features has the same bits as without; where
 * gateways' rows are kept it has not. */
#include "datasets/base/rng.h"
#include "features/extract.h"
#include "tests/support/test_history.h"

enum { N_CONTACTS = 40, N_ACCOUNTS = 8, N_ACTIVITIES = 1200, N_BURSTS = 60, N_ROUNDS = 4, MAX_FEATURES = 48 };
static const char *const types[] = {"page_view", "email_open", "email_click", "demo"};

/* Bursts stand on Mondays in March, everything else in other months: that they do not touch is no matter of chance. */
static void add_line(ptb_text *text, int contact, ptb_time ts, const char *type, int asset)
{
    char when[PTB_TIME_BYTES];
    ptb_text_printf(text, "c%02d,%s,%s,/%d\n", contact, ptb_print_time(when, ts), type, asset);
}

static char *make_activities(uint64_t seed, bool with_bursts)
{
    ptb_error err = {0};
    ptb_rng *rng = NULL;
    ptb_text text = {0};
    ptb_time march = test_time("2024-03-04T00:00:00Z"), after = test_time("2024-04-01T00:00:00Z");
    ASSERT_OK(ptb_rng_new(seed, "people", 0, &rng, &err));
    ptb_text_add(&text, "contact_id,ts,type,asset\n");
    for (int i = 0; i < N_ACTIVITIES; i++)
        add_line(&text, (int)ptb_rng_below(rng, N_CONTACTS),
                 after + (ptb_time)ptb_rng_below(rng, (uint64_t)80 * PTB_DAY), types[ptb_rng_below(rng, 4)],
                 (int)ptb_rng_below(rng, 5));
    for (int i = 0; i < N_BURSTS; i++) {
        int contact = (int)ptb_rng_below(rng, N_CONTACTS), n = 3 + (int)ptb_rng_below(rng, 6);
        ptb_time ts =
            march + (ptb_time)ptb_rng_below(rng, 3) * 7 * PTB_DAY + (ptb_time)ptb_rng_below(rng, PTB_DAY);
        if (!with_bursts) continue;
        add_line(&text, contact, ts, "email_open", 1);
        for (int k = 0; k < n; k++)
            add_line(&text, contact, ts + k, "email_click", k);
    }
    ptb_rng_free(rng);
    return text.bytes;
}

static ptb_history *import(uint64_t seed, bool with_bursts, bool keep, uint64_t *n_gateway)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report;
    ptb_history *history = NULL;
    ptb_text contacts = {0};
    char *activities = make_activities(seed, with_bursts);
    ptb_h5_global_init();
    ptb_text_add(&contacts, "contact_id,account_id\n");
    for (int i = 0; i < N_CONTACTS; i++)
        ptb_text_printf(&contacts, "c%02d,A%d\n", i, i % N_ACCOUNTS);
    test_write_file("contacts.csv", contacts.bytes);
    test_write_file("activities.csv", activities);
    ptb_import_settings_default(&settings);
    settings.contacts = test_path("contacts.csv");
    settings.activities = test_path("activities.csv");
    settings.keep_gateways = keep;
    settings.output = "h.h5";
    settings.command_line = "test";
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    *n_gateway = report.gateway;
    ASSERT_OK(ptb_history_open(&context, "h.h5", &history, &err));
    ptb_import_report_free(&report);
    ptb_text_free(&contacts);
    free(activities);
    return history;
}

/* Kinds that look at activities, at every level, with several windows. */
static size_t make_specs(ptb_feature_spec specs[MAX_FEATURES])
{
    static const double windows[] = {0, 7, 30, 120};
    size_t n = 0;
    for (int of = PTB_OF_CONTACT; of <= PTB_OF_COLLEAGUES; of++) {
        for (size_t w = 0; w < 4; w++)
            specs[n++] = (ptb_feature_spec){
                .kind = PTB_FEATURE_COUNT, .of = (ptb_feature_of)of, .window_days = windows[w]};
        ptb_feature_spec base = {
            .of = (ptb_feature_of)of, .filter = PTB_FILTER_TYPE, .filter_value = "email_click"};
        specs[n++] = base;
        specs[n] = base;
        specs[n].kind = PTB_FEATURE_DECAYED_COUNT;
        specs[n++].half_life_days = 30;
        specs[n] = base;
        specs[n++].kind = PTB_FEATURE_DAYS_SINCE_LAST;
        specs[n] = base;
        specs[n++].kind = PTB_FEATURE_DAYS_SINCE_FIRST;
        specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_VELOCITY,
                                        .of = (ptb_feature_of)of,
                                        .window_days = 7,
                                        .long_window_days = 120};
    }
    specs[n++] = (ptb_feature_spec){.kind = PTB_FEATURE_ACTIVE_DAYS, .window_days = 120};
    for (size_t i = 0; i < n; i++)
        specs[i].name = "f";
    return n;
}

/* Every contact, as of three moments. */
typedef struct {
    float row[3][N_CONTACTS][MAX_FEATURES];
} rows;

static void extract(const ptb_history *h, rows *out)
{
    ptb_error err = {0};
    ptb_feature_spec specs[MAX_FEATURES];
    ptb_plan plan = {.features = specs, .n = make_specs(specs)};
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    static const char *const moments[] = {"2024-03-18T12:00:00Z", "2024-04-10T00:00:00Z",
                                          "2024-06-01T00:00:00Z"};
    memset(out, 0, sizeof *out);
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, h, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    for (int t = 0; t < 3; t++)
        for (uint32_t c = 0; c < N_CONTACTS; c++) {
            const ptb_case one = {.contact = c,
                                  .account = h->contact_account[c],
                                  .opportunity = PTB_NONE,
                                  .as_of = test_time(moments[t])};
            ptb_extract_row(extractor, scratch, &one, out->row[t][c]);
        }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
}

START_TEST(test_bursts_change_no_feature)
{
    static rows without, with, kept;
    for (uint64_t seed = 1; seed <= N_ROUNDS; seed++) {
        uint64_t n_without = 0, n_with = 0, n_kept = 0;
        ptb_history *a = import(seed, false, false, &n_without), *b = import(seed, true, false, &n_with),
                    *c = import(seed, true, true, &n_kept);
        ck_assert_uint_ge(n_with, n_without + (size_t)4 * N_BURSTS);
        ck_assert_uint_eq(n_kept, 0);
        extract(a, &without);
        extract(b, &with);
        extract(c, &kept);
        ck_assert_mem_eq(&without, &with, sizeof with);
        ck_assert_mem_ne(&kept, &with, sizeof with);
        ptb_history_close(a);
        ptb_history_close(b);
        ptb_history_close(c);
    }
}
END_TEST

TEST_MAIN("gateways", test_bursts_change_no_feature)
