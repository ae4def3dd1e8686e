/* tests/fuzz/fuzz_mapping.c: any bytes as a mapping file, as --map pairs, as cells; whatever is accepted gives values. */
#include <stdlib.h>
#include <string.h>

#include "datasets/mapping.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool holds)
{
    if (!holds) abort();
}

enum { CELLS = 24, HEADERS = 4, STRIDE = 15 };

/* A header of the user's own, and three that are recognised; "" as in a column without a name. */
static const char *const headers[HEADERS][CELLS] = {
    {"Id", "First Name", "Last Name", "Title", "List", "Status", "A", "B", "Stage", "email", "", "ts", "x"},
    {"Record ID", "Deal Stage", "Deal Name", "Associated Company IDs", "hs_is_closed_won", "Close Date (EST)",
     "Associated Contact IDs", "outcome", "Title"},
    {"Id", "WhoId", "WhatId", "AccountId", "Subject", "CreatedDate", "TaskSubtype", "Type",
     "CallDurationInSeconds", "IsDeleted"},
    {"Id", "LastName", "FirstName", "Name", "IsConverted", "ConvertedContactId", "MasterRecordId", "Website",
     "Status", "Field", "NewValue"},
};

/* Cells are pieces of the input: every byte a piece may begin at, lengths by the bytes themselves. */
static void cut_cells(const uint8_t *bytes, size_t n, ptb_str cells[CELLS])
{
    size_t at = 0;
    for (size_t i = 0; i < CELLS; i++) {
        size_t len = 0;
        while (at + len < n && bytes[at + len] != '|' && bytes[at + len] != '\n')
            len++;
        cells[i] = (ptb_str){(const char *)bytes + at, len};
        at += len < n - at ? len + 1 : len;
    }
}

static void check_values(const ptb_mapping *m, const ptb_str cells[CELLS])
{
    ptb_map_scratch scratch = {0};
    ptb_str first = {0}, copy = {0};
    size_t n = ptb_mapping_n_columns(m), sum = 0;
    for (int row = 0; row < 2; row++) {
        ptb_map_scratch_clear(&scratch);
        (void)ptb_mapping_skips(m, cells);
        for (size_t i = 0; i < n; i++) {
            ptb_str value = ptb_mapping_cell(m, i, cells, &scratch);
            if (i == 0) first = value;
            for (size_t k = 0; k < value.len; k++)
                sum += (unsigned char)value.ptr[k];
            require(ptb_mapping_find_name(m, ptb_mapping_name(m, i)) == (int)i);
        }
        copy = n ? ptb_mapping_cell(m, 0, cells, &scratch) : first;
        require(ptb_str_equal(first, copy));
    }
    require(!scratch.failed && sum < SIZE_MAX);
    ptb_map_scratch_free(&scratch);
}

/* Some of all combinations of table, header and system; the length of the input says which. */
static void apply(const ptb_map_rules *rules, const ptb_str cells[CELLS], size_t n_bytes)
{
    ptb_error err;
    static const ptb_export_system systems[] = {PTB_SYSTEM_NONE, PTB_SYSTEM_AUTO, PTB_SYSTEM_HUBSPOT,
                                                PTB_SYSTEM_SALESFORCE};
    for (int i = (int)(n_bytes % STRIDE); i < PTB_TABLE_KINDS * HEADERS * 4; i += STRIDE) {
        ptb_mapping *m = NULL;
        ptb_map_file file = {.kind = (ptb_table_kind)(i % PTB_TABLE_KINDS),
                             .system = systems[i / PTB_TABLE_KINDS / HEADERS],
                             .path = "f.csv",
                             .names = headers[i / PTB_TABLE_KINDS % HEADERS]};
        while (file.n_names < CELLS && file.names[file.n_names])
            file.n_names++;
        err.message[0] = 0;
        if (ptb_mapping_find(rules, &file, &m, &err) != PTB_OK) {
            require(m == NULL && strncmp(err.message, "f.csv:1: ", 9) == 0);
            continue;
        }
        const ptb_mapping *const all[] = {m};
        (void)ptb_map_rules_check_used(rules, all, 1, &err);
        check_values(m, cells);
        ptb_mapping_free(m);
    }
}

/* The lines of the input as --map pairs. */
static ptb_map_rules *pairs_of(const char *text)
{
    ptb_error err;
    enum { PAIRS = 8 };
    char copy[512], *save = NULL;
    const char *pairs[PAIRS];
    size_t n = 0;
    ptb_map_rules *rules = NULL;
    (void)strncpy(copy, text, sizeof copy - 1);
    copy[sizeof copy - 1] = 0;
    for (char *pair = strtok_r(copy, "\n", &save); pair && n < PAIRS; pair = strtok_r(NULL, "\n", &save))
        pairs[n++] = pair;
    if (ptb_map_rules_read(NULL, pairs, n, &rules, &err) != PTB_OK) require(rules == NULL);
    return rules;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    ptb_error err;
    ptb_map_rules *rules = NULL;
    ptb_str cells[CELLS];
    char *text = NULL;
    if (ptb_alloc(&text, n + 1, 1, NULL) != PTB_OK) return 0;
    if (n > 0) memcpy(text, bytes, n);
    cut_cells(bytes, n, cells);
    err.message[0] = 0;
    if (ptb_map_rules_parse(text, n, "fuzz.json", &rules, &err) != PTB_OK)
        require(rules == NULL && strncmp(err.message, "fuzz.json", 9) == 0);
    else
        apply(rules, cells, n);
    ptb_map_rules_free(rules);
    rules = pairs_of(text);
    apply(rules, cells, n);
    ptb_map_rules_free(rules);
    free(text);
    return 0;
}
