/* features/activity_window.h: a stretch of the activities read into memory that is used again and again; for features and models/rules.
 *
 * A file's mapped pages cost a fault each and many lookups of addresses; reading a block's stretch into one small buffer costs less
 * than half of that. Whoever is not within the stretch is read from the mapping. One for each thread. */
#ifndef PTB_FEATURES_ACTIVITY_WINDOW_H
#define PTB_FEATURES_ACTIVITY_WINDOW_H

#include "features/plan.h"

/* What must be read besides the time. */
typedef struct {
    bool field[PTB_N_FILTERS];
    bool value, duration;
} ptb_activity_parts;

enum { PTB_WINDOW_ARRAYS = 7 };

typedef struct {
    const ptb_activities *all;
    ptb_activities view;  /* of [first, last): arrays that were read begin at `first` */
    uint64_t first, last; /* empty at the begin */
    void *buffers[PTB_WINDOW_ARRAYS];
    size_t capacity; /* activities that each of them has room for */
} ptb_activity_window;

void ptb_activity_window_init(ptb_activity_window *window, const ptb_activities *all);
void ptb_activity_window_free(ptb_activity_window *window);

/* Reads the parts of [first, last). Nothing where the activities are in memory anyhow, or are more than the window's bound (1 M). */
PTB_MUST_USE ptb_status ptb_activity_window_read(ptb_activity_window *window, const ptb_activity_parts *parts,
                                                 uint64_t first, uint64_t last, ptb_error *err);

/* Where [*first, *last) is to be read, which become places there. */
static inline const ptb_activities *ptb_activity_window_at(const ptb_activity_window *window, uint64_t *first,
                                                           uint64_t *last)
{
    if (*first < window->first || *last > window->last) return window->all;
    *first -= window->first;
    *last -= window->first;
    return &window->view;
}

#endif
