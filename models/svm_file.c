/* models/svm_file.c: a support vector machine as JSON, one line a vector, and back; what is read may come from strangers. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "models/svm_model.h"

const char *const ptb_kernel_names[] = {[PTB_KERNEL_LINEAR] = "linear", [PTB_KERNEL_RBF] = "rbf", NULL};
static const char *const by_landmarks = "landmarks";

/* Beyond these a value could overflow on its way. */
static const double largest_coef = 1e100, largest_term = 1e30;

static bool is_finite_within(double value, double most)
{
    return fabs(value) <= most;
}

ptb_status ptb_svm_check(const ptb_svm *svm, ptb_error *err)
{
    size_t n = svm->n_vectors * svm->n_cols;
    if (n > PTB_SVM_NUMBERS_MAX)
        return ptb_fail(err, PTB_E_LIMIT,
                        "%zu vectors of %zu terms are more than a model file takes (%d numbers); want fewer "
                        "features (--exclude)",
                        svm->n_vectors, svm->n_cols, PTB_SVM_NUMBERS_MAX);
    bool is_fine = isfinite(svm->rho) && isfinite(svm->cost) && isfinite(svm->gamma);
    for (size_t i = 0; i < svm->n_vectors; i++)
        is_fine = is_fine && is_finite_within(svm->coef[i], largest_coef);
    for (size_t k = 0; k < n; k++)
        is_fine = is_fine && is_finite_within((double)svm->vector[k], largest_term);
    return is_fine ? PTB_OK
                   : ptb_fail(err, PTB_E_NUMERIC,
                              "the support vectors have a number that is not finite, or far "
                              "out of range; nothing is written");
}

/* ---- out ---- */

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* A double of at most 9 digits that is this float once rounded: fewer to read. */
static double in_few_digits(float x)
{
    char digits[PTB_NUMBER_BYTES];
    for (int n = 6; n <= 9; n++) {
        double value;
        (void)snprintf(digits, sizeof digits, "%.*g", n, (double)x);
        char *comma = strchr(digits, ','); /* of the host's locale */
        if (comma != NULL) *comma = '.';
        if (!ptb_parse_number(ptb_str_of(digits), &value)) break;
        if (bits_of((float)value) == bits_of(x)) return value;
    }
    return (double)x;
}

static void write_settings(ptb_json_writer *writer, const ptb_svm *svm)
{
    ptb_json_add_string(writer, "kernel", ptb_kernel_names[svm->kernel]);
    ptb_json_add_number(writer, "C", svm->cost);
    if (svm->kernel == PTB_KERNEL_RBF) ptb_json_add_number(writer, "gamma", svm->gamma);
    if (svm->has_landmarks) ptb_json_add_string(writer, "approximation", by_landmarks);
}

void ptb_svm_write(ptb_json_writer *writer, const char *key, const ptb_svm *svm)
{
    ptb_json_begin_object(writer, key);
    write_settings(writer, svm);
    ptb_json_begin_array(writer, "coef", true);
    for (size_t i = 0; i < svm->n_vectors; i++)
        ptb_json_add_number(writer, NULL, svm->coef[i]);
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "vectors", false);
    for (size_t i = 0; i < svm->n_vectors; i++) {
        ptb_json_begin_array(writer, NULL, true);
        for (size_t t = 0; t < svm->n_cols; t++)
            ptb_json_add_number(writer, NULL, in_few_digits(svm->vector[i * svm->n_cols + t]));
        ptb_json_end_array(writer);
    }
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}

void ptb_svm_summarise(ptb_json_writer *writer, const char *key, const ptb_svm *svm)
{
    ptb_json_begin_object(writer, key);
    write_settings(writer, svm);
    ptb_json_add_integer(writer, "vectors", (int64_t)svm->n_vectors);
    ptb_json_end_object(writer);
}

void ptb_svm_describe(const ptb_svm *svm, ptb_text *out)
{
    ptb_text_printf(out, "%s kernel, C %g", ptb_kernel_names[svm->kernel], svm->cost);
    if (svm->kernel == PTB_KERNEL_RBF) ptb_text_printf(out, ", gamma %.3g", svm->gamma);
    ptb_text_printf(out, ", %zu %s", svm->n_vectors,
                    svm->has_landmarks ? "landmarks (approximation)" : "support vectors");
}

/* ---- in ---- */

typedef struct {
    const ptb_json_doc *doc;
    ptb_svm *svm;
} reading;

static ptb_status need_above_0(const reading *r, const ptb_json *object, const char *key, double *out,
                               ptb_error *err)
{
    PTB_TRY(ptb_json_need_number(r->doc, object, key, out, err));
    if (*out > 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(object, key), "%g; want more than 0", *out);
}

