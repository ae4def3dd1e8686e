/* datasets/csv_reader.c: stub */
#include "datasets/csv_reader.h"
