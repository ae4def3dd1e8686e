/* models/rules_check.h: what is odd about a rules file by itself, before any record is seen. */
#ifndef PTB_MODELS_RULES_CHECK_H
#define PTB_MODELS_RULES_CHECK_H

#include "models/rules.h"

/* Appends a line for each finding, "rules.json:12: ...", in the file's order: rules that fire on the same condition (twice the points, or
 * against each other, or, in a group where the first match counts, never), rules without points, stages that no sum of points reaches
 * and nothing else leads to, a scheme that nobody reviewed. Returns how many. */
size_t ptb_rules_check(const ptb_rules *rules, ptb_text *out);

/* The most points that the whole file can give; infinite where events count without bound. */
double ptb_rules_most(const ptb_rules *rules);

#endif
