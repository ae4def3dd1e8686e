/* datasets/history_writer.c: gathers every array into its order and writes it. */
#include "datasets/history_writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_marks.h"
#include "datasets/activity_writer.h"
#include "datasets/changes.h"
#include "datasets/column_types.h"
#include "datasets/history_layout.h"
#include "datasets/history_order.h"

typedef struct {
    const ptb_record_set *set;
    ptb_h5_writer *h5;
    const ptb_history_order *order;
} writer;

/* ---- gathered arrays ---- */

static ptb_status put_array(const writer *w, const char *name, ptb_h5_type type, const void *data,
                            const ptb_permutation *order, ptb_error *err)
{
    ptb_status status = PTB_OK;
    char *sorted = NULL;
    size_t size = ptb_h5_type_bytes(type);
    if (order->is_identity) return ptb_h5_write(w->h5, name, type, data, order->n, 0, err);
    PTB_TRY_TO(ptb_alloc_raw(&sorted, order->n, size, err));
    for (size_t i = 0; i < order->n; i++)
        memcpy(sorted + i * size, (const char *)data + order->order[i] * size, size);
    PTB_TRY_TO(ptb_h5_write(w->h5, name, type, sorted, order->n, 0, err));
done:
    free(sorted);
    return status;
}

/* References to rows of `target` become its positions. */
static ptb_status put_references(const writer *w, const char *name, const uint32_t *rows,
                                 const ptb_permutation *order, const ptb_permutation *target, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint32_t *sorted = NULL;
    PTB_TRY_TO(ptb_alloc_raw(&sorted, order->n, sizeof *sorted, err));
    for (size_t i = 0; i < order->n; i++) {
        uint32_t row = rows[order->order[i]];
        sorted[i] = row == PTB_NONE ? PTB_NONE : target->rank[row];
    }
    PTB_TRY_TO(ptb_h5_write(w->h5, name, PTB_H5_U32, sorted, order->n, 0, err));
done:
    free(sorted);
    return status;
}

static ptb_status put_ids(const writer *w, const char *name, const ptb_strings *ids,
                          const ptb_permutation *order, ptb_error *err)
{
    ptb_status status = PTB_OK;
    char *bytes = NULL;
    uint64_t *offset = NULL;
    ptb_strings sorted;
    if (order->is_identity) return ptb_h5_write_strings(w->h5, name, ids, err);
    PTB_TRY_TO(ptb_alloc_raw(&bytes, ids->n > 0 ? (size_t)ids->offset[ids->n] + 1 : 1, 1, err));
    PTB_TRY_TO(ptb_alloc(&offset, order->n + 1, sizeof *offset, err));
    for (size_t i = 0; i < order->n; i++) {
        ptb_str id = ptb_strings_at(ids, order->order[i]);
        memcpy(bytes + offset[i], id.ptr, id.len);
        offset[i + 1] = offset[i] + id.len;
    }
    sorted = (ptb_strings){bytes, offset, order->n};
    PTB_TRY_TO(ptb_h5_write_strings(w->h5, name, &sorted, err));
done:
    free(bytes);
    free(offset);
    return status;
}

static ptb_status put_column(const writer *w, const char *table, size_t i, const ptb_column *column,
                             const ptb_permutation *order, ptb_error *err)
{
    char name[LAYOUT_NAME_BYTES];
    switch (column->kind) {
    case PTB_COLUMN_NUMBER:
    case PTB_COLUMN_FLAG:
        layout_column_name(name, table, i, LAYOUT_COLUMN_NUMBER);
        return put_array(w, name, PTB_H5_F64, column->number, order, err);
    case PTB_COLUMN_DATE:
        layout_column_name(name, table, i, LAYOUT_COLUMN_TIME);
        return put_array(w, name, PTB_H5_I64, column->time, order, err);
    case PTB_COLUMN_CATEGORY:
        break;
    }
    layout_column_name(name, table, i, LAYOUT_COLUMN_CODE);
    PTB_TRY(put_array(w, name, PTB_H5_U32, column->code, order, err));
    layout_column_name(name, table, i, LAYOUT_COLUMN_LEVELS);
    return ptb_h5_write_strings(w->h5, name, &column->levels, err);
}

