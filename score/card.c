/* score/card.c: a model's card as Markdown. */
#include "score/card.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "models/proportions.h"
#include "models/repeats.h"
#include "models/trials.h"
#include "score/card_effects.h"
#include "score/card_words.h"
#include "score/markdown.h"

/* What was put together in `words`, which is empty again afterwards. */
static void move_escaped(ptb_text *words, ptb_text *out)
{
    ptb_markdown_text(out, words->bytes ? words->bytes : "");
    out->failed = out->failed || words->failed;
    ptb_text_clear(words);
}

static void add_escaped_lines(const char *lines, ptb_text *out)
{
    ptb_text line = {0};
    while (lines && *lines) {
        size_t len = strcspn(lines, "\n");
        ptb_text_append(&line, lines, len);
        ptb_text_add(out, "- ");
        move_escaped(&line, out);
        ptb_text_add(out, "\n");
        lines += len + (lines[len] == '\n');
    }
    ptb_text_free(&line);
}

static void add_fact(ptb_text *out, const char *name, const char *value)
{
    if (value == NULL || *value == 0) return;
    ptb_text_printf(out, "- %s: ", name);
    ptb_markdown_text(out, value);
    ptb_text_add(out, "\n");
}

static void add_moment(ptb_text *out, const char *name, ptb_time moment)
{
    char when[PTB_TIME_BYTES];
    add_fact(out, name, ptb_print_time(when, moment));
}

static void add_head(const ptb_model *model, ptb_text *out)
{
    const char *subject = ptb_subject_name(model->subject);
    ptb_text words = {0};
    ptb_text_printf(out, "# Model card: %s, for %s cases\n\n", model->family, subject);
    ptb_text_add(
        out, "All of this is read from the model file; nothing is computed anew.\n\n## What it predicts\n\n");
    ptb_text_printf(out, "Of every %s, as it stands at a moment, the probability that ", subject);
    ptb_card_outcome(model, &words);
    move_escaped(&words, out);
    ptb_text_add(
        out,
        ". Its score, 0 to 100, says above how many of 100 training cases' unseen predictions that is.\n\n");
    ptb_text_printf(out, "- subject: %s\n", subject);
    add_fact(out, "moments of the training cases", model->snapshots);
    ptb_text_printf(out, "- features: %zu\n", model->plan->n);
    ptb_text_add(out,
                 "- meant for: whom to call first, and how many wins to expect; with its reasons at hand\n");
    ptb_text_add(
        out, "- not meant for: decisions about people beyond sales; other subjects, outcomes or horizons\n");
    ptb_text_free(&words);
}

static void add_inputs(const ptb_origin *origin, ptb_text *out)
{
    for (size_t i = 0; i < origin->n_inputs; i++) {
        const ptb_input_digest *input = &origin->inputs[i];
        bool is_xxh = input->xxh128 && *input->xxh128;
        ptb_text_add(out, "- input: ");
        ptb_markdown_text(out, input->name);
        ptb_text_printf(out, ", %s ", is_xxh ? "XXH128" : "SHA-256");
        ptb_markdown_text(out, is_xxh ? input->xxh128 : input->sha256);
        ptb_text_add(out, "\n");
    }
}

static void add_data(const ptb_model *model, ptb_text *out)
{
    ptb_text_printf(out, "\n## What it has learnt from\n\n- cases: %zu, of which %zu won", model->rows,
                    model->wins);
    if (model->rows > 0) ptb_text_printf(out, " (%.1f %%)", 100 * (double)model->wins / (double)model->rows);
    ptb_text_add(out, "\n");
    add_moment(out, "first case as of", model->card.first_as_of);
    add_moment(out, "last case as of", model->card.last_as_of);
    add_moment(out, "outcomes known until", model->known_until);
    add_inputs(&model->origin, out);
}

static void add_number(ptb_text *out, double value)
{
    if (isfinite(value))
        ptb_text_printf(out, " %.4f |", value);
    else
        ptb_text_add(out, " - |");
}

static void add_figure(ptb_text *out, const char *name, const ptb_figure *figure, double without)
{
    ptb_text_printf(out, "| %s |", name);
    add_number(out, figure->mean);
    if (isfinite(figure->low) && isfinite(figure->high))
        ptb_text_printf(out, " %.4f to %.4f |", figure->low, figure->high);
    else
        ptb_text_add(out, " - |");
    add_number(out, without);
    ptb_text_add(out, "\n");
}

