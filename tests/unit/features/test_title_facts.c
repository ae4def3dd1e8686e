/* tests/unit/features/test_title_facts.c: titles of contacts and accounts as of a moment, worked out by hand. */
#include "features/title_facts.h"
#include "tests/support/test_history.h"

static ptb_error err;
#define NONE ((double)NAN)

/* As of 2024-07-01T00:00:00Z. a6 is created later. */
static const test_records crm = {.name = "crm",
                                 .accounts = "account_id\nA\nB\n",
                                 .contacts = "contact_id,account_id,created_at,title,points\n"
                                             "a1,A,2020-01-01T00:00:00Z,CEO,1\n"
                                             "a2,A,2020-01-01T00:00:00Z,CFO,2\n"
                                             "a3,A,2024-06-02T00:00:00Z,CTO,3\n"
                                             "a4,A,2024-06-01T00:00:00Z,Purchasing manager,4\n"
                                             "a5,A,2024-06-20T00:00:00Z,,5\n"
                                             "a6,A,2024-07-01T00:00:01Z,CEO,6\n"
                                             "a7,A,,Software engineer,7\n"
                                             "b1,B,,zzz,8\n"
                                             "n1,,2024-01-01T00:00:00Z,Head of Marketing,9\n"};
/* a1 was CFO until a week ago, a2 is CFO from tomorrow on; the title of a7 was filled in lately. */
static const char changes[] = "object,id,field,value,ts,old_value\n"
                              "contact,a1,title,CEO,2024-06-24T00:00:00Z,Sales director\n"
                              "contact,a2,title,CFO,2024-07-02T00:00:00Z,Accountant\n"
                              "contact,a7,title,Software engineer,2024-06-24T00:00:00Z,\n";

static ptb_history *open_with(const char *later)
{
    return test_history_changed(&crm, changes, later);
}

static ptb_time moment(void)
{
    return test_time("2024-07-01T00:00:00Z");
}

static ptb_title_facts *facts_of(const ptb_history *h)
{
    ptb_context context = ptb_context_default();
    ptb_title_facts *facts = NULL;
    ASSERT_OK(ptb_title_facts_new(&context, h, "title", &facts, &err));
    return facts;
}

static void check_contact(const ptb_title_facts *facts, uint32_t contact, ptb_time as_of, double seniority,
                          double department, double role)
{
    ptb_contact_title got = ptb_title_facts_of(facts, contact, as_of);
    ASSERT_CLOSE(got.seniority, seniority, 0, 0);
    ASSERT_CLOSE(got.department, department, 0, 0);
    ASSERT_CLOSE(got.buying_role, role, 0, 0);
}

START_TEST(contacts)
{
    ptb_history *h = open_with("");
    ptb_title_facts *facts = facts_of(h);
    ptb_time t = moment();
#define CONTACT(id) ptb_table_find_id(&h->contacts, id)
    check_contact(facts, CONTACT("a1"), t, PTB_SENIORITY_C_LEVEL, PTB_DEPARTMENT_GENERAL,
                  PTB_BUYING_DECISION_MAKER);
    check_contact(facts, CONTACT("a1"), t - (ptb_time)8 * PTB_DAY, PTB_SENIORITY_DIRECTOR,
                  PTB_DEPARTMENT_SALES, PTB_BUYING_DECISION_MAKER);
    check_contact(facts, CONTACT("a2"), t, PTB_SENIORITY_STAFF, PTB_DEPARTMENT_FINANCE, PTB_BUYING_USER);
    check_contact(facts, CONTACT("a4"), t, PTB_SENIORITY_MANAGER, PTB_DEPARTMENT_PURCHASING,
                  PTB_BUYING_GATEKEEPER);
    check_contact(facts, CONTACT("a5"), t, NONE, NONE, NONE);
    check_contact(facts, CONTACT("a6"), t, NONE, NONE, NONE);
    check_contact(facts, CONTACT("a6"), t + 1, PTB_SENIORITY_C_LEVEL, PTB_DEPARTMENT_GENERAL,
                  PTB_BUYING_DECISION_MAKER);
    check_contact(facts, CONTACT("b1"), t, PTB_SENIORITY_NONE, PTB_DEPARTMENT_OTHER, PTB_BUYING_NONE);
    check_contact(facts, CONTACT("n1"), t, PTB_SENIORITY_DIRECTOR, PTB_DEPARTMENT_MARKETING,
                  PTB_BUYING_DECISION_MAKER);
    check_contact(facts, PTB_NONE, t, NONE, NONE, NONE);
    ptb_title_facts_free(facts);
    ptb_history_close(h);
}
END_TEST

