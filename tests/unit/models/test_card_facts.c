/* tests/unit/models/test_card_facts.c: a card's facts are written and read back; what can't be is refused by its path. */
#include "models/card_facts.h"
#include "models/repeats.h"
#include "tests/support/test_main.h"

static ptb_error err;

static const char card[] =
    "{\"card\": {\"first_as_of\": \"2024-01-01T00:00:00Z\", \"last_as_of\": null, \"tenths\": ["
    "{\"cases\": 4, \"wins\": 3, \"mean\": 0.75}, {\"cases\": 0, \"wins\": 0, \"mean\": null},"
    "{\"cases\": 4, \"wins\": 3, \"mean\": 0.5}, {\"cases\": 4, \"wins\": 3, \"mean\": 0.5},"
    "{\"cases\": 4, \"wins\": 3, \"mean\": 0.5}, {\"cases\": 4, \"wins\": 3, \"mean\": 0.5},"
    "{\"cases\": 4, \"wins\": 3, \"mean\": 0.5}, {\"cases\": 4, \"wins\": 3, \"mean\": 0.5},"
    "{\"cases\": 4, \"wins\": 3, \"mean\": 0.5}, {\"cases\": 4, \"wins\": 4, \"mean\": 1}],"
    "\"warnings\": [\"few\", \"fewer\"], \"leaks\": [{\"column\": \"Tags\", \"feature\": \"tags\", "
    "\"verdict\": \"leak\", "
    "\"left_out\": true, \"kept_as_asked\": false, \"evidence\": [{\"kind\": \"name_of_note\", \"says\": "
    "\"so\"}]}]}}";

static ptb_status read(const char *text, ptb_arena *arena, ptb_card_facts *out)
{
    ptb_json_doc *doc = NULL;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "m.json", &doc, &err));
    ptb_status status = ptb_card_facts_read(doc, ptb_json_root(doc), arena, out, &err);
    ptb_json_free(doc);
    return status;
}

START_TEST(test_written_as_read)
{
    ptb_arena arena = {0};
    ptb_card_facts facts, again;
    ptb_text one = {0}, two = {0};
    ASSERT_OK(read(card, &arena, &facts));
    ck_assert(facts.is_known);
    ck_assert_int_eq(facts.first_as_of, 1704067200);
    ck_assert_int_eq(facts.last_as_of, PTB_NO_TIME);
    ck_assert_uint_eq(facts.tenths[0].wins, 3);
    ck_assert(isnan(facts.tenths[1].mean));
    ck_assert_str_eq(facts.warnings, "few\nfewer\n");
    ck_assert_uint_eq(facts.leaks->n, 1);
    ck_assert(facts.leaks->items[0].is_left_out);
    for (int turn = 0; turn < 2; turn++) {
        ptb_text *text = turn == 0 ? &one : &two;
        ptb_json_writer writer = {.text = text};
        ptb_json_begin_object(&writer, NULL);
        ptb_card_facts_write(&writer, turn == 0 ? &facts : &again);
        ptb_json_end_object(&writer);
        if (turn == 0) ASSERT_OK(read(one.bytes, &arena, &again));
    }
    ck_assert_str_eq(one.bytes, two.bytes);
    ptb_card_facts_free(&facts);
    ptb_card_facts_free(&again);
    ptb_text_free(&one);
    ptb_text_free(&two);
    ptb_arena_free(&arena);
}
END_TEST

START_TEST(test_an_older_file_has_none)
{
    ptb_arena arena = {0};
    ptb_card_facts facts;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ASSERT_OK(read("{}", &arena, &facts));
    ck_assert(!facts.is_known && facts.leaks == NULL && facts.warnings[0] == 0);
    ptb_json_begin_object(&writer, NULL);
    ptb_card_facts_write(&writer, &facts);
    ptb_json_end_object(&writer);
    ck_assert_str_eq(text.bytes, "{}");
    ptb_text_free(&text);
    ptb_arena_free(&arena);
}
END_TEST

/* The text with the first `from` made `to`. */
static void assert_refused(const char *from, const char *to, const char *words)
{
    ptb_arena arena = {0};
    ptb_card_facts facts;
    ptb_text text = {0};
    const char *at = strstr(card, from);
    ck_assert_msg(at != NULL, "%s", from);
    ptb_text_append(&text, card, (size_t)(at - card));
    ptb_text_printf(&text, "%s%s", to, at + strlen(from));
    ASSERT_FAILS(read(text.bytes, &arena, &facts), PTB_E_SCHEMA, words);
    ptb_card_facts_free(&facts);
    ptb_text_free(&text);
    ptb_arena_free(&arena);
}

