/* tests/unit/features/test_email_facts.c: addresses and names as of a moment, worked out by hand, and against judging each alone. */
#include "datasets/history_values.h"
#include "features/email_facts.h"
#include "features/email_signs.h"
#include "features/name_facts.h"
#include "tests/support/test_history.h"

static ptb_error err;
#define NONE ((double)NAN)

/* As of 2024-07-01T00:00:00Z. a5 and the account D are created later. */
static const test_records crm = {.name = "crm",
                                 .accounts = "account_id,domain,created_at\n"
                                             "A,https://www.acme.co.uk/x,2020-01-01T00:00:00Z\n"
                                             "B,not a domain,2020-01-01T00:00:00Z\n"
                                             "C,,2020-01-01T00:00:00Z\n"
                                             "D,acme.co.uk,2024-07-02T00:00:00Z\n",
                                 .contacts =
                                     "contact_id,account_id,created_at,email,name,points\n"
                                     "a1,A,2020-01-01T00:00:00Z,jane@Mail.Acme.co.uk,Jane Smith,1\n"
                                     "a2,A,2020-01-01T00:00:00Z,info@acme.com,xkqzjwv plmrtg,2\n"
                                     "a3,A,2020-01-01T00:00:00Z,xkqzjwvpl@gmail.com,buy at www.pills.com,3\n"
                                     "a4,A,2020-01-01T00:00:00Z,,,4\n"
                                     "a5,A,2024-07-02T00:00:00Z,joe@acme.co.uk,Joe Doe,5\n"
                                     "b1,B,,not an address,aaaaaaaa,6\n"
                                     "c1,C,,x@mailinator.com,Ян Smith,7\n"
                                     "d1,D,,tom@acme.co.uk,Tom\xd0\xb0s Li,8\n"};
static const char changes[] = "object,id,field,value,ts,old_value\n"
                              "contact,a1,email,jane@mail.acme.co.uk,2024-06-01T00:00:00Z,jane@gmail.com\n";

static ptb_time moment(void)
{
    return test_time("2024-07-01T00:00:00Z");
}

static ptb_history *open_with(const char *later)
{
    return test_history_changed(&crm, changes, later);
}

static ptb_email_facts *facts_of(const ptb_history *h, const char *domain)
{
    ptb_context context = ptb_context_default();
    ptb_email_facts *facts = NULL;
    ASSERT_OK(ptb_email_facts_new(&context, h, "email", domain, &facts, &err));
    return facts;
}

static ptb_contact_email ask(const ptb_email_facts *facts, const ptb_history *h, const char *id,
                             ptb_time as_of)
{
    uint32_t contact = ptb_table_find_id(&h->contacts, id);
    return ptb_email_facts_of(facts, contact, h->contact_account[contact], as_of);
}

static void check(ptb_contact_email got, const double want[5])
{
    ASSERT_CLOSE(got.is_malformed, want[0], 0, 0);
    ASSERT_CLOSE(got.is_free, want[1], 0, 0);
    ASSERT_CLOSE(got.is_disposable, want[2], 0, 0);
    ASSERT_CLOSE(got.is_role, want[3], 0, 0);
    ASSERT_CLOSE(got.matches_account, want[4], 0, 0);
}
#define CHECK(got, ...) check(got, (const double[5]){__VA_ARGS__})

START_TEST(addresses)
{
    ptb_history *h = open_with("");
    ptb_email_facts *facts = facts_of(h, "domain");
    ptb_time t = moment();
    CHECK(ask(facts, h, "a1", t), 0, 0, 0, 0, 1);
    CHECK(ask(facts, h, "a1", test_time("2024-05-01T00:00:00Z")), 0, 1, 0, 0, 0);
    CHECK(ask(facts, h, "a2", t), 0, 0, 0, 1, 0);
    CHECK(ask(facts, h, "a3", t), 0, 1, 0, 0, 0);
    CHECK(ask(facts, h, "a4", t), NONE, NONE, NONE, NONE, NONE);
    CHECK(ask(facts, h, "a5", t), NONE, NONE, NONE, NONE, NONE);
    CHECK(ask(facts, h, "a5", t + PTB_DAY), 0, 0, 0, 0, 1);
    CHECK(ask(facts, h, "b1", t), 1, 0, 0, 0, NONE);
    CHECK(ask(facts, h, "c1", t), 0, 1, 1, 0, NONE); /* free as well */
    CHECK(ask(facts, h, "d1", t), 0, 0, 0, 0, NONE);
    CHECK(ask(facts, h, "d1", t + PTB_DAY), 0, 0, 0, 0, 1);
    CHECK(ptb_email_facts_of(facts, PTB_NONE, PTB_NONE, t), NONE, NONE, NONE, NONE, NONE);
    CHECK(ptb_email_facts_of(facts, ptb_table_find_id(&h->contacts, "a1"), PTB_NONE, t), 0, 0, 0, 0, NONE);
    ASSERT_CLOSE(ask(facts, h, "a1", t).is_gibberish, 0, 0, 0);
    ASSERT_CLOSE(ask(facts, h, "a3", t).is_gibberish, 1, 0, 0);
    ASSERT_CLOSE(ask(facts, h, "a3", t).gibberish, ptb_gibberish(ptb_str_of("xkqzjwvpl")), 0.5 / 255 + 1e-12,
                 0);
    ASSERT_CLOSE(ask(facts, h, "a4", t).gibberish, NONE, 0, 0);
    ptb_email_facts_free(facts);
    facts = facts_of(h, NULL);
    CHECK(ask(facts, h, "a1", t), 0, 0, 0, 0, NONE);
    ptb_email_facts_free(facts);
    ptb_history_close(h);
}
END_TEST

