/* datasets/import_activities.c: one pass over the activities; nothing is allocated for a row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/import_parts.h"

enum { MAX_SHORT_CODES = UINT16_MAX, SHOWN_BYTES = 60 };

enum { CONTACT, TS, TYPE, ASSET, CHANNEL, TOPIC, VALUE, N_TAKEN };
static const struct {
    const char *name;
    bool is_required;
} taken[N_TAKEN] = {
    [CONTACT] = {"contact_id", true}, [TS] = {"ts", true},
    [TYPE] = {"type", true},          [ASSET] = {"asset", false},
    [CHANNEL] = {"channel", false},   [TOPIC] = {"topic", false},
    [VALUE] = {"value", false},
};

/* A date whose order of day and month is known only at the end. */
typedef struct {
    size_t row; /* in the store */
    uint64_t line;
    ptb_time dmy, mdy; /* PTB_NO_TIME where it is none */
} open_date;

typedef struct {
    ptb_import_run *run;
    ptb_csv *csv;
    int at[N_TAKEN]; /* position in the file, or -1 */
    open_date *dates;
    size_t n_dates, dates_capacity;
    uint64_t n_read;
} activity_reader;

static ptb_status find_columns(activity_reader *r, ptb_error *err)
{
    ptb_text ignored = {0};
    for (int k = 0; k < N_TAKEN; k++) {
        r->at[k] = ptb_csv_find(r->csv, taken[k].name);
        if (r->at[k] < 0 && taken[k].is_required)
            return ptb_import_no_column(r->csv, taken[k].name, NULL, err);
    }
    for (size_t i = 0; i < ptb_csv_n_columns(r->csv); i++) {
        bool is_taken = !ptb_csv_column(r->csv, i)[0];
        for (int k = 0; k < N_TAKEN; k++)
            is_taken = is_taken || r->at[k] == (int)i;
        if (!is_taken) ptb_text_printf(&ignored, "%s%s", ignored.len ? ", " : "", ptb_csv_column(r->csv, i));
    }
    if (ignored.len > 0)
        ptb_import_note(r->run, "%s: columns that this version does not take: %s", ptb_csv_path(r->csv),
                        ignored.bytes);
    ptb_text_free(&ignored);
    return PTB_OK;
}

static ptb_str cell(const activity_reader *r, const ptb_csv_row *row, int k)
{
    if (r->at[k] < 0) return (ptb_str){"", 0};
    return ptb_import_cell(r->run->settings, row->cells[r->at[k]]);
}

static void reject_cell(activity_reader *r, const ptb_csv_row *row, int k, ptb_reject_kind kind,
                        const char *words)
{
    const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, taken[k].name, kind};
    ptb_str text = cell(r, row, k);
    static const char *const what[] = {[PTB_REJECT_NUMBER] = "bad number",
                                       [PTB_REJECT_DATE] = "bad date",
                                       [PTB_REJECT_ORPHAN] = "unknown contact"};
    ptb_reject(&r->run->rejects, &place, row->raw, "%s '%.*s' in column %s, expected %s", what[kind],
               (int)(text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES), text.ptr, taken[k].name, words);
}

static void reject_late(activity_reader *r, const ptb_csv_row *row, ptb_str text)
{
    char until[PTB_TIME_BYTES];
    const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, "ts", PTB_REJECT_LATER};
    ptb_reject(&r->run->rejects, &place, row->raw, "date '%.*s' in column ts is later than --until %s",
               (int)(text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES), text.ptr,
               ptb_print_time(until, r->run->settings->until));
}

/* ---- a row's parts; each tells whether the row can still be taken ---- */

static bool read_contact(activity_reader *r, const ptb_csv_row *row, uint32_t *contact)
{
    ptb_str id = cell(r, row, CONTACT);
    if (id.len == 0) {
        const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, "contact_id", PTB_REJECT_NO_SUBJECT};
        ptb_reject(&r->run->rejects, &place, row->raw,
                   "no contact_id; activities of an account alone are not taken in this version");
        return false;
    }
    *contact = ptb_intake_row_of(&r->run->contacts, id);
    if (*contact != PTB_NONE) return true;
    reject_cell(r, row, CONTACT, PTB_REJECT_ORPHAN, "one of the contacts");
    return false;
}

