/* score/propensity.c: stub */
#include "score/propensity.h"
