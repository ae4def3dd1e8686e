/* tests/unit/base/test_text.c: views, numbers that survive, UTF-8, near names, growing text. */
#include <float.h>
#include <locale.h>
#include <stdint.h>

#include "datasets/base/text.h"
#include "tests/support/test_main.h"

/* A double of any bits, from a counter (splitmix64). */
static double any_double(uint64_t i)
{
    uint64_t z = i * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    double value;
    memcpy(&value, &z, sizeof value);
    return value;
}

static bool same_bits(double a, double b)
{
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return x == y;
}

START_TEST(test_views)
{
    ck_assert_uint_eq(ptb_str_of(NULL).len, 0);
    ck_assert(ptb_str_equal_text(ptb_str_of("abc"), "abc"));
    ck_assert(!ptb_str_equal_text(ptb_str_of("abc"), "abd"));
    ck_assert(!ptb_str_equal_text(ptb_str_of("abc"), "ab"));
    ck_assert(ptb_str_equal(ptb_str_of(NULL), ptb_str_of("")));
    ck_assert(ptb_str_equal_nocase(ptb_str_of("aBc"), "AbC"));
    ck_assert(!ptb_str_equal_nocase(ptb_str_of("aBc"), "AbCd"));
    ck_assert(!ptb_str_equal_nocase(ptb_str_of("["), "{"));
    ck_assert(ptb_str_equal_text(ptb_str_trim(ptb_str_of(" \t\r\nx y\v\f ")), "x y"));
    ck_assert_uint_eq(ptb_str_trim(ptb_str_of("   ")).len, 0);
}
END_TEST

START_TEST(test_compare_is_a_total_order_by_bytes)
{
    static const char *const ordered[] = {"", "A", "a", "aa", "ab", "b", "\x7f", "\x80", "\xff"};
    int n = (int)(sizeof ordered / sizeof ordered[0]);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            ck_assert_int_eq(ptb_str_compare(ptb_str_of(ordered[i]), ptb_str_of(ordered[j])),
                             (i > j) - (i < j));
}
END_TEST

START_TEST(test_numbers_accepted)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0.0},
                 {"-0", -0.0},
                 {"+5", 5.0},
                 {"007", 7.0},
                 {"1.5", 1.5},
                 {"-1.25e2", -125.0},
                 {"1E+3", 1000.0},
                 {"1e-3", 0.001},
                 {"0.1", 0.1},
                 {"9007199254740993", 9007199254740992.0},
                 {"9007199254740992.5e-1", 900719925474099.25},
                 {"1.7976931348623157e308", DBL_MAX},
                 {"2.2250738585072011e-308", 2.2250738585072011e-308},
                 {"5e-324", DBL_TRUE_MIN},
                 {"1e-400", 0.0},
                 {"0e999999999999999999", 0.0},
                 {"0.000000000000000000000000000000000000001e39", 1.0},
                 {"1000000000000000000000000000000e-30", 1.0},
                 {"123456789012345678901234567890", 123456789012345678901234567890.0},
                 {"1e23", 1e23},
                 {"8.5e22", 8.5e22}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = 99;
        ck_assert_msg(ptb_parse_number(ptb_str_of(cases[i].text), &value), "%s", cases[i].text);
        ck_assert_msg(same_bits(value, cases[i].value), "%s gave %.17g", cases[i].text, value);
    }
}
END_TEST

