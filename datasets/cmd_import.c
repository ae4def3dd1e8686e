/* datasets/cmd_import.c: stub */
#include "datasets/base/command.h"
