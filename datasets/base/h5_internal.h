/* datasets/base/h5_internal.h: what the writer and the reader of HDF5 files share: library set-up, lock, seal. */
#ifndef PTB_DATASETS_BASE_H5_INTERNAL_H
#define PTB_DATASETS_BASE_H5_INTERNAL_H

#include <hdf5.h>

#include "datasets/base/h5.h"
#include "datasets/base/memory.h"

enum {
    PTB_H5_USER_BLOCK = 65536,
    PTB_H5_ALIGNMENT = 64,
    PTB_H5_NAME_BYTES = 256,
    PTB_H5_N_TYPES = PTB_H5_F64 + 1
};

enum { PTB_H5_STRINGS = PTB_H5_N_TYPES }; /* a kind behind the types of numbers: fixed-width strings */

/* A dataset and where its items lie. */
typedef struct {
    const char *name;
    uint32_t kind;       /* a ptb_h5_type or PTB_H5_STRINGS */
    uint64_t item_bytes; /* of a number, or the width of strings */
    uint64_t rows, cols; /* cols 0: one-dimensional */
    uint64_t bytes, at;  /* of all items; at: of the first, in a file in memory */
    const char *data;
} ptb_h5_item;

struct ptb_h5_file {
    const char *path;
    int fd, threads;
    void *map; /* the whole file */
    size_t size;
    ptb_h5_item *items; /* by name */
    size_t n_items, capacity;
    ptb_arena arena;
};

void ptb_h5_sort_items(ptb_h5_file *file);

/* A file in memory (h5_memory.c): a dataset of it, whose items lie from byte *at on; bytes from byte `at` on; all of it mapped, as
 * a file that was opened. */
PTB_MUST_USE ptb_status ptb_h5_memory_new(const char *name, int threads, ptb_h5_file **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_h5_memory_add(ptb_h5_file *file, const ptb_h5_item *shape, uint64_t *at,
                                          ptb_error *err);
PTB_MUST_USE ptb_status ptb_h5_memory_put(ptb_h5_file *file, uint64_t at, const void *data, size_t n,
                                          ptb_error *err);
PTB_MUST_USE ptb_status ptb_h5_memory_map(ptb_h5_file *file, ptb_error *err);

/* HDF5 is one thread's at a time; every call of the library stands between these. */
void ptb_h5_lock(void);
void ptb_h5_unlock(void);

/* "path: words (what HDF5 says)"; reads HDF5's error stack, so call it before the next HDF5 call. */
ptb_status ptb_h5_fail(ptb_error *err, ptb_status status, const char *path, const char *format, ...)
    PTB_PRINTF(4, 5);

const char *ptb_h5_type_name(ptb_h5_type type);
hid_t ptb_h5_type_id(ptb_h5_type type); /* borrowed from HDF5 */
hid_t ptb_h5_access_list(void);         /* the caller's; negative on failure */

/* Is it the file open as `fd`, not another of the same name? */
bool ptb_h5_is_file(hid_t file, int fd);

/* n bytes of the file, from byte `at` on. */
PTB_MUST_USE ptb_status ptb_h5_read_at(int fd, const char *path, uint64_t at, void *out, size_t n,
                                       ptb_error *err);

/* Writes the user block over a closed file: format, version, and the checksums of all that follows. */
PTB_MUST_USE ptb_status ptb_h5_seal(int fd, const char *path, const char *format, uint32_t version,
                                    int threads, ptb_error *err);

typedef struct {
    const char *path;
    int fd;
    size_t size;
    int threads;
} ptb_h5_image;

/* Checks format, version and every block. Errors as ptb_h5_open. */
PTB_MUST_USE ptb_status ptb_h5_verify(const ptb_h5_image *image, const char *format, uint32_t version,
                                      ptb_error *err);

#endif
