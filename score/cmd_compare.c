/* score/cmd_compare.c: stub */
#include "datasets/base/command.h"
