/* datasets/base/table.c: stub */
#include "datasets/base/table.h"
