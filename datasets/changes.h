/* datasets/changes.h: changes of attributes into the history file and out of it. Private to the history's writer and reader. */
#ifndef PTB_DATASETS_CHANGES_H
#define PTB_DATASETS_CHANGES_H

#include "datasets/base/h5.h"
#include "datasets/history_order.h"

/* Changes by row, in the order of the history; nothing is written where there are none. `table` as in history_layout.h. */
PTB_MUST_USE ptb_status ptb_changes_write(ptb_h5_writer *h5, const char *table, const ptb_changes *changes,
                                          const ptb_permutation *order, ptb_error *err);

/* Views of the changes, if there are any, of a table whose columns are there. E_INTEGRITY: offsets, columns, their order, or
 * values that can't be. */
PTB_MUST_USE ptb_status ptb_changes_view(const ptb_h5_file *h5, const char *path, const char *name,
                                         ptb_record_table *table, ptb_error *err);

#endif
