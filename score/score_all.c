/* score/score_all.c: stub */
#include "score/scorer.h"
