/* datasets/import.c: stub */
#include "datasets/import.h"
