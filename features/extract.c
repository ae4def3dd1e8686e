/* features/extract.c: stub */
#include "features/extract.h"
