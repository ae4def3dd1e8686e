/* models/svm_grid.c: a grid of settings dealt to threads as jobs of (point, fold) on one kernel matrix. */
#include "models/svm_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"
#include "models/svm_check.h"
#include "models/svm_solve.h"
#include "models/svm_warm.h"

/* One thread's. */
typedef struct {
    uint32_t *position; /* the rows a job trains on */
    double *side, *coef;
    void **row;
    size_t n;
} job_room;

struct ptb_svm_grid {
    const ptb_context *context;
    ptb_svm_data data;
    ptb_svm_settings settings;
    ptb_svm_cells cells;
    double gamma; /* the matrix holds K for; 0: for none */
    job_room *rooms;
};

static void free_room(job_room *room)
{
    free(room->position);
    free(room->side);
    free(room->coef);
    free(room->row);
}

void ptb_svm_grid_free(ptb_svm_grid *grid)
{
    if (grid == NULL) return;
    for (int t = 0; grid->rooms != NULL && t < grid->context->threads; t++)
        free_room(&grid->rooms[t]);
    free(grid->rooms);
    ptb_svm_cells_free(&grid->cells);
    free(grid);
}

static ptb_status make_room(job_room *room, size_t n_rows, ptb_error *err)
{
    PTB_TRY(ptb_alloc(&room->position, n_rows, sizeof *room->position, err));
    PTB_TRY(ptb_alloc(&room->side, n_rows, sizeof *room->side, err));
    PTB_TRY(ptb_alloc(&room->coef, n_rows, sizeof *room->coef, err));
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers to rows */
    return ptb_alloc(&room->row, n_rows, sizeof *room->row, err);
}

static ptb_status fill_grid(ptb_svm_grid *grid, ptb_error *err)
{
    const ptb_design *design = grid->data.design;
    uint32_t *row = NULL;
    PTB_TRY(ptb_alloc(&grid->rooms, (size_t)grid->context->threads, sizeof *grid->rooms, err));
    for (int t = 0; t < grid->context->threads; t++)
        PTB_TRY(make_room(&grid->rooms[t], design->n_rows, err));
    PTB_TRY(ptb_svm_order(grid->data.y, grid->data.fold, design->n_rows, &row, err));
    if (grid->settings.method == PTB_SVM_MATRIX)
        return ptb_svm_matrix_new(grid->context, design, grid->settings.kernel, row, &grid->cells, err);
    return ptb_svm_sparse_new(design, grid->settings.kernel, row, &grid->cells, err);
}

ptb_status ptb_svm_grid_new(const ptb_context *context, const ptb_svm_data *data,
                            const ptb_svm_settings *settings, ptb_svm_grid **out, ptb_error *err)
{
    ptb_svm_grid *grid = NULL;
    ptb_status status = PTB_OK;
    *out = NULL;
    PTB_TRY_TO(ptb_svm_check_settings(settings, err));
    PTB_TRY_TO(ptb_svm_check_data(data, err));
    PTB_TRY_TO(ptb_alloc(&grid, 1, sizeof *grid, err));
    grid->context = context;
    grid->data = *data;
    grid->settings = *settings;
    PTB_TRY_TO(ptb_svm_check_memory(context, &grid->settings, data->design, err));
    PTB_TRY_TO(fill_grid(grid, err));
    *out = grid;
    grid = NULL;
done:
    ptb_svm_grid_free(grid);
    return status;
}

/* Makes K, which all jobs read, where it is not there yet. */
static ptb_status turn_to(ptb_svm_grid *grid, double gamma, ptb_error *err)
{
    bool is_there = gamma <= grid->gamma && gamma >= grid->gamma;
    if (!grid->cells.is_matrix || grid->settings.kernel == PTB_KERNEL_LINEAR || is_there) return PTB_OK;
    grid->gamma = 0;
    PTB_TRY(ptb_svm_matrix_decay(grid->context, &grid->cells, gamma, err));
    grid->gamma = gamma;
    return PTB_OK;
}

