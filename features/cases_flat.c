/* features/cases_flat.c: rows of a flat table as cases, each as of its own date. */
#include <math.h>

#include "features/cases_inside.h"

static ptb_status add_row(ptb_case_work *w, uint32_t contact, ptb_error *err)
{
    const ptb_history *h = w->history;
    ptb_time as_of = h->is_timeless ? PTB_NO_TIME : h->contacts.created_at[contact];
    if (!h->is_timeless && as_of == PTB_NO_TIME && w->for_scoring) as_of = h->last_record;
    bool is_late = w->settings.as_of != PTB_NO_TIME && as_of > w->settings.as_of;
    if (is_late || (!h->is_timeless && as_of == PTB_NO_TIME)) {
        w->out->left_out_ineligible++;
        return PTB_OK;
    }
    if (!h->is_timeless && !ptb_case_in_period(w, as_of)) return PTB_OK;
    float outcome = h->flat_outcome ? h->flat_outcome[contact] : NAN;
    if (isnan(outcome) && !w->for_scoring) {
        w->out->left_out_unfinished++;
        return PTB_OK;
    }
    ptb_case one = {.contact = contact,
                    .account = h->contact_account[contact],
                    .opportunity = PTB_NONE,
                    .as_of = as_of,
                    .known_at = isnan(outcome) ? PTB_NO_TIME : as_of,
                    .outcome = outcome,
                    .weight = 1};
    return ptb_case_add(w, &one, err);
}

ptb_status ptb_cases_of_flat(ptb_case_work *w, ptb_error *err)
{
    w->begin = PTB_NO_TIME;
    PTB_TRY(ptb_case_room(w, w->history->contacts.n, err));
    for (size_t c = 0; c < w->history->contacts.n; c++)
        PTB_TRY(add_row(w, (uint32_t)c, err));
    return PTB_OK;
}
