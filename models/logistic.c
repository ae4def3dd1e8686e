/* models/logistic.c: stub */
#include "models/logistic.h"
