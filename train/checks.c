/* train/checks.c: the skill of each feature alone. */
#include "train/checks.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "models/metrics.h"

enum { SAMPLE_ROWS = 50000 };

typedef struct {
    const ptb_vectors *vectors;
    const ptb_encoder *encoder;
    const uint32_t *rows;
    size_t n;
    float *design, *outcome;
    double *auc;
} job;

static bool is_indicator(ptb_term_kind kind)
{
    return kind == PTB_TERM_LEVEL || kind == PTB_TERM_OTHER || kind == PTB_TERM_MISSING;
}

static ptb_status note_auc(const job *j, const double *score, size_t feature, ptb_error *err)
{
    double auc;
    PTB_TRY(ptb_auc(score, j->outcome, NULL, j->n, &auc, err));
    j->auc[feature] = fmax(j->auc[feature], fmax(auc, 1.0 - auc));
    return PTB_OK;
}

/* Terms first .. last of the feature; the cell of a row is the indicator that is on, if any. */
static ptb_status judge_cells(const job *j, size_t feature, size_t first, size_t last, double *score,
                              ptb_error *err)
{
    size_t n_cells = last - first + 1, n_terms = j->encoder->n_terms;
    double *wins = NULL, *cases = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&wins, n_cells, sizeof *wins, err));
    PTB_TRY_TO(ptb_alloc(&cases, n_cells, sizeof *cases, err));
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < j->n; i++) {
            size_t t = first;
            while (t < last && !(is_indicator(j->encoder->terms[t].kind) && j->design[i * n_terms + t] > 0))
                t++;
            if (pass == 1) {
                score[i] = wins[t - first] / cases[t - first];
                continue;
            }
            wins[t - first] += (double)j->outcome[i];
            cases[t - first] += 1;
        }
    }
    PTB_TRY_TO(note_auc(j, score, feature, err));
done:
    free(wins);
    free(cases);
    return status;
}

static ptb_status judge_number(const job *j, size_t feature, double *score, ptb_error *err)
{
    bool has_missing = false;
    for (int end = 0; end < 2; end++) {
        for (size_t i = 0; i < j->n; i++) {
            double x = (double)j->vectors->x[(size_t)j->rows[i] * j->vectors->n_features + feature];
            has_missing = has_missing || isnan(x);
            score[i] = isnan(x) ? (end == 0 ? -DBL_MAX : DBL_MAX) : x;
        }
        PTB_TRY(note_auc(j, score, feature, err));
        if (!has_missing) break;
    }
    return PTB_OK;
}

static ptb_status judge_feature(void *state, const ptb_block *block, ptb_error *err)
{
    const job *j = state;
    size_t feature = block->index, first = 0;
    const ptb_encoder *encoder = j->encoder;
    while (first < encoder->n_terms && encoder->terms[first].feature < feature)
        first++;
    size_t last = first;
    bool has_cells = false;
    while (last < encoder->n_terms && encoder->terms[last].feature == feature)
        has_cells = is_indicator(encoder->terms[last++].kind) || has_cells;
    if (first == last) return PTB_OK;

    double *score = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&score, j->n, sizeof *score, err));
    if (has_cells) PTB_TRY_TO(judge_cells(j, feature, first, last, score, err));
    if (!encoder->columns[feature].is_category) PTB_TRY_TO(judge_number(j, feature, score, err));
done:
    free(score);
    return status;
}

ptb_status ptb_single_feature_auc(const ptb_context *context, const ptb_vectors *vectors,
                                  const uint32_t *rows, size_t n_rows, const ptb_encoder *encoder,
                                  double *auc, ptb_error *err)
{
    ptb_status status = PTB_OK;
    uint32_t *sample = NULL;
    size_t stride = (n_rows + SAMPLE_ROWS - 1) / SAMPLE_ROWS, n = 0, wins = 0;
    job j = {.vectors = vectors, .encoder = encoder, .auc = auc};
    for (size_t f = 0; f < vectors->n_features; f++)
        auc[f] = 0.5;
    PTB_TRY_TO(ptb_alloc(&sample, n_rows, sizeof *sample, err));
    PTB_TRY_TO(ptb_alloc(&j.outcome, n_rows, sizeof *j.outcome, err));
    for (size_t i = 0; i < n_rows; i += stride) {
        sample[n] = rows[i];
        j.outcome[n] = vectors->outcome[rows[i]];
        wins += j.outcome[n++] > 0.5F;
    }
    if (wins == 0 || wins == n) goto done;
    j.rows = sample;
    j.n = n;
    PTB_TRY_TO(ptb_encode_design(context, encoder, vectors, sample, n, &j.design, err));
    PTB_TRY_TO(ptb_blocks_map(context, vectors->n_features, 1, judge_feature, &j, err));
done:
    free(sample);
    free(j.design);
    free(j.outcome);
    return status;
}
