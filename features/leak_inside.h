/* features/leak_inside.h: what the leak guard's parts share; private to leak*.c. */
#ifndef PTB_FEATURES_LEAK_INSIDE_H
#define PTB_FEATURES_LEAK_INSIDE_H

#include "features/leaks.h"

/* The cases that are looked at: 1 won, 0 lost. */
typedef struct {
    const ptb_vectors *vectors;
    const ptb_history *history; /* NULL, as cases is: nothing known of moments */
    const ptb_cases *cases;
    uint32_t *row;
    uint8_t *won, *half; /* half: which half of the groups; fitted on one, judged on the other */
    size_t n;
    double n_of[2];      /* cases by outcome */
    double groups_of[2]; /* groups that have such cases: what they count as where chance is excluded */
} ptb_leak_sample;

/* Cases with one value, or with neighbouring numbers. */
typedef struct {
    uint32_t cases[2][2]; /* by half, outcome */
} ptb_leak_cell;

typedef struct {
    ptb_leak_cell *cells; /* cell 0: empty; of a category: code + 1 */
    size_t n_cells;
    bool are_values;  /* each cell is one value of a category, a flag or a code */
    double *value;    /* of numbers: the lowest of the cell */
    bool counts_zero; /* a number that is never negative and often 0 */
    double zeros[2];  /* by outcome */
} ptb_leak_cells;

PTB_MUST_USE ptb_status ptb_leak_cells_fill(const ptb_leak_sample *sample, size_t feature,
                                            ptb_leak_cells *out, ptb_error *err);
void ptb_leak_cells_free(ptb_leak_cells *cells);

/* What is found of one feature, in numbers; words come later, in one thread. */
typedef struct {
    ptb_clue_kind kind;
    int weight;  /* 0: told where others speak; 1 a clue; 2 a strong one */
    bool speaks; /* is reported though it stands alone */
    double figure[PTB_CLUE_FIGURES];
    bool of_won;        /* which outcome, where it is about one */
    uint32_t values[2]; /* VALUES: cells of the most frequent ones */
    size_t n_values;
    double value_of[2], cases_of[2]; /* the numbers, where the feature is none of texts; how often they are */
} ptb_leak_mark;

typedef struct {
    ptb_leak_mark marks[PTB_CLUE_KINDS];
    size_t n;
    ptb_leak_verdict verdict;
    double auc_low;
} ptb_leak_finding;

void ptb_leak_add_mark(ptb_leak_finding *finding, ptb_leak_mark mark);

/* Wilson's bound of a share: side -1 the lower, 1 the upper. */
double ptb_leak_wilson(double share, double n, double z, int side);

PTB_MUST_USE ptb_status ptb_leak_judge_alone(const ptb_leak_sample *sample, const ptb_leak_cells *cells,
                                             ptb_leak_finding *finding, ptb_error *err);
void ptb_leak_judge_filling(const ptb_leak_sample *sample, const ptb_leak_cells *cells,
                            ptb_leak_finding *finding);
void ptb_leak_judge_values(const ptb_leak_sample *sample, const ptb_leak_cells *cells,
                           ptb_leak_finding *finding);
PTB_MUST_USE ptb_status ptb_leak_judge_times(const ptb_leak_sample *sample, size_t feature,
                                             ptb_leak_finding *finding, ptb_error *err);

typedef enum { PTB_LEAK_NAME_PLAIN, PTB_LEAK_NAME_STATE, PTB_LEAK_NAME_STAFF } ptb_leak_name_kind;
ptb_leak_name_kind ptb_leak_name(const char *column);

/* Order of n numbers, smallest first, as indices; NaN is not allowed. O(n). `order` and `scratch` have room for n. */
void ptb_leak_order(const float *x, size_t n, uint64_t *order, uint64_t *scratch);
/* The number that stands at place i of such an order, and whose it is. */
uint32_t ptb_leak_order_index(const uint64_t *order, size_t i);

/* The clue's sentence. */
void ptb_leak_words(const ptb_leak_mark *mark, const ptb_vector_column *column, ptb_text *out);

#endif
