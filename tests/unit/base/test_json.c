/* tests/unit/base/test_json.c: RFC 8259 and nothing else in, exact numbers and stable bytes out. */
#include <stdint.h>

#include "datasets/base/json.h"
#include "tests/support/test_main.h"

static ptb_status parse(const char *text, ptb_json_doc **doc, ptb_error *err)
{
    return ptb_json_parse(text, strlen(text), "t.json", doc, err);
}

static void assert_refused(const char *text, size_t len, ptb_status want, const char *words)
{
    ptb_error err;
    ptb_json_doc *doc;
    char *exact = malloc(len + 1); /* without a terminator: reading beyond the text is seen by sanitizers */
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, len);
    exact = realloc(exact, len ? len : 1);
    ck_assert_ptr_nonnull(exact);
    ASSERT_FAILS(ptb_json_parse(exact, len, "t.json", &doc, &err), want, words);
    ck_assert_ptr_null(doc);
    free(exact);
}

START_TEST(test_malformed_texts_are_refused_with_their_place)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", "t.json:1:1: the text ends here; expected a value"},
        {"  \n ", "t.json:2:2: the text ends here; expected a value"},
        {"{\"a\":1} x", "t.json:1:9: found 'x'; expected the end of the text"},
        {"{\"a\":1}{}", "t.json:1:8: found '{'; expected the end"},
        {"{\"a\" 1}", "t.json:1:6: found '1'; expected ':' after the key"},
        {"{\n  \"a\": 1,\n}", "t.json:3:1: found '}'; expected a key in quotes"},
        {"{a:1}", "t.json:1:2: found 'a'; expected a key in quotes"},
        {"{'a':1}", "found '''; expected a key in quotes"},
        {"{\"a\":1 \"b\":2}", "t.json:1:8: found '\"'; expected ',' or '}'"},
        {"[1 2]", "t.json:1:4: found '2'; expected ',' or ']'"},
        {"[1,]", "t.json:1:4: found ']'; expected a value"},
        {"[1", "the text ends here; expected ',' or ']'"},
        {"{\"a\":", "the text ends here; expected a value"},
        {"[01]", "t.json:1:3: found '1'; expected no digit after a leading zero"},
        {"[-01]", "leading zero"},
        {"[+1]", "found '+'; expected a value"},
        {"[.5]", "found '.'; expected a value"},
        {"[1.]", "t.json:1:4: found ']'; expected a digit"},
        {"[1e]", "found ']'; expected a digit"},
        {"[1e+]", "found ']'; expected a digit"},
        {"[-]", "found ']'; expected a digit"},
        {"[0x1]", "found 'x'; expected ','"},
        {"[1e400]", "t.json:1:2: found a number beyond the range of double"},
        {"[1000000000000000000000000000000000000000000000000000000000000000]", "more than 63 characters"},
        {"[NaN]", "found 'N'; expected a value"},
        {"[Infinity]", "found 'I'; expected a value"},
        {"[nul]", "found 'n'; expected a value"},
        {"[True]", "found 'T'; expected a value"},
        {"[truex]", "found 'x'; expected ','"},
        {"// no\n[]", "found '/'; expected a value"},
        {"[\"abc]", "the text ends here; expected a closing quote"},
        {"[\"a\tb\"]", "found the byte 0x09; expected a closing quote, or control"},
        {"[\"a\nb\"]", "found the byte 0x0a"},
        {"[\"\\x\"]", "t.json:1:4: found 'x'; expected one of"},
        {"[\"\\u12g4\"]", "found 'g'; expected four hexadecimal digits"},
        {"[\"\\u12", "the text ends here; expected four hex"},
        {"[\"\\", "the text ends here; expected the rest of an escape"},
        {"[\"\\u0000\"]", "t.json:1:3: found \\u0000"},
        {"[\"\\udc00\"]", "found the second half of a surrogate pair"},
        {"[\"\\ud800\"]", "found the first half of a surrogate pair"},
        {"[\"\\ud800\\u0041\"]", "found the first half of a surrogate pair"},
        {"\xef\xbb\xbf[]", "found a byte order mark"},
        {"[\"\xc3\xbc\",\"\xc0\xaf\"]", "t.json:1:7: found the byte 0xc0; expected well-formed UTF-8"},
        {"[\n\"\xed\xa0\x80\"]", "t.json:2:2: found the byte 0xed; expected well-formed UTF-8"},
        {"[\v]", "found the byte 0x0b"},
        {"[\xc2\xa0]", "found the byte 0xc2; expected a value"},
        {"{\"a\":1,\n\"b\":2,\n\"a\":3}", "t.json:3: $.a: the key \"a\" was there before, in line 1"},
        {"{\"x\":[{\"a\":1,\"\\u0061\":2}]}", "t.json:1: $.x[0].a: the key \"a\" was there before"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(cases[i].text, strlen(cases[i].text), PTB_E_PARSE, cases[i].words);
    assert_refused("[1]\0", 4, PTB_E_PARSE, "t.json:1:4: found the byte 0x00; expected the end of the text");
    assert_refused("[\"a\0b\"]", 7, PTB_E_PARSE, "found the byte 0x00");
}
END_TEST

