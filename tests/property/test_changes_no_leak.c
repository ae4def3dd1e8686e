/* tests/property/test_changes_no_leak.c: what a record becomes after T is not known at T, what it was at T is.
 *
 * Over random field histories: what fields become after T, when, and what the export says they are, change no bit of a feature
 * and no point of a rule as of T; what a field becomes at T does. */
#include "datasets/base/rng.h"
#include "models/rules.h"
#include "tests/support/test_history.h"

enum { N_RECORDS = 40, N_ACCOUNTS = 8, N_VALUES = 8, N_PAST = 150, N_LATER = 150, N_ROUNDS = 8 };

static ptb_error err;

/* The fields that change; values are 0 to 7, and `old` is that of the first change of every second record. */
typedef enum { TITLE, VISITS, INDUSTRY, SIZE, STAGE, N_FIELDS } field;
static const struct {
    const char *object, *name;
    char letter, prefix;
    int n_records;
} fields[N_FIELDS] = {[TITLE] = {"contact", "title", 'c', 'v', N_RECORDS},
                      [VISITS] = {"contact", "visits", 'c', '1', N_RECORDS},
                      [INDUSTRY] = {"account", "industry", 'a', 'v', N_ACCOUNTS},
                      [SIZE] = {"account", "size", 'a', '1', N_ACCOUNTS},
                      [STAGE] = {"opportunity", "stage", 'o', 'v', N_RECORDS}};

typedef struct {
    int now[N_FIELDS][N_RECORDS]; /* in the export */
    ptb_text changes;
    ptb_time as_of;
} records;

static int below(ptb_rng *rng, int n)
{
    return (int)ptb_rng_below(rng, (uint64_t)n);
}

static void add_change(records *r, field f, int record, int value, ptb_time ts)
{
    char when[PTB_TIME_BYTES];
    ptb_text_printf(&r->changes, "%s,%c%d,%s,%c%d,%s,", fields[f].object, fields[f].letter, record,
                    fields[f].name, fields[f].prefix, value, ptb_print_time(when, ts));
    if (record % 2) ptb_text_printf(&r->changes, "%c3", fields[f].prefix);
    ptb_text_add(&r->changes, "\n");
}

/* What is known at T is that of `past`; which fields change later, too; what of them becomes, and when, is that of `later`. */
static records make_records(uint64_t past, uint64_t later)
{
    records r = {.as_of = test_time("2024-07-01T00:00:00Z")};
    ptb_rng *known = NULL, *unknown = NULL;
    ASSERT_OK(ptb_rng_new(past, "past", 0, &known, &err));
    ASSERT_OK(ptb_rng_new(later, "later", 0, &unknown, &err));
    ptb_text_add(&r.changes, "object,id,field,value,ts,old_value\n");
    for (int f = 0; f < N_FIELDS; f++)
        for (int i = 0; i < N_RECORDS; i++)
            r.now[f][i] = below(known, N_VALUES);
    for (int i = 0; i < N_PAST; i++) {
        field f = (field)below(known, N_FIELDS);
        int record = below(known, fields[f].n_records), value = below(known, N_VALUES);
        add_change(&r, f, record, value, r.as_of - (ptb_time)below(known, 5) * PTB_DAY * 20);
    }
    for (int i = 0; i < N_LATER; i++) {
        field f = (field)below(known, N_FIELDS);
        int record = below(known, fields[f].n_records), value = below(unknown, N_VALUES);
        add_change(&r, f, record, value, r.as_of + 1 + (ptb_time)below(unknown, 3) * PTB_DAY);
        r.now[f][record] = value;
    }
    ptb_rng_free(known);
    ptb_rng_free(unknown);
    return r;
}

