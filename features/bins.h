/* features/bins.h: raw feature values -> cells, fitted on training rows only; what additive models have their values by.
 *
 * Numbers: cells between neighbouring edges; a frequent value has a cell of its own, the others share what is left. Edges are numbers of few digits. Categories: a cell a level that is frequent enough, one for all others ("other"). Missing is a cell of
 * its own, the last. A feature that never varies has one cell and missing. Bins are immutable once fitted. */
#ifndef PTB_FEATURES_BINS_H
#define PTB_FEATURES_BINS_H

#include "features/vectors.h"

enum { PTB_CELLS_MAX = 256 };

typedef struct {
    double *edge; /* number: ascending; x is in the cell whose number is how many edges are <= x */
    size_t n_edges;
    size_t n_cells; /* category: levels, "other", missing; number: n_edges + 1, missing */
} ptb_feature_bins;

typedef struct ptb_bins {
    ptb_feature_bins *features; /* n_features */
    size_t n_features;
    ptb_vector_column
        *columns;       /* n_features: the kinds, which are categories, and the levels that have cells */
    const char **names; /* n_features: the plan's, for messages */
    ptb_arena arena;
} ptb_bins;

typedef struct {
    size_t max_cells;       /* of a number, 2 to 254; default 128 */
    size_t min_cell_count;  /* training rows of such a cell; default 5 */
    size_t max_levels;      /* of a category, the most frequent, 1 to 254; default 200 */
    size_t min_level_count; /* levels with fewer training rows are "other"; default 5 */
    /* Zeros have a cell of their own where there are min_cell_count of them, and an edge may move by a quarter of the rows of
     * the smaller cell beside it, to where it has fewer digits; default false. */
    bool for_reading;
} ptb_bins_settings;
void ptb_bins_settings_default(ptb_bins_settings *settings);

/* Fits on rows[0..n_rows) of the vectors. E_DATA: no rows, an infinite value (row and feature named). Same bits for any number of
 * threads: a feature is the work of one. Cost: a sort of each number. */
PTB_MUST_USE ptb_status ptb_bins_fit(const ptb_context *context, const ptb_vectors *vectors,
                                     const uint32_t *rows, size_t n_rows, const ptb_bins_settings *settings,
                                     ptb_bins **out, ptb_error *err);
void ptb_bins_free(ptb_bins *bins);

/* How a source's category codes lead to cells; values unknown to the bins are "other". E_SCHEMA: a category where the bins
 * have a number, or the reverse (but a column without any value, and bins that tell no values apart, are taken for either). */
typedef struct ptb_bins_binding ptb_bins_binding;
PTB_MUST_USE ptb_status ptb_bins_bind(const ptb_bins *bins, const ptb_vector_column *source_columns,
                                      ptb_bins_binding **out, ptb_error *err);
void ptb_bins_binding_free(ptb_bins_binding *binding);

/* The cells of a raw row, n_features of them. Allocates nothing. */
void ptb_bins_row(const ptb_bins *bins, const ptb_bins_binding *binding, const float *raw, uint8_t *cells);

/* The cells of many rows, feature by feature: (*out)[feature * n_rows + i]; the caller's, free(). */
PTB_MUST_USE ptb_status ptb_bins_columns(const ptb_context *context, const ptb_bins *bins,
                                         const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                         uint8_t **out, ptb_error *err);

/* Neighbouring cells in words, the last of which is missing only where it is the only one: "3 to below 5", "Germany", "missing";
 * several levels of a category are "other". */
void ptb_bins_words(const ptb_bins *bins, size_t feature, size_t first, size_t last, ptb_text *out);

#endif
