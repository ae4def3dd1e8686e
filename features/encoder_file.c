/* features/encoder_file.c: stub */
#include "features/encoder.h"
