/* train/winloss.h: what set won cases apart from lost ones: every value of every feature, with its win rate against the others'.
 *
 * A feature's values are put into few cells that people can read (5 of a number, 20 levels of a category, missing; zeros apart, and
 * "any" for all above zero). Each cell is held against all other cases: win rates, their ratio, intervals, a p-value, and a q-value
 * over all cells. These are associations: nothing here says that doing more of something wins.
 *
 * Cases of one group (account tree) are not independent. With rho the intra-class correlation of outcomes in groups (analysis of
 * variance: Donner and Klar, Cluster Randomization Trials, 2000), a set of cases is worth
 *     n = (sum w)^2 / ((1 - rho) sum w^2 + rho sum over groups of (sum w)^2)
 * independent ones (Kish, Survey Sampling, 1965): of so many is the interval of its win rate (Wilson's). Where the two rates are held
 * against each other, each counts (sum w)^2 / sum w^2 cases over the design effect of their difference,
 *     1 - rho + rho sum over groups of (sum w d)^2 / sum (w d)^2,   d = 1 - m in the cell and -m elsewhere, m the cell's share,
 * but at least 1 (Donner and Klar's adjusted test). The ratio's interval and Fisher's exact test are of so many cases. Where groups
 * are shared or weights differ the p-value is the larger one of that and the score test whose variance is summed over groups
 * (Rotnitzky and Jewell, Biometrika 77, 1990), for which one large account alone proves nothing. */
#ifndef PTB_TRAIN_WINLOSS_H
#define PTB_TRAIN_WINLOSS_H

#include "features/vectors.h"
#include "models/metrics.h"

/* What a feature is about. */
typedef enum {
    PTB_ABOUT_PERSON,
    PTB_ABOUT_COMPANY,
    PTB_ABOUT_ACTIONS, /* and assets */
    PTB_ABOUT_JOURNEY,
    PTB_ABOUT_DEALS, /* earlier ones, and the opportunity itself */
    PTB_ABOUT_TIMING,
    PTB_N_ABOUT
} ptb_about;
ptb_about ptb_feature_about(const ptb_feature_spec *spec);
const char *ptb_about_name(ptb_about about); /* "person" */

#define PTB_WINLOSS_Q 0.05           /* findings with a q-value up to this are taken for set apart */
enum { PTB_FINDING_MIN_CASES = 10 }; /* fewer, in a cell or beside it, are not tested */

/* The cases of one cell against all others. Weighted rates and shares where cases have weights; counts never. */
typedef struct {
    size_t feature, cell; /* of the vectors; its number among the feature's */
    ptb_about about;
    const char *meaning, *value; /* the feature, and the cell, in words */
    size_t cases, wins, groups, other_cases, other_wins;
    ptb_figure rate, other_rate;
    ptb_figure ratio; /* rate / other_rate; infinite where the others never won */
    double share_of_won, share_of_lost;
    double p, q;
    /* Of its side the first, by evidence, on its matter (windows of one action, cells of one number, the very same cases). Shares,
     * trends and the like stand back where one that is plain to read, of either side, has a q-value up to PTB_WINLOSS_Q. */
    bool is_strongest;
    bool is_asked_about; /* the leak guard asks whether it was known beforehand */
} ptb_finding;

/* By evidence: p, then the ratio's distance from 1. */
typedef struct {
    ptb_finding *items;
    size_t n, n_too_small; /* the latter: cells that were not tested */
} ptb_findings;

/* More won than among the others, or fewer? */
bool ptb_finding_is_won(const ptb_finding *finding);

/* The cases that came so far on the journey, or farther. */
typedef struct {
    const char *name;
    size_t cases, wins, groups;
    double share; /* of all cases */
    ptb_figure rate;
    ptb_findings findings; /* actions among these cases alone */
    bool is_judged;        /* false: too few won or lost; no findings */
} ptb_journey_step;

typedef struct {
    size_t cases, wins, groups, n_features;
    bool has_shared_groups, is_weighted;
    double intra_class; /* rho */
    ptb_figure rate;
    ptb_findings findings; /* every cell that was tested */
    size_t
        journey_feature; /* the first that says how far somebody came, of all history if there is such a one */
    ptb_journey_step
        *steps; /* NULL: no feature says so; the q-values of all steps' findings are over them together */
    size_t n_steps;
    ptb_arena arena; /* owns all of it */
} ptb_winloss;

/* Errors: E_DATA no known outcome, all of one class, a category with a code it does not have; E_REVIEW fewer than
 * PTB_CLASS_MIN won or lost. The same bits for any number of threads, and, where weights are equal and cases 50,000 at most (edges
 * are found on so many, evenly chosen), for any order of the rows. Cost: O(rows) a feature; 1 byte for each case and feature. */
PTB_MUST_USE ptb_status ptb_winloss_find(const ptb_context *context, const ptb_vectors *vectors,
                                         ptb_winloss *out, ptb_error *err);
void ptb_winloss_free(ptb_winloss *winloss);

#endif
