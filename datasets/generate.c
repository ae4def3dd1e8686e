/* datasets/generate.c: a synthetic CRM with known truth: settings, folder, report. */
#include "datasets/generate.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/base/memory.h"
#include "datasets/generate_world.h"

enum { MIN_CONTACTS = 100, MAX_RECORDS = 50000000 };

static ptb_status check_settings(const ptb_generate_settings *settings, ptb_error *err)
{
    if (settings->contacts < MIN_CONTACTS || settings->contacts > MAX_RECORDS)
        return ptb_fail(err, PTB_E_ARG, "contacts is %" PRId64 ", expected %d to %d", settings->contacts,
                        MIN_CONTACTS, MAX_RECORDS);
    if (settings->activities < settings->contacts || settings->activities > MAX_RECORDS)
        return ptb_fail(err, PTB_E_ARG, "activities is %" PRId64 ", expected %" PRId64 " (contacts) to %d",
                        settings->activities, settings->contacts, MAX_RECORDS);
    if (settings->directory == NULL || settings->directory[0] == 0)
        return ptb_fail(err, PTB_E_ARG, "no folder to write to");
    return PTB_OK;
}

static ptb_status make_directory(const char *path, bool *is_new, ptb_error *err)
{
    struct stat info;
    *is_new = mkdir(path, 0777) == 0;
    if (*is_new) return PTB_OK;
    if (errno != EEXIST) return ptb_fail_errno(err, PTB_E_IO, "cannot make the folder '%s'", path);
    if (stat(path, &info) != 0) return ptb_fail_errno(err, PTB_E_IO, "cannot look at '%s'", path);
    if (!S_ISDIR(info.st_mode)) return ptb_fail(err, PTB_E_IO, "'%s' is a file, expected a folder", path);
    return PTB_OK;
}

typedef struct {
    double probability;
    bool is_won;
} closed_case;

static int by_probability(const void *left, const void *right)
{
    const closed_case *a = left, *b = right;
    return (a->probability > b->probability) - (a->probability < b->probability);
}

/* AUC by the ranks of the won (Mann-Whitney), ties counting a half. */
static double rank_auc(closed_case *cases, size_t n, double won)
{
    double rank_sum = 0, lost = (double)n - won;
    if (!(won > 0) || !(lost > 0)) return (double)NAN;
    qsort(cases, n, sizeof *cases, by_probability);
    for (size_t i = 0; i < n;) {
        size_t j = i, tied_won = 0;
        for (; j < n && !(cases[j].probability > cases[i].probability); j++)
            tied_won += cases[j].is_won;
        rank_sum += (double)tied_won * ((double)(i + j + 1) / 2); /* ranks i + 1 .. j */
        i = j;
    }
    return (rank_sum - won * (won + 1) / 2) / (won * lost);
}

static ptb_status report_on(const ptb_world *world, ptb_generate_report *report, ptb_error *err)
{
    closed_case *cases = NULL;
    PTB_TRY(ptb_alloc(&cases, world->n_opportunities, sizeof *cases, err));
    size_t n = 0;
    double won = 0, loss = 0;
    for (size_t i = 0; i < world->n_opportunities; i++) {
        const ptb_world_opportunity *o = &world->opportunities[i];
        if (o->closed_at >= PTB_WORLD_END) continue;
        cases[n++] = (closed_case){o->probability, o->is_won};
        won += o->is_won;
        loss -= o->is_won ? log(o->probability) : log1p(-o->probability);
    }
    *report = (ptb_generate_report){.accounts = world->n_accounts,
                                    .contacts = world->n_contacts,
                                    .activities = world->n_activities,
                                    .opportunities = world->n_opportunities,
                                    .closed = n,
                                    .won = (uint64_t)won,
                                    .best_auc = rank_auc(cases, n, won),
                                    .best_log_loss = n > 0 ? loss / (double)n : (double)NAN};
    free(cases);
    return PTB_OK;
}

ptb_status ptb_generate(const ptb_context *context, const ptb_generate_settings *settings,
                        ptb_generate_report *report, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_world world = {0};
    bool is_new_directory = false;
    *report = (ptb_generate_report){0};
    PTB_TRY_TO(check_settings(settings, err));
    PTB_TRY_TO(make_directory(settings->directory, &is_new_directory, err));
    PTB_TRY_TO(ptb_world_populate(context, (uint64_t)settings->contacts, (uint64_t)settings->activities,
                                  &world, err));
    PTB_TRY_TO(ptb_world_live(context, &world, err));
    PTB_TRY_TO(ptb_world_write(context, &world, settings->directory, err));
    PTB_TRY_TO(report_on(&world, report, err));
done:
    /* Fails where files stand in it already, as it should. */
    if (status != PTB_OK && is_new_directory) (void)rmdir(settings->directory);
    ptb_world_free(&world);
    return status;
}
