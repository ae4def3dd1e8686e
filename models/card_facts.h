/* models/card_facts.h: what a model file holds for its model card alone (Mitchell et al., Model Cards for Model Reporting, FAT* 2019).
 *
 * Nothing of it enters a score. The member "card" of the file; older files have none. */
#ifndef PTB_MODELS_CARD_FACTS_H
#define PTB_MODELS_CARD_FACTS_H

#include "datasets/base/provenance.h"
#include "features/leaks.h"
#include "models/metrics.h"

enum { PTB_CARD_TENTHS = 10, PTB_CARD_WARNINGS_MAX = 200, PTB_CARD_WARNING_BYTES = 2000 };

/* A tenth of the unseen predictions. */
typedef struct {
    size_t cases, wins; /* counted once a repeat; wins <= cases */
    double mean;        /* of the predicted probabilities; NaN without cases */
} ptb_card_tenth;

typedef struct {
    bool is_known;                          /* false: out of an older file, and all that follows is empty */
    ptb_time first_as_of, last_as_of;       /* of the training cases; PTB_NO_TIME where timeless */
    ptb_card_tenth tenths[PTB_CARD_TENTHS]; /* the highest predictions first */
    const char *warnings;                   /* of training, a line each; "" or NULL: none */
    ptb_leaks *leaks; /* what the leak guard left out, was told to keep, or asks about; owned, or NULL */
} ptb_card_facts;

void ptb_card_facts_free(ptb_card_facts *facts); /* what it owns */
/* A copy of what the guard found. */
PTB_MUST_USE ptb_status ptb_card_facts_set_leaks(ptb_card_facts *facts, const ptb_leaks *leaks,
                                                 ptb_error *err);

/* Nothing where it is not known. */
void ptb_card_facts_write(ptb_json_writer *writer, const ptb_card_facts *facts);
/* E_SCHEMA: unknown members, more than 10,000 findings, 16 clues of one or 200 warnings, one of more than 2,000 bytes or several
 * lines, a tenth that can't be. The arena owns the texts. */
PTB_MUST_USE ptb_status ptb_card_facts_read(const ptb_json_doc *doc, const ptb_json *root, ptb_arena *arena,
                                            ptb_card_facts *out, ptb_error *err);

/* What a file's provenance says, as far as it does: texts are "" and counts 0 where it does not. */
enum { PTB_ORIGIN_INPUTS_MAX = 20 };
typedef struct {
    const char *program_version, *command_line;
    int64_t seed;
    bool has_seed;
    ptb_input_digest inputs[PTB_ORIGIN_INPUTS_MAX]; /* the first ones */
    size_t n_inputs, n_edits;                       /* edits by hand that were sealed */
} ptb_origin;
PTB_MUST_USE ptb_status ptb_origin_read(const ptb_json *provenance, ptb_arena *arena, ptb_origin *out,
                                        ptb_error *err);

#endif
