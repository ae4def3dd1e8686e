/* tests/unit/features/test_leak_guard.c: the guard on histories: what moments tell, and what becomes of the plan. */
#include "datasets/base/rng.h"
#include "features/leaks.h"
#include "tests/support/test_history.h"

static ptb_error err;

enum { DEALS = 400 };

static void add_date(ptb_text *out, ptb_time time)
{
    char text[PTB_TIME_BYTES];
    ptb_print_time(text, time);
    ptb_text_printf(out, ",%s", text);
}

/* Deals of 2024 that take 1 to 90 days. invoice: 3 days after the close; renewal: a year after the creation, some days
 * more or less; founded: years before; days_open: what the deal took; seats: any number. potential became "high" after
 * the close of a quarter of the deals. */
static ptb_history *deals_history(void)
{
    ptb_text deals = {0}, changes = {0};
    ptb_rng *rng = NULL;
    ptb_time start = test_time("2024-01-01T00:00:00Z");
    ASSERT_OK(ptb_rng_new(5, "test", 0, &rng, &err));
    ptb_text_add(
        &deals,
        "opportunity_id,account_id,created_at,closed_at,outcome,invoice,renewal,founded,days_open,seats,"
        "potential\n");
    ptb_text_add(&changes, "object,id,field,value,ts,old_value\n");
    for (int i = 0; i < DEALS; i++) {
        ptb_time created = start + (ptb_time)ptb_rng_below(rng, 200) * PTB_DAY;
        ptb_time took = (ptb_time)(1 + ptb_rng_below(rng, 90));
        ptb_time closed = created + took * PTB_DAY;
        ptb_text_printf(&deals, "o%d,a%d", i, i);
        add_date(&deals, created);
        add_date(&deals, closed);
        ptb_text_add(&deals, ptb_rng_below(rng, 2) ? ",won" : ",lost");
        add_date(&deals, closed + 3 * (ptb_time)PTB_DAY);
        add_date(&deals, created + (300 + (ptb_time)ptb_rng_below(rng, 130)) * PTB_DAY);
        add_date(&deals, created - (1000 + (ptb_time)ptb_rng_below(rng, 3000)) * PTB_DAY);
        bool later = i % 4 == 0;
        ptb_text_printf(&deals, ",%d,%d,%s\n", (int)took, (int)ptb_rng_below(rng, 500),
                        later ? "high" : "low");
        if (!later) continue;
        ptb_text_printf(&changes, "opportunity,o%d,potential,high", i);
        add_date(&changes, closed + PTB_DAY);
        ptb_text_add(&changes, ",low\n");
    }
    ASSERT_OK(ptb_text_check(&deals, &err));
    test_records records = {.name = "deals", .accounts = NULL, .opportunities = deals.bytes};
    test_write_file("changes.csv", changes.bytes);
    ptb_history *history = test_history_with(&records, "changes.csv");
    ptb_rng_free(rng);
    ptb_text_free(&deals);
    ptb_text_free(&changes);
    return history;
}

/* 200 leads, a third won; tags and stamp know it, size a little, city not. */
static ptb_history *leads_history(bool only_leaks)
{
    ptb_text leads = {0};
    ptb_text_add(&leads, only_leaks ? "id,won,Tags,stamp\n" : "id,won,Tags,stamp,size,city\n");
    for (int i = 0; i < 300; i++) {
        bool won = i % 3 == 0;
        ptb_text_printf(&leads, "L%d,%s,%s,%s", i, won ? "yes" : "no",
                        won          ? "signed"
                        : i % 3 == 1 ? "later"
                                     : "never",
                        won ? "7" : "");
        if (!only_leaks)
            ptb_text_printf(&leads, ",%d,%s", (i * 37 % 101) + 10 * won, i * 13 % 7 > 2 ? "Ulm" : "Jena");
        ptb_text_add(&leads, "\n");
    }
    ptb_history *history = test_flat_history("leads", leads.bytes, "won", NULL);
    ptb_text_free(&leads);
    return history;
}

typedef struct {
    ptb_context context;
    ptb_history *history;
    ptb_cases cases;
    ptb_guarded_plan guarded;
} fixture;

