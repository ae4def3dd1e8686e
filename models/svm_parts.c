/* models/svm_parts.c: what a decision value owes to each feature. */
#include <math.h>
#include <string.h>

#include "models/svm_model.h"

/* Features whose kernels are made at a time. */
enum { CHUNK = 64 };

/* Of one vector: the kernel with x as it is, then with each of `n` features at its mean. */
typedef struct {
    uint32_t feature[CHUNK];
    double distance[CHUNK + 1];
    size_t n;
} chunk;

static void add_chunk(const ptb_svm *svm, double coef, double whole, chunk *c, double *part)
{
    c->distance[c->n] = whole;
    ptb_kernel_decay(c->distance, c->n + 1, svm->gamma);
    for (size_t k = 0; k < c->n; k++)
        part[c->feature[k]] += coef * (c->distance[c->n] - c->distance[k]);
    c->n = 0;
}

/* At its mean a term is 0, so that it is as far away as the vector's is from 0. */
static void add_distances(const ptb_svm *svm, size_t i, const ptb_encoder *encoder, const float *x,
                          double *part)
{
    const float *vector = svm->vector + i * svm->n_cols;
    double whole = 0;
    chunk c = {.n = 0};
    for (size_t t = 0; t < svm->n_cols; t++) {
        double off = (double)x[t] - (double)vector[t];
        whole += off * off;
    }
    for (size_t t = 0; t < svm->n_cols;) {
        uint32_t feature = encoder->terms[t].feature;
        double more = 0;
        for (; t < svm->n_cols && encoder->terms[t].feature == feature; t++) {
            double off = (double)x[t] - (double)vector[t], at_mean = (double)vector[t];
            more += at_mean * at_mean - off * off;
        }
        c.feature[c.n] = feature;
        c.distance[c.n++] = fmax(whole + more, 0);
        if (c.n == CHUNK) add_chunk(svm, svm->coef[i], whole, &c, part);
    }
    if (c.n > 0) add_chunk(svm, svm->coef[i], whole, &c, part);
}

static void add_products(const ptb_svm *svm, size_t i, const ptb_encoder *encoder, const float *x,
                         double *part)
{
    const float *vector = svm->vector + i * svm->n_cols;
    for (size_t t = 0; t < svm->n_cols; t++)
        part[encoder->terms[t].feature] += svm->coef[i] * (double)vector[t] * (double)x[t];
}

void ptb_svm_parts(const ptb_svm *svm, const ptb_encoder *encoder, const float *x, double *part)
{
    memset(part, 0, encoder->n_features * sizeof *part);
    for (size_t i = 0; i < svm->n_vectors; i++) {
        if (svm->kernel == PTB_KERNEL_LINEAR)
            add_products(svm, i, encoder, x, part);
        else
            add_distances(svm, i, encoder, x, part);
    }
}
