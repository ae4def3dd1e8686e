/* datasets/base/text.c: stub */
#include "datasets/base/text.h"
