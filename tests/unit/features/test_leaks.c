/* tests/unit/features/test_leaks.c: each clue of the leak guard fires when it is planted, and none on honest columns. */
#include "datasets/base/rng.h"
#include "features/leak_inside.h"
#include "features/leaks.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { ROWS = 3000 };

typedef struct {
    made_vectors made;
    ptb_rng *rng;
    ptb_leaks *leaks;
} world;

/* A third of the cases won; every column zero. */
static void begin(world *w, size_t n_rows, const char *const *names, size_t n_features)
{
    *w = (world){0};
    made_vectors_new(&w->made, n_rows, names, n_features);
    ASSERT_OK(ptb_rng_new(11, "test", 0, &w->rng, &err));
    for (size_t i = 0; i < n_rows; i++)
        w->made.outcome[i] = (float)(i % 3 == 0);
    for (size_t f = 0; f < n_features; f++)
        w->made.columns[f].kind = PTB_COLUMN_NUMBER;
}

static void judge(world *w, int threads)
{
    ptb_context context = ptb_context_default();
    context.threads = threads;
    ptb_leaks_free(w->leaks);
    ASSERT_OK(ptb_leaks_find(&context, &w->made.view, NULL, NULL, &w->leaks, &err));
}

static void end(world *w)
{
    ptb_leaks_free(w->leaks);
    ptb_rng_free(w->rng);
    made_vectors_free(&w->made);
}

static bool won(const world *w, size_t row)
{
    return w->made.outcome[row] > 0;
}

static bool chance(world *w, double share)
{
    return ptb_rng_uniform(w->rng) < share;
}

static float *cell(world *w, size_t row, size_t feature)
{
    return made_cell(&w->made, row, feature);
}

static const ptb_clue *find_clue(const ptb_leak *leak, ptb_clue_kind kind)
{
    for (size_t i = 0; i < leak->n_clues; i++)
        if (leak->clues[i].kind == kind) return &leak->clues[i];
    return NULL;
}

/* A copy of the clue, which must be there. */
static ptb_clue the_clue(const world *w, size_t feature, ptb_clue_kind kind)
{
    const ptb_clue *clue = find_clue(&w->leaks->items[feature], kind);
    if (clue) return *clue;
    ck_abort_msg("feature %zu lacks clue %d", feature, (int)kind);
    return (ptb_clue){.says = ""};
}

/* The feature's verdict must be this, with the clue if one is given. */
static void want_verdict(const world *w, size_t feature, ptb_leak_verdict verdict, ptb_clue_kind clue)
{
    const ptb_leak *leak = &w->leaks->items[feature];
    ck_assert_msg(leak->verdict == verdict, "%s: verdict %d, want %d (%s)", leak->feature, (int)leak->verdict,
                  (int)verdict, leak->n_clues > 0 ? leak->clues[0].says : "");
    ck_assert_msg(clue == PTB_CLUE_KINDS || find_clue(leak, clue) != NULL, "%s lacks clue %d", leak->feature,
                  (int)clue);
}

/* --- honest columns --- */

enum { HONEST = 200, LEVELS = 500 };

/* Numbers, whole numbers, amounts that are often 0, categories of 2 to 500 levels; some gaps; all by chance. */
static void fill_honest(world *w, size_t f, const char *const *levels)
{
    size_t n_levels = f % 4 == 3 ? 2 + f * (LEVELS - 2) / (HONEST - 1) : 0;
    double gaps = f % 3 == 0 ? 0.3 : 0;
    if (n_levels > 0) made_category(&w->made, f, levels, n_levels);
    for (size_t i = 0; i < w->made.view.n_rows; i++) {
        float x = (float)ptb_rng_normal(w->rng);
        if (f % 4 == 1) x = (float)ptb_rng_below(w->rng, 2 + f / 8);
        if (f % 4 == 2) x = chance(w, 0.8) ? 0 : (float)ptb_rng_exponential(w->rng, 100);
        if (n_levels > 0) x = (float)ptb_rng_below(w->rng, n_levels);
        *cell(w, i, f) = chance(w, gaps) ? NAN : x;
    }
}

START_TEST(test_honest_columns_are_not_accused)
{
    static char texts[LEVELS][16];
    static const char *levels[LEVELS], *names[HONEST];
    for (size_t i = 0; i < LEVELS; i++) {
        snprintf(texts[i], sizeof texts[i], "c%zu", i);
        levels[i] = texts[i];
        if (i < HONEST) names[i] = texts[i];
    }
    static const size_t rows[] = {120, 800, ROWS};
    for (size_t k = 0; k < 3; k++) {
        world w;
        begin(&w, rows[k], names, HONEST);
        for (size_t f = 0; f < HONEST; f++)
            fill_honest(&w, f, levels);
        judge(&w, 2);
        ck_assert_uint_eq(w.leaks->n, HONEST);
        for (size_t f = 0; f < HONEST; f++)
            want_verdict(&w, f, PTB_LEAK_OK, PTB_CLUE_KINDS);
        end(&w);
    }
}
END_TEST

