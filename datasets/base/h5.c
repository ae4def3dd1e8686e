/* datasets/base/h5.c: stub */
#include "datasets/base/h5.h"
