/* models/svm_landmarks.h: rows as their whitened kernels with landmarks. Internal to svm_nystroem.c. */
#ifndef PTB_MODELS_SVM_LANDMARKS_H
#define PTB_MODELS_SVM_LANDMARKS_H

#include "models/svm_grid.h"

/* Rows lie by fold, twice over, so that all rows but one fold's are one stretch. */
typedef struct {
    const ptb_context *context;
    const ptb_svm_data *data;
    size_t n, m;        /* rows, landmarks */
    uint32_t *landmark; /* m rows of the design, ascending */
    uint32_t *order;    /* n rows of the design by fold */
    size_t *fold_begin; /* n_folds + 1 places in `order`; rows of fold -1 follow the last */
    float *y;           /* 2 n, in that order */
    double *point;      /* m x n_cols: the landmarks */
    double *square;     /* m: of their lengths */
    double *factor;     /* m x m: Cholesky of their kernel matrix */
    double *room;       /* a thread's block of rows and of kernels */
    float *z;           /* 2 n x m */
} ptb_landmarks;

/* Draws the landmarks by context->seed. data was checked. */
PTB_MUST_USE ptb_status ptb_landmarks_new(const ptb_context *context, const ptb_svm_data *data, size_t m,
                                          ptb_landmarks *out, ptb_error *err);
/* z for this gamma. Same bits for any number of threads. */
PTB_MUST_USE ptb_status ptb_landmarks_map(ptb_landmarks *map, double gamma, ptb_error *err);
/* w := L^-T w: from weights of z to weights of kernels. */
void ptb_landmarks_unwhiten(const ptb_landmarks *map, double *w);
void ptb_landmarks_free(ptb_landmarks *map);

#endif
