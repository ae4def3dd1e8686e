/* tests/support/csv_mixed.h: rows of a CSV file read in chunks, plain ones a few at a time, all others one by one: the same rows as
 * ptb_csv_next gives. */
#ifndef PTB_TESTS_SUPPORT_CSV_MIXED_H
#define PTB_TESTS_SUPPORT_CSV_MIXED_H

#include <stdlib.h>

#include "datasets/csv_reader.h"

enum { CSV_MIXED_ROWS = 5 };

/* Begin with the csv alone; csv_mixed_free at the end, which does not close it. */
typedef struct {
    ptb_csv *csv;
    ptb_csv_chunk *chunk;
    bool has_chunk;
    ptb_csv_span *spans;
    ptb_str *cells;
    ptb_csv_plain plain;
    size_t next, n_plain; /* of `plain`; rows that came so */
} csv_mixed;

static inline void csv_mixed_plain_row(csv_mixed *m, ptb_csv_row *row)
{
    size_t n = ptb_csv_n_columns(m->csv);
    for (size_t c = 0; c < n; c++)
        m->cells[c] = ptb_csv_plain_cell(&m->plain, m->next, c);
    *row = (ptb_csv_row){m->cells, n, m->plain.line + m->next, ptb_csv_plain_raw(&m->plain, m->next), false};
    m->next++;
    m->n_plain++;
}

static inline ptb_status csv_mixed_next(csv_mixed *m, ptb_csv_row *row, bool *is_row, ptb_error *err)
{
    size_t n = ptb_csv_n_columns(m->csv);
    *is_row = false;
    if (!m->spans) m->spans = malloc(n * CSV_MIXED_ROWS * sizeof *m->spans);
    if (!m->cells) m->cells = malloc(n * sizeof *m->cells);
    if (!m->spans || !m->cells) return ptb_fail(err, PTB_E_NOMEM, "out of memory");
    if (!m->chunk) PTB_TRY(ptb_csv_chunk_new(&m->chunk, err));
    for (;;) {
        if (!m->has_chunk) PTB_TRY(ptb_csv_take(m->csv, m->chunk, &m->has_chunk, err));
        if (!m->has_chunk) return PTB_OK;
        if (m->next == m->plain.n) {
            m->next = 0;
            ptb_csv_chunk_plain(m->csv, m->chunk, CSV_MIXED_ROWS, m->spans, &m->plain);
        }
        *is_row = m->next < m->plain.n;
        if (*is_row) {
            csv_mixed_plain_row(m, row);
            return PTB_OK;
        }
        PTB_TRY(ptb_csv_chunk_next(m->csv, m->chunk, row, is_row, err));
        if (*is_row) return PTB_OK;
        m->has_chunk = false;
    }
}

static inline void csv_mixed_free(csv_mixed *m)
{
    ptb_csv_chunk_free(m->chunk);
    free(m->spans);
    free(m->cells);
    *m = (csv_mixed){0};
}

#endif