/* Every account has a level of its own, and outcomes of its own: that its other cases know. */
START_TEST(test_levels_are_judged_on_other_groups)
{
    static const char *const names[] = {"account"};
    enum { GROUPS = 100 };
    static char texts[GROUPS][8];
    static const char *levels[GROUPS];
    world w;
    begin(&w, ROWS, names, 1);
    for (size_t i = 0; i < GROUPS; i++) {
        snprintf(texts[i], sizeof texts[i], "a%zu", i);
        levels[i] = texts[i];
    }
    made_category(&w.made, 0, levels, GROUPS);
    for (size_t i = 0; i < ROWS; i++) {
        w.made.group[i] = (uint32_t)(i % GROUPS);
        w.made.outcome[i] = (float)(i % GROUPS < GROUPS / 3);
        *cell(&w, i, 0) = (float)(i % GROUPS);
    }
    judge(&w, 1);
    want_verdict(&w, 0, PTB_LEAK_OK, PTB_CLUE_KINDS);
    end(&w);
}
END_TEST

/* --- clues --- */

START_TEST(test_skill_alone)
{
    enum { LINE, BEND, HALF, FAIR, DATED, N };
    static const char *const names[N] = {"line", "bend", "half", "skill", "dated"};
    world w;
    begin(&w, ROWS, names, N);
    for (size_t i = 0; i < ROWS; i++) {
        double z = ptb_rng_normal(w.rng);
        *cell(&w, i, LINE) = (float)(z + (won(&w, i) ? 2.6 : 0));
        *cell(&w, i, BEND) = (float)(won(&w, i) ? (i % 2 ? 4 : -4) + z : z); /* won at either end */
        *cell(&w, i, HALF) = (float)(z + (won(&w, i) ? 1.5 : 0));            /* AUC 0.855 */
        *cell(&w, i, FAIR) = (float)(z + (won(&w, i) ? 1.0 : 0));            /* AUC 0.76 */
        *cell(&w, i, DATED) = won(&w, i) ? 1 : 0;
    }
    w.made.plan->features[DATED].kind = PTB_FEATURE_COUNT;
    judge(&w, 1);
    want_verdict(&w, LINE, PTB_LEAK_LEAK, PTB_CLUE_ALONE);
    want_verdict(&w, BEND, PTB_LEAK_LEAK, PTB_CLUE_ALONE);
    want_verdict(&w, HALF, PTB_LEAK_SUSPECT, PTB_CLUE_ALONE);
    want_verdict(&w, FAIR, PTB_LEAK_OK, PTB_CLUE_KINDS);
    want_verdict(&w, DATED, PTB_LEAK_SUSPECT, PTB_CLUE_ALONE); /* computed as of T: never left out */
    ck_assert_ptr_null(w.leaks->items[DATED].column);
    ptb_clue alone = the_clue(&w, HALF, PTB_CLUE_ALONE);
    ASSERT_CLOSE(alone.figure[0], 0.8556, 0.012, 0); /* Phi(1.5 / sqrt 2) */
    /* Hanley and McNeil with 1000 won and 2000 lost: 0.0078 */
    ASSERT_CLOSE(alone.figure[2] - alone.figure[0], 1.96 * 0.0078, 0.002, 0);
    end(&w);
}
END_TEST

/* x in these shares of the won and of the lost, else `other`. */
static void plant_filling(world *w, size_t f, double in_won, double in_lost, float other)
{
    for (size_t i = 0; i < w->made.view.n_rows; i++) {
        float x = 1 + fabsf((float)ptb_rng_normal(w->rng));
        *cell(w, i, f) = chance(w, won(w, i) ? in_won : in_lost) ? x : other;
    }
}

