/* tests/unit/features/test_deal_facts.c: stages of opportunities and facts on other deals, worked out by hand. */
#include "features/deal_facts.h"
#include "features/stage_facts.h"
#include "tests/support/test_history.h"

static ptb_error err;
#define NONE ((double)NAN)

/* As of 2024-07-01T00:00:00Z. o6 and o7 are closed later, o8 is created later; o9 is the case's own. */
static const char deals_csv[] =
    "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,amount,lost_reason\n"
    "o1,A,a1,2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,lost,Closed Lost,100,Lost to competitor\n"
    "o2,A,a1,2024-02-01T00:00:00Z,2024-03-01T00:00:00Z,lost,Quote,,No decision\n"
    "o3,A,a2,2024-03-01T00:00:00Z,2024-06-01T00:00:00Z,won,Closed Won,400,\n"
    "o4,A,a2,2024-03-05T00:00:00Z,2024-07-01T00:00:00Z,lost,Closed Lost,50,competitor\n"
    "o5,A,a1,2024-05-01T00:00:00Z,,,Quote,1000,\n"
    "o6,A,a1,2024-06-01T00:00:00Z,2024-07-01T00:00:01Z,lost,Closed Lost,900,Lost to competitor\n"
    "o7,A,a1,2024-06-02T00:00:00Z,2024-08-01T00:00:00Z,won,Closed Won,800,\n"
    "o8,A,a1,2024-07-02T00:00:00Z,,,Quote,700,\n"
    "o9,A,a1,2024-07-01T00:00:00Z,2024-07-01T00:00:00Z,lost,Closed Lost,600,No decision\n"
    "b1,B,,2024-05-01T00:00:00Z,,,Demo,5,\n";
static const char changes_csv[] = "object,id,field,value,ts,old_value\n"
                                  "opportunity,o1,stage,Proposal sent,2024-01-10T00:00:00Z,New\n"
                                  "opportunity,o1,stage,Closed Lost,2024-02-01T00:00:00Z,Proposal sent\n"
                                  "opportunity,o4,stage,Closed Lost,2024-07-01T00:00:00Z,New\n"
                                  "opportunity,o5,stage,Demo,2024-05-10T00:00:00Z,New\n"
                                  "opportunity,o5,stage,Quote,2024-05-20T00:00:00Z,Demo\n"
                                  "opportunity,o5,stage,Proposal sent,2024-05-25T00:00:00Z,Quote\n"
                                  "opportunity,o5,stage,Demo,2024-06-01T00:00:00Z,Proposal sent\n"
                                  "opportunity,o5,stage,Quote,2024-07-01T00:00:00Z,Demo\n"
                                  "opportunity,o6,stage,Closed Lost,2024-07-01T00:00:01Z,Quote\n"
                                  "opportunity,o7,stage,Quote,2024-07-02T00:00:00Z,\n"
                                  "opportunity,o7,stage,Closed Won,2024-08-01T00:00:00Z,Quote\n"
                                  "opportunity,o9,stage,Closed Lost,2024-07-01T00:00:00Z,Quote\n";

static ptb_history *open_with(const char *name, const char *deals, const char *changes)
{
    test_records crm = {.name = name,
                        .accounts = "account_id\nA\nB\n",
                        .contacts = "contact_id,account_id\na1,A\na2,A\nn1,\n",
                        .opportunities = deals};
    if (changes) test_write_file("changes.csv", changes);
    return test_history_with(&crm, changes ? "changes.csv" : NULL);
}

static ptb_history *open_crm(void)
{
    return open_with("crm", deals_csv, changes_csv);
}

static ptb_time moment(void)
{
    return test_time("2024-07-01T00:00:00Z");
}

static uint32_t deal(const ptb_history *h, const char *id)
{
    uint32_t found = ptb_table_find_id(&h->opportunities, id);
    ck_assert_uint_ne(found, PTB_NONE);
    return found;
}