static void add_skill(const ptb_model *model, ptb_text *out)
{
    const ptb_evaluation *evaluation = &model->evaluation;
    const ptb_metrics *metrics = &evaluation->metrics;
    double share = (double)metrics->wins / (double)metrics->cases;
    ptb_text_printf(out,
                    "\n## How well it does\n\nJudged on %zu cases that it had not seen, %zu of them won: ",
                    metrics->cases, metrics->wins);
    ptb_card_judged(evaluation, out);
    ptb_text_add(out, ".\n\n| figure | value | 95 % interval | without a model |\n|---|---:|---:|---:|\n");
    add_figure(out, "AUC", &metrics->auc, 0.5);
    add_figure(out, "log loss", &metrics->log_loss, ptb_card_base_log_loss(metrics));
    add_figure(out, "average precision", &metrics->average_precision, share);
    add_figure(out, "Brier score", &metrics->brier, metrics->brier_uncertainty.mean);
    add_figure(out, "lift of the best 5 %", &metrics->lift_5, 1);
    add_figure(out, "lift of the best 10 %", &metrics->lift_10, 1);
    add_figure(out, "lift of the best 20 %", &metrics->lift_20, 1);
    if (evaluation->repeats < 2) return;
    ptb_text_add(out, "\nIt was ");
    ptb_repeats_say(evaluation, out);
}

static void add_tenths(const ptb_model *model, ptb_text *out)
{
    int repeats = model->evaluation.repeats > 1 ? model->evaluation.repeats : 1;
    if (!model->card.is_known) return;
    ptb_text_add(
        out, "\nTenths of the unseen predictions, the highest first; intervals as of independent cases:\n\n"
             "| cases | predicted | won | 95 % interval |\n|---:|---:|---:|---:|\n");
    for (int i = 0; i < PTB_CARD_TENTHS; i++) {
        const ptb_card_tenth *tenth = &model->card.tenths[i];
        if (tenth->cases == 0) continue;
        ptb_figure rate;
        ptb_wilson((double)tenth->wins / (double)tenth->cases, (double)tenth->cases / repeats, &rate);
        ptb_text_printf(out, "| %.0f | %.1f %% | %.1f %% | %.1f to %.1f %% |\n",
                        (double)tenth->cases / repeats, 100 * tenth->mean,
                        100 * (double)tenth->wins / (double)tenth->cases, 100 * rate.low, 100 * rate.high);
    }
}

static void add_calibration(const ptb_model *model, ptb_text *out)
{
    const ptb_metrics *metrics = &model->evaluation.metrics;
    ptb_text_printf(out,
                    "\n## Whether its probabilities are right\n\nCalibration: %s.\n\n"
                    "| figure | value | 95 %% interval | right |\n|---|---:|---:|---:|\n",
                    ptb_calibration_name(model->calibration.kind));
    add_figure(out, "slope", &metrics->calibration_slope, 1);
    add_figure(out, "in the large (log-odds)", &metrics->calibration_intercept, 0);
    add_figure(out, "calibration error beyond chance", &metrics->calibration_error_excess, 0);
    add_tenths(model, out);
}

static void add_family(const ptb_model *model, ptb_text *out)
{
    ptb_text_printf(out, "\n## Why %s\n\n",
                    strcmp(model->family, "svm") == 0 ? "a support vector machine" : model->family);
    if (model->evaluation.n_trials < 2) ptb_text_add(out, "The family was asked for; no other was tried.\n");
    ptb_trials_say(&model->evaluation, out);
}

static void add_effect(const ptb_effect *effect, bool is_curve, ptb_text *out)
{
    ptb_text_add(out, "| ");
    ptb_markdown_text(out, effect->what.bytes ? effect->what.bytes : "");
    ptb_text_add(out, " | ");
    ptb_markdown_text(out, effect->unit ? effect->unit : "");
    ptb_text_printf(out, " | %.3f | ", effect->odds_ratio.mean);
    if (is_curve) {
        ptb_markdown_text(out, effect->lowest_at.bytes ? effect->lowest_at.bytes : "");
        ptb_text_add(out, " | ");
        ptb_markdown_text(out, effect->highest_at.bytes ? effect->highest_at.bytes : "");
    } else if (isfinite(effect->odds_ratio.low)) {
        ptb_text_printf(out, "%.3f to %.3f", effect->odds_ratio.low, effect->odds_ratio.high);
    } else {
        ptb_text_add(out, "-");
    }
    ptb_text_add(out, " | ");
    ptb_markdown_text(out, effect->feature);
    ptb_text_add(out, " |\n");
}

