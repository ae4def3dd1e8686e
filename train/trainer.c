/* train/trainer.c: stub */
#include "train/trainer.h"
