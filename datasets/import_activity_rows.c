/* datasets/import_activity_rows.c: a row of activities: who, when, what; or why it is not taken. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/rng.h"
#include "datasets/import_activities.h"

enum { MAX_SHORT_CODES = UINT16_MAX, SHOWN_BYTES = 60, MESSAGE_SEED = 20250702, PADDED_BYTES = 16 };

/* ---- lanes ---- */

static ptb_status cache_init(ptb_text_cache *cache, ptb_dictionary *all, ptb_error *err)
{
    cache->all = all;
    PTB_TRY(ptb_alloc(&cache->memo, 1, sizeof *cache->memo, err));
    return ptb_dictionary_new(1, &cache->own, err);
}

static void cache_free(ptb_text_cache *cache)
{
    ptb_dictionary_free(cache->own);
    free(cache->common);
    free(cache->memo);
}

ptb_status ptb_activity_lane_init(ptb_activity_reader *reader, int lane, ptb_error *err)
{
    ptb_activity_lane *l = &reader->lanes[lane];
    l->rejects.has_output = reader->run->rejects.has_output;
    PTB_TRY(ptb_csv_chunk_new(&l->chunk, err));
    PTB_TRY(cache_init(&l->types, reader->texts.types, err));
    PTB_TRY(cache_init(&l->assets, reader->texts.assets, err));
    PTB_TRY(cache_init(&l->channels, reader->texts.channels, err));
    PTB_TRY(cache_init(&l->topics, reader->texts.topics, err));
    return cache_init(&l->campaigns, reader->texts.campaigns, err);
}

void ptb_activity_lane_free(ptb_activity_lane *lane)
{
    ptb_csv_chunk_free(lane->chunk);
    cache_free(&lane->types);
    cache_free(&lane->assets);
    cache_free(&lane->channels);
    cache_free(&lane->topics);
    cache_free(&lane->campaigns);
    ptb_rejects_free(&lane->rejects);
    free(lane->open);
    ptb_map_scratch_free(&lane->scratch);
    free(lane->more_owners);
    free(lane->spans);
}

/* ---- rows that are not taken ---- */

static ptb_reject_place place_of(const ptb_activity_reader *r, const ptb_activity_text *text, int k,
                                 ptb_reject_kind kind)
{
    return (ptb_reject_place){ptb_csv_path(r->csv), text->line,
                              k < 0 ? NULL : ptb_activity_field_name((ptb_activity_field)k), kind};
}

void ptb_activity_reject_cell(const ptb_activity_reader *r, ptb_activity_lane *lane,
                              const ptb_activity_text *text, ptb_activity_field k, ptb_reject_kind kind,
                              const char *expected)
{
    static const char *const what[] = {
        [PTB_REJECT_NUMBER] = "bad number", [PTB_REJECT_DATE] = "bad date", [PTB_REJECT_ORPHAN] = "unknown"};
    const ptb_reject_place place = place_of(r, text, (int)k, kind);
    ptb_str cell = text->cells[k];
    const char *noun = kind != PTB_REJECT_ORPHAN ? "" : k == PTB_FIELD_ACCOUNT ? " account" : " contact";
    ptb_reject(&lane->rejects, &place, text->raw, "%s%s '%.*s' in column %s, expected %s", what[kind], noun,
               (int)ptb_str_cut(cell, SHOWN_BYTES).len, cell.ptr, place.column, expected);
}

static void reject_late(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_activity_text *text)
{
    char until[PTB_TIME_BYTES];
    const ptb_reject_place place = place_of(r, text, PTB_FIELD_TS, PTB_REJECT_LATER);
    ptb_str cell = text->cells[PTB_FIELD_TS];
    ptb_reject(&lane->rejects, &place, text->raw, "date '%.*s' in column ts is later than --until %s",
               (int)ptb_str_cut(cell, SHOWN_BYTES).len, cell.ptr,
               ptb_print_time(until, r->run->settings->until));
}

