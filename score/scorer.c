/* score/scorer.c: stub */
#include "score/scorer.h"
