/* tests/unit/base/test_pattern.c: patterns with stars against hand-made cases and a recursive oracle. */
#include "datasets/base/pattern.h"
#include "datasets/base/rng.h"
#include "tests/support/test_main.h"

static ptb_error err;

static bool fits(const char *pattern, const char *text)
{
    return ptb_pattern_matches(ptb_str_of(pattern), ptb_str_of(text));
}

START_TEST(cases)
{
    static const struct {
        const char *pattern, *text;
        bool fits;
    } all[] = {{"", "", true},
               {"", "a", false},
               {"*", "", true},
               {"***", "", true},
               {"*", "anything", true},
               {"a", "", false},
               {"/pricing*", "/pricing", true},
               {"/pricing*", "/Pricing/eu?x=1", true},
               {"/pricing*", "/x/pricing", false},
               {"*DEMO*", "book a demo now", true},
               {"*demo", "demo now demo", true},
               {"*demo", "demo now", false},
               {"a*b*c", "aXbXbXc", true},
               {"a*b*c", "aXcXb", false},
               {"a*a", "a", false},
               {"a*a", "aa", true},
               {"*ab*ab*", "abab", true},
               {"*ab*ab*", "abb", false},
               {"a?c", "abc", false},
               {"a?c", "a?c", true},
               {"[a]", "a", false},
               {"a\\*", "a\\x", true},
               {"@", "`", false},
               {"[", "{", false},
               {"\xc3\x84", "\xc3\xa4", false}}; /* case of ASCII letters only */
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        ck_assert_msg(fits(all[i].pattern, all[i].text) == all[i].fits, "'%s' against '%s'", all[i].pattern,
                      all[i].text);
}
END_TEST

START_TEST(views_are_not_terminated)
{
    ck_assert(ptb_pattern_matches((ptb_str){"ab*x", 3}, (ptb_str){"abcd", 3}));
    ck_assert(!ptb_pattern_matches((ptb_str){"abx", 3}, (ptb_str){"abxx", 4}));
    ck_assert(ptb_pattern_matches((ptb_str){"a\0*", 3}, (ptb_str){"A\0z", 3}));
    ck_assert(!ptb_pattern_matches((ptb_str){"a\0*", 3}, (ptb_str){"a", 1}));
    ck_assert(ptb_pattern_matches((ptb_str){NULL, 0}, (ptb_str){NULL, 0}));
}
END_TEST

/* By definition: a star takes nothing, or one byte and goes on. */
static bool oracle(const char *pattern, const char *text)
{
    if (!*pattern) return !*text;
    if (*pattern == '*') return oracle(pattern + 1, text) || (*text && oracle(pattern, text + 1));
    char a = *pattern == 'A' ? 'a' : *pattern, b = *text == 'A' ? 'a' : *text;
    return *text && a == b && oracle(pattern + 1, text + 1);
}

static void draw(ptb_rng *rng, const char *letters, size_t most, char *out)
{
    size_t n = (size_t)ptb_rng_below(rng, most + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = letters[ptb_rng_below(rng, strlen(letters))];
    out[n] = 0;
}

START_TEST(law_as_the_oracle)
{
    ptb_rng *rng = NULL;
    size_t n_fit = 0, n_rounds = 200000;
    ASSERT_OK(ptb_rng_new(1, "pattern", 0, &rng, &err));
    for (size_t i = 0; i < n_rounds; i++) {
        char pattern[8], text[12];
        draw(rng, "aAb**", 7, pattern);
        draw(rng, "aAb", 11, text);
        bool want = oracle(pattern, text);
        n_fit += want;
        ck_assert_msg(fits(pattern, text) == want, "'%s' against '%s'", pattern, text);
    }
    ck_assert_uint_gt(n_fit, n_rounds / 10);
    ck_assert_uint_lt(n_fit, n_rounds * 9 / 10);
    ptb_rng_free(rng);
}
END_TEST

/* A naive matcher would take longer than the world is old. */
START_TEST(many_stars_do_not_explode)
{
    enum { N_STARS = 2000, N_LETTERS = 2 * N_STARS, N_TEXT = 20000 };
    static char pattern[N_LETTERS + 1], text[N_TEXT];
    for (size_t i = 0; i < N_LETTERS; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    pattern[N_LETTERS] = 'b';
    memset(text, 'a', sizeof text);
    ck_assert(!ptb_pattern_matches((ptb_str){pattern, N_LETTERS + 1}, (ptb_str){text, N_TEXT}));
    ck_assert(ptb_pattern_matches((ptb_str){pattern, N_LETTERS}, (ptb_str){text, N_TEXT}));
}
END_TEST

START_TEST(marks_of_levels)
{
    static const char bytes[] = ""
                                "/demo"
                                "/pricing/eu"
                                "Demo";
    static const uint64_t offset[] = {0, 0, 5, 16, 20};
    ptb_strings levels = {bytes, offset, 4};
    const char *patterns[] = {"*demo", "/pricing*"};
    uint8_t *marks = NULL;
    ASSERT_OK(ptb_patterns_mark(&levels, patterns, 2, &marks, &err));
    const uint8_t want[] = {0, 1, 1, 1};
    ck_assert_mem_eq(marks, want, sizeof want);
    free(marks);
    ASSERT_OK(ptb_patterns_mark(&levels, patterns, 0, &marks, &err));
    const uint8_t none[4] = {0};
    ck_assert_mem_eq(marks, none, sizeof none);
    free(marks);
    const char *empty[] = {""};
    ASSERT_OK(ptb_patterns_mark(&levels, empty, 1, &marks, &err));
    const uint8_t first[] = {1, 0, 0, 0};
    ck_assert_mem_eq(marks, first, sizeof first);
    free(marks);
    levels.n = 0;
    ASSERT_OK(ptb_patterns_mark(&levels, empty, 1, &marks, &err));
    free(marks);
}
END_TEST

TEST_MAIN("pattern", cases, views_are_not_terminated, law_as_the_oracle, many_stars_do_not_explode,
          marks_of_levels)
