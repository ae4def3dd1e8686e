/* train/penalty_args.c: what `train` is told of the penalty. */
#include "train/penalty_args.h"

#include <string.h>

#include "datasets/base/text.h"

/* Half of the penalty on absolute values, half on squares. */
static const double alpha_default = 0.5;

static bool is_word(const char *given, const char *word)
{
    return given != NULL && strcmp(given, word) == 0;
}

static ptb_status parse_penalty(const char *given, ptb_train_settings *settings, ptb_error *err)
{
    settings->lambda = -1;
    if (given == NULL || is_word(given, "cv") || is_word(given, "ridge")) return PTB_OK;
    if (is_word(given, "none"))
        settings->lambda = 0;
    else if (is_word(given, "lasso"))
        settings->alpha = 1;
    else if (is_word(given, "elastic"))
        settings->alpha = alpha_default;
    else if (!ptb_parse_number(ptb_str_of(given), &settings->lambda))
        return ptb_fail(err, PTB_E_ARG,
                        "--penalty: '%s'; want cv, ridge, lasso, elastic, none or a ridge strength", given);
    else if (!(settings->lambda >= 0))
        return ptb_fail(err, PTB_E_ARG, "--penalty: %s; want a ridge strength of 0 or more", given);
    return PTB_OK;
}

static ptb_status parse_alpha(const ptb_penalty_args *args, ptb_train_settings *settings, ptb_error *err)
{
    if (!(args->alpha > 0)) return PTB_OK;
    if (!is_word(args->penalty, "elastic"))
        return ptb_fail(err, PTB_E_ARG, "--alpha %g goes with --penalty elastic (ridge is 0, lasso 1)",
                        args->alpha);
    settings->alpha = args->alpha;
    return PTB_OK;
}

static ptb_status parse_lambda(const ptb_penalty_args *args, ptb_train_settings *settings, ptb_error *err)
{
    if (args->lambda == NULL || is_word(args->lambda, "min")) return PTB_OK;
    if (!is_word(args->lambda, "1se"))
        return ptb_fail(err, PTB_E_ARG, "--lambda: '%s'; want min or 1se", args->lambda);
    if (settings->lambda >= 0)
        return ptb_fail(err, PTB_E_ARG, "--lambda 1se chooses a penalty, but --penalty %s gives it",
                        args->penalty);
    settings->one_se = true;
    return PTB_OK;
}

ptb_status ptb_penalty_args_parse(const ptb_penalty_args *args, ptb_train_settings *settings, ptb_error *err)
{
    PTB_TRY(parse_penalty(args->penalty, settings, err));
    PTB_TRY(parse_alpha(args, settings, err));
    PTB_TRY(parse_lambda(args, settings, err));
    bool is_kind = is_word(args->penalty, "ridge") || settings->alpha > 0;
    if (!is_kind && !settings->one_se) return PTB_OK;
    if (settings->family == PTB_FAMILY_BEST) settings->family = PTB_FAMILY_LOGISTIC;
    if (settings->family == PTB_FAMILY_LOGISTIC) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--%s %s goes with --model logistic", is_kind ? "penalty" : "lambda",
                    is_kind ? args->penalty : args->lambda);
}
