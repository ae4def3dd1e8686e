/* datasets/import_activities.c: the activities: files cut into chunks, which are read side by side; nothing is allocated for a row. */
#include "datasets/import_activities.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"
#include "datasets/base/blocks.h"

static const struct {
    const char *name;
    bool is_required;
} taken[PTB_ACTIVITY_FIELDS] = {
    [PTB_FIELD_CONTACT] = {"contact_id", false}, [PTB_FIELD_ACCOUNT] = {"account_id", false},
    [PTB_FIELD_EMAIL] = {"email", false},        [PTB_FIELD_TS] = {"ts", true},
    [PTB_FIELD_TYPE] = {"type", true},           [PTB_FIELD_ASSET] = {"asset", false},
    [PTB_FIELD_CHANNEL] = {"channel", false},    [PTB_FIELD_TOPIC] = {"topic", false},
    [PTB_FIELD_CAMPAIGN] = {"campaign", false},  [PTB_FIELD_MESSAGE] = {"message_id", false},
    [PTB_FIELD_VALUE] = {"value", false},        [PTB_FIELD_DURATION] = {"duration_s", false},
};

const char *ptb_activity_field_name(ptb_activity_field field)
{
    return taken[field].name;
}

/* ---- columns ---- */

/* Where the fields are found: in the file as they stand, or computed by the mapping. */
static void find_fields(ptb_activity_reader *r)
{
    r->n_present = r->n_made = 0;
    for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++) {
        int column = r->mapping ? ptb_mapping_find_name(r->mapping, taken[k].name) : -1;
        r->made[k] = -1;
        r->at[k] = r->mapping ? -1 : ptb_csv_find(r->csv, taken[k].name);
        if (column >= 0) r->at[k] = ptb_mapping_position(r->mapping, (size_t)column);
        if (column >= 0 && r->at[k] < 0) r->made[k] = column;
        if (r->at[k] >= 0) r->present[r->n_present++] = k;
        r->n_made += r->made[k] >= 0;
    }
}

static bool has_field(const ptb_activity_reader *r, ptb_activity_field field)
{
    return r->at[field] >= 0 || r->made[field] >= 0;
}

/* Is there no field for the column? */
static bool is_ignored(const ptb_activity_reader *r, size_t column)
{
    if (r->mapping) return !ptb_mapping_is_canonical(r->mapping, column);
    for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++)
        if (r->at[k] == (int)column) return false;
    return ptb_csv_column(r->csv, column)[0] != 0;
}

static void note_ignored(const ptb_activity_reader *r)
{
    ptb_text ignored = {0};
    size_t n = r->mapping ? ptb_mapping_n_columns(r->mapping) : ptb_csv_n_columns(r->csv);
    for (size_t i = 0; i < n; i++)
        if (is_ignored(r, i))
            ptb_text_printf(&ignored, "%s%s", ignored.len ? ", " : "",
                            r->mapping ? ptb_mapping_name(r->mapping, i) : ptb_csv_column(r->csv, i));
    if (ignored.len > 0)
        ptb_import_note(r->run, "%s: columns that no activity has: %s", ptb_csv_path(r->csv), ignored.bytes);
    ptb_text_free(&ignored);
}

/* The fields that nobody looks at, and that no row is rejected for. */
static void leave_out(ptb_activity_reader *r)
{
    ptb_activity_extent extent = r->run->look.extent;
    int n = 0;
    if (extent >= PTB_ACTIVITIES_TO_TYPE) r->at[PTB_FIELD_ASSET] = -1;
    if (extent >= PTB_ACTIVITIES_TO_ASSET) r->at[PTB_FIELD_CHANNEL] = -1;
    if (extent >= PTB_ACTIVITIES_TO_CHANNEL) r->at[PTB_FIELD_TOPIC] = -1;
    for (int i = 0; i < r->n_present; i++)
        if (r->at[r->present[i]] >= 0) r->present[n++] = r->present[i];
    r->n_present = n;
}

