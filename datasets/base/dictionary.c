/* datasets/base/dictionary.c: stub */
#include "datasets/base/dictionary.h"
