/* models/penalty_data.c: the rows of penalised fits, checked, in the order of their folds. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "models/penalty_pass.h"

enum { BLOCK_ROWS = 1024 };

void ptb_penalty_data_free(ptb_penalty_data *data)
{
    free(data->row);
    free(data->fold_start);
    free(data->side);
    free(data->weight);
    free(data->mean);
    free(data->variance);
    free(data->fold_weight);
    free(data->fold_wins);
    *data = (ptb_penalty_data){0};
}

/* The row's part of the order: its fold, or the only part; -1 where it takes none. */
static int part_of(const ptb_penalty_rows *rows, const ptb_penalty_data *data, size_t i)
{
    int fold = rows->fold == NULL ? 0 : rows->fold[i];
    return fold > 0 && data->n_folds == 1 ? 0 : fold;
}

static ptb_status count_rows(const ptb_penalty_rows *rows, ptb_penalty_data *data, ptb_error *err)
{
    size_t *start = data->fold_start;
    for (size_t i = 0; i < rows->design->n_rows; i++) {
        if (rows->fold != NULL && (rows->fold[i] < -1 || rows->fold[i] >= rows->n_folds))
            return ptb_fail(err, PTB_E_DATA, "row %zu: fold %d (expected -1 to %d)", i, rows->fold[i],
                            rows->n_folds - 1);
        int part = part_of(rows, data, i);
        if (part >= 0) start[part + 1]++;
    }
    for (int k = 0; k < data->n_folds; k++) {
        if (start[k + 1] == 0 && data->n_folds > 1)
            return ptb_fail(err, PTB_E_DATA, "fold %d of %d has no rows (expected at least one)", k,
                            data->n_folds);
        start[k + 1] += start[k];
    }
    return PTB_OK;
}

/* Places the rows fold by fold, by counting. */
static ptb_status order_rows(const ptb_penalty_rows *rows, ptb_penalty_data *data, ptb_error *err)
{
    size_t *start = data->fold_start;
    PTB_TRY(count_rows(rows, data, err));
    data->n_rows = start[data->n_folds];
    for (size_t i = 0; i < rows->design->n_rows; i++) {
        int part = part_of(rows, data, i);
        if (part >= 0) data->row[start[part]++] = i;
    }
    for (int k = data->n_folds; k > 0; k--) /* each start has become the next one's */
        start[k] = start[k - 1];
    start[0] = 0;
    return PTB_OK;
}

static ptb_status take_outcomes(const ptb_penalty_rows *rows, ptb_penalty_data *data, ptb_error *err)
{
    int k = 0;
    for (size_t i = 0; i < data->n_rows; i++) {
        size_t row = data->row[i];
        double v = rows->weight == NULL ? 1 : rows->weight[row];
        float y = rows->y[row];
        bool is_win = y >= 1 && y <= 1, is_loss = y >= 0 && y <= 0;
        if (!is_win && !is_loss)
            return ptb_fail(err, PTB_E_DATA, "row %zu: outcome %g (expected 0 or 1)", row, (double)y);
        if (!isfinite(v) || v <= 0)
            return ptb_fail(err, PTB_E_DATA, "row %zu: weight %g (expected a number above 0)", row, v);
        while (i >= data->fold_start[k + 1])
            k++;
        data->side[i] = is_win ? 1 : -1;
        data->weight[i] = v;
        data->fold_weight[k] += v;
        data->fold_wins[k] += is_win ? v : 0;
    }
    return PTB_OK;
}

/* Both classes among all rows and among those without each fold. */
static ptb_status check_classes(ptb_penalty_data *data, ptb_error *err)
{
    int n = data->n_folds;
    for (int k = 0; k < n; k++) {
        data->fold_weight[n] += data->fold_weight[k];
        data->fold_wins[n] += data->fold_wins[k];
    }
    if (!isfinite(data->fold_weight[n]))
        return ptb_fail(err, PTB_E_DATA, "the weights sum to %g (expected a finite sum)",
                        data->fold_weight[n]);
    for (int without = n; without >= (n > 1 ? 0 : n); without--) {
        size_t wins = 0, all = 0;
        for (size_t i = 0; i < data->n_rows; i++) {
            bool is_held = without < n && i >= data->fold_start[without] && i < data->fold_start[without + 1];
            all += !is_held;
            wins += !is_held && data->side[i] > 0;
        }
        if (wins > 0 && wins < all) continue;
        const char *class = wins > 0 ? "wins" : "losses";
        if (without == n)
            return ptb_fail(err, PTB_E_DATA, "all %zu rows are %s (expected wins and losses)", all, class);
        return ptb_fail(err, PTB_E_DATA, "all %zu rows without fold %d are %s (expected wins and losses)",
                        all, without, class);
    }
    return PTB_OK;
}

