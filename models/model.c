/* models/model.c: stub */
#include "models/model.h"
