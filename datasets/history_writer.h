/* datasets/history_writer.h: records in memory, in any order -> a sorted history file.
 *
 * The importer fills a ptb_record_set (ids as dictionary codes, typed columns); the writer orders everything as
 * history.h says and writes the file. Memory: about 40 bytes an activity and the columns themselves. */
#ifndef PTB_DATASETS_HISTORY_WRITER_H
#define PTB_DATASETS_HISTORY_WRITER_H

#include "datasets/history.h"

#endif