static ptb_status put_table(const writer *w, const char *name, const ptb_record_table *table,
                            const ptb_permutation *order, ptb_error *err)
{
    char dataset[LAYOUT_NAME_BYTES];
    PTB_TRY(put_ids(w, layout_name(dataset, name, LAYOUT_ID), &table->id, order, err));
    layout_name(dataset, name, LAYOUT_CREATED);
    PTB_TRY(put_array(w, dataset, PTB_H5_I64, table->created_at, order, err));
    for (size_t i = 0; i < table->n_columns; i++) {
        const ptb_column_loader *loader = w->set->loader;
        if (loader) PTB_TRY(loader->load(loader->state, table, i, err));
        PTB_TRY(put_column(w, name, i, &table->columns[i], order, err));
        if (loader) loader->drop(loader->state);
    }
    return ptb_changes_write(w->h5, name, &table->changes, order, err);
}

/* ---- lists of rows by owner ---- */

typedef struct {
    const char *first_name, *list_name;
    const uint32_t *owner; /* by opportunity row */
    const ptb_permutation *owners;
} owned_list;

/* The opportunities of each owner, by position, so in their order. */
static ptb_status put_owned(const writer *w, const owned_list *list, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint64_t *first = NULL, *next = NULL;
    uint32_t *items = NULL;
    const ptb_permutation *order = &w->order->opportunities;
    size_t n_owners = list->owners->n;
    PTB_TRY_TO(ptb_alloc(&first, n_owners + 1, sizeof *first, err));
    PTB_TRY_TO(ptb_alloc(&next, n_owners + 1, sizeof *next, err));
    PTB_TRY_TO(ptb_alloc(&items, order->n, sizeof *items, err));
    for (size_t i = 0; i < order->n; i++)
        if (list->owner[i] != PTB_NONE) first[list->owners->rank[list->owner[i]] + 1]++;
    for (size_t i = 0; i < n_owners; i++)
        first[i + 1] += first[i];
    memcpy(next, first, (n_owners + 1) * sizeof *next);
    for (uint32_t i = 0; i < order->n; i++) {
        uint32_t owner = list->owner[order->order[i]];
        if (owner != PTB_NONE) items[next[list->owners->rank[owner]]++] = i;
    }
    PTB_TRY_TO(ptb_h5_write(w->h5, list->first_name, PTB_H5_U64, first, n_owners + 1, 0, err));
    PTB_TRY_TO(ptb_h5_write(w->h5, list->list_name, PTB_H5_U32, items, first[n_owners], 0, err));
done:
    free(first);
    free(next);
    free(items);
    return status;
}

static ptb_status put_account_contacts(const writer *w, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint64_t *first = NULL;
    size_t n = w->set->accounts.n;
    PTB_TRY_TO(ptb_alloc(&first, n + 1, sizeof *first, err));
    for (size_t i = 0; i < w->set->contacts.n; i++)
        if (w->set->contact_account[i] != PTB_NONE)
            first[w->order->accounts.rank[w->set->contact_account[i]] + 1]++;
    for (size_t i = 0; i < n; i++)
        first[i + 1] += first[i];
    PTB_TRY_TO(ptb_h5_write(w->h5, LAYOUT_ACCOUNT_CONTACT, PTB_H5_U64, first, n + 1, 0, err));
done:
    free(first);
    return status;
}