static ptb_status find_columns(ptb_activity_reader *r, const char *spec, ptb_error *err)
{
    PTB_TRY(ptb_import_map(r->run, r->csv, spec, PTB_TABLE_ACTIVITIES, &r->mapping, err));
    find_fields(r);
    for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++)
        if (taken[k].is_required && !has_field(r, (ptb_activity_field)k))
            return ptb_import_no_column(r->csv, taken[k].name, NULL, err);
    if (!has_field(r, PTB_FIELD_CONTACT) && !has_field(r, PTB_FIELD_ACCOUNT) &&
        !has_field(r, PTB_FIELD_EMAIL))
        return ptb_import_no_column(r->csv, taken[PTB_FIELD_CONTACT].name, NULL, err);
    note_ignored(r);
    leave_out(r);
    int contact = r->mapping ? ptb_mapping_find_name(r->mapping, taken[PTB_FIELD_CONTACT].name) : -1;
    r->is_plain = ptb_activity_is_plain(r);
    r->separator = contact >= 0 ? ptb_mapping_list_separator(r->mapping, (size_t)contact) : 0;
    for (int i = 0; i < r->n_lanes; i++)
        memset(r->lanes[i].batch, 0, sizeof r->lanes[i].batch); /* fields of another file */
    return PTB_OK;
}

/* What keeps everything: columns that are computed, since their rules are checked; messages and campaigns, by which gateways
 * are found. */
static bool needs_all(const ptb_activity_reader *r)
{
    return r->mapping || has_field(r, PTB_FIELD_MESSAGE) || has_field(r, PTB_FIELD_CAMPAIGN);
}

static ptb_status look_at(ptb_import_run *run, const char *spec, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_activity_reader r = {.run = run};
    PTB_TRY_TO(ptb_import_open(run, spec, &r.csv, err));
    PTB_TRY_TO(ptb_import_map(run, r.csv, spec, PTB_TABLE_ACTIVITIES, &r.mapping, err));
    find_fields(&r);
    run->look.has_email = run->look.has_email || has_field(&r, PTB_FIELD_EMAIL);
    for (int k = PTB_FIELD_TOPIC; k < PTB_ACTIVITY_FIELDS; k++)
        run->look.has_more = run->look.has_more || has_field(&r, (ptb_activity_field)k);
    if (needs_all(&r)) run->look.extent = PTB_ACTIVITIES_ALL;
done:
    ptb_import_close(run, spec, r.csv);
    return status;
}

ptb_status ptb_import_look(ptb_import_run *run, ptb_error *err)
{
    const ptb_paths *paths = &run->settings->activities;
    run->look.extent = run->settings->extent;
    for (size_t i = 0; i < paths->n; i++) {
        if (strcmp(paths->items[i], "-") == 0) /* can be read once only */
            run->look = (ptb_activity_look){.has_more = true, .has_email = true};
        else
            PTB_TRY(look_at(run, paths->items[i], err));
    }
    if (paths->n > 1)
        run->look.extent = PTB_ACTIVITIES_ALL; /* rows that are the same in all fields count once */
    if (run->look.extent != PTB_ACTIVITIES_ALL) run->look.has_more = false;
    return PTB_OK;
}

/* ---- chunks ---- */

static ptb_status take_chunk(void *state, const ptb_block *block, bool *is_there, ptb_error *err)
{
    ptb_activity_reader *r = state;
    uint64_t done = 0, total = 0;
    ptb_csv_position(r->csv, &done, &total);
    ptb_tell(r->run->context, "reading activities", done, total);
    return ptb_csv_take(r->csv, r->lanes[block->thread].chunk, is_there, err);
}

static ptb_status read_chunk(void *state, const ptb_block *block, ptb_error *err)
{
    ptb_activity_reader *r = state;
    return ptb_activity_lane_read(r, block->thread, err);
}

/* In the order of the file, whichever thread read what. */
static ptb_status close_chunk(void *state, const ptb_block *block, ptb_error *err)
{
    ptb_activity_reader *r = state;
    ptb_activity_lane *lane = &r->lanes[block->thread];
    r->n_read += lane->n_read;
    lane->n_read = 0;
    r->n_skipped += lane->n_skipped;
    lane->n_skipped = 0;
    PTB_TRY(ptb_rejects_merge(&r->run->rejects, &lane->rejects, err));
    return ptb_activity_store_piece(r->store, block->thread, r->file, err);
}

static void close_file(ptb_activity_reader *r, const char *path)
{
    ptb_import_close(r->run, path, r->csv);
    r->csv = NULL;
}

