/* score/comparison_read.c: matches lines of CSV files with the cases of a history. */
#include "score/comparison_read.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "datasets/csv_reader.h"

enum { SUBJECT, AS_OF, OUTCOME, FOLD, PROBABILITY, N_COLUMNS };

typedef struct {
    const ptb_history *history;
    const ptb_cases *cases;
    ptb_csv *csv;
    ptb_csv_row row;
    int columns[N_COLUMNS];
    ptb_strings_index *index; /* of the subjects' ids */
    struct place *places;     /* the cases by subject and moment */
    double *out;
    int *fold; /* of predictions; NULL otherwise */
} reader;

struct place {
    uint32_t subject;
    uint32_t at; /* in the cases */
    ptb_time as_of;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    if (left->subject != right->subject) return left->subject < right->subject ? -1 : 1;
    return (left->as_of > right->as_of) - (left->as_of < right->as_of);
}

static ptb_status reader_open(reader *r, const char *path, const char *const *columns, int n_columns,
                              ptb_error *err)
{
    ptb_subject subject = r->cases->settings.subject;
    const ptb_record_table *table = ptb_subject_table(r->history, subject);
    PTB_TRY(ptb_strings_index_new(&table->id, &r->index, err));
    PTB_TRY(ptb_alloc(&r->places, r->cases->n, sizeof *r->places, err));
    for (size_t i = 0; i < r->cases->n; i++) {
        const ptb_case *one = &r->cases->items[i];
        r->places[i] = (struct place){
            .subject = ptb_case_subject(r->history, subject, one), .at = (uint32_t)i, .as_of = one->as_of};
        r->out[i] = (double)NAN;
    }
    qsort(r->places, r->cases->n, sizeof *r->places, compare_places);
    PTB_TRY(ptb_csv_open(path, &r->csv, err));
    for (int i = 0; i < n_columns; i++) {
        r->columns[i] = ptb_csv_find(r->csv, columns[i]);
        if (r->columns[i] < 0)
            return ptb_fail(err, PTB_E_SCHEMA, "%s: there is no column '%s'", path, columns[i]);
    }
    return PTB_OK;
}

static void reader_close(reader *r)
{
    ptb_csv_close(r->csv);
    ptb_strings_index_free(r->index);
    free(r->places);
}

#define FAIL_LINE(r, err, format, ...) \
    ptb_fail((err), PTB_E_DATA, "%s:%" PRIu64 ": " format, ptb_csv_path((r)->csv), (r)->row.line, __VA_ARGS__)

static ptb_status next_row(reader *r, bool *is_row, ptb_error *err)
{
    PTB_TRY(ptb_csv_next(r->csv, &r->row, is_row, err));
    if (!*is_row || !r->row.is_ragged) return PTB_OK;
    return FAIL_LINE(r, err, "%zu cells; the header has %zu", r->row.n_cells, ptb_csv_n_columns(r->csv));
}

static ptb_str cell(const reader *r, int column)
{
    return r->row.cells[r->columns[column]];
}

static ptb_status read_probability(const reader *r, int column, double *out, ptb_error *err)
{
    ptb_str text = cell(r, column);
    if (ptb_parse_number(text, out) && *out >= 0 && *out <= 1) return PTB_OK;
    return FAIL_LINE(r, err, "'%.*s' is no probability; expected a number from 0 to 1", (int)text.len,
                     text.ptr);
}

/* A number, or "holdout": one stretch judged by one model. */
static ptb_status read_fold(const reader *r, int *out, ptb_error *err)
{
    ptb_str text = cell(r, FOLD);
    int64_t fold = -1;
    bool is_number = ptb_parse_integer(text, &fold) && fold >= 0 && fold <= INT_MAX;
    *out = (int)fold;
    if (is_number || ptb_str_equal_text(text, "holdout")) return PTB_OK;
    return FAIL_LINE(r, err, "fold '%.*s'; expected a number or holdout", (int)text.len, text.ptr);
}

static ptb_status read_moment(const reader *r, ptb_time *out, ptb_error *err)
{
    ptb_str text = cell(r, AS_OF);
    *out = PTB_NO_TIME;
    if (r->history->is_timeless && text.len == 0) return PTB_OK;
    if (!r->history->is_timeless && ptb_parse_time(text, PTB_DATES_YMD, 0, out, NULL)) return PTB_OK;
    return FAIL_LINE(r, err, "as_of '%.*s'; expected %s", (int)text.len, text.ptr,
                     r->history->is_timeless ? "nothing, as the history is timeless" : "a moment");
}

/* Our CSV files put an apostrophe before a text that a spreadsheet would run as a formula. */
static uint32_t find_subject(const reader *r, ptb_str id)
{
    uint32_t subject = ptb_strings_index_find(r->index, id);
    if (subject != PTB_NO_CODE || id.len < 2 || id.ptr[0] != '\'') return subject;
    return ptb_strings_index_find(r->index, (ptb_str){id.ptr + 1, id.len - 1});
}