START_TEST(test_well_formed_texts_are_accepted)
{
    static const char *const cases[] = {"null",
                                        " true ",
                                        "false",
                                        "0",
                                        "-0.0e-0",
                                        "1E5",
                                        "\"\"",
                                        "[]",
                                        "{}",
                                        "[ ]\r\n",
                                        "{\"\":\"\"}",
                                        "{\"A\":1,\"a\":2}",
                                        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                                        "\"\\ud83d\\ude00\"",
                                        "\"\xf0\x9f\x98\x80\"",
                                        "[[],{},\"\",0,null]",
                                        "\t\n\r [1 , 2 ]",
                                        "\"\x7f\"",
                                        "[100000000000000000000000000000000000000000000000000000000000000]"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ptb_error err;
        ptb_json_doc *doc;
        ASSERT_OK(parse(cases[i], &doc, &err));
        ck_assert_ptr_nonnull(ptb_json_root(doc));
        ptb_json_free(doc);
    }
    ptb_json_free(NULL);
}
END_TEST

START_TEST(test_depth_and_size_have_limits)
{
    ptb_error err;
    ptb_json_doc *doc;
    char text[200];
    memset(text, '[', 33);
    memset(text + 32, ']', 32);
    text[64] = 0;
    ASSERT_OK(parse(text, &doc, &err));
    ptb_json_free(doc);
    for (size_t i = 0; i < 50; i++)
        memcpy(text + 3 * i, i ? ",[]" : "[[]", 3); /* side by side is not deep */
    text[150] = ']';
    text[151] = 0;
    ASSERT_OK(parse(text, &doc, &err));
    ptb_json_free(doc);
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    assert_refused(text, 66, PTB_E_LIMIT, "t.json:1:33: nested more than 32 deep");
    assert_refused(text, 33, PTB_E_LIMIT, "nested more than 32 deep");
    size_t most = (size_t)64 << 20;
    char *big = malloc(most + 1);
    ck_assert_ptr_nonnull(big);
    memset(big, ' ', most + 1);
    big[0] = '1';
    ASSERT_OK(ptb_json_parse(big, most, "t.json", &doc, &err));
    ptb_json_free(doc);
    ASSERT_FAILS(ptb_json_parse(big, most + 1, "t.json", &doc, &err), PTB_E_LIMIT, "67108865 bytes of JSON");
    free(big);
}
END_TEST

static const char rules[] = "{\n"
                            "  \"name\": \"points\",\n"
                            "  \"rules\": [\n"
                            "    {\"points\": 1.5, \"on\": true},\n"
                            "    {\"points\": \"x\",\n"
                            "     \"odd key\": null}\n"
                            "  ],\n"
                            "  \"count\": 3, \"big\": 9007199254740993, \"half\": 2.5\n"
                            "}\n";

