/* train/enough.h: how many more cases a question needs, from the figures at hand. Pure functions. */
#ifndef PTB_TRAIN_ENOUGH_H
#define PTB_TRAIN_ENOUGH_H

#include <stdbool.h>
#include <stddef.h>

/* Standard error of an AUC of independent cases (Hanley and McNeil, Radiology 143, 1982): the root of
 *   (A (1 - A) + (wins - 1) (Q1 - A^2) + (losses - 1) (Q2 - A^2)) / (wins losses),  Q1 = A / (2 - A), Q2 = 2 A^2 / (1 + A).
 * 0 <= auc <= 1, at least one of each class. Exact for exponential scores, near it for others. */
double ptb_auc_error(double auc, double wins, double losses);

/* The fewest of the rarer class, with `ratio` >= 1 of the other for each, at which the half of an AUC's 95 % interval is at most
 * `half_width` by that error; e.g. auc - 0.5: the interval excludes chance. PTB_NEVER_ENOUGH where that is more than a thousand million. */
size_t ptb_cases_for_auc(double auc, double half_width, double ratio);

/* The same from an interval that was seen: n (seen / wanted)^2, since half-widths go by the root of the number of cases. It keeps what the
 * accounts' dependence and the weights cost. At least n + 1 where seen > wanted, else n. */
size_t ptb_cases_by_interval(size_t n, double seen, double wanted);

/* Cox and Snell's R^2 of a model by its mean log loss on unseen cases, against that of the base rate: 1 - exp(-2 (H - loss)),
 * H = -r ln r - (1 - r) ln(1 - r). May be negative: worse than the base rate. NaN where rate is not inside 0 .. 1. */
double ptb_cox_snell(double base_rate, double log_loss);

/* Cases for a model of `terms` parameters to be shrunk by no more than to `shrinkage` (0.9): criterion B1 of Riley et al., Statistics in
 * Medicine 38 (2019), 1276: terms / ((shrinkage - 1) ln(1 - r2 / shrinkage)), rounded up. PTB_NEVER_ENOUGH where r2 is not inside
 * 0 .. shrinkage. It is of a model without penalty; with one, fewer do. */
size_t ptb_cases_for_terms(size_t terms, double r2, double shrinkage);

#define PTB_NEVER_ENOUGH ((size_t)-1)

/* Of a model at hand, the numbers in all (not those missing); 0: not known, e.g. no skill was seen. */
typedef struct {
    bool are_wins;        /* the rarer class is that of the wins; the next two count it */
    size_t beyond_chance; /* for an interval of the AUC above 0.5, if the skill seen is real */
    size_t precise;       /* for an interval of 0.05 on either side */
    double cox_snell;     /* NaN: not known */
    size_t terms;         /* cases of both classes by ptb_cases_for_terms; logistic models alone */
} ptb_enough;

#endif
