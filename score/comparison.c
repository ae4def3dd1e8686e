/* score/comparison.c: stub */
#include "score/comparison.h"
