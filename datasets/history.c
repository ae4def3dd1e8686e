/* datasets/history.c: opens a history file, makes views of its arrays and checks every index in them. */
#include "datasets/history.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/h5.h"
#include "datasets/base/simd.h"
#include "datasets/changes.h"
#include "datasets/column_types.h"
#include "datasets/history_layout.h"

enum { CHECK_ROWS = 32768 };

struct ptb_history_file {
    ptb_h5_file *h5;
    ptb_arena arena;
    ptb_json_doc *meta, *provenance;
    char digest[65]; /* "" until asked for */
};

typedef struct {
    ptb_history *history;
    const ptb_h5_file *h5;
    ptb_arena *arena;
    const ptb_json_doc *meta;
    const char *path;
    ptb_activity_extent extent; /* of the activities */
    uint32_t *codes;            /* by thread, while they are checked */
} opener;

static ptb_status fail_layout(const opener *o, const char *name, const char *words, ptb_error *err)
{
    return ptb_fail(err, PTB_E_INTEGRITY, "%s: %s: %s", o->path, name, words);
}

/* ---- views ---- */

static ptb_status view(const opener *o, const char *name, ptb_h5_type type, size_t n, void *out,
                       ptb_error *err)
{
    uint64_t rows = 0, cols = 0;
    PTB_TRY(ptb_h5_view(o->h5, name, type, out, &rows, &cols, err));
    if (rows != n || cols != 0) return fail_layout(o, name, "another length than its table", err);
    return PTB_OK;
}

static ptb_status view_ids(const opener *o, const char *name, size_t n, ptb_strings *out, ptb_error *err)
{
    PTB_TRY(ptb_h5_view_strings(o->h5, name, out, err));
    if (out->n != n) return fail_layout(o, name, "another length than its table", err);
    return PTB_OK;
}

/* References into a table of `n_targets`; PTB_NONE only where allowed. */
typedef struct {
    size_t n_targets;
    bool may_be_none;
} reference;

static ptb_status view_references(const opener *o, const char *name, size_t n, reference to,
                                  const uint32_t **out, ptb_error *err)
{
    PTB_TRY(view(o, name, PTB_H5_U32, n, out, err));
    for (size_t i = 0; i < n; i++) {
        uint32_t value = (*out)[i];
        if (value < to.n_targets || (value == PTB_NONE && to.may_be_none)) continue;
        return fail_layout(o, name, "an index beyond its table", err);
    }
    return PTB_OK;
}

/* n + 1 ascending offsets from `begin`; the last is *end. */
static ptb_status view_span(const opener *o, const char *name, size_t n, uint64_t begin, const uint64_t **out,
                            uint64_t *end, ptb_error *err)
{
    PTB_TRY(view(o, name, PTB_H5_U64, n + 1, out, err));
    bool is_fine = (*out)[0] == begin;
    for (size_t i = 0; i < n; i++)
        is_fine = is_fine && (*out)[i] <= (*out)[i + 1];
    if (!is_fine) return fail_layout(o, name, "offsets that do not ascend from where they should begin", err);
    *end = (*out)[n];
    return PTB_OK;
}

/* ---- tables ---- */

static ptb_status read_column(const opener *o, const ptb_json *node, const char *table, ptb_column *out,
                              ptb_error *err)
{
    const char *kind = NULL;
    int64_t present = 0, distinct = 0;
    PTB_TRY(ptb_json_need_string(o->meta, node, "name", &out->name, err));
    PTB_TRY(ptb_json_need_string(o->meta, node, "kind", &kind, err));
    PTB_TRY(ptb_json_want_integer(o->meta, node, "n_present", &present, err));
    PTB_TRY(ptb_json_want_integer(o->meta, node, "n_distinct", &distinct, err));
    PTB_TRY(ptb_json_want_bool(o->meta, node, "is_identifier", &out->is_identifier, err));
    if (!ptb_column_kind_parse(ptb_str_of(kind), &out->kind) || present < 0 || distinct < 0)
        return fail_layout(o, table, "a column's description makes no sense", err);
    out->n_present = (uint64_t)present;
    out->n_distinct = (uint64_t)distinct;
    return PTB_OK;
}