/* Of a1, about o9. */
static ptb_case own_case(const ptb_history *h)
{
    uint32_t own = deal(h, "o9");
    return (ptb_case){.contact = h->opportunity_contact[own],
                      .account = h->opportunity_account[own],
                      .opportunity = own,
                      .as_of = moment()};
}

static ptb_deal_facts ask(const ptb_history *h, const ptb_case *one, ptb_deal_question question)
{
    ptb_deal_query *query = NULL;
    ASSERT_OK(ptb_deal_query_new(h, &question, &query, &err));
    ptb_deal_facts facts = ptb_deal_facts_of(query, one);
    ptb_deal_query_free(query);
    return facts;
}

#define ASK(of, ...) ask(h, &one, (ptb_deal_question){.scope = (of), .states = __VA_ARGS__})

START_TEST(deals_by_state)
{
    ptb_history *h = open_crm();
    ptb_case one = own_case(h);
    ptb_deal_facts got = ASK(PTB_DEALS_OF_CONTACT, PTB_DEALS_LOST);
    ASSERT_CLOSE(got.n, 2, 0, 0); /* o1, o2; neither o6 nor o9 */
    ASSERT_CLOSE(got.n_amounts, 1, 0, 0);
    ASSERT_CLOSE(got.amount_sum, 100, 0, 0);
    ASSERT_CLOSE(got.last_amount, NONE, 0, 0);
    ck_assert_int_eq(got.last_closed, test_time("2024-03-01T00:00:00Z"));
    ck_assert_int_eq(got.last_created, test_time("2024-02-01T00:00:00Z"));
    got = ASK(PTB_DEALS_OF_ACCOUNT, PTB_DEALS_LOST | PTB_DEALS_WON);
    ASSERT_CLOSE(got.n, 4, 0, 0);
    ASSERT_CLOSE(got.n_amounts, 3, 0, 0);
    ASSERT_CLOSE(got.amount_sum, 550, 0, 0);
    ASSERT_CLOSE(got.last_amount, 50, 0, 0);
    ck_assert_int_eq(got.last_closed, moment());
    ck_assert_int_eq(got.last_created, test_time("2024-03-05T00:00:00Z"));
    /* Amounts of what is open at T are of later. */
    got = ASK(PTB_DEALS_OF_CONTACT, PTB_DEALS_OPEN);
    ASSERT_CLOSE(got.n, 3, 0, 0);
    ASSERT_CLOSE(got.n_amounts, 0, 0, 0);
    ASSERT_CLOSE(got.amount_sum, 0, 0, 0);
    ASSERT_CLOSE(got.last_amount, NONE, 0, 0);
    ck_assert_int_eq(got.last_closed, PTB_NO_TIME);
    ck_assert_int_eq(got.last_created, test_time("2024-06-02T00:00:00Z"));
    one.opportunity = PTB_NONE;
    ASSERT_CLOSE(ASK(PTB_DEALS_OF_CONTACT, PTB_DEALS_LOST).n, 3, 0, 0);
    ptb_history_close(h);
}
END_TEST

START_TEST(nobody_and_nothing)
{
    ptb_history *h = open_crm();
    ptb_case one = {.contact = PTB_NONE, .account = PTB_NONE, .opportunity = PTB_NONE, .as_of = moment()};
    ptb_deal_facts got = ASK(PTB_DEALS_OF_CONTACT, PTB_DEALS_LOST);
    ASSERT_CLOSE(got.n, NONE, 0, 0);
    ASSERT_CLOSE(got.amount_sum, NONE, 0, 0);
    ck_assert_int_eq(got.last_closed, PTB_NO_TIME);
    ASSERT_CLOSE(ASK(PTB_DEALS_OF_ACCOUNT, PTB_DEALS_LOST).n, NONE, 0, 0);
    one.contact = ptb_table_find_id(&h->contacts, "n1");
    got = ASK(PTB_DEALS_OF_CONTACT, PTB_DEALS_LOST);
    ASSERT_CLOSE(got.n, 0, 0, 0);
    ASSERT_CLOSE(got.amount_sum, 0, 0, 0);
    ck_assert_int_eq(got.last_created, PTB_NO_TIME);
    ptb_history_close(h);
}
END_TEST

