/* datasets/column_measure.c: what a typed column says of its values: how many there are, how many distinct, is it an id. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/column_rules.h"

enum { SLOT_BITS = 18 };

/* Distinct numbers of 64 bits, up to PTB_MANY_DISTINCT of them. */
typedef struct {
    uint64_t *slots; /* 0: free */
    size_t n;
    bool has_zero;
} number_set;

static void add_number(number_set *set, uint64_t value)
{
    size_t mask = ((size_t)1 << SLOT_BITS) - 1,
           at = (size_t)(value * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS));
    if (value == 0) {
        set->n += !set->has_zero;
        set->has_zero = true;
        return;
    }
    while (set->slots[at] != 0 && set->slots[at] != value)
        at = (at + 1) & mask;
    set->n += set->slots[at] == 0;
    set->slots[at] = value;
}

/* The row's value as 64 bits; false where it has none. */
static bool bits_at(const ptb_column *column, size_t i, uint64_t *bits)
{
    if (column->kind == PTB_COLUMN_DATE) {
        *bits = (uint64_t)column->time[i];
        return column->time[i] != PTB_NO_TIME;
    }
    double value = column->number[i] + 0.0; /* turns -0 into 0 */
    memcpy(bits, &value, sizeof value);
    return !isnan(value);
}

static int compare_bits(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* No value is there twice. */
static ptb_status find_repeats(const ptb_column *column, size_t n, bool *has_repeats, ptb_error *err)
{
    uint64_t *values = NULL;
    size_t n_values = 0;
    *has_repeats = false;
    PTB_TRY(ptb_alloc_raw(&values, n, sizeof *values, err));
    for (size_t i = 0; i < n; i++)
        n_values += bits_at(column, i, &values[n_values]);
    qsort(values, n_values, sizeof *values, compare_bits);
    for (size_t i = 1; i < n_values; i++)
        *has_repeats = *has_repeats || values[i] == values[i - 1];
    free(values);
    return PTB_OK;
}

static ptb_status judge_key(ptb_column *column, size_t n, size_t n_found, ptb_error *err)
{
    bool has_repeats = n_found < column->n_present;
    column->is_identifier = false;
    if (column->kind != PTB_COLUMN_NUMBER || column->n_present < PTB_KEY_MIN_ROWS ||
        !ptb_name_is_key(column->name))
        return PTB_OK;
    for (size_t i = 0; i < n; i++)
        if (fabs(column->number[i] - nearbyint(column->number[i])) > 0.0) return PTB_OK;
    if (n_found >= PTB_MANY_DISTINCT) PTB_TRY(find_repeats(column, n, &has_repeats, err));
    column->is_identifier = !has_repeats;
    return PTB_OK;
}

static ptb_status measure_numbers(ptb_column *column, size_t n, ptb_error *err)
{
    number_set set = {0};
    uint64_t bits = 0;
    PTB_TRY(ptb_alloc(&set.slots, (size_t)1 << SLOT_BITS, sizeof *set.slots, err));
    column->n_present = 0;
    for (size_t i = 0; i < n; i++) {
        if (!bits_at(column, i, &bits)) continue;
        column->n_present++;
        if (set.n < PTB_MANY_DISTINCT) add_number(&set, bits);
    }
    column->n_distinct = set.n;
    free(set.slots);
    return judge_key(column, n, set.n, err);
}

ptb_status ptb_column_measure(ptb_column *column, size_t n, ptb_error *err)
{
    if (column->kind != PTB_COLUMN_CATEGORY) return measure_numbers(column, n, err);
    size_t n_levels = column->levels.n;
    column->n_present = 0;
    for (size_t i = 0; i < n; i++)
        column->n_present += column->code[i] != PTB_NONE;
    column->n_distinct = n_levels < PTB_MANY_DISTINCT ? n_levels : PTB_MANY_DISTINCT;
    column->is_identifier = column->n_present >= PTB_KEY_MIN_ROWS && n_levels > PTB_KEY_MIN_LEVELS &&
                            (double)n_levels > PTB_KEY_SHARE * (double)column->n_present;
    return PTB_OK;
}