START_TEST(test_filling)
{
    enum { WINNERS_ONLY, LOSERS_ONLY, NEVER_EMPTY, UNEQUAL, LEAD_QUALITY, AMOUNT, COUNTER, N };
    static const char *const names[N] = {"segment",      "objection", "address", "phone",
                                         "Lead Quality", "turnover",  "visits"};
    world w;
    begin(&w, ROWS, names, N);
    plant_filling(&w, WINNERS_ONLY, 0.08, 0, NAN);
    plant_filling(&w, LOSERS_ONLY, 0, 0.2, NAN);
    plant_filling(&w, NEVER_EMPTY, 1, 0.6, NAN);
    plant_filling(&w, UNEQUAL, 0.75, 0.4, NAN);
    plant_filling(&w, LEAD_QUALITY, 0.75, 0.4, NAN);
    plant_filling(&w, AMOUNT, 1, 0, 0);
    plant_filling(&w, COUNTER, 0.4, 0.1, 0);
    judge(&w, 1);
    want_verdict(&w, WINNERS_ONLY, PTB_LEAK_LEAK, PTB_CLUE_FILLED);
    want_verdict(&w, LOSERS_ONLY, PTB_LEAK_LEAK, PTB_CLUE_FILLED);
    want_verdict(&w, NEVER_EMPTY, PTB_LEAK_SUSPECT, PTB_CLUE_NEVER_EMPTY);
    want_verdict(&w, UNEQUAL, PTB_LEAK_OK, PTB_CLUE_FILLED); /* as honest forms do */
    want_verdict(&w, LEAD_QUALITY, PTB_LEAK_LEAK, PTB_CLUE_STAFF_NAME);
    want_verdict(&w, AMOUNT, PTB_LEAK_LEAK, PTB_CLUE_NOT_ZERO);
    want_verdict(&w, COUNTER, PTB_LEAK_OK, PTB_CLUE_KINDS);
    ptb_clue filled = the_clue(&w, LOSERS_ONLY, PTB_CLUE_FILLED);
    ASSERT_CLOSE(filled.figure[0], 0, 0, 0);
    ASSERT_CLOSE(filled.figure[1], 0.2, 0.03, 0);
    ck_assert_ptr_nonnull(strstr(filled.says, "filled in for 0 % of the won and "));
    end(&w);
}
END_TEST

/* Level 1 in a share of the lost, and in so many won cases; else level 0 or 2. */
static void plant_value(world *w, size_t f, double share, size_t in_won)
{
    static const char *const levels[] = {"no answer", "Lost to EINS", "call back"};
    made_category(&w->made, f, levels, 3);
    for (size_t i = 0; i < w->made.view.n_rows; i++) {
        bool planted = won(w, i) ? in_won > 0 : chance(w, share);
        if (won(w, i) && in_won > 0) in_won--;
        *cell(w, i, f) = planted ? 1 : (float)(2 * ptb_rng_below(w->rng, 2));
    }
}

START_TEST(test_values_of_one_outcome)
{
    enum { SOME, MANY, RARE, NOT_PURE, CODE, N };
    static const char *const names[N] = {"some", "many", "rare", "impure", "code"};
    world w;
    begin(&w, ROWS, names, N);
    plant_value(&w, SOME, 0.18, 0);
    plant_value(&w, MANY, 0.5, 2);
    plant_value(&w, RARE, 0.05, 0);
    plant_value(&w, NOT_PURE, 0.3, 30);
    for (size_t i = 0; i < ROWS; i++)
        *cell(&w, i, CODE) = won(&w, i) && chance(&w, 0.2) ? 7 : (float)ptb_rng_below(w.rng, 5);
    judge(&w, 1);
    want_verdict(&w, SOME, PTB_LEAK_SUSPECT, PTB_CLUE_VALUES);
    want_verdict(&w, MANY, PTB_LEAK_LEAK, PTB_CLUE_VALUES);
    want_verdict(&w, RARE, PTB_LEAK_OK, PTB_CLUE_KINDS);
    want_verdict(&w, NOT_PURE, PTB_LEAK_OK, PTB_CLUE_KINDS);
    want_verdict(&w, CODE, PTB_LEAK_SUSPECT, PTB_CLUE_VALUES);
    ck_assert_ptr_nonnull(strstr(the_clue(&w, SOME, PTB_CLUE_VALUES).says, "'Lost to EINS': "));
    ck_assert_ptr_nonnull(strstr(the_clue(&w, SOME, PTB_CLUE_VALUES).says, "cases were lost"));
    ck_assert_ptr_nonnull(strstr(the_clue(&w, CODE, PTB_CLUE_VALUES).says, "7: "));
    end(&w);
}
END_TEST

/* Thirty cases of one outcome may be chance where there are only three hundred. */
START_TEST(test_few_cases_of_a_value_are_no_evidence)
{
    static const char *const names[] = {"few"};
    world w;
    begin(&w, 300, names, 1);
    plant_value(&w, 0, 0.15, 0);
    judge(&w, 1);
    want_verdict(&w, 0, PTB_LEAK_OK, PTB_CLUE_KINDS);
    end(&w);
}
END_TEST