/* Trains on all rows but those that fold (-1: none) keeps out. */
static ptb_status train(const ptb_svm_grid *grid, ptb_svm_point point, int fold, job_room *room, double *rho,
                        ptb_error *err)
{
    room->n = 0;
    for (size_t i = 0; i < grid->cells.n_rows; i++) {
        uint32_t row = grid->cells.row[i];
        if (!ptb_svm_trains(&grid->data, fold, row)) continue;
        room->position[room->n] = (uint32_t)i;
        room->side[room->n++] = grid->data.y[row] > 0.5F ? 1 : -1;
    }
    ptb_svm_problem problem = {.cells = &grid->cells,
                               .position = room->position,
                               .side = room->side,
                               .n = room->n,
                               .cost = point.cost,
                               .gamma = point.gamma,
                               .tolerance = grid->settings.tolerance,
                               .cache_mb = grid->settings.cache_mb,
                               .row = room->row};
    return ptb_svm_solve(&problem, room->coef, rho, err);
}

/* Only support vectors are left in the room. */
static void keep_support(job_room *room)
{
    size_t n = 0;
    for (size_t i = 0; i < room->n; i++) {
        if (!(fabs(room->coef[i]) > 0)) continue;
        room->coef[n] = room->coef[i];
        room->position[n++] = room->position[i];
    }
    room->n = n;
}

static ptb_status copy_model(const ptb_svm_grid *grid, ptb_svm_point point, const job_room *room, double rho,
                             ptb_svm **out, ptb_error *err)
{
    const ptb_design *design = grid->data.design;
    ptb_svm *svm = NULL;
    ptb_status status = PTB_OK;
    PTB_TRY_TO(ptb_alloc(&svm, 1, sizeof *svm, err));
    *svm = (ptb_svm){.kernel = grid->settings.kernel,
                     .cost = point.cost,
                     .gamma = point.gamma,
                     .rho = rho,
                     .n_vectors = room->n,
                     .n_cols = design->n_cols};
    PTB_TRY_TO(ptb_alloc(&svm->coef, room->n, sizeof *svm->coef, err));
    PTB_TRY_TO(ptb_alloc(&svm->vector, room->n * design->n_cols, sizeof *svm->vector, err));
    for (size_t i = 0; i < room->n; i++) {
        svm->coef[i] = room->coef[i];
        memcpy(svm->vector + i * design->n_cols, design->x + grid->cells.row[room->position[i]] * design->ld,
               design->n_cols * sizeof *svm->vector);
    }
    *out = svm;
    svm = NULL;
done:
    ptb_svm_free(svm);
    return status;
}

/* The matrix has the kernel of held-out rows too. */
static double decide_by_matrix(const ptb_svm_grid *grid, size_t position, const job_room *room, double rho)
{
    const ptb_svm_cell *kernel = grid->cells.at[position] + 1;
    double sum = 0;
    for (size_t k = 0; k < room->n; k++)
        sum += room->coef[k] * kernel[room->position[k]].value;
    return sum - rho;
}

static ptb_status judge(const ptb_svm_grid *grid, ptb_svm_point point, int fold, job_room *room, double rho,
                        double *held_out, ptb_error *err)
{
    const ptb_svm_data *data = &grid->data;
    ptb_svm *svm = NULL;
    keep_support(room);
    if (!grid->cells.is_matrix) PTB_TRY(copy_model(grid, point, room, rho, &svm, err));
    for (size_t i = 0; i < grid->cells.n_rows; i++) {
        size_t row = grid->cells.row[i];
        if (data->fold[row] != fold) continue;
        held_out[row] = svm == NULL ? decide_by_matrix(grid, i, room, rho)
                                    : ptb_svm_decide(svm, data->design->x + row * data->design->ld);
    }
    ptb_svm_free(svm);
    return PTB_OK;
}

typedef struct {
    ptb_svm_grid *grid;
    const ptb_svm_point *points;
    size_t *order; /* points of one gamma, the longest fits first */
    size_t n_points;
    double *held_out;
} search;

static ptb_status run_job(void *state, const ptb_block *block, ptb_error *err)
{
    const search *s = state;
    const ptb_svm_grid *grid = s->grid;
    size_t n_folds = (size_t)grid->data.n_folds, k = s->order[block->first / n_folds];
    int fold = (int)(block->first % n_folds);
    job_room *room = &grid->rooms[block->thread];
    double rho = 0;
    ptb_svm_point point = s->points[k];
    point.gamma = ptb_svm_gamma(point.gamma, grid->data.design->n_cols);
    PTB_TRY(train(grid, point, fold, room, &rho, err));
    return judge(grid, point, fold, room, rho, s->held_out + k * grid->cells.n_rows, err);
}

