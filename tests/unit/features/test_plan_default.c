/* tests/unit/features/test_plan_default.c: what a history's default plan takes, leaves out, and says about it. */
#include "features/plan.h"
#include "tests/support/test_history.h"

/* On days 0 to `days`; type "odd" has 40 activities, "all" 80, the others more. */
static void add_activities(ptb_text *out, int days)
{
    char text[PTB_TIME_BYTES];
    for (int i = 0; i < 1000; i++) {
        const char *type = i < 40 ? "odd" : i < 120 ? "all" : i < 400 ? "email" : "view";
        ptb_time day = ptb_days_from_civil(2024, 1, 1) + (i == 1 ? days : i * days / 1000);
        ptb_text_printf(out, "c%d,%s,%s\n", i % 200, ptb_print_time(text, day * PTB_DAY), type);
    }
}

/* 200 contacts of 50 accounts. */
static ptb_history *make_history(const char *name, int days)
{
    ptb_text accounts = {0}, contacts = {0}, activities = {0}, opportunities = {0};
    ptb_text_add(&accounts, "account_id,country,created_at,constant\n");
    ptb_text_add(&contacts,
                 "contact_id,account_id,email,country,weight,same,same_or_none,empty,created_at\n");
    ptb_text_add(&activities, "contact_id,ts,type\n");
    ptb_text_add(&opportunities,
                 "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,owner,amount\n");
    for (int i = 0; i < 50; i++)
        ptb_text_printf(&accounts, "A%d,%s,2023-01-01T00:00:00Z,k\n", i, i % 2 ? "NL" : "DE");
    for (int i = 0; i < 200; i++) {
        ptb_text_printf(&contacts, "c%d,A%d,u%d@x.nl,%s,%d,k,%s,,2023-01-01T00:00:00Z\n", i, i % 50, i,
                        i % 2 ? "NL" : "DE", i % 17, i % 2 ? "k" : "");
    }
    add_activities(&activities, days);
    for (int i = 0; i < 20; i++) {
        ptb_text_printf(&opportunities,
                        "o%d,A%d,c%d,2024-01-05T00:00:00Z,2024-01-06T00:00:00Z,%s,s%d,w%d,%d\n", i, i, i,
                        i % 2 ? "won" : "lost", i % 3, i % 4, i);
    }
    test_records records = {name, accounts.bytes, contacts.bytes, activities.bytes, opportunities.bytes};
    ptb_history *history = test_history(&records);
    ptb_text_free(&accounts);
    ptb_text_free(&contacts);
    ptb_text_free(&activities);
    ptb_text_free(&opportunities);
    return history;
}

static const ptb_feature_spec *find(const ptb_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n; i++) {
        if (strcmp(plan->features[i].name, name) == 0) return &plan->features[i];
    }
    return NULL;
}

/* The same for one that must be there. */
static ptb_feature_spec get(const ptb_plan *plan, const char *name)
{
    const ptb_feature_spec *spec = find(plan, name);
    ck_assert_msg(spec != NULL, "%s is absent", name);
    return spec ? *spec : (ptb_feature_spec){0};
}

static void check_names(const ptb_plan *plan, const char *const *names, bool present)
{
    for (; *names; names++) {
        ck_assert_msg((find(plan, *names) != NULL) == present, "%s is %s", *names,
                      present ? "absent" : "present");
    }
}

static void check_notes(const ptb_text *notes, const char *const *lines)
{
    for (; *lines; lines++) {
        ck_assert_msg(strstr(notes->bytes ? notes->bytes : "", *lines) != NULL, "no '%s' in:\n%s", *lines,
                      notes->bytes);
    }
}

