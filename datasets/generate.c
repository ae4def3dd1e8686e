/* datasets/generate.c: stub */
#include "datasets/generate.h"
