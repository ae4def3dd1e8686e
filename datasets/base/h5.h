/* datasets/base/h5.h: our HDF5 files; only h5*.c see hdf5.h.
 *
 * A file is a 64 KiB user block (magic, format name and version, CRC32C of every block of the file, CRC32C of
 * the user block itself) followed by HDF5 1.10 data: contiguous little-endian datasets of fixed-size types,
 * 64-byte aligned, no times recorded, so that equal content gives equal bytes. Opening verifies every block in
 * parallel, then maps the file: views cost nothing and live until close. One flipped bit anywhere is refused.
 * These are our own working files, not for strangers': HDF5's parser is not safe on hostile input. */
#ifndef PTB_DATASETS_BASE_H5_H
#define PTB_DATASETS_BASE_H5_H

#include <stdbool.h>
#include <stdint.h>

#include "datasets/base/dictionary.h"
#include "datasets/base/status.h"

/* Once, before any other HDF5 call of the process (no atexit handler, no plugins, no printing). */
void ptb_h5_global_init(void);
void ptb_h5_library_version(char out[32]); /* "1.10.8": of the library that runs */

typedef enum {
    PTB_H5_U8,
    PTB_H5_U16,
    PTB_H5_U32,
    PTB_H5_U64,
    PTB_H5_I64,
    PTB_H5_F32,
    PTB_H5_F64
} ptb_h5_type;
size_t ptb_h5_type_bytes(ptb_h5_type type);

typedef struct ptb_h5_writer ptb_h5_writer;
typedef struct ptb_h5_dataset ptb_h5_dataset; /* borrowed from its writer */

/* Begins a file that will replace `path` (ptb_replacement: E_BUSY, E_IO before any work). */
PTB_MUST_USE ptb_status ptb_h5_create(const char *path, const char *format, uint32_t version,
                                      ptb_h5_writer **out, ptb_error *err);
/* A whole dataset at once; cols 0 makes it one-dimensional. Folders in `name` are made. */
PTB_MUST_USE ptb_status ptb_h5_write(ptb_h5_writer *writer, const char *name, ptb_h5_type type,
                                     const void *data, uint64_t rows, uint64_t cols, ptb_error *err);
/* A dataset that is filled by rows, in any order, from any thread. */
PTB_MUST_USE ptb_status ptb_h5_begin(ptb_h5_writer *writer, const char *name, ptb_h5_type type, uint64_t rows,
                                     uint64_t cols, ptb_h5_dataset **out, ptb_error *err);
PTB_MUST_USE ptb_status ptb_h5_put(ptb_h5_dataset *dataset, uint64_t first_row, uint64_t n_rows,
                                   const void *data, ptb_error *err);
/* Texts as NAME_bytes (u8) and NAME_offset (u64, n + 1). */
PTB_MUST_USE ptb_status ptb_h5_write_strings(ptb_h5_writer *writer, const char *name,
                                             const ptb_strings *strings, ptb_error *err);
/* Texts as one fixed-width, zero-padded string dataset, which h5py and pandas read as it is. */
PTB_MUST_USE ptb_status ptb_h5_write_fixed_strings(ptb_h5_writer *writer, const char *name,
                                                   const ptb_strings *strings, ptb_error *err);
/* One text (JSON, say) as a u8 dataset. */
PTB_MUST_USE ptb_status ptb_h5_write_text(ptb_h5_writer *writer, const char *name, ptb_str text,
                                          ptb_error *err);
/* What is written goes to the disk while the rest is made: for files of hundreds of megabytes. */
void ptb_h5_sync_ahead(ptb_h5_writer *writer);
/* Closes, checks every close, seals with checksums (on `threads` threads), replaces the target. Frees. */
PTB_MUST_USE ptb_status ptb_h5_commit(ptb_h5_writer *writer, int threads, ptb_error *err);
void ptb_h5_discard(ptb_h5_writer *writer); /* NULL allowed */

typedef struct ptb_h5_file ptb_h5_file;

/* Instead of a file: what is written stays in memory, `name` for messages; and what became of it, read as a file that was opened.
 * ptb_h5_keep frees the writer, on failure too. Memory: that of the datasets. */
PTB_MUST_USE ptb_status ptb_h5_create_in_memory(const char *name, int threads, ptb_h5_writer **out,
                                                ptb_error *err);
PTB_MUST_USE ptb_status ptb_h5_keep(ptb_h5_writer *writer, ptb_h5_file **out, ptb_error *err);

/* Verifies and maps. E_INTEGRITY: cut, altered, not sealed. E_SCHEMA: another format or a newer version, with
 * both named (what the file is, what was wanted). */
PTB_MUST_USE ptb_status ptb_h5_open(const char *path, const char *format, uint32_t version, int threads,
                                    ptb_h5_file **out, ptb_error *err);
/* Reads the format name of any file of ours without verifying it; E_SCHEMA where it is none. */
PTB_MUST_USE ptb_status ptb_h5_identify(const char *path, char format[32], ptb_error *err);
bool ptb_h5_has(const ptb_h5_file *file, const char *name);
/* A read-only view of a whole dataset: *out, a `const T *`, points at its first item (at something valid where
 * it has none). rows and cols may be NULL (cols is 0 for one-dimensional data). Views are safe on any thread. */
PTB_MUST_USE ptb_status ptb_h5_view(const ptb_h5_file *file, const char *name, ptb_h5_type type, void *out,
                                    uint64_t *rows, uint64_t *cols, ptb_error *err);
/* Copies n bytes that a view holds, `from` on, to `out`, by reading: for passes over everything once, since mapping pages costs
 * more than copying them. From any thread. */
PTB_MUST_USE ptb_status ptb_h5_fetch(const ptb_h5_file *file, const void *from, size_t n, void *out,
                                     ptb_error *err);
/* As ptb_h5_view for NAME_bytes and NAME_offset; offsets are checked to ascend within the bytes. */
PTB_MUST_USE ptb_status ptb_h5_view_strings(const ptb_h5_file *file, const char *name, ptb_strings *out,
                                            ptb_error *err);
/* What a dataset of numbers is; `data` is a view. */
typedef struct {
    ptb_h5_type type;
    uint64_t rows, cols;
    const void *data;
} ptb_h5_shape;
PTB_MUST_USE ptb_status ptb_h5_shape_of(const ptb_h5_file *file, const char *name, ptb_h5_shape *out,
                                        ptb_error *err);
/* The dataset of numbers as it is, to a file that is written. */
PTB_MUST_USE ptb_status ptb_h5_copy(ptb_h5_writer *to, const ptb_h5_file *file, const char *name,
                                    ptb_error *err);
/* A fixed-width string dataset: *out points at the first, each `width` bytes, zero-padded. */
PTB_MUST_USE ptb_status ptb_h5_view_fixed_strings(const ptb_h5_file *file, const char *name, const char **out,
                                                  uint64_t *rows, uint64_t *width, ptb_error *err);
PTB_MUST_USE ptb_status ptb_h5_view_text(const ptb_h5_file *file, const char *name, ptb_str *out,
                                         ptb_error *err);
/* SHA-256 over names, types, shapes and bytes of all datasets but those named "provenance", in name order. */
PTB_MUST_USE ptb_status ptb_h5_digest(const ptb_h5_file *file, char hex[65], ptb_error *err);
void ptb_h5_close(ptb_h5_file *file); /* NULL allowed */

#endif
