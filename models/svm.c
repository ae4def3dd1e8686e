/* models/svm.c: stub */
#include "models/svm.h"