/* Levels have the same codes whatever happens: of records that no change names, each has one. */
static ptb_history *open_records(const records *r, const char *name)
{
    ptb_text contacts = {0}, accounts = {0}, deals = {0};
    char changes[64];
    ptb_text_add(&contacts, "contact_id,account_id,title,visits\n");
    ptb_text_add(&accounts, "account_id,industry,size\n");
    ptb_text_add(&deals, "opportunity_id,account_id,contact_id,created_at,stage\n");
    for (int i = 0; i < N_VALUES; i++) {
        ptb_text_printf(&contacts, "x%d,,v%d,\n", i, i);
        ptb_text_printf(&accounts, "x%d,v%d,\n", i, i);
        ptb_text_printf(&deals, "x%d,x0,,2023-01-01,v%d\n", i, i);
    }
    for (int i = 0; i < N_ACCOUNTS; i++)
        ptb_text_printf(&accounts, "a%d,v%d,1%d\n", i, r->now[INDUSTRY][i], r->now[SIZE][i]);
    for (int i = 0; i < N_RECORDS; i++) {
        ptb_text_printf(&contacts, "c%d,a%d,v%d,1%d\n", i, i % N_ACCOUNTS, r->now[TITLE][i],
                        r->now[VISITS][i]);
        ptb_text_printf(&deals, "o%d,a%d,c%d,2023-01-01,v%d\n", i, i % N_ACCOUNTS, i, r->now[STAGE][i]);
    }
    (void)snprintf(changes, sizeof changes, "%s.changes.csv", name);
    test_write_file(changes, r->changes.bytes);
    test_records texts = {
        .name = name, .accounts = accounts.bytes, .contacts = contacts.bytes, .opportunities = deals.bytes};
    ptb_history *history = test_history_with(&texts, changes);
    ptb_text_free(&contacts);
    ptb_text_free(&accounts);
    ptb_text_free(&deals);
    return history;
}

static const char rules_json[] =
    "{\"format\": \"propensity-rules\", \"format_version\": 1, \"name\": \"test\", \"rules\": [\n"
    "{\"id\": \"title\", \"points\": 5, \"when\": {\"contact\": \"title\", \"in\": [\"v1\", \"v2\", "
    "\"v3\"]}},\n"
    "{\"id\": \"visits\", \"points\": 3, \"when\": {\"contact\": \"visits\", \"at_least\": 14}},\n"
    "{\"id\": \"unknown\", \"points\": -2, \"when\": {\"contact\": \"title\", \"missing\": true}},\n"
    "{\"id\": \"industry\", \"points\": 7, \"when\": {\"account\": \"industry\", \"in\": [\"v2\", "
    "\"v3\"]}},\n"
    "{\"id\": \"size\", \"points\": 11, \"when\": {\"account\": \"size\", \"at_most\": 13}}]}";
enum { N_RULES = 5 };

typedef struct {
    float row[N_RECORDS][N_FIELDS];
    double points[N_RECORDS][N_RULES];
} seen;

static void look(const ptb_history *h, const ptb_rules *rules, ptb_time as_of, seen *out)
{
    static const ptb_feature_of of[] = {PTB_OF_CONTACT, PTB_OF_CONTACT, PTB_OF_ACCOUNT, PTB_OF_ACCOUNT,
                                        PTB_OF_OPPORTUNITY};
    ptb_feature_spec specs[N_FIELDS];
    for (int f = 0; f < N_FIELDS; f++)
        specs[f] = (ptb_feature_spec){.name = "f",
                                      .kind = PTB_FEATURE_ATTRIBUTE,
                                      .of = of[f],
                                      .column = fields[f].name,
                                      .log1p = f == SIZE};
    ptb_plan plan = {.features = specs, .n = N_FIELDS};
    ptb_extractor *extractor = NULL;
    ptb_extract_scratch *scratch = NULL;
    ptb_rules_bound *bound = NULL;
    ptb_rules_scratch *counted = NULL;
    ptb_rules_outcome outcome;
    memset(out, 0, sizeof *out);
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, h, &plan, &extractor, &err));
    ASSERT_OK(ptb_extract_scratch_new(extractor, &scratch, &err));
    ASSERT_OK(ptb_rules_bind(rules, h, NULL, NULL, &bound, &err));
    ASSERT_OK(ptb_rules_scratch_new(bound, &counted, &err));
    for (int i = 0; i < N_RECORDS; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "o%d", i);
        uint32_t deal = ptb_table_find_id(&h->opportunities, id);
        ptb_case one = {.contact = h->opportunity_contact[deal],
                        .account = h->opportunity_account[deal],
                        .opportunity = deal,
                        .as_of = as_of};
        ptb_extract_row(extractor, scratch, &one, out->row[i]);
        ptb_rules_evaluate(bound, counted, &one, NULL, &outcome);
        memcpy(out->points[i], ptb_rules_points(counted), sizeof out->points[i]);
    }
    ptb_rules_scratch_free(counted);
    ptb_rules_bound_free(bound);
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(extractor);
}

