/* train/winloss_judge.c: all cells of features held against the other cases, sorted by evidence. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "models/proportions.h"
#include "train/winloss_inside.h"

typedef struct {
    const ptb_winloss_job *job;
    struct feature_findings {
        ptb_finding *items;
        size_t n, n_too_small;
    } * found; /* by feature */
} judging;

/* Of two cells that all cases are in, what one says the other says, too. Told is the higher number, a value rather than missing,
 * of levels the rarer one. */
static bool is_told_by_another(const ptb_winloss_job *job, size_t feature, const ptb_tally *tallies,
                               size_t n_slots, size_t slot)
{
    size_t n_cells = job->cells->bins->features[feature].n_cells, missing = n_cells - 1;
    size_t n = tallies[slot].n;
    for (size_t other = 0; other < n_slots; other++) {
        size_t n_other = tallies[other].n;
        if (other == slot || n_other == 0 || n + n_other != job->cases->n) continue;
        if (slot == missing) return true;
        if (other == missing) return false;
        if (!job->vectors->columns[feature].is_category) return slot < other;
        return n > n_other || (n == n_other && slot > other);
    }
    return false;
}

static ptb_status keep_slots(const judging *all, size_t feature, const ptb_tally *tallies, size_t n_slots,
                             ptb_error *err)
{
    const ptb_winloss_job *job = all->job;
    struct feature_findings *found = &all->found[feature];
    PTB_TRY(ptb_alloc(&found->items, n_slots, sizeof *found->items, err));
    for (size_t slot = 0; slot < n_slots; slot++) {
        size_t n = tallies[slot].n, others = job->cases->n - n;
        if (n == 0 || others == 0 || is_told_by_another(job, feature, tallies, n_slots, slot)) continue;
        if (n < PTB_FINDING_MIN_CASES || others < PTB_FINDING_MIN_CASES) {
            found->n_too_small++;
            continue;
        }
        ptb_finding *finding = &found->items[found->n++];
        finding->feature = feature;
        finding->cell = slot;
        finding->about = ptb_feature_about(&job->vectors->plan->features[feature]);
        ptb_tally_judge(job->cases, &tallies[slot], finding);
    }
    return PTB_OK;
}

static ptb_status judge_feature(void *state, const ptb_block *block, ptb_error *err)
{
    const judging *all = state;
    const ptb_winloss_job *job = all->job;
    size_t feature = block->index;
    if (job->actions_only && ptb_feature_about(&job->vectors->plan->features[feature]) != PTB_ABOUT_ACTIONS)
        return PTB_OK;
    ptb_tally *tallies = NULL;
    ptb_tally_column column = {.cells = job->cells->cells + feature * job->cells->n_rows,
                               .n_cells = job->cells->bins->features[feature].n_cells};
    column.has_any = ptb_reading_cells_any(job->cells, feature, &column.first_any, &column.last_any);
    size_t n_slots = column.n_cells + column.has_any;
    PTB_TRY(ptb_alloc(&tallies, n_slots, sizeof *tallies, err));
    ptb_tally_count(job->cases, &column, tallies);
    ptb_status status = keep_slots(all, feature, tallies, n_slots, err);
    free(tallies);
    return status;
}

static ptb_status keep_words(ptb_arena *arena, const ptb_text *words, const char **out, ptb_error *err)
{
    PTB_TRY(ptb_text_check(words, err));
    return ptb_arena_text(arena, words->bytes ? words->bytes : "", words->len, out, err);
}

/* Findings in the order of the features, into the arena, with their words. */
static ptb_status gather(const judging *all, ptb_arena *arena, ptb_findings *out, ptb_error *err)
{
    const ptb_winloss_job *job = all->job;
    size_t n = 0;
    ptb_text words = {0};
    ptb_status status = PTB_OK;
    for (size_t f = 0; f < job->vectors->n_features; f++)
        n += all->found[f].n;
    PTB_TRY_TO(ptb_arena_alloc(arena, &out->items, n, sizeof *out->items, err));
    for (size_t f = 0; f < job->vectors->n_features; f++) {
        const char *meaning = NULL;
        out->n_too_small += all->found[f].n_too_small;
        if (all->found[f].n == 0) continue;
        ptb_text_clear(&words);
        ptb_feature_describe(&job->vectors->plan->features[f], &words);
        PTB_TRY_TO(keep_words(arena, &words, &meaning, err));
        for (size_t i = 0; i < all->found[f].n; i++) {
            ptb_finding *finding = &out->items[out->n++];
            *finding = all->found[f].items[i];
            finding->meaning = meaning;
            ptb_text_clear(&words);
            ptb_reading_cells_words(job->cells, f, finding->cell, &words);
            PTB_TRY_TO(keep_words(arena, &words, &finding->value, err));
        }
    }
done:
    ptb_text_free(&words);
    return status;
}

