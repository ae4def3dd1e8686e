/* features/leak_figures.c: what the outcomes of a feature's cells say: its skill alone, its filling, its values. */
#include <math.h>
#include <stdlib.h>

#include "features/leak_inside.h"

/* Thresholds; README, "Leak guard", says why. */
static const double auc_strong = 0.9, auc_clue = 0.8;
static const double z_interval = 1.96, z_share = 3, z_value = 4;
static const double share_ratio = 0.1, share_gap = 0.2, zero_share_min = 0.2;
static const double value_residual = 0.02, value_bound = 0.5, value_clue = 0.1, value_strong = 1.0 / 3;
/* Win rates of cells lean on the overall one as if so many cases more had it. */
static const double shrinkage = 10;

void ptb_leak_add_mark(ptb_leak_finding *finding, ptb_leak_mark mark)
{
    if (finding->n < PTB_CLUE_KINDS) finding->marks[finding->n++] = mark;
}

double ptb_leak_wilson(double share, double n, double z, int side)
{
    if (n <= 0) return side < 0 ? 0 : 1;
    double half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return (share + z * z / (2 * n) + side * half) / (1 + z * z / n);
}

/* --- alone --- */

typedef struct {
    double rate;
    double cases[2]; /* of the half that judges */
} rated_cell;

static int compare_rates(const void *left, const void *right)
{
    const rated_cell *a = left, *b = right;
    return (a->rate > b->rate) - (a->rate < b->rate);
}

/* Area under the ROC curve of cells sorted by rate; equal rates are ties. NaN where one outcome is not there. */
static double area(const rated_cell *cells, size_t n)
{
    double below = 0, pairs = 0, of[2] = {0, 0};
    for (size_t i = 0; i < n;) {
        double here[2] = {0, 0};
        size_t first = i;
        for (; i < n && !(cells[i].rate > cells[first].rate); i++) {
            here[0] += cells[i].cases[0];
            here[1] += cells[i].cases[1];
        }
        pairs += here[1] * (below + here[0] / 2);
        below += here[0];
        of[0] += here[0];
        of[1] += here[1];
    }
    return pairs / (of[0] * of[1]);
}

/* Rates fitted on one half, judged on the other. */
static double auc_of_half(const ptb_leak_cells *cells, int fitted, rated_cell *rated)
{
    double of[2] = {0, 0};
    for (size_t c = 0; c < cells->n_cells; c++) {
        of[0] += cells->cells[c].cases[fitted][0];
        of[1] += cells->cells[c].cases[fitted][1];
    }
    double base = of[1] / fmax(of[0] + of[1], 1);
    for (size_t c = 0; c < cells->n_cells; c++) {
        const uint32_t *fit = cells->cells[c].cases[fitted], *judge = cells->cells[c].cases[1 - fitted];
        rated[c].rate = (fit[1] + shrinkage * base) / ((double)fit[0] + fit[1] + shrinkage);
        rated[c].cases[0] = judge[0];
        rated[c].cases[1] = judge[1];
    }
    qsort(rated, cells->n_cells, sizeof *rated, compare_rates);
    return area(rated, cells->n_cells);
}

/* Hanley and McNeil 1982. A perfect area is taken for half a pair short of it. */
static double standard_error(double auc, double n_won, double n_lost)
{
    double least = fmin(n_won, n_lost);
    double a = (fmax(auc, 1 - auc) * least + 0.5) / (least + 1);
    double q1 = a / (2 - a), q2 = 2 * a * a / (1 + a);
    double v = a * (1 - a) + (n_won - 1) * (q1 - a * a) + (n_lost - 1) * (q2 - a * a);
    return sqrt(fmax(v, 0) / (n_won * n_lost));
}

ptb_status ptb_leak_judge_alone(const ptb_leak_sample *sample, const ptb_leak_cells *cells,
                                ptb_leak_finding *finding, ptb_error *err)
{
    rated_cell *rated;
    PTB_TRY(ptb_alloc(&rated, cells->n_cells, sizeof *rated, err));
    double sum = 0, n = 0;
    for (int half = 0; half < 2; half++) {
        double auc = auc_of_half(cells, half, rated);
        if (isnan(auc)) continue;
        sum += auc;
        n++;
    }
    free(rated);
    double auc = n > 0 ? sum / n : 0.5;
    double se = standard_error(auc, sample->groups_of[1], sample->groups_of[0]);
    finding->auc_low = fmax(auc - z_interval * se, 0);
    int weight = finding->auc_low >= auc_strong ? 2 : finding->auc_low >= auc_clue ? 1 : 0;
    ptb_leak_add_mark(finding,
                      (ptb_leak_mark){.kind = PTB_CLUE_ALONE,
                                      .weight = weight,
                                      .speaks = weight > 0,
                                      .figure = {auc, finding->auc_low, fmin(auc + z_interval * se, 1)}});
    return PTB_OK;
}

/* --- filled in for one outcome only --- */