static ptb_status view_column(const opener *o, const char *table, size_t i, size_t n, ptb_column *column,
                              ptb_error *err)
{
    char name[LAYOUT_NAME_BYTES];
    switch (column->kind) {
    case PTB_COLUMN_NUMBER:
    case PTB_COLUMN_FLAG:
        layout_column_name(name, table, i, LAYOUT_COLUMN_NUMBER);
        return view(o, name, PTB_H5_F64, n, &column->number, err);
    case PTB_COLUMN_DATE:
        layout_column_name(name, table, i, LAYOUT_COLUMN_TIME);
        return view(o, name, PTB_H5_I64, n, &column->time, err);
    case PTB_COLUMN_CATEGORY:
        break;
    }
    layout_column_name(name, table, i, LAYOUT_COLUMN_LEVELS);
    PTB_TRY(ptb_h5_view_strings(o->h5, name, &column->levels, err));
    layout_column_name(name, table, i, LAYOUT_COLUMN_CODE);
    return view_references(o, name, n, (reference){column->levels.n, true}, &column->code, err);
}

static ptb_status view_table(const opener *o, const ptb_json *tables, const char *name, ptb_record_table *out,
                             ptb_error *err)
{
    const ptb_json *table = NULL, *columns = NULL;
    int64_t rows = 0;
    char dataset[LAYOUT_NAME_BYTES];
    PTB_TRY(ptb_json_need_object(o->meta, tables, name, &table, err));
    PTB_TRY(ptb_json_need_integer(o->meta, table, "rows", &rows, err));
    PTB_TRY(ptb_json_need_array(o->meta, table, "columns", &columns, err));
    if (rows < 0 || rows >= PTB_NONE) return fail_layout(o, name, "an impossible number of rows", err);
    out->n = (size_t)rows;
    PTB_TRY(view_ids(o, layout_name(dataset, name, LAYOUT_ID), out->n, &out->id, err));
    PTB_TRY(view(o, layout_name(dataset, name, LAYOUT_CREATED), PTB_H5_I64, out->n, &out->created_at, err));
    PTB_TRY(ptb_arena_alloc(o->arena, &out->columns, ptb_json_count(columns), sizeof *out->columns, err));
    for (const ptb_json *node = ptb_json_first(columns); node; node = ptb_json_next(node)) {
        ptb_column *column = &out->columns[out->n_columns];
        PTB_TRY(read_column(o, node, name, column, err));
        PTB_TRY(view_column(o, name, out->n_columns, out->n, column, err));
        out->n_columns++;
    }
    return ptb_changes_view(o->h5, o->path, name, out, err);
}

static ptb_status view_accounts(const opener *o, ptb_error *err)
{
    ptb_history *h = o->history;
    uint64_t total = 0;
    size_t n = h->accounts.n;
    PTB_TRY(view_references(o, LAYOUT_ACCOUNT_PARENT, n, (reference){n, true}, &h->account_parent, err));
    PTB_TRY(view_references(o, LAYOUT_ACCOUNT_ROOT, n, (reference){n, false}, &h->account_root, err));
    PTB_TRY(view_span(o, LAYOUT_ACCOUNT_CONTACT, n, 0, &h->account_contact, &total, err));
    PTB_TRY(view_references(o, LAYOUT_CONTACT_ACCOUNT, h->contacts.n, (reference){n, true},
                            &h->contact_account, err));
    bool is_fine = total <= h->contacts.n;
    for (uint32_t a = 0; a < n && is_fine; a++)
        for (uint64_t i = h->account_contact[a]; i < h->account_contact[a + 1]; i++)
            is_fine = is_fine && h->contact_account[i] == a;
    for (uint64_t i = total; i < h->contacts.n && is_fine; i++)
        is_fine = h->contact_account[i] == PTB_NONE;
    if (!is_fine)
        return fail_layout(o, LAYOUT_ACCOUNT_CONTACT, "does not agree with the contacts' accounts", err);
    return PTB_OK;
}

