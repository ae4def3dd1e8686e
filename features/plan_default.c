/* features/plan_default.c: stub */
#include "features/plan.h"
