/* datasets/base/io.c: stub */
#include "datasets/base/io.h"
