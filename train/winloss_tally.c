/* train/winloss_tally.c: cases and wins of cells, of how many independent cases they are worth, and what that proves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "features/groups.h"
#include "models/proportions.h"
#include "train/winloss_inside.h"

/* --- cases --- */

static ptb_status reserve(ptb_tally_cases *cases, size_t n, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&cases->place, n, sizeof *cases->place, err));
    PTB_TRY(ptb_alloc(&cases->group, n, sizeof *cases->group, err));
    PTB_TRY(ptb_alloc(&cases->weight, n, sizeof *cases->weight, err));
    return ptb_alloc(&cases->won, n, sizeof *cases->won, err);
}

/* Outcomes of one group alike? By the analysis of variance (Donner and Klar 2000); 0 where less alike than by chance. */
static double intra_class(const ptb_tally_cases *cases, double sum_of_squares, double mean_squares)
{
    double n = (double)cases->n, k = (double)cases->n_groups, wins = (double)cases->wins;
    if (cases->n_groups < 2) return 1; /* one group: nothing tells its cases from one case */
    if (!(n > k)) return 0;
    double between = (mean_squares - wins * wins / n) / (k - 1), within = (wins - mean_squares) / (n - k);
    double size = (n - sum_of_squares / n) / (k - 1), all = between + (size - 1) * within;
    return all > 0 ? fmin(1, fmax(0, (between - within) / all)) : 0;
}

/* Once n cases stand there: numbers their groups, and sums up. */
static void sum_up(ptb_tally_cases *cases)
{
    double squares = 0, mean_squares = 0; /* over groups: size^2, wins^2 / size */
    cases->w = cases->k = cases->ww = cases->ss = cases->bb = 0;
    cases->wins = cases->n_groups = 0;
    for (size_t i = 0; i < cases->n; i++) {
        cases->w += cases->weight[i];
        cases->k += cases->won[i] ? cases->weight[i] : 0;
    }
    double rate = cases->k / cases->w;
    for (size_t i = 0, end; i < cases->n; i = end) {
        uint32_t group = cases->group[i];
        double w = 0, k = 0;
        size_t wins = 0;
        for (end = i; end < cases->n && cases->group[end] == group; end++) {
            w += cases->weight[end];
            k += cases->won[end] ? cases->weight[end] : 0;
            cases->ww += cases->weight[end] * cases->weight[end];
            wins += cases->won[end];
            if (end > i) cases->group[end] = (uint32_t)cases->n_groups;
        }
        cases->group[i] = (uint32_t)cases->n_groups++;
        cases->wins += wins;
        cases->ss += w * w;
        cases->bb += (k - rate * w) * (k - rate * w);
        squares += (double)(end - i) * (double)(end - i);
        mean_squares += (double)wins * (double)wins / (double)(end - i);
    }
    cases->has_shared_groups = cases->n_groups < cases->n;
    cases->intra_class = intra_class(cases, squares, mean_squares);
}

static bool has_weights(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows)
{
    for (size_t i = 0; vectors->weight && i < n_rows; i++)
        if (vectors->weight[rows[i]] < vectors->weight[rows[0]] ||
            vectors->weight[rows[i]] > vectors->weight[rows[0]])
            return true;
    return false;
}

ptb_status ptb_tally_cases_make(const ptb_vectors *vectors, uint32_t *rows, size_t n_rows,
                                ptb_tally_cases *out, ptb_error *err)
{
    ptb_group_place *places = NULL;
    uint32_t *sorted = NULL;
    ptb_status status = PTB_OK;
    *out = (ptb_tally_cases){.n = n_rows, .is_weighted = has_weights(vectors, rows, n_rows)};
    PTB_TRY_TO(reserve(out, n_rows, err));
    PTB_TRY_TO(ptb_groups_sort(vectors->group, rows, n_rows, &places, err));
    PTB_TRY_TO(ptb_alloc_raw(&sorted, n_rows, sizeof *sorted, err));
    for (size_t i = 0; i < n_rows; i++) {
        sorted[i] = rows[places[i].place];
        out->place[i] = (uint32_t)i;
        out->group[i] = places[i].group;
        out->weight[i] = out->is_weighted ? (double)vectors->weight[sorted[i]] : 1;
        out->won[i] = vectors->outcome[sorted[i]] > 0.5F;
    }
    if (n_rows > 0) memcpy(rows, sorted, n_rows * sizeof *rows);
    sum_up(out);
done:
    free(places);
    free(sorted);
    return status;
}

ptb_status ptb_tally_cases_cut(const ptb_tally_cases *all, const uint8_t *step, uint8_t at_least,
                               ptb_tally_cases *out, ptb_error *err)
{
    *out = (ptb_tally_cases){.is_weighted = all->is_weighted};
    PTB_TRY(reserve(out, all->n, err));
    for (size_t i = 0; i < all->n; i++) {
        if (step[all->place[i]] < at_least) continue;
        out->place[out->n] = all->place[i];
        out->group[out->n] = all->group[i];
        out->weight[out->n] = all->weight[i];
        out->won[out->n++] = all->won[i];
    }
    sum_up(out);
    return PTB_OK;
}

void ptb_tally_cases_free(ptb_tally_cases *cases)
{
    free(cases->place);
    free(cases->group);
    free(cases->weight);
    free(cases->won);
    *cases = (ptb_tally_cases){0};
}

/* --- cells --- */

/* What one group has in a slot. */
typedef struct {
    double w, k;
} share;