static bool read_value(activity_reader *r, const ptb_csv_row *row, float *value)
{
    double number = 0.0;
    ptb_str text = cell(r, row, VALUE);
    *value = NAN;
    if (text.len == 0) return true;
    if (ptb_parse_number(text, &number) && isfinite((float)number)) {
        *value = (float)number + 0.0F; /* turns -0 into 0 */
        return true;
    }
    reject_cell(r, row, VALUE, PTB_REJECT_NUMBER, "a number");
    return false;
}

/* With the order not given, dates that do not begin with the year wait in `dates` and have no time yet. */
static ptb_status read_ts(activity_reader *r, const ptb_csv_row *row, ptb_time *ts, bool *is_taken,
                          ptb_error *err)
{
    int order = r->run->settings->date_order;
    int32_t zone = r->run->settings->zone_offset_s;
    ptb_str text = cell(r, row, TS);
    *is_taken = true;
    *ts = PTB_NO_TIME;
    if (text.len == 0) {
        const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, "ts", PTB_REJECT_NO_DATE};
        ptb_reject(&r->run->rejects, &place, row->raw, "no ts, expected when the activity took place");
        *is_taken = false;
        return PTB_OK;
    }
    if (ptb_parse_time(text, order < 0 ? PTB_DATES_YMD : (ptb_date_order)order, zone, ts, NULL)) {
        *is_taken = !ptb_import_is_late(r->run->settings, *ts);
        if (!*is_taken) reject_late(r, row, text);
        return PTB_OK;
    }
    open_date date = {r->run->activities.n, row->line, PTB_NO_TIME, PTB_NO_TIME};
    bool is_dmy = order < 0 && ptb_parse_time(text, PTB_DATES_DMY, zone, &date.dmy, NULL);
    bool is_mdy = order < 0 && ptb_parse_time(text, PTB_DATES_MDY, zone, &date.mdy, NULL);
    *ts = PTB_NO_TIME;
    if (!is_dmy) date.dmy = PTB_NO_TIME;
    if (!is_mdy) date.mdy = PTB_NO_TIME;
    if (!is_dmy && !is_mdy) {
        reject_cell(r, row, TS, PTB_REJECT_DATE, "a date that exists, as YYYY-MM-DD [HH:MM:SS]");
        *is_taken = false;
        return PTB_OK;
    }
    PTB_TRY(ptb_reserve(&r->dates, &r->dates_capacity, r->n_dates + 1, sizeof *r->dates, err));
    r->dates[r->n_dates++] = date;
    return PTB_OK;
}

static ptb_status add_code(const activity_reader *r, const ptb_csv_row *row, int k, ptb_dictionary *levels,
                           uint32_t *code, ptb_error *err)
{
    *code = 0;
    if (r->at[k] < 0) return PTB_OK;
    return ptb_activity_code(levels, cell(r, row, k), code, err);
}

static ptb_status add_codes(const activity_reader *r, const ptb_csv_row *row, ptb_activity *out,
                            ptb_error *err)
{
    const ptb_activity_store *store = &r->run->activities;
    uint32_t type = 0, channel = 0;
    PTB_TRY(add_code(r, row, TYPE, store->types, &type, err));
    PTB_TRY(add_code(r, row, CHANNEL, store->channels, &channel, err));
    PTB_TRY(add_code(r, row, ASSET, store->assets, &out->asset, err));
    PTB_TRY(add_code(r, row, TOPIC, store->topics, &out->topic, err));
    if (type >= MAX_SHORT_CODES || channel >= MAX_SHORT_CODES)
        return ptb_fail(err, PTB_E_LIMIT, "%s:%llu: more than %d different values in column %s",
                        ptb_csv_path(r->csv), (unsigned long long)row->line, MAX_SHORT_CODES - 1,
                        taken[type >= MAX_SHORT_CODES ? TYPE : CHANNEL].name);
    out->type = (uint16_t)type;
    out->channel = (uint16_t)channel;
    return PTB_OK;
}