/* ---- a row's parts; each tells whether the row can still be taken ---- */

static bool read_number(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_activity_text *text,
                        int k, float *value)
{
    double number = 0.0;
    ptb_str cell = text->cells[k];
    *value = NAN;
    if (cell.len == 0) return true;
    bool is_number = r->run->settings->decimal_comma ? ptb_parse_number_comma(cell, &number)
                                                     : ptb_parse_number(cell, &number);
    if (is_number && isfinite((float)number)) {
        *value = (float)number + 0.0F; /* turns -0 into 0 */
        return true;
    }
    ptb_activity_reject_cell(r, lane, text, (ptb_activity_field)k, PTB_REJECT_NUMBER, "a number");
    return false;
}

static const char range_words[] = "a date that exists, as YYYY-MM-DD [HH:MM:SS], from 1970 to 2105";

/* With the order not given, dates that do not begin with the year wait and have no time yet (*is_open). */
static bool read_ts(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_activity_text *text,
                    ptb_open_activity *open, bool *is_open)
{
    int order = r->run->settings->date_order;
    int32_t zone = r->run->settings->zone_offset_s;
    ptb_str cell = text->cells[PTB_FIELD_TS];
    ptb_time ts = PTB_NO_TIME;
    *is_open = false;
    if (cell.len == 0) {
        const ptb_reject_place place = place_of(r, text, PTB_FIELD_TS, PTB_REJECT_NO_DATE);
        ptb_reject(&lane->rejects, &place, text->raw, "no ts, expected when the activity took place");
        return false;
    }
    if (ptb_parse_moment_near(cell, order < 0 ? PTB_DATES_YMD : (ptb_date_order)order, zone, &lane->day,
                              &ts)) {
        if (ts < 0 || ts > PTB_LAST_TS) {
            ptb_activity_reject_cell(r, lane, text, PTB_FIELD_TS, PTB_REJECT_DATE, range_words);
            return false;
        }
        open->row.ts = (uint32_t)ts;
        if (!ptb_import_is_late(r->run->settings, ts)) return true;
        reject_late(r, lane, text);
        return false;
    }
    bool is_dmy = order < 0 && ptb_parse_time(cell, PTB_DATES_DMY, zone, &open->dmy, NULL);
    bool is_mdy = order < 0 && ptb_parse_time(cell, PTB_DATES_MDY, zone, &open->mdy, NULL);
    if (!is_dmy) open->dmy = PTB_NO_TIME;
    if (!is_mdy) open->mdy = PTB_NO_TIME;
    *is_open = is_dmy || is_mdy;
    if (!*is_open) ptb_activity_reject_cell(r, lane, text, PTB_FIELD_TS, PTB_REJECT_DATE, range_words);
    return *is_open;
}

/* A new text gets its common code under a lock; nearly every text was met before. */
static ptb_status learn_text(ptb_activity_reader *r, ptb_text_cache *cache, ptb_str text, uint32_t *code,
                             ptb_error *err)
{
    uint32_t own = 0, common = 0;
    PTB_TRY(ptb_dictionary_add(cache->own, text, &own, err));
    PTB_TRY(ptb_reserve(&cache->common, &cache->capacity, (size_t)own + 1, sizeof *cache->common, err));
    pthread_mutex_lock(&r->texts_lock);
    ptb_status status = ptb_dictionary_add(cache->all, text, &common, err);
    pthread_mutex_unlock(&r->texts_lock);
    *code = cache->common[own] = common + 1;
    return status;
}

static ptb_status code_text(ptb_activity_reader *r, ptb_text_cache *cache, ptb_str text, uint32_t *code,
                            ptb_error *err)
{
    *code = 0;
    if (text.len == 0) return PTB_OK;
    const ptb_text_key key = ptb_text_key_of(text);
    const uint32_t *known = ptb_text_memo_find(cache->memo, &key);
    if (known) {
        *code = *known;
        return PTB_OK;
    }
    uint32_t own = ptb_dictionary_find(cache->own, text);
    if (own == PTB_NO_CODE)
        PTB_TRY(learn_text(r, cache, text, code, err));
    else
        *code = cache->common[own];
    ptb_text_memo_add(cache->memo, &key, *code);
    return PTB_OK;
}

