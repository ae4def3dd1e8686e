/* datasets/import.c: the import as a whole: check, read, judge, count what was not taken, write. */
#include "datasets/import.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"
#include "datasets/base/blocks.h"
#include "datasets/base/digest.h"

enum { PLACED_AT_ONCE = 256, PLACED_ROWS = 1 << 16 };

static ptb_status place_some(void *state, const ptb_block *block, ptb_error *err)
{
    const ptb_import_run *run = state;
    const uint32_t *new_row = run->contacts.new_row;
    uint32_t code[PLACED_AT_ONCE], place[PLACED_AT_ONCE];
    size_t n = 0;
    (void)err;
    for (size_t i = block->first; i < block->last; i++) {
        if (new_row[i] == PTB_NONE) continue;
        code[n] = (uint32_t)i;
        place[n++] = run->order.contacts.rank[ptb_import_set_row(run, new_row[i])];
        if (n < PLACED_AT_ONCE) continue;
        ptb_key_index_add_many(run->contact_place, code, place, n);
        n = 0;
    }
    ptb_key_index_add_many(run->contact_place, code, place, n);
    return PTB_OK;
}

/* Activities name contacts by id; what they need is the place in the history. */
static ptb_status place_contacts(ptb_import_run *run, ptb_error *err)
{
    const ptb_intake *contacts = &run->contacts;
    PTB_TRY(ptb_key_index_new(ptb_dictionary_strings(contacts->ids.values),
                              contacts->merges ? contacts->n_rows : contacts->n_kept, &run->contact_place,
                              err));
    return ptb_blocks_map(run->context, contacts->n_rows, PLACED_ROWS, place_some, run, err);
}

/* All tables but the activities. */
static ptb_status read_all(ptb_import_run *run, ptb_error *err)
{
    PTB_TRY(ptb_import_look(run, err));
    PTB_TRY(run->settings->leads ? ptb_import_leads(run, err) : ptb_import_records(run, err));
    if (run->look.has_email) PTB_TRY(ptb_emails_read(run, err));
    ptb_intake_release(&run->contacts);
    ptb_intake_release(&run->accounts);
    ptb_intake_release(&run->opportunities);
    PTB_TRY(run->append ? ptb_append_order(run, err)
                        : ptb_history_order_find(run->context, &run->set, &run->arena, &run->order, err));
    return place_contacts(run, err);
}

void ptb_import_count_orphans(ptb_import_run *run, uint64_t n, uint64_t n_rows, const char *words)
{
    if (n == 0) return;
    run->report->orphans += n;
    ptb_text_printf(&run->orphans, "%s%" PRIu64 " of %" PRIu64 " %s", run->orphans.len > 0 ? "; " : "", n,
                    n_rows, words);
}

/* How many rows may be lost. */
static double loss_limit(const ptb_import_run *run)
{
    double limit = run->settings->max_rejects;
    return run->settings->max_rejects_is_share ? limit * (double)run->n_read : limit;
}

static ptb_status fail_rejects(const ptb_import_run *run, const char *first, ptb_error *err)
{
    const ptb_import_settings *settings = run->settings;
    uint64_t rejected = ptb_rejects_total(&run->rejects);
    if ((double)rejected > loss_limit(run))
        return ptb_fail(
            err, PTB_E_DATA,
            "%" PRIu64 " of %" PRIu64 " rows can't be taken, more than --max-rejects %g%s; the first:%s "
            "(--rejects FILE writes them all, --missing TOKEN makes a token missing)",
            rejected, run->n_read,
            settings->max_rejects_is_share ? settings->max_rejects * 100.0 : settings->max_rejects,
            settings->max_rejects_is_share ? "%" : "", first);
    if (run->append || run->set.contacts.n + run->set.accounts.n + run->set.opportunities.n > 0)
        return PTB_OK;
    return ptb_fail(err, PTB_E_DATA,
                    "no row is left of the %" PRIu64 " read, of which %" PRIu64
                    " are later than --until; the first other reasons:%s",
                    run->n_read, run->rejects.counts[PTB_REJECT_LATER],
                    run->rejects.n_first > 0 ? first : " none");
}

static ptb_status check_rejects(const ptb_import_run *run, ptb_error *err)
{
    ptb_text first = {0};
    for (size_t i = 0; i < run->rejects.n_first; i++)
        ptb_text_printf(&first, "%s %s", i > 0 ? ";" : "", run->rejects.first[i]);
    ptb_status status = ptb_text_check(&first, err);
    if (status == PTB_OK) status = fail_rejects(run, first.bytes ? first.bytes : "", err);
    ptb_text_free(&first);
    return status;
}

