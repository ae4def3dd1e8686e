/* features/encoder.c: stub */
#include "features/encoder.h"
