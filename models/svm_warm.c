/* models/svm_warm.c: keeps freed memory for the next fit. */
#include "models/svm_warm.h"

#include <pthread.h>
#include <stdlib.h> /* for __GLIBC__ */

/* mallopt is called under the mutex. NOLINTBEGIN(concurrency-mt-unsafe) */
#ifdef __GLIBC__
#include <malloc.h>

/* Heaps of other threads are unmapped whole unless the padding is larger than a heap (64 MB). */
enum { KEPT_PAD = 80 << 20, KEPT = 1 << 30, USUAL = 128 << 10 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int n_users;

void ptb_svm_warm_begin(void)
{
    pthread_mutex_lock(&mutex);
    if (n_users++ == 0) {
        (void)mallopt(M_TOP_PAD, KEPT_PAD);
        (void)mallopt(M_TRIM_THRESHOLD, KEPT);
    }
    pthread_mutex_unlock(&mutex);
}

void ptb_svm_warm_end(void)
{
    pthread_mutex_lock(&mutex);
    if (--n_users == 0) {
        (void)mallopt(M_TOP_PAD, USUAL);
        (void)mallopt(M_TRIM_THRESHOLD, USUAL);
        (void)malloc_trim(0);
    }
    pthread_mutex_unlock(&mutex);
}

#else

void ptb_svm_warm_begin(void)
{
}

void ptb_svm_warm_end(void)
{
}

#endif
/* NOLINTEND(concurrency-mt-unsafe) */
