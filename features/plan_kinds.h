/* features/plan_kinds.h: what each kind of feature takes: one table for reading, writing and checking plans; private to features. */
#ifndef PTB_FEATURES_PLAN_KINDS_H
#define PTB_FEATURES_PLAN_KINDS_H

#include "features/plan.h"

/* Keys of a feature's JSON object; bits. */
enum {
    PTB_KEY_FILTER = 1 << 0, /* one of type, asset, channel, topic, set */
    PTB_KEY_WINDOW = 1 << 1,
    PTB_KEY_LONG_WINDOW = 1 << 2,
    PTB_KEY_HALF_LIFE = 1 << 3,
    PTB_KEY_OUTCOME = 1 << 4,
    PTB_KEY_COLUMN = 1 << 5,
    PTB_KEY_LOG1P = 1 << 6,
    PTB_KEY_MEASURE = 1 << 7,
    PTB_KEY_FIELD = 1 << 8,
    PTB_KEY_SETS = 1 << 9,
    PTB_KEY_CHOICE = 1 << 10, /* under the kind's own name for it */
    PTB_KEY_STAGES = 1 << 11,
    PTB_KEY_REASONS = 1 << 12,
    PTB_KEY_SENIORITY = 1 << 13,
    PTB_KEY_ROLE = 1 << 14,
    PTB_KEY_FIRST_MONTH = 1 << 15
};

typedef struct {
    const char *name;
    unsigned of;        /* allowed: bit i for ptb_feature_of i */
    unsigned must, may; /* PTB_KEY_.. */
    int n_choices;
    const char *choice_key;
    const char *const *choices;
} ptb_kind_rule;

extern const ptb_kind_rule ptb_kinds[PTB_N_FEATURES];
extern const char *const ptb_of_names[PTB_N_OF];
extern const char *const ptb_filter_keys[PTB_N_FILTERS]; /* NULL for ANY */
extern const char *const ptb_deal_outcomes[3];           /* by ptb_outcome */
extern const char *const ptb_measure_names[PTB_N_MEASURES];

/* Is the feature read from the tallies of a sweep over windows, or from the contact's activities one by one? */
bool ptb_is_swept(const ptb_feature_spec *spec);
bool ptb_is_scanned(const ptb_feature_spec *spec);

#endif
