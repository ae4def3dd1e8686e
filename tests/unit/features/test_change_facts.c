/* tests/unit/features/test_change_facts.c: changes of fields, counted by hand. */
#include "datasets/history_values.h"
#include "features/change_facts.h"
#include "tests/support/test_history.h"

static ptb_error err;
#define NONE ((double)NAN)

static const test_records crm = {.name = "crm",
                                 .contacts = "contact_id,account_id\na1,A\n",
                                 .accounts = "account_id,ceo,employees,city,created_at\n"
                                             "A,Zoe,150,Ulm,2020-01-01T00:00:00Z\n"
                                             "B,Bob,10,Ulm,2020-01-01T00:00:00Z\n"
                                             "C,Cat,0,Bonn,2024-06-25T00:00:00Z\n"
                                             "D,Dan,,Bonn,2024-07-02T00:00:00Z\n"};

/* As of 2024-07-01T00:00:00Z; `later` is added. */
static const char changes[] = "object,id,field,value,ts,old_value\n"
                              "account,A,ceo,Ann,2022-01-01T00:00:00Z,\n"
                              "account,A,ceo,Abe,2023-01-01T00:00:00Z,Ann\n"
                              "account,A,ceo,Abe,2023-06-01T00:00:00Z,Abe\n"
                              "account,A,ceo,,2024-06-20T00:00:00Z,Abe\n"
                              "account,A,ceo,Xia,2024-06-24T00:00:00Z,\n"
                              "account,A,ceo,Yan,2024-06-24T00:00:01Z,Xia\n"
                              "account,A,ceo,Zoe,2024-07-01T00:00:00Z,Yan\n"
                              "account,A,employees,100,2023-01-01T00:00:00Z,80\n"
                              "account,A,employees,150,2024-05-01T00:00:00Z,100\n"
                              "account,C,employees,0,2024-06-28T00:00:00Z,4\n"
                              "account,D,ceo,Dan,2024-07-03T00:00:00Z,Don\n"
                              "account,D,city,Bonn,2024-07-03T00:00:00Z,Ulm\n"
                              "account,A,ceo,Zac,2024-07-01T00:00:01Z,Zoe\n"
                              "account,B,employees,12,2024-07-02T00:00:00Z,10\n"
                              "account,C,ceo,Cat,2024-07-02T00:00:00Z,Cid\n";

static ptb_history *open_crm(const char *later)
{
    return test_history_changed(&crm, changes, later);
}

static uint32_t account(const ptb_history *h, const char *id)
{
    return ptb_table_find_id(&h->accounts, id);
}

static ptb_change_query query_of(const ptb_history *h, const char *column)
{
    ptb_change_query query;
    ASSERT_OK(ptb_change_query_init(&query, &h->accounts, column, &err));
    return query;
}

START_TEST(counts)
{
    ptb_history *h = open_crm("");
    ptb_time t = test_time("2024-07-01T00:00:00Z");
    ptb_change_query ceo = query_of(h, "ceo");
    /* Ann is the first known; Abe again and clearing are none; Xia follows upon Abe. */
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), t, 0), 4, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), t - 1, 0), 3, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), t, 7), 2, 0, 0); /* (T - 7 days, T] */
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), t + 1, 0), 5, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "B"), t, 0), 0, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "C"), t, 30), 0, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "D"), t, 0), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "D"), t + (ptb_time)2 * PTB_DAY, 0), 1, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, PTB_NONE, t, 0), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), PTB_NO_TIME, 0), NONE, 0, 0);
    /* Nobody wrote anything down by then. */
    ptb_time before = test_time("2021-12-31T23:59:59Z");
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), before, 0), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_count(&ceo, account(h, "A"), before + 1, 0), 0, 0, 0);
    ptb_change_query city = query_of(h, "city");
    ASSERT_CLOSE(ptb_change_count(&city, account(h, "A"), t, 0), NONE, 0, 0);
    ptb_history_close(h);
}
END_TEST

START_TEST(days_since_the_last)
{
    ptb_history *h = open_crm("");
    ptb_time t = test_time("2024-07-01T00:00:00Z");
    ptb_change_query ceo = query_of(h, "CEO"), employees = query_of(h, "employees");
    ASSERT_CLOSE(ptb_change_days_since(&ceo, account(h, "A"), t), 0, 0, 0);
    ASSERT_CLOSE(ptb_change_days_since(&ceo, account(h, "A"), t - 1), 7 - 2.0 / PTB_DAY, 1e-12, 0);
    ASSERT_CLOSE(ptb_change_days_since(&ceo, account(h, "B"), t), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_days_since(&ceo, PTB_NONE, t), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_days_since(&employees, account(h, "A"), t), 61, 0, 0);
    ASSERT_CLOSE(ptb_change_days_since(&employees, account(h, "C"), t), 3, 0, 0);
    ptb_history_close(h);
}
END_TEST

