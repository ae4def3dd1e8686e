/* features/cmd_features.c: stub */
#include "datasets/base/command.h"