static ptb_status put_records(const writer *w, ptb_error *err)
{
    const ptb_record_set *set = w->set;
    const ptb_permutation *contacts = &w->order->contacts, *accounts = &w->order->accounts,
                          *opportunities = &w->order->opportunities;
    const owned_list of_accounts = {LAYOUT_ACCOUNT_OPPORTUNITY_FIRST, LAYOUT_ACCOUNT_OPPORTUNITY,
                                    set->opportunity_account, accounts};
    const owned_list of_contacts = {LAYOUT_CONTACT_OPPORTUNITY_FIRST, LAYOUT_CONTACT_OPPORTUNITY,
                                    set->opportunity_contact, contacts};
    PTB_TRY(put_table(w, LAYOUT_ACCOUNTS, &set->accounts, accounts, err));
    PTB_TRY(put_references(w, LAYOUT_ACCOUNT_PARENT, set->account_parent, accounts, accounts, err));
    PTB_TRY(put_references(w, LAYOUT_ACCOUNT_ROOT, w->order->account_root, accounts, accounts, err));
    PTB_TRY(put_account_contacts(w, err));
    PTB_TRY(put_owned(w, &of_accounts, err));

    PTB_TRY(put_table(w, LAYOUT_CONTACTS, &set->contacts, contacts, err));
    PTB_TRY(put_references(w, LAYOUT_CONTACT_ACCOUNT, set->contact_account, contacts, accounts, err));
    if (set->flat_outcome)
        PTB_TRY(put_array(w, LAYOUT_CONTACT_OUTCOME, PTB_H5_F32, set->flat_outcome, contacts, err));
    PTB_TRY(put_owned(w, &of_contacts, err));

    PTB_TRY(put_table(w, LAYOUT_OPPORTUNITIES, &set->opportunities, opportunities, err));
    PTB_TRY(put_references(w, LAYOUT_OPPORTUNITY_ACCOUNT, set->opportunity_account, opportunities, accounts,
                           err));
    PTB_TRY(put_references(w, LAYOUT_OPPORTUNITY_CONTACT, set->opportunity_contact, opportunities, contacts,
                           err));
    PTB_TRY(put_array(w, LAYOUT_OPPORTUNITY_CLOSED, PTB_H5_I64, set->opportunity_closed, opportunities, err));
    PTB_TRY(
        put_array(w, LAYOUT_OPPORTUNITY_OUTCOME, PTB_H5_U8, set->opportunity_outcome, opportunities, err));
    return put_array(w, LAYOUT_OPPORTUNITY_AMOUNT, PTB_H5_F64, set->opportunity_amount, opportunities, err);
}

/* ---- records that are in a history already ---- */

static ptb_status copy_strings(const writer *w, const char *name, ptb_error *err)
{
    char part[2 * LAYOUT_NAME_BYTES];
    (void)snprintf(part, sizeof part, "%s_bytes", name);
    PTB_TRY(ptb_history_copy(w->set->same, part, w->h5, err));
    (void)snprintf(part, sizeof part, "%s_offset", name);
    return ptb_history_copy(w->set->same, part, w->h5, err);
}

static ptb_status copy_table(const writer *w, const char *name, const ptb_record_table *table, ptb_error *err)
{
    const ptb_history *same = w->set->same;
    char dataset[LAYOUT_NAME_BYTES];
    PTB_TRY(copy_strings(w, layout_name(dataset, name, LAYOUT_ID), err));
    PTB_TRY(ptb_history_copy(same, layout_name(dataset, name, LAYOUT_CREATED), w->h5, err));
    for (size_t i = 0; i < table->n_columns; i++) {
        ptb_column_kind kind = table->columns[i].kind;
        const char *part = kind == PTB_COLUMN_CATEGORY ? LAYOUT_COLUMN_CODE
                           : kind == PTB_COLUMN_DATE   ? LAYOUT_COLUMN_TIME
                                                       : LAYOUT_COLUMN_NUMBER;
        PTB_TRY(ptb_history_copy(same, layout_column_name(dataset, name, i, part), w->h5, err));
        layout_column_name(dataset, name, i, LAYOUT_COLUMN_LEVELS);
        if (kind == PTB_COLUMN_CATEGORY) PTB_TRY(copy_strings(w, dataset, err));
    }
    return PTB_OK;
}