START_TEST(test_numbers_with_comma)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {{"1,5", 1.5},
                {"1.234,5", 1234.5},
                {"-12.345.678,25", -12345678.25},
                {"+0,1", 0.1},
                {"1.234", 1234},
                {"999", 999},
                {"123456,75", 123456.75},
                {"0,1234567890123456789", 0.1234567890123456789}};
    static const char *const bad[] = {"",       ",5",     "5,",      "1,2,3",  "1.23",      "1234.567",
                                      "1.2345", ".123",   "1.",      "1..234", "1.234,5.6", "1,234.5",
                                      "1e5",    "1,5e3",  "-",       "- 1",    "1 234,5",   "1,5 ",
                                      "0x1,5",  "1.234.", "12.34,5", "nan",    "1.234.56"};
    double value = 0;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ck_assert_msg(ptb_parse_number_comma(ptb_str_of(good[i].text), &value), "%s", good[i].text);
        ASSERT_CLOSE(value, good[i].value, 0, 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!ptb_parse_number_comma(ptb_str_of(bad[i]), &value), "%s", bad[i]);
    char text[600];
    memset(text, '1', sizeof text);
    ck_assert(!ptb_parse_number_comma((ptb_str){text, sizeof text}, &value)); /* beyond all doubles anyway */
    ck_assert(ptb_parse_number_comma((ptb_str){text, 300}, &value));
}
END_TEST

START_TEST(test_numbers_refused)
{
    static const char *const cases[] = {"",      " 1",     "1 ",    "+",        "-",         ".5",
                                        "5.",    "1e",     "1e+",   "0x1",      "nan",       "inf",
                                        "1,5",   "1_0",    "1.2.3", "--1",      "1e5x",      "e5",
                                        "1e400", "-1e309", "1d5",   "infinity", "1\xc2\xa0", "1.e5"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value;
        ck_assert_msg(!ptb_parse_number(ptb_str_of(cases[i]), &value), "%s", cases[i]);
    }
}
END_TEST

/* 1 + 2^-53 lies exactly between two doubles; a digit far behind decides. */
START_TEST(test_ties_are_decided_by_digits_far_away)
{
    static const char tie[] = "1.00000000000000011102230246251565404236316680908203125";
    char text[2000];
    double value;
    ck_assert(ptb_parse_number(ptb_str_of(tie), &value));
    ck_assert(same_bits(value, 1.0));
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i < strlen(tie) ? tie[i] : '0';
    for (size_t len = strlen(tie) + 1; len < sizeof text; len += 97) {
        ptb_str view = {text, len};
        ck_assert(ptb_parse_number(view, &value));
        ck_assert(same_bits(value, 1.0));
        text[len - 1] = '1';
        ck_assert(ptb_parse_number(view, &value));
        ck_assert_msg(same_bits(value, 1.0 + DBL_EPSILON), "%zu digits", len);
        text[len - 1] = '0';
    }
}
END_TEST

START_TEST(test_view_end_is_respected)
{
    double value;
    int64_t whole;
    ptb_str view = {"12345", 2};
    ck_assert(ptb_parse_number(view, &value));
    ASSERT_CLOSE(value, 12, 0, 0);
    ck_assert(ptb_parse_integer(view, &whole));
    ck_assert_int_eq(whole, 12);
}
END_TEST

START_TEST(test_integers)
{
    int64_t value;
    ck_assert(ptb_parse_integer(ptb_str_of("9223372036854775807"), &value) && value == INT64_MAX);
    ck_assert(ptb_parse_integer(ptb_str_of("-9223372036854775808"), &value) && value == INT64_MIN);
    ck_assert(ptb_parse_integer(ptb_str_of("+007"), &value) && value == 7);
    static const char *const refused[] = {
        "",     "+",    "-", "1.0", "1e3", " 1", "1 ", "9223372036854775808", "-9223372036854775809",
        "0x10", "1_000"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        ck_assert_msg(!ptb_parse_integer(ptb_str_of(refused[i]), &value), "%s", refused[i]);
}
END_TEST

START_TEST(test_flags)
{
    static const char *const yes[] = {"yes", "TRUE", "y", "T", "On"}, *const no[] = {"No", "false", "N", "f",
                                                                                     "off"};
    static const char *const neither[] = {"", "0", "1", "yess", "ja", "nein", " yes"};
    bool flag;
    for (size_t i = 0; i < 5; i++) {
        ck_assert(ptb_parse_flag(ptb_str_of(yes[i]), &flag) && flag);
        ck_assert(ptb_parse_flag(ptb_str_of(no[i]), &flag) && !flag);
    }
    for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i++)
        ck_assert(!ptb_parse_flag(ptb_str_of(neither[i]), &flag));
}
END_TEST