START_TEST(names)
{
    ptb_history *h = open_with("");
    ptb_context context = ptb_context_default();
    ptb_name_facts *facts = NULL;
    ASSERT_OK(ptb_name_facts_new(&context, h, &h->contacts, "name", &facts, &err));
    static const struct {
        const char *id;
        double gibberish, url, scripts, repeats, spam;
    } all[] = {{"a1", 0, 0, 0, 0, 0},
               {"a2", 1, 0, 0, 0, 0},
               {"a3", 0, 1, 0, 0, 1},
               {"a4", NONE, NONE, NONE, NONE, NONE},
               {"a5", NONE, NONE, NONE, NONE, NONE},
               {"b1", 0, 0, 0, 1, 1},
               {"c1", 0, 0, 0, 0, 0},
               {"d1", 0, 0, 1, 0, 1}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ptb_record_name got = ptb_name_facts_of(facts, ptb_table_find_id(&h->contacts, all[i].id), moment());
        if (strcmp(all[i].id, "b1") != 0) ASSERT_CLOSE(got.is_gibberish, all[i].gibberish, 0, 0);
        ASSERT_CLOSE(got.has_url, all[i].url, 0, 0);
        ASSERT_CLOSE(got.has_mixed_scripts, all[i].scripts, 0, 0);
        ASSERT_CLOSE(got.has_repeats, all[i].repeats, 0, 0);
        ASSERT_CLOSE(got.is_spam, all[i].spam, 0, 0);
    }
    ASSERT_CLOSE(ptb_name_facts_of(facts, PTB_NONE, moment()).is_spam, NONE, 0, 0);
    ptb_name_facts_free(facts);
    ptb_history_close(h);
}
END_TEST

START_TEST(columns_that_are_not_there)
{
    ptb_history *h = open_with("");
    ptb_context context = ptb_context_default();
    ptb_email_facts *emails = NULL;
    ptb_name_facts *named = NULL;
    ASSERT_FAILS(ptb_email_facts_new(&context, h, "mail", NULL, &emails, &err), PTB_E_SCHEMA, "'mail'");
    ASSERT_FAILS(ptb_email_facts_new(&context, h, "points", NULL, &emails, &err), PTB_E_SCHEMA, "no texts");
    ASSERT_FAILS(ptb_email_facts_new(&context, h, "email", "web", &emails, &err), PTB_E_SCHEMA, "'web'");
    ck_assert_ptr_null(emails);
    ASSERT_FAILS(ptb_name_facts_new(&context, h, &h->contacts, "who", &named, &err), PTB_E_SCHEMA, "'who'");
    ASSERT_FAILS(ptb_name_facts_new(&context, h, &h->contacts, "points", &named, &err), PTB_E_SCHEMA,
                 "no texts");
    ck_assert_ptr_null(named);
    ptb_email_facts_free(NULL);
    ptb_name_facts_free(NULL);
    ptb_history_close(h);
}
END_TEST