/* The points whose gamma is that of `first` and that were not taken yet, by falling cost. */
static void take_gamma(search *s, size_t first, bool *is_taken, size_t n_points)
{
    s->n_points = 0;
    for (size_t k = first; k < n_points; k++) {
        double gamma = s->points[k].gamma, cost = s->points[k].cost;
        if (is_taken[k] || gamma < s->points[first].gamma || gamma > s->points[first].gamma) continue;
        is_taken[k] = true;
        size_t at = s->n_points++;
        for (; at > 0 && s->points[s->order[at - 1]].cost < cost; at--)
            s->order[at] = s->order[at - 1];
        s->order[at] = k;
    }
}

static ptb_status run_search(search *s, bool *is_taken, size_t n_points, ptb_error *err)
{
    ptb_svm_grid *grid = s->grid;
    size_t n_folds = (size_t)grid->data.n_folds, done = 0;
    for (size_t k = 0; k < n_points; k++) {
        if (is_taken[k]) continue;
        ptb_tell(grid->context, "support vector machines", done, n_points * n_folds);
        take_gamma(s, k, is_taken, n_points);
        PTB_TRY(turn_to(grid, ptb_svm_gamma(s->points[k].gamma, grid->data.design->n_cols), err));
        PTB_TRY(ptb_blocks_map(grid->context, s->n_points * n_folds, 1, run_job, s, err));
        done += s->n_points * n_folds;
    }
    ptb_tell(grid->context, "support vector machines", done, n_points * n_folds);
    return PTB_OK;
}

static void fill_nan(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (double)NAN;
}

ptb_status ptb_svm_grid_search(ptb_svm_grid *grid, const ptb_svm_point *points, size_t n_points,
                               double *held_out, ptb_error *err)
{
    search s = {.grid = grid, .points = points, .held_out = held_out};
    bool *is_taken = NULL;
    ptb_status status = PTB_OK;
    fill_nan(held_out, n_points * grid->cells.n_rows);
    if (grid->data.fold == NULL) return ptb_fail(err, PTB_E_ARG, "a search without folds");
    for (size_t k = 0; k < n_points; k++)
        PTB_TRY(ptb_svm_check_point(&points[k], err));
    PTB_TRY_TO(ptb_alloc(&is_taken, n_points, sizeof *is_taken, err));
    PTB_TRY_TO(ptb_alloc(&s.order, n_points, sizeof *s.order, err));
    ptb_svm_warm_begin();
    status = run_search(&s, is_taken, n_points, err);
    ptb_svm_warm_end();
done:
    if (status != PTB_OK) fill_nan(held_out, n_points * grid->cells.n_rows);
    free(is_taken);
    free(s.order);
    return status;
}

ptb_status ptb_svm_grid_fit(ptb_svm_grid *grid, ptb_svm_point point, ptb_svm **out, ptb_error *err)
{
    double rho = 0;
    *out = NULL;
    PTB_TRY(ptb_svm_check_point(&point, err));
    point.gamma = ptb_svm_gamma(point.gamma, grid->data.design->n_cols);
    PTB_TRY(turn_to(grid, point.gamma, err));
    ptb_svm_warm_begin();
    ptb_status status = train(grid, point, -1, &grid->rooms[0], &rho, err);
    ptb_svm_warm_end();
    if (status != PTB_OK) return status;
    keep_support(&grid->rooms[0]);
    return copy_model(grid, point, &grid->rooms[0], rho, out, err);
}

ptb_status ptb_svm_fit(const ptb_context *context, const ptb_design *design, const float *y,
                       const ptb_svm_settings *settings, ptb_svm **out, ptb_error *err)
{
    ptb_svm_grid *grid = NULL;
    ptb_svm_data data = {.design = design, .y = y};
    *out = NULL;
    PTB_TRY(ptb_svm_grid_new(context, &data, settings, &grid, err));
    ptb_status status = ptb_svm_grid_fit(grid, (ptb_svm_point){settings->cost, settings->gamma}, out, err);
    ptb_svm_grid_free(grid);
    return status;
}