static ptb_status copy_all(const writer *w, const char *const *names, size_t n, ptb_error *err)
{
    for (size_t i = 0; i < n; i++)
        PTB_TRY(ptb_history_copy(w->set->same, names[i], w->h5, err));
    return PTB_OK;
}

/* What put_records writes, in its order. */
static ptb_status copy_records(const writer *w, ptb_error *err)
{
    static const char *const of_accounts[] = {LAYOUT_ACCOUNT_PARENT, LAYOUT_ACCOUNT_ROOT,
                                              LAYOUT_ACCOUNT_CONTACT, LAYOUT_ACCOUNT_OPPORTUNITY_FIRST,
                                              LAYOUT_ACCOUNT_OPPORTUNITY};
    static const char *const of_contacts[] = {LAYOUT_CONTACT_OPPORTUNITY_FIRST, LAYOUT_CONTACT_OPPORTUNITY};
    static const char *const of_opportunities[] = {LAYOUT_OPPORTUNITY_ACCOUNT, LAYOUT_OPPORTUNITY_CONTACT,
                                                   LAYOUT_OPPORTUNITY_CLOSED, LAYOUT_OPPORTUNITY_OUTCOME,
                                                   LAYOUT_OPPORTUNITY_AMOUNT};
    const ptb_record_set *set = w->set;
    PTB_TRY(copy_table(w, LAYOUT_ACCOUNTS, &set->accounts, err));
    PTB_TRY(copy_all(w, of_accounts, sizeof of_accounts / sizeof of_accounts[0], err));
    PTB_TRY(copy_table(w, LAYOUT_CONTACTS, &set->contacts, err));
    PTB_TRY(ptb_history_copy(set->same, LAYOUT_CONTACT_ACCOUNT, w->h5, err));
    if (set->flat_outcome) PTB_TRY(ptb_history_copy(set->same, LAYOUT_CONTACT_OUTCOME, w->h5, err));
    PTB_TRY(copy_all(w, of_contacts, sizeof of_contacts / sizeof of_contacts[0], err));
    PTB_TRY(copy_table(w, LAYOUT_OPPORTUNITIES, &set->opportunities, err));
    return copy_all(w, of_opportunities, sizeof of_opportunities / sizeof of_opportunities[0], err);
}

/* ---- meta data ---- */

typedef struct {
    ptb_time first, last; /* PTB_NO_TIME: empty */
} time_span;

static void widen(time_span *span, ptb_time moment)
{
    if (moment == PTB_NO_TIME) return;
    if (span->first == PTB_NO_TIME || moment < span->first) span->first = moment;
    if (span->last == PTB_NO_TIME || moment > span->last) span->last = moment;
}

void ptb_record_set_span(const ptb_record_set *set, ptb_time *first, ptb_time *last)
{
    time_span made = {PTB_NO_TIME, PTB_NO_TIME}, events = made;
    for (size_t i = 0; i < set->contacts.n; i++)
        widen(&made, set->contacts.created_at[i]);
    for (size_t i = 0; i < set->accounts.n; i++)
        widen(&made, set->accounts.created_at[i]);
    for (size_t i = 0; i < set->opportunities.n; i++) {
        widen(&events, set->opportunities.created_at[i]);
        widen(&events, set->opportunity_closed[i]);
    }
    widen(&events, set->activities->stock.first);
    widen(&events, set->activities->stock.last);
    *last = events.last == PTB_NO_TIME ? made.last : events.last;
    widen(&made, events.first);
    *first = made.first;
}

static void add_time(ptb_json_writer *json, const char *key, ptb_time moment)
{
    if (moment == PTB_NO_TIME)
        ptb_json_add_null(json, key);
    else
        ptb_json_add_integer(json, key, moment);
}

