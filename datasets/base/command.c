/* datasets/base/command.c: stub */
#include "datasets/base/command.h"