/* The case that the line is about. */
static ptb_status find_case(const reader *r, ptb_time as_of, uint32_t *at, ptb_error *err)
{
    const char *what = ptb_subject_name(r->cases->settings.subject);
    ptb_str id = cell(r, SUBJECT);
    struct place wanted = {.subject = find_subject(r, id), .as_of = as_of};
    if (wanted.subject == PTB_NO_CODE) {
        return FAIL_LINE(r, err, "the history has no %s '%.*s'", what, (int)id.len, id.ptr);
    }
    const struct place *found = bsearch(&wanted, r->places, r->cases->n, sizeof wanted, compare_places);
    if (found == NULL) {
        char moment[PTB_TIME_BYTES];
        return FAIL_LINE(
            r, err,
            "the history has no case of %s '%.*s' as of %s with a known outcome; are these predictions of "
            "another history, or of other --snapshots?",
            what, (int)id.len, id.ptr, ptb_print_time(moment, as_of));
    }
    *at = found->at;
    return PTB_OK;
}

static ptb_status check_outcome(const reader *r, uint32_t at, ptb_error *err)
{
    ptb_str text = cell(r, OUTCOME), id = cell(r, SUBJECT);
    double outcome = 0;
    bool is_won = r->cases->items[at].outcome > 0.5F;
    if (ptb_parse_number(text, &outcome) &&
        (is_won ? outcome >= 1 && outcome <= 1 : outcome >= 0 && outcome <= 0)) {
        return PTB_OK;
    }
    return FAIL_LINE(r, err, "%s '%.*s' has outcome '%.*s' here and %d in the history",
                     ptb_subject_name(r->cases->settings.subject), (int)id.len, id.ptr, (int)text.len,
                     text.ptr, is_won);
}

static ptb_status take_prediction(const reader *r, const ptb_predictions_wanted *wanted, ptb_error *err)
{
    ptb_time as_of = PTB_NO_TIME;
    uint32_t at = 0;
    int fold = 0;
    PTB_TRY(read_moment(r, &as_of, err));
    if (wanted->from != PTB_NO_TIME && as_of < wanted->from) return PTB_OK;
    if (wanted->to != PTB_NO_TIME && as_of >= wanted->to) return PTB_OK;
    PTB_TRY(read_fold(r, &fold, err));
    if (wanted->folds > 0 && fold >= wanted->folds) return PTB_OK;
    PTB_TRY(find_case(r, as_of, &at, err));
    PTB_TRY(check_outcome(r, at, err));
    if (!isnan(r->out[at])) {
        ptb_str id = cell(r, SUBJECT);
        return FAIL_LINE(r, err, "a second prediction of '%.*s' as of the same moment", (int)id.len, id.ptr);
    }
    r->fold[at] = fold;
    return read_probability(r, PROBABILITY, &r->out[at], err);
}

ptb_status ptb_predictions_read(const char *path, const ptb_history *history, const ptb_cases *cases,
                                const ptb_predictions_wanted *wanted, double *probability, int *fold,
                                ptb_error *err)
{
    static const char *const columns[] = {"subject_id", "as_of", "outcome", "fold", "probability"};
    ptb_status status = PTB_OK;
    reader r = {.history = history, .cases = cases};
    bool is_row = true;
    r.out = probability;
    r.fold = fold;
    PTB_TRY_TO(reader_open(&r, path, columns, N_COLUMNS, err));
    for (;;) {
        PTB_TRY_TO(next_row(&r, &is_row, err));
        if (!is_row) break;
        PTB_TRY_TO(take_prediction(&r, wanted, err));
    }
done:
    reader_close(&r);
    return status;
}

/* An opportunity may be several cases: all take its probability. */
static ptb_status take_truth(const reader *r, ptb_error *err)
{
    double p = 0;
    PTB_TRY(read_probability(r, 1, &p, err));
    uint32_t subject = find_subject(r, cell(r, 0));
    if (subject == PTB_NO_CODE) return PTB_OK;
    size_t low = 0, high = r->cases->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->places[middle].subject < subject)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->cases->n && r->places[low].subject == subject; low++)
        r->out[r->places[low].at] = p;
    return PTB_OK;
}

ptb_status ptb_truth_read(const char *path, const ptb_history *history, const ptb_cases *cases, double *p,
                          ptb_error *err)
{
    static const char *const columns[] = {"opportunity_id", "p"};
    ptb_status status = PTB_OK;
    reader r = {.history = history, .cases = cases, .out = p};
    bool is_row = true;
    PTB_TRY_TO(reader_open(&r, path, columns, 2, err));
    for (;;) {
        PTB_TRY_TO(next_row(&r, &is_row, err));
        if (!is_row) break;
        PTB_TRY_TO(take_truth(&r, err));
    }
    for (size_t i = 0; i < cases->n && status == PTB_OK; i++) {
        if (!isnan(p[i])) continue;
        ptb_str id = ptb_case_subject_id(history, cases->settings.subject, &cases->items[i]);
        status = ptb_fail(err, PTB_E_DATA, "%s: there is no line for the opportunity '%.*s'", path,
                          (int)id.len, id.ptr);
    }
done:
    reader_close(&r);
    return status;
}
