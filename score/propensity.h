/* score/propensity.h: score with a saved model from your own program: open, score, explain, close.
 *
 * A propensity_scorer is a model (and rules) bound to a history; immutable, usable from many threads at once. Link with
 * -lpropensity. Functions return 0 or an error code; `message` (may be NULL, else PROPENSITY_MESSAGE_BYTES) gets the
 * reason in words. The library does not print, exit, read the clock or the environment. */
#ifndef PROPENSITY_H
#define PROPENSITY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PROPENSITY_API __attribute__((visibility("default")))

enum { PROPENSITY_MESSAGE_BYTES = 1024 };

typedef struct propensity_scorer propensity_scorer;

/* Once per process, before anything else: sets up the numeric and file libraries (GSL's error handler off, one
 * BLAS thread, HDF5 quiet). Not thread-safe; calling it again does nothing. */
PROPENSITY_API int propensity_init(char *message);
PROPENSITY_API const char *propensity_version(void);

/* Either of model_path and rules_path may be NULL, not both. as_of: "2025-07-01T00:00:00Z", or NULL for the
 * latest record. threads: for checking the files. */
PROPENSITY_API int propensity_open(const char *history_path, const char *model_path, const char *rules_path,
                                   const char *as_of, int threads, propensity_scorer **out, char *message);

typedef struct {
    double probability; /* the model's, calibrated, 0..1; NaN without model */
    double points;      /* rule points; NaN without rules */
    double z;           /* blended log-odds */
    double score;       /* 0..100 */
    char stage[32];
} propensity_score;

/* The subject (contact, opportunity, account or customer, as the model was trained) by id. Nonzero where there is none. */
PROPENSITY_API int propensity_score_subject(const propensity_scorer *scorer, const char *subject_id,
                                            propensity_score *out, char *message);

/* The strongest reasons, best first: text (terminated) and contribution to z. *n_reasons in: room, out: how many. */
typedef struct {
    double contribution;
    char text[240];
} propensity_reason;
PROPENSITY_API int propensity_explain_subject(const propensity_scorer *scorer, const char *subject_id,
                                              propensity_score *out, propensity_reason *reasons,
                                              size_t *n_reasons, char *message);

PROPENSITY_API void propensity_close(propensity_scorer *scorer); /* NULL allowed */

#ifdef __cplusplus
}
#endif
#endif
