/* datasets/base/blocks.c: stub */
#include "datasets/base/blocks.h"
