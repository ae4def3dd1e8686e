/* tests/unit/score/test_markdown.c: texts of others stay one line and mean nothing to Markdown. */
#include "score/markdown.h"
#include "tests/support/test_main.h"

static void assert_text(const char *from, const char *want)
{
    ptb_text out = {0};
    ptb_markdown_text(&out, from);
    ck_assert_str_eq(out.bytes == NULL ? "" : out.bytes, want);
    ptb_text_free(&out);
}

START_TEST(test_markup_is_escaped)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"page_view activities in the last 7 days", "page_view activities in the last 7 days"},
        {"Größe 日本", "Größe 日本"},
        {"_x_ __y", "\\_x\\_ \\_\\_y"},
        {"a|b", "a\\|b"},
        {"`code` *b* ~s~ #h $m^", "\\`code\\` \\*b\\* \\~s\\~ \\#h \\$m\\^"},
        {"[x](javascript:1) ![i]", "\\[x\\](javascript:1) \\!\\[i\\]"},
        {"<script>&lt;", "&lt;script&gt;&amp;lt;"},
        {"https://a.b www.c.d me@x.y", "https\\://a.b www\\.c.d me\\@x.y"},
        {"\\", "\\\\"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_text(cases[i][0], cases[i][1]);
}
END_TEST

#define GONE "\xef\xbf\xbd"

START_TEST(test_what_can_not_be_seen_is_shown)
{
    static const char *const cases[][2] = {
        {"a\nb\rc\td\x1b[31m", "a b c d \\[31m"},
        {"a\x7f", "a "},
        {"a\xc2\x85z\xc2\x9bz", "a" GONE "z" GONE "z"},         /* C1 */
        {"a\xe2\x80\xaez\xe2\x80\xac", "a" GONE "z" GONE},      /* U+202E */
        {"a\xe2\x81\xa6z\xe2\x81\xa9", "a" GONE "z" GONE},      /* U+2066, 2069 */
        {"a\xe2\x80\x8bz\xe2\x80\x8fz", "a" GONE "z" GONE "z"}, /* U+200B, 200F */
        {"\xd8\x9c\xe1\xa0\x8e\xef\xbb\xbf", GONE GONE GONE},   /* U+061C, 180E, FEFF */
        {"\xf3\xa0\x81\xa1z", GONE "z"},                        /* a tag */
        {"\xe2\x80\xa8z", GONE "z"},                            /* U+2028 */
        {"a\xffz\xe2\x80", "a" GONE "z" GONE GONE},             /* no UTF-8 */
        {"\xe2\x80\x94\xc2\xa0", "\xe2\x80\x94\xc2\xa0"},       /* a dash and a blank may be seen */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_text(cases[i][0], cases[i][1]);
}
END_TEST

START_TEST(test_code_is_one_line)
{
    ptb_text out = {0};
    ptb_markdown_code(&out, "train a_b\n# *x*\xe2\x80\xae\xe2\x80\xac | <b>");
    ck_assert_str_eq(out.bytes, "    train a_b # *x*" GONE GONE " | <b>\n");
    ptb_text_free(&out);
}
END_TEST

TEST_MAIN("markdown", test_markup_is_escaped, test_what_can_not_be_seen_is_shown, test_code_is_one_line)
