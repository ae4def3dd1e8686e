/* models/segments.h: models of their own for some levels of one feature, within a model that is there for all others.
 *
 * A segment's model has encoder or curves and a calibration of its own; plan, family and the map to 0-100 are the whole model's. Levels
 * without one, levels never seen and missing values are the whole model's. */
#ifndef PTB_MODELS_SEGMENTS_H
#define PTB_MODELS_SEGMENTS_H

#include "models/model.h"

enum { PTB_SEGMENTS_MAX = 1000 };

typedef struct {
    const char *level;
    ptb_model *model;  /* plan borrowed from the whole model */
    size_t rows, wins; /* learnt from */
    double lambda;     /* of what differs from the whole model */
    size_t judged;     /* cases of the level that were judged unseen */
    double
        log_loss_whole; /* of these by the whole model, and by the procedure with segments; NaN where none */
    double log_loss;
} ptb_segment;

typedef struct ptb_segments {
    size_t feature; /* of the plan; a category */
    ptb_segment *items;
    size_t n;
} ptb_segments;

static inline size_t ptb_segments_count(const ptb_model *model)
{
    return model->segments ? model->segments->n : 0;
}
/* Room for n segments of the model, each with an empty model of its family. */
PTB_MUST_USE ptb_status ptb_segments_new(ptb_model *model, size_t feature, size_t n, ptb_error *err);
void ptb_segments_free(ptb_segments *segments); /* NULL allowed */

/* A source's levels of the feature as places among the segments. */
typedef struct {
    ptb_model_binding **bindings; /* by segment */
    uint32_t *place;              /* by the source's code; n_segments: the whole model's */
    size_t n_codes, n;
} ptb_segments_binding;
PTB_MUST_USE ptb_status ptb_segments_bind(const ptb_segments *segments,
                                          const ptb_vector_column *source_columns, ptb_segments_binding **out,
                                          ptb_error *err);
void ptb_segments_binding_free(ptb_segments_binding *binding); /* NULL allowed */
/* The row's segment, or n. */
size_t ptb_segments_place(const ptb_segments *segments, const ptb_segments_binding *binding,
                          const float *raw);

/* segments_file.c: the key "segments" of a model file; nothing where there are none. E_SCHEMA: missing, unknown, out of range, a level
 * twice, another family's parts. */
void ptb_segments_write(ptb_json_writer *writer, const ptb_model *model);
PTB_MUST_USE ptb_status ptb_segments_read(const ptb_json_doc *doc, const ptb_json *root, ptb_model *model,
                                          ptb_error *err);
/* A table of them: level, cases and wins learnt from, log loss of the whole model and with segments on unseen cases. */
void ptb_segments_tabulate(const ptb_model *model, ptb_text *out);

#endif
