/* datasets/generate_deeds.h: when and what the people of the synthetic CRM do; private to generate*.c. */
#ifndef PTB_DATASETS_GENERATE_DEEDS_H
#define PTB_DATASETS_GENERATE_DEEDS_H

#include "datasets/generate_world.h"

typedef struct {
    ptb_world_activity record;
    bool is_by_gateway; /* no person did it; told by the burst, for no file says so */
} ptb_world_deed;

typedef struct {
    double upto[PTB_KINDS][PTB_DEEDS]; /* running sums of the shares of the types; the last is 1 */
    double mean_hazard[PTB_KINDS];
} ptb_deed_mixes;

void ptb_deed_mixes_prepare(ptb_deed_mixes *mixes);

double ptb_deed_engagement(uint8_t type); /* what a person's deed adds to engagement */
double ptb_deed_hazard(uint8_t type);     /* how readily it opens an opportunity; 1 for a page view */

/* Draws all n_activities deeds (at least one) of the contact at `position` into `out`, in no order. */
void ptb_deeds_draw(const ptb_deed_mixes *mixes, ptb_rng *rng, const ptb_world *world, uint32_t position,
                    ptb_world_deed *out);

#endif
