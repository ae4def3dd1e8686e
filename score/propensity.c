/* score/propensity.c: the embedding API over the scorer. */
#include "score/propensity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/h5.h"
#include "datasets/base/provenance.h"
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "score/loaded.h"
#include "score/subject.h"

struct propensity_scorer {
    ptb_loaded loaded;
    ptb_strings_index *by_id;
    ptb_time as_of;
};

static int answer(ptb_status status, const ptb_error *err, char *message)
{
    if (message) snprintf(message, PROPENSITY_MESSAGE_BYTES, "%s", status == PTB_OK ? "" : err->message);
    return (int)status;
}

int propensity_init(char *message)
{
    ptb_error err = {0};
    ptb_gsl_global_init();
    ptb_h5_global_init();
    return answer(ptb_blas_global_init(&err), &err, message);
}

const char *propensity_version(void)
{
    return ptb_program_version;
}

static ptb_status open_scorer(propensity_scorer *scorer, const char *const paths[3], const char *as_of,
                              int threads, ptb_error *err)
{
    ptb_context context = ptb_context_default();
    context.threads = threads > 0 ? threads : 1;
    scorer->as_of = PTB_NO_TIME;
    if (as_of && !ptb_parse_time(ptb_str_of(as_of), PTB_DATES_YMD, 0, &scorer->as_of, NULL))
        return ptb_fail(err, PTB_E_ARG, "as_of '%s' is no moment (expected 2025-07-01T00:00:00Z)", as_of);
    PTB_TRY(ptb_loaded_open(&context, paths[0], paths[1], paths[2], &scorer->loaded, err));
    const ptb_history *history = scorer->loaded.history;
    const ptb_record_table *table = ptb_subject_table(history, scorer->loaded.subject);
    return ptb_strings_index_new(&table->id, &scorer->by_id, err);
}

int propensity_open(const char *history_path, const char *model_path, const char *rules_path,
                    const char *as_of, int threads, propensity_scorer **out, char *message)
{
    ptb_error err = {0};
    *out = NULL;
    propensity_scorer *scorer;
    ptb_status status = ptb_alloc(&scorer, 1, sizeof *scorer, &err);
    if (status != PTB_OK) return answer(status, &err, message);
    const char *const paths[3] = {history_path, model_path, rules_path};
    status = open_scorer(scorer, paths, as_of, threads, &err);
    if (status == PTB_OK)
        *out = scorer;
    else
        propensity_close(scorer);
    return answer(status, &err, message);
}

static void fill_reasons(const propensity_scorer *scorer, const ptb_score_scratch *scratch, ptb_reason *all,
                         propensity_reason *reasons, size_t *n_reasons)
{
    double base;
    size_t n = ptb_score_reasons(scorer->loaded.scorer, scratch, SIZE_MAX, all, &base);
    if (n < *n_reasons) *n_reasons = n;
    ptb_text words = {0};
    for (size_t i = 0; i < *n_reasons; i++) {
        ptb_text_clear(&words);
        ptb_reason_describe(scorer->loaded.scorer, &all[i], &words);
        reasons[i].contribution = all[i].contribution;
        snprintf(reasons[i].text, sizeof reasons[i].text, "%s", words.bytes ? words.bytes : "");
    }
    ptb_text_free(&words);
}

static ptb_status score_subject(const propensity_scorer *scorer, const char *subject_id,
                                propensity_score *out, propensity_reason *reasons, size_t *n_reasons,
                                ptb_error *err)
{
    const ptb_loaded *loaded = &scorer->loaded;
    uint32_t index = ptb_strings_index_find(scorer->by_id, ptb_str_of(subject_id));
    if (index == PTB_NO_CODE)
        return ptb_fail(err, PTB_E_ARG, "no %s has the id '%s'", ptb_subject_name(loaded->subject),
                        subject_id);
    ptb_case one;
    PTB_TRY(ptb_subject_case(loaded->history, loaded->subject, index, scorer->as_of, &one, err));
    ptb_score_scratch *scratch = NULL;
    ptb_reason *all = NULL;
    ptb_score score;
    ptb_status status;
    PTB_TRY_TO(ptb_score_scratch_new(loaded->scorer, &scratch, err));
    PTB_TRY_TO(ptb_alloc(&all, ptb_scorer_max_reasons(loaded->scorer), sizeof *all, err));
    ptb_score_case(loaded->scorer, scratch, &one, &score);
    *out = (propensity_score){
        .probability = score.probability, .points = score.points, .z = score.z, .score = score.score};
    snprintf(out->stage, sizeof out->stage, "%s", score.rules.stage);
    if (reasons) fill_reasons(scorer, scratch, all, reasons, n_reasons);
done:
    free(all);
    ptb_score_scratch_free(scratch);
    return status;
}

int propensity_score_subject(const propensity_scorer *scorer, const char *subject_id, propensity_score *out,
                             char *message)
{
    ptb_error err = {0};
    return answer(score_subject(scorer, subject_id, out, NULL, NULL, &err), &err, message);
}

int propensity_explain_subject(const propensity_scorer *scorer, const char *subject_id, propensity_score *out,
                               propensity_reason *reasons, size_t *n_reasons, char *message)
{
    ptb_error err = {0};
    return answer(score_subject(scorer, subject_id, out, reasons, n_reasons, &err), &err, message);
}

void propensity_close(propensity_scorer *scorer)
{
    if (!scorer) return;
    ptb_strings_index_free(scorer->by_id);
    ptb_loaded_close(&scorer->loaded);
    free(scorer);
}
