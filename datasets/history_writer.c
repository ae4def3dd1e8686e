/* datasets/history_writer.c: stub */
#include "datasets/history_writer.h"
