/* tests/unit/features/test_cases_moments.c: as of when: creation and later, periods, activities, stages; weights. */
#include "tests/support/test_cases.h"

START_TEST(test_contacts_as_of_their_creation)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "contact", .snapshots = "created", .horizon_days = 60};
    /* Deals are on record from 10 February on: whoever came before could have won unseen. */
    test_cases_are(h, texts, "a2 2024-03-15T12:00:00Z 0 2024-05-14T12:00:00Z\nleft out: 0 0 3\n");
    texts.from = "2024-01-01";
    test_cases_are(h, texts,
                   "a1 2024-01-01 0 2024-03-01\n" /* won after 100 days */
                   "a2 2024-03-15T12:00:00Z 0 2024-05-14T12:00:00Z\n"
                   "b1 2024-01-20 0 2024-03-20\n" /* no date of creation: the first activity */
                   "n1 2024-02-01 0 2024-04-01\nleft out: 0 0 0\n");
    texts.horizon_days = 100;
    texts.snapshots = "created+24h";
    test_cases_are(h, texts,
                   "a1 2024-01-02 1 2024-04-11\n"
                   "a2 2024-03-16T12:00:00Z 0 2024-06-24T12:00:00Z\n"
                   "b1 2024-01-21 0 2024-04-30\n"
                   "n1 2024-02-02 0 2024-05-12\nleft out: 0 0 0\n");
    texts.snapshots = "created+6w"; /* a1's deal is open then */
    test_cases_are(h, texts,
                   "a2 2024-04-26T12:00:00Z 0 2024-08-04T12:00:00Z\n"
                   "b1 2024-03-02 0 2024-06-10\n"
                   "n1 2024-03-14 0 2024-06-22\nleft out: 0 1 0\n");
    texts.horizon_days = 300;
    texts.snapshots = "created+90m";
    test_cases_are(h, texts,
                   "a1 2024-01-01T01:30:00Z 1 2024-10-27T01:30:00Z\n"
                   "b1 2024-01-20T01:30:00Z 0 2024-11-15T01:30:00Z\n"
                   "n1 2024-02-01T01:30:00Z 0 2024-11-27T01:30:00Z\nleft out: 1 0 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_contacts_without_any_moment)
{
    static const test_records few = {.name = "few",
                                     .contacts = "contact_id,created_at\nk1,\nk2,2024-01-01T00:00:00Z\n",
                                     .activities = "contact_id,ts,type\n"
                                                   "k2,2024-01-02T00:00:00Z,order\n"
                                                   "k2,2024-06-02T00:00:00Z,visit\n"};
    ptb_history *h = test_history(&few);
    ptb_case_texts texts = {
        .snapshots = "created", .outcome = "event:order", .from = "2024-01-01", .horizon_days = 10};
    test_cases_are(h, texts, "k2 2024-01-01 1 2024-01-11\nleft out: 0 1 0\n");
    texts.from = NULL; /* nothing is on record before the second day */
    test_cases_fail(h, texts, PTB_E_DATA, "1 before records began (--from takes them)");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_opportunities_later_than_their_creation)
{
    ptb_history *h = test_history(&test_crm);
    test_cases_are(h, (ptb_case_texts){.snapshots = "created+7d"},
                   "o1 2024-02-17 1 2024-04-10\n"
                   "o2 2024-05-08T12:00:00Z 0 2024-06-01T12:00:00Z\n"
                   "o5 2024-09-08 1 2024-10-01\n"
                   "o4 2024-11-08T12:00:00Z 1 2024-12-01\nleft out: 1 0 0\n");
    test_cases_are(h, (ptb_case_texts){.snapshots = "created+40d"}, /* the others are closed by then */
                   "o1 2024-03-21 1 2024-04-10\nleft out: 1 3 0\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_periods)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts weekly = {.subject = "contact",
                             .snapshots = "weekly",
                             .from = "2024-04-22",
                             .to = "2024-05-06",
                             .horizon_days = 30};
    test_cases_are(h, weekly, /* Mondays; a1 is a customer */
                   "a2 2024-04-22 0 2024-05-22\n"
                   "a2 2024-04-29 0 2024-05-29\n"
                   "b1 2024-04-22 0 2024-05-22\n"
                   "b1 2024-04-29 0 2024-05-29\n"
                   "n1 2024-04-22 0 2024-05-22\n"
                   "n1 2024-04-29 0 2024-05-29\nleft out: 0 2 0\n");
    ptb_case_texts deals = {
        .subject = "opportunity", .snapshots = "weekly", .from = "2024-05-05", .to = "2024-05-21"};
    test_cases_are(h, deals,
                   "o2 2024-05-06 0 2024-06-01T12:00:00Z\n"
                   "o2 2024-05-13 0 2024-06-01T12:00:00Z\n"
                   "o2 2024-05-20 0 2024-06-01T12:00:00Z\nleft out: 0 0 0\n");
    ptb_case_texts monthly = {.subject = "opportunity", .snapshots = "monthly"};
    test_cases_are(h, monthly, /* open at that moment: not o4, closed with it; o3 to this day */
                   "o1 2024-03-01 1 2024-04-10\n"
                   "o1 2024-04-01 1 2024-04-10\n"
                   "o2 2024-06-01 0 2024-06-01T12:00:00Z\n"
                   "o5 2024-09-01 1 2024-10-01\nleft out: 6 0 0\n");
    ptb_case_texts quarterly = {.subject = "contact", .snapshots = "quarterly", .horizon_days = 61};
    test_cases_are(h, quarterly, /* not as of January, before deals were on record: a1 and b1 */
                   "a2 2024-04-01 0 2024-06-01\n"
                   "a2 2024-07-01 0 2024-08-31\n"
                   "b1 2024-04-01 0 2024-06-01\n"
                   "b1 2024-07-01 0 2024-08-31\n"
                   "b1 2024-10-01 1 2024-12-01\n"
                   "n1 2024-04-01 0 2024-06-01\nleft out: 0 6 2\n");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_activities_as_moments)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts visits = {.snapshots = "event:visit", .outcome = "event:order", .horizon_days = 30};
    test_cases_are(h, visits, /* a1's and n1's second ones fall into open deals */
                   "a1 2024-01-10 0 2024-02-09\n"
                   "a2 2024-04-01T09:00:00Z 0 2024-05-01T09:00:00Z\n"
                   "b1 2024-01-20 0 2024-02-19\n"
                   "n1 2024-02-10 0 2024-03-11\nleft out: 0 2 0\n");
    visits.snapshots = "first:cancel,visit";
    test_cases_are(h, visits,
                   "a1 2024-01-10 0 2024-02-09\n"
                   "a2 2024-04-01T09:00:00Z 0 2024-05-01T09:00:00Z\n"
                   "b1 2024-01-20 0 2024-02-19\n"
                   "n1 2024-02-10 0 2024-03-11\nleft out: 0 0 0\n");
    visits.subject = "account"; /* B's is its contact's; A's first one is a1's */
    test_cases_are(h, visits,
                   "A 2024-01-10 0 2024-02-09\n"
                   "B 2024-01-20 0 2024-02-19\nleft out: 0 0 0\n");
    ptb_case_texts deals = {.subject = "opportunity", .snapshots = "event:order,visit", .weights = "subject"};
    test_cases_are(h, deals, /* while they are open; a visit and an order at one second are one moment */
                   "o1 2024-02-20 1 2024-04-10 0.500\n"
                   "o1 2024-03-05 1 2024-04-10 0.500\n"
                   "o2 2024-05-05 0 2024-06-01T12:00:00Z\nleft out: 2 0 0\n");
    deals.snapshots = "first:visit,order";
    test_cases_are(h, deals,
                   "o1 2024-02-20 1 2024-04-10\n"
                   "o2 2024-05-05 0 2024-06-01T12:00:00Z\nleft out: 1 0 0\n");
    deals.snapshots = "first:visits";
    test_cases_fail(h, deals, PTB_E_ARG,
                    "first:visits: no activity of that type in the history (did you mean 'visit'?)");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_stages_as_moments)
{
    ptb_history *h = test_crm_with_stages();
    test_cases_are(h, (ptb_case_texts){.snapshots = "stage:Offer"},
                   "o1 2024-03-01 1 2024-04-10\n"
                   "o2 2024-05-10 0 2024-06-01T12:00:00Z\n"
                   "o2 2024-05-25 0 2024-06-01T12:00:00Z\nleft out: 1 0 0\n");
    test_cases_are(h, (ptb_case_texts){.snapshots = "stage:Talk", .weights = "subject"},
                   "o1 2024-02-10 1 2024-04-10\n" /* in it from its creation on */
                   "o2 2024-05-01T12:00:00Z 0 2024-06-01T12:00:00Z 0.500\n"
                   "o2 2024-05-20 0 2024-06-01T12:00:00Z 0.500\n"
                   "o4 2024-11-01T12:00:00Z 1 2024-12-01\nleft out: 0 0 0\n");
    test_cases_fail(h, (ptb_case_texts){.snapshots = "stage:Lost"}, PTB_E_DATA, "1 not eligible");
    test_cases_fail(h, (ptb_case_texts){.snapshots = "stage:Offers"}, PTB_E_ARG,
                    "stage:Offers: no opportunity was ever in that stage (did you mean 'Offer'?)");
    test_cases_fail(h, (ptb_case_texts){.subject = "contact", .snapshots = "stage:Offer"}, PTB_E_ARG,
                    "stages are those of opportunities, not of contacts");
    ptb_history_close(h);
    h = test_history(&test_crm);
    test_cases_fail(h, (ptb_case_texts){.snapshots = "stage:Offer"}, PTB_E_DATA,
                    "import it with --field-history");
    ptb_history_close(h);
    test_records records = test_crm;
    records.name = "stageless";
    records.opportunities = "opportunity_id,account_id,contact_id,created_at,closed_at,outcome\n"
                            "o1,A,a1,2024-02-10T00:00:00Z,2024-04-10T00:00:00Z,won\n";
    h = test_history(&records);
    test_cases_fail(h, (ptb_case_texts){.outcome = "stage:Offer"}, PTB_E_DATA, "no column 'stage'");
    ptb_history_close(h);
}
END_TEST

