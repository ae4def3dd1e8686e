/* tests/fuzz/fuzz_json.c: any bytes: refused with a message, or read, and then written and read to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/json.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool holds)
{
    if (!holds) abort();
}

/* The document written anew. */
static ptb_text write_again(const ptb_json_doc *doc)
{
    ptb_error err;
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_add_node(&writer, NULL, ptb_json_root(doc));
    require(ptb_text_check(&text, &err) == PTB_OK);
    return text;
}

/* Every node answers, and has a line and a path. */
static void visit(const ptb_json_doc *doc, const ptb_json *node, int *budget)
{
    ptb_error err;
    static const char *const known[] = {"points", "name", NULL};
    double number = 0;
    int64_t whole = 0;
    for (; node && *budget > 0; node = ptb_json_next(node)) {
        --*budget;
        require(ptb_json_line(node) > 0);
        require(ptb_json_fail(&err, PTB_E_DATA, doc, node, "x") == PTB_E_DATA);
        if (ptb_json_known_keys(doc, node, known, &err) == PTB_OK) require(ptb_json_is_object(node));
        if (ptb_json_need_number(doc, node, "points", &number, &err) == PTB_OK &&
            ptb_json_need_integer(doc, node, "points", &whole, &err) == PTB_OK)
            require(number >= (double)whole && number <= (double)whole);
        visit(doc, ptb_json_first(node), budget);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    ptb_error err;
    ptb_json_doc *doc, *again;
    int budget = 50;
    err.message[0] = 0;
    if (ptb_json_parse((const char *)bytes, n, "fuzz.json", &doc, &err) != PTB_OK) {
        require(doc == NULL && strncmp(err.message, "fuzz.json", 9) == 0);
        return 0;
    }
    visit(doc, ptb_json_root(doc), &budget);
    ptb_text first = write_again(doc);
    require(ptb_json_parse(first.bytes, first.len, "again.json", &again, &err) == PTB_OK);
    ptb_text second = write_again(again);
    require(first.len == second.len && memcmp(first.bytes, second.bytes, first.len) == 0);
    ptb_text_free(&first);
    ptb_text_free(&second);
    ptb_json_free(doc);
    ptb_json_free(again);
    return 0;
}
