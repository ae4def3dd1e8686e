/* features/deals.h: what was known of an opportunity at a moment. */
#ifndef PTB_FEATURES_DEALS_H
#define PTB_FEATURES_DEALS_H

#include "datasets/history.h"

typedef enum { PTB_DEAL_OPEN, PTB_DEAL_WON, PTB_DEAL_LOST, PTB_DEAL_UNKNOWN } ptb_deal_state;

/* Open: created by `moment` (no date counts as created) and closed later or not at all. UNKNOWN: not created yet,
 * or closed nobody knows when. The first three equal ptb_outcome's. */
static inline ptb_deal_state ptb_deal_at(const ptb_history *history, uint32_t opportunity, ptb_time moment)
{
    ptb_time closed = history->opportunity_closed[opportunity];
    uint8_t outcome = history->opportunity_outcome[opportunity];
    if (outcome != PTB_OPEN && closed == PTB_NO_TIME) return PTB_DEAL_UNKNOWN;
    if (outcome != PTB_OPEN && closed <= moment) return (ptb_deal_state)outcome;
    ptb_time created = history->opportunities.created_at[opportunity]; /* PTB_NO_TIME is before all moments */
    return created <= moment ? PTB_DEAL_OPEN : PTB_DEAL_UNKNOWN;
}

_Static_assert((int)PTB_DEAL_OPEN == (int)PTB_OPEN && (int)PTB_DEAL_WON == (int)PTB_WON &&
                   (int)PTB_DEAL_LOST == (int)PTB_LOST,
               "deal states begin with the outcomes");

#endif
