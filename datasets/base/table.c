/* datasets/base/table.c: lays out cells in aligned columns. */
#include "datasets/base/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"

/* Characters of UTF-8: all bytes but continuation bytes. */
static size_t width_of(const char *text)
{
    size_t n = 0;
    for (; *text != 0; text++)
        n += ((unsigned char)*text & 0xC0U) != 0x80U;
    return n;
}

/* Cells hold names out of people's data: control characters must not reach a terminal, nor break the lines. */
static void replace_controls(char *text)
{
    for (; *text != 0; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F) *text = '?';
}

void ptb_table_cell(ptb_text_table *table, const char *format, ...)
{
    char small[256];
    char *cell = small;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len >= (int)sizeof small) {
        if (ptb_alloc(&cell, (size_t)len + 1, 1, NULL) != PTB_OK) {
            table->cells.failed = true;
            return;
        }
        va_start(args, format);
        len = vsnprintf(cell, (size_t)len + 1, format, args);
        va_end(args);
    }
    if (len < 0) {
        table->cells.failed = true;
    } else {
        replace_controls(cell);
        ptb_text_append(&table->cells, cell, (size_t)len + 1);
        table->n_cells++;
    }
    if (cell != small) free(cell);
}

static void add_repeated(ptb_text *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ptb_text_append(out, &c, 1);
}

/* Without blanks at its end, as where the last cells are empty. */
static void end_line(ptb_text *out)
{
    while (!out->failed && out->len > 0 && out->bytes[out->len - 1] == ' ')
        out->bytes[--out->len] = 0;
    ptb_text_add(out, "\n");
}

static void add_cell(const ptb_text_table *table, size_t column, const char *cell, size_t width,
                     ptb_text *out)
{
    size_t used = width_of(cell), blank = width > used ? width - used : 0;
    bool is_last = column + 1 == table->n_columns;
    if (table->align[column] == 'r') add_repeated(out, ' ', blank);
    ptb_text_add(out, cell);
    if (table->align[column] != 'r' && !is_last) add_repeated(out, ' ', blank);
    if (is_last)
        end_line(out);
    else
        ptb_text_add(out, "  ");
}

static void add_rule(const ptb_text_table *table, const char *indent, const size_t *widths, ptb_text *out)
{
    ptb_text_add(out, indent);
    for (size_t j = 0; j < table->n_columns; j++) {
        add_repeated(out, '-', widths[j]);
        if (j + 1 < table->n_columns) ptb_text_add(out, "  ");
    }
    end_line(out);
}

void ptb_table_render(const ptb_text_table *table, const char *indent, ptb_text *out)
{
    size_t *widths = NULL;
    if (table->cells.failed || ptb_alloc(&widths, table->n_columns, sizeof *widths, NULL) != PTB_OK) {
        out->failed = true;
        return;
    }
    const char *cell = table->cells.bytes;
    for (size_t i = 0; i < table->n_cells; i++, cell += strlen(cell) + 1) {
        size_t width = width_of(cell), column = i % table->n_columns;
        if (width > widths[column]) widths[column] = width;
    }
    cell = table->cells.bytes;
    for (size_t i = 0; i < table->n_cells; i++, cell += strlen(cell) + 1) {
        size_t column = i % table->n_columns;
        if (column == 0) ptb_text_add(out, indent);
        add_cell(table, column, cell, widths[column], out);
        if (i + 1 == table->n_columns) add_rule(table, indent, widths, out);
    }
    free(widths);
}

void ptb_table_free(ptb_text_table *table)
{
    ptb_text_free(&table->cells);
    table->n_cells = 0;
}