/* Many addresses on several threads: as each alone beside its account's domain. */
START_TEST(law_as_judged_alone)
{
    static const char *const locals[] = {"anna.", "sales", "zxqvkj", "bad..", "m"};
    static const char *const hosts[] = {"gmail", "mail.firm", "firm", "mailinator", "firm", "localhost"};
    static const char *const endings[] = {".com", "com", "com", ".com", "github.io", ""};
    enum { N_CONTACTS = 20000, N_ACCOUNTS = 50, N_HOSTS = 6, N_LOCALS = 5 };
    ptb_text contacts = {0}, accounts = {0};
    ptb_context context = ptb_context_default();
    ptb_email_facts *facts = NULL;
    ptb_domains *domains = NULL;
    size_t n_matching = 0;
    ptb_text_add(&contacts, "contact_id,account_id,email\n");
    ptb_text_add(&accounts, "account_id,domain\n");
    for (int i = 0; i < N_ACCOUNTS; i++)
        ptb_text_printf(&accounts, "A%d,www.firm%d.%s\n", i, i, i % 3 ? "com" : "github.io");
    for (int i = 0; i < N_CONTACTS; i++) {
        int which = i % N_HOSTS, who = i / 7 % N_LOCALS;
        ptb_text_printf(&contacts, "c%d,A%d,%s", i, i % N_ACCOUNTS, locals[who]);
        if (who != 1) ptb_text_integer(&contacts, i);
        ptb_text_printf(&contacts, "@%s", hosts[which]);
        if (endings[which][0] && endings[which][0] != '.') ptb_text_printf(&contacts, "%d.", i % N_ACCOUNTS);
        ptb_text_printf(&contacts, "%s\n", endings[which]);
    }
    ptb_history *h =
        test_history(&(test_records){.name = "many", .contacts = contacts.bytes, .accounts = accounts.bytes});
    context.threads = 3;
    ASSERT_OK(ptb_email_facts_new(&context, h, "email", "domain", &facts, &err));
    ASSERT_OK(ptb_domains_new(&domains, &err));
    const ptb_column *email = &h->contacts.columns[ptb_table_find(&h->contacts, "email")];
    const ptb_column *domain = &h->accounts.columns[ptb_table_find(&h->accounts, "domain")];
    for (uint32_t i = 0; i < N_CONTACTS; i++) {
        uint32_t account = h->contact_account[i];
        ptb_email_signs want = ptb_email_signs_of(domains, ptb_strings_at(&email->levels, email->code[i]),
                                                  ptb_strings_at(&domain->levels, domain->code[account]));
        ptb_contact_email got = ptb_email_facts_of(facts, i, account, moment());
        CHECK(got, want.is_malformed, want.is_free, want.is_disposable, want.is_role, want.matches_account);
        ASSERT_CLOSE(got.gibberish, want.gibberish, 0.5 / 255 + 1e-12, 0);
        ASSERT_CLOSE(got.is_gibberish, want.gibberish >= 0.5, 0, 0);
        n_matching += want.matches_account;
    }
    ck_assert_uint_gt(n_matching, N_CONTACTS / 10);
    ptb_domains_free(domains);
    ptb_email_facts_free(facts);
    ptb_history_close(h);
    ptb_text_free(&contacts);
    ptb_text_free(&accounts);
}
END_TEST

/* What a record becomes later is among the levels, and no more. */
START_TEST(law_later_changes_do_not_matter)
{
    static const char *const ids[] = {"a1", "a2", "a3", "a4", "a5", "b1", "c1", "d1"};
    ptb_history *plain = open_with(""), *more = NULL;
    ptb_contact_email want[8];
    ptb_email_facts *facts = facts_of(plain, "domain");
    for (int i = 0; i < 8; i++)
        want[i] = ask(facts, plain, ids[i], moment());
    ptb_email_facts_free(facts);
    ptb_history_close(plain);
    more = open_with("contact,a1,email,x@gmail.com,2024-07-01T00:00:01Z,jane@mail.acme.co.uk\n"
                     "contact,a2,email,joe@acme.co.uk,2024-07-02T00:00:00Z,info@acme.com\n"
                     "account,A,domain,gmail.com,2024-07-02T00:00:00Z,https://www.acme.co.uk/x\n");
    facts = facts_of(more, "domain");
    for (int i = 0; i < 8; i++) {
        ptb_contact_email got = ask(facts, more, ids[i], moment());
        CHECK(got, want[i].is_malformed, want[i].is_free, want[i].is_disposable, want[i].is_role,
              want[i].matches_account);
        ASSERT_CLOSE(got.gibberish, want[i].gibberish, 0, 0);
    }
    CHECK(ask(facts, more, "a1", moment() + PTB_DAY), 0, 1, 0, 0, 1);
    ptb_email_facts_free(facts);
    ptb_history_close(more);
}
END_TEST

TEST_MAIN("email_facts", addresses, names, columns_that_are_not_there, law_as_judged_alone,
          law_later_changes_do_not_matter)