static ptb_status write_history(ptb_import_run *run, ptb_h5_writer *h5, ptb_error *err)
{
    ptb_input_digest *inputs = NULL;
    PTB_TRY(ptb_arena_alloc(&run->arena, &inputs, run->n_inputs, sizeof *inputs, err));
    for (size_t i = 0; i < run->n_inputs; i++)
        inputs[i] = (ptb_input_digest){run->inputs[i].name, run->inputs[i].sha256, run->inputs[i].xxh128};
    const ptb_provenance provenance = {.program_version = ptb_program_version,
                                       .command_line = run->settings->command_line,
                                       .seed = (int64_t)run->context->seed,
                                       .inputs = inputs,
                                       .n_inputs = run->n_inputs};
    ptb_history_count counts[PTB_REJECT_KINDS + 2] = {{"rows_read", run->n_read},
                                                      {"orphans", run->report->orphans}};
    for (size_t i = 0; i < PTB_REJECT_KINDS; i++)
        counts[i + 2] = (ptb_history_count){ptb_reject_names[i], run->rejects.counts[i]};
    const ptb_history_facts facts = {.counts = counts,
                                     .n_counts = sizeof counts / sizeof counts[0],
                                     .provenance = &provenance,
                                     .imports = run->append ? run->append->old->imports : NULL,
                                     .first_record = run->report->first_record,
                                     .last_record = run->report->last_record};
    ptb_tell(run->context, "writing the history", 0, 0);
    return ptb_history_write(run->context, &run->set, &run->order, &facts, h5, &run->report->gateway, err);
}

static void fill_append(ptb_import_run *run)
{
    ptb_import_report *report = run->report;
    const struct ptb_append *append = run->append;
    const ptb_record_set *set = &run->set;
    const ptb_activities *old = &append->old->activities;
    report->is_appended = true;
    report->added =
        (ptb_append_counts){append->contacts.n_added, append->accounts.n_added,
                            run->activities.n - old->n - old->n_gateway, append->opportunities.n_added};
    report->replaced = (ptb_append_counts){append->contacts.fresh.n - append->contacts.n_added,
                                           append->accounts.fresh.n - append->accounts.n_added,
                                           run->activities.stock.n - report->added.activities,
                                           append->opportunities.fresh.n - append->opportunities.n_added};
    uint64_t n[] = {[PTB_OPEN] = 0, [PTB_WON] = 0, [PTB_LOST] = 0};
    for (size_t i = 0; i < set->opportunities.n; i++)
        n[set->opportunity_outcome[i]]++;
    for (size_t i = 0; set->flat_outcome && i < set->contacts.n; i++)
        n[isnan(set->flat_outcome[i]) ? PTB_OPEN : set->flat_outcome[i] > 0.5F ? PTB_WON : PTB_LOST]++;
    report->open = n[PTB_OPEN];
    report->won = n[PTB_WON];
    report->lost = n[PTB_LOST];
}

static void fill_report(ptb_import_run *run)
{
    ptb_import_report *report = run->report;
    report->contacts = run->set.contacts.n;
    report->accounts = run->set.accounts.n;
    report->opportunities = run->set.opportunities.n;
    report->rejected = ptb_rejects_total(&run->rejects) + run->rejects.counts[PTB_REJECT_LATER];
    if ((double)report->orphans > loss_limit(run)) ptb_text_add(&report->review, run->orphans.bytes);
    report->activities = run->activities.n;
    report->has_accounts = run->settings->accounts.n > 0;
    _Static_assert((int)PTB_REJECT_KINDS <= (int)PTB_REJECT_REASONS, "room for every reason");
    for (int kind = 0; kind < PTB_REJECT_KINDS; kind++)
        if (run->rejects.counts[kind] > 0 && kind != PTB_REJECT_ORPHAN)
            report->reasons[report->n_reasons++] =
                (ptb_reject_count){ptb_reject_names[kind], run->rejects.counts[kind]};
    ptb_record_set_span(&run->set, &report->first_record, &report->last_record);
    if (run->append) fill_append(run);
}

static void free_run(ptb_import_run *run)
{
    ptb_intake_free(&run->contacts);
    ptb_intake_free(&run->accounts);
    ptb_intake_free(&run->opportunities);
    ptb_key_index_free(run->contact_place);
    ptb_field_history_free(run->field_history);
    ptb_import_free_marks(run);
    ptb_activity_set_free(&run->activities);
    ptb_rejects_free(&run->rejects);
    ptb_dictionary_free(run->emails.addresses);
    free(run->emails.row);
    ptb_import_free_sources(run);
    ptb_text_free(&run->orphans);
    ptb_append_free(run);
    ptb_arena_free(&run->arena);
}

