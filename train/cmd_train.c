/* train/cmd_train.c: stub */
#include "datasets/base/command.h"