static ptb_status guard(fixture *f, const char *const *keep, size_t n_keep)
{
    ptb_plan_settings settings = {.for_opportunities = f->cases.settings.subject == PTB_SUBJECT_OPPORTUNITY,
                                  .keep = keep,
                                  .n_keep = n_keep};
    ptb_guarded_plan_free(&f->guarded);
    return ptb_plan_guarded(&f->context, f->history, &f->cases, &settings, &f->guarded, &err);
}

static void set_up(fixture *f, ptb_history *history)
{
    ptb_case_settings settings;
    *f = (fixture){.context = ptb_context_default(), .history = history};
    f->context.threads = 2;
    ptb_case_settings_default(&settings);
    ASSERT_OK(ptb_cases_build(history, &settings, false, &f->cases, &err));
}

static void tear_down(fixture *f)
{
    ptb_guarded_plan_free(&f->guarded);
    ptb_cases_free(&f->cases);
    ptb_history_close(f->history);
}

static bool has_feature(const ptb_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n; i++)
        if (strcmp(plan->features[i].name, name) == 0) return true;
    return false;
}

/* The feature's verdict, and whether the clue is among what speaks against it. */
static void want(const ptb_leaks *leaks, const char *name, ptb_leak_verdict verdict, ptb_clue_kind clue)
{
    bool found = clue == PTB_CLUE_KINDS;
    for (size_t i = 0; i < leaks->n; i++) {
        const ptb_leak *leak = &leaks->items[i];
        if (strcmp(leak->feature, name) != 0) continue;
        ck_assert_msg(leak->verdict == verdict, "%s: verdict %d, want %d", name, (int)leak->verdict,
                      (int)verdict);
        for (size_t k = 0; k < leak->n_clues; k++)
            found = found || leak->clues[k].kind == clue;
        ck_assert_msg(found, "%s lacks clue %d", name, (int)clue);
        return;
    }
    ck_abort_msg("%s was not judged", name);
}

START_TEST(test_moments)
{
    fixture f;
    set_up(&f, deals_history());
    ASSERT_OK(guard(&f, NULL, 0));
    const ptb_leaks *leaks = f.guarded.leaks;
    want(leaks, "invoice", PTB_LEAK_LEAK, PTB_CLUE_CLOSE);
    want(leaks, "invoice", PTB_LEAK_LEAK, PTB_CLUE_AFTER);
    want(leaks, "days_open", PTB_LEAK_LEAK, PTB_CLUE_CLOSE);
    want(leaks, "renewal", PTB_LEAK_SUSPECT, PTB_CLUE_AFTER); /* may honestly lie in the future */
    want(leaks, "founded", PTB_LEAK_OK, PTB_CLUE_KINDS);
    want(leaks, "seats", PTB_LEAK_OK, PTB_CLUE_KINDS);
    want(leaks, "potential", PTB_LEAK_SUSPECT, PTB_CLUE_CHANGED);
    ck_assert(!has_feature(f.guarded.plan, "invoice"));
    ck_assert(!has_feature(f.guarded.plan, "days_open"));
    ck_assert(has_feature(f.guarded.plan, "renewal"));
    ck_assert(has_feature(f.guarded.plan, "potential"));
    tear_down(&f);
}
END_TEST