/* The rejects file is kept where its rows are the reason for the failure, too. */
static ptb_status finish_rejects(ptb_output *rejects, ptb_status status, bool is_over_limit, ptb_error *err)
{
    if (!rejects) return status;
    if (status != PTB_OK && !is_over_limit) {
        ptb_output_discard(rejects);
        return status;
    }
    ptb_status written = ptb_output_commit(rejects, status == PTB_OK ? err : NULL);
    return status == PTB_OK ? written : status;
}

/* The history file, or one in memory where nobody names a file. */
static ptb_status begin_history(const ptb_import_run *run, ptb_h5_writer **h5, ptb_error *err)
{
    const ptb_import_settings *settings = run->settings;
    if (!settings->output) return ptb_h5_create_in_memory(settings->folder, run->context->threads, h5, err);
    return ptb_h5_create(settings->output, PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, h5, err);
}

/* Frees the writer. */
static ptb_status finish_history(const ptb_import_run *run, ptb_h5_writer *h5, ptb_history **history,
                                 ptb_error *err)
{
    ptb_h5_file *file = NULL;
    if (run->settings->output) return ptb_h5_commit(h5, run->context->threads, err);
    PTB_TRY(ptb_h5_keep(h5, &file, err));
    return ptb_history_of(run->context, run->settings->folder, file, run->look.extent, history, err);
}

static ptb_status import_to(const ptb_context *context, const ptb_import_settings *settings,
                            ptb_import_report *report, ptb_history **history, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_import_settings dealt = *settings; /* with the files of a folder */
    ptb_import_run run = {.context = context, .settings = &dealt, .report = report};
    ptb_h5_writer *h5 = NULL;
    ptb_output *rejects = NULL;
    bool is_over_limit = false;
    *report = (ptb_import_report){.first_record = PTB_NO_TIME, .last_record = PTB_NO_TIME};
    PTB_TRY(ptb_import_check(settings, history != NULL, err));
    PTB_TRY_TO(ptb_import_deal(&run, &dealt, err));
    PTB_TRY_TO(ptb_import_check_files(&dealt, err));
    PTB_TRY_TO(ptb_import_rules(&run, err));
    PTB_TRY_TO(ptb_sources_new(context, settings->deadline_s, &run.sources, err));
    PTB_TRY_TO(begin_history(&run, &h5, err));
    if (settings->rejects) PTB_TRY_TO(ptb_output_open(settings->rejects, &rejects, err));
    run.rejects.output = rejects;
    run.rejects.has_output = rejects != NULL;
    if (rejects) ptb_output_printf(rejects, "file,line,column,reason,row\n");
    run.set.activities = &run.activities;
    PTB_TRY_TO(ptb_import_hints(&run, err));
    /* Behind the lock of the output: nobody replaces the history between its reading and its writing. */
    if (settings->append) PTB_TRY_TO(ptb_append_open(&run, err));
    PTB_TRY_TO(ptb_import_list_inputs(&run, err));
    PTB_TRY_TO(read_all(&run, err));
    PTB_TRY_TO(ptb_import_activities(&run, err));
    PTB_TRY_TO(ptb_import_check_mappings(&run, err));
    fill_report(&run);
    status = check_rejects(&run, err);
    is_over_limit = status != PTB_OK;
    if (is_over_limit) goto done;
    PTB_TRY_TO(ptb_import_mark(&run, err));
    PTB_TRY_TO(ptb_text_check(&run.orphans, err));
    PTB_TRY_TO(ptb_text_check(&report->review, err));
    PTB_TRY_TO(ptb_text_check(&report->notes, err));
    PTB_TRY_TO(write_history(&run, h5, err));
    PTB_TRY_TO(ptb_import_sum_marks(&run, err));
    report->activities -= report->gateway;
    if (rejects) PTB_TRY_TO(ptb_output_settle(rejects, err)); /* no new history beside a failure */
    status = finish_history(&run, h5, history, err);
    h5 = NULL;
done:
    ptb_h5_discard(h5);
    status = finish_rejects(rejects, status, is_over_limit, err);
    free_run(&run);
    if (status != PTB_OK) ptb_import_report_free(report);
    return status;
}

ptb_status ptb_import(const ptb_context *context, const ptb_import_settings *settings,
                      ptb_import_report *report, ptb_error *err)
{
    return import_to(context, settings, report, NULL, err);
}

ptb_status ptb_import_folder(const ptb_context *context, const char *folder, ptb_activity_extent extent,
                             ptb_history **out, ptb_import_report *report, ptb_error *err)
{
    ptb_import_settings settings;
    *out = NULL;
    ptb_import_settings_default(&settings);
    settings.folder = folder;
    settings.extent = extent;
    return import_to(context, &settings, report, out, err);
}
