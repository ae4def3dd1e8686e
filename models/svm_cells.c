/* models/svm_cells.c: kernel matrices by products of blocks, laid out in libsvm's nodes; and sparse rows. */
#define _DEFAULT_SOURCE /* for madvise; NOLINT(readability-identifier-naming) */
#include "models/svm_cells.h"

#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "datasets/base/blocks.h"
#include "datasets/base/memory.h"

/* The cells take `row` over. NOLINTBEGIN(readability-non-const-parameter) */
enum { TILE = 256, LARGE_PAGE = 2 << 20 };

ptb_status ptb_svm_order(const float *y, const int *fold, size_t n_rows, uint32_t **row, ptb_error *err)
{
    int lowest = 0, highest = 0;
    size_t n = 0;
    PTB_TRY(ptb_alloc(row, n_rows, sizeof **row, err));
    for (size_t i = 0; fold != NULL && i < n_rows; i++) {
        if (fold[i] < lowest) lowest = fold[i];
        if (fold[i] > highest) highest = fold[i];
    }
    for (int is_win = 1; is_win >= 0; is_win--)
        for (int k = lowest; k <= highest; k++)
            for (size_t i = 0; i < n_rows; i++)
                if ((y[i] > 0.5F) == (is_win == 1) && (fold == NULL || fold[i] == k))
                    (*row)[n++] = (uint32_t)i;
    return PTB_OK;
}

/* Heads of rows that follow one another fall on different sets of the caches: an odd number of 64-byte lines. */
static size_t cells_per_row(size_t n_rows)
{
    size_t lines = (n_rows + 1 + 3) / 4;
    return 4 * (lines + (lines % 2 == 0 ? 1 : 0));
}

double ptb_svm_matrix_bytes(size_t n_rows, size_t n_cols, int threads)
{
    double n = (double)n_rows;
    return n * (double)cells_per_row(n_rows) * (double)sizeof(ptb_svm_cell) +
           n * (8 * (double)n_cols + 8 + sizeof(ptb_svm_cell *) + sizeof(uint32_t)) +
           (double)threads * TILE * TILE * sizeof(double);
}

typedef struct {
    ptb_svm_cells *cells;
    size_t n_cols;
    double *x;      /* n_rows x n_cols, in the cells' order */
    double *square; /* of each row's length */
    double *tiles;  /* threads x TILE x TILE */
    double gamma;
} matrix_state;

static size_t tile_end(size_t first, size_t n)
{
    return first + TILE < n ? first + TILE : n;
}

/* Writes one tile and its mirror image. */
static void put_tile(const matrix_state *state, const double *tile, size_t row, size_t column)
{
    const ptb_svm_cells *cells = state->cells;
    size_t row_end = tile_end(row, cells->n_rows), column_end = tile_end(column, cells->n_rows);
    bool is_linear = cells->kernel == PTB_KERNEL_LINEAR;
    for (size_t i = row; i < row_end; i++) {
        for (size_t j = i >= column ? i : column; j < column_end; j++) {
            double inner = tile[(i - row) * TILE + (j - column)];
            double distance = i == j ? 0 : fmax(state->square[i] + state->square[j] - 2 * inner, 0);
            ptb_svm_cell cell = {.distance = distance, .value = is_linear ? inner : 0};
            cells->at[i][j + 1] = cell;
            cells->at[j][i + 1] = cell;
        }
    }
}

/* Block b takes the tiles of row block b from the diagonal on. */
static ptb_status fill_tiles(void *of, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const matrix_state *state = of;
    size_t n = state->cells->n_rows, p = state->n_cols;
    double *tile = state->tiles + (size_t)block->thread * TILE * TILE;
    for (size_t i = block->first; i < block->last; i++)
        state->cells->at[i][0] = (ptb_svm_cell){.distance = 0, .value = (double)(i + 1)};
    for (size_t column = block->first; column < n; column += TILE) {
        size_t width = tile_end(column, n) - column;
        ptb_product_transposed(state->x + block->first * p, block->last - block->first, state->x + column * p,
                               width, p, tile, TILE);
        put_tile(state, tile, block->first, column);
    }
    return PTB_OK;
}

static void copy_rows(const ptb_design *design, const ptb_svm_cells *cells, matrix_state *state)
{
    for (size_t i = 0; i < cells->n_rows; i++) {
        const float *from = design->x + cells->row[i] * design->ld;
        double *to = state->x + i * design->n_cols, square = 0;
        for (size_t j = 0; j < design->n_cols; j++) {
            to[j] = (double)from[j];
            square += to[j] * to[j];
        }
        state->square[i] = square;
    }
}