ptb_status ptb_winloss_judge(const ptb_context *context, const ptb_winloss_job *job, ptb_arena *arena,
                             ptb_findings *out, ptb_error *err)
{
    size_t n_features = job->vectors->n_features;
    judging all = {.job = job};
    ptb_status status = PTB_OK;
    *out = (ptb_findings){0};
    PTB_TRY(ptb_alloc(&all.found, n_features, sizeof *all.found, err));
    PTB_TRY_TO(ptb_blocks_map(context, n_features, 1, judge_feature, &all, err));
    PTB_TRY_TO(gather(&all, arena, out, err));
done:
    for (size_t f = 0; f < n_features; f++)
        free(all.found[f].items);
    free(all.found);
    return status;
}

/* --- evidence --- */

bool ptb_finding_is_won(const ptb_finding *finding)
{
    return finding->rate.mean > finding->other_rate.mean;
}

/* How far the ratio is from 1, either way. */
static double distance(const ptb_finding *f)
{
    return f->ratio.mean > 0 ? fabs(log(f->ratio.mean)) : HUGE_VAL;
}

static int compare_evidence(const void *left, const void *right)
{
    const ptb_finding *a = left, *b = right;
    double of_a = distance(a), of_b = distance(b);
    if (a->p < b->p || a->p > b->p) return a->p < b->p ? -1 : 1;
    if (of_a < of_b || of_a > of_b) return of_a > of_b ? -1 : 1;
    if (a->feature != b->feature) return a->feature < b->feature ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

ptb_status ptb_winloss_q_values(ptb_findings *const *lists, size_t n_lists, ptb_error *err)
{
    size_t all = 0, at = 0;
    double *p = NULL, *q = NULL;
    ptb_status status = PTB_OK;
    for (size_t l = 0; l < n_lists; l++)
        all += lists[l]->n;
    PTB_TRY_TO(ptb_alloc(&p, all, sizeof *p, err));
    PTB_TRY_TO(ptb_alloc(&q, all, sizeof *q, err));
    for (size_t l = 0; l < n_lists; l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            p[at++] = lists[l]->items[i].p;
    PTB_TRY_TO(ptb_benjamini_hochberg(p, all, q, err));
    at = 0;
    for (size_t l = 0; l < n_lists; l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            lists[l]->items[i].q = q[at++];
done:
    free(p);
    free(q);
    return status;
}

/* Does `other` say of the matter what `f` says? Levels of a category are matters of their own; the very same cases are one,
 * whatever feature has them. A plain finding says what a derived one of either side does: "any" that few have "none". */
static bool is_said_by(const ptb_vectors *vectors, const ptb_finding *f, const ptb_finding *other)
{
    const ptb_feature_spec *spec = &vectors->plan->features[f->feature];
    const ptb_feature_spec *of_other = &vectors->plan->features[other->feature];
    bool is_same_side = ptb_finding_is_won(f) == ptb_finding_is_won(other);
    if (is_same_side && f->about == other->about && f->cases == other->cases && f->wins == other->wins &&
        f->groups == other->groups)
        return true;
    if (vectors->columns[f->feature].is_category || vectors->columns[other->feature].is_category)
        return false;
    return (is_same_side || (ptb_is_plain(of_other) && !ptb_is_plain(spec))) &&
           ptb_is_same_matter(spec, of_other);
}

/* What stands for its matter is plain to read, unless only a figure that is not shows the difference. */
static void mark_strongest(const ptb_vectors *vectors, ptb_findings *findings, bool of_plain)
{
    ptb_finding *f = findings->items;
    for (size_t i = 0; i < findings->n; i++) {
        if (ptb_is_plain(&vectors->plan->features[f[i].feature]) != of_plain) continue;
        f[i].is_strongest = true;
        for (size_t j = 0; j < findings->n && f[i].is_strongest; j++)
            if (j != i && f[j].is_strongest && (j < i || f[j].q <= PTB_WINLOSS_Q))
                f[i].is_strongest = !is_said_by(vectors, &f[i], &f[j]);
    }
}

void ptb_winloss_sort(const ptb_vectors *vectors, ptb_findings *findings)
{
    if (findings->n > 0) qsort(findings->items, findings->n, sizeof *findings->items, compare_evidence);
    mark_strongest(vectors, findings, true);
    mark_strongest(vectors, findings, false);
}