static ptb_status add_row(activity_reader *r, const ptb_csv_row *row, ptb_error *err)
{
    uint32_t contact = 0;
    ptb_activity activity = {0};
    bool is_taken = true;
    if (row->is_ragged) {
        const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, NULL, PTB_REJECT_RAGGED};
        ptb_reject(&r->run->rejects, &place, row->raw, "%zu cells, expected %zu as in the header",
                   row->n_cells, ptb_csv_n_columns(r->csv));
        return PTB_OK;
    }
    if (!read_contact(r, row, &contact) || !read_value(r, row, &activity.value)) return PTB_OK;
    PTB_TRY(read_ts(r, row, &activity.ts, &is_taken, err));
    if (!is_taken) return PTB_OK;
    PTB_TRY(add_codes(r, row, &activity, err));
    if (!isnan(activity.value)) r->run->activities.has_value = true;
    return ptb_activity_store_add(&r->run->activities, contact, &activity, err);
}

/* ---- the order of day and month ---- */

/* Rows without time are left out when the store is sorted. */
static ptb_status settle_date(activity_reader *r, const open_date *date, bool is_dmy, ptb_error *err)
{
    ptb_import_run *run = r->run;
    ptb_time ts = is_dmy ? date->dmy : date->mdy;
    bool is_late = ptb_import_is_late(run->settings, ts);
    ptb_reject_place place = {ptb_csv_path(r->csv), date->line, "ts", PTB_REJECT_DATE};
    char text[PTB_TIME_BYTES], until[PTB_TIME_BYTES];
    ptb_activity_store_at(&run->activities, date->row)->ts = is_late ? PTB_NO_TIME : ts;
    if (ts == PTB_NO_TIME)
        return ptb_reject_late(&run->rejects, &place, err,
                               "bad date in column ts, expected a date that exists, %s",
                               is_dmy ? "day first" : "month first");
    if (!is_late) return PTB_OK;
    place.kind = PTB_REJECT_LATER;
    return ptb_reject_late(&run->rejects, &place, err, "date %s in column ts is later than --until %s",
                           ptb_print_time(text, ts), ptb_print_time(until, run->settings->until));
}

static ptb_status settle_dates(activity_reader *r, ptb_error *err)
{
    const char *path = ptb_csv_path(r->csv);
    size_t no_dmy = 0, no_mdy = 0;
    const open_date *differing = NULL;
    for (size_t i = 0; i < r->n_dates; i++) {
        const open_date *date = &r->dates[i];
        no_dmy += date->dmy == PTB_NO_TIME;
        no_mdy += date->mdy == PTB_NO_TIME;
        if (!differing && date->dmy != date->mdy) differing = date;
    }
    if (no_dmy == no_mdy && differing)
        return ptb_fail(
            err, PTB_E_DATA,
            "%s:%llu: column ts: the date can be day/month or month/day, and so can the others; say --dates "
            "dmy, mdy or ymd",
            path, (unsigned long long)differing->line);
    bool is_dmy = no_dmy <= no_mdy;
    for (size_t i = 0; i < r->n_dates; i++)
        PTB_TRY(settle_date(r, &r->dates[i], is_dmy, err));
    return ptb_rejects_flush(&r->run->rejects, path, err);
}

ptb_status ptb_import_activities(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    activity_reader r = {.run = run};
    uint64_t n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN]; /* of the opportunities */
    ptb_csv_row row;
    bool is_row = true;
    PTB_TRY_TO(ptb_csv_open(run->settings->activities, &r.csv, err));
    PTB_TRY_TO(find_columns(&r, err));
    for (;;) {
        PTB_TRY_TO(ptb_csv_next(r.csv, &row, &is_row, err));
        if (!is_row) break;
        r.n_read++;
        PTB_TRY_TO(add_row(&r, &row, err));
        PTB_TRY_TO(ptb_import_tick(run, r.csv, "activities", r.n_read, err));
    }
    run->n_read += r.n_read;
    n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN] - n_orphans;
    ptb_import_count_orphans(run, n_orphans, r.n_read, "activities name an unknown contact");
    if (r.n_read == 0) ptb_import_note(run, "%s has no rows", run->settings->activities);
    PTB_TRY_TO(settle_dates(&r, err));
done:
    free(r.dates);
    ptb_csv_close(r.csv);
    return status;
}
