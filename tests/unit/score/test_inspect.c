/* tests/unit/score/test_inspect.c: what is said of features: words, windows, kinds, how many rows have a value, leaks. */
#include "features/leaks.h"
#include "score/inspect_features.h"
#include "score/inspect_text.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static const char plan_text[] =
    "{\"format\": \"propensity-plan\", \"format_version\": 1,\n"
    "\"sets\": [{\"name\": \"prices\", \"asset\": [\"/pricing*\", \"*quote*\"], \"except\": "
    "[\"*/blog/*\"]},\n"
    "{\"name\": \"sent\", \"type\": [\"form*\"], \"channel\": [\"web\"]}],\n"
    "\"features\": [\n"
    "{\"name\": \"short\", \"kind\": \"count\", \"of\": \"contact\", \"set\": \"prices\", \"window_days\": "
    "0.25},\n"
    "{\"name\": \"hour\", \"kind\": \"count\", \"of\": \"account\", \"window_days\": 0.041666666666666664},\n"
    "{\"name\": \"fading\", \"kind\": \"decayed_count\", \"of\": \"contact\", \"set\": \"sent\", "
    "\"half_life_days\": 30},\n"
    "{\"name\": \"speed\", \"kind\": \"velocity\", \"of\": \"contact\", \"window_days\": 1, "
    "\"long_window_days\": 90},\n"
    "{\"name\": \"step\", \"kind\": \"furthest\", \"of\": \"contact\", \"sets\": [\"prices\", \"sent\"]}]}\n";

static ptb_plan *parse_plan(const char *text)
{
    ptb_error err = {0};
    ptb_json_doc *doc;
    ptb_plan *plan;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "plan", &doc, &err));
    ASSERT_OK(ptb_plan_parse(doc, ptb_json_root(doc), &plan, &err));
    ptb_json_free(doc);
    return plan;
}

/* The line that begins with the name, blanks that align made one. */
static void line_of(const ptb_text *text, const char *name, char line[400])
{
    const char *at = text->bytes;
    size_t n = strlen(name), k = 0;
    while (at && (strncmp(at, "  ", 2) != 0 || strncmp(at + 2, name, n) != 0 || at[2 + n] != ' ')) {
        at = strchr(at, '\n');
        at = at && at[1] ? at + 1 : NULL;
    }
    ck_assert_msg(at != NULL, "no line of %s in:\n%s", name, text->bytes);
    for (at += 2; *at && *at != '\n' && k < 399; at++) {
        if (at[0] == ' ' && at[1] == ' ') continue;
        line[k++] = *at;
    }
    line[k] = 0;
}

#define ASSERT_LINE(text, name, want) \
    do {                              \
        char line[400];               \
        line_of(text, name, line);    \
        ck_assert_str_eq(line, want); \
    } while (0)

static void assert_says(const ptb_text *text, const char *part)
{
    ck_assert_msg(strstr(text->bytes, part) != NULL, "'%s' is not in:\n%s", part, text->bytes);
}

START_TEST(a_plan_tells_words_units_windows_and_sets)
{
    ptb_plan *plan = parse_plan(plan_text);
    ptb_text out = {0};
    ptb_inspect_plan(plan, &out);
    assert_says(&out, "\n5 features\n");
    ASSERT_LINE(&out, "feature", "feature meaning unit window missing where");
    ASSERT_LINE(&out, "short",
                "short prices activities in the last 0.25 days activities 6 hours the case names no contact");
    ASSERT_LINE(
        &out, "hour",
        "hour activities of the whole account in the last 0.041666666666666664 days activities 1 hour the "
        "contact has no account");
    ASSERT_LINE(&out, "fading",
                "fading sent activities, halved every 30 days activities half-life 30 days the case names no "
                "contact");
    ASSERT_LINE(&out, "speed",
                "speed share of activities in the last 90 days that fell in the last day share 1 day of 90 "
                "days the case "
                "names no contact");
    ASSERT_LINE(&out, "step", "step how far along prices or sent step the case names no contact");
    assert_says(&out, "\n2 sets of activities\n");
    ASSERT_LINE(&out, "prices", "prices asset /pricing*, *quote* but not */blog/*");
    ASSERT_LINE(&out, "sent", "sent type form* and channel web");
    ptb_text_free(&out);
    ptb_plan_free(plan);
}
END_TEST

/* Three rows: size in two of them, city in one; joined is a date. */
static void make_vectors(made_vectors *made)
{
    static const char *const names[] = {"size", "city", "joined"}, *const cities[] = {"Ghent", "Lyon"};
    made_vectors_new(made, 3, names, 3);
    made_category(made, 1, cities, 2);
    made->columns[2].kind = PTB_COLUMN_DATE;
    *made_cell(made, 0, 0) = NAN;
    *made_cell(made, 0, 1) = NAN;
    *made_cell(made, 2, 1) = NAN;
}

