/* models/deciles.c: cases, wins and mean score by tenths of the cases, best first. */
#include <stdlib.h>
#include <string.h>

#include "models/metrics_inside.h"

ptb_status ptb_deciles(const double *score, const float *outcome, size_t n, ptb_decile out[10],
                       ptb_error *err)
{
    ptb_judged judged = {.score = score, .outcome = outcome, .n = n};
    ptb_place *places = NULL;
    size_t all_wins = 0, wins_so_far = 0;
    memset(out, 0, 10 * sizeof *out);
    PTB_TRY(ptb_judged_check(&judged, err));
    PTB_TRY(ptb_places_new(score, n, &places, err));
    for (size_t i = 0; i < n; i++)
        all_wins += ptb_is_win(outcome[i]);
    for (size_t d = 0; d < 10; d++) {
        ptb_decile *decile = &out[d];
        double sum = 0;
        for (size_t i = d * n / 10; i < (d + 1) * n / 10; i++) {
            decile->cases++;
            decile->wins += ptb_is_win(outcome[places[i].index]);
            sum += places[i].score;
        }
        wins_so_far += decile->wins;
        double cases = (double)decile->cases;
        decile->mean_score = sum / cases; /* NaN for a decile without cases, as the lift */
        decile->lift = (double)decile->wins / cases / ((double)all_wins / (double)n);
        decile->captured = (double)wins_so_far / (double)all_wins;
    }
    free(places);
    return PTB_OK;
}