/* Sums by column: weighted values; or, once the mean is there, weighted squares about it. */
typedef struct {
    ptb_penalty_data *data;
    bool has_mean;
} moment_state;

static ptb_status moment_block(void *state, const ptb_block *block, double *sums, ptb_error *err)
{
    const moment_state *moments = state;
    const ptb_penalty_data *data = moments->data;
    size_t p = data->design->n_cols;
    for (size_t i = block->first; i < block->last; i++) {
        const float *x = data->design->x + data->row[i] * data->design->ld;
        double v = data->weight[i];
        if (moments->has_mean) {
            for (size_t j = 0; j < p; j++)
                sums[j] += v * ((double)x[j] - data->mean[j]) * ((double)x[j] - data->mean[j]);
            continue;
        }
        for (size_t j = 0; j < p; j++) {
            if (!isfinite(x[j]))
                return ptb_fail(err, PTB_E_DATA,
                                "row %zu, column %zu: %g (expected a finite number: encode first)",
                                data->row[i], j, (double)x[j]);
            sums[j] += v * (double)x[j];
        }
    }
    return PTB_OK;
}

/* A column of one value must become exactly zero when it is moved by its mean. */
static void settle_constants(ptb_penalty_data *data)
{
    const ptb_design *design = data->design;
    for (size_t j = 0; j < design->n_cols; j++) {
        float first = design->x[data->row[0] * design->ld + j];
        size_t i = 1;
        while (i < data->n_rows && design->x[data->row[i] * design->ld + j] - first >= 0 &&
               design->x[data->row[i] * design->ld + j] - first <= 0)
            i++;
        if (i == data->n_rows) data->mean[j] = (double)first;
    }
}

static ptb_status take_moments(ptb_penalty_data *data, ptb_error *err)
{
    moment_state state = {.data = data};
    size_t p = data->design->n_cols;
    double all = data->fold_weight[data->n_folds];
    PTB_TRY(
        ptb_blocks_sum(data->context, data->n_rows, BLOCK_ROWS, moment_block, &state, data->mean, p, err));
    for (size_t j = 0; j < p; j++)
        data->mean[j] /= all;
    settle_constants(data);
    state.has_mean = true;
    PTB_TRY(ptb_blocks_sum(data->context, data->n_rows, BLOCK_ROWS, moment_block, &state, data->variance, p,
                           err));
    for (size_t j = 0; j < p; j++)
        data->variance[j] /= all;
    return PTB_OK;
}

ptb_status ptb_penalty_data_init(const ptb_context *context, const ptb_penalty_rows *rows, bool holds_out,
                                 ptb_penalty_data *data, ptb_error *err)
{
    size_t n = rows->design->n_rows, p = rows->design->n_cols;
    *data = (ptb_penalty_data){
        .context = context, .design = rows->design, .n_folds = holds_out ? rows->n_folds : 1};
    if (holds_out && (rows->n_folds < 2 || rows->fold == NULL))
        return ptb_fail(err, PTB_E_ARG, "%d folds (expected at least 2, and a fold for each row)",
                        rows->n_folds);
    if (p >= INT_MAX) return ptb_fail(err, PTB_E_LIMIT, "%zu columns (expected at most %d)", p, INT_MAX - 1);
    size_t k1 = (size_t)data->n_folds + 1;
    PTB_TRY(ptb_alloc(&data->row, n, sizeof *data->row, err));
    PTB_TRY(ptb_alloc(&data->fold_start, k1, sizeof *data->fold_start, err));
    PTB_TRY(order_rows(rows, data, err));
    PTB_TRY(ptb_alloc(&data->side, data->n_rows, sizeof *data->side, err));
    PTB_TRY(ptb_alloc(&data->weight, data->n_rows, sizeof *data->weight, err));
    PTB_TRY(ptb_alloc(&data->fold_weight, k1, sizeof *data->fold_weight, err));
    PTB_TRY(ptb_alloc(&data->fold_wins, k1, sizeof *data->fold_wins, err));
    PTB_TRY(ptb_alloc(&data->mean, p, sizeof *data->mean, err));
    PTB_TRY(ptb_alloc(&data->variance, p, sizeof *data->variance, err));
    PTB_TRY(take_outcomes(rows, data, err));
    PTB_TRY(check_classes(data, err));
    return take_moments(data, err);
}
