/* features/cases_file.c: a CSV file of (subject, T) pairs, perhaps with outcomes and weights. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "datasets/csv_reader.h"
#include "features/cases_inside.h"

enum { SUBJECT_ID, AS_OF, OUTCOME, WEIGHT, N_COLUMNS };
static const char *const column_names[N_COLUMNS] = {"subject_id", "as_of", "outcome", "weight"};

typedef struct {
    ptb_case_work *work;
    ptb_csv *csv;
    ptb_csv_row row;
    int column[N_COLUMNS]; /* -1: the file has none */
    ptb_strings_index *ids;
    uint64_t n_unknown, unknown_line; /* ids of nobody, and where the first one is */
    ptb_text unknown;                 /* the first one */
} reader;

#define FAIL_CELL(r, err, what, format, ...)                                                         \
    ptb_fail((err), PTB_E_DATA, "%s:%" PRIu64 ":%s: " format, ptb_csv_path((r)->csv), (r)->row.line, \
             column_names[what], __VA_ARGS__)

static const char *subject_of(const reader *r)
{
    return ptb_subject_name(r->work->settings.subject);
}

/* A column that is nearly one of ours is a slip of the pen; others are the user's own. */
static ptb_status check_other_column(const reader *r, const char *name, ptb_error *err)
{
    const char *near = ptb_nearest_name(ptb_str_of(name), column_names, N_COLUMNS);
    for (int i = 0; i < N_COLUMNS; i++) {
        if (r->column[i] >= 0 && ptb_str_equal_nocase(ptb_str_of(name), column_names[i])) near = NULL;
    }
    if (!near) return PTB_OK;
    return ptb_fail(err, PTB_E_SCHEMA, "%s:1: column '%s': did you mean '%s'?", ptb_csv_path(r->csv), name,
                    near);
}

static ptb_status find_columns(reader *r, ptb_error *err)
{
    for (int i = 0; i < N_COLUMNS; i++)
        r->column[i] = ptb_csv_find(r->csv, column_names[i]);
    for (size_t c = 0; c < ptb_csv_n_columns(r->csv); c++)
        PTB_TRY(check_other_column(r, ptb_csv_column(r->csv, c), err));
    for (int i = SUBJECT_ID; i <= AS_OF; i++) {
        if (r->column[i] >= 0) continue;
        return ptb_fail(err, PTB_E_SCHEMA,
                        "%s:1: no column '%s'; want subject_id and as_of, and perhaps outcome and weight",
                        ptb_csv_path(r->csv), column_names[i]);
    }
    r->work->given.has_outcome = r->column[OUTCOME] >= 0;
    r->work->given.has_weight = r->column[WEIGHT] >= 0;
    return PTB_OK;
}

/* --- cells --- */

static ptb_str cell(const reader *r, int what)
{
    return ptb_str_trim(r->row.cells[r->column[what]]);
}

/* Our CSV files put an apostrophe before a text that a spreadsheet would run as a formula. */
static uint32_t find_subject(const reader *r, ptb_str id)
{
    uint32_t subject = ptb_strings_index_find(r->ids, id);
    if (subject != PTB_NO_CODE || id.len < 2 || id.ptr[0] != '\'') return subject;
    return ptb_strings_index_find(r->ids, (ptb_str){id.ptr + 1, id.len - 1});
}

static ptb_status read_subject(reader *r, ptb_given_case *out, ptb_error *err)
{
    ptb_str id = cell(r, SUBJECT_ID);
    if (id.len == 0)
        return FAIL_CELL(r, err, SUBJECT_ID, "empty, want the id of a subject: %s", subject_of(r));
    out->subject = find_subject(r, id);
    if (out->subject != PTB_NO_CODE) return PTB_OK;
    if (r->n_unknown++ > 0) return PTB_OK;
    r->unknown_line = r->row.line;
    ptb_text_append(&r->unknown, id.ptr, id.len);
    return ptb_text_check(&r->unknown, err);
}

static ptb_status read_moment(const reader *r, ptb_given_case *out, ptb_error *err)
{
    ptb_str text = cell(r, AS_OF);
    if (ptb_parse_time(text, PTB_DATES_YMD, 0, &out->as_of, NULL)) return PTB_OK;
    return FAIL_CELL(r, err, AS_OF, "'%.*s' is no moment, want YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ",
                     (int)text.len, text.ptr);
}

static ptb_status read_outcome(const reader *r, ptb_given_case *out, ptb_error *err)
{
    out->outcome = NAN;
    if (r->column[OUTCOME] < 0) return PTB_OK;
    ptb_str text = cell(r, OUTCOME);
    double number = -1;
    if (text.len == 0) return PTB_OK;
    bool is_number = ptb_parse_number(text, &number);
    bool is_won = is_number && number >= 1 && number <= 1, is_lost = is_number && number >= 0 && number <= 0;
    out->outcome = is_won ? 1 : 0;
    if (is_won || is_lost) return PTB_OK;
    return FAIL_CELL(r, err, OUTCOME, "'%.*s', want 1, 0 or nothing", (int)text.len, text.ptr);
}

