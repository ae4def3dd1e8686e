/* models/calibration.h: from a model's margin to calibrated log-odds, never falling, as one value of a model.
 *
 * Every kind has a line a m + b, which is the whole of `none` (a = 1, b = 0) and `platt`, and from which reasons are told; beta and
 * isotonic bend away from it, and the bend is a part of its own. Isotonic: piecewise linear through knots, one for each block of
 * cases that share a win rate, at the block's mean margin (centred isotonic regression: Oron and Flournoy, Statistics in
 * Biopharmaceutical Research 9, 2017) and at its log-odds with half a win and half a loss added. So only the best and worst block would
 * be flat beyond their middle; there it rises by 0.01 a unit of margin, which keeps cases in order and says nothing else. */
#ifndef PTB_MODELS_CALIBRATION_H
#define PTB_MODELS_CALIBRATION_H

#include <stdbool.h>

#include "datasets/base/json.h"
#include "models/calibrate.h"

/* Auto is how to choose, not what a model has. */
typedef enum {
    PTB_CALIBRATION_NONE,
    PTB_CALIBRATION_PLATT,
    PTB_CALIBRATION_BETA,
    PTB_CALIBRATION_ISOTONIC,
    PTB_CALIBRATION_AUTO,
    PTB_CALIBRATION_KINDS = PTB_CALIBRATION_AUTO
} ptb_calibration_kind;
enum { PTB_CALIBRATION_KNOTS = 256 };

typedef struct {
    ptb_calibration_kind kind;
    double a, b;    /* a >= 0 */
    ptb_beta beta;  /* of kind beta */
    size_t n_knots; /* of kind isotonic: 1 to PTB_CALIBRATION_KNOTS */
    double margin[PTB_CALIBRATION_KNOTS], logit[PTB_CALIBRATION_KNOTS]; /* both rise strictly */
} ptb_calibration;

const char *ptb_calibration_name(ptb_calibration_kind kind); /* "none", "platt", ... */

/* A line alone. */
ptb_calibration ptb_calibration_line(ptb_calibration_kind kind, double a, double b);

/* On unseen margins, as models/calibrate.h says, E_DATA included. kind is not auto. */
PTB_MUST_USE ptb_status ptb_calibration_fit(ptb_calibration_kind kind, const double *margin, const float *y,
                                            const double *weight, size_t n, ptb_calibration *out,
                                            ptb_error *err);

/* Bends a line that was fitted on the same cases into that of `kind`; Platt's and none are left as they are. */
PTB_MUST_USE ptb_status ptb_calibration_bend(ptb_calibration_kind kind, const double *margin, const float *y,
                                             const double *weight, size_t n, ptb_calibration *calibration,
                                             ptb_error *err);

double ptb_calibration_logit(const ptb_calibration *calibration, double margin);
/* Does it bend away from its line? */
bool ptb_calibration_bends(const ptb_calibration *calibration);
bool ptb_calibration_is_finite(const ptb_calibration *calibration);

/* {"kind", "a", "b"}, of beta also "low", "high", "shift", of isotonic "margins" and "log_odds". */
void ptb_calibration_write(ptb_json_writer *writer, const char *key, const ptb_calibration *calibration);
/* One without kind is Platt's. E_SCHEMA names what is missing, unknown, out of range or falls. */
PTB_MUST_USE ptb_status ptb_calibration_parse(const ptb_json_doc *doc, const ptb_json *node,
                                              ptb_calibration *out, ptb_error *err);

#endif