static ptb_status code_texts(ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_activity_text *text,
                             ptb_open_activity *out, ptb_error *err)
{
    uint32_t type = 0, channel = 0;
    const ptb_str *cells = text->cells;
    PTB_TRY(code_text(r, &lane->types, cells[PTB_FIELD_TYPE], &type, err));
    PTB_TRY(code_text(r, &lane->channels, cells[PTB_FIELD_CHANNEL], &channel, err));
    PTB_TRY(code_text(r, &lane->assets, cells[PTB_FIELD_ASSET], &out->row.asset, err));
    PTB_TRY(code_text(r, &lane->topics, cells[PTB_FIELD_TOPIC], &out->more.topic, err));
    PTB_TRY(code_text(r, &lane->campaigns, cells[PTB_FIELD_CAMPAIGN], &out->more.campaign, err));
    if (type >= MAX_SHORT_CODES || channel >= MAX_SHORT_CODES)
        return ptb_fail(
            err, PTB_E_LIMIT, "%s:%llu: more than %d different values in column %s", ptb_csv_path(r->csv),
            (unsigned long long)text->line, MAX_SHORT_CODES - 1,
            ptb_activity_field_name(type >= MAX_SHORT_CODES ? PTB_FIELD_TYPE : PTB_FIELD_CHANNEL));
    out->row.type = (uint16_t)type;
    out->row.channel = (uint16_t)channel;
    return PTB_OK;
}

static uint32_t hash_message(ptb_str id)
{
    if (id.len == 0) return 0;
    uint32_t hash = (uint32_t)ptb_hash_bytes(MESSAGE_SEED, id.ptr, id.len);
    return hash ? hash : 1;
}

/* The activity of each of its contacts. */
static ptb_status keep_activity(ptb_activity_reader *r, int lane_index, const ptb_open_activity *activity,
                                bool is_open, ptb_error *err)
{
    ptb_activity_lane *lane = &r->lanes[lane_index];
    if (!is_open) return ptb_activity_store_add(r->store, lane_index, &activity->row, &activity->more, err);
    PTB_TRY(ptb_reserve(&lane->open, &lane->open_capacity, lane->n_open + 1, sizeof *lane->open, err));
    lane->open[lane->n_open++] = *activity;
    return PTB_OK;
}

static ptb_status take_row(ptb_activity_reader *r, int lane_index, const ptb_activity_text *text,
                           uint32_t contact, ptb_error *err)
{
    ptb_activity_lane *lane = &r->lanes[lane_index];
    ptb_open_activity activity = {.line = text->line};
    bool is_open = false, is_known = false;
    PTB_TRY(ptb_activity_find_owner(r, lane, text, contact, &activity.row.owner, &is_known, err));
    if (!is_known) return PTB_OK;
    if (!read_number(r, lane, text, PTB_FIELD_VALUE, &activity.more.value)) return PTB_OK;
    if (!read_number(r, lane, text, PTB_FIELD_DURATION, &activity.more.duration_s)) return PTB_OK;
    if (!read_ts(r, lane, text, &activity, &is_open)) return PTB_OK;
    PTB_TRY(code_texts(r, lane, text, &activity, err));
    activity.more.message = hash_message(text->cells[PTB_FIELD_MESSAGE]);
    PTB_TRY(keep_activity(r, lane_index, &activity, is_open, err));
    for (size_t i = 0; i < lane->n_more_owners; i++) {
        activity.row.owner = lane->more_owners[i];
        activity.is_copy = true;
        PTB_TRY(keep_activity(r, lane_index, &activity, is_open, err));
    }
    return PTB_OK;
}

/* ---- batches ---- */

