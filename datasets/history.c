/* datasets/history.c: stub */
#include "datasets/history.h"
