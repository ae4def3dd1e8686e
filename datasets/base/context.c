/* datasets/base/context.c: stub */
#include "datasets/base/context.h"
