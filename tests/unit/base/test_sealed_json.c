/* tests/unit/base/test_sealed_json.c: one altered bit anywhere is refused; provenance is in its place. */
#include <string.h>
#include <unistd.h>

#include "datasets/base/provenance.h"
#include "datasets/base/sealed_json.h"
#include "tests/support/test_main.h"

static void make_document(ptb_text *text)
{
    ptb_error err;
    ptb_json_writer writer = {.text = text};
    static const ptb_input_digest inputs[] = {{"contacts.csv", "ab12", NULL}, {"deals.csv", "", "cd34"}};
    ptb_provenance provenance = {ptb_program_version, "propensity train x.h5 -o m.json", 7, inputs, 2};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_string(&writer, "format", "propensity-test");
    ptb_json_add_integer(&writer, "format_version", 3);
    ptb_provenance_write(&writer, &provenance);
    ASSERT_OK(ptb_sealed_json_close(&writer, &err));
}

static void save(const ptb_text *text)
{
    (void)unlink(
        "sealed.json"); /* a file that is truncated may be flushed by some file systems, a new one is not */
    FILE *f = fopen("sealed.json", "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(text->bytes, 1, text->len, f), text->len);
    ck_assert_int_eq(fclose(f), 0);
}

START_TEST(test_sealed_document_is_read_back)
{
    ptb_error err;
    ptb_text text = {0}, again = {0};
    ptb_json_doc *doc;
    make_document(&text);
    make_document(&again);
    ck_assert_str_eq(text.bytes, again.bytes);
    ck_assert_int_eq(text.bytes[text.len - 1], '\n');
    save(&text);
    ASSERT_OK(ptb_sealed_json_read("sealed.json", "propensity-test", 3, &doc, &err));
    const ptb_json *provenance = ptb_json_get(ptb_json_root(doc), "provenance");
    ck_assert_str_eq(ptb_json_string(ptb_json_get(provenance, "program_version")), ptb_program_version);
    ck_assert_str_eq(ptb_json_string(ptb_json_get(provenance, "command_line")),
                     "propensity train x.h5 -o m.json");
    ASSERT_CLOSE(ptb_json_number(ptb_json_get(provenance, "seed")), 7, 0, 0);
    const ptb_json *second = ptb_json_next(ptb_json_first(ptb_json_get(provenance, "inputs")));
    ck_assert_str_eq(ptb_json_string(ptb_json_get(second, "name")), "deals.csv");
    ck_assert_str_eq(ptb_json_string(ptb_json_get(second, "xxh128")), "cd34");
    ck_assert_ptr_null(ptb_json_get(second, "sha256"));
    ck_assert_uint_gt(strlen(ptb_program_version), 0);
    ptb_json_free(doc);
    ptb_text_free(&text);
    ptb_text_free(&again);
}
END_TEST

START_TEST(test_every_flipped_bit_is_refused)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_doc *doc;
    make_document(&text);
    for (size_t at = 0; at < text.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            text.bytes[at] = (char)(text.bytes[at] ^ 1 << bit);
            save(&text);
            ASSERT_FAILS(ptb_sealed_json_read("sealed.json", "propensity-test", 3, &doc, &err),
                         PTB_E_INTEGRITY, "sealed.json: ");
            ck_assert_ptr_null(doc);
            text.bytes[at] = (char)(text.bytes[at] ^ 1 << bit);
        }
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_every_cut_is_refused)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_doc *doc;
    make_document(&text);
    while (text.len > 0) {
        text.len--;
        save(&text);
        ASSERT_FAILS(ptb_sealed_json_read("sealed.json", "propensity-test", 3, &doc, &err), PTB_E_INTEGRITY,
                     "does not end in a content_sha256");
    }
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_other_formats_and_versions_are_refused)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_doc *doc;
    make_document(&text);
    save(&text);
    ASSERT_FAILS(ptb_sealed_json_read("sealed.json", "propensity-model", 3, &doc, &err), PTB_E_SCHEMA,
                 "sealed.json:2: $.format: is \"propensity-test\"; expected \"propensity-model\"");
    ck_assert_ptr_null(doc);
    ASSERT_FAILS(ptb_sealed_json_read("sealed.json", "propensity-test", 2, &doc, &err), PTB_E_SCHEMA,
                 "$.format_version: is 3; this program reads version 2");
    ASSERT_FAILS(ptb_sealed_json_read("absent.json", "propensity-test", 3, &doc, &err), PTB_E_IO,
                 "absent.json");
    ptb_text_free(&text);
}
END_TEST

/* A seal that fits does not make a document of it. */
START_TEST(test_sealed_but_without_format)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_doc *doc;
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ASSERT_OK(ptb_sealed_json_close(&writer, &err));
    save(&text);
    ASSERT_FAILS(ptb_sealed_json_read("sealed.json", "x", 1, &doc, &err), PTB_E_SCHEMA,
                 "\"format\" is missing");
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_edited_document_is_read_and_known)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_doc *doc;
    bool is_whole = false;
    make_document(&text);
    save(&text);
    ASSERT_OK(ptb_sealed_json_read_edited("sealed.json", "propensity-test", 3, &is_whole, &doc, &err));
    ck_assert(is_whole);
    ptb_json_free(doc);
    char *seed = strstr(text.bytes, "\"seed\": 7");
    ck_assert_ptr_nonnull(seed);
    seed[8] = '8';
    save(&text);
    ASSERT_OK(ptb_sealed_json_read_edited("sealed.json", "propensity-test", 3, &is_whole, &doc, &err));
    ck_assert(!is_whole);
    ptb_json_free(doc);
    ASSERT_FAILS(ptb_sealed_json_read_edited("sealed.json", "propensity-test", 2, &is_whole, &doc, &err),
                 PTB_E_SCHEMA, "this program reads version 2");
    text.len -= 3;
    save(&text);
    ASSERT_FAILS(ptb_sealed_json_read_edited("sealed.json", "propensity-test", 3, &is_whole, &doc, &err),
                 PTB_E_PARSE, "sealed.json");
    ck_assert_ptr_null(doc);
    ptb_text_free(&text);
}
END_TEST

START_TEST(test_failed_text_is_reported_by_close)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    text.failed = true;
    ASSERT_FAILS(ptb_sealed_json_close(&writer, &err), PTB_E_NOMEM, "out of memory");
    ptb_text_free(&text);
}
END_TEST

TEST_MAIN("sealed_json", test_sealed_document_is_read_back, test_every_flipped_bit_is_refused,
          test_every_cut_is_refused, test_other_formats_and_versions_are_refused,
          test_sealed_but_without_format, test_edited_document_is_read_and_known,
          test_failed_text_is_reported_by_close)