static ptb_leaks *parse_leaks(void)
{
    static const char text[] =
        "[{\"column\": \"size\", \"feature\": \"size\", \"verdict\": \"suspect\", \"left_out\": false,\n"
        "\"evidence\": [{\"kind\": \"name_of_state\", \"says\": \"it is the latest\"}]}]";
    ptb_error err = {0};
    ptb_json_doc *doc;
    ptb_leaks *leaks;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "leaks", &doc, &err));
    ASSERT_OK(ptb_leaks_parse(doc, ptb_json_root(doc), &leaks, &err));
    ptb_json_free(doc);
    return leaks;
}

START_TEST(vectors_tell_kinds_values_and_leaks)
{
    static const char missing[] = "the record has no value, one dated later, or did not exist yet";
    char want[200];
    made_vectors made;
    ptb_text out = {0};
    make_vectors(&made);
    ptb_leaks *leaks = parse_leaks();
    made.view.leaks = leaks;
    ptb_inspect_vectors(&made.view, &out);
    ASSERT_LINE(&out, "feature", "feature meaning unit window kind with a value missing where");
    (void)snprintf(want, sizeof want, "size size value number 2 %s", missing);
    ASSERT_LINE(&out, "size", want);
    (void)snprintf(want, sizeof want, "city city value category, 2 levels 1 %s", missing);
    ASSERT_LINE(&out, "city", want);
    (void)snprintf(want, sizeof want, "joined joined value date 3 %s", missing);
    ASSERT_LINE(&out, "joined", want);
    assert_says(&out, "\nleak guard\nquestion: size (it is the latest");
    ck_assert(strstr(out.bytes, "sets of activities") == NULL);
    ptb_text_free(&out);
    ptb_leaks_free(leaks);
    made_vectors_free(&made);
}
END_TEST

START_TEST(json_has_the_same)
{
    ptb_error err = {0};
    made_vectors made;
    ptb_text out = {0};
    ptb_json_writer writer = {.text = &out};
    ptb_json_doc *doc;
    make_vectors(&made);
    const ptb_feature_list list = {made.plan, made.columns, &made.view};
    ptb_json_begin_object(&writer, NULL);
    ptb_features_write(&writer, "features", &list);
    ptb_json_end_object(&writer);
    ASSERT_OK(ptb_text_check(&out, &err));
    ASSERT_OK(ptb_json_parse(out.bytes, out.len, "features", &doc, &err));
    const ptb_json *features = ptb_json_get(ptb_json_root(doc), "features");
    ck_assert_uint_eq(ptb_json_count(features), 3);
    const ptb_json *city = ptb_json_next(ptb_json_first(features));
    ck_assert_str_eq(ptb_json_string(ptb_json_get(city, "name")), "city");
    ck_assert_str_eq(ptb_json_string(ptb_json_get(city, "meaning")), "city");
    ck_assert_str_eq(ptb_json_string(ptb_json_get(city, "unit")), "value");
    ck_assert_str_eq(ptb_json_string(ptb_json_get(city, "kind")), "category");
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(city, "levels")), 2, 0, 0);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(city, "rows_with_value")), 1, 0, 0);
    ck_assert_ptr_nonnull(ptb_json_get(city, "missing_where"));
    ck_assert_ptr_null(ptb_json_get(city, "window_days"));
    ck_assert_str_eq(ptb_json_string(ptb_json_get(ptb_json_next(city), "kind")), "date");
    ptb_json_free(doc);
    ptb_text_free(&out);
    made_vectors_free(&made);
}
END_TEST

START_TEST(json_of_a_plan_has_windows_and_nothing_of_values)
{
    ptb_error err = {0};
    ptb_plan *plan = parse_plan(plan_text);
    ptb_text out = {0};
    ptb_json_writer writer = {.text = &out};
    ptb_json_doc *doc;
    const ptb_feature_list list = {.plan = plan};
    ptb_json_begin_object(&writer, NULL);
    ptb_features_write(&writer, "features", &list);
    ptb_json_end_object(&writer);
    ASSERT_OK(ptb_json_parse(out.bytes, out.len, "features", &doc, &err));
    const ptb_json *at = ptb_json_first(ptb_json_get(ptb_json_root(doc), "features"));
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(at, "window_days")), 0.25, 0, 0);
    ck_assert_ptr_null(ptb_json_get(at, "kind"));
    ck_assert_ptr_null(ptb_json_get(at, "rows_with_value"));
    at = ptb_json_next(ptb_json_next(at));
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(at, "half_life_days")), 30, 0, 0);
    at = ptb_json_next(at);
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(at, "long_window_days")), 90, 0, 0);
    ptb_json_free(doc);
    ptb_text_free(&out);
    ptb_plan_free(plan);
}
END_TEST

TEST_MAIN("inspect", a_plan_tells_words_units_windows_and_sets, vectors_tell_kinds_values_and_leaks,
          json_has_the_same, json_of_a_plan_has_windows_and_nothing_of_values)
