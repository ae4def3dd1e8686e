/* models/metrics.c: stub */
#include "models/metrics.h"
