/* datasets/base/h5_internal.h: what the writer and the reader of HDF5 files share: library set-up, lock, seal. */
#ifndef PTB_DATASETS_BASE_H5_INTERNAL_H
#define PTB_DATASETS_BASE_H5_INTERNAL_H

#include <hdf5.h>

#include "datasets/base/h5.h"

enum {
    PTB_H5_USER_BLOCK = 65536,
    PTB_H5_ALIGNMENT = 64,
    PTB_H5_NAME_BYTES = 256,
    PTB_H5_N_TYPES = PTB_H5_F64 + 1
};

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
