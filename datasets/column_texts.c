/* datasets/column_texts.c: the texts of a column as its rows are read, by one thread or by several. */
#include "datasets/column_texts.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "datasets/column_rules.h"

/* Where so many values are distinct, and this share of the rows has its own, looking for equal ones does not pay. Of a column
 * that is longer than that, the first few thousand rows tell where nearly all of them do. */
#define OWN_VALUE_SHARE 0.5
#define SURE_SHARE 0.99
enum { OWN_VALUES = 2 * PTB_MANY_DISTINCT, SURE_ROWS = 4096 };

/* ---- the column ---- */

ptb_status ptb_text_column_init(ptb_text_column *column, const char *name, ptb_error *err)
{
    *column = (ptb_text_column){.name = name};
    PTB_TRY(ptb_dictionary_new(ptb_hash_bytes(0, name, strlen(name)), &column->values, err));
    return ptb_alloc(&column->memo, 1, sizeof *column->memo, err);
}

/* Room for the texts of the rows that are to come, if those are like the ones that are there. */
static ptb_status expect_texts(ptb_text_column *column, ptb_error *err)
{
    size_t n = ptb_dictionary_count(column->values);
    if (column->n_expected <= column->n_rows || n == 0) return PTB_OK;
    double growth = (double)column->n_expected / (double)column->n_rows;
    double bytes = (double)ptb_dictionary_bytes(column->values) * growth;
    return ptb_dictionary_reserve(column->values, (size_t)((double)n * growth), (size_t)bytes, column->is_key,
                                  err);
}

ptb_status ptb_text_column_expect(ptb_text_column *column, size_t n_rows, ptb_error *err)
{
    column->n_expected = n_rows;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, n_rows, sizeof *column->code, err));
    return column->is_key ? expect_texts(column, err) : PTB_OK;
}

/* The code of a value that is not empty. */
static ptb_status code_text(ptb_dictionary *values, ptb_text_memo *memo, ptb_str value, uint32_t *code,
                            ptb_error *err)
{
    const ptb_text_key key = ptb_text_key_of(value);
    const uint32_t *known = ptb_text_memo_find(memo, &key);
    if (known) {
        *code = *known;
        return PTB_OK;
    }
    PTB_TRY(ptb_dictionary_add(values, value, code, err));
    ptb_text_memo_add(memo, &key, *code);
    return PTB_OK;
}

static ptb_status code_value(ptb_text_column *column, ptb_str value, uint32_t *code, ptb_error *err)
{
    return column->has_repeats ? ptb_dictionary_append(column->values, value, code, err)
                               : code_text(column->values, column->memo, value, code, err);
}

/* After some more rows. */
static ptb_status judge_repeats(ptb_text_column *column, size_t n_before, ptb_error *err)
{
    size_t n = column->n_rows;
    bool is_due = n / OWN_VALUES > n_before / OWN_VALUES;
    bool may_be_sure =
        !column->has_changes && column->n_present >= SURE_ROWS && column->n_expected >= 4 * (size_t)SURE_ROWS;
    if (column->is_key || column->has_repeats || !(is_due || may_be_sure)) return PTB_OK;
    double n_values = (double)ptb_dictionary_count(column->values);
    column->has_repeats = (is_due && n_values > OWN_VALUE_SHARE * (double)n) ||
                          (may_be_sure && n_values > SURE_SHARE * (double)column->n_present);
    return column->has_repeats ? expect_texts(column, err) : PTB_OK;
}

ptb_status ptb_text_column_add(ptb_text_column *column, ptb_str value, ptb_error *err)
{
    uint32_t code = PTB_NO_CODE;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, column->n_rows + 1, sizeof *column->code, err));
    if (value.len > 0) PTB_TRY(code_value(column, value, &code, err));
    column->n_present += code != PTB_NO_CODE;
    column->code[column->n_rows++] = code;
    return judge_repeats(column, column->n_rows - 1, err);
}

ptb_status ptb_text_column_code(ptb_text_column *column, ptb_str value, uint32_t *code, ptb_error *err)
{
    return code_value(column, value, code, err);
}

ptb_status ptb_text_column_pad(ptb_text_column *column, size_t n_rows, ptb_error *err)
{
    if (column->n_rows >= n_rows) return PTB_OK;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, n_rows, sizeof *column->code, err));
    while (column->n_rows < n_rows)
        column->code[column->n_rows++] = PTB_NO_CODE;
    return PTB_OK;
}

void ptb_text_column_free(ptb_text_column *column)
{
    ptb_dictionary_free(column->values);
    free(column->memo);
    free(column->code);
    free(column->more);
    *column = (ptb_text_column){0};
}

/* ---- cells ---- */

ptb_status ptb_text_cells_init(ptb_text_cells *cells, ptb_error *err)
{
    *cells = (ptb_text_cells){0};
    PTB_TRY(ptb_dictionary_new(1, &cells->values, err));
    PTB_TRY(ptb_alloc(&cells->memo, 1, sizeof *cells->memo, err));
    PTB_TRY(ptb_reserve(&cells->offset, &cells->offset_capacity, 1, sizeof *cells->offset, err));
    cells->offset[0] = 0;
    return PTB_OK;
}

