/* train/thin_losses.c: some of very many losses, weighted, stand for all. */
#include "train/thin_losses.h"

#include <stdlib.h>

#include "datasets/base/memory.h"
#include "datasets/base/rng.h"

enum { AUTO_ROWS = 200000, AUTO_WINS_IN = 50, AUTO_LOSSES_A_WIN = 20, AUTO_LOSSES_MIN = 20000 };

size_t ptb_losses_to_keep(int64_t sample_losses, size_t wins, size_t losses)
{
    size_t keep = sample_losses > 0 ? (size_t)sample_losses : 0;
    if (sample_losses == PTB_SAMPLE_AUTO && wins + losses > AUTO_ROWS &&
        wins < (wins + losses) / AUTO_WINS_IN) {
        keep = wins * AUTO_LOSSES_A_WIN;
        if (keep < AUTO_LOSSES_MIN) keep = AUTO_LOSSES_MIN;
    }
    return keep < losses ? keep : 0;
}

static bool is_won(const ptb_vectors *vectors, uint32_t row)
{
    return vectors->outcome[row] > 0.5F;
}

static double weight_of(const ptb_vectors *vectors, uint32_t row)
{
    return vectors->weight == NULL ? 1 : (double)vectors->weight[row];
}

/* In [0, 1), the case's own. */
static double place_of(const ptb_vectors *vectors, uint32_t row, uint64_t seed)
{
    ptb_str id = ptb_strings_at(&vectors->subject_id, row);
    uint64_t hash = ptb_mix64(ptb_hash_bytes(seed, id.ptr, id.len), (uint64_t)vectors->as_of[row]);
    return (double)(hash >> 11) * 0x1p-53;
}

static bool is_kept(const ptb_thinning *t, uint32_t row, size_t losses)
{
    return is_won(t->vectors, row) || place_of(t->vectors, row, t->seed) * (double)losses < (double)t->keep;
}

ptb_status ptb_thin_losses(const ptb_thinning *t, float **weight, size_t *n_kept, ptb_error *err)
{
    size_t losses = 0;
    double all = 0, kept = 0;
    *n_kept = 0;
    PTB_TRY(ptb_alloc(weight, t->vectors->n_rows, sizeof **weight, err));
    for (size_t i = 0; i < t->n_rows; i++)
        losses += !is_won(t->vectors, t->rows[i]);
    for (size_t i = 0; i < t->n_rows; i++) {
        uint32_t row = t->rows[i];
        double w = weight_of(t->vectors, row), of_loss = is_won(t->vectors, row) ? 0 : w;
        all += of_loss;
        if (!is_kept(t, row, losses)) continue;
        (*weight)[row] = (float)w;
        kept += of_loss;
        *n_kept += !is_won(t->vectors, row);
    }
    for (size_t i = 0; kept > 0 && i < t->n_rows; i++)
        if (!is_won(t->vectors, t->rows[i])) (*weight)[t->rows[i]] *= (float)(all / kept);
    return PTB_OK;
}