static ptb_rules *read_rules(void)
{
    ptb_rules *rules = NULL;
    test_write_file("rules.json", rules_json);
    ASSERT_OK(ptb_rules_read("rules.json", &rules, &err));
    return rules;
}

/* The same bits, NaN among them. */
static int compare_bytes(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n);
}

START_TEST(later_changes_do_not_matter)
{
    static seen want, got;
    ptb_rules *rules = read_rules();
    for (uint64_t round = 1; round <= N_ROUNDS; round++) {
        records a = make_records(round, 1), b = make_records(round, 2);
        ptb_history *first = open_records(&a, "first"), *second = open_records(&b, "second");
        look(first, rules, a.as_of, &want);
        look(second, rules, b.as_of, &got);
        ck_assert_int_eq(compare_bytes(want.row, got.row, sizeof want.row), 0);
        ck_assert_int_eq(compare_bytes(want.points, got.points, sizeof want.points), 0);
        /* They did happen: days later, and in the export, everything is different. */
        look(first, rules, a.as_of + (ptb_time)4 * PTB_DAY, &want);
        look(second, rules, b.as_of + (ptb_time)4 * PTB_DAY, &got);
        ck_assert_int_ne(compare_bytes(want.row, got.row, sizeof want.row), 0);
        ck_assert_int_ne(compare_bytes(want.points, got.points, sizeof want.points), 0);
        look(first, rules, a.as_of, &got);
        ck_assert_int_ne(compare_bytes(want.row, got.row, sizeof want.row), 0);
        ptb_history_close(first);
        ptb_history_close(second);
        ptb_text_free(&a.changes);
        ptb_text_free(&b.changes);
    }
    ptb_rules_free(rules);
}
END_TEST

/* One more change at T itself is seen, in its own record and nowhere else; a second later it is not. */
START_TEST(changes_up_to_the_moment_matter)
{
    static seen before, got;
    ptb_rules *rules = read_rules();
    for (int f = 0; f < N_FIELDS; f++)
        for (int later = 0; later < 2; later++) {
            records r = make_records(9, 1);
            ptb_text_clear(&r.changes);
            ptb_text_add(&r.changes, "object,id,field,value,ts,old_value\n");
            for (int i = 0; i < fields[f].n_records; i++)
                add_change(&r, (field)f, i, 5, r.as_of - PTB_DAY);
            ptb_history *h = open_records(&r, "before");
            look(h, rules, r.as_of, &before);
            ptb_history_close(h);
            add_change(&r, (field)f, 4, 2, r.as_of + later);
            h = open_records(&r, "with");
            look(h, rules, r.as_of, &got);
            ptb_history_close(h);
            ck_assert_int_eq(compare_bytes(before.row[4], got.row[4], sizeof before.row[4]) != 0, !later);
            if (f != STAGE) /* rules see no opportunity */
                ck_assert_int_eq(compare_bytes(before.points[4], got.points[4], sizeof before.points[4]) != 0,
                                 !later);
            ck_assert_int_eq(compare_bytes(before.row[5], got.row[5], sizeof before.row[5]), 0);
            ptb_text_free(&r.changes);
        }
    ptb_rules_free(rules);
}
END_TEST

TEST_MAIN("changes_no_leak", later_changes_do_not_matter, changes_up_to_the_moment_matter)