static ptb_status view_opportunities(const opener *o, ptb_error *err)
{
    ptb_history *h = o->history;
    size_t n = h->opportunities.n, contacts = h->contacts.n, accounts = h->accounts.n;
    uint64_t total = 0;
    const reference to_account = {accounts, true}, to_contact = {contacts, true}, to_opportunity = {n, false};
    PTB_TRY(view_references(o, LAYOUT_OPPORTUNITY_ACCOUNT, n, to_account, &h->opportunity_account, err));
    PTB_TRY(view_references(o, LAYOUT_OPPORTUNITY_CONTACT, n, to_contact, &h->opportunity_contact, err));
    PTB_TRY(view(o, LAYOUT_OPPORTUNITY_CLOSED, PTB_H5_I64, n, &h->opportunity_closed, err));
    PTB_TRY(view(o, LAYOUT_OPPORTUNITY_OUTCOME, PTB_H5_U8, n, &h->opportunity_outcome, err));
    PTB_TRY(view(o, LAYOUT_OPPORTUNITY_AMOUNT, PTB_H5_F64, n, &h->opportunity_amount, err));
    for (size_t i = 0; i < n; i++)
        if (h->opportunity_outcome[i] > PTB_LOST)
            return fail_layout(o, LAYOUT_OPPORTUNITY_OUTCOME, "an unknown outcome", err);
    PTB_TRY(view_span(o, LAYOUT_ACCOUNT_OPPORTUNITY_FIRST, accounts, 0, &h->account_opportunity_first, &total,
                      err));
    PTB_TRY(view_references(o, LAYOUT_ACCOUNT_OPPORTUNITY, (size_t)total, to_opportunity,
                            &h->account_opportunity, err));
    PTB_TRY(view_span(o, LAYOUT_CONTACT_OPPORTUNITY_FIRST, contacts, 0, &h->contact_opportunity_first, &total,
                      err));
    return view_references(o, LAYOUT_CONTACT_OPPORTUNITY, (size_t)total, to_opportunity,
                           &h->contact_opportunity, err);
}

/* ---- activities ---- */

ptb_status ptb_activities_fetch(const ptb_activities *activities, const void *from, size_t bytes, void *out,
                                ptb_error *err)
{
    if (activities->file) return ptb_h5_fetch(activities->file->h5, from, bytes, out, err);
    if (bytes > 0) memcpy(out, from, bytes);
    return PTB_OK;
}

/* The largest of n codes; without branches, so that it goes at the speed of memory. */
PTB_SIMD static uint32_t largest_u16(const uint16_t *codes, size_t n)
{
    uint16_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = codes[i] > most ? codes[i] : most;
    return most;
}

PTB_SIMD static uint32_t largest_u32(const uint32_t *codes, size_t n)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = codes[i] > most ? codes[i] : most;
    return most;
}

static ptb_status check_activities(void *state, const ptb_block *block, ptb_error *err)
{
    const opener *o = state;
    const ptb_activities *a = &o->history->activities;
    const struct {
        const void *codes;
        size_t size, n_levels;
    } all[] = {{a->type, sizeof *a->type, a->types.n},
               {a->channel, sizeof *a->channel, a->channels.n},
               {a->asset, sizeof *a->asset, a->assets.n},
               {a->topic, sizeof *a->topic, a->topics.n},
               {a->campaign, sizeof *a->campaign, a->campaigns.n}};
    uint32_t *codes = o->codes + (size_t)block->thread * CHECK_ROWS;
    size_t n = block->last - block->first;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (!all[i].codes) continue;
        const char *from = (const char *)all[i].codes + block->first * all[i].size;
        PTB_TRY(ptb_activities_fetch(a, from, n * all[i].size, codes, err));
        uint32_t largest =
            all[i].size == sizeof *codes ? largest_u32(codes, n) : largest_u16((const void *)codes, n);
        if (n > 0 && largest >= all[i].n_levels)
            return fail_layout(o, LAYOUT_ACTIVITIES, "a code beyond its levels", err);
    }
    return PTB_OK;
}

static ptb_status check_all_activities(opener *o, const ptb_context *context, ptb_error *err)
{
    const ptb_activities *a = &o->history->activities;
    size_t n_threads = context->threads > 1 ? (size_t)context->threads : 1;
    PTB_TRY(ptb_alloc_raw(&o->codes, n_threads * CHECK_ROWS, sizeof *o->codes, err));
    ptb_status status = ptb_blocks_map(context, a->n + a->n_gateway, CHECK_ROWS, check_activities, o, err);
    free(o->codes);
    o->codes = NULL;
    return status;
}

static ptb_status view_rare(const opener *o, const char *name, ptb_h5_type type, size_t n, void *out,
                            ptb_error *err)
{
    return ptb_h5_has(o->h5, name) ? view(o, name, type, n, out, err) : PTB_OK;
}

