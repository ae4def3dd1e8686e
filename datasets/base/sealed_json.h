/* datasets/base/sealed_json.h: a JSON document that carries the hash of its own bytes.
 *
 * The last member is "content_sha256"; its value is the SHA-256 of all bytes of the file with those 64 digits
 * replaced by '0'. Any altered byte, the digits' letter case included, is refused (E_INTEGRITY). */
#ifndef PTB_DATASETS_BASE_SEALED_JSON_H
#define PTB_DATASETS_BASE_SEALED_JSON_H

#include "datasets/base/json.h"

/* Closes the root object that `writer` has open: adds content_sha256, ends the object and the line. */
PTB_MUST_USE ptb_status ptb_sealed_json_close(ptb_json_writer *writer, ptb_error *err);

/* Reads, verifies and parses; *format must equal the member "format" and format_version be `version`. */
PTB_MUST_USE ptb_status ptb_sealed_json_read(const char *path, const char *format, int version,
                                             ptb_json_doc **out, ptb_error *err);

/* The same of a file whose seal may be broken or missing, as of one edited by hand; *is_whole says whether it holds. */
PTB_MUST_USE ptb_status ptb_sealed_json_read_edited(const char *path, const char *format, int version,
                                                    bool *is_whole, ptb_json_doc **out, ptb_error *err);

#endif
