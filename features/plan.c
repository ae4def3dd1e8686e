/* features/plan.c: stub */
#include "features/plan.h"
