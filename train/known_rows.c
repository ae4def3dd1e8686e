/* train/known_rows.c: the cases whose outcome is known, and whether there are enough of both. */
#include "train/known_rows.h"

#include <math.h>

#include "datasets/base/memory.h"
#include "train/enough.h"

/* Skill that honest models often have. */
static const double usual_auc = 0.7;

ptb_status ptb_known_rows(const ptb_vectors *vectors, uint32_t **rows, size_t *n_rows, ptb_error *err)
{
    *n_rows = 0;
    PTB_TRY(ptb_alloc(rows, vectors->n_rows, sizeof **rows, err));
    for (size_t row = 0; row < vectors->n_rows; row++)
        if (!isnan(vectors->outcome[row])) (*rows)[(*n_rows)++] = (uint32_t)row;
    if (*n_rows > 0) return PTB_OK;
    return ptb_fail(err, PTB_E_DATA, "none of %zu cases has a known outcome: there is nothing to learn from",
                    vectors->n_rows);
}

size_t ptb_known_wins(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows)
{
    size_t wins = 0;
    for (size_t i = 0; i < n_rows; i++)
        wins += vectors->outcome[rows[i]] > 0.5F;
    return wins;
}

ptb_status ptb_known_enough(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows, const char *noun,
                            ptb_error *err)
{
    size_t wins = ptb_known_wins(vectors, rows, n_rows), losses = n_rows - wins;
    if (wins == 0 || losses == 0)
        return ptb_fail(err, PTB_E_DATA, "all %zu cases are %s: a %s needs both won and lost cases", n_rows,
                        wins == 0 ? "lost" : "won", noun);
    if (wins >= PTB_CLASS_MIN && losses >= PTB_CLASS_MIN) return PTB_OK;
    double fewer = (double)(wins < losses ? wins : losses), ratio = (double)n_rows / fewer - 1;
    return ptb_fail(err, PTB_E_REVIEW,
                    "%zu won and %zu lost cases are too few for a %s; want at least %d of each (%d to trust "
                    "it; about %zu "
                    "%s cases to tell an AUC of %.1f from chance). No %s was made",
                    wins, losses, noun, PTB_CLASS_MIN, PTB_CLASS_ENOUGH,
                    ptb_cases_for_auc(usual_auc, usual_auc - 0.5, ratio), wins <= losses ? "won" : "lost",
                    usual_auc, noun);
}
