/* models/rules_file.c: stub */
#include "models/rules.h"
