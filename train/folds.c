/* train/folds.c: assigns cases to folds and picks each fold's training rows. */
#include "train/folds.h"

#include <stdlib.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "features/groups.h"

typedef struct {
    uint32_t id;
    size_t cases, wins;
    uint64_t shuffle;
    int fold;
} group_tally;

typedef struct {
    group_tally *groups;
    size_t n_groups;
    ptb_group_place *members; /* ordered by group */
    size_t n_rows, wins;
} tally;

/* Groups with many wins first, as they are the hardest to place; equal ones in random order. */
static int compare_groups(const void *left, const void *right)
{
    const group_tally *a = left, *b = right;
    if (a->wins != b->wins) return a->wins > b->wins ? -1 : 1;
    if (a->cases != b->cases) return a->cases > b->cases ? -1 : 1;
    if (a->shuffle != b->shuffle) return a->shuffle < b->shuffle ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int compare_ids(const void *left, const void *right)
{
    const group_tally *a = left, *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static void tally_free(tally *t)
{
    free(t->groups);
    free(t->members);
}

static ptb_status tally_groups(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows, bool by_group,
                               tally *out, ptb_error *err)
{
    *out = (tally){.n_rows = n_rows};
    PTB_TRY(ptb_alloc(&out->groups, n_rows, sizeof *out->groups, err));
    PTB_TRY(ptb_groups_sort(by_group ? vectors->group : NULL, rows, n_rows, &out->members, err));
    for (size_t i = 0; i < n_rows; i++) {
        const ptb_group_place *member = &out->members[i];
        if (i == 0 || member->group != out->members[i - 1].group)
            out->groups[out->n_groups++].id = member->group;
        group_tally *group = &out->groups[out->n_groups - 1];
        size_t won = vectors->outcome[rows[member->place]] > 0.5F;
        group->cases++;
        group->wins += won;
        out->wins += won;
    }
    return PTB_OK;
}

static ptb_status check_enough(const tally *t, const ptb_fold_settings *settings, ptb_error *err)
{
    size_t k = (size_t)settings->k, losses = t->n_rows - t->wins;
    if (t->n_groups < k)
        return ptb_fail(err, PTB_E_DATA, "%lu %s can't make %d folds; want at least one for each",
                        (unsigned long)t->n_groups, settings->by_group ? "accounts" : "cases", settings->k);
    if (t->wins < k || losses < k)
        return ptb_fail(err, PTB_E_DATA,
                        "%lu won and %lu lost cases can't make %d folds; want one of each in each",
                        (unsigned long)t->wins, (unsigned long)losses, settings->k);
    return PTB_OK;
}

/* Groups with wins go where the fewest wins are, the others where the fewest cases are. */
static void deal_groups(tally *t, int k, uint64_t seed)
{
    size_t wins[PTB_FOLDS_MAX] = {0}, cases[PTB_FOLDS_MAX] = {0};
    for (size_t g = 0; g < t->n_groups; g++)
        t->groups[g].shuffle = ptb_mix64(seed, t->groups[g].id);
    qsort(t->groups, t->n_groups, sizeof *t->groups, compare_groups);
    for (size_t g = 0; g < t->n_groups; g++) {
        group_tally *group = &t->groups[g];
        int best = 0;
        for (int f = 1; f < k; f++) {
            bool fewer_wins = wins[f] < wins[best];
            bool fewer_cases = cases[f] < cases[best];
            bool better = fewer_cases;
            if (group->wins > 0 && wins[f] != wins[best]) better = fewer_wins;
            if (better) best = f;
        }
        group->fold = best;
        wins[best] += group->wins;
        cases[best] += group->cases;
    }
    qsort(t->groups, t->n_groups, sizeof *t->groups, compare_ids);
}

/* What is outside each fold must hold both classes. */
static ptb_status check_folds(const tally *t, int k, ptb_error *err)
{
    for (int f = 0; f < k; f++) {
        size_t cases = 0, wins = 0;
        for (size_t g = 0; g < t->n_groups; g++) {
            if (t->groups[g].fold == f) continue;
            cases += t->groups[g].cases;
            wins += t->groups[g].wins;
        }
        if (wins == 0 || wins == cases)
            return ptb_fail(
                err, PTB_E_DATA,
                "fold %d of %d would be trained on %s cases alone: too few accounts hold both; use fewer "
                "folds or no groups",
                f + 1, k, wins == 0 ? "lost" : "won");
    }
    return PTB_OK;
}

static ptb_status assign_random(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                const ptb_fold_settings *settings, uint64_t seed, int *fold, ptb_error *err)
{
    tally t;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(tally_groups(vectors, rows, n_rows, settings->by_group, &t, err));
    PTB_TRY_TO(check_enough(&t, settings, err));
    deal_groups(&t, settings->k, seed);
    PTB_TRY_TO(check_folds(&t, settings->k, err));
    for (size_t i = 0, g = 0; i < n_rows; i++) {
        if (t.members[i].group != t.groups[g].id) g++;
        fold[t.members[i].place] = t.groups[g].fold;
    }
done:
    tally_free(&t);
    return status;
}

static int compare_times(const void *left, const void *right)
{
    const ptb_time *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static ptb_status sorted_times(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                               const char *what, ptb_time **out, ptb_error *err)
{
    *out = NULL;
    if (vectors->is_timeless)
        return ptb_fail(err, PTB_E_DATA, "%s need dated cases, and these have no dates; import with --date",
                        what);
    ptb_time *times = NULL;
    PTB_TRY(ptb_alloc(&times, n_rows, sizeof *times, err));
    for (size_t i = 0; i < n_rows; i++) {
        times[i] = vectors->as_of[rows[i]];
        if (times[i] != PTB_NO_TIME) continue;
        free(times);
        return ptb_fail(err, PTB_E_DATA, "%s need dated cases, and row %lu has no date", what,
                        (unsigned long)rows[i] + 1);
    }
    qsort(times, n_rows, sizeof *times, compare_times);
    *out = times;
    return PTB_OK;
}

static ptb_status assign_in_time(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows, int k,
                                 int *fold, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_time *times = NULL, begin[PTB_FOLDS_MAX + 1];
    size_t stretches = (size_t)k + 1;
    PTB_TRY_TO(sorted_times(vectors, rows, n_rows, "folds in order of time", &times, err));
    for (size_t s = 0; s < stretches; s++) {
        begin[s] = n_rows == 0 ? 0 : times[s * n_rows / stretches];
        if (n_rows >= stretches && (s == 0 || begin[s] > begin[s - 1])) continue;
        status = ptb_fail(err, PTB_E_DATA,
                          "%lu cases fall on too few moments for %d folds in order of time; use fewer folds",
                          (unsigned long)n_rows, k);
        goto done;
    }
    for (size_t i = 0; i < n_rows; i++) {
        int stretch = k;
        while (stretch > 0 && vectors->as_of[rows[i]] < begin[stretch])
            stretch--;
        fold[i] = stretch == 0 ? PTB_NOT_JUDGED : stretch - 1;
    }
done:
    free(times);
    return status;
}

ptb_status ptb_folds_assign(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                            const ptb_fold_settings *settings, uint64_t seed, int *fold, ptb_error *err)
{
    if (settings->k < PTB_FOLDS_MIN || settings->k > PTB_FOLDS_MAX)
        return ptb_fail(err, PTB_E_ARG, "%d folds; want %d to %d", settings->k, PTB_FOLDS_MIN, PTB_FOLDS_MAX);
    if (settings->order == PTB_FOLDS_TIME)
        return assign_in_time(vectors, rows, n_rows, settings->k, fold, err);
    return assign_random(vectors, rows, n_rows, settings, seed, fold, err);
}

ptb_time ptb_known_time(const ptb_vectors *vectors, uint32_t row)
{
    ptb_time known = vectors->known_at[row];
    return known == PTB_NO_TIME ? vectors->as_of[row] : known;
}

ptb_status ptb_folds_training_rows(const ptb_assigned_rows *assigned, int f, uint32_t **out, size_t *n_out,
                                   ptb_error *err)
{
    *out = NULL;
    *n_out = 0;
    const ptb_vectors *vectors = assigned->vectors;
    const uint32_t *rows = assigned->rows;
    bool in_time = assigned->order == PTB_FOLDS_TIME;
    ptb_time begin = INT64_MAX;
    uint32_t *chosen = NULL;
    PTB_TRY(ptb_alloc(&chosen, assigned->n_rows, sizeof *chosen, err));
    for (size_t i = 0; in_time && i < assigned->n_rows; i++)
        if (assigned->fold[i] == f && vectors->as_of[rows[i]] < begin) begin = vectors->as_of[rows[i]];
    for (size_t i = 0; i < assigned->n_rows; i++)
        if (in_time ? ptb_known_time(vectors, rows[i]) < begin : assigned->fold[i] != f)
            chosen[(*n_out)++] = rows[i];
    *out = chosen;
    return PTB_OK;
}

ptb_status ptb_holdout_split(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows, double fraction,
                             ptb_time cut, ptb_holdout *out, ptb_error *err)
{
    *out = (ptb_holdout){.cut = cut};
    if (cut == PTB_NO_TIME && !(fraction > 0 && fraction < 1))
        return ptb_fail(err, PTB_E_ARG, "a holdout of %g of the cases; want more than 0 and less than 1",
                        fraction);
    ptb_status status = PTB_OK;
    ptb_time *times = NULL;
    PTB_TRY_TO(sorted_times(vectors, rows, n_rows, "holdouts by time", &times, err));
    if (cut == PTB_NO_TIME && n_rows > 0) {
        size_t first = (size_t)((1.0 - fraction) * (double)n_rows);
        out->cut = times[first < n_rows ? first : n_rows - 1];
    }
    PTB_TRY_TO(ptb_alloc(&out->before, n_rows, sizeof *out->before, err));
    PTB_TRY_TO(ptb_alloc(&out->after, n_rows, sizeof *out->after, err));
    for (size_t i = 0; i < n_rows; i++) {
        if (vectors->as_of[rows[i]] >= out->cut)
            out->after[out->n_after++] = rows[i];
        else if (ptb_known_time(vectors, rows[i]) < out->cut)
            out->before[out->n_before++] = rows[i];
    }
    if (out->n_before == 0 || out->n_after == 0) {
        char text[PTB_TIME_BYTES];
        status = ptb_fail(err, PTB_E_DATA,
                          "of %lu cases %lu are known before %s and %lu begin later; want some of both",
                          (unsigned long)n_rows, (unsigned long)out->n_before, ptb_print_time(text, out->cut),
                          (unsigned long)out->n_after);
    }
done:
    free(times);
    if (status != PTB_OK) ptb_holdout_free(out);
    return status;
}

void ptb_holdout_free(ptb_holdout *holdout)
{
    free(holdout->before);
    free(holdout->after);
    *holdout = (ptb_holdout){0};
}