/* Is the share of one outcome at least ten times the other's, chance excluded? */
static bool is_one_sided(const ptb_leak_sample *s, const double share[2], bool *of_won)
{
    *of_won = share[1] > share[0];
    double high = ptb_leak_wilson(share[*of_won], s->groups_of[*of_won], z_share, -1);
    double low = ptb_leak_wilson(share[!*of_won], s->groups_of[!*of_won], z_share, 1);
    return low <= share_ratio * high;
}

/* Do the shares differ by 20 points, chance excluded? */
static bool is_gap(const ptb_leak_sample *s, const double share[2])
{
    double variance =
        share[0] * (1 - share[0]) / s->groups_of[0] + share[1] * (1 - share[1]) / s->groups_of[1];
    return fabs(share[1] - share[0]) - z_share * sqrt(variance) >= share_gap;
}

static ptb_leak_mark mark_of_shares(ptb_clue_kind kind, int weight, const double share[2])
{
    return (ptb_leak_mark){.kind = kind, .weight = weight, .figure = {share[1], share[0], (double)NAN}};
}

void ptb_leak_judge_filling(const ptb_leak_sample *s, const ptb_leak_cells *cells, ptb_leak_finding *finding)
{
    double filled[2], empty[2], not_zero[2];
    for (int o = 0; o < 2; o++) {
        empty[o] = ((double)cells->cells[0].cases[0][o] + cells->cells[0].cases[1][o]) / s->n_of[o];
        filled[o] = 1 - empty[o];
        not_zero[o] = filled[o] - cells->zeros[o] / s->n_of[o];
    }
    bool of_won;
    if (is_one_sided(s, filled, &of_won)) {
        ptb_leak_add_mark(finding, mark_of_shares(PTB_CLUE_FILLED, 2, filled));
    } else if (is_gap(s, filled)) {
        bool never_empty = is_one_sided(s, empty, &of_won);
        ptb_leak_mark mark = never_empty ? mark_of_shares(PTB_CLUE_NEVER_EMPTY, 1, empty)
                                         : mark_of_shares(PTB_CLUE_FILLED, 1, filled);
        mark.speaks = never_empty;
        ptb_leak_add_mark(finding, mark);
    } else if (cells->counts_zero && is_gap(s, not_zero)) {
        int weight = is_one_sided(s, not_zero, &of_won) && not_zero[of_won] >= zero_share_min ? 2 : 1;
        ptb_leak_add_mark(finding, mark_of_shares(PTB_CLUE_NOT_ZERO, weight, not_zero));
    }
}

/* --- values of one outcome only --- */

/* The two most frequent values are named. */
static void name_value(const ptb_leak_cells *cells, size_t c, double n, ptb_leak_mark *mark)
{
    size_t place = n > mark->cases_of[0] ? 0 : 1;
    mark->n_values++;
    if (!(n > mark->cases_of[place])) return;
    if (place == 0) {
        mark->values[1] = mark->values[0];
        mark->value_of[1] = mark->value_of[0];
        mark->cases_of[1] = mark->cases_of[0];
    }
    mark->values[place] = (uint32_t)c;
    mark->value_of[place] = cells->value ? cells->value[c] : (double)NAN;
    mark->cases_of[place] = n;
}

/* Adds the cell to the mark where nearly all its cases are of the outcome. */
static void add_value(const ptb_leak_sample *s, const ptb_leak_cells *cells, size_t c, ptb_leak_mark *mark)
{
    const ptb_leak_cell *cell = &cells->cells[c];
    int o = mark->of_won;
    double of_it = (double)cell->cases[0][o] + cell->cases[1][o];
    double of_other = (double)cell->cases[0][!o] + cell->cases[1][!o];
    double n = of_it + of_other, base = s->n_of[!o] / (s->n_of[0] + s->n_of[1]);
    double n_independent = n * fmin(1, s->groups_of[o] / s->n_of[o]);
    if (n < 1 || of_other / n > value_residual * base ||
        ptb_leak_wilson(of_other / n, n_independent, z_value, 1) > value_bound * base)
        return;
    name_value(cells, c, n, mark);
    mark->figure[0] += n;
    mark->figure[1] += of_it;
    mark->figure[2] += of_it / s->n_of[o];
}

void ptb_leak_judge_values(const ptb_leak_sample *s, const ptb_leak_cells *cells, ptb_leak_finding *finding)
{
    if (!cells->are_values) return;
    ptb_leak_mark best = {0};
    for (int won = 0; won < 2; won++) {
        ptb_leak_mark mark = {.kind = PTB_CLUE_VALUES, .speaks = true, .of_won = won == 1};
        for (size_t c = 1; c < cells->n_cells; c++)
            add_value(s, cells, c, &mark);
        if (mark.figure[2] > best.figure[2]) best = mark;
    }
    if (best.figure[2] < value_clue) return;
    best.weight = best.figure[2] >= value_strong ? 2 : 1;
    ptb_leak_add_mark(finding, best);
}
