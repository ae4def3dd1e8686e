/* datasets/base/args.c: stub */
#include "datasets/base/args.h"
