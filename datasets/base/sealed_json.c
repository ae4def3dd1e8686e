/* datasets/base/sealed_json.c: sealing and verifying JSON documents. */
#include "datasets/base/sealed_json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/digest.h"
#include "datasets/base/io.h"

#define SEAL_KEY "content_sha256"
static const char seal_before[] = "\"" SEAL_KEY "\": \"";
static const char seal_after[] = "\"\n}\n";
enum {
    DIGITS = PTB_SHA256_HEX - 1,
    BEFORE = sizeof seal_before - 1,
    AFTER = sizeof seal_after - 1,
    DOCUMENT_LIMIT = 64 << 20
};

/* The 64 digits at the end of a document, or NULL where its end has another form. */
static char *find_digits(char *bytes, size_t len)
{
    if (len < BEFORE + DIGITS + AFTER) return NULL;
    char *digits = bytes + len - AFTER - DIGITS;
    if (memcmp(digits - BEFORE, seal_before, BEFORE) != 0 || memcmp(digits + DIGITS, seal_after, AFTER) != 0)
        return NULL;
    return digits;
}

ptb_status ptb_sealed_json_close(ptb_json_writer *writer, ptb_error *err)
{
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    _Static_assert(sizeof zeros == PTB_SHA256_HEX, "as many zeros as digits");
    ptb_json_add_string(writer, SEAL_KEY, zeros);
    ptb_json_end_object(writer);
    ptb_text_add(writer->text, "\n");
    PTB_TRY(ptb_text_check(writer->text, err));
    char *digits = find_digits(writer->text->bytes, writer->text->len);
    assert(digits);
    char hex[PTB_SHA256_HEX];
    ptb_sha256_of(writer->text->bytes, writer->text->len, hex);
    memcpy(digits, hex, DIGITS);
    return PTB_OK;
}

static ptb_status verify(const char *path, char *bytes, size_t len, ptb_error *err)
{
    char *digits = find_digits(bytes, len);
    if (!digits)
        return ptb_fail(err, PTB_E_INTEGRITY,
                        "%s: does not end in a " SEAL_KEY "; damaged, edited, or not a file of this program",
                        path);
    char stored[DIGITS], hex[PTB_SHA256_HEX];
    memcpy(stored, digits, DIGITS);
    memset(digits, '0', DIGITS);
    ptb_sha256_of(bytes, len, hex);
    memcpy(digits, stored, DIGITS);
    if (memcmp(stored, hex, DIGITS) == 0) return PTB_OK;
    return ptb_fail(err, PTB_E_INTEGRITY,
                    "%s: damaged or edited: its bytes give " SEAL_KEY " %.12s..., it says %.12s...", path,
                    hex, digits);
}

static ptb_status check_format(const ptb_json_doc *doc, const char *format, int version, ptb_error *err)
{
    const ptb_json *root = ptb_json_root(doc);
    const char *found = NULL;
    int64_t found_version = 0;
    PTB_TRY(ptb_json_need_string(doc, root, "format", &found, err));
    if (strcmp(found, format) != 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(root, "format"),
                             "is \"%s\"; expected \"%s\"", found, format);
    PTB_TRY(ptb_json_need_integer(doc, root, "format_version", &found_version, err));
    if (found_version != version)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(root, "format_version"),
                             "is %" PRId64 "; this program reads version %d", found_version, version);
    return PTB_OK;
}

static ptb_status read_document(const char *path, const char *format, int version, bool *is_whole,
                                ptb_json_doc **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    char *bytes = NULL;
    size_t len;
    ptb_json_doc *doc = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_read_file(path, DOCUMENT_LIMIT, &bytes, &len, err));
    status = verify(path, bytes, len, is_whole == NULL ? err : NULL);
    if (is_whole != NULL) {
        *is_whole = status == PTB_OK;
        status = PTB_OK;
    }
    if (status != PTB_OK) goto done;
    PTB_TRY_TO(ptb_json_parse(bytes, len, path, &doc, err));
    PTB_TRY_TO(check_format(doc, format, version, err));
    *out = doc;
    doc = NULL;
done:
    ptb_json_free(doc);
    free(bytes);
    return status;
}

ptb_status ptb_sealed_json_read(const char *path, const char *format, int version, ptb_json_doc **out,
                                ptb_error *err)
{
    return read_document(path, format, version, NULL, out, err);
}

ptb_status ptb_sealed_json_read_edited(const char *path, const char *format, int version, bool *is_whole,
                                       ptb_json_doc **out, ptb_error *err)
{
    return read_document(path, format, version, is_whole, out, err);
}
