/* models/linalg.c: stub */
#include "models/linalg.h"
