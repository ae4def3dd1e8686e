/* features/encoder.h: raw feature values -> standardised design columns, fitted on training rows only.
 *
 * Numbers: clipped to the range that all but 0.1 % of the training rows at either end have, ln(1 + x) where
 * x >= 0 and skewed, replaced by their mean where missing, mean 0, sd 1; and hinges at three quantiles, so
 * that the effect may bend. Whole numbers with few distinct values get level indicators instead of hinges
 * (they are often codes). Categories: one indicator a level that is frequent enough, the others pooled as
 * "other". Missing has its own indicator where frequent enough. What is not frequent enough has no indicator
 * on. Constant columns are dropped. An encoder is immutable once fitted and lives in the model. */
#ifndef PTB_FEATURES_ENCODER_H
#define PTB_FEATURES_ENCODER_H

#include "features/vectors.h"

typedef enum {
    PTB_TERM_LINEAR,  /* x */
    PTB_TERM_LOG1P,   /* ln(1 + x), x clipped at 0 from below */
    PTB_TERM_HINGE,   /* what x exceeds `value` by, 0 below: the line bends there */
    PTB_TERM_MISSING, /* 1 where x is missing */
    PTB_TERM_LEVEL,   /* 1 where the category is `level`, or the number equals `value` */
    PTB_TERM_OTHER    /* category: 1 where present and no level of its own */
} ptb_term_kind;

typedef struct {
    uint32_t feature; /* column of the raw row; terms are in the order of features */
    ptb_term_kind kind;
    uint32_t level;   /* category: index into the feature's levels in the encoder */
    double value;     /* LEVEL of a number; HINGE: the knot */
    double low, high; /* LINEAR, LOG1P, HINGE: x is clipped to [low, high] before the transform */
    double mean;      /* of the transformed value over the training rows that have it */
    double sd;        /* of the column, missing replaced by the mean */
} ptb_term;

typedef struct ptb_encoder {
    ptb_term *terms;
    size_t n_terms, n_features;
    ptb_vector_column
        *columns;       /* n_features: the kinds, which are categories, and the levels that have terms */
    const char **names; /* n_features: the plan's, for messages */
    ptb_arena arena;
} ptb_encoder;

typedef struct {
    double min_level_count; /* levels with fewer training rows are pooled; default 20 */
    double min_level_share; /* also those with a smaller share of the training rows; default 0.002 */
    double clip_share;      /* of the training rows clipped at either end of a number; default 0.001 */
    double max_levels;      /* at most so many levels a category, the most frequent; default 50 */
    double
        max_number_levels; /* whole numbers of 3 to so many distinct values get levels; default 12, to 64 */
    double n_knots;        /* of other numbers: where the line may bend; default 3, at most 16 */
} ptb_encoder_settings;
void ptb_encoder_settings_default(ptb_encoder_settings *settings);

/* Fits on rows[0..n_rows) of the vectors (indices), with their weights. E_DATA: no rows, an infinite value.
 * Same bits for any number of threads: a feature is the work of one thread. */
PTB_MUST_USE ptb_status ptb_encoder_fit(const ptb_context *context, const ptb_vectors *vectors,
                                        const uint32_t *rows, size_t n_rows,
                                        const ptb_encoder_settings *settings, ptb_encoder **out,
                                        ptb_error *err);
void ptb_encoder_free(ptb_encoder *encoder);

/* How a source's category codes translate to the encoder's levels; values unknown to it are "other".
 * E_SCHEMA: a category where the encoder has a number, or the reverse (but a column without any value is
 * taken for either). */
typedef struct ptb_encoder_binding ptb_encoder_binding;
PTB_MUST_USE ptb_status ptb_encoder_bind(const ptb_encoder *encoder, const ptb_vector_column *source_columns,
                                         ptb_encoder_binding **out, ptb_error *err);
void ptb_encoder_binding_free(ptb_encoder_binding *binding);

/* One raw row -> n_terms standardised values (double: what is scored). Allocates nothing. */
void ptb_encode_row(const ptb_encoder *encoder, const ptb_encoder_binding *binding, const float *raw,
                    double *out);

/* Many rows -> float32 design matrix, row-major, for the trainer; rows are indices into the vectors. */
PTB_MUST_USE ptb_status ptb_encode_design(const ptb_context *context, const ptb_encoder *encoder,
                                          const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                          float **out, ptb_error *err);

/* "Industry = Software", "pricing_view activities in the last 30 days", "Industry is missing". */
void ptb_term_describe(const ptb_encoder *encoder, const ptb_plan *plan, size_t term, ptb_text *out);

/* {"categories": [feature, ...], "terms": [{"term": words, "feature", "kind", ..., "coefficient"}, ...]}: a
 * term a line, with its coefficient (coef[0..n_terms), without the intercept) and its standard error where there is one
 * (NULL: none at all; NaN: not of this term), so that one table tells all. coef NULL: of a model without coefficients. */
void ptb_encoder_write(ptb_json_writer *writer, const char *key, const ptb_encoder *encoder,
                       const ptb_plan *plan, const double *coef, const double *standard_error);
/* Both have room for the intercept: (*coef)[1 + term]; the caller's, free(). *standard_error is NULL where no term has one,
 * else NaN for those that don't. Both NULL: the file must not have any. E_SCHEMA names the path. */
PTB_MUST_USE ptb_status ptb_encoder_parse(const ptb_json_doc *doc, const ptb_json *node, const ptb_plan *plan,
                                          ptb_encoder **out, double **coef, double **standard_error,
                                          ptb_error *err);

#endif