START_TEST(reasons_and_stages)
{
    static const char *const competitor[] = {"*competitor*"}, *const quoted[] = {"quote*", "proposal*"};
    ptb_history *h = open_crm();
    ptb_case one = own_case(h);
    ptb_deal_facts got =
        ASK(PTB_DEALS_OF_ACCOUNT, PTB_DEALS_LOST, .lost_reasons = competitor, .n_lost_reasons = 1);
    ASSERT_CLOSE(got.n, 2, 0, 0); /* o1, o4 */
    got = ASK(PTB_DEALS_OF_ACCOUNT, PTB_DEALS_LOST | PTB_DEALS_OPEN, .lost_reasons = competitor,
              .n_lost_reasons = 1);
    ASSERT_CLOSE(got.n, 2, 0, 0); /* not o6, which is open at T */
    /* o1 had a proposal; o2 was closed in Quote, no changes known; o5 is in Quote; of o6 and o7 the first change is later;
     * o4 never was. */
    got = ASK(PTB_DEALS_OF_ACCOUNT, PTB_DEALS_LOST | PTB_DEALS_OPEN, .stages = quoted, .n_stages = 2);
    ASSERT_CLOSE(got.n, 3, 0, 0);
    got = ASK(PTB_DEALS_OF_ACCOUNT, PTB_DEALS_LOST, .stages = quoted, .n_stages = 2,
              .lost_reasons = competitor, .n_lost_reasons = 1);
    ASSERT_CLOSE(got.n, 1, 0, 0);
    got = ASK(PTB_DEALS_OF_CONTACT, PTB_DEALS_LOST, .stages = quoted, .n_stages = 1);
    ASSERT_CLOSE(got.n, 1, 0, 0); /* o2 */
    ptb_history_close(h);
}
END_TEST

START_TEST(questions_that_cannot_be_asked)
{
    static const char *const any[] = {"*"};
    ptb_history *h = open_with(
        "plain", "opportunity_id,account_id,created_at,stage\nx,A,2024-01-01,1\ny,A,2024-01-01,2\n", NULL);
    ptb_deal_query *query = NULL;
    ptb_stages *stages = NULL;
    ptb_deal_question question = {
        .scope = PTB_DEALS_OF_ACCOUNT, .states = PTB_DEALS_LOST, .lost_reasons = any, .n_lost_reasons = 1};
    ASSERT_FAILS(ptb_deal_query_new(h, &question, &query, &err), PTB_E_SCHEMA, "'lost_reason'");
    ck_assert_ptr_null(query);
    question = (ptb_deal_question){
        .scope = PTB_DEALS_OF_ACCOUNT, .states = PTB_DEALS_LOST, .stages = any, .n_stages = 1};
    ASSERT_FAILS(ptb_deal_query_new(h, &question, &query, &err), PTB_E_SCHEMA, "no names of stages");
    question = (ptb_deal_question){.scope = PTB_DEALS_OF_ACCOUNT};
    ASSERT_FAILS(ptb_deal_query_new(h, &question, &query, &err), PTB_E_ARG, "states of deals are 0");
    question.states = 8;
    ASSERT_FAILS(ptb_deal_query_new(h, &question, &query, &err), PTB_E_ARG, "states of deals are 8");
    ASSERT_FAILS(ptb_stages_new(h, any, 1, &stages, &err), PTB_E_SCHEMA, "no names of stages");
    ck_assert_ptr_null(stages);
    ptb_deal_query_free(NULL);
    ptb_stages_free(NULL);
    ptb_history_close(h);
}
END_TEST

/* --- stages --- */

static const char *const offers[] = {"quote", "proposal*"};

static ptb_stages *offer_stages(const ptb_history *h)
{
    ptb_stages *stages = NULL;
    ASSERT_OK(ptb_stages_new(h, offers, 2, &stages, &err));
    return stages;
}

