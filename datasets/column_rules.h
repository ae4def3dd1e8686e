/* datasets/column_rules.h: when a column is one of ids, and how its work is cut. Private to datasets/column_*.c. */
#ifndef PTB_DATASETS_COLUMN_RULES_H
#define PTB_DATASETS_COLUMN_RULES_H

#include "datasets/column_types.h"

/* Distinct values are counted up to here. */
enum { PTB_MANY_DISTINCT = 65536 };

/* So many values or rows are one thread's work at a time. */
enum { PTB_COLUMN_BLOCK = 16384 };

/* A category where most rows have their own value. */
#define PTB_KEY_SHARE 0.5
enum { PTB_KEY_MIN_ROWS = 50, PTB_KEY_MIN_LEVELS = 20 };

#endif
