/* tests/support/test_cases.h: the cases that options give of a history, as lines of text to compare. */
#ifndef PTB_TESTS_SUPPORT_TEST_CASES_H
#define PTB_TESTS_SUPPORT_TEST_CASES_H

#include "features/case_options.h"
#include "tests/support/test_history.h"

/* "2024-02-01", or with its time of day where that is not 00:00:00; "-" for none. */
static inline void test_add_moment(ptb_text *out, ptb_time moment)
{
    char text[PTB_TIME_BYTES];
    ptb_print_time(text, moment);
    bool is_midnight = moment != PTB_NO_TIME && moment % PTB_DAY == 0;
    ptb_text_printf(out, " %.*s", is_midnight ? 10 : PTB_TIME_BYTES, *text ? text : "-");
}

/* A line each: id, T, outcome (? unknown), known_at, and the weight where it is not 1. */
static inline void test_add_cases(ptb_text *out, const ptb_history *h, const ptb_cases *cases)
{
    for (size_t i = 0; i < cases->n; i++) {
        const ptb_case *one = &cases->items[i];
        ptb_str id = ptb_case_subject_id(h, cases->settings.subject, one);
        ptb_text_printf(out, "%.*s", (int)id.len, id.ptr);
        test_add_moment(out, one->as_of);
        ptb_text_add(out, isnan(one->outcome) ? " ?" : one->outcome > 0.5F ? " 1" : " 0");
        test_add_moment(out, one->known_at);
        if (one->weight < 1 || one->weight > 1) ptb_text_printf(out, " %.3f", (double)one->weight);
        ptb_text_add(out, "\n");
    }
}

/* The cases as lines, then "left out: UNFINISHED INELIGIBLE UNRECORDED". */
static inline void test_cases_are(const ptb_history *h, ptb_case_texts texts, const char *want)
{
    ptb_error err = {0};
    ptb_case_settings settings;
    ptb_cases cases;
    ptb_text got = {0};
    ASSERT_OK(ptb_case_settings_parse(&texts, &settings, &err));
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    test_add_cases(&got, h, &cases);
    ptb_text_printf(&got, "left out: %llu %llu %llu\n", (unsigned long long)cases.left_out_unfinished,
                    (unsigned long long)cases.left_out_ineligible,
                    (unsigned long long)cases.left_out_unrecorded);
    ck_assert_str_eq(got.bytes, want);
    ck_assert_uint_eq(cases.n, cases.n_won + cases.n_not_won + cases.n_unknown);
    ptb_text_free(&got);
    ptb_cases_free(&cases);
}

static inline void test_cases_fail(const ptb_history *h, ptb_case_texts texts, ptb_status status,
                                   const char *words)
{
    ptb_error err = {0};
    ptb_case_settings settings;
    ptb_cases cases;
    ASSERT_OK(ptb_case_settings_parse(&texts, &settings, &err));
    ASSERT_FAILS(ptb_cases_build(h, &settings, false, &cases, &err), status, words);
    ck_assert_uint_eq(cases.n, 0);
    ck_assert_ptr_null(cases.items);
}

/* A made CRM. a1 orders and wins o1, a2 wins o5; o2 is of account A alone; n1 has no account, an open deal, and stays in one
 * stage; b1, without creation date, cancels and wins o4 at the end. Activities begin on 10 January, deals on 10 February. */
static const test_records test_crm = {
    .name = "crm",
    .accounts = "account_id,parent_id,created_at\n"
                "A,,2023-12-01T00:00:00Z\n"
                "B,A,\n"
                "C,,2024-08-01T00:00:00Z\n",
    .contacts = "contact_id,account_id,created_at\n"
                "a1,A,2024-01-01T00:00:00Z\n"
                "a2,A,2024-03-15T12:00:00Z\n"
                "b1,B,\n"
                "n1,,2024-02-01T00:00:00Z\n",
    .activities = "contact_id,account_id,ts,type\n"
                  "a1,,2024-01-10T00:00:00Z,visit\n"
                  "a1,,2024-02-20T00:00:00Z,visit\n"
                  "a1,,2024-02-20T00:00:00Z,order\n"
                  "a1,,2024-03-05T00:00:00Z,order\n"
                  "a2,,2024-04-01T09:00:00Z,visit\n"
                  "b1,,2024-01-20T00:00:00Z,visit\n"
                  "b1,,2024-05-01T00:00:00Z,cancel\n"
                  "b1,,2024-12-31T00:00:00Z,view\n"
                  "n1,,2024-02-10T00:00:00Z,visit\n"
                  "n1,,2024-06-20T00:00:00Z,visit\n"
                  "n1,,2024-07-01T00:00:00Z,cancel\n"
                  "n1,,2024-07-02T00:00:00Z,order\n"
                  ",A,2024-05-05T00:00:00Z,visit\n",
    .opportunities = "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage\n"
                     "o1,A,a1,2024-02-10T00:00:00Z,2024-04-10T00:00:00Z,won,Won\n"
                     "o2,A,,2024-05-01T12:00:00Z,2024-06-01T12:00:00Z,lost,Lost\n"
                     "o3,,n1,2024-06-15T00:00:00Z,,,Offer\n"
                     "o4,B,b1,2024-11-01T12:00:00Z,2024-12-01T00:00:00Z,won,Won\n"
                     "o5,A,a2,2024-09-01T00:00:00Z,2024-10-01T00:00:00Z,won,Won\n"};

/* With the stages that o1, o2 and o4 went through; those of o3 and o5 never changed. */
static inline ptb_history *test_crm_with_stages(void)
{
    test_write_file("stages.csv", "object,id,field,value,ts,old_value\n"
                                  "opportunity,o1,stage,Offer,2024-03-01T00:00:00Z,Talk\n"
                                  "opportunity,o1,stage,Offer,2024-03-10T00:00:00Z,Offer\n"
                                  "opportunity,o1,stage,Won,2024-04-10T00:00:00Z,Offer\n"
                                  "opportunity,o2,stage,Offer,2024-05-10T00:00:00Z,Talk\n"
                                  "opportunity,o2,stage,Talk,2024-05-20T00:00:00Z,Offer\n"
                                  "opportunity,o2,stage,Offer,2024-05-25T00:00:00Z,Talk\n"
                                  "opportunity,o2,stage,Lost,2024-06-01T12:00:00Z,Offer\n"
                                  "opportunity,o4,stage,Won,2024-12-01T00:00:00Z,Talk\n");
    test_records records = test_crm;
    records.name = "staged";
    return test_history_with(&records, "stages.csv");
}

#endif
