/* score/card_words.c: a model's outcome, its way of being judged and its limits in sentences. */
#include "score/card_words.h"

#include <math.h>
#include <string.h>

#include "models/segments.h"

static void add_horizon(const ptb_model *model, ptb_text *out)
{
    if (model->horizon_days > 0) ptb_text_printf(out, " within %g days", model->horizon_days);
}

void ptb_card_outcome(const ptb_model *model, ptb_text *out)
{
    switch (model->outcome_kind) {
    case PTB_OUTCOME_WON:
        if (model->subject == PTB_SUBJECT_OPPORTUNITY) {
            ptb_text_add(out, "it is won");
            break;
        }
        ptb_text_add(out, "a deal is made after that moment and won");
        add_horizon(model, out);
        break;
    case PTB_OUTCOME_EVENT:
        ptb_text_printf(out, "an activity of type %s follows", model->outcome_name);
        add_horizon(model, out);
        if (model->closed_by && *model->closed_by)
            ptb_text_printf(out, ", and none of type %s before it", model->closed_by);
        break;
    case PTB_OUTCOME_COLUMN:
        ptb_text_printf(out, "the column %s says that it was won", model->outcome_name);
        break;
    case PTB_OUTCOME_STAGE:
        ptb_text_printf(out, "it comes to stage %s", model->outcome_name);
        add_horizon(model, out);
        break;
    }
}

void ptb_card_judged(const ptb_evaluation *evaluation, ptb_text *out)
{
    if (strcmp(evaluation->kind, "holdout") == 0) {
        ptb_text_add(out, "on the cases after a cut in time, by a model of those before it");
        return;
    }
    ptb_text_printf(out, "in %d folds%s", evaluation->folds,
                    strcmp(evaluation->kind, "time") == 0      ? ", each judged by what was known before it"
                    : strcmp(evaluation->kind, "grouped") == 0 ? ", the cases of an account together"
                                                               : "");
    if (evaluation->repeats > 1) ptb_text_printf(out, ", %d times", evaluation->repeats);
}

double ptb_card_base_log_loss(const ptb_metrics *metrics)
{
    double share = (double)metrics->wins / (double)metrics->cases,
           uncertainty = metrics->brier_uncertainty.mean;
    /* p (1 - p) of the weighted share, of which the loss is the same for p and 1 - p. */
    if (uncertainty >= 0 && uncertainty <= 0.25) share = (1 - sqrt(1 - 4 * uncertainty)) / 2;
    if (!(share > 0 && share < 1)) return share >= 0 && share <= 1 ? 0 : (double)NAN;
    return -share * log(share) - (1 - share) * log1p(-share);
}

static void add_age(const ptb_model *model, ptb_text *out)
{
    char when[PTB_TIME_BYTES];
    if (model->known_until == PTB_NO_TIME)
        ptb_text_add(
            out,
            "The cases had no dates: how old that is which the model has learnt can't be known from it.\n");
    else
        ptb_text_printf(out,
                        "It knows no outcome after %s. Whether buying has changed since can't be known from "
                        "it: judge it on newer cases (propensity compare).\n",
                        ptb_print_time(when, model->known_until));
}

static void add_verdicts(const ptb_model *model, ptb_text *out)
{
    const ptb_evaluation *evaluation = &model->evaluation;
    if (evaluation->is_before_edit)
        ptb_text_add(out,
                     "It was edited by hand after it was judged: all figures are of the model before.\n");
    if (evaluation->no_better_than_chance && !model->card.is_known)
        ptb_text_add(out, "No better than chance: the interval of its AUC reaches 0.5.\n");
    if (model->card.warnings) ptb_text_add(out, model->card.warnings);
    if (!model->card.is_known)
        ptb_text_add(
            out,
            "The file is of a version that noted no period, no calibration by tenths, no warnings and no "
            "leaks.\n");
}

static void add_segments(const ptb_model *model, ptb_text *out)
{
    if (model->segments == NULL) return;
    ptb_text_printf(out,
                    "%zu levels of %s have models of their own, which the strongest terms of the whole model "
                    "do not show.\n",
                    model->segments->n, model->plan->features[model->segments->feature].name);
}

void ptb_card_limits(const ptb_model *model, ptb_text *out)
{
    const char *kind = model->evaluation.kind;
    add_verdicts(model, out);
    add_age(model, out);
    add_segments(model, out);
    if (strcmp(kind, "stratified") == 0 || strcmp(kind, "grouped") == 0)
        ptb_text_add(
            out, "It was judged on cases of the same time as those it learnt from, not on later ones (train "
                 "--order time).\n");
    if (model->svm && model->svm->kernel != PTB_KERNEL_LINEAR)
        ptb_text_add(out, "The reasons of its scores are approximate.\n");
    ptb_text_add(out, "What goes with winning need not be why: that more of it wins more is not said.\n");
    ptb_text_add(
        out,
        "The figures hold for cases like those it was judged on; whether features stand for what must not "
        "count, such as sex or origin, was not looked at.\n");
}