START_TEST(test_contacts_of_a_long_history)
{
    static const char *const present[] = {"n_view_7",
                                          "n_view_365",
                                          "decay_view",
                                          "n_email_30",
                                          "n_all_90",
                                          "n_all_90 (2)",
                                          "days_since_last_email",
                                          "days_since_last",
                                          "days_since_first",
                                          "active_days_90",
                                          "velocity_30_90",
                                          "account_contacts",
                                          "account_active_90",
                                          "account_n_all_30",
                                          "account_n_all_90",
                                          "colleagues_n_view_90",
                                          "contact_deals_won",
                                          "account_days_since_lost",
                                          "contact_age_days",
                                          "account_age_days",
                                          "country",
                                          "account country",
                                          "contact weight",
                                          "same_or_none",
                                          NULL};
    static const char *const absent[] = {"n_odd_7", "email", "same",     "weight",
                                         "owner",   "stage", "constant", NULL};
    static const char *const lines[] = {"left out: 1 rare activity types",
                                        "left out: contact email (identifier: every row its own value)\n",
                                        "left out: contact same (constant)\n",
                                        "left out: contact empty (empty)\n",
                                        "left out: account constant (constant)\n",
                                        NULL};
    ptb_error err = {0};
    ptb_text notes = {0};
    ptb_plan *plan = NULL;
    ptb_plan_settings settings = {0};
    ptb_history *h = make_history("long", 400);
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    check_names(plan, present, true);
    check_names(plan, absent, false);
    check_notes(&notes, lines);
    ck_assert_int_eq(get(plan, "n_all_90").filter, PTB_FILTER_TYPE); /* a type that is called "all" */
    ck_assert_int_eq(get(plan, "n_all_90 (2)").filter, PTB_FILTER_ANY);
    ck_assert_int_eq(get(plan, "account country").of, PTB_OF_ACCOUNT);
    ck_assert_str_eq(get(plan, "contact weight").column, "weight");
    for (size_t i = 1; i < plan->n; i++) { /* the most frequent type comes first */
        if (strcmp(plan->features[i].name, "n_email_7") == 0)
            ck_assert_str_eq(plan->features[i - 1].name, "decay_view");
    }
    ptb_plan_free(plan);
    ptb_text_free(&notes);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_opportunities_of_a_short_history)
{
    static const char *const present[] = {"n_view_7", "n_view_30", "owner", "decay_all", NULL};
    static const char *const absent[] = {
        "n_view_90",        "n_all_365", "active_days_90",       "velocity_30_90",
        "account_n_all_90", "stage",     "colleagues_n_view_90", NULL};
    static const char *const lines[] = {
        "left out: opportunity stage (filled in while the deal goes on; --keep", NULL};
    ptb_error err = {0};
    ptb_text notes = {0};
    ptb_plan *plan = NULL;
    ptb_plan_settings settings = {.for_opportunities = true};
    ptb_history *h = make_history("short", 45);
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    check_names(plan, present, true);
    check_names(plan, absent, false);
    check_notes(&notes, lines);
    ptb_plan_free(plan);
    ptb_text_free(&notes);
    ptb_history_close(h);
    h = make_history("day", 1);
    static const char *const whole[] = {"n_view", "n_all", "n_all (2)", NULL};
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    check_names(plan, whole, true);
    ptb_plan_free(plan);
    ptb_text_free(&notes);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_exclude_and_keep)
{
    static const char *const exclude[] = {"Country"}, *const keep[] = {"EMAIL", "stage", "same"};
    static const char *const wrong[] = {"countri"};
    static const char *const present[] = {"email", "stage", "same", NULL};
    static const char *const absent[] = {"country", "account country", NULL};
    static const char *const lines[] = {"left out: account country (excluded as asked)", NULL};
    ptb_error err = {0};
    ptb_text notes = {0};
    ptb_plan *plan = NULL;
    ptb_plan_settings settings = {
        .for_opportunities = true, .exclude = exclude, .n_exclude = 1, .keep = keep, .n_keep = 3};
    ptb_history *h = make_history("keep", 45);
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    check_names(plan, present, true);
    check_names(plan, absent, false);
    check_notes(&notes, lines);
    ptb_plan_free(plan);
    settings.exclude = wrong;
    ASSERT_FAILS(ptb_plan_default(h, &settings, &plan, &notes, &err), PTB_E_ARG,
                 "--exclude: no record has a column 'countri'");
    ASSERT_FAILS(ptb_plan_default(h, &settings, &plan, &notes, &err), PTB_E_ARG, "did you mean 'country'");
    settings.n_exclude = 0;
    settings.keep = wrong;
    settings.n_keep = 1;
    ASSERT_FAILS(ptb_plan_default(h, &settings, &plan, &notes, &err), PTB_E_ARG, "--keep");
    ck_assert_ptr_null(plan);
    ptb_text_free(&notes);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_default_plans_can_be_written_and_read)
{
    ptb_error err = {0};
    ptb_text notes = {0}, text = {0};
    ptb_plan *plan = NULL, *again = NULL;
    ptb_json_doc *doc = NULL;
    ptb_json_writer writer = {.text = &text};
    ptb_plan_settings settings = {.for_opportunities = true};
    ptb_history *h = make_history("read", 400);
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    ptb_plan_write(&writer, NULL, plan);
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "plan", &doc, &err));
    ASSERT_OK(ptb_plan_parse(doc, ptb_json_root(doc), &again, &err));
    ck_assert_uint_eq(plan->n, again->n);
    ptb_json_free(doc);
    ptb_plan_free(plan);
    ptb_plan_free(again);
    ptb_text_free(&notes);
    ptb_text_free(&text);
    ptb_history_close(h);
}
END_TEST

START_TEST(test_flat_tables)
{
    ptb_error err = {0};
    ptb_text leads = {0}, notes = {0};
    ptb_plan *plan = NULL;
    ptb_plan_settings settings = {0};
    static const char *const timeless[] = {"left out: day (a date", "left out: Lead Number (identifier",
                                           NULL};
    static const char *const dated[] = {"renewed", "colour", NULL};
    ptb_text_add(&leads, "id,Lead Number,Converted,colour,day,renewed\n");
    for (int i = 0; i < 300; i++) {
        ptb_text_printf(&leads, "r%d,L-%d,%d,%s,2024-01-%02dT00:00:00Z,2023-01-%02dT00:00:00Z\n", i, 1000 + i,
                        i % 2, i % 3 ? "red" : "blue", 1 + i % 28, 1 + i % 27);
    }
    ptb_history *h = test_flat_history("timeless", leads.bytes, "Converted", NULL);
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    ck_assert_uint_eq(plan->n, 1);
    ck_assert_str_eq(plan->features[0].name, "colour");
    check_notes(&notes, timeless);
    ptb_plan_free(plan);
    ptb_history_close(h);
    h = test_flat_history("dated", leads.bytes, "Converted", "day");
    ASSERT_OK(ptb_plan_default(h, &settings, &plan, &notes, &err));
    check_names(plan, dated, true);
    ck_assert_ptr_null(find(plan, "Converted"));
    ptb_plan_free(plan);
    ptb_history_close(h);
    h = test_flat_history("nothing", "id,Converted\nr1,1\nr2,0\n", "Converted", NULL);
    ASSERT_FAILS(ptb_plan_default(h, &settings, &plan, &notes, &err), PTB_E_DATA,
                 "nothing that could be a feature");
    ptb_history_close(h);
    ptb_text_free(&leads);
    ptb_text_free(&notes);
}
END_TEST

TEST_MAIN("plan_default", test_contacts_of_a_long_history, test_opportunities_of_a_short_history,
          test_exclude_and_keep, test_default_plans_can_be_written_and_read, test_flat_tables)
