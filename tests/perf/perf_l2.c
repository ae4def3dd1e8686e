/* tests/perf/perf_l2.c: one ridge logistic fit of a matrix in two .npy files, timed.
 *
 *   perf_l2 FOLDER C TOLERANCE [THREADS [mirror]]   FOLDER/X.npy (float32) and y.npy (bytes)
 *
 * The penalty is scikit-learn's and LIBLINEAR's C: the sum of log losses + |w|^2 / (2 C), intercept free. With `mirror` each row is there a
 * second time with its signs and outcome reversed, half the weight each: then the best intercept is 0, as LIBLINEAR without bias has it.
 * One JSON line: seconds of the fit alone, processor seconds, C times that objective. COEF=FILE saves the coefficients, intercept first. */
#define _GNU_SOURCE /* NOLINT(readability-identifier-naming) */
#include <math.h>

#include "models/logistic.h"
#include "tests/perf/npy.h"

static void save_coef(const double *coef, size_t n)
{
    const char *name = getenv("COEF"); /* NOLINT(concurrency-mt-unsafe): one thread */
    FILE *file = name == NULL ? NULL : fopen(name, "w");
    if (file == NULL) return;
    for (size_t j = 0; j < n; j++)
        (void)fprintf(file, "%.17g\n", coef[j]);
    (void)fclose(file);
}

/* y and, where it is mirrored, the rows a second time. */
static float *outcomes(const unsigned char *bytes, ptb_design *design, float **x, bool is_mirrored)
{
    size_t n = design->n_rows, p = design->n_cols;
    float *y = malloc(2 * n * sizeof *y);
    if (y == NULL) return NULL;
    for (size_t i = 0; i < n; i++) {
        y[i] = bytes[i];
        y[n + i] = 1 - y[i];
    }
    if (!is_mirrored) return y;
    float *both = NULL;
    if (ptb_alloc_raw(&both, 2 * n * p, sizeof *both, NULL) != PTB_OK) abort();
    for (size_t k = 0; k < n * p; k++) {
        both[k] = (*x)[k];
        both[n * p + k] = -both[k];
    }
    free(*x);
    design->x = *x = both;
    design->n_rows = 2 * n;
    return y;
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    ptb_error err = {0};
    size_t shape[2] = {0}, rows[2] = {0};
    float *x = read_npy(argv[1], "X.npy", sizeof *x, shape);
    unsigned char *bytes = read_npy(argv[1], "y.npy", 1, rows);
    if (x == NULL || bytes == NULL || shape[0] != rows[0]) return 1;
    ptb_context context = ptb_context_default();
    context.threads = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 2;
    ptb_design design = {x, shape[0], shape[1], shape[1]};
    float *y = outcomes(bytes, &design, &x, argc > 5 && strcmp(argv[5], "mirror") == 0);
    double *coef = calloc(shape[1] + 1, sizeof *coef);
    if (y == NULL || coef == NULL) abort();
    double c = strtod(argv[2], NULL), n = (double)shape[0];
    ptb_logistic_settings settings;
    ptb_logistic_report report = {0};
    ptb_logistic_settings_default(&settings);
    settings.lambda = 1 / (c * n);
    settings.tolerance = strtod(argv[3], NULL);
    ptb_status status = ptb_blas_global_init(&err);
    double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (status == PTB_OK)
        status = ptb_logistic_fit(&context, &design, y, NULL, &settings, NULL, coef, &report, &err);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
    if (status == PTB_OK) {
        printf("{\"peer\": \"propensity %s\", \"s\": %.4f, \"cpu_s\": %.4f, \"iterations\": %d, "
               "\"gradients\": %d, \"grams\": %d, "
               "\"objective\": %.15g, \"gradient_max\": %.3g, \"converged\": %s}\n",
               argv[3], wall, processor, report.iterations, report.gradients, report.grams,
               c * n * report.objective, report.gradient_max, report.converged ? "true" : "false");
        save_coef(coef, shape[1] + 1);
    } else {
        (void)fprintf(stderr, "perf_l2: %s\n", err.message);
    }
    free(x);
    free(bytes);
    free(y);
    free(coef);
    return status != PTB_OK;
}
