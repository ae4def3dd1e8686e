/* tests/perf/npy.h: what the programs of this folder share: matrices in .npy files, clocks. */
#ifndef PTB_TESTS_PERF_NPY_H
#define PTB_TESTS_PERF_NPY_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "datasets/base/memory.h"

static inline double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The numbers of FOLDER/NAME, a .npy file of version 1, and their shape (one column where there is one dimension); the
 * caller's, free(). NULL where there is no such file. */
static inline void *read_npy(const char *folder, const char *name, size_t size, size_t shape[2])
{
    char path[4096], header[4096] = {0};
    unsigned char start[10] = {0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    void *items = NULL;
    size_t length = fread(start, 1, 10, file) == 10 ? start[8] + 256U * start[9] : 0, count = 0;
    bool is_read = length < sizeof header && fread(header, 1, length, file) == length;
    const char *at = is_read ? strstr(header, "'shape': (") : NULL;
    if (at != NULL) {
        char *end = NULL;
        shape[0] = strtoull(at + 10, &end, 10);
        shape[1] = *end == ',' && end[1] == ' ' ? strtoull(end + 1, NULL, 10) : 1;
        count = shape[0] * shape[1];
        if (ptb_alloc_raw(&items, count, size, NULL) != PTB_OK)
            items = NULL; /* on large pages, as the program has them */
    }
    if (items != NULL && fread(items, size, count, file) != count) {
        free(items);
        items = NULL;
    }
    (void)fclose(file);
    return items;
}

#endif
