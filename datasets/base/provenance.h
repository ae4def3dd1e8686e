/* datasets/base/provenance.h: where a file came from: what every file of ours records about its making. */
#ifndef PTB_DATASETS_BASE_PROVENANCE_H
#define PTB_DATASETS_BASE_PROVENANCE_H

#include "datasets/base/json.h"

typedef struct {
    const char *name; /* the input's file name as given */
    const char *
        sha256; /* of a plain input's bytes, or the content digest of a file of ours; NULL or "" where it is */
    const char *xxh128; /* of a table's file: XXH128 as `xxhsum -H2` prints it, or NULL */
} ptb_input_digest;

typedef struct {
    const char *program_version;
    const char *command_line;
    int64_t seed;
    const ptb_input_digest *inputs;
    size_t n_inputs;
} ptb_provenance;

extern const char ptb_program_version[];

/* Adds what it says to the object that is open. */
void ptb_provenance_add(ptb_json_writer *writer, const ptb_provenance *provenance);
/* Adds the member "provenance": an object. */
void ptb_provenance_write(ptb_json_writer *writer, const ptb_provenance *provenance);

#endif