static double code_of(const ptb_history *h, const char *level)
{
    const ptb_column *column = &h->opportunities.columns[ptb_table_find(&h->opportunities, "stage")];
    for (size_t i = 0; i < column->levels.n; i++)
        if (ptb_str_equal_text(ptb_strings_at(&column->levels, i), level)) return (double)i;
    ck_abort_msg("no level %s", level);
}

static void check_unknown(ptb_stage_facts got)
{
    ASSERT_CLOSE(got.stage, NONE, 0, 0);
    ASSERT_CLOSE(got.n_stages, NONE, 0, 0);
    ASSERT_CLOSE(got.has_reached, NONE, 0, 0);
    ck_assert_int_eq(got.since, PTB_NO_TIME);
    ck_assert_int_eq(got.first_reached, PTB_NO_TIME);
    ck_assert_int_eq(got.last_reached, PTB_NO_TIME);
}

START_TEST(stages_of_an_opportunity)
{
    ptb_history *h = open_crm();
    ptb_stages *stages = offer_stages(h);
    ptb_stage_facts got = ptb_stage_facts_of(stages, deal(h, "o5"), moment());
    ASSERT_CLOSE(got.stage, code_of(h, "Quote"), 0, 0);
    ASSERT_CLOSE(got.n_stages, 4, 0, 0);
    ASSERT_CLOSE(got.has_reached, 1, 0, 0);
    ck_assert_int_eq(got.since, moment());
    ck_assert_int_eq(got.first_reached, test_time("2024-05-20T00:00:00Z"));
    ck_assert_int_eq(got.last_reached, moment());
    got = ptb_stage_facts_of(stages, deal(h, "o5"), moment() - 1);
    ASSERT_CLOSE(got.stage, code_of(h, "Demo"), 0, 0);
    ASSERT_CLOSE(got.n_stages, 4, 0, 0);
    ck_assert_int_eq(got.since, test_time("2024-06-01T00:00:00Z"));
    ck_assert_int_eq(got.last_reached,
                     test_time("2024-05-20T00:00:00Z")); /* from Quote to Proposal is no coming */
    /* Before the first change, which is of later and so tells nothing; at it, what it had since its creation. */
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o5"), test_time("2024-05-09T00:00:00Z")));
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o6"), moment()));
    got = ptb_stage_facts_of(stages, deal(h, "o5"), test_time("2024-05-10T00:00:00Z"));
    ASSERT_CLOSE(got.stage, code_of(h, "Demo"), 0, 0);
    ASSERT_CLOSE(got.n_stages, 2, 0, 0);
    ASSERT_CLOSE(got.has_reached, 0, 0, 0);
    ck_assert_int_eq(got.first_reached, PTB_NO_TIME);
    got = ptb_stage_facts_of(stages, deal(h, "o6"), moment() + 1);
    ASSERT_CLOSE(got.stage, code_of(h, "Closed Lost"), 0, 0);
    ck_assert_int_eq(got.first_reached, test_time("2024-06-01T00:00:00Z"));
    ptb_stages_free(stages);
    ptb_history_close(h);
}
END_TEST

START_TEST(stages_nobody_wrote_down)
{
    ptb_history *h = open_crm();
    ptb_stages *stages = offer_stages(h);
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o2"), moment()));
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o7"), moment()));
    check_unknown(ptb_stage_facts_of(stages, deal(h, "b1"), moment()));
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o6"), test_time("2024-05-31T23:59:59Z")));
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o5"), PTB_NO_TIME));
    check_unknown(ptb_stage_facts_of(stages, PTB_NONE, moment()));
    ck_assert(ptb_stage_was_reached(stages, deal(h, "o2"), moment()));
    ck_assert(!ptb_stage_was_reached(stages, deal(h, "o2"), test_time("2024-02-28T00:00:00Z")));
    ck_assert(!ptb_stage_was_reached(stages, deal(h, "o8"), moment() + PTB_DAY));
    ck_assert(!ptb_stage_was_reached(stages, PTB_NONE, moment()));
    ptb_stages_free(stages);
    ptb_history_close(h);
}
END_TEST

