/* datasets/base/io.h: reading files whole or in a stream (plain, .gz, standard input), and the one way in
 * which this program replaces a file: a temporary beside it, fsync, rename, fsync of the folder. */
#ifndef PTB_DATASETS_BASE_IO_H
#define PTB_DATASETS_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "datasets/base/text.h"

/* The whole file as terminated bytes (*out is the caller's, free()); E_LIMIT beyond `limit` bytes. */
PTB_MUST_USE ptb_status ptb_read_file(const char *path, size_t limit, char **out, size_t *len,
                                      ptb_error *err);

/* Two names of one regular file that is there, by whatever path. */
bool ptb_is_same_file(const char *a, const char *b);

/* Does the path lie directly in this folder, whether it is there or not? False where there is no such folder. */
bool ptb_is_in(const char *path, const char *folder);

/* A byte stream: a plain file, gzip (by its first bytes, whatever the name) or "-" for standard input.
 * A name ending in .gz that holds no gzip is E_PARSE; so are a cut or damaged gzip stream, at the read. */
typedef struct ptb_input ptb_input;
PTB_MUST_USE ptb_status ptb_input_open(const char *path, ptb_input **out, ptb_error *err);
/* Fills `buffer` as far as there is input: *n < capacity only at the end. */
PTB_MUST_USE ptb_status ptb_input_read(ptb_input *input, char *buffer, size_t capacity, size_t *n,
                                       ptb_error *err);
/* Bytes of the file consumed so far and its size (0 where unknown), for progress. */
void ptb_input_position(const ptb_input *input, uint64_t *done, uint64_t *total);
/* Of the file's own bytes (packed ones where it is packed), once all of them were read; "" before. XXH128, as `xxhsum -H2` prints
 * it: it tells files apart at the speed of reading them, and is no defence against forgers. */
enum { PTB_INPUT_HEX = 33 };
void ptb_input_digest_of(const ptb_input *input, char hex[PTB_INPUT_HEX]);
void ptb_input_close(ptb_input *input);

/* The temporary that will replace `path`: DIR/.NAME.tmp, locked (flock) as long as it is being made, so that
 * a second run for the same output fails with E_BUSY and a dead run's leftover is taken over. A target that is
 * a directory, or whose folder can't be written, is refused before any work (E_IO). */
typedef struct ptb_replacement ptb_replacement;
PTB_MUST_USE ptb_status ptb_replacement_begin(const char *path, ptb_replacement **out, ptb_error *err);
const char *ptb_replacement_path(const ptb_replacement *replacement); /* the temporary's path */
int ptb_replacement_fd(const ptb_replacement *replacement);           /* open for reading and writing */
/* From now on what is written goes to the disk beside whatever the caller does, until the commit, which takes the shorter for it. */
void ptb_replacement_sync_ahead(ptb_replacement *replacement);
/* fsync, rename, fsync of the folder; frees the replacement, and unlinks the temporary on failure. */
PTB_MUST_USE ptb_status ptb_replacement_commit(ptb_replacement *replacement, ptb_error *err);
void ptb_replacement_discard(ptb_replacement *replacement); /* unlinks and frees; NULL allowed */

/* Buffered text output over a replacement, or standard output for "-". A failed write sticks; commit reports it. */
typedef struct ptb_output ptb_output;
PTB_MUST_USE ptb_status ptb_output_open(const char *path, ptb_output **out, ptb_error *err);
void ptb_output_write(ptb_output *output, const void *bytes, size_t n);
void ptb_output_printf(ptb_output *output, const char *format, ...) PTB_PRINTF(2, 3);
/* Everything written so far is on the disk, but nothing is replaced yet: for several files that belong together. */
PTB_MUST_USE ptb_status ptb_output_settle(ptb_output *output, ptb_error *err);
PTB_MUST_USE ptb_status ptb_output_commit(ptb_output *output, ptb_error *err); /* frees */
void ptb_output_discard(ptb_output *output);                                   /* frees; NULL allowed */

/* One CSV field, quoted (RFC 4180) where it holds a comma, a quote, CR or LF. With `text` true a field that a
 * spreadsheet would run as a formula (= + - @ TAB CR first) gets a leading apostrophe; numbers never do. */
void ptb_output_csv_field(ptb_output *output, ptb_str field, int text);

/* Writes bytes as the whole new content of `path` ("-": standard output). */
PTB_MUST_USE ptb_status ptb_write_file(const char *path, const void *bytes, size_t n, ptb_error *err);

#endif
