/* models/segments_file.c: segments in model files; checked, as they may come from strangers. */
#include <math.h>
#include <string.h>

#include "models/model_names.h"
#include "models/segments.h"

static void write_segment(ptb_json_writer *writer, const ptb_segment *segment)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "level", segment->level);
    ptb_json_add_integer(writer, "rows", (int64_t)segment->rows);
    ptb_json_add_integer(writer, "wins", (int64_t)segment->wins);
    ptb_json_add_number(writer, "lambda", segment->lambda);
    ptb_json_add_integer(writer, "judged", (int64_t)segment->judged);
    ptb_json_add_number(writer, "log_loss_whole", segment->log_loss_whole);
    ptb_json_add_number(writer, "log_loss", segment->log_loss);
    ptb_model_write_fit(writer, segment->model);
    ptb_json_end_object(writer);
}

void ptb_segments_write(ptb_json_writer *writer, const ptb_model *model)
{
    const ptb_segments *segments = model->segments;
    if (segments == NULL) return;
    ptb_json_begin_object(writer, "segments");
    ptb_json_add_string(writer, "feature", model->plan->features[segments->feature].name);
    ptb_json_begin_array(writer, "models", false);
    for (size_t i = 0; i < segments->n; i++)
        write_segment(writer, &segments->items[i]);
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}

typedef struct {
    const ptb_json_doc *doc;
    ptb_model *model; /* the whole */
} reading;

static ptb_status need_count(const reading *r, const ptb_json *node, const char *key, size_t *out,
                             ptb_error *err)
{
    int64_t count = 0;
    PTB_TRY(ptb_json_need_integer(r->doc, node, key, &count, err));
    if (count < 0)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, key), "%lld; want 0 or more",
                             (long long)count);
    *out = (size_t)count;
    return PTB_OK;
}

/* null where nothing was judged. */
static ptb_status want_loss(const reading *r, const ptb_json *node, const char *key, double *out,
                            ptb_error *err)
{
    *out = (double)NAN;
    const ptb_json *loss = ptb_json_get(node, key);
    return loss == NULL || ptb_json_is_null(loss) ? PTB_OK
                                                  : ptb_json_want_number(r->doc, node, key, out, err);
}

static ptb_status need_level(const reading *r, const ptb_json *node, const char **out, ptb_error *err)
{
    const char *level;
    const ptb_segments *segments = r->model->segments;
    PTB_TRY(ptb_json_need_string(r->doc, node, "level", &level, err));
    for (size_t i = 0; i < segments->n && segments->items[i].level != NULL; i++)
        if (strcmp(segments->items[i].level, level) == 0)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "level"),
                                 "'%s' is there twice", level);
    return ptb_arena_text(&r->model->arena, level, strlen(level), out, err);
}

/* What is summed by features and pairs is as long in all. */
static ptb_status check_shape(const reading *r, const ptb_json *node, const ptb_model *own, ptb_error *err)
{
    const ptb_curves *a = r->model->curves, *b = own->curves;
    bool is_same = a == NULL || a->n_pairs == b->n_pairs;
    for (size_t i = 0; a != NULL && is_same && i < a->n_pairs; i++)
        is_same =
            a->pairs[i].field[0] == b->pairs[i].field[0] && a->pairs[i].field[1] == b->pairs[i].field[1];
    if (is_same) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                         "its surfaces are not of the same features as the whole model's");
}

static ptb_status read_segment(const reading *r, const ptb_json *node, ptb_segment *out, ptb_error *err)
{
    static const char *const known[] = {"level",          "rows",        "wins",    "lambda",   "judged",
                                        "log_loss_whole", "log_loss",    "encoder", "additive", "svm",
                                        "intercept",      "calibration", NULL};
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(need_level(r, node, &out->level, err));
    PTB_TRY(need_count(r, node, "rows", &out->rows, err));
    PTB_TRY(need_count(r, node, "wins", &out->wins, err));
    PTB_TRY(need_count(r, node, "judged", &out->judged, err));
    PTB_TRY(ptb_json_need_number(r->doc, node, "lambda", &out->lambda, err));
    PTB_TRY(want_loss(r, node, "log_loss_whole", &out->log_loss_whole, err));
    PTB_TRY(want_loss(r, node, "log_loss", &out->log_loss, err));
    PTB_TRY(ptb_model_read_fit(r->doc, node, out->model, err));
    return check_shape(r, node, out->model, err);
}

static ptb_status find_feature(const reading *r, const ptb_json *node, size_t *out, ptb_error *err)
{
    const char *name;
    const ptb_plan *plan = r->model->plan;
    PTB_TRY(ptb_json_need_string(r->doc, node, "feature", &name, err));
    for (*out = 0; *out < plan->n; ++*out)
        if (strcmp(plan->features[*out].name, name) == 0) break;
    if (*out < plan->n && ptb_model_columns(r->model)[*out].is_category) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(node, "feature"),
                         "'%s'; want a feature of the plan that is a category", name);
}

ptb_status ptb_segments_read(const ptb_json_doc *doc, const ptb_json *root, ptb_model *model, ptb_error *err)
{
    static const char *const known[] = {"feature", "models", NULL};
    const reading r = {doc, model};
    const ptb_json *node = ptb_json_get(root, "segments"), *array;
    size_t feature = 0, at = 0;
    if (node == NULL) return PTB_OK;
    if (model->svm != NULL || !ptb_json_is_object(node))
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "want an object, in a logistic or additive model");
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(find_feature(&r, node, &feature, err));
    PTB_TRY(ptb_json_need_array(doc, node, "models", &array, err));
    size_t n = ptb_json_count(array);
    if (n == 0 || n > PTB_SEGMENTS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, array, "%zu models; want 1 to %d", n, PTB_SEGMENTS_MAX);
    PTB_TRY(ptb_segments_new(model, feature, n, err));
    for (const ptb_json *one = ptb_json_first(array); one != NULL; one = ptb_json_next(one))
        PTB_TRY(read_segment(&r, one, &model->segments->items[at++], err));
    return PTB_OK;
}
