/* models/curves.h: an additive model in use and as JSON: bins, a curve for each feature, surfaces of pairs of features.
 *
 * z = intercept + sum over features of curve[cell] + sum over pairs of surface[group of one cell][group of the other]: the sum of
 * what ptb_curves_parts gives, in this order. Curves and surfaces have mean 0 over the training cases, so that each part says how far
 * a case is from the average one. Immutable. */
#ifndef PTB_MODELS_CURVES_H
#define PTB_MODELS_CURVES_H

#include "features/bins.h"
#include "models/additive.h"

typedef struct ptb_curves {
    ptb_bins *bins;    /* owned */
    ptb_field *fields; /* bins->n_features */
    ptb_pair *pairs;
    size_t n_pairs;
    ptb_tables tables;
    double intercept;
    double *value; /* of all tables */
} ptb_curves;

/* What a fit of `cells` gave, as a model; cells are those of the training cases by `bins`, which become the curves', on failure too.
 * The intercept takes up the tables' means. */
PTB_MUST_USE ptb_status ptb_curves_new(ptb_bins *bins, const ptb_cells *cells, const double *coef,
                                       ptb_curves **out, ptb_error *err);
void ptb_curves_free(ptb_curves *curves);

/* New values, by a fit of `cells` whose fields and pairs are those of the curves. The intercept takes up the tables' means. */
void ptb_curves_set(ptb_curves *curves, const ptb_cells *cells, const double *coef);
/* What a fit would have to give for these curves, `scale` times: the intercept and the differences, 1 + size of the tables. Exact for
 * any values: what a surface says of one of its features alone is given to that feature's curve. E_NOMEM. */
PTB_MUST_USE ptb_status ptb_curves_coef(const ptb_curves *curves, double scale, double *coef, ptb_error *err);
/* The shape of a fit of these curves: fields and pairs, borrowed, without cases. */
ptb_cells ptb_curves_shape(const ptb_curves *curves);

/* z of a case in cells (ptb_bins_row). */
double ptb_curves_z(const ptb_curves *curves, const uint8_t *cells);
/* Its parts: part[0 .. n_features) of the features, then those of the pairs. */
void ptb_curves_parts(const ptb_curves *curves, const uint8_t *cells, double *part);

/* Where the curve or surface of a table is lowest and highest. */
typedef struct {
    size_t table, lowest, highest; /* cells */
    double spread;                 /* of their values */
} ptb_curve_extent;
/* Of all tables, the widest first; *out is the caller's. */
PTB_MUST_USE ptb_status ptb_curves_extents(const ptb_curves *curves, ptb_curve_extent **out, ptb_error *err);
/* A table, and a cell of it, in words. */
void ptb_curves_name(const ptb_curves *curves, const ptb_plan *plan, size_t table, ptb_text *out);
void ptb_curves_place(const ptb_curves *curves, size_t table, size_t cell, ptb_text *out);

/* The strongest curves and surfaces, by how far their values are apart, as a table: where each is lowest and highest. */
void ptb_curves_tabulate(const ptb_curves *curves, const ptb_plan *plan, size_t most, ptb_text *out);

/* {"curves": [{"feature", "edges" or "levels", "monotone" (1 or -1, where its curve has a direction), "values"}, ...], "surfaces": [{"features", "groups", "values"}, ...]}. A curve's
 * values are those of its cells, for categories then that of all other levels, last that of missing. Features whose curve is 0
 * throughout and that no surface has are left out. */
void ptb_curves_write(ptb_json_writer *writer, const char *key, const ptb_curves *curves);
/* `intercept` is the caller's to set. E_SCHEMA names the path. */
PTB_MUST_USE ptb_status ptb_curves_parse(const ptb_json_doc *doc, const ptb_json *node, const ptb_plan *plan,
                                         ptb_curves **out, ptb_error *err);

#endif
