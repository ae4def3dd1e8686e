/* datasets/base/civil_time.c: stub */
#include "datasets/base/civil_time.h"