/* The look-up reads 16 bytes from an id's beginning, which a computed one need not have behind it. */
static ptb_str padded(ptb_str id, char space[PADDED_BYTES])
{
    if (id.len == 0 || id.len >= PADDED_BYTES) return id;
    memcpy(space, id.ptr, id.len);
    return (ptb_str){space, id.len};
}

/* Contacts are found for a whole batch at once: their waits for memory overlap. */
ptb_status ptb_activity_take_batch(ptb_activity_reader *reader, int lane_index, size_t n, ptb_error *err)
{
    ptb_activity_reader *r = reader;
    const ptb_activity_lane *lane = &r->lanes[lane_index];
    ptb_str ids[PTB_ACTIVITY_BATCH] = {{0}};
    uint32_t places[PTB_ACTIVITY_BATCH];
    char space[PTB_ACTIVITY_BATCH][PADDED_BYTES];
    for (size_t i = 0; i < n; i++)
        ids[i] = r->made[PTB_FIELD_CONTACT] < 0 ? lane->batch[i].cells[PTB_FIELD_CONTACT]
                                                : padded(lane->batch[i].cells[PTB_FIELD_CONTACT], space[i]);
    ptb_key_index_find_many(r->run->contact_place, ids, n, places);
    if (r->run->append) ptb_append_find_contacts(r->run, ids, n, places);
    for (size_t i = 0; i < n; i++)
        PTB_TRY(take_row(r, lane_index, &lane->batch[i], places[i], err));
    return PTB_OK;
}

static void copy_cells(const ptb_activity_reader *r, const ptb_csv_row *row, ptb_activity_text *out)
{
    out->line = row->line;
    out->raw = row->raw;
    for (int i = 0; i < r->n_present; i++) {
        int k = r->present[i];
        out->cells[k] = ptb_import_cell(r->run->settings, row->cells[r->at[k]]);
    }
}

/* The cells that are computed live until the next batch. */
static void make_cells(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_csv_row *row,
                       ptb_activity_text *out)
{
    for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++)
        if (r->made[k] >= 0)
            out->cells[k] = ptb_import_cell(r->run->settings, ptb_mapping_cell(r->mapping, (size_t)r->made[k],
                                                                               row->cells, &lane->scratch));
}

/* Into place n of the batch. */
static void copy_row(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_csv_row *row, size_t n)
{
    if (n == 0) ptb_map_scratch_clear(&lane->scratch);
    copy_cells(r, row, &lane->batch[n]);
    if (r->n_made > 0) make_cells(r, lane, row, &lane->batch[n]);
}

/* Of a deleted record, or an event that the system itself does not count. */
static bool is_none(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_csv_row *row)
{
    if (!r->mapping || row->is_ragged || !ptb_mapping_skips(r->mapping, row->cells)) return false;
    lane->n_skipped++;
    return true;
}

static void reject_ragged(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_csv_row *row)
{
    const ptb_reject_place place = {ptb_csv_path(r->csv), row->line, NULL, PTB_REJECT_RAGGED};
    ptb_reject(&lane->rejects, &place, row->raw, "%zu cells, expected %zu as in the header", row->n_cells,
               ptb_csv_n_columns(r->csv));
}

/* What is in the batch, if anything. */
static ptb_status take_waiting(ptb_activity_reader *r, int lane_index, size_t *n, ptb_error *err)
{
    size_t n_rows = *n;
    *n = 0;
    if (n_rows == 0) return PTB_OK;
    PTB_TRY(ptb_map_scratch_check(&r->lanes[lane_index].scratch, err));
    return ptb_activity_take_batch(r, lane_index, n_rows, err);
}

