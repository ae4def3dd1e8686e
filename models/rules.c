/* models/rules.c: stub */
#include "models/rules.h"
