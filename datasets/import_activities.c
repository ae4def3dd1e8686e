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
    [PTB_FIELD_TS] = {"ts", true},               [PTB_FIELD_TYPE] = {"type", true},
    [PTB_FIELD_ASSET] = {"asset", false},        [PTB_FIELD_CHANNEL] = {"channel", false},
    [PTB_FIELD_TOPIC] = {"topic", false},        [PTB_FIELD_CAMPAIGN] = {"campaign", false},
    [PTB_FIELD_MESSAGE] = {"message_id", false}, [PTB_FIELD_VALUE] = {"value", false},
    [PTB_FIELD_DURATION] = {"duration_s", false},
};

const char *ptb_activity_field_name(ptb_activity_field field)
{
    return taken[field].name;
}

/* ---- columns ---- */

static ptb_status find_columns(ptb_activity_reader *r, ptb_error *err)
{
    ptb_text ignored = {0};
    for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++) {
        r->at[k] = ptb_csv_find(r->csv, taken[k].name);
        if (r->at[k] < 0 && taken[k].is_required) return ptb_import_no_column(r->csv, taken[k].name, NULL, err);
    }
    if (r->at[PTB_FIELD_CONTACT] < 0 && r->at[PTB_FIELD_ACCOUNT] < 0)
        return ptb_import_no_column(r->csv, taken[PTB_FIELD_CONTACT].name, NULL, err);
    r->n_present = 0;
    for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++)
        if (r->at[k] >= 0) r->present[r->n_present++] = k;
    for (int i = 0; i < r->n_lanes; i++)
        memset(r->lanes[i].batch, 0, sizeof r->lanes[i].batch); /* fields of another file */
    for (size_t i = 0; i < ptb_csv_n_columns(r->csv); i++) {
        bool is_taken = !ptb_csv_column(r->csv, i)[0];
        for (int k = 0; k < PTB_ACTIVITY_FIELDS; k++)
            is_taken = is_taken || r->at[k] == (int)i;
        if (!is_taken) ptb_text_printf(&ignored, "%s%s", ignored.len ? ", " : "", ptb_csv_column(r->csv, i));
    }
    if (ignored.len > 0)
        ptb_import_note(r->run, "%s: columns that no activity has: %s", ptb_csv_path(r->csv), ignored.bytes);
    ptb_text_free(&ignored);
    return PTB_OK;
}

/* Do the files have any of the rarer fields? They cost memory for every row. */
static ptb_status look_for_more(const ptb_paths *paths, bool *has_more, ptb_error *err)
{
    *has_more = false;
    for (size_t i = 0; i < paths->n && !*has_more; i++) {
        ptb_csv *csv = NULL;
        if (strcmp(paths->items[i], "-") == 0) { /* can be read once only */
            *has_more = true;
            return PTB_OK;
        }
        PTB_TRY(ptb_csv_open(paths->items[i], &csv, err));
        for (int k = PTB_FIELD_TOPIC; k < PTB_ACTIVITY_FIELDS; k++)
            *has_more = *has_more || ptb_csv_find(csv, taken[k].name) >= 0;
        ptb_csv_close(csv);
    }
    return PTB_OK;
}

/* ---- chunks ---- */

static ptb_status take_chunk(void *state, const ptb_block *block, bool *is_there, ptb_error *err)
{
    ptb_activity_reader *r = state;
    uint64_t done = 0, total = 0;
    ptb_input_position(ptb_csv_input(r->csv), &done, &total);
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
    PTB_TRY(ptb_rejects_merge(&r->run->rejects, &lane->rejects, err));
    return ptb_activity_store_piece(r->store, block->thread, r->file, err);
}

static ptb_status read_file(ptb_activity_reader *r, const char *path, ptb_error *err)
{
    static const ptb_feed feed = {take_chunk, read_chunk, close_chunk};
    ptb_status status = PTB_OK;
    uint64_t before = r->n_read;
    PTB_TRY_TO(ptb_csv_open(path, &r->csv, err));
    PTB_TRY_TO(find_columns(r, err));
    PTB_TRY_TO(ptb_blocks_feed(r->run->context, &feed, r, err));
    if (r->n_read == before) ptb_import_note(r->run, "%s has no rows", path);
    PTB_TRY_TO(ptb_activity_settle_dates(r, err));
    PTB_TRY_TO(ptb_rejects_merge(&r->run->rejects, &r->lanes[0].rejects, err));
    PTB_TRY_TO(ptb_rejects_flush(&r->run->rejects, path, err));
    PTB_TRY_TO(ptb_activity_store_piece(r->store, 0, r->file, err));
done:
    ptb_csv_close(r->csv);
    r->csv = NULL;
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
    ptb_activity_shape shape = {set->contacts.n + set->accounts.n, n_lanes, false};
    PTB_TRY(look_for_more(&r->run->settings->activities, &shape.has_more, err));
    shape.has_more = shape.has_more || ptb_activity_base_has_more(&base);
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
