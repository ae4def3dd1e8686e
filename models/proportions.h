/* models/proportions.h: rates with intervals, ratios of rates, exact tests, and what many tests come to.
 *
 * Intervals are of 95 %. Nothing here allocates or fails but where it says so. */
#ifndef PTB_MODELS_PROPORTIONS_H
#define PTB_MODELS_PROPORTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"
#include "models/metrics.h"

/* Wilson's score interval of a rate seen in n cases (Wilson, JASA 22, 1927); n need not be whole: of dependent or weighted
 * cases it is how many independent ones they are worth. n = 0: all NaN. */
void ptb_wilson(double rate, double n, ptb_figure *out);

/* a / b by the method of variance estimates recovery from the limits of both (Donner and Zou, Stat. Methods Med. Res. 21,
 * 2012; with Wilson's limits as Newcombe, Stat. Methods Med. Res. 25, 2016): has limits also where a rate is 0 or 1. b = 0: the
 * ratio is infinite, NaN where a is 0, too; high is infinite. */
void ptb_rate_ratio(const ptb_figure *a, const ptb_figure *b, ptb_figure *out);

typedef struct {
    uint64_t cases, wins, other_cases, other_wins; /* 2^32 - 1 cases together at most */
} ptb_two_by_two;

/* Fisher's exact test, two-sided: the probability of all tables with these margins that are no more probable than this one
 * (as R's fisher.test). Cost: some standard deviations of the count. */
double ptb_fisher_p(const ptb_two_by_two *table);

/* Two-sided p-value of a standard normal z. */
double ptb_normal_p(double z);

/* q[i]: the share of false findings to expect where all with p <= p[i] are believed (Benjamini and Hochberg, JRSS B 57, 1995;
 * valid for independent and positively dependent tests: Benjamini and Yekutieli, Ann. Stat. 29, 2001). E_NOMEM. */
PTB_MUST_USE ptb_status ptb_benjamini_hochberg(const double *p, size_t n, double *q, ptb_error *err);

#endif