static ptb_status view_activity_columns(const opener *o, ptb_activities *a, ptb_error *err)
{
    size_t n = a->n + a->n_gateway;
    PTB_TRY(view(o, LAYOUT_ACTIVITY_TS, PTB_H5_U32, n, &a->ts, err));
    PTB_TRY(view(o, LAYOUT_ACTIVITY_TYPE, PTB_H5_U16, n, &a->type, err));
    if (o->extent <= PTB_ACTIVITIES_TO_ASSET)
        PTB_TRY(view(o, LAYOUT_ACTIVITY_ASSET, PTB_H5_U32, n, &a->asset, err));
    if (o->extent <= PTB_ACTIVITIES_TO_CHANNEL)
        PTB_TRY(view(o, LAYOUT_ACTIVITY_CHANNEL, PTB_H5_U16, n, &a->channel, err));
    PTB_TRY(view_rare(o, LAYOUT_ACTIVITY_TOPIC, PTB_H5_U32, n, &a->topic, err));
    PTB_TRY(view_rare(o, LAYOUT_ACTIVITY_CAMPAIGN, PTB_H5_U32, n, &a->campaign, err));
    PTB_TRY(view_rare(o, LAYOUT_ACTIVITY_MESSAGE, PTB_H5_U32, n, &a->message, err));
    PTB_TRY(view_rare(o, LAYOUT_ACTIVITY_VALUE, PTB_H5_F32, n, &a->value, err));
    return view_rare(o, LAYOUT_ACTIVITY_DURATION, PTB_H5_F32, n, &a->duration_s, err);
}

static ptb_status view_activities(opener *o, const ptb_context *context, ptb_error *err)
{
    ptb_history *h = o->history;
    ptb_activities *a = &h->activities;
    uint64_t of_contacts = 0, n = 0, all = 0;
    PTB_TRY(view_span(o, LAYOUT_ACTIVITY_FIRST, h->contacts.n, 0, &a->first, &of_contacts, err));
    PTB_TRY(
        view_span(o, LAYOUT_ACTIVITY_ACCOUNT_FIRST, h->accounts.n, of_contacts, &a->account_first, &n, err));
    PTB_TRY(view_span(o, LAYOUT_ACTIVITY_GATEWAY_FIRST, h->contacts.n, n, &a->gateway_first, &all, err));
    a->n = (size_t)n;
    a->n_gateway = (size_t)(all - n);
    PTB_TRY(view_activity_columns(o, a, err));
    PTB_TRY(ptb_h5_view_strings(o->h5, LAYOUT_ACTIVITY_TYPES, &a->types, err));
    PTB_TRY(ptb_h5_view_strings(o->h5, LAYOUT_ACTIVITY_CHANNELS, &a->channels, err));
    PTB_TRY(ptb_h5_view_strings(o->h5, LAYOUT_ACTIVITY_ASSETS, &a->assets, err));
    PTB_TRY(ptb_h5_view_strings(o->h5, LAYOUT_ACTIVITY_TOPICS, &a->topics, err));
    PTB_TRY(ptb_h5_view_strings(o->h5, LAYOUT_ACTIVITY_CAMPAIGNS, &a->campaigns, err));
    a->file = h->file;
    return check_all_activities(o, context, err);
}

/* ---- meta data ---- */

static ptb_status read_time(const opener *o, const ptb_json *root, const char *key, ptb_time *out,
                            ptb_error *err)
{
    *out = PTB_NO_TIME;
    if (ptb_json_is_null(ptb_json_get(root, key))) return PTB_OK;
    return ptb_json_need_integer(o->meta, root, key, out, err);
}

static ptb_status read_meta(const opener *o, ptb_error *err)
{
    ptb_history *h = o->history;
    const ptb_json *root = h->meta, *tables = NULL, *name = ptb_json_get(root, "outcome_column");
    int64_t version = 0;
    PTB_TRY(ptb_json_need_integer(o->meta, root, "format_version", &version, err));
    if (version != PTB_HISTORY_VERSION)
        return ptb_fail(
            err, PTB_E_SCHEMA,
            "%s is a history of version %lld; this program takes version %d: import the records again",
            o->path, (long long)version, PTB_HISTORY_VERSION);
    PTB_TRY(ptb_json_want_bool(o->meta, root, "is_flat", &h->is_flat, err));
    PTB_TRY(ptb_json_want_bool(o->meta, root, "is_timeless", &h->is_timeless, err));
    h->outcome_column = name ? ptb_json_string(name) : NULL;
    PTB_TRY(read_time(o, root, "first_record", &h->first_record, err));
    PTB_TRY(read_time(o, root, "last_record", &h->last_record, err));
    PTB_TRY(ptb_json_need_object(o->meta, root, "tables", &tables, err));
    PTB_TRY(view_table(o, tables, LAYOUT_CONTACTS, &h->contacts, err));
    PTB_TRY(view_table(o, tables, LAYOUT_ACCOUNTS, &h->accounts, err));
    return view_table(o, tables, LAYOUT_OPPORTUNITIES, &h->opportunities, err);
}