START_TEST(test_tree_with_lines)
{
    ptb_error err;
    ptb_json_doc *doc;
    ASSERT_OK(parse(rules, &doc, &err));
    const ptb_json *root = ptb_json_root(doc), *list = ptb_json_get(root, "rules");
    ck_assert(ptb_json_is_object(root) && ptb_json_is_array(list));
    ck_assert_uint_eq(ptb_json_count(root), 5);
    ck_assert_int_eq(ptb_json_line(root), 1);
    ck_assert_int_eq(ptb_json_line(ptb_json_get(root, "name")), 2);
    ck_assert_int_eq(ptb_json_line(list), 3);
    const ptb_json *first = ptb_json_first(list), *second = ptb_json_next(first);
    ck_assert_int_eq(ptb_json_line(first), 4);
    ck_assert_int_eq(ptb_json_line(second), 5);
    ck_assert_int_eq(ptb_json_line(ptb_json_get(second, "odd key")), 6);
    ck_assert_int_eq(ptb_json_line(ptb_json_get(root, "half")), 8);
    ck_assert_ptr_null(ptb_json_next(second));
    ck_assert_ptr_null(ptb_json_get(root, "Name")); /* case counts */
    ck_assert_ptr_null(ptb_json_get(list, "name"));
    ck_assert_str_eq(ptb_json_key(list), "rules");
    ck_assert_ptr_null(ptb_json_key(first));
    ck_assert_str_eq(ptb_json_string(ptb_json_get(root, "name")), "points");
    ck_assert_ptr_null(ptb_json_string(list));
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(first, "points")), 1.5, 0, 0);
    ck_assert(isnan(ptb_json_number(list)));
    ck_assert(ptb_json_is_number(ptb_json_get(first, "points")));
    ck_assert(ptb_json_is_bool(ptb_json_get(first, "on")) && ptb_json_true(ptb_json_get(first, "on")));
    ck_assert(ptb_json_is_null(ptb_json_get(second, "odd key")));
    ck_assert(ptb_json_is_string(ptb_json_get(second, "points")));
    ck_assert_ptr_null(ptb_json_first(NULL));
    ck_assert_ptr_null(ptb_json_next(NULL));
    ck_assert_int_eq(ptb_json_line(NULL), 0);
    ck_assert(!ptb_json_is_null(NULL) && !ptb_json_true(NULL));
    ptb_json_free(doc);
}
END_TEST

START_TEST(test_errors_name_line_and_path)
{
    ptb_error err;
    ptb_json_doc *doc;
    ASSERT_OK(parse(rules, &doc, &err));
    const ptb_json *root = ptb_json_root(doc);
    const ptb_json *second = ptb_json_next(ptb_json_first(ptb_json_get(root, "rules")));
    ck_assert_int_eq(ptb_json_fail(&err, PTB_E_DATA, doc, ptb_json_get(second, "points"), "is %d", 5),
                     PTB_E_DATA);
    ck_assert_str_eq(err.message, "t.json:5: $.rules[1].points: is 5");
    ck_assert_int_eq(ptb_json_fail(&err, PTB_E_DATA, doc, ptb_json_get(second, "odd key"), "x"), PTB_E_DATA);
    ck_assert_str_eq(err.message, "t.json:6: $.rules[1][\"odd key\"]: x");
    ck_assert_int_eq(ptb_json_fail(&err, PTB_E_DATA, doc, root, "x"), PTB_E_DATA);
    ck_assert_str_eq(err.message, "t.json:1: $: x");
    ck_assert_int_eq(ptb_json_fail(&err, PTB_E_DATA, doc, NULL, "x"), PTB_E_DATA);
    ck_assert_str_eq(err.message, "t.json: x");
    ck_assert_int_eq(ptb_json_fail(NULL, PTB_E_DATA, doc, root, "x"), PTB_E_DATA);
    ptb_json_free(doc);
}
END_TEST

