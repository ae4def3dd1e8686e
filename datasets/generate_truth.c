/* datasets/generate_truth.c: the law by which the synthetic CRM's opportunities are won. */
#include "datasets/generate_truth.h"

#include <math.h>

static double logistic(double z)
{
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

/* Rises, has its top at `best`, and falls to nothing: heavy users are students, rivals and support cases. */
static double hump(double x, double best)
{
    return x / best * exp(1 - x / best);
}

double ptb_truth_decay(double seconds, double half_life_days)
{
    return exp2(-seconds / (half_life_days * 86400));
}

double ptb_truth_log_odds(const ptb_truth_case *c)
{
    /* A demo asked for by somebody who can sign is worth much; by a junior, little. */
    static const double demo_by_seniority[] = {0.2, -0.2, 0.1, 0.8, 1.7, 2.1};
    double z = -6.1 + 3.2 * hump(c->engagement, 6);
    z -= 0.06 * fmax(0, c->engagement - 18);
    z += demo_by_seniority[c->seniority] * fmin(c->demo, 2) + 0.1 * c->seniority;
    z -= 0.9 * fmin(c->careers, 3);
    z += c->source_effect + c->industry_effect;
    if (c->has_free_mail) z -= 0.8;
    if (c->is_unsubscribed) z -= 0.9;
    if (!isnan(c->employees)) { /* the ideal customer has some 400 employees */
        double distance = log(c->employees / 400);
        z += 1.2 * exp(-distance * distance / 2);
    }
    z += 0.6 * log(fmin(c->active_contacts, 8));
    if (c->has_account_won) z += 0.7;
    if (!isnan(c->days_since_loss)) z -= 1.1 * exp2(-c->days_since_loss / PTB_LOSS_HALF_LIFE_DAYS);
    return z;
}

double ptb_truth_probability(double log_odds, double sd)
{
    const double step = 0.25; /* the error is about exp(-2 pi^2 / (sd step)) */
    double sum = 0, weights = 0;
    for (int i = -36; i <= 36; i++) {
        double e = i * step, weight = exp(-e * e / 2);
        sum += weight * logistic(log_odds + sd * e);
        weights += weight;
    }
    return sum / weights;
}
