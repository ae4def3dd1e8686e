/* train/predictions.c: stub */
#include "train/trainer.h"