START_TEST(test_long_paths_are_cut)
{
    ptb_error err;
    ptb_json_doc *doc;
    ptb_text text = {0};
    for (int i = 0; i < 30; i++)
        ptb_text_add(&text, "{\"a key of a certain length\": ");
    ptb_text_add(&text, "1");
    for (int i = 0; i < 30; i++)
        ptb_text_add(&text, "}");
    ASSERT_OK(parse(text.bytes, &doc, &err));
    const ptb_json *node = ptb_json_root(doc);
    while (ptb_json_first(node))
        node = ptb_json_first(node);
    ck_assert_int_eq(ptb_json_fail(&err, PTB_E_DATA, doc, node, "too deep"), PTB_E_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "too deep"));
    ck_assert_uint_lt(strlen(err.message), 400);
    ptb_json_free(doc);
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_known_keys)
{
    ptb_error err;
    ptb_json_doc *doc;
    static const char *const all[] = {"name", "rules", "count", "big", "half", NULL};
    static const char *const fewer[] = {"names", "rules", "big", "half", "count", NULL};
    static const char *const none[] = {NULL};
    ASSERT_OK(parse(rules, &doc, &err));
    const ptb_json *root = ptb_json_root(doc);
    ASSERT_OK(ptb_json_known_keys(doc, root, all, &err));
    ASSERT_FAILS(ptb_json_known_keys(doc, root, fewer, &err), PTB_E_SCHEMA,
                 "t.json:2: $.name: unknown key \"name\"; did you mean \"names\"?");
    ASSERT_FAILS(ptb_json_known_keys(doc, root, fewer + 1, &err), PTB_E_SCHEMA,
                 "unknown key \"name\"; expected rules, big, half, count");
    ASSERT_FAILS(ptb_json_known_keys(doc, root, none, &err), PTB_E_SCHEMA, "expected none");
    ASSERT_FAILS(ptb_json_known_keys(doc, ptb_json_get(root, "count"), all, &err), PTB_E_SCHEMA,
                 "is a number; expected an object");
    ptb_json_free(doc);
}
END_TEST

START_TEST(test_needed_members)
{
    ptb_error err;
    ptb_json_doc *doc;
    const char *string;
    double number;
    int64_t whole;
    const ptb_json *node;
    ASSERT_OK(parse(rules, &doc, &err));
    const ptb_json *root = ptb_json_root(doc), *list = ptb_json_get(root, "rules");
    ASSERT_OK(ptb_json_need_string(doc, root, "name", &string, &err));
    ck_assert_str_eq(string, "points");
    ASSERT_OK(ptb_json_need_number(doc, root, "half", &number, &err));
    ASSERT_CLOSE(number, 2.5, 0, 0);
    ASSERT_OK(ptb_json_need_integer(doc, root, "count", &whole, &err));
    ck_assert_int_eq(whole, 3);
    ASSERT_OK(ptb_json_need_array(doc, root, "rules", &node, &err));
    ck_assert_ptr_eq(node, list);
    ASSERT_FAILS(ptb_json_need_object(doc, root, "rules", &node, &err), PTB_E_SCHEMA,
                 "t.json:3: $.rules: is an array; expected an object");
    ck_assert_ptr_null(node);
    ASSERT_FAILS(ptb_json_need_array(doc, root, "name", &node, &err), PTB_E_SCHEMA,
                 "is a string; expected an array");
    ASSERT_FAILS(ptb_json_need_string(doc, root, "none", &string, &err), PTB_E_SCHEMA,
                 "t.json:1: $: the key \"none\" is missing; expected a string");
    ck_assert_ptr_null(string);
    ASSERT_FAILS(ptb_json_need_string(doc, root, "count", &string, &err), PTB_E_SCHEMA,
                 "is a number; expected a string");
    ASSERT_FAILS(ptb_json_need_number(doc, root, "name", &number, &err), PTB_E_SCHEMA,
                 "is a string; expected a number");
    ASSERT_FAILS(ptb_json_need_integer(doc, root, "half", &whole, &err), PTB_E_SCHEMA,
                 "is 2.5; expected a whole number");
    ASSERT_FAILS(ptb_json_need_integer(doc, root, "big", &whole, &err), PTB_E_SCHEMA, "within +-2^53");
    ASSERT_FAILS(ptb_json_need_integer(doc, list, "x", &whole, &err), PTB_E_SCHEMA,
                 "is an array; expected an object");
    ptb_json_free(doc);
}
END_TEST