static ptb_status parse_kernel(const reading *r, const ptb_json *node, ptb_error *err)
{
    const char *name;
    PTB_TRY(ptb_json_need_string(r->doc, node, "kernel", &name, err));
    for (size_t k = 0; ptb_kernel_names[k] != NULL; k++) {
        if (strcmp(ptb_kernel_names[k], name) != 0) continue;
        r->svm->kernel = (ptb_kernel)k;
        return PTB_OK;
    }
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "kernel"), "'%s'; want linear or rbf",
                         name);
}

static ptb_status parse_settings(const reading *r, const ptb_json *node, ptb_error *err)
{
    static const char *const of_rbf[] = {"gamma", "approximation"};
    const char *approximation = NULL;
    PTB_TRY(parse_kernel(r, node, err));
    PTB_TRY(need_above_0(r, node, "C", &r->svm->cost, err));
    for (size_t i = 0; r->svm->kernel == PTB_KERNEL_LINEAR && i < 2; i++)
        if (ptb_json_get(node, of_rbf[i]) != NULL)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, of_rbf[i]),
                                 "want none with the linear kernel");
    if (r->svm->kernel == PTB_KERNEL_RBF) PTB_TRY(need_above_0(r, node, "gamma", &r->svm->gamma, err));
    PTB_TRY(ptb_json_want_string(r->doc, node, "approximation", &approximation, err));
    r->svm->has_landmarks = approximation != NULL;
    if (approximation == NULL || strcmp(approximation, by_landmarks) == 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "approximation"), "'%s'; want %s",
                         approximation, by_landmarks);
}

static ptb_status need_within(const reading *r, const ptb_json *item, double most, double *out,
                              ptb_error *err)
{
    *out = ptb_json_number(item);
    if (ptb_json_is_number(item) && is_finite_within(*out, most)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want a number within %g of 0", most);
}

static ptb_status parse_coef(const reading *r, const ptb_json *node, ptb_error *err)
{
    const ptb_json *array;
    ptb_svm *svm = r->svm;
    PTB_TRY(ptb_json_need_array(r->doc, node, "coef", &array, err));
    svm->n_vectors = ptb_json_count(array);
    if (svm->n_cols > 0 && svm->n_vectors > PTB_SVM_NUMBERS_MAX / svm->n_cols)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array,
                             "%zu vectors of %zu terms; want at most %d numbers", svm->n_vectors, svm->n_cols,
                             PTB_SVM_NUMBERS_MAX);
    PTB_TRY(ptb_alloc(&svm->coef, svm->n_vectors, sizeof *svm->coef, err));
    size_t i = 0;
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item))
        PTB_TRY(need_within(r, item, largest_coef, &svm->coef[i++], err));
    return PTB_OK;
}

static ptb_status parse_vector(const reading *r, const ptb_json *row, float *out, ptb_error *err)
{
    size_t n = ptb_json_count(row), t = 0;
    if (!ptb_json_is_array(row) || n != r->svm->n_cols)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, row, "%zu numbers; want one for each of %zu terms", n,
                             r->svm->n_cols);
    for (const ptb_json *item = ptb_json_first(row); item != NULL; item = ptb_json_next(item)) {
        double value = 0;
        PTB_TRY(need_within(r, item, largest_term, &value, err));
        out[t++] = (float)value;
    }
    return PTB_OK;
}

static ptb_status parse_vectors(const reading *r, const ptb_json *node, ptb_error *err)
{
    const ptb_json *array;
    ptb_svm *svm = r->svm;
    PTB_TRY(ptb_json_need_array(r->doc, node, "vectors", &array, err));
    if (ptb_json_count(array) != svm->n_vectors)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array,
                             "%zu vectors; want one for each of %zu coefficients", ptb_json_count(array),
                             svm->n_vectors);
    PTB_TRY(ptb_alloc(&svm->vector, svm->n_vectors * svm->n_cols, sizeof *svm->vector, err));
    size_t i = 0;
    for (const ptb_json *row = ptb_json_first(array); row != NULL; row = ptb_json_next(row))
        PTB_TRY(parse_vector(r, row, svm->vector + i++ * svm->n_cols, err));
    return PTB_OK;
}

ptb_status ptb_svm_parse(const ptb_json_doc *doc, const ptb_json *node, size_t n_cols, ptb_svm **out,
                         ptb_error *err)
{
    static const char *const known[] = {"kernel", "C", "gamma", "approximation", "coef", "vectors", NULL};
    reading r = {.doc = doc};
    ptb_status status = PTB_OK;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&r.svm, 1, sizeof *r.svm, err));
    r.svm->n_cols = n_cols;
    PTB_TRY_TO(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY_TO(parse_settings(&r, node, err));
    PTB_TRY_TO(parse_coef(&r, node, err));
    PTB_TRY_TO(parse_vectors(&r, node, err));
    *out = r.svm;
    r.svm = NULL;
done:
    ptb_svm_free(r.svm);
    return status;
}