static void add_table(ptb_json_writer *json, const char *name, const ptb_record_table *table)
{
    ptb_json_begin_object(json, name);
    ptb_json_add_integer(json, "rows", (int64_t)table->n);
    ptb_json_begin_array(json, "columns", false);
    for (size_t i = 0; i < table->n_columns; i++) {
        const ptb_column *column = &table->columns[i];
        ptb_json_begin_object(json, NULL);
        ptb_json_add_string(json, "name", column->name);
        ptb_json_add_string(json, "kind", ptb_column_kind_name(column->kind));
        ptb_json_add_integer(json, "n_present", (int64_t)column->n_present);
        ptb_json_add_integer(json, "n_distinct", (int64_t)column->n_distinct);
        ptb_json_add_bool(json, "is_identifier", column->is_identifier);
        ptb_json_end_object(json);
    }
    ptb_json_end_array(json);
    ptb_json_end_object(json);
}

static ptb_status put_meta(const writer *w, const ptb_history_facts *facts, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text text = {0};
    ptb_json_writer json = {.text = &text};
    const ptb_record_set *set = w->set;
    ptb_json_begin_object(&json, NULL);
    ptb_json_add_string(&json, "format", PTB_HISTORY_FORMAT);
    ptb_json_add_integer(&json, "format_version", PTB_HISTORY_VERSION);
    ptb_json_add_bool(&json, "is_flat", set->is_flat);
    ptb_json_add_bool(&json, "is_timeless", set->is_timeless);
    ptb_json_add_string(&json, "outcome_column", set->outcome_column);
    add_time(&json, "first_record", facts->first_record);
    add_time(&json, "last_record", facts->last_record);
    ptb_json_begin_object(&json, "tables");
    add_table(&json, LAYOUT_CONTACTS, &set->contacts);
    add_table(&json, LAYOUT_ACCOUNTS, &set->accounts);
    add_table(&json, LAYOUT_OPPORTUNITIES, &set->opportunities);
    ptb_json_end_object(&json);
    ptb_json_end_object(&json);
    PTB_TRY_TO(ptb_text_check(&text, err));
    PTB_TRY_TO(ptb_h5_write_text(w->h5, LAYOUT_META, (ptb_str){text.bytes, text.len}, err));
done:
    ptb_text_free(&text);
    return status;
}

static ptb_status put_provenance(const writer *w, const ptb_history_facts *facts, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text text = {0};
    ptb_json_writer json = {.text = &text};
    ptb_json_begin_object(&json, NULL);
    ptb_json_begin_array(&json, "imports", false);
    for (const ptb_json *node = facts->imports ? ptb_json_first(facts->imports) : NULL; node;
         node = ptb_json_next(node))
        ptb_json_add_node(&json, NULL, node);
    ptb_json_begin_object(&json, NULL);
    ptb_provenance_add(&json, facts->provenance);
    if (w->set->activities->marks)
        PTB_TRY_TO(ptb_activity_marks_write(w->set->activities->marks, &json, err));
    ptb_json_begin_object(&json, "counts");
    for (size_t i = 0; i < facts->n_counts; i++)
        ptb_json_add_integer(&json, facts->counts[i].name, (int64_t)facts->counts[i].n);
    ptb_json_end_object(&json);
    ptb_json_end_object(&json);
    ptb_json_end_array(&json);
    ptb_json_end_object(&json);
    PTB_TRY_TO(ptb_text_check(&text, err));
    PTB_TRY_TO(ptb_h5_write_text(w->h5, LAYOUT_PROVENANCE, (ptb_str){text.bytes, text.len}, err));
done:
    ptb_text_free(&text);
    return status;
}

ptb_status ptb_history_write(const ptb_context *context, const ptb_record_set *set,
                             const ptb_history_order *order, const ptb_history_facts *facts,
                             ptb_h5_writer *h5, uint64_t *n_gateway, ptb_error *err)
{
    const writer w = {.set = set, .h5 = h5, .order = order};
    PTB_TRY(set->same ? copy_records(&w, err) : put_records(&w, err));
    PTB_TRY(put_meta(&w, facts, err)); /* what columns say of themselves is known once they are loaded */
    PTB_TRY(ptb_activities_write(context, set->activities, set->contacts.n, h5, n_gateway, err));
    return put_provenance(&w, facts, err); /* which holds how many were marked */
}
