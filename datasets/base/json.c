/* datasets/base/json.c: stub */
#include "datasets/base/json.h"