static void add_case(ptb_tally *tally, share *of_group, double weight, bool is_won)
{
    tally->n++;
    tally->wins += is_won;
    tally->ww += weight * weight;
    of_group->w += weight;
    of_group->k += is_won ? weight : 0;
}

/* Takes what the group has in the slot over to the slot, and forgets it. */
static void close_group(ptb_tally *tally, share *of_group, const share *group, double rate)
{
    double here = of_group->k - rate * of_group->w, all = group->k - rate * group->w;
    tally->groups++;
    tally->w += of_group->w;
    tally->k += of_group->k;
    tally->ss += of_group->w * of_group->w;
    tally->cross += of_group->w * group->w;
    tally->aa += here * here;
    tally->ab += here * all;
    *of_group = (share){0};
}

void ptb_tally_count(const ptb_tally_cases *cases, const ptb_tally_column *column, ptb_tally *tallies)
{
    share of_group[PTB_CELLS_MAX + 1] = {{0}};
    size_t any = column->n_cells;
    double rate = cases->k / cases->w;
    memset(tallies, 0, (column->n_cells + column->has_any) * sizeof *tallies);
    for (size_t i = 0, end; i < cases->n; i = end) {
        share group = {0};
        for (end = i; end < cases->n && cases->group[end] == cases->group[i]; end++) {
            size_t cell = column->cells[cases->place[end]];
            double weight = cases->weight[end];
            group.w += weight;
            group.k += cases->won[end] ? weight : 0;
            add_case(&tallies[cell], &of_group[cell], weight, cases->won[end]);
            if (column->has_any && cell >= column->first_any && cell <= column->last_any)
                add_case(&tallies[any], &of_group[any], weight, cases->won[end]);
        }
        for (size_t c = i; c < end; c++) {
            size_t cell = column->cells[cases->place[c]];
            if (of_group[cell].w > 0) close_group(&tallies[cell], &of_group[cell], &group, rate);
        }
        if (column->has_any && of_group[any].w > 0) close_group(&tallies[any], &of_group[any], &group, rate);
    }
}

/* --- what it proves --- */

/* Of how many independent cases of weight 1. */
static double worth(const ptb_tally_cases *cases, double w, double ww, double ss)
{
    double spread = (1 - cases->intra_class) * ww + cases->intra_class * ss;
    return spread > 0 ? w * w / spread : 0;
}

void ptb_tally_rate(const ptb_tally_cases *cases, ptb_figure *out)
{
    ptb_wilson(cases->k / cases->w, worth(cases, cases->w, cases->ww, cases->ss), out);
}

/* By how much the variance of the difference between the cell and the others is larger than of independent cases; at least 1. */
static double design_effect(const ptb_tally_cases *cases, const ptb_tally *t)
{
    double mean = t->w / cases->w;
    double alone = (1 - 2 * mean) * t->ww + mean * mean * cases->ww;
    double together = t->ss - 2 * mean * t->cross + mean * mean * cases->ss;
    return alone > 0 ? fmax(1, (1 - cases->intra_class) + cases->intra_class * together / alone) : 1;
}

/* The score test, its variance summed over groups. */
static double score_p(const ptb_tally_cases *cases, const ptb_tally *t)
{
    double mean = t->w / cases->w, groups = (double)cases->n_groups;
    double score = t->k - mean * cases->k;
    double variance = t->aa - 2 * mean * t->ab + mean * mean * cases->bb;
    if (!(variance > 0) || groups < 2) return 1;
    return ptb_normal_p(score / sqrt(variance * groups / (groups - 1)));
}

/* Fisher's test on whole numbers of cases. */
static double exact_p(double n, double rate, double other_n, double other_rate)
{
    double cases = floor(n + 1e-9), others = floor(other_n + 1e-9);
    return ptb_fisher_p(&(ptb_two_by_two){(uint64_t)cases, (uint64_t)llround(rate * cases), (uint64_t)others,
                                          (uint64_t)llround(other_rate * others)});
}

/* What the two rates say of each other: each of so many cases as count for that. */
static void judge_difference(const ptb_tally_cases *cases, const ptb_tally *t, ptb_finding *out)
{
    double effect = design_effect(cases, t), other_w = cases->w - t->w;
    double n = t->w * t->w / t->ww / effect, other_n = other_w * other_w / (cases->ww - t->ww) / effect;
    ptb_figure rate, other_rate;
    ptb_wilson(out->rate.mean, n, &rate);
    ptb_wilson(out->other_rate.mean, other_n, &other_rate);
    ptb_rate_ratio(&rate, &other_rate, &out->ratio);
    out->p = exact_p(n, rate.mean, other_n, other_rate.mean);
    if (cases->has_shared_groups || cases->is_weighted) out->p = fmax(out->p, score_p(cases, t));
}

void ptb_tally_judge(const ptb_tally_cases *cases, const ptb_tally *t, ptb_finding *out)
{
    double other_w = cases->w - t->w, other_rate = fmin(1, fmax(0, (cases->k - t->k) / other_w));
    out->cases = t->n;
    out->wins = t->wins;
    out->groups = t->groups;
    out->other_cases = cases->n - t->n;
    out->other_wins = cases->wins - t->wins;
    ptb_wilson(t->k / t->w, worth(cases, t->w, t->ww, t->ss), &out->rate);
    ptb_wilson(other_rate, worth(cases, other_w, cases->ww - t->ww, cases->ss - 2 * t->cross + t->ss),
               &out->other_rate);
    out->share_of_won = t->k / cases->k;
    out->share_of_lost = (t->w - t->k) / (cases->w - cases->k);
    judge_difference(cases, t, out);
}
