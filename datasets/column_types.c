/* datasets/column_types.c: stub */
#include "datasets/history.h"
