/* tests/unit/train/test_enough.c: numbers of cases against figures by hand and published ones. */
#include <math.h>

#include "tests/support/test_main.h"
#include "train/enough.h"

START_TEST(test_error_of_an_auc)
{
    /* by hand: (0.16 + 49 * 0.0266667 + 49 * 0.0711111) / 2500 = 0.00198044 */
    ASSERT_CLOSE(ptb_auc_error(0.8, 50, 50), sqrt(0.001980444444), 1e-9, 0);
    /* at chance (n1 + n0 + 1) / (12 n1 n0), the variance of Mann and Whitney */
    ASSERT_CLOSE(ptb_auc_error(0.5, 20, 80), sqrt(101.0 / (12 * 1600)), 1e-12, 0);
    ASSERT_CLOSE(ptb_auc_error(1, 20, 80), 0, 1e-12, 0);
}
END_TEST

/* Law: the number is enough, one less is not. */
START_TEST(test_cases_for_an_auc_are_the_fewest)
{
    for (int k = 0; k < 24; k++) {
        double auc = 0.52 + 0.02 * k, ratio = 1 + 3 * k, width = k % 2 == 0 ? auc - 0.5 : 0.05;
        size_t n = ptb_cases_for_auc(auc, width, ratio);
        double enough = (double)n, less = enough - 1;
        ck_assert(1.959963984540054 * ptb_auc_error(auc, enough, enough * ratio) <= width);
        ck_assert(n == 1 || 1.959963984540054 * ptb_auc_error(auc, less, less * ratio) > width);
    }
    ck_assert_uint_eq(ptb_cases_for_auc(0.5, 0, 1), PTB_NEVER_ENOUGH);
    ck_assert_uint_eq(ptb_cases_for_auc(0.7, 1e-9, 1), PTB_NEVER_ENOUGH);
}
END_TEST

START_TEST(test_an_interval_seen_goes_by_the_root)
{
    ck_assert_uint_eq(ptb_cases_by_interval(23, 0.20, 0.08), 144); /* 23 * 6.25 = 143.75 */
    ck_assert_uint_eq(ptb_cases_by_interval(100, 0.1, 0.05), 400);
    ck_assert_uint_eq(ptb_cases_by_interval(100, 0.05, 0.05), 100);
    ck_assert_uint_eq(ptb_cases_by_interval(100, 0.0500001, 0.05), 101);
    ck_assert_uint_eq(ptb_cases_by_interval(100, 0.1, 0), PTB_NEVER_ENOUGH);
    ck_assert_uint_eq(ptb_cases_by_interval(100, nan(""), 0.05), 100);
}
END_TEST

START_TEST(test_terms_want_cases)
{
    /* The example of the R package pmsampsize: 24 parameters, R2 0.288, shrinkage 0.9: 623. */
    ck_assert_uint_eq(ptb_cases_for_terms(24, 0.288, 0.9), 623);
    ck_assert_uint_eq(ptb_cases_for_terms(24, 0, 0.9), PTB_NEVER_ENOUGH);
    ck_assert_uint_eq(ptb_cases_for_terms(24, 0.9, 0.9), PTB_NEVER_ENOUGH);
    /* half won, loss ln 2 - 0.1: 1 - exp(-0.2) */
    ASSERT_CLOSE(ptb_cox_snell(0.5, log(2) - 0.1), 0.18126924692, 1e-9, 0);
    ck_assert(ptb_cox_snell(0.5, 1) < 0);
    ck_assert(isnan(ptb_cox_snell(0, 0.1)));
}
END_TEST

TEST_MAIN("enough", test_error_of_an_auc, test_cases_for_an_auc_are_the_fewest,
          test_an_interval_seen_goes_by_the_root, test_terms_want_cases)