START_TEST(test_numbers_printed)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.0, "0"},
                 {-0.0, "-0"},
                 {42, "42"},
                 {-123456789, "-123456789"},
                 {999999999999999.0, "999999999999999"},
                 {1e15, "1e+15"},
                 {0.1, "0.1"},
                 {0.5, "0.5"},
                 {1.0 / 3, "0.3333333333333333"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {DBL_MAX, "1.7976931348623157e+308"},
                 {DBL_TRUE_MIN, "5e-324"},
                 {1e300, "1e+300"},
                 {(double)NAN, "nan"},
                 {(double)INFINITY, "inf"},
                 {-(double)INFINITY, "-inf"}};
    char out[PTB_NUMBER_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_uint_eq(ptb_print_number(out, cases[i].value), strlen(cases[i].text));
        ck_assert_str_eq(out, cases[i].text);
    }
}
END_TEST

/* The law of this file: what is printed reads back to the same bits. */
START_TEST(test_numbers_survive_print_and_parse)
{
    char out[PTB_NUMBER_BYTES];
    for (uint64_t i = 1; i <= 200000; i++) {
        double value = any_double(i), back;
        if (!isfinite(value)) continue;
        size_t len = ptb_print_number(out, value);
        ck_assert_uint_lt(len, PTB_NUMBER_BYTES);
        ptb_str view = {out, len};
        ck_assert(ptb_parse_number(view, &back));
        ck_assert_msg(same_bits(value, back), "%s", out);
        value = (double)(i % 1000003) / 1000.0;
        view.len = ptb_print_number(out, value);
        ck_assert(ptb_parse_number(view, &back));
        ck_assert_msg(same_bits(value, back), "%s", out);
    }
}
END_TEST

/* The same values as the C library reads, with any number of digits. */
START_TEST(test_parse_agrees_with_strtod)
{
    char text[64];
    for (uint64_t i = 1; i <= 100000; i++) {
        double seed = any_double(i), value;
        if (!isfinite(seed)) continue;
        (void)snprintf(text, sizeof text, "%.*e", (int)(i % 22), seed);
        char *end;
        double want = strtod(text, &end);
        if (!isfinite(want)) continue;
        ck_assert(ptb_parse_number(ptb_str_of(text), &value));
        ck_assert_msg(same_bits(value, want), "%s", text);
    }
}
END_TEST

