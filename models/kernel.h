/* models/kernel.h: the kernels of support vector machines, and an exponential whose bits are the same everywhere. */
#ifndef PTB_MODELS_KERNEL_H
#define PTB_MODELS_KERNEL_H

#include <stddef.h>

typedef enum { PTB_KERNEL_LINEAR, PTB_KERNEL_RBF } ptb_kernel;

/* x[i] := exp(-gamma x[i]) for x >= 0, within 2 units of the last place; 0 where it would be below 1e-300. Products and
 * sums in a written order, no libm: the same bits on any machine and at any place of the array. About 1 ns each. */
void ptb_kernel_decay(double *x, size_t n, double gamma);

#endif
