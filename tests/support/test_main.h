/* tests/support/test_main.h: what every Check program needs: a main, temporary files, and comparisons that tell.
 *
 * A test file includes this once, writes START_TEST(...) functions, and ends with
 *     TEST_MAIN("name", test_one, test_two, ...)                                                              */
#ifndef PTB_TESTS_SUPPORT_TEST_MAIN_H
#define PTB_TESTS_SUPPORT_TEST_MAIN_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "datasets/base/status.h"

/* Check's own writes the place of every comparison that holds to a file, to say in a crash where it was last: most of
 * the time of a test that makes millions. A failure is reported as ever; a crash, with the name and line of its test. */
#undef ck_assert_msg
#define ck_assert_msg(expr, ...) \
    ((expr) ? (void)0 : _ck_assert_failed(__FILE__, __LINE__, "Assertion '" #expr "' failed", __VA_ARGS__))

/* The call must succeed; its error is shown. Needs `ptb_error err` in scope. */
#define ASSERT_OK(call)                                                                                \
    do {                                                                                               \
        err.message[0] = 0;                                                                            \
        ptb_status assert_status = (call);                                                             \
        ck_assert_msg(assert_status == PTB_OK, "%s: %s", ptb_status_text(assert_status), err.message); \
    } while (0)

/* The call must fail with `expected` and a message that holds `words`. */
#define ASSERT_FAILS(call, expected, words)                                                              \
    do {                                                                                                 \
        err.message[0] = 0;                                                                              \
        ptb_status assert_status = (call);                                                               \
        ck_assert_msg(assert_status == (expected), "got '%s' (%s), want '%s'",                           \
                      ptb_status_text(assert_status), err.message, ptb_status_text(expected));           \
        ck_assert_msg(strstr(err.message, words) != NULL, "message lacks '%s': %s", words, err.message); \
    } while (0)

/* |got - want| <= absolute + relative * |want|; NaN equals NaN. */
#define ASSERT_CLOSE(got, want, absolute, relative)                                                 \
    do {                                                                                            \
        double close_got = (got), close_want = (want);                                              \
        int close_same_nan = isnan(close_got) && isnan(close_want);                                 \
        ck_assert_msg(close_same_nan ||                                                             \
                          fabs(close_got - close_want) <= (absolute) + (relative)*fabs(close_want), \
                      "%s = %.17g, want %.17g (difference %.3g)", #got, close_got, close_want,      \
                      close_got - close_want);                                                      \
    } while (0)

static inline void test_write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), f), strlen(text));
    ck_assert_int_eq(fclose(f), 0);
}

#define TEST_MAIN(suite_name, ...)                                  \
    int main(void)                                                  \
    {                                                               \
        const TTest *const tests[] = {__VA_ARGS__};                 \
        Suite *suite = suite_create(suite_name);                    \
        TCase *tcase = tcase_create(suite_name);                    \
        tcase_set_timeout(tcase, 300);                              \
        for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) \
            tcase_add_test(tcase, tests[i]);                        \
        suite_add_tcase(suite, tcase);                              \
        SRunner *runner = srunner_create(suite);                    \
        srunner_run_all(runner, CK_ENV);                            \
        int failed = srunner_ntests_failed(runner);                 \
        srunner_free(runner);                                       \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                \
    }

#endif
