/* models/ranking.h: cases in order of score, and the figures that can be read off that order in one go. Internal to
 * metrics*.c and delong.c. */
#ifndef PTB_MODELS_RANKING_H
#define PTB_MODELS_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"

typedef struct {
    double score;
    size_t index; /* of the case */
} ptb_place;

/* Best first, ties in case order. E_DATA names the first case whose score is not finite. */
PTB_MUST_USE ptb_status ptb_places_new(const double *score, size_t n, ptb_place **out, ptb_error *err);

/* One case at its place in the order. */
typedef struct {
    double score, weight,
        loss;              /* loss: -log of the probability given to what happened; 0 where scores are none */
    uint32_t unit;         /* what is drawn together in a bootstrap */
    bool is_win, ends_tie; /* ends_tie: the next case has a lower score, or there is none */
} ptb_ranked_case;

enum { PTB_TENTHS = 10, PTB_DEPTHS = 3 };
typedef enum {
    PTB_FIGURE_AUC,
    PTB_FIGURE_LOG_LOSS,
    PTB_FIGURE_BRIER,
    PTB_FIGURE_AVERAGE_PRECISION,
    PTB_FIGURE_CALIBRATION_ERROR,
    PTB_FIGURE_KS,
    PTB_FIGURE_LIFT_10,
    PTB_FIGURE_LIFT_5,
    PTB_FIGURE_LIFT_20,
    PTB_FIGURE_RELIABILITY,
    PTB_FIGURE_RESOLUTION,
    PTB_FIGURE_UNCERTAINTY,
    PTB_FIGURE_CALIBRATION_ERROR_EXCESS,
    PTB_FIGURES
} ptb_figure_kind;

/* All figures where unit u counts times[u] times (NULL: once). Tied cases are taken together, and where a tie lies
 * across the border of a tenth it is shared in proportion, so that the order within a tie never matters. Figures of
 * ranking are NaN with one class. The others mean something for probabilities only. O(n), allocates nothing. */
void ptb_ranked_figures(const ptb_ranked_case *ranked, size_t n, const uint32_t *times,
                        double out[PTB_FIGURES]);

#endif