static ptb_status read_file(ptb_activity_reader *r, const char *path, ptb_error *err)
{
    static const ptb_feed feed = {take_chunk, read_chunk, close_chunk};
    ptb_status status = PTB_OK;
    uint64_t before = r->n_read;
    r->name = ptb_import_name(r->run, path);
    r->n_skipped = 0;
    PTB_TRY_TO(ptb_import_open(r->run, path, &r->csv, err));
    PTB_TRY_TO(find_columns(r, path, err));
    PTB_TRY_TO(ptb_blocks_feed(r->run->context, &feed, r, err));
    if (r->n_read == before) ptb_import_note(r->run, "%s has no rows", r->name);
    if (r->n_skipped > 0)
        ptb_import_note(r->run, "%s: %llu deleted rows left out", r->name, (unsigned long long)r->n_skipped);
    PTB_TRY_TO(ptb_activity_settle_dates(r, err));
    PTB_TRY_TO(ptb_rejects_merge(&r->run->rejects, &r->lanes[0].rejects, err));
    close_file(r, path); /* a database gives one table at a time */
    PTB_TRY_TO(ptb_import_flush_rejects(r->run, path, err));
    PTB_TRY_TO(ptb_activity_store_piece(r->store, 0, r->file, err));
done:
    close_file(r, path);
    return status;
}

/* ---- all of it ---- */

/* What the rows are merged into. */
static ptb_activity_base base_of(const ptb_import_run *run)
{
    if (!run->append) return (ptb_activity_base){0};
    const ptb_history *old = run->append->old;
    return (ptb_activity_base){.old = &old->activities,
                               .n_contacts = run->set.contacts.n,
                               .n_old_contacts = old->contacts.n,
                               .n_old_accounts = old->accounts.n,
                               .contact = run->order.contacts.order,
                               .account = run->order.accounts.order};
}

static ptb_status begin(ptb_activity_reader *r, ptb_error *err)
{
    const ptb_record_set *set = &r->run->set;
    int n_lanes = r->run->context->threads > 1 ? r->run->context->threads : 1;
    const ptb_activity_base base = base_of(r->run);
    const ptb_activity_shape shape = {set->contacts.n + set->accounts.n, n_lanes,
                                      r->run->look.has_more || ptb_activity_base_has_more(&base),
                                      r->run->look.extent};
    PTB_TRY(ptb_activity_store_new(&shape, &r->store, err));
    PTB_TRY(ptb_activity_texts_init(&r->texts, err));
    if (base.old) PTB_TRY(ptb_activity_texts_take(&r->texts, base.old, err));
    PTB_TRY(ptb_alloc(&r->lanes, (size_t)n_lanes, sizeof *r->lanes, err));
    r->n_lanes = n_lanes;
    for (int i = 0; i < n_lanes; i++)
        PTB_TRY(ptb_activity_lane_init(r, i, err));
    return PTB_OK;
}

ptb_status ptb_import_activities(ptb_import_run *run, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_activity_base base = base_of(run);
    ptb_activity_reader r = {.run = run, .texts_lock = PTHREAD_MUTEX_INITIALIZER};
    uint64_t n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN]; /* of the opportunities */
    PTB_TRY_TO(begin(&r, err));
    for (size_t i = 0; i < run->settings->activities.n; i++) {
        r.file = (uint32_t)i;
        PTB_TRY_TO(read_file(&r, run->settings->activities.items[i], err));
    }
    run->n_read += r.n_read;
    n_orphans = run->rejects.counts[PTB_REJECT_ORPHAN] - n_orphans;
    ptb_import_count_orphans(run, n_orphans, r.n_read, "activities name an unknown contact or account");
    ptb_tell(run->context, "sorting activities", 0, 0);
    status = ptb_activity_set_make_onto(run->context, r.store, &r.texts, &base, &run->activities, err);
    r.store = NULL; /* the set's */
done:
    for (int i = 0; r.lanes && i < r.n_lanes; i++)
        ptb_activity_lane_free(&r.lanes[i]);
    free(r.lanes);
    ptb_activity_store_free(r.store);
    ptb_activity_texts_free(&r.texts);
    return status;
}
