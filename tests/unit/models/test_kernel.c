/* tests/unit/models/test_kernel.c: exp(-gamma x) over arrays: close to libm's, and the same at any place. */
#include "models/kernel.h"
#include "tests/support/test_main.h"

enum { N = 4099 };

START_TEST(test_decay_is_close_to_exp)
{
    static double x[N], y[N];
    const double tops[] = {1e-9, 1, 40, 690};
    for (size_t t = 0; t < 4; t++) {
        for (size_t i = 0; i < N; i++)
            x[i] = y[i] = tops[t] * (double)i / N;
        ptb_kernel_decay(y, N, 0.75);
        for (size_t i = 0; i < N; i++)
            ASSERT_CLOSE(y[i], exp(-0.75 * x[i]), 0, 5e-16);
    }
}
END_TEST

START_TEST(test_zero_gives_one_and_the_far_gives_zero)
{
    double x[70] = {0};
    x[3] = 1e300;
    x[69] = 1400;
    x[5] = 690;
    ptb_kernel_decay(x, 70, 1);
    ASSERT_CLOSE(x[0], 1, 0, 0);
    ASSERT_CLOSE(x[3], 0, 0, 0);
    ASSERT_CLOSE(x[69], 0, 0, 0);
    ASSERT_CLOSE(x[5], exp(-690), 0, 5e-16);
    x[0] = 1e300;
    ptb_kernel_decay(x, 1, 1e300); /* the exponent is infinite */
    ASSERT_CLOSE(x[0], 0, 0, 0);
}
END_TEST

START_TEST(test_the_place_does_not_matter)
{
    double all[200], one = 0;
    for (size_t i = 0; i < 200; i++)
        all[i] = 0.37 * (double)i;
    ptb_kernel_decay(all, 200, 0.9);
    for (size_t i = 0; i < 200; i++) {
        one = 0.37 * (double)i;
        ptb_kernel_decay(&one, 1, 0.9);
        ck_assert_mem_eq(&one, &all[i], sizeof one);
    }
}
END_TEST

TEST_MAIN("kernel", test_decay_is_close_to_exp, test_zero_gives_one_and_the_far_gives_zero,
          test_the_place_does_not_matter)