static void add_effects(const ptb_model *model, const ptb_effect *effects, size_t n, ptb_text *out)
{
    ptb_text_add(out, "\n## What counts most\n\n");
    if (model->svm)
        ptb_text_add(
            out,
            "A support vector machine has no effects that are the same for all cases; `propensity explain` "
            "says what one score owes to each feature.\n");
    else if (n == 0)
        ptb_text_add(out, "Nothing: everybody is given the same probability.\n");
    else if (model->curves)
        ptb_text_add(
            out,
            "Odds where the curve is highest over those where it is lowest, other features equal:\n\n"
            "| what | unit | odds ratio | lowest at | highest at | feature |\n|---|---|---:|---|---|---|\n");
    else
        ptb_text_add(out,
                     "Odds with one standard deviation more over those without, other features equal:\n\n"
                     "| what | unit | odds ratio | 95 % interval | feature |\n|---|---|---:|---:|---|\n");
    for (size_t i = 0; i < n; i++)
        add_effect(&effects[i], model->curves != NULL, out);
}

static const char *leak_words(const ptb_leak *leak)
{
    if (leak->is_left_out) return "left out";
    if (leak->is_kept) return "kept, as asked";
    return leak->verdict == PTB_LEAK_LEAK ? "in the model" : "a question";
}

static void add_leaks(const ptb_model *model, ptb_text *out)
{
    const ptb_leaks *leaks = model->card.leaks;
    if (!model->card.is_known) return;
    ptb_text_add(out, "\n## What may know the outcome\n\n");
    if (leaks == NULL || leaks->n == 0)
        ptb_text_add(out, "The leak guard found nothing, or had too few cases to look.\n");
    for (size_t i = 0; leaks && i < leaks->n; i++) {
        const ptb_leak *leak = &leaks->items[i];
        ptb_text_printf(out, "- %s: ", leak_words(leak));
        ptb_markdown_text(out, leak->column ? leak->column : leak->feature);
        for (size_t k = 0; k < leak->n_clues; k++) {
            ptb_text_add(out, k == 0 ? " (" : "; ");
            ptb_markdown_text(out, leak->clues[k].says);
        }
        ptb_text_add(out, leak->n_clues > 0 ? ")\n" : "\n");
    }
}

static void add_origin(const ptb_model *model, ptb_text *out)
{
    const ptb_origin *origin = &model->origin;
    ptb_text_add(out, "\n## How to make it again\n\n");
    if (origin->command_line && *origin->command_line) {
        ptb_markdown_code(out, origin->command_line);
        ptb_text_add(out, "\n");
    }
    if (origin->has_seed) ptb_text_printf(out, "- seed: %" PRId64 "\n", origin->seed);
    add_fact(out, "version", origin->program_version);
    add_fact(out, "SHA-256 of the model (content_sha256)", model->sha256);
    add_fact(out, "SHA-256 of its content without provenance", model->digest);
    add_fact(out, "SHA-256 of the unseen predictions", model->evaluation.predictions_sha256);
    if (origin->n_edits > 0) ptb_text_printf(out, "- edits by hand on record: %zu\n", origin->n_edits);
    ptb_text_add(
        out,
        "- the same inputs, options, seed and version give the same content, on any number of threads\n");
}

ptb_status ptb_card_write(const ptb_model *model, ptb_text *out, ptb_error *err)
{
    ptb_effect effects[PTB_CARD_EFFECTS] = {0};
    ptb_text limits = {0};
    size_t n = 0;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_effects_find(model, PTB_CARD_EFFECTS, effects, &n, err));
    add_head(model, out);
    add_data(model, out);
    add_skill(model, out);
    add_calibration(model, out);
    add_family(model, out);
    add_effects(model, effects, n, out);
    add_leaks(model, out);
    ptb_card_limits(model, &limits);
    PTB_TRY_TO(ptb_text_check(&limits, err));
    ptb_text_add(out, "\n## Limits\n\n");
    add_escaped_lines(limits.bytes, out);
    add_origin(model, out);
    PTB_TRY_TO(ptb_text_check(out, err));
done:
    ptb_text_free(&limits);
    ptb_effects_free(effects, PTB_CARD_EFFECTS);
    return status;
}
