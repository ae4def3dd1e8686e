/* datasets/activity_writer.h: writes the activities of a history, column by column, side by side. For the writer. */
#ifndef PTB_DATASETS_ACTIVITY_WRITER_H
#define PTB_DATASETS_ACTIVITY_WRITER_H

#include "datasets/activity_set.h"
#include "datasets/base/h5.h"

/* Owners below n_contacts are contacts, the others accounts. *n_gateway is how many rows gateways made. Memory: a bucket's
 * rows and a column of them for each thread, 8 bytes an owner, the rows of gateways. */
PTB_MUST_USE ptb_status ptb_activities_write(const ptb_context *context, const ptb_activity_set *set,
                                             size_t n_contacts, ptb_h5_writer *h5, uint64_t *n_gateway,
                                             ptb_error *err);

#endif
