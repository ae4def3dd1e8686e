/* score/comparison_report.c: stub */
#include "score/comparison.h"
