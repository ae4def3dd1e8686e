/* score/cmd_explain.c: stub */
#include "datasets/base/command.h"