START_TEST(test_wanted_members)
{
    ptb_error err;
    ptb_json_doc *doc;
    ASSERT_OK(parse("{\"s\":\"x\",\"n\":1.5,\"i\":-9007199254740991,\"b\":false,\"z\":null}", &doc, &err));
    const ptb_json *root = ptb_json_root(doc);
    const char *string = "default";
    double number = 7;
    int64_t whole = 7;
    bool flag = true;
    ASSERT_OK(ptb_json_want_string(doc, root, "none", &string, &err));
    ASSERT_OK(ptb_json_want_number(doc, root, "none", &number, &err));
    ASSERT_OK(ptb_json_want_integer(doc, root, "none", &whole, &err));
    ASSERT_OK(ptb_json_want_bool(doc, root, "none", &flag, &err));
    ck_assert_str_eq(string, "default");
    ASSERT_CLOSE(number, 7, 0, 0);
    ck_assert(whole == 7 && flag);
    ASSERT_OK(ptb_json_want_string(doc, root, "s", &string, &err));
    ASSERT_OK(ptb_json_want_number(doc, root, "n", &number, &err));
    ASSERT_OK(ptb_json_want_integer(doc, root, "i", &whole, &err));
    ASSERT_OK(ptb_json_want_bool(doc, root, "b", &flag, &err));
    ck_assert_str_eq(string, "x");
    ASSERT_CLOSE(number, 1.5, 0, 0);
    ck_assert_int_eq(whole, INT64_C(-9007199254740991));
    ck_assert(!flag);
    ASSERT_FAILS(ptb_json_want_string(doc, root, "z", &string, &err), PTB_E_SCHEMA,
                 "is null; expected a string");
    ASSERT_FAILS(ptb_json_want_number(doc, root, "b", &number, &err), PTB_E_SCHEMA, "is true or false");
    ASSERT_FAILS(ptb_json_want_integer(doc, root, "n", &whole, &err), PTB_E_SCHEMA, "is 1.5");
    ASSERT_FAILS(ptb_json_want_bool(doc, root, "n", &flag, &err), PTB_E_SCHEMA, "expected true or false");
    ptb_json_free(doc);
}
END_TEST

static void write_sample(ptb_json_writer *writer)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "text", "a\"b\\c\n\x01\xc3\xbc");
    ptb_json_add_string(writer, "nothing", NULL);
    ptb_json_begin_array(writer, "weights", true);
    ptb_json_add_number(writer, NULL, 0.1);
    ptb_json_add_number(writer, NULL, (double)NAN);
    ptb_json_add_integer(writer, NULL, INT64_MIN);
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "none", false);
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "items", false);
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_bool(writer, "on", true);
    ptb_json_add_null(writer, "off");
    ptb_json_end_object(writer);
    ptb_json_begin_object(writer, NULL);
    ptb_json_end_object(writer);
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}

static const char sample[] = "{\n"
                             "  \"text\": \"a\\\"b\\\\c\\n\\u0001\xc3\xbc\",\n"
                             "  \"nothing\": null,\n"
                             "  \"weights\": [0.1, null, -9223372036854775808],\n"
                             "  \"none\": [],\n"
                             "  \"items\": [\n"
                             "    {\n"
                             "      \"on\": true,\n"
                             "      \"off\": null\n"
                             "    },\n"
                             "    {}\n"
                             "  ]\n"
                             "}";

START_TEST(test_writer_layout)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    write_sample(&writer);
    ASSERT_OK(ptb_text_check(&text, &err));
    ck_assert_str_eq(text.bytes, sample);
    ptb_text_free(&text);
}
END_TEST

/* What is in one line stays there, however deep. */
START_TEST(test_writer_nests_in_one_line)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_array(&writer, NULL, true);
    for (int i = 0; i < 2; i++) {
        ptb_json_begin_array(&writer, NULL, false);
        ptb_json_add_integer(&writer, NULL, i);
        ptb_json_add_integer(&writer, NULL, i + 1);
        ptb_json_end_array(&writer);
    }
    ptb_json_end_array(&writer);
    ck_assert_str_eq(text.bytes, "[[0, 1], [1, 2]]");
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_copied_tree_gives_the_same_bytes)
{
    ptb_error err;
    ptb_json_doc *doc;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    static const char exact[] =
        "{\n  \"a\": [1, 0.1, \"x\", true, false, null],\n  \"b\": {\n    \"c\": []\n  },\n"
        "  \"d\": [\n    [1, 2],\n    {}\n  ]\n}";
    ASSERT_OK(parse(exact, &doc, &err));
    ptb_json_add_node(&writer, NULL, ptb_json_root(doc));
    ck_assert_str_eq(text.bytes, exact);
    ptb_json_free(doc);
    ptb_text_free(&text);
}
END_TEST

