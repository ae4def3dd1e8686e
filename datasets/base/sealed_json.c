/* datasets/base/sealed_json.c: stub */
#include "datasets/base/sealed_json.h"
