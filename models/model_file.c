/* models/model_file.c: stub */
#include "models/model.h"