START_TEST(test_leaks_leave_the_default_plan_unless_kept)
{
    static const char *const keep[] = {"tags"};
    fixture f;
    ptb_text said = {0};
    set_up(&f, leads_history(false));
    ASSERT_OK(guard(&f, NULL, 0));
    ck_assert_uint_eq(f.guarded.plan->n, 2);
    ck_assert(has_feature(f.guarded.plan, "size"));
    ck_assert(has_feature(f.guarded.plan, "city"));
    ptb_leaks_say(f.guarded.leaks, &said);
    ck_assert_ptr_nonnull(
        strstr(said.bytes, "left out: Tags (it knows the outcome: alone it ranks wins with AUC 1.00"));
    ck_assert_ptr_nonnull(strstr(said.bytes, "; --keep Tags takes it all the same)\n"));
    ck_assert_ptr_nonnull(strstr(said.bytes, "left out: stamp ("));
    ck_assert_ptr_null(strstr(said.bytes, "size"));

    ASSERT_OK(guard(&f, keep, 1));
    ck_assert_uint_eq(f.guarded.plan->n, 3);
    ck_assert(has_feature(f.guarded.plan, "Tags"));
    ptb_text_clear(&said);
    ptb_leaks_say(f.guarded.leaks, &said);
    ck_assert_ptr_nonnull(strstr(said.bytes, "kept as asked: Tags (it knows the outcome: "));

    /* A plan of one's own is judged, and stays as it is. */
    ptb_leaks *leaks = NULL;
    ASSERT_OK(ptb_leaks_of_plan(&f.context, f.history, f.guarded.plan, &f.cases, &leaks, &err));
    ptb_text_clear(&said);
    ptb_leaks_say(leaks, &said);
    ck_assert_ptr_nonnull(strstr(said.bytes, "leak: Tags (it knows the outcome: "));
    ck_assert_ptr_null(strstr(said.bytes, "--keep"));
    ptb_leaks_free(leaks);
    ptb_text_free(&said);
    tear_down(&f);
}
END_TEST

START_TEST(test_nothing_honest_is_an_error)
{
    static const char *const keep[] = {"stamp"};
    fixture f;
    set_up(&f, leads_history(true));
    ASSERT_FAILS(guard(&f, NULL, 0), PTB_E_DATA, "every usable column knows the outcome");
    ck_assert_ptr_null(f.guarded.plan);
    ASSERT_OK(guard(&f, keep, 1));
    ck_assert_uint_eq(f.guarded.plan->n, 1);
    tear_down(&f);
}
END_TEST

/* Nobody's outcome is known: nothing to judge, nothing left out. */
START_TEST(test_cases_without_outcomes)
{
    fixture f;
    set_up(&f, leads_history(false));
    for (size_t i = 0; i < f.cases.n; i++)
        f.cases.items[i].outcome = NAN;
    ASSERT_OK(guard(&f, NULL, 0));
    ck_assert_uint_eq(f.guarded.leaks->n, 0);
    ck_assert_uint_eq(f.guarded.plan->n, 4);
    tear_down(&f);
}
END_TEST

START_TEST(test_findings_travel_with_the_vectors)
{
    fixture f;
    ptb_provenance provenance = {ptb_program_version, "test", 1, NULL, 0};
    ptb_vectors *v = NULL;
    ptb_text before = {0}, after = {0};
    set_up(&f, leads_history(false));
    ASSERT_OK(guard(&f, NULL, 0));
    f.guarded.leaks->of_default_plan = false;
    ptb_leaks_say(f.guarded.leaks, &before);
    ptb_vectors_output output = {&provenance, f.guarded.leaks, "judged.h5"};
    ASSERT_OK(ptb_vectors_write_judged(&f.context, f.history, f.guarded.plan, &f.cases, &output, &err));
    ASSERT_OK(ptb_vectors_open(&f.context, "judged.h5", &v, &err));
    ptb_leaks_say(v->leaks, &after);
    ck_assert_str_eq(before.bytes, after.bytes);
    ptb_vectors_free(v);

    ASSERT_OK(
        ptb_vectors_write(&f.context, f.history, f.guarded.plan, &f.cases, &provenance, "plain.h5", &err));
    ASSERT_OK(ptb_vectors_open(&f.context, "plain.h5", &v, &err));
    ck_assert_ptr_null(v->leaks);
    ptb_vectors_free(v);

    ASSERT_OK(ptb_vectors_extract(&f.context, f.history, f.guarded.plan, &f.cases, &v, &err));
    ptb_vectors_take_leaks(v, &f.guarded.leaks);
    ck_assert_ptr_null(f.guarded.leaks);
    ck_assert_uint_eq(v->leaks->n, 4);
    ptb_vectors_free(v);
    ptb_text_free(&before);
    ptb_text_free(&after);
    tear_down(&f);
}
END_TEST

TEST_MAIN("leak guard", test_moments, test_leaks_leave_the_default_plan_unless_kept,
          test_nothing_honest_is_an_error, test_cases_without_outcomes, test_findings_travel_with_the_vectors)
