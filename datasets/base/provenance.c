/* datasets/base/provenance.c: stub */
#include "datasets/base/provenance.h"
