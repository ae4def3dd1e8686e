/* datasets/import_activity_plain.c: the usual rows of a file of activities, column by column: known contacts, dates of the common
 * form, texts that were met before. All others are rows of the general way. */
#include "datasets/import_activities.h"

enum { AT_ONCE = PTB_APPEND_AT_ONCE };

/* Some plain rows and what their columns say. */
typedef struct {
    const ptb_csv_plain *rows;
    ptb_str id[AT_ONCE];
    ptb_key_question question[AT_ONCE];
    uint32_t owner[AT_ONCE], ts[AT_ONCE], type[AT_ONCE], channel[AT_ONCE], asset[AT_ONCE];
    bool is_other[AT_ONCE]; /* a row of the general way */
} plain_rows;

bool ptb_activity_is_plain(const ptb_activity_reader *reader)
{
    const ptb_activity_reader *r = reader;
    if (r->n_made > 0 || r->run->settings->n_missing > 0) return false;
    if (r->mapping && ptb_mapping_may_skip(r->mapping)) return false;
    for (int k = PTB_FIELD_TOPIC; k < PTB_ACTIVITY_FIELDS; k++)
        if (r->at[k] >= 0) return false;
    return r->at[PTB_FIELD_CONTACT] >= 0;
}

static void ask_contacts(const ptb_activity_reader *r, plain_rows *p)
{
    for (size_t i = 0; i < p->rows->n; i++)
        p->id[i] = ptb_csv_plain_cell(p->rows, i, (size_t)r->at[PTB_FIELD_CONTACT]);
    ptb_key_index_ask(r->run->contact_place, p->id, p->rows->n, p->question);
}

static void find_contacts(const ptb_activity_reader *r, plain_rows *p)
{
    ptb_key_index_answer(r->run->contact_place, p->id, p->question, p->rows->n, p->owner);
    if (r->run->append) ptb_append_find_contacts(r->run, p->id, p->rows->n, p->owner);
    for (size_t i = 0; i < p->rows->n; i++)
        p->is_other[i] |= p->owner[i] == PTB_NO_CODE;
}

static void read_times(const ptb_activity_reader *r, ptb_activity_lane *lane, plain_rows *p)
{
    const ptb_import_settings *s = r->run->settings;
    ptb_date_order order = s->date_order < 0 ? PTB_DATES_YMD : (ptb_date_order)s->date_order;
    ptb_time last = s->until == PTB_NO_TIME || s->until > PTB_LAST_TS ? PTB_LAST_TS : s->until;
    for (size_t i = 0; i < p->rows->n; i++) {
        ptb_time ts = 0;
        ptb_str cell = ptb_csv_plain_cell(p->rows, i, (size_t)r->at[PTB_FIELD_TS]);
        bool is_time = ptb_parse_moment_near(cell, order, s->zone_offset_s, &lane->day, &ts);
        p->is_other[i] |= !is_time || ts < 0 || ts > last;
        p->ts[i] = (uint32_t)ts;
    }
}

/* The code of a text that the lane has met before. */
static inline bool find_text(const ptb_text_cache *cache, ptb_str text, uint32_t *code)
{
    const ptb_text_key key = ptb_text_key_near(text);
    const uint32_t *known = ptb_text_memo_find(cache->memo, &key);
    if (known) {
        *code = *known;
        return true;
    }
    uint32_t own = ptb_dictionary_find(cache->own, text); /* long, or one too many for the memo */
    if (own != PTB_NO_CODE) *code = cache->common[own];
    return own != PTB_NO_CODE;
}

/* The texts' codes; without the column all are none. */
static void find_texts(plain_rows *p, const ptb_text_cache *cache, int column, uint32_t *code)
{
    for (size_t i = 0; i < p->rows->n; i++) {
        code[i] = 0;
        ptb_str cell = column < 0 ? (ptb_str){"", 0} : ptb_csv_plain_cell(p->rows, i, (size_t)column);
        if (cell.len > 0 && !find_text(cache, cell, &code[i])) p->is_other[i] = true;
    }
}

/* The row as the general way takes it. */
static ptb_status take_other(ptb_activity_reader *r, int lane_index, const plain_rows *p, size_t row,
                             ptb_error *err)
{
    ptb_activity_text *text = &r->lanes[lane_index].batch[0];
    text->line = p->rows->line + row;
    text->raw = ptb_csv_plain_raw(p->rows, row);
    for (int i = 0; i < r->n_present; i++) {
        int k = r->present[i];
        text->cells[k] =
            ptb_import_cell(r->run->settings, ptb_csv_plain_cell(p->rows, row, (size_t)r->at[k]));
    }
    return ptb_activity_take_batch(r, lane_index, 1, err);
}

static ptb_status keep_rows(ptb_activity_reader *r, int lane_index, const plain_rows *p, ptb_error *err)
{
    ptb_activity row[AT_ONCE];
    size_t n = 0;
    for (size_t i = 0; i < p->rows->n; i++) {
        row[n] =
            (ptb_activity){p->owner[i], p->ts[i], p->asset[i], (uint16_t)p->type[i], (uint16_t)p->channel[i]};
        n += !p->is_other[i];
    }
    PTB_TRY(ptb_activity_store_add_many(r->store, lane_index, row, n, err));
    for (size_t i = 0; n < p->rows->n && i < p->rows->n; i++)
        if (p->is_other[i]) PTB_TRY(take_other(r, lane_index, p, i, err));
    return PTB_OK;
}

ptb_status ptb_activity_find_plain(const ptb_activity_reader *reader, int lane_index, ptb_error *err)
{
    ptb_activity_lane *lane = &reader->lanes[lane_index];
    size_t n_spans = AT_ONCE * ptb_csv_n_columns(reader->csv);
    lane->plain.n = 0;
    if (!reader->is_plain) return PTB_OK;
    PTB_TRY(ptb_reserve(&lane->spans, &lane->span_capacity, n_spans, sizeof *lane->spans, err));
    ptb_csv_chunk_plain(reader->csv, lane->chunk, AT_ONCE, lane->spans, &lane->plain);
    return PTB_OK;
}

ptb_status ptb_activity_take_plain(ptb_activity_reader *reader, int lane_index, ptb_error *err)
{
    const ptb_activity_reader *r = reader;
    ptb_activity_lane *lane = &r->lanes[lane_index];
    plain_rows p = {.rows = &lane->plain};
    ask_contacts(r, &p);
    read_times(r, lane, &p);
    find_texts(&p, &lane->types, r->at[PTB_FIELD_TYPE], p.type);
    find_texts(&p, &lane->assets, r->at[PTB_FIELD_ASSET], p.asset);
    find_texts(&p, &lane->channels, r->at[PTB_FIELD_CHANNEL], p.channel);
    find_contacts(r, &p);
    lane->n_read += p.rows->n;
    return keep_rows(reader, lane_index, &p, err);
}