/* Rows are taken in their order, so that those which are rejected stand in it. */
ptb_status ptb_activity_lane_read(ptb_activity_reader *reader, int lane_index, ptb_error *err)
{
    ptb_activity_lane *lane = &reader->lanes[lane_index];
    ptb_csv_row row;
    bool is_row = true;
    size_t n = 0;
    for (;;) {
        PTB_TRY(ptb_activity_find_plain(reader, lane_index, err));
        if (lane->plain.n > 0) {
            PTB_TRY(take_waiting(reader, lane_index, &n, err));
            PTB_TRY(ptb_activity_take_plain(reader, lane_index, err));
            continue;
        }
        PTB_TRY(ptb_csv_chunk_next(reader->csv, lane->chunk, &row, &is_row, err));
        if (is_row && is_none(reader, lane, &row)) continue;
        if (is_row && !row.is_ragged) copy_row(reader, lane, &row, n++);
        if (n == PTB_ACTIVITY_BATCH || !is_row || row.is_ragged)
            PTB_TRY(take_waiting(reader, lane_index, &n, err));
        if (!is_row) return PTB_OK;
        lane->n_read++;
        if (row.is_ragged) reject_ragged(reader, lane, &row);
    }
}

/* ---- the order of day and month ---- */

static ptb_status settle_date(ptb_activity_reader *r, const ptb_open_activity *open, bool is_dmy,
                              ptb_error *err)
{
    ptb_rejects *rejects = &r->run->rejects;
    ptb_time ts = is_dmy ? open->dmy : open->mdy;
    ptb_reject_place place = {r->name, open->line, "ts", PTB_REJECT_DATE};
    char text[PTB_TIME_BYTES], until[PTB_TIME_BYTES];
    bool is_date = ts != PTB_NO_TIME && ts >= 0 && ts <= PTB_LAST_TS;
    if (open->is_copy && (!is_date || ptb_import_is_late(r->run->settings, ts)))
        return PTB_OK; /* the row is counted */
    if (!is_date)
        return ptb_reject_late(rejects, &place, err, "bad date in column ts, expected a date that exists, %s",
                               is_dmy ? "day first" : "month first");
    if (ptb_import_is_late(r->run->settings, ts)) {
        place.kind = PTB_REJECT_LATER;
        return ptb_reject_late(rejects, &place, err, "date %s in column ts is later than --until %s",
                               ptb_print_time(text, ts), ptb_print_time(until, r->run->settings->until));
    }
    ptb_activity row = open->row;
    row.ts = (uint32_t)ts;
    return ptb_activity_store_add(r->store, 0, &row, &open->more, err);
}

/* Votes of all lanes: the order that fits more dates. */
static ptb_status choose_order(const ptb_activity_reader *r, bool *is_dmy, ptb_error *err)
{
    size_t no_dmy = 0, no_mdy = 0;
    uint64_t differing = 0; /* the first line that reads differently */
    for (int i = 0; i < r->n_lanes; i++)
        for (size_t k = 0; k < r->lanes[i].n_open; k++) {
            const ptb_open_activity *open = &r->lanes[i].open[k];
            no_dmy += open->dmy == PTB_NO_TIME;
            no_mdy += open->mdy == PTB_NO_TIME;
            if (open->dmy != open->mdy && (differing == 0 || open->line < differing)) differing = open->line;
        }
    *is_dmy = no_dmy <= no_mdy;
    if (no_dmy != no_mdy || differing == 0) return PTB_OK;
    return ptb_fail(
        err, PTB_E_DATA,
        "%s:%llu: column ts: the date can be day/month or month/day, and so can the others; say --dates "
        "dmy, mdy or ymd",
        ptb_csv_path(r->csv), (unsigned long long)differing);
}

ptb_status ptb_activity_settle_dates(ptb_activity_reader *reader, ptb_error *err)
{
    bool is_dmy = true;
    PTB_TRY(choose_order(reader, &is_dmy, err));
    for (int i = 0; i < reader->n_lanes; i++) {
        ptb_activity_lane *lane = &reader->lanes[i];
        for (size_t k = 0; k < lane->n_open; k++)
            PTB_TRY(settle_date(reader, &lane->open[k], is_dmy, err));
        lane->n_open = 0;
    }
    return PTB_OK;
}
