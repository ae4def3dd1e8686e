/* train/enough.c: how many more cases a question needs, from the figures at hand. */
#include "train/enough.h"

#include <math.h>

static const double z_95 = 1.959963984540054, most = 1e9;

double ptb_auc_error(double auc, double wins, double losses)
{
    double square = auc * auc, q1 = auc / (2 - auc), q2 = 2 * square / (1 + auc);
    double sum = auc * (1 - auc) + (wins - 1) * (q1 - square) + (losses - 1) * (q2 - square);
    return sqrt(fmax(sum, 0) / (wins * losses));
}

size_t ptb_cases_for_auc(double auc, double half_width, double ratio)
{
    double low = 1, high = 1;
    if (!(half_width > 0)) return PTB_NEVER_ENOUGH;
    while (z_95 * ptb_auc_error(auc, high, high * ratio) > half_width) {
        low = high + 1;
        high *= 2;
        if (high > most) return PTB_NEVER_ENOUGH;
    }
    while (low < high) {
        double middle = floor((low + high) / 2);
        if (z_95 * ptb_auc_error(auc, middle, middle * ratio) > half_width)
            low = middle + 1;
        else
            high = middle;
    }
    return (size_t)high;
}

size_t ptb_cases_by_interval(size_t n, double seen, double wanted)
{
    if (!(wanted > 0)) return PTB_NEVER_ENOUGH;
    if (!(seen > wanted)) return n;
    double cases = ceil((double)n * (seen / wanted) * (seen / wanted));
    if (cases > most) return PTB_NEVER_ENOUGH;
    return (size_t)fmax(cases, (double)n + 1);
}

double ptb_cox_snell(double base_rate, double log_loss)
{
    if (!(base_rate > 0 && base_rate < 1)) return nan("");
    double entropy = -base_rate * log(base_rate) - (1 - base_rate) * log1p(-base_rate);
    return 1 - exp(-2 * (entropy - log_loss));
}

size_t ptb_cases_for_terms(size_t terms, double r2, double shrinkage)
{
    if (!(r2 > 0 && r2 < shrinkage)) return PTB_NEVER_ENOUGH;
    double cases = ceil((double)terms / ((shrinkage - 1) * log1p(-r2 / shrinkage)));
    return cases > most ? PTB_NEVER_ENOUGH : (size_t)cases;
}
