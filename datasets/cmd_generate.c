/* datasets/cmd_generate.c: stub */
#include "datasets/base/command.h"