/* Gigabytes of small pages cost more than the products; where the system has no large ones, nothing is lost. */
static void ask_for_large_pages(ptb_svm_cell *cells, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    size_t before = (uintptr_t)cells % LARGE_PAGE == 0 ? 0 : LARGE_PAGE - (uintptr_t)cells % LARGE_PAGE;
    if (bytes >= before + LARGE_PAGE)
        (void)madvise((char *)cells + before, (bytes - before) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
#else
    (void)cells, (void)bytes;
#endif
}

static ptb_status take_matrix_memory(ptb_svm_cells *cells, ptb_error *err)
{
    cells->ld = cells_per_row(cells->n_rows);
    PTB_TRY(ptb_alloc_raw(&cells->cells, cells->n_rows, cells->ld * sizeof *cells->cells, err));
    ask_for_large_pages(cells->cells, cells->n_rows * cells->ld * sizeof *cells->cells);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers to rows */
    PTB_TRY(ptb_alloc(&cells->at, cells->n_rows, sizeof *cells->at, err));
    for (size_t i = 0; i < cells->n_rows; i++)
        cells->at[i] = cells->cells + i * cells->ld;
    return PTB_OK;
}

ptb_status ptb_svm_matrix_new(const ptb_context *context, const ptb_design *design, ptb_kernel kernel,
                              uint32_t *row, ptb_svm_cells *out, ptb_error *err)
{
    size_t n = design->n_rows;
    matrix_state state = {.cells = out, .n_cols = design->n_cols};
    ptb_status status = PTB_OK;
    *out = (ptb_svm_cells){.is_matrix = true, .kernel = kernel, .n_rows = n, .row = row};
    PTB_TRY_TO(take_matrix_memory(out, err));
    PTB_TRY_TO(ptb_alloc_raw(&state.x, n, (design->n_cols + 1) * sizeof(double), err));
    PTB_TRY_TO(ptb_alloc_raw(&state.square, n, sizeof(double), err));
    PTB_TRY_TO(ptb_alloc_raw(&state.tiles, (size_t)context->threads, sizeof(double) * TILE * TILE, err));
    copy_rows(design, out, &state);
    PTB_TRY_TO(ptb_blocks_map(context, n, TILE, fill_tiles, &state, err));
done:
    free(state.x);
    free(state.square);
    free(state.tiles);
    if (status != PTB_OK) ptb_svm_cells_free(out);
    return status;
}

static ptb_status decay_rows(void *of, const ptb_block *block, ptb_error *err)
{
    (void)err;
    const matrix_state *state = of;
    double kernel[TILE];
    for (size_t i = block->first; i < block->last; i++) {
        ptb_svm_cell *row = state->cells->at[i] + 1;
        for (size_t first = 0; first < state->cells->n_rows; first += TILE) {
            size_t count = tile_end(first, state->cells->n_rows) - first;
            for (size_t j = 0; j < count; j++)
                kernel[j] = row[first + j].distance;
            ptb_kernel_decay(kernel, count, state->gamma);
            for (size_t j = 0; j < count; j++)
                row[first + j].value = kernel[j];
        }
    }
    return PTB_OK;
}

ptb_status ptb_svm_matrix_decay(const ptb_context *context, ptb_svm_cells *cells, double gamma,
                                ptb_error *err)
{
    matrix_state state = {.cells = cells, .gamma = gamma};
    return ptb_blocks_map(context, cells->n_rows, TILE, decay_rows, &state, err);
}

static size_t count_nonzero(const ptb_design *design)
{
    size_t n = 0;
    for (size_t i = 0; i < design->n_rows; i++)
        for (size_t j = 0; j < design->n_cols; j++)
            n += fabsf(design->x[i * design->ld + j]) > 0;
    return n;
}

static void fill_sparse(const ptb_design *design, ptb_svm_cells *cells)
{
    ptb_svm_cell *cell = cells->cells;
    for (size_t i = 0; i < cells->n_rows; i++) {
        const float *x = design->x + cells->row[i] * design->ld;
        cells->at[i] = cell;
        for (size_t j = 0; j < design->n_cols; j++)
            if (fabsf(x[j]) > 0) *cell++ = (ptb_svm_cell){.index = (int32_t)j + 1, .value = (double)x[j]};
        *cell++ = (ptb_svm_cell){.index = -1, .value = 0};
    }
}

ptb_status ptb_svm_sparse_new(const ptb_design *design, ptb_kernel kernel, uint32_t *row, ptb_svm_cells *out,
                              ptb_error *err)
{
    ptb_status status = PTB_OK;
    *out = (ptb_svm_cells){.kernel = kernel, .n_rows = design->n_rows, .row = row};
    PTB_TRY_TO(ptb_alloc(&out->cells, count_nonzero(design) + design->n_rows, sizeof *out->cells, err));
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers to rows */
    PTB_TRY_TO(ptb_alloc(&out->at, design->n_rows, sizeof *out->at, err));
    fill_sparse(design, out);
done:
    if (status != PTB_OK) ptb_svm_cells_free(out);
    return status;
}

void ptb_svm_cells_free(ptb_svm_cells *cells)
{
    free(cells->row);
    free(cells->cells);
    free(cells->at);
    *cells = (ptb_svm_cells){0};
}

/* NOLINTEND(readability-non-const-parameter) */
