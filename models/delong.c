/* models/delong.c: stub */
#include "models/metrics.h"