static ptb_status read_weight(const reader *r, ptb_given_case *out, ptb_error *err)
{
    const double most = 1e9; /* and what is far below its inverse is no weight either */
    out->weight = 1;
    if (r->column[WEIGHT] < 0) return PTB_OK;
    ptb_str text = cell(r, WEIGHT);
    double number = 0;
    bool is_weight = ptb_parse_number(text, &number) && number >= 1 / most && number <= most;
    out->weight = (float)number;
    if (is_weight) return PTB_OK;
    return FAIL_CELL(r, err, WEIGHT, "'%.*s', want a number above 0, at most 1e9", (int)text.len, text.ptr);
}

static ptb_status take_row(reader *r, ptb_error *err)
{
    ptb_given_cases *given = &r->work->given;
    ptb_given_case one = {.line = r->row.line};
    if (r->row.is_ragged)
        return ptb_fail(err, PTB_E_DATA, "%s:%" PRIu64 ": %zu cells, want %zu as in the header",
                        ptb_csv_path(r->csv), r->row.line, r->row.n_cells, ptb_csv_n_columns(r->csv));
    PTB_TRY(read_subject(r, &one, err));
    PTB_TRY(read_moment(r, &one, err));
    PTB_TRY(read_outcome(r, &one, err));
    PTB_TRY(read_weight(r, &one, err));
    PTB_TRY(ptb_reserve(&given->items, &given->capacity, given->n + 1, sizeof one, err));
    given->items[given->n++] = one;
    return PTB_OK;
}

/* --- all of them --- */

static int compare_given(const void *left, const void *right)
{
    const ptb_given_case *a = left, *b = right;
    if (a->subject != b->subject) return a->subject < b->subject ? -1 : 1;
    if (a->as_of != b->as_of) return a->as_of < b->as_of ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static ptb_status fail_unknown(const reader *r, ptb_error *err)
{
    ptb_text others = {0};
    if (r->n_unknown > 1)
        ptb_text_printf(&others, " (and %" PRIu64 " more lines with ids that it does not have)",
                        r->n_unknown - 1);
    ptb_status status = ptb_fail(err, PTB_E_DATA, "%s:%" PRIu64 ":subject_id: the history has no %s '%s'%s",
                                 ptb_csv_path(r->csv), r->unknown_line, subject_of(r), r->unknown.bytes,
                                 others.bytes ? others.bytes : "");
    ptb_text_free(&others);
    return status;
}

static ptb_status check_twice(const reader *r, ptb_error *err)
{
    const ptb_given_cases *given = &r->work->given;
    for (size_t i = 1; i < given->n; i++) {
        const ptb_given_case *a = &given->items[i - 1], *b = &given->items[i];
        if (a->subject != b->subject || a->as_of != b->as_of) continue;
        return ptb_fail(err, PTB_E_DATA,
                        "%s:%" PRIu64 ":as_of: the same subject and moment as in line %" PRIu64
                        ", want each once",
                        ptb_csv_path(r->csv), b->line, a->line);
    }
    return PTB_OK;
}

static ptb_status read_rows(reader *r, ptb_error *err)
{
    ptb_given_cases *given = &r->work->given;
    for (;;) {
        bool is_row = false;
        PTB_TRY(ptb_csv_next(r->csv, &r->row, &is_row, err));
        if (!is_row) break;
        PTB_TRY(take_row(r, err));
    }
    if (r->n_unknown > 0) return fail_unknown(r, err);
    if (given->n == 0)
        return ptb_fail(err, PTB_E_DATA,
                        "%s: no line below the header, want a subject_id and an as_of in each",
                        ptb_csv_path(r->csv));
    if (given->n > 1) qsort(given->items, given->n, sizeof *given->items, compare_given);
    return check_twice(r, err);
}

/* Outcomes come from the file or from the history. */
static ptb_status take_outcome(const reader *r, ptb_error *err)
{
    ptb_case_settings *s = &r->work->settings;
    if (!r->work->given.has_outcome) return PTB_OK;
    if (s->outcome_given || s->outcome != PTB_OUTCOME_WON || s->closed_by)
        return ptb_fail(err, PTB_E_ARG, "--outcome: %s has a column 'outcome'; leave one of the two out",
                        ptb_csv_path(r->csv));
    s->outcome = PTB_OUTCOME_COLUMN;
    s->outcome_name = column_names[OUTCOME];
    return PTB_OK;
}

ptb_status ptb_given_cases_read(ptb_case_work *w, ptb_error *err)
{
    reader r = {.work = w};
    ptb_status status;
    PTB_TRY_TO(ptb_csv_open(w->settings.snapshot_name, &r.csv, err));
    PTB_TRY_TO(find_columns(&r, err));
    PTB_TRY_TO(take_outcome(&r, err));
    PTB_TRY_TO(ptb_strings_index_new(&ptb_subject_table(w->history, w->settings.subject)->id, &r.ids, err));
    PTB_TRY_TO(read_rows(&r, err));
done:
    ptb_text_free(&r.unknown);
    ptb_strings_index_free(r.ids);
    ptb_csv_close(r.csv);
    return status;
}

const ptb_given_case *ptb_given_cases_of(const ptb_given_cases *given, uint32_t subject, size_t *n)
{
    size_t low = 0, high = given->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (given->items[middle].subject < subject)
            low = middle + 1;
        else
            high = middle;
    }
    size_t last = low;
    while (last < given->n && given->items[last].subject == subject)
        last++;
    *n = last - low;
    return given->items + low;
}
