/* models/additive.h: additive logistic models over cells: log-odds are a sum of curves, one a feature, and a few surfaces, one a
 * pair of features.
 *
 * z = intercept + sum over fields of curve[cell] + sum over pairs of surface[coarse cell of one][coarse cell of the other]. A field is a
 * feature whose values were put into cells (features/bins.h), the last of which is missing. Every table can be drawn, and every score is
 * exactly the sum of its tables. Fitted as one penalised logistic regression: minimised is the weighted mean log loss
 * + lambda / 2 sum |D curve|^2 + pair_lambda / 2 sum |D surface D'|^2, where D takes the differences of neighbouring cells
 * where these are in order (Eilers and Marx, "Flexible smoothing with B-splines and penalties", Statistical Science 11, 1996, with
 * splines of degree 0), else the values themselves. */
#ifndef PTB_MODELS_ADDITIVE_H
#define PTB_MODELS_ADDITIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "datasets/base/context.h"
#include "datasets/base/memory.h"

enum { PTB_COARSE_MAX = 16 }; /* cells of a surface along one feature */

typedef struct {
    size_t n_cells;  /* 1 to 256; the last is missing */
    bool is_ordered; /* the cells before the last are in order */
    int direction;   /* ordered: 1 its curve never falls, -1 it never rises, 0 free */
} ptb_field;

/* A surface's cells: coarse[k][cell of field k] is below n[k]. */
typedef struct {
    size_t field[2], n[2];
    uint8_t coarse[2][256];
    bool is_ordered[2]; /* the coarse cells before the last are in order */
} ptb_pair;

/* Cases in cells; everything borrowed. */
typedef struct {
    size_t n_rows, n_fields, n_pairs;
    const uint8_t *cell; /* [field][row] */
    const ptb_field *fields;
    const ptb_pair *pairs;
    const float *y;       /* 0 or 1 */
    const double *weight; /* above 0; NULL: ones */
} ptb_cells;

/* Where each table begins in an array of all: fields, then pairs ([cell of the first][cell of the second]); n_tables + 1. */
typedef struct {
    size_t *first, n_tables;
} ptb_tables;
PTB_MUST_USE ptb_status ptb_tables_new(const ptb_cells *cells, ptb_tables *out, ptb_error *err);
void ptb_tables_free(ptb_tables *tables);
size_t ptb_tables_size(const ptb_tables *tables); /* of an array of all of them */

typedef struct {
    double lambda, pair_lambda; /* above 0; defaults 1e-3, 1e-2 */
    const double *
        factor; /* NULL: ones; of the differences of all curves, above 0: a difference's penalty is lambda times its factor */
    const double *prior; /* NULL: zeros; means of the differences of all tables, from where penalties count */
    double tolerance;    /* on the largest entry of the gradient; default 1e-6 */
    int max_iterations;  /* default 500 */
} ptb_additive_settings;
void ptb_additive_settings_default(ptb_additive_settings *settings);

typedef struct {
    bool converged;
    int iterations, passes;
    double objective, gradient_max;
} ptb_additive_report;

/* coef: 1 + tables.first[n_tables] numbers, the intercept and the differences; holds the start (zeros will do) and becomes the
 * fit. The same array serves fits of the same fields with more pairs behind. E_DATA: one class only. Same bits for any
 * number of threads. Cost: a pass is a look-up and an addition a case and table; memory 2 bytes a case and pair. */
PTB_MUST_USE ptb_status ptb_additive_fit(const ptb_context *context, const ptb_cells *cells,
                                         const ptb_additive_settings *settings, double *coef,
                                         ptb_additive_report *report, ptb_error *err);

/* Factors by which the next fit spares what this one (coef) needed and shrinks what it did not: an adaptive ridge, near to a penalty
 * on the absolute values of whole curves and, less so, of single differences. With v the mean square of a curve's
 * differences d: (v / largest v)^-1 (d^2 / v)^-1/4, both bases bounded from below; (v / largest v)^-1 is scaled to a geometric
 * mean of 1 over the curves. All 1 where all differences are 0. factor: one a difference of a curve. Source: Grandvalet, "Least
 * absolute shrinkage is equivalent to quadratic penalization", ICANN 1998; Zou, "The adaptive lasso and its oracle properties",
 * JASA 101 (2006). */
void ptb_additive_factors(const ptb_cells *cells, const ptb_tables *tables, const double *coef,
                          double *factor);

/* The tables' values from the differences. */
void ptb_additive_values(const ptb_cells *cells, const ptb_tables *tables, const double *coef, double *value);
/* The differences from the values, which must be 0 in the first cell of each side that is in order. */
void ptb_additive_differences(const ptb_cells *cells, const ptb_tables *tables, const double *value,
                              double *coef);
/* z of each case from the intercept and the tables, a sum in the order of tables. */
PTB_MUST_USE ptb_status ptb_additive_margins(const ptb_context *context, const ptb_cells *cells,
                                             double intercept, const double *value, double *margin,
                                             ptb_error *err);

typedef struct {
    size_t n_pairs;  /* at most; default 25 */
    size_t n_coarse; /* cells of a number along a surface, without missing, 2 to 15; default 12 */
    size_t n_fields; /* those of largest `strength` that are tried; default 60 */
} ptb_screen_settings;
typedef struct {
    ptb_pair *items;
    size_t n;
} ptb_pairs;

void ptb_screen_settings_default(ptb_screen_settings *settings);

/* Pairs whose surfaces would explain most of what curves alone (margin) leave: those whose gain, sum of G^2 / (H + 1) over
 * their cells less what chance gives, is largest; out->items is the caller's, free(). Monotone fields are left out. strength: n_fields, e.g. the
 * spread of each curve. Source: Lou, Caruana, Gehrke, Hooker, "Accurate intelligible models with pairwise interactions", KDD 2013
 * (there: FAST). */
PTB_MUST_USE ptb_status ptb_additive_screen(const ptb_context *context, const ptb_cells *cells,
                                            const double *margin, const double *strength,
                                            const ptb_screen_settings *settings, ptb_pairs *out,
                                            ptb_error *err);

#endif
