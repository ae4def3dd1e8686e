/* train/family.c: what the families have in common. */
#include "train/family.h"

#include <math.h>

#include "models/logistic.h"

const ptb_family_steps *ptb_family_steps_of(ptb_family family)
{
    static const ptb_family_steps *const steps[] = {[PTB_FAMILY_BEST] = &ptb_logistic_steps,
                                                    [PTB_FAMILY_LOGISTIC] = &ptb_logistic_steps,
                                                    [PTB_FAMILY_ADDITIVE] = &ptb_additive_steps,
                                                    [PTB_FAMILY_SVM] = &ptb_svm_rbf_steps,
                                                    [PTB_FAMILY_SVM_LINEAR] = &ptb_svm_linear_steps,
                                                    [PTB_FAMILY_UPDATE_LOGISTIC] = &ptb_update_logistic_steps,
                                                    [PTB_FAMILY_UPDATE_ADDITIVE] =
                                                        &ptb_update_additive_steps};
    return steps[family];
}

double ptb_margins_loss(const float *y, const double *weight, const double *margin, size_t n)
{
    double loss = 0;
    for (size_t i = 0; i < n; i++)
        loss += weight[i] * ptb_log1p_exp(y[i] > 0.5F ? -margin[i] : margin[i]);
    return loss;
}

bool ptb_are_parted(const float *y, const double *margin, size_t n)
{
    double lowest_win = (double)INFINITY, highest_loss = -(double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (y[i] > 0.5F)
            lowest_win = fmin(lowest_win, margin[i]);
        else
            highest_loss = fmax(highest_loss, margin[i]);
    }
    return lowest_win > highest_loss;
}