static ptb_status keep_text(ptb_text_cells *cells, ptb_str value, uint32_t *code, ptb_error *err)
{
    uint64_t used = cells->offset[cells->n_texts];
    PTB_TRY(ptb_reserve(&cells->bytes, &cells->bytes_capacity, (size_t)used + value.len, 1, err));
    PTB_TRY(
        ptb_reserve(&cells->offset, &cells->offset_capacity, cells->n_texts + 2, sizeof *cells->offset, err));
    memcpy(cells->bytes + used, value.ptr, value.len);
    *code = (uint32_t)cells->n_texts++;
    cells->offset[cells->n_texts] = used + value.len;
    return PTB_OK;
}

ptb_status ptb_text_cells_add(ptb_text_cells *cells, ptb_str value, ptb_error *err)
{
    uint32_t code = PTB_NO_CODE;
    if (value.len > 0)
        PTB_TRY(cells->keeps_texts ? keep_text(cells, value, &code, err)
                                   : code_text(cells->values, cells->memo, value, &code, err));
    PTB_TRY(ptb_reserve(&cells->code, &cells->capacity, cells->n + 1, sizeof *cells->code, err));
    cells->code[cells->n++] = code;
    return PTB_OK;
}

static ptb_strings texts_of(const ptb_text_cells *cells)
{
    return (ptb_strings){cells->bytes, cells->offset, cells->n_texts};
}

static ptb_str text_of(const ptb_text_cells *cells, uint32_t code)
{
    const ptb_strings texts = texts_of(cells);
    return cells->keeps_texts ? ptb_strings_at(&texts, code) : ptb_dictionary_key(cells->values, code);
}

ptb_str ptb_text_cells_at(const ptb_text_cells *cells, size_t i)
{
    return cells->code[i] == PTB_NO_CODE ? (ptb_str){"", 0} : text_of(cells, cells->code[i]);
}

void ptb_text_cells_clear(ptb_text_cells *cells)
{
    cells->n = cells->n_texts = 0;
}

void ptb_text_cells_free(ptb_text_cells *cells)
{
    ptb_dictionary_free(cells->values);
    free(cells->memo);
    free(cells->joined);
    free(cells->bytes);
    free(cells->offset);
    free(cells->code);
    *cells = (ptb_text_cells){0};
}

/* ---- cells to the column ---- */

/* As they are: every cell with a text has one of its own. */
static ptb_status join_texts(ptb_text_column *column, const ptb_text_cells *cells, ptb_error *err)
{
    const ptb_strings texts = texts_of(cells);
    uint32_t first = (uint32_t)ptb_dictionary_count(column->values);
    PTB_TRY(ptb_dictionary_append_all(column->values, &texts, err));
    for (size_t i = 0; i < cells->n; i++)
        column->code[column->n_rows++] = cells->code[i] == PTB_NO_CODE ? PTB_NO_CODE : first + cells->code[i];
    column->n_present += texts.n;
    return PTB_OK;
}

static ptb_status join_one_by_one(ptb_text_column *column, const ptb_text_cells *cells,
                                  const bool *is_left_out, ptb_error *err)
{
    for (size_t i = 0; i < cells->n; i++) {
        uint32_t code = cells->code[i];
        if (is_left_out && is_left_out[i]) continue;
        if (code != PTB_NO_CODE) PTB_TRY(code_value(column, text_of(cells, code), &code, err));
        column->n_present += code != PTB_NO_CODE;
        column->code[column->n_rows++] = code;
    }
    return PTB_OK;
}

/* Each distinct text is looked for once in all pieces. */
static ptb_status join_codes(ptb_text_column *column, ptb_text_cells *cells, const bool *is_left_out,
                             ptb_error *err)
{
    size_t n_values = ptb_dictionary_count(cells->values);
    PTB_TRY(ptb_reserve(&cells->joined, &cells->joined_capacity, n_values, sizeof *cells->joined, err));
    while (cells->n_joined < n_values)
        cells->joined[cells->n_joined++] = PTB_NO_CODE;
    for (size_t i = 0; i < cells->n; i++) {
        uint32_t code = cells->code[i];
        if (is_left_out && is_left_out[i]) continue;
        if (code != PTB_NO_CODE && cells->joined[code] == PTB_NO_CODE)
            PTB_TRY(ptb_dictionary_add(column->values, ptb_dictionary_key(cells->values, code),
                                       &cells->joined[code], err));
        column->n_present += code != PTB_NO_CODE;
        column->code[column->n_rows++] = code == PTB_NO_CODE ? PTB_NO_CODE : cells->joined[code];
    }
    return PTB_OK;
}

ptb_status ptb_text_column_join(ptb_text_column *column, ptb_text_cells *cells, const bool *is_left_out,
                                ptb_error *err)
{
    size_t n_before = column->n_rows;
    PTB_TRY(ptb_reserve(&column->code, &column->capacity, n_before + cells->n, sizeof *column->code, err));
    if (cells->keeps_texts && column->has_repeats && !is_left_out)
        PTB_TRY(join_texts(column, cells, err));
    else if (cells->keeps_texts || column->has_repeats)
        PTB_TRY(join_one_by_one(column, cells, is_left_out, err));
    else
        PTB_TRY(join_codes(column, cells, is_left_out, err));
    ptb_text_cells_clear(cells);
    PTB_TRY(judge_repeats(column, n_before, err));
    cells->keeps_texts = column->has_repeats;
    return PTB_OK;
}