START_TEST(accounts)
{
    ptb_history *h = open_with("");
    ptb_title_facts *facts = facts_of(h);
    uint32_t a = ptb_table_find_id(&h->accounts, "A");
    ptb_account_titles got = ptb_account_titles_of(facts, a, moment(), 30);
    ck_assert_uint_eq(got.n_contacts, 6);
    ck_assert_uint_eq(got.n_titled, 5);
    ck_assert_uint_eq(got.n_of_role[PTB_BUYING_DECISION_MAKER], 2);
    ck_assert_uint_eq(got.n_of_role[PTB_BUYING_GATEKEEPER], 1);
    ck_assert_uint_eq(got.n_of_role[PTB_BUYING_USER], 2);
    ck_assert_uint_eq(ptb_buying_roles_covered(&got), 3);
    ck_assert_uint_eq(got.n_of_seniority[PTB_SENIORITY_C_LEVEL], 2);
    ck_assert_uint_eq(ptb_at_least(got.n_of_seniority, PTB_SENIORITY_MANAGER), 3);
    ck_assert_uint_eq(ptb_at_least(got.n_of_seniority, PTB_SENIORITY_NONE), 5);
    /* (T - 30 days, T]: a3 and a5, not a4 */
    ck_assert_uint_eq(ptb_at_least(got.n_arrived, PTB_SENIORITY_NONE), 1);
    ck_assert_uint_eq(got.n_arrived[PTB_SENIORITY_C_LEVEL], 1);
    ck_assert_uint_eq(ptb_at_least(got.n_risen, PTB_SENIORITY_NONE), 1);
    ck_assert_uint_eq(got.n_risen[PTB_SENIORITY_C_LEVEL], 1);
    got = ptb_account_titles_of(facts, a, moment(), 7); /* a1 was CEO a week ago */
    ck_assert_uint_eq(ptb_at_least(got.n_arrived, PTB_SENIORITY_NONE), 0);
    ck_assert_uint_eq(ptb_at_least(got.n_risen, PTB_SENIORITY_NONE), 0);
    got = ptb_account_titles_of(facts, a, moment(), 31);
    ck_assert_uint_eq(ptb_at_least(got.n_arrived, PTB_SENIORITY_NONE), 2);
    got = ptb_account_titles_of(facts, ptb_table_find_id(&h->accounts, "B"), moment(), 30);
    ck_assert_uint_eq(got.n_of_role[PTB_BUYING_NONE], 1);
    ck_assert_uint_eq(ptb_buying_roles_covered(&got), 0);
    got = ptb_account_titles_of(facts, PTB_NONE, moment(), 30);
    ck_assert_uint_eq(got.n_contacts, 0);
    ptb_title_facts_free(facts);
    ptb_history_close(h);
}
END_TEST

START_TEST(timeless)
{
    ptb_history *h = test_flat_history("flat", "id,title\n1,CEO\n2,Accountant\n", NULL, NULL);
    ptb_title_facts *facts = facts_of(h);
    check_contact(facts, ptb_table_find_id(&h->contacts, "1"), PTB_NO_TIME, PTB_SENIORITY_C_LEVEL,
                  PTB_DEPARTMENT_GENERAL, PTB_BUYING_DECISION_MAKER);
    ptb_title_facts_free(facts);
    ptb_history_close(h);
}
END_TEST

START_TEST(columns_that_are_not_there)
{
    ptb_history *h = open_with("");
    ptb_context context = ptb_context_default();
    ptb_title_facts *facts = NULL;
    ASSERT_FAILS(ptb_title_facts_new(&context, h, "job", &facts, &err), PTB_E_SCHEMA, "'job'");
    ASSERT_FAILS(ptb_title_facts_new(&context, h, "points", &facts, &err), PTB_E_SCHEMA, "'points'");
    ck_assert_ptr_null(facts);
    ptb_title_facts_free(NULL);
    ptb_history_close(h);
}
END_TEST

static void check_level(ptb_title_part part, size_t i, const char *name)
{
    ptb_strings levels = ptb_title_levels(part);
    ck_assert_uint_lt(i, levels.n);
    ck_assert_msg(ptb_str_equal_text(ptb_strings_at(&levels, i), name), "level %zu of part %d is not %s", i,
                  (int)part, name);
}

