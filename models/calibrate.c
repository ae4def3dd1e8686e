/* models/calibrate.c: stub */
#include "models/calibrate.h"
