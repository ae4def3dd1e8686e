/* models/trials.c: the families that were tried, in files and in words. */
#include "models/trials.h"

#include <string.h>

static const char *const families[] = {"logistic", "additive"};

void ptb_trials_write(ptb_json_writer *writer, const char *key, const ptb_evaluation *evaluation)
{
    if (evaluation->n_trials == 0) return;
    ptb_json_begin_array(writer, key, false);
    for (size_t i = 0; i < evaluation->n_trials; i++) {
        const ptb_trial *trial = &evaluation->trials[i];
        ptb_json_begin_object(writer, NULL);
        writer->is_inline[writer->depth] = true;
        ptb_json_add_string(writer, "family", trial->family);
        ptb_json_add_number(writer, "log_loss", trial->log_loss);
        ptb_json_add_number(writer, "gain", trial->gain);
        ptb_json_add_number(writer, "gain_error", trial->gain_error);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}

static ptb_status read_trial(const ptb_json_doc *doc, const ptb_json *node, ptb_trial *out, ptb_error *err)
{
    static const char *const known[] = {"family", "log_loss", "gain", "gain_error", NULL};
    const char *name;
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(ptb_json_need_string(doc, node, "family", &name, err));
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++)
        if (strcmp(families[f], name) == 0) out->family = families[f];
    if (out->family == NULL)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "family"),
                             "'%s'; want '%s' or the like", name, families[0]);
    PTB_TRY(ptb_json_need_number(doc, node, "log_loss", &out->log_loss, err));
    PTB_TRY(ptb_json_need_number(doc, node, "gain", &out->gain, err));
    PTB_TRY(ptb_json_need_number(doc, node, "gain_error", &out->gain_error, err));
    if (out->log_loss >= 0 && out->gain_error >= 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "want a log_loss and a gain_error of 0 or more");
}

ptb_status ptb_trials_read(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                           ptb_evaluation *out, ptb_error *err)
{
    const ptb_json *array;
    if (ptb_json_get(object, key) == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_array(doc, object, key, &array, err));
    if (ptb_json_count(array) > PTB_TRIALS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, array, "%zu families; want at most %d",
                             ptb_json_count(array), PTB_TRIALS_MAX);
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item)) {
        out->trials[out->n_trials] = (ptb_trial){0};
        PTB_TRY(read_trial(doc, item, &out->trials[out->n_trials], err));
        out->n_trials++;
    }
    return PTB_OK;
}

static void say_trial(const ptb_trial *trial, const char *before, ptb_text *out)
{
    if (trial->gain > trial->gain_error)
        ptb_text_printf(out, "%s rather than %s: on inner folds its log loss is less by %.4f", trial->family,
                        before, trial->gain);
    else
        ptb_text_printf(out, "%s rather than %s: on inner folds the log loss of %s is %s by %.4f", before,
                        trial->family, trial->family, trial->gain > 0 ? "less only" : "more",
                        trial->gain > 0 ? trial->gain : -trial->gain);
    ptb_text_printf(out, " (standard error %.4f)\n", trial->gain_error);
}

void ptb_trials_say(const ptb_evaluation *evaluation, ptb_text *out)
{
    const char *best = NULL;
    for (size_t i = 0; i < evaluation->n_trials; i++) {
        const ptb_trial *trial = &evaluation->trials[i];
        if (i > 0) say_trial(trial, best, out);
        if (i == 0 || trial->gain > trial->gain_error) best = trial->family;
    }
}
