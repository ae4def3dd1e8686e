/* tests/reference/test_reference_proportions.c: Wilson's interval, Fisher's test and q-values against R. */
#include "models/proportions.h"
#include "tests/reference/reference.h"

START_TEST(test_tables_are_those_of_r)
{
    reference_table want = reference_read("proportions/expected_tables.csv");
    ck_assert_uint_gt(want.n_rows, 60);
    for (size_t r = 0; r < want.n_rows; r++) {
        const double *row = want.values + r * want.n_cols;
        ptb_two_by_two table = {(uint64_t)row[0], (uint64_t)row[1], (uint64_t)row[2], (uint64_t)row[3]};
        ptb_figure rate;
        ptb_wilson(row[1] / row[0], row[0], &rate);
        ASSERT_CLOSE(rate.low, row[4], 1e-13, 0);
        ASSERT_CLOSE(rate.high, row[5], 1e-13, 0);
        /* The logarithms of factorials of 100,000 cases are exact to some 1e-10. */
        ASSERT_CLOSE(ptb_fisher_p(&table), row[6], 0, 1e-9);
    }
    free(want.values);
}
END_TEST

START_TEST(test_q_values_are_those_of_r)
{
    ptb_error err = {0};
    reference_table want = reference_read("proportions/expected_q.csv");
    double *p = reference_column(&want, 0), *expected = reference_column(&want, 1), q[100];
    ck_assert_uint_le(want.n_rows, 100);
    ASSERT_OK(ptb_benjamini_hochberg(p, want.n_rows, q, &err));
    for (size_t i = 0; i < want.n_rows; i++)
        ASSERT_CLOSE(q[i], expected[i], 1e-15, 1e-14);
    free(p);
    free(expected);
    free(want.values);
}
END_TEST

TEST_MAIN("reference proportions", test_tables_are_those_of_r, test_q_values_are_those_of_r)