START_TEST(levels_are_the_names)
{
    for (int i = 0; i < PTB_N_SENIORITIES; i++)
        check_level(PTB_TITLE_SENIORITY, (size_t)i, ptb_seniority_name((ptb_seniority)i));
    for (int i = 0; i < PTB_N_DEPARTMENTS; i++)
        check_level(PTB_TITLE_DEPARTMENT, (size_t)i, ptb_department_name((ptb_department)i));
    for (int i = 0; i < PTB_N_BUYING_ROLES; i++)
        check_level(PTB_TITLE_BUYING_ROLE, (size_t)i, ptb_buying_role_name((ptb_buying_role)i));
}
END_TEST

/* Every title of a large column, on several threads, is what parsing it alone gives. */
START_TEST(law_as_parsed_alone)
{
    static const char *const words[] = {"CEO", "Einkauf", "sales manager", "stagiaire", "Head of",
                                        "IT",  "zz"};
    enum { N_WORDS = sizeof words / sizeof words[0], N_CONTACTS = 20000 };
    ptb_text csv = {0};
    ptb_context context = ptb_context_default();
    ptb_titles *titles = NULL;
    ptb_title_facts *facts = NULL;
    ptb_text_add(&csv, "contact_id,title\n");
    for (int i = 0; i < N_CONTACTS; i++)
        ptb_text_printf(&csv, "c%d,%s %s %d\n", i, words[i % N_WORDS], words[i / N_WORDS % N_WORDS], i);
    ptb_history *h = test_history(&(test_records){.name = "many", .contacts = csv.bytes});
    context.threads = 3;
    ASSERT_OK(ptb_title_facts_new(&context, h, "title", &facts, &err));
    ASSERT_OK(ptb_titles_new(&titles, &err));
    const ptb_column *column = &h->contacts.columns[ptb_table_find(&h->contacts, "title")];
    for (uint32_t i = 0; i < N_CONTACTS; i++) {
        ptb_title want = ptb_title_parse(titles, ptb_strings_at(&column->levels, column->code[i]));
        check_contact(facts, i, moment(), want.seniority, want.department, want.buying_role);
    }
    ptb_titles_free(titles);
    ptb_title_facts_free(facts);
    ptb_history_close(h);
    ptb_text_free(&csv);
}
END_TEST

START_TEST(law_later_changes_do_not_matter)
{
    static const char *const ids[] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7", "b1", "n1"};
    ptb_history *plain = open_with("");
    ptb_history *more = NULL;
    ptb_title_facts *want = facts_of(plain), *got = NULL;
    ptb_account_titles before =
        ptb_account_titles_of(want, ptb_table_find_id(&plain->accounts, "A"), moment(), 30);
    ptb_contact_title each[9];
    for (int i = 0; i < 9; i++)
        each[i] = ptb_title_facts_of(want, ptb_table_find_id(&plain->contacts, ids[i]), moment());
    ptb_title_facts_free(want);
    ptb_history_close(plain);
    more = open_with("contact,a1,title,Intern,2024-07-01T00:00:01Z,CEO\n"
                     "contact,a3,title,Owner,2024-07-05T00:00:00Z,CTO\n"
                     "contact,a4,title,CEO,2024-07-02T00:00:00Z,Purchasing manager\n"
                     "contact,a7,title,CEO,2024-07-02T00:00:00Z,Software engineer\n");
    got = facts_of(more);
    for (int i = 0; i < 9; i++)
        check_contact(got, ptb_table_find_id(&more->contacts, ids[i]), moment(), each[i].seniority,
                      each[i].department, each[i].buying_role);
    ptb_account_titles after =
        ptb_account_titles_of(got, ptb_table_find_id(&more->accounts, "A"), moment(), 30);
    ck_assert_mem_eq(&before, &after, sizeof before);
    after = ptb_account_titles_of(got, ptb_table_find_id(&more->accounts, "A"),
                                  moment() + (ptb_time)9 * PTB_DAY, 30);
    ck_assert_uint_eq(after.n_risen[PTB_SENIORITY_C_LEVEL], 2); /* a2, a4; of a7 nothing was known before */
    ptb_title_facts_free(got);
    ptb_history_close(more);
}
END_TEST

TEST_MAIN("title_facts", contacts, accounts, timeless, columns_that_are_not_there, levels_are_the_names,
          law_as_parsed_alone, law_later_changes_do_not_matter)
