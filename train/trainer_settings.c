/* train/trainer_settings.c: what a training does unless told otherwise, and what does not go together. */
#include <math.h>

#include "train/trainer_inside.h"

void ptb_train_settings_default(ptb_train_settings *settings)
{
    *settings = (ptb_train_settings){.folds = {.order = PTB_FOLDS_RANDOM, .k = 5, .by_group = true},
                                     .repeats = 1,
                                     .lambda = -1,
                                     .calibrate = PTB_CALIBRATION_AUTO,
                                     .sample_losses = PTB_SAMPLE_AUTO,
                                     .holdout_from = PTB_NO_TIME};
    ptb_encoder_settings_default(&settings->encoder);
}

bool ptb_train_is_svm(const ptb_train_settings *settings)
{
    return settings->family == PTB_FAMILY_SVM || settings->family == PTB_FAMILY_SVM_LINEAR;
}

/* What is told apart of a logistic model's penalty. */
static ptb_status check_net(const ptb_train_settings *settings, ptb_error *err)
{
    if (!(settings->alpha >= 0 && settings->alpha <= 1))
        return ptb_fail(err, PTB_E_ARG, "alpha %g; want 0 (ridge) to 1 (lasso)", settings->alpha);
    if (settings->alpha > 0 && settings->lambda >= 0 && !(settings->lambda > 0))
        return ptb_fail(err, PTB_E_ARG, "a lasso or elastic net of penalty 0; want a penalty above 0");
    bool may_be_logistic = settings->family == PTB_FAMILY_BEST || settings->family == PTB_FAMILY_LOGISTIC;
    if (may_be_logistic || !(settings->alpha > 0 || settings->one_se)) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "%s is of logistic models; want such a model, or none of it",
                    settings->alpha > 0 ? "a lasso or elastic net" : "the rule of one standard error");
}

static ptb_status check_repeats(const ptb_train_settings *settings, ptb_error *err)
{
    if (settings->repeats < 1 || settings->repeats > PTB_REPEATS_MAX)
        return ptb_fail(err, PTB_E_ARG, "%d repeats; want 1 to %d", settings->repeats, PTB_REPEATS_MAX);
    bool is_in_time = settings->folds.order == PTB_FOLDS_TIME || settings->holdout_fraction > 0 ||
                      settings->holdout_from != PTB_NO_TIME;
    if (settings->repeats == 1 || !is_in_time) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG,
                    "later cases are judged by earlier ones in one way alone, so there is nothing to repeat; "
                    "want random folds, or no repeats");
}

ptb_status ptb_train_settings_check(const ptb_train_settings *settings, ptb_error *err)
{
    PTB_TRY(check_repeats(settings, err));
    if (ptb_train_is_svm(settings) && settings->sample_losses > 0)
        return ptb_fail(err, PTB_E_ARG,
                        "a sample of losses is weighted, which a support vector machine does not take");
    if (!isfinite(settings->lambda))
        return ptb_fail(err, PTB_E_ARG, "a penalty of %g; want a number of 0 or more", settings->lambda);
    bool is_additive = settings->family == PTB_FAMILY_ADDITIVE || settings->direction != NULL;
    if (is_additive && settings->lambda >= 0 && !(settings->lambda > 0))
        return ptb_fail(
            err, PTB_E_ARG,
            "an additive model without penalty: its curves would follow every case; want a penalty "
            "above 0, or a logistic model");
    bool may_be_additive = settings->family == PTB_FAMILY_BEST || settings->family == PTB_FAMILY_ADDITIVE;
    if (settings->direction && (!may_be_additive || settings->alpha > 0 || settings->one_se))
        return ptb_fail(
            err, PTB_E_ARG,
            "monotone features are of additive models, whose curves can be held to a direction; want such a "
            "model, or none of them");
    return check_net(settings, err);
}
