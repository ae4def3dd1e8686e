/* score/cmd_score.c: stub */
#include "datasets/base/command.h"