START_TEST(test_weights)
{
    ptb_history *h = test_history(&test_crm);
    ptb_case_texts texts = {.subject = "contact",
                            .snapshots = "monthly",
                            .from = "2024-04-01",
                            .to = "2024-06-02",
                            .horizon_days = 30,
                            .weights = "subject"};
    test_cases_are(h, texts,
                   "a2 2024-04-01 0 2024-05-01 0.333\n"
                   "a2 2024-05-01 0 2024-05-31 0.333\n"
                   "a2 2024-06-01 0 2024-07-01 0.333\n"
                   "b1 2024-04-01 0 2024-05-01 0.333\n"
                   "b1 2024-05-01 0 2024-05-31 0.333\n"
                   "b1 2024-06-01 0 2024-07-01 0.333\n"
                   "n1 2024-04-01 0 2024-05-01 0.333\n"
                   "n1 2024-05-01 0 2024-05-31 0.333\n"
                   "n1 2024-06-01 0 2024-07-01 0.333\nleft out: 0 3 0\n");
    ptb_history_close(h);
}
END_TEST

TEST_MAIN("cases_moments", test_contacts_as_of_their_creation, test_contacts_without_any_moment,
          test_opportunities_later_than_their_creation, test_periods, test_activities_as_moments,
          test_stages_as_moments, test_weights)
