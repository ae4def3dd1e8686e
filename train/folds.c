/* train/folds.c: stub */
#include "train/folds.h"