START_TEST(growth)
{
    ptb_history *h = open_crm("");
    ptb_time t = test_time("2024-07-01T00:00:00Z");
    ptb_change_query employees = query_of(h, "employees"), ceo = query_of(h, "ceo");
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "A"), t, 365), 0.5, 1e-15, 0);
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "A"), t, 730), 0.875, 1e-15, 0);
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "A"), t, 60), 0, 0, 0);
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "B"), t, 365), 0, 0, 0);
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "C"), t, 4), -1, 1e-15, 0);
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "C"), t, 1), NONE, 0, 0); /* from 0 */
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "C"), t, 7), NONE, 0, 0); /* not there then */
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "D"), t, 7), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_growth(&employees, account(h, "A"), PTB_NO_TIME, 7), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_growth(&ceo, account(h, "A"), t, 7), NONE, 0, 0);
    ptb_history_close(h);
}
END_TEST

static void ask_all(const ptb_history *h, ptb_time as_of, double out[4][3][3])
{
    static const char *const ids[] = {"A", "B", "C", "D"}, *const columns[] = {"ceo", "employees", "city"};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 3; k++) {
            ptb_change_query query = query_of(h, columns[k]);
            out[i][k][0] = ptb_change_count(&query, account(h, ids[i]), as_of, 400);
            out[i][k][1] = ptb_change_days_since(&query, account(h, ids[i]), as_of);
            out[i][k][2] = ptb_change_growth(&query, account(h, ids[i]), as_of, 100);
        }
}

START_TEST(law_later_changes_do_not_matter)
{
    static double want[4][3][3], got[4][3][3];
    ptb_time t = test_time("2024-07-01T00:00:00Z");
    ptb_history *plain = open_crm("");
    ask_all(plain, t, want);
    ptb_history_close(plain);
    ptb_history *more = open_crm("account,A,ceo,Zed,2024-07-09T00:00:00Z,Zac\n"
                                 "account,A,employees,900,2024-07-09T00:00:00Z,150\n"
                                 "account,B,employees,9,2024-07-01T00:00:01Z,10\n"
                                 "account,C,employees,7,2024-07-09T00:00:00Z,0\n"
                                 "account,B,city,Rom,2024-07-09T00:00:00Z,Ulm\n"
                                 "account,D,city,Rom,2024-07-09T00:00:00Z,Ulm\n");
    ask_all(more, t, got);
    for (int i = 0; i < 36; i++)
        ASSERT_CLOSE((&got[0][0][0])[i], (&want[0][0][0])[i], 0, 0);
    ask_all(more, t + (ptb_time)30 * PTB_DAY, got);
    ASSERT_CLOSE(got[0][0][0], 5, 0, 0);
    ASSERT_CLOSE(got[1][2][0], 1, 0, 0);
    ptb_history_close(more);
}
END_TEST

START_TEST(spans_of_changes)
{
    ptb_history *h = open_crm("");
    ptb_time t = test_time("2024-07-01T00:00:00Z");
    size_t employees = (size_t)ptb_table_find(&h->accounts, "employees");
    ptb_change_span span = ptb_changes_until(&h->accounts, employees, account(h, "A"), t);
    ck_assert_uint_eq(span.last - span.first, 3);
    ck_assert_int_eq(h->accounts.changes.ts[span.first], PTB_NO_TIME);
    ASSERT_CLOSE(h->accounts.changes.value[span.first], 80, 0, 0);
    ASSERT_CLOSE(h->accounts.changes.value[span.last - 1], 150, 0, 0);
    span = ptb_changes_until(&h->accounts, employees, account(h, "A"), test_time("2023-01-01T00:00:00Z") - 1);
    ck_assert_uint_eq(span.last - span.first, 1);
    span = ptb_changes_until(&h->accounts, employees, account(h, "A"), PTB_NO_TIME);
    ck_assert_uint_eq(span.last, span.first);
    for (size_t column = 0; column < h->accounts.n_columns; column++) {
        if (column == employees) continue;
        span = ptb_changes_until(&h->accounts, column, account(h, "B"), INT64_MAX);
        ck_assert_uint_eq(span.last, span.first);
    }
    ptb_history_close(h);
}
END_TEST

START_TEST(no_history_and_no_column)
{
    ptb_history *h = test_history(&crm);
    ptb_change_query query = query_of(h, "employees");
    ptb_time t = test_time("2024-07-01T00:00:00Z");
    ASSERT_CLOSE(ptb_change_count(&query, 0, t, 0), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_days_since(&query, 0, t), NONE, 0, 0);
    ASSERT_CLOSE(ptb_change_growth(&query, 0, t, 365), NONE, 0, 0);
    ASSERT_FAILS(ptb_change_query_init(&query, &h->accounts, "cto", &err), PTB_E_SCHEMA, "'cto'");
    ptb_history_close(h);
}
END_TEST

TEST_MAIN("change_facts", counts, days_since_the_last, growth, law_later_changes_do_not_matter,
          spans_of_changes, no_history_and_no_column)