/* A change after T says that the export's stage is not of then. */
START_TEST(stages_written_down_later)
{
    ptb_history *h = open_with("late", deals_csv,
                               "object,id,field,value,ts,old_value\n"
                               "opportunity,o2,stage,Quote,2024-07-05T00:00:00Z,\n");
    ptb_stages *stages = offer_stages(h);
    ck_assert_int_eq(h->opportunity_closed[deal(h, "o2")], test_time("2024-03-01T00:00:00Z"));
    ck_assert(!ptb_stage_was_reached(stages, deal(h, "o2"), moment()));
    ck_assert(ptb_stage_was_reached(stages, deal(h, "o2"), test_time("2024-07-05T00:00:00Z")));
    check_unknown(ptb_stage_facts_of(stages, deal(h, "o2"), moment()));
    ptb_stages_free(stages);
    ptb_history_close(h);
}
END_TEST

/* --- what is later does not matter --- */

typedef struct {
    ptb_deal_facts deals[2][7][2];
    ptb_stage_facts stages[7];
} seen;

static void look(const ptb_history *h, seen *out)
{
    static const char *const ids[] = {"o1", "o2", "o4", "o5", "o6", "o7", "o9"};
    ptb_case one = own_case(h);
    ptb_stages *stages = offer_stages(h);
    memset(out, 0, sizeof *out);
    for (unsigned states = 1; states < 8; states++)
        for (int k = 0; k < 2; k++) {
            out->deals[0][states - 1][k] = ASK((ptb_deals_scope)k, states);
            out->deals[1][states - 1][k] = ASK((ptb_deals_scope)k, states, .stages = offers, .n_stages = 2);
        }
    for (int i = 0; i < 7; i++)
        out->stages[i] = ptb_stage_facts_of(stages, deal(h, ids[i]), one.as_of);
    ptb_stages_free(stages);
}

static int compare_bytes(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n);
}

START_TEST(law_what_is_later_does_not_matter)
{
    static seen want, got;
    ptb_text deals = {0}, changes = {0};
    ptb_history *plain = open_crm();
    look(plain, &want);
    ptb_history_close(plain);
    /* o5 to o7 close otherwise, with other amounts and reasons; a further deal comes; stages move on. */
    const char *from = strstr(deals_csv, "o5,"), *until = strstr(deals_csv, "o8,");
    ptb_text_append(&deals, deals_csv, (size_t)(from - deals_csv));
    ptb_text_add(&deals, "o5,A,a1,2024-05-01T00:00:00Z,2024-09-01T00:00:00Z,won,Closed Won,1,\n"
                         "o6,A,a1,2024-06-01T00:00:00Z,,,New,2,\n"
                         "o7,A,a1,2024-06-02T00:00:00Z,2024-07-05T00:00:00Z,lost,Closed Lost,3,No decision\n"
                         "z1,A,a1,2024-07-01T00:00:01Z,2024-07-05T00:00:00Z,lost,Quote,3,No decision\n");
    ptb_text_add(&deals, until);
    ptb_text_add(&changes, changes_csv);
    ptb_text_add(&changes, "opportunity,o5,stage,Closed Won,2024-09-01T00:00:00Z,Quote\n"
                           "opportunity,o6,stage,New,2024-07-03T00:00:00Z,Closed Lost\n"
                           "opportunity,o7,stage,Closed Lost,2024-08-02T00:00:00Z,Closed Won\n");
    ptb_history *more = open_with("more", deals.bytes, changes.bytes);
    look(more, &got);
    ck_assert_int_eq(compare_bytes(&want, &got, sizeof want), 0);
    ptb_history_close(more);
    ptb_text_free(&deals);
    ptb_text_free(&changes);
}
END_TEST

TEST_MAIN("deal_facts", deals_by_state, nobody_and_nothing, reasons_and_stages,
          questions_that_cannot_be_asked, stages_of_an_opportunity, stages_nobody_wrote_down,
          stages_written_down_later, law_what_is_later_does_not_matter)
