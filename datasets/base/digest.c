/* datasets/base/digest.c: stub */
#include "datasets/base/digest.h"
