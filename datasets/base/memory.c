/* datasets/base/memory.c: stub */
#include "datasets/base/memory.h"
