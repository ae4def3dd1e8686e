/* models/svm_solve.h: libsvm as the solver of one C-SVC, on a subset of rows. Internal to svm*.c. */
#ifndef PTB_MODELS_SVM_SOLVE_H
#define PTB_MODELS_SVM_SOLVE_H

#include "models/svm_cells.h"

typedef struct {
    const ptb_svm_cells *cells;
    const uint32_t *position; /* which of the cells' rows, ascending: wins first */
    double *side;             /* of each of them: 1 for wins, -1 for losses; both there */
    size_t n;
    double cost, gamma, tolerance, cache_mb;
    void **row; /* scratch of n pointers */
} ptb_svm_problem;

/* f = sum_i coef[i] K(row i, .) - rho, positive for wins; coef has n entries, 0 for rows that are no support vectors.
 * An allocation that fails within libsvm ends the process: judge the memory before. E_NUMERIC: an offset that is not
 * finite. Reentrant; no random numbers. */
PTB_MUST_USE ptb_status ptb_svm_solve(const ptb_svm_problem *problem, double *coef, double *rho,
                                      ptb_error *err);

#endif
