/* features/vectors.c: stub */
#include "features/vectors.h"
