/* score/cmd_inspect.c: stub */
#include "datasets/base/command.h"
