/* models/svm_warm.h: memory that stays with the process between libsvm's fits. Internal to svm*.c. */
#ifndef PTB_MODELS_SVM_WARM_H
#define PTB_MODELS_SVM_WARM_H

/* libsvm takes its cache of kernel rows from malloc piece by piece and gives all of it back after each fit. glibc would
 * return those pages to the system, and the next fit would fault them in anew: a fifth of a grid's time (measured).
 * Between these two calls, which nest and may come from any thread, freed memory is kept. After the last one it is returned.
 * Process-wide, as malloc's settings are; with another C library nothing happens. */
void ptb_svm_warm_begin(void);
void ptb_svm_warm_end(void);

#endif
