/* score/inspect_features.h: the features of a plan, of vectors or of a model: what each means, as a table and as JSON. */
#ifndef PTB_SCORE_INSPECT_FEATURES_H
#define PTB_SCORE_INSPECT_FEATURES_H

#include "features/vectors.h"

/* What is known of them; all borrowed. */
typedef struct {
    const ptb_plan *plan;
    const ptb_vector_column *
        columns; /* by feature; in a model what is no category is a number; NULL: a plan alone does not know */
    const ptb_vectors *rows; /* to count values in; NULL: there are none */
} ptb_feature_list;

/* Both leave `failed` in the text where memory ran out.
 *
 * A line each: name, meaning, unit, window, and as far as known kind, levels and the number of rows with a value; when it is missing.
 * Then the plan's sets of activities. */
void ptb_features_tabulate(const ptb_feature_list *list, ptb_text *out);

/* [{"name", "meaning", "unit", "window_days"?, "long_window_days"?, "half_life_days"?, "missing_where", "kind"?, "levels"? (how many),
 * "rows_with_value"?}, ...] */
void ptb_features_write(ptb_json_writer *writer, const char *key, const ptb_feature_list *list);

#endif