/* Meta data, tables, activities: views of what is in the file. */
static ptb_status view_all(const ptb_context *context, const char *path, ptb_activity_extent extent,
                           ptb_history *history, ptb_error *err)
{
    struct ptb_history_file *file = history->file;
    ptb_str meta = {0}, provenance = {0};
    PTB_TRY(ptb_h5_view_text(file->h5, LAYOUT_META, &meta, err));
    PTB_TRY(ptb_json_parse(meta.ptr, meta.len, path, &file->meta, err));
    history->meta = ptb_json_root(file->meta);
    PTB_TRY(ptb_h5_view_text(file->h5, LAYOUT_PROVENANCE, &provenance, err));
    PTB_TRY(ptb_json_parse(provenance.ptr, provenance.len, path, &file->provenance, err));
    history->imports = ptb_json_get(ptb_json_root(file->provenance), "imports");
    opener o = {.history = history,
                .h5 = file->h5,
                .arena = &file->arena,
                .meta = file->meta,
                .path = path,
                .extent = extent};
    PTB_TRY(read_meta(&o, err));
    PTB_TRY(view_accounts(&o, err));
    PTB_TRY(view_opportunities(&o, err));
    PTB_TRY(view_activities(&o, context, err));
    if (!ptb_h5_has(file->h5, LAYOUT_CONTACT_OUTCOME)) return PTB_OK;
    return view(&o, LAYOUT_CONTACT_OUTCOME, PTB_H5_F32, history->contacts.n, &history->flat_outcome, err);
}

ptb_status ptb_history_of(const ptb_context *context, const char *path, ptb_h5_file *h5,
                          ptb_activity_extent extent, ptb_history **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_history *history = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&history, 1, sizeof *history, err));
    PTB_TRY_TO(ptb_alloc(&history->file, 1, sizeof *history->file, err));
    history->file->h5 = h5;
    h5 = NULL;
    PTB_TRY_TO(view_all(context, path, extent, history, err));
    *out = history;
    history = NULL;
done:
    ptb_h5_close(h5);
    ptb_history_close(history);
    return status;
}

ptb_status ptb_history_open(const ptb_context *context, const char *path, ptb_history **out, ptb_error *err)
{
    ptb_h5_file *h5 = NULL;
    *out = NULL;
    PTB_TRY(ptb_h5_open(path, PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, context->threads, &h5, err));
    return ptb_history_of(context, path, h5, PTB_ACTIVITIES_ALL, out, err);
}

ptb_status ptb_history_copy(const ptb_history *history, const char *name, struct ptb_h5_writer *to,
                            ptb_error *err)
{
    return ptb_h5_copy(to, history->file->h5, name, err);
}

ptb_status ptb_history_digest(const ptb_history *history, char hex[65], ptb_error *err)
{
    struct ptb_history_file *file = history->file;
    if (!file->digest[0]) PTB_TRY(ptb_h5_digest(file->h5, file->digest, err));
    memcpy(hex, file->digest, sizeof file->digest);
    return PTB_OK;
}

void ptb_history_close(ptb_history *history)
{
    if (!history) return;
    if (history->file) {
        ptb_json_free(history->file->meta);
        ptb_json_free(history->file->provenance);
        ptb_arena_free(&history->file->arena);
        ptb_h5_close(history->file->h5);
    }
    free(history->file);
    free(history);
}

int ptb_table_find(const ptb_record_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0) return (int)i;
    for (size_t i = 0; i < table->n_columns; i++)
        if (ptb_str_equal_nocase(ptb_str_of(table->columns[i].name), name)) return (int)i;
    return -1;
}

uint32_t ptb_table_find_id(const ptb_record_table *table, const char *id)
{
    for (uint32_t i = 0; i < table->n; i++)
        if (ptb_str_equal_text(ptb_strings_at(&table->id, i), id)) return i;
    return PTB_NONE;
}
