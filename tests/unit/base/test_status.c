/* tests/unit/base/test_status.c: messages are whole, safe to print and carry their status. */
#include <errno.h>

#include "tests/support/test_main.h"

START_TEST(test_every_status_has_a_text_and_an_exit_status)
{
#define X(code, exit_status, text)                 \
    ck_assert_str_eq(ptb_status_text(code), text); \
    ck_assert_int_eq(ptb_status_exit(code), exit_status);
    PTB_STATUS_LIST(X)
#undef X
    ck_assert_str_eq(ptb_status_text((ptb_status)999), "unknown status");
    ck_assert_int_eq(ptb_status_exit((ptb_status)999), 1);
}
END_TEST

START_TEST(test_fail_writes_message_and_returns_status)
{
    ptb_error err;
    ck_assert_int_eq(ptb_fail(&err, PTB_E_DATA, "row %d: '%s'", 3, "x"), PTB_E_DATA);
    ck_assert_int_eq(err.status, PTB_E_DATA);
    ck_assert_str_eq(err.message, "row 3: 'x'");
    ck_assert_int_eq(ptb_fail(NULL, PTB_E_ARG, "nobody listens"), PTB_E_ARG);
}
END_TEST

START_TEST(test_prefix_keeps_status_and_message)
{
    ptb_error err;
    ptb_status status = ptb_fail(&err, PTB_E_PARSE, "no date");
    ck_assert_int_eq(ptb_prefix(&err, status, "reading %s", "a.csv"), PTB_E_PARSE);
    ck_assert_str_eq(err.message, "reading a.csv: no date");
    ck_assert_int_eq(ptb_prefix(NULL, PTB_E_IO, "x"), PTB_E_IO);
}
END_TEST

START_TEST(test_errno_text_follows)
{
    ptb_error err;
    errno = ENOSPC;
    ck_assert_int_eq(ptb_fail_errno(&err, PTB_E_IO, "writing %s", "f"), PTB_E_IO);
    ck_assert_str_eq(err.message, "writing f: No space left on device");
    errno = ENOMEM;
    ck_assert_int_eq(ptb_fail_errno(&err, PTB_E_IO, "mapping"), PTB_E_NOMEM);
    ck_assert_int_eq(err.status, PTB_E_NOMEM);
    errno = ENOMEM;
    ck_assert_int_eq(ptb_fail_errno(NULL, PTB_E_IO, "mapping"), PTB_E_NOMEM);
}
END_TEST

/* A message may be made out of the message before. */
START_TEST(test_message_may_be_its_own_argument)
{
    ptb_error err;
    ck_assert_int_eq(ptb_fail(&err, PTB_E_DATA, "inner"), PTB_E_DATA);
    ck_assert_int_eq(ptb_fail(&err, PTB_E_DATA, "outer (%s)", err.message), PTB_E_DATA);
    ck_assert_str_eq(err.message, "outer (inner)");
}
END_TEST

START_TEST(test_long_message_is_cut_between_characters)
{
    ptb_error err;
    char text[3 * PTB_MESSAGE_BYTES];
    for (size_t shift = 0; shift < 4; shift++) {
        size_t n = 0;
        while (n < shift)
            text[n++] = 'a';
        while (n + 4 < sizeof text) {
            memcpy(text + n, "\xf0\x9f\x98\x80", 4);
            n += 4;
        }
        text[n] = 0;
        ck_assert_int_eq(ptb_fail(&err, PTB_E_DATA, "%s", text), PTB_E_DATA);
        size_t len = strlen(err.message);
        ck_assert_uint_gt(len, PTB_MESSAGE_BYTES - 9);
        ck_assert_uint_lt(len, PTB_MESSAGE_BYTES);
        ck_assert_uint_eq((len - shift) % 4, 0);
        ck_assert_int_eq(ptb_prefix(&err, PTB_E_DATA, "reading"), PTB_E_DATA);
        ck_assert_uint_lt(strlen(err.message), PTB_MESSAGE_BYTES);
        ck_assert_uint_eq((strlen(err.message) - strlen("reading: ") - shift) % 4, 0);
    }
}
END_TEST

START_TEST(test_control_characters_do_not_reach_the_terminal)
{
    ptb_error err;
    ck_assert_int_eq(ptb_fail(&err, PTB_E_DATA, "%s", "a\x1b[31mb\nc\x7f"), PTB_E_DATA);
    ck_assert_str_eq(err.message, "a?[31mb?c?");
}
END_TEST

TEST_MAIN("status", test_every_status_has_a_text_and_an_exit_status,
          test_fail_writes_message_and_returns_status, test_prefix_keeps_status_and_message,
          test_errno_text_follows, test_message_may_be_its_own_argument,
          test_long_message_is_cut_between_characters, test_control_characters_do_not_reach_the_terminal)