START_TEST(test_order_of_numbers)
{
    enum { N = 5000 };
    static float x[N];
    static uint64_t order[N], scratch[N];
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(3, "test", 0, &rng, &err));
    for (size_t i = 0; i < N; i++) {
        double exponent = 60 * ptb_rng_uniform(rng) - 30, sign = i % 2 ? -1 : 1;
        x[i] = i % 9 == 0 ? (float)sign * 0.0F : (float)(sign * exp(i % 3 ? exponent : exponent / 1e6));
    }
    ptb_leak_order(x, N, order, scratch);
    for (size_t i = 1; i < N; i++) {
        uint32_t a = ptb_leak_order_index(order, i - 1), b = ptb_leak_order_index(order, i);
        ck_assert(x[a] < x[b] || (!(x[a] > x[b]) && a < b));
    }
    ptb_rng_free(rng);
}
END_TEST

START_TEST(test_names)
{
    static const struct {
        const char *name;
        ptb_leak_name_kind kind;
    } names[] = {{"Last Activity", PTB_LEAK_NAME_STATE},
                 {"last_notable_activity", PTB_LEAK_NAME_STATE},
                 {"LastModifiedDate", PTB_LEAK_NAME_STATE},
                 {"Letzte Aktivität", PTB_LEAK_NAME_STATE},
                 {"zuletzt geändert", PTB_LEAK_NAME_STATE},
                 {"Tags", PTB_LEAK_NAME_STAFF},
                 {"Lead Quality", PTB_LEAK_NAME_STAFF},
                 {"LeadProfile", PTB_LEAK_NAME_STAFF},
                 {"lead_status", PTB_LEAK_NAME_STAFF},
                 {"Deal Stage", PTB_LEAK_NAME_STAFF},
                 {"close_value", PTB_LEAK_NAME_STAFF},
                 {"Lost to competitor", PTB_LEAK_NAME_STAFF},
                 {"Qualité", PTB_LEAK_NAME_STAFF},
                 {"marital-status", PTB_LEAK_NAME_PLAIN},
                 {"Asymmetrique Profile Score", PTB_LEAK_NAME_PLAIN},
                 {"Lead Source", PTB_LEAK_NAME_PLAIN},
                 {"Lead Origin", PTB_LEAK_NAME_PLAIN},
                 {"capital-loss", PTB_LEAK_NAME_PLAIN},
                 {"last_year_revenue", PTB_LEAK_NAME_PLAIN},
                 {"last name", PTB_LEAK_NAME_PLAIN},
                 {"last", PTB_LEAK_NAME_PLAIN},
                 {"customer", PTB_LEAK_NAME_PLAIN},
                 {"closest_store", PTB_LEAK_NAME_PLAIN},
                 {"What is your current occupation", PTB_LEAK_NAME_PLAIN},
                 {"", PTB_LEAK_NAME_PLAIN}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(ptb_leak_name(names[i].name) == names[i].kind, "%s", names[i].name);
}
END_TEST

START_TEST(test_a_name_asks_where_the_column_has_skill)
{
    enum { LAST, LAST_NOISE, STATUS, N };
    static const char *const names[N] = {"Last Activity", "Last Page", "Lead Status"};
    world w;
    begin(&w, ROWS, names, N);
    for (size_t i = 0; i < ROWS; i++) {
        double z = ptb_rng_normal(w.rng);
        *cell(&w, i, LAST) = *cell(&w, i, STATUS) = (float)(z + (won(&w, i) ? 0.8 : 0));
        *cell(&w, i, LAST_NOISE) = (float)z;
    }
    judge(&w, 1);
    want_verdict(&w, LAST, PTB_LEAK_SUSPECT, PTB_CLUE_STATE_NAME);
    want_verdict(&w, LAST_NOISE, PTB_LEAK_OK, PTB_CLUE_KINDS);
    want_verdict(&w, STATUS, PTB_LEAK_SUSPECT, PTB_CLUE_STAFF_NAME);
    ptb_text said = {0};
    ptb_leaks_say(w.leaks, &said);
    ck_assert_ptr_nonnull(strstr(said.bytes, "question: Last Activity (by its name"));
    ck_assert_ptr_null(strstr(said.bytes, "Last Page"));
    ptb_text_free(&said);
    end(&w);
}
END_TEST

/* --- the sample, threads, JSON --- */

START_TEST(test_too_few_cases_are_not_judged)
{
    static const char *const names[] = {"x"};
    world w;
    begin(&w, 1000, names, 1);
    for (size_t i = 0; i < 1000; i++) {
        w.made.outcome[i] = i < 19 ? 1 : i < 500 ? 0 : NAN;
        *cell(&w, i, 0) = w.made.outcome[i];
    }
    judge(&w, 1);
    ck_assert_uint_eq(w.leaks->n, 0);
    w.made.outcome[19] = *cell(&w, 19, 0) = 1;
    judge(&w, 1);
    ck_assert_uint_eq(w.leaks->n, 1);
    want_verdict(&w, 0, PTB_LEAK_LEAK, PTB_CLUE_ALONE);
    end(&w);
}
END_TEST

START_TEST(test_a_sample_of_many_rows)
{
    static const char *const names[] = {"leak", "noise"};
    enum { MANY = PTB_LEAK_MAX_ROWS + 70001 };
    world w;
    begin(&w, MANY, names, 2);
    for (size_t i = 0; i < MANY; i++) {
        *cell(&w, i, 0) = won(&w, i) ? (float)i : NAN;
        *cell(&w, i, 1) = (float)ptb_rng_normal(w.rng);
    }
    judge(&w, 2);
    want_verdict(&w, 0, PTB_LEAK_LEAK, PTB_CLUE_FILLED);
    want_verdict(&w, 1, PTB_LEAK_OK, PTB_CLUE_KINDS);
    end(&w);
}
END_TEST

static void print(const ptb_leaks *leaks, ptb_text *out)
{
    ptb_json_writer writer = {.text = out};
    ptb_json_begin_object(&writer, NULL);
    ptb_leaks_write(&writer, "leaks", leaks);
    ptb_json_end_object(&writer);
    ASSERT_OK(ptb_text_check(out, &err));
}

START_TEST(test_same_for_any_number_of_threads_and_back_from_json)
{
    enum { N = 12 };
    static const char *const names[N] = {"Tags", "a", "b",  "Last Call", "c",  "d",
                                         "e",    "f", "g2", "g3",        "g4", "result"};
    world w;
    begin(&w, ROWS, names, N);
    for (size_t f = 0; f < N; f++) {
        for (size_t i = 0; i < ROWS; i++)
            *cell(&w, i, f) = (float)(ptb_rng_normal(w.rng) + (won(&w, i) ? 0.3 * (double)f : 0));
    }
    plant_value(&w, 1, 0.3, 0);
    ptb_text one = {0}, three = {0}, again = {0};
    judge(&w, 3);
    print(w.leaks, &three);
    judge(&w, 1);
    print(w.leaks, &one);
    ck_assert_str_eq(one.bytes, three.bytes);
    static const char *const parts[] = {"\"verdict\": \"leak\"", "\"kind\": \"alone\"",
                                        "\"auc\": 0.",           "\"low\": 0.",
                                        "\"high\": 0.",          "\"of_one_outcome\": "};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ck_assert_msg(strstr(one.bytes, parts[i]) != NULL, "%s is not in %s", parts[i], one.bytes);

    ptb_json_doc *doc = NULL;
    ptb_leaks *read = NULL;
    ASSERT_OK(ptb_json_parse(one.bytes, one.len, "leaks", &doc, &err));
    ASSERT_OK(ptb_leaks_parse(doc, ptb_json_get(ptb_json_root(doc), "leaks"), &read, &err));
    print(read, &again);
    ck_assert_str_eq(one.bytes, again.bytes);
    ptb_leaks_free(read);
    ptb_json_free(doc);

    static const char bad[] = "{\"leaks\": [{\"feature\": \"x\", \"verdict\": \"maybe\", \"evidence\": []}]}";
    ASSERT_OK(ptb_json_parse(bad, strlen(bad), "leaks", &doc, &err));
    ASSERT_FAILS(ptb_leaks_parse(doc, ptb_json_get(ptb_json_root(doc), "leaks"), &read, &err), PTB_E_SCHEMA,
                 "'maybe'");
    ck_assert_ptr_null(read);
    ptb_json_free(doc);
    ptb_text_free(&one);
    ptb_text_free(&three);
    ptb_text_free(&again);
    end(&w);
}
END_TEST

TEST_MAIN("leaks", test_honest_columns_are_not_accused, test_levels_are_judged_on_other_groups,
          test_skill_alone, test_filling, test_values_of_one_outcome,
          test_few_cases_of_a_value_are_no_evidence, test_order_of_numbers, test_names,
          test_a_name_asks_where_the_column_has_skill, test_too_few_cases_are_not_judged,
          test_a_sample_of_many_rows, test_same_for_any_number_of_threads_and_back_from_json)
