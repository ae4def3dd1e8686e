/* tests/perf/perf_liblinear.c: LIBLINEAR's L2-regularised logistic regression on a matrix in two .npy files, timed.
 *
 *   perf_liblinear FOLDER C EPSILON [SOLVER]   FOLDER/X.npy (float32) and y.npy (bytes); solver 0 (default), 2 or 7; bias 1
 *
 * One JSON line: seconds of train() alone, rows already in LIBLINEAR's nodes. COEF=FILE saves the coefficients, intercept first. */
#define _GNU_SOURCE /* NOLINT(readability-identifier-naming) */
#include <linear.h>

#include "tests/perf/npy.h"

static void quiet(const char *words)
{
    (void)words;
}

static void save_coef(const struct model *model, int n_cols)
{
    const char *name = getenv("COEF"); /* NOLINT(concurrency-mt-unsafe): one thread */
    FILE *file = name == NULL ? NULL : fopen(name, "w");
    if (file == NULL) return;
    double sign = model->label[0] == 1 ? 1 : -1;
    (void)fprintf(file, "%.17g\n", sign * model->w[n_cols]);
    for (int j = 0; j < n_cols; j++)
        (void)fprintf(file, "%.17g\n", sign * model->w[j]);
    (void)fclose(file);
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    size_t shape[2] = {0}, rows[2] = {0};
    float *x = read_npy(argv[1], "X.npy", sizeof *x, shape);
    unsigned char *bytes = read_npy(argv[1], "y.npy", 1, rows);
    if (x == NULL || bytes == NULL || shape[0] != rows[0]) return 1;
    size_t n = shape[0], p = shape[1];
    struct feature_node *node = malloc(n * (p + 2) * sizeof *node),
                        **row = calloc(n, sizeof(struct feature_node *));
    double *y = malloc(n * sizeof *y);
    if (node == NULL || row == NULL || y == NULL) abort();
    for (size_t i = 0; i < n; i++) {
        row[i] = node + i * (p + 2);
        for (size_t j = 0; j < p; j++)
            row[i][j] = (struct feature_node){(int)j + 1, (double)x[i * p + j]};
        row[i][p] = (struct feature_node){(int)p + 1, 1};
        row[i][p + 1].index = -1;
        y[i] = bytes[i] ? 1 : -1;
    }
    free(x);
    struct parameter settings = {.solver_type = argc > 4 ? (int)strtol(argv[4], NULL, 10) : L2R_LR,
                                 .C = strtod(argv[2], NULL),
                                 .eps = strtod(argv[3], NULL),
                                 .p = 0.1};
    struct problem problem = {.l = (int)n, .n = (int)p + 1, .y = y, .x = row, .bias = 1};
    set_print_string_function(quiet);
    double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct model *model = train(&problem, &settings);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
    printf("{\"peer\": \"liblinear %d -s %d -e %s\", \"s\": %.4f, \"cpu_s\": %.4f}\n", liblinear_version,
           settings.solver_type, argv[3], wall, processor);
    save_coef(model, (int)p);
    free_and_destroy_model(&model);
    free(node);
    free(row);
    free(y);
    free(bytes);
    return 0;
}
