/* datasets/base/rng.c: stub */
#include "datasets/base/rng.h"
