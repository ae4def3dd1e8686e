/* models/additive_factors.c: which curves and differences the next fit shall spare. */
#include <math.h>

#include "models/additive.h"

/* What is as good as 0 beside the largest is not told apart: no factor may grow without bound. */
static const double least_curve = 1e-4, least_difference = 1e-2;

static double mean_square(const double *d, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += d[k] * d[k];
    return sum / (double)n;
}

static double curve_factor(double square, double largest)
{
    return 1 / fmax(square / largest, least_curve);
}

void ptb_additive_factors(const ptb_cells *cells, const ptb_tables *tables, const double *coef,
                          double *factor)
{
    const double *d = coef + 1;
    const size_t *first = tables->first;
    double largest = 0, logs = 0;
    for (size_t t = 0; t < cells->n_fields; t++)
        largest = fmax(largest, mean_square(d + first[t], first[t + 1] - first[t]));
    for (size_t t = 0; t < cells->n_fields; t++) {
        double square = mean_square(d + first[t], first[t + 1] - first[t]);
        double own = largest > 0 ? curve_factor(square, largest) : 1;
        logs += log(own);
        for (size_t k = first[t]; k < first[t + 1]; k++) {
            double share = square > 0 ? d[k] * d[k] / square : 1;
            factor[k] = own / sqrt(sqrt(fmax(share, least_difference)));
        }
    }
    double scale = exp(-logs / (double)cells->n_fields);
    for (size_t k = 0; k < first[cells->n_fields]; k++)
        factor[k] *= scale;
}
