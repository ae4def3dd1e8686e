/* datasets/base/status.c: stub */
#include "datasets/base/status.h"
