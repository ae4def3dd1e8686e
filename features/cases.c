/* features/cases.c: stub */
#include "features/cases.h"