START_TEST(test_refusals)
{
    assert_refused("\"first_as_of\": ", "\"first\": ", "$.card.first");
    assert_refused("\"2024-01-01T00:00:00Z\"", "\"soon\"", "$.card.first_as_of: 'soon'; want a moment");
    assert_refused("\"last_as_of\": null", "\"last_as_of\": 7", "last_as_of");
    assert_refused("{\"cases\": 4, \"wins\": 3, \"mean\": 0.75}, ", "", "9 tenths");
    assert_refused("\"wins\": 3", "\"wins\": 5", "$.card.tenths[0]: want 0 <= wins <= cases");
    assert_refused("\"wins\": 3", "\"wins\": -1", "want 0 <= wins <= cases");
    assert_refused("0.75", "1.5", "their mean probability");
    assert_refused("0.75", "null", "their mean probability");
    assert_refused("\"mean\": null", "\"mean\": 0", "null without cases");
    assert_refused("\"few\"", "7", "$.card.warnings[0]: want a line");
    assert_refused("\"few\"", "\"a\\nb\"", "want a line of at most 2000 bytes");
    assert_refused("\"few\"", "\"\"", "want a line");
    assert_refused("\"leak\"", "\"drip\"", "'drip'; want suspect or leak");
    assert_refused("\"leaks\": [", "\"leaks\": [{}, ", "$.card.leaks[0]");
}
END_TEST

/* A list of n times one item, in place of what is there. */
static void assert_too_many(const char *key, const char *item, size_t n, const char *words)
{
    ptb_arena arena = {0};
    ptb_card_facts facts;
    ptb_text text = {0};
    const char *list = strstr(strstr(card, key), "["), *end = strstr(list, "]");
    ptb_text_append(&text, card, (size_t)(list - card) + 1);
    for (size_t i = 0; i < n; i++)
        ptb_text_printf(&text, "%s%s", i > 0 ? "," : "", item);
    ptb_text_add(&text, end);
    ASSERT_FAILS(read(text.bytes, &arena, &facts), PTB_E_SCHEMA, words);
    ptb_card_facts_free(&facts);
    ptb_text_free(&text);
    ptb_arena_free(&arena);
}

START_TEST(test_lists_are_bounded)
{
    assert_too_many("warnings", "\"w\"", 201, "201 warnings; want at most 200");
    assert_too_many("evidence", "{\"kind\": \"name_of_note\", \"says\": \"so\"}", 17,
                    "17 clues; want at most 16");
}
END_TEST

START_TEST(test_a_provenance_is_read_as_far_as_it_goes)
{
    static const char whole[] = "{\"program_version\": \"1.2\", \"command_line\": \"c\", \"seed\": -3, "
                                "\"inputs\": [{\"name\": \"v\", \"sha256\": \"ab\"}], \"edited\": [{}, {}]}";
    static const char *const texts[] = {
        "{}", "{\"program_version\": 7, \"seed\": \"x\", \"inputs\": {\"name\": 3}}", whole};
    for (size_t i = 0; i < 3; i++) {
        ptb_arena arena = {0};
        ptb_origin origin;
        ptb_json_doc *doc = NULL;
        ASSERT_OK(ptb_json_parse(texts[i], strlen(texts[i]), "p", &doc, &err));
        ASSERT_OK(ptb_origin_read(ptb_json_root(doc), &arena, &origin, &err));
        ck_assert_str_eq(origin.program_version, i == 2 ? "1.2" : "");
        ck_assert_int_eq(origin.has_seed, i == 2);
        ck_assert_int_eq(origin.seed, i == 2 ? -3 : 0);
        ck_assert_uint_eq(origin.n_edits, i == 2 ? 2 : 0);
        if (i == 2) ck_assert_str_eq(origin.inputs[0].sha256, "ab");
        ptb_json_free(doc);
        ptb_arena_free(&arena);
    }
}
END_TEST

static ptb_status read_repeats(const char *text, ptb_evaluation *out)
{
    ptb_json_doc *doc = NULL;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "m.json", &doc, &err));
    ptb_status status = ptb_repeats_read(doc, ptb_json_root(doc), out, &err);
    ptb_json_free(doc);
    return status;
}

START_TEST(test_repeats_are_read)
{
    ptb_evaluation e = {0};
    ASSERT_OK(read_repeats("{}", &e));
    ck_assert_int_eq(e.repeats, 1);
    ASSERT_OK(read_repeats("{\"repeats\": 3, \"repeat_sd\": {\"auc\": null, \"log_loss\": 0.25}}", &e));
    ck_assert_int_eq(e.repeats, 3);
    ck_assert(isnan(e.repeat_sd_auc));
    ASSERT_CLOSE(e.repeat_sd_log_loss, 0.25, 0, 0);
    static const char *const wrong[] = {
        "{\"repeats\": 1, \"repeat_sd\": {\"auc\": 0, \"log_loss\": 0}}",
        "{\"repeats\": 21, \"repeat_sd\": {\"auc\": 0, \"log_loss\": 0}}",
        "{\"repeats\": 3}",
        "{\"repeats\": 3, \"repeat_sd\": {\"auc\": -1, \"log_loss\": 0}}",
        "{\"repeats\": 3, \"repeat_sd\": {\"auc\": 0}}",
        "{\"repeats\": 3, \"repeat_sd\": {\"auc\": 0, \"log_loss\": 0, \"ks\": 0}}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ASSERT_FAILS(read_repeats(wrong[i], &e), PTB_E_SCHEMA, "m.json:1: $");
}
END_TEST

TEST_MAIN("card facts", test_written_as_read, test_an_older_file_has_none, test_refusals,
          test_lists_are_bounded, test_a_provenance_is_read_as_far_as_it_goes, test_repeats_are_read)
