/* tests/reference/reference.h: reads the committed CSV files of numbers made by other implementations. */
#ifndef PTB_TESTS_REFERENCE_REFERENCE_H
#define PTB_TESTS_REFERENCE_REFERENCE_H

#include "tests/support/test_main.h"

enum { REFERENCE_NUMBERS = 16384 }; /* at most, in one file */

typedef struct {
    double *values; /* row-major */
    size_t n_rows, n_cols;
} reference_table;

/* Numbers under one header line; `name` is relative to this folder. Anything else fails the test. */
static inline reference_table reference_read(const char *name)
{
    static char line[4096];
    char path[1024];
    reference_table table = {0};
    size_t n = 0;
    const char *folder = getenv("PTB_TEST_SOURCE_DIR"); /* NOLINT(concurrency-mt-unsafe): one thread */
    ck_assert_ptr_nonnull(folder);
    ck_assert_int_lt(snprintf(path, sizeof path, "%s/%s", folder, name), (int)sizeof path);
    table.values = calloc(REFERENCE_NUMBERS, sizeof *table.values);
    ck_assert_ptr_nonnull(table.values);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "no file %s", path);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    for (const char *at = line; *at != 0; at++)
        table.n_cols += *at == ',';
    table.n_cols++;
    while (fgets(line, sizeof line, file) != NULL) {
        char *at = line;
        ck_assert_uint_le(n + table.n_cols, REFERENCE_NUMBERS);
        for (size_t j = 0; j < table.n_cols; j++) {
            char *end = at;
            table.values[n++] = strtod(at, &end);
            ck_assert_msg(end != at && *end == (j + 1 < table.n_cols ? ',' : '\n'), "%s: %s", path, line);
            at = end + 1;
        }
        table.n_rows++;
    }
    ck_assert_int_eq(fclose(file), 0);
    return table;
}

/* One column as new memory. */
static inline double *reference_column(const reference_table *table, size_t column)
{
    double *values = calloc(table->n_rows + 1, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t i = 0; i < table->n_rows; i++)
        values[i] = table->values[i * table->n_cols + column];
    return values;
}

/* Columns first, first + 1, ... as float32 rows. Fails where a number is none. */
static inline float *reference_floats(const reference_table *table, size_t first, size_t n_cols)
{
    float *values = calloc(REFERENCE_NUMBERS, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t i = 0; i < table->n_rows; i++) {
        for (size_t j = 0; j < n_cols; j++) {
            double value = table->values[i * table->n_cols + first + j];
            values[i * n_cols + j] = (float)value;
            ck_assert_msg(fabs((double)values[i * n_cols + j] - value) <= 0, "%.17g is no float", value);
        }
    }
    return values;
}

#endif