/* Where the machine has a locale with a decimal comma, it changes nothing. */
START_TEST(test_locale_of_the_host_does_not_matter)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C"};
    locale_t host = (locale_t)0;
    for (size_t i = 0; i < 4 && !host; i++)
        host = newlocale(LC_ALL_MASK, names[i], (locale_t)0);
    ck_assert(host);
    locale_t before = uselocale(host);
    char out[PTB_NUMBER_BYTES];
    double value;
    ptb_text text = {0};
    ck_assert(ptb_parse_number(ptb_str_of("1.2345678901234567890123e-30"), &value));
    ck_assert(same_bits(value, 1.2345678901234567890123e-30));
    ptb_print_number(out, 1.0 / 3);
    ck_assert_str_eq(out, "0.3333333333333333");
    ptb_text_printf(&text, "%.2f", 1.5);
    ck_assert_str_eq(text.bytes, "1.50");
    ck_assert(uselocale((locale_t)0) == host);
    (void)uselocale(before);
    freelocale(host);
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_utf8)
{
    static const struct {
        const char *text;
        size_t good;
    } cases[] = {{"", 0},
                 {"plain ascii, long enough for words", 34},
                 {"gr\xc3\xbc\xc3\x9f", 6},
                 {"\xe2\x82\xac\xf0\x9f\x98\x80", 7},
                 {"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", 10},
                 {"a\x80", 1},
                 {"ab\xc0\xaf", 2},              /* overlong */
                 {"\xe0\x9f\xbf", 0},            /* overlong */
                 {"\xf0\x8f\xbf\xbf", 0},        /* overlong */
                 {"\xed\xa0\x80", 0},            /* surrogate */
                 {"\xf4\x90\x80\x80", 0},        /* beyond U+10FFFF */
                 {"\xf5\x80\x80\x80", 0},        /* beyond U+10FFFF */
                 {"12345678\xe2\x82", 8},        /* cut */
                 {"1234567\xc3\x28xxxxxxxx", 7}, /* no continuation */
                 {"\xf0\x9f\x98", 0},
                 {"\xff", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_uint_eq(ptb_utf8_valid_prefix(cases[i].text, strlen(cases[i].text)), cases[i].good);
}
END_TEST

START_TEST(test_nearest_name)
{
    static const char *const names[] = {"contacts", "accounts", "activities", "threads", "name"};
    ck_assert_str_eq(ptb_nearest_name(ptb_str_of("contcats"), names, 5), "contacts");
    ck_assert_str_eq(ptb_nearest_name(ptb_str_of("THREAD"), names, 5), "threads");
    ck_assert_str_eq(ptb_nearest_name(ptb_str_of("nmae"), names, 5), "name");
    ck_assert_str_eq(ptb_nearest_name(ptb_str_of("accounts"), names, 5), "accounts");
    ck_assert_ptr_null(ptb_nearest_name(ptb_str_of("zebra"), names, 5));
    ck_assert_ptr_null(ptb_nearest_name(ptb_str_of(""), names, 5));
    ck_assert_ptr_null(ptb_nearest_name(ptb_str_of("name"), names, 0));
    char long_name[200];
    memset(long_name, 'a', sizeof long_name);
    ptb_str view = {long_name, sizeof long_name};
    ck_assert_ptr_null(ptb_nearest_name(view, names, 5));
}
END_TEST

START_TEST(test_text_grows)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_text_add(&text, "a");
    ptb_text_append(&text, "bcd", 2);
    ptb_text_printf(&text, "-%d-%s", 5, "x");
    ptb_text_number(&text, 0.25);
    ck_assert_str_eq(text.bytes, "abc-5-x0.25");
    ptb_text_clear(&text);
    ck_assert_str_eq(text.bytes, "");
    for (int i = 0; i < 5000; i++)
        ptb_text_printf(&text, "%04d", i);
    ck_assert_uint_eq(text.len, 20000);
    ck_assert_int_eq(memcmp(text.bytes + 17284, "4321", 4), 0);
    char big[1000];
    memset(big, 'y', sizeof big - 1);
    big[sizeof big - 1] = 0;
    ptb_text_printf(&text, "%s|", big);
    ck_assert_uint_eq(text.len, 21000);
    ck_assert_int_eq(text.bytes[20999], '|');
    ASSERT_OK(ptb_text_check(&text, &err));
    ptb_text_free(&text);
    ck_assert_ptr_null(text.bytes);
    ptb_text_append(&text, NULL, 0);
    ck_assert_str_eq(text.bytes, "");
    ptb_text_printf(&text, "%s|", big); /* longer than what is there at first */
    ck_assert_uint_eq(text.len, 1000);
    ck_assert_str_eq(text.bytes + 998, "y|");
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_failed_text_sticks)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_text_add(&text, "ok");
    ptb_text_append(&text, "x", SIZE_MAX - 10);
    ptb_text_add(&text, "more");
    ptb_text_printf(&text, "%d", 1);
    ck_assert_str_eq(text.bytes, "ok");
    ASSERT_FAILS(ptb_text_check(&text, &err), PTB_E_NOMEM, "after 2 bytes");
    ptb_text_free(&text);
}
END_TEST

TEST_MAIN("text", test_views, test_compare_is_a_total_order_by_bytes, test_numbers_accepted,
          test_numbers_with_comma, test_numbers_refused, test_ties_are_decided_by_digits_far_away,
          test_view_end_is_respected, test_integers, test_flags, test_numbers_printed,
          test_numbers_survive_print_and_parse, test_parse_agrees_with_strtod,
          test_locale_of_the_host_does_not_matter, test_utf8, test_nearest_name, test_text_grows,
          test_failed_text_sticks)
