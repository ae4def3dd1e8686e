/* models/lineage.h: where a model that was brought up to date comes from, in files and in words. */
#ifndef PTB_MODELS_LINEAGE_H
#define PTB_MODELS_LINEAGE_H

#include "models/model.h"

/* The champion's figures; nothing where there is no champion. */
void ptb_lineage_write(ptb_json_writer *writer, const char *key, const ptb_lineage *lineage);
/* Without the key there is no champion. E_SCHEMA: missing, unknown or out of range. */
PTB_MUST_USE ptb_status ptb_lineage_read(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                                         ptb_lineage *out, ptb_error *err);
/* "log loss 0.0123 less than the champion's (standard error 0.0034) on 420 cases that neither had seen, 57 won; AUC 0.012 more (95 %
 * interval -0.003 to 0.027)", without a line's end. */
void ptb_lineage_say(const ptb_lineage *lineage, ptb_text *out);
/* Is the challenger's log loss less by more than a standard error? */
bool ptb_lineage_is_won(const ptb_lineage *lineage);

#endif