/* Any bytes as a string give a valid document. */
START_TEST(test_any_bytes_are_written_as_valid_strings)
{
    ptb_error err;
    ptb_json_doc *doc;
    char bytes[256];
    uint32_t state = 1;
    for (int round = 0; round < 300; round++) {
        ptb_text text = {0};
        ptb_json_writer writer = {.text = &text};
        size_t n = 0;
        for (; n < (size_t)round % sizeof bytes; n++) {
            state = state * 1664525 + 1013904223;
            bytes[n] = (char)(state >> 24 ? state >> 24 : 1); /* NUL can't be read back */
        }
        ptb_str view = {bytes, n};
        ptb_json_add_str(&writer, NULL, view);
        ASSERT_OK(ptb_json_parse(text.bytes, text.len, "t.json", &doc, &err));
        if (ptb_utf8_valid_prefix(bytes, n) == n) {
            ck_assert_uint_eq(strlen(ptb_json_string(ptb_json_root(doc))), n);
            ck_assert_int_eq(memcmp(ptb_json_string(ptb_json_root(doc)), bytes, n), 0);
        }
        ptb_json_free(doc);
        ptb_text_free(&text);
    }
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_add_string(&writer, NULL, "a\xff\xc3\xbc\xe2\x82z");
    ck_assert_str_eq(text.bytes, "\"a\xef\xbf\xbd\xc3\xbc\xef\xbf\xbd\xef\xbf\xbdz\"");
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_numbers_survive_a_document)
{
    ptb_error err;
    ptb_json_doc *doc;
    for (uint64_t i = 1; i < 3000; i++) {
        uint64_t bits = i * UINT64_C(0x9e3779b97f4a7c15);
        uint64_t bits_back;
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        ptb_text text = {0};
        ptb_json_writer writer = {.text = &text};
        ptb_json_add_number(&writer, NULL, value);
        ASSERT_OK(ptb_json_parse(text.bytes, text.len, "t.json", &doc, &err));
        back = ptb_json_number(ptb_json_root(doc));
        memcpy(&bits_back, &back, sizeof back);
        ck_assert_uint_eq(bits_back, bits);
        ptb_json_free(doc);
        ptb_text_free(&text);
    }
}
END_TEST

START_TEST(test_big_objects_are_searched_for_duplicates_quickly)
{
    ptb_error err;
    ptb_json_doc *doc;
    ptb_text text = {0};
    for (int i = 0; i < 200000; i++)
        ptb_text_printf(&text, "%s\n\"k%d\": %d", i ? "," : "{", i * 7 % 200000, i);
    size_t len = text.len;
    ptb_text_add(&text, "}");
    ASSERT_OK(ptb_json_parse(text.bytes, text.len, "t.json", &doc, &err));
    ck_assert_uint_eq(ptb_json_count(ptb_json_root(doc)), 200000);
    ptb_json_free(doc);
    text.len = len;
    ptb_text_add(&text, ",\n\"k77\": 0}");
    ASSERT_FAILS(ptb_json_parse(text.bytes, text.len, "t.json", &doc, &err), PTB_E_PARSE,
                 "t.json:200002: $.k77: the key \"k77\" was there before, in line 13;");
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_files)
{
    ptb_error err;
    ptb_json_doc *doc;
    test_write_file("r.json", rules);
    ASSERT_OK(ptb_json_read_file("r.json", &doc, &err));
    ptb_json_free(doc);
    test_write_file("bad.json", "[1,\n2");
    ASSERT_FAILS(ptb_json_read_file("bad.json", &doc, &err), PTB_E_PARSE, "bad.json:2:2: the text ends here");
    ck_assert_ptr_null(doc);
    ASSERT_FAILS(ptb_json_read_file("absent.json", &doc, &err), PTB_E_IO, "absent.json");
    ck_assert_ptr_null(doc);
}
END_TEST

TEST_MAIN("json", test_malformed_texts_are_refused_with_their_place, test_well_formed_texts_are_accepted,
          test_depth_and_size_have_limits, test_tree_with_lines, test_errors_name_line_and_path,
          test_long_paths_are_cut, test_known_keys, test_needed_members, test_wanted_members,
          test_writer_layout, test_writer_nests_in_one_line, test_copied_tree_gives_the_same_bytes,
          test_any_bytes_are_written_as_valid_strings, test_numbers_survive_a_document,
          test_big_objects_are_searched_for_duplicates_quickly, test_files)
