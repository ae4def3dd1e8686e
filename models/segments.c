/* models/segments.c: which of a model's segments a row belongs to. */
#include "models/segments.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/table.h"

ptb_status ptb_segments_new(ptb_model *model, size_t feature, size_t n, ptb_error *err)
{
    ptb_segments *segments = NULL;
    PTB_TRY(ptb_alloc(&segments, 1, sizeof *segments, err));
    model->segments = segments;
    segments->feature = feature;
    PTB_TRY(ptb_alloc(&segments->items, n, sizeof *segments->items, err));
    for (; segments->n < n; segments->n++) {
        ptb_segment *segment = &segments->items[segments->n];
        PTB_TRY(ptb_alloc(&segment->model, 1, sizeof *segment->model, err));
        segment->model->family = model->family;
        segment->model->plan = model->plan;
    }
    return PTB_OK;
}

void ptb_segments_free(ptb_segments *segments)
{
    if (segments == NULL) return;
    for (size_t i = 0; i < segments->n; i++) {
        segments->items[i].model->plan = NULL; /* the whole model's */
        ptb_model_free(segments->items[i].model);
    }
    free(segments->items);
    free(segments);
}

ptb_status ptb_segments_bind(const ptb_segments *segments, const ptb_vector_column *source_columns,
                             ptb_segments_binding **out, ptb_error *err)
{
    const ptb_vector_column *column = &source_columns[segments->feature];
    ptb_status status = PTB_OK;
    ptb_segments_binding *binding = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&binding, 1, sizeof *binding, err));
    PTB_TRY_TO(ptb_alloc(&binding->place, column->n_levels, sizeof *binding->place, err));
    PTB_TRY_TO(ptb_alloc(&binding->bindings, segments->n, sizeof(ptb_model_binding *), err));
    binding->n_codes = column->n_levels;
    for (size_t code = 0; code < column->n_levels; code++) {
        size_t place = 0;
        while (place < segments->n && strcmp(segments->items[place].level, column->levels[code]) != 0)
            place++;
        binding->place[code] = (uint32_t)place;
    }
    for (; binding->n < segments->n; binding->n++)
        PTB_TRY_TO(ptb_model_bind(segments->items[binding->n].model, source_columns,
                                  &binding->bindings[binding->n], err));
    *out = binding;
    binding = NULL;
done:
    ptb_segments_binding_free(binding);
    return status;
}

void ptb_segments_binding_free(ptb_segments_binding *binding)
{
    if (binding == NULL) return;
    for (size_t i = 0; i < binding->n; i++)
        ptb_model_binding_free(binding->bindings[i]);
    free(binding->bindings);
    free(binding->place);
    free(binding);
}

size_t ptb_segments_place(const ptb_segments *segments, const ptb_segments_binding *binding, const float *raw)
{
    float code = raw[segments->feature];
    if (!(code >= 0) || !(code < (float)binding->n_codes)) return segments->n; /* NaN: missing */
    return binding->place[(size_t)code];
}

void ptb_segments_tabulate(const ptb_model *model, ptb_text *out)
{
    static const char *const heads[] = {"segment", "learnt from", "won", "judged", "log loss, whole", "own"};
    ptb_text_table table = {.n_columns = 6, .align = "lrrrrr"};
    if (ptb_segments_count(model) == 0) return;
    ptb_text_printf(out, "models of their own, by %s (all other values have the whole model)\n",
                    model->plan->features[model->segments->feature].name);
    for (size_t i = 0; i < 6; i++)
        ptb_table_cell(&table, "%s", heads[i]);
    for (size_t i = 0; i < model->segments->n; i++) {
        const ptb_segment *segment = &model->segments->items[i];
        ptb_table_cell(&table, "%s", segment->level);
        ptb_table_cell(&table, "%zu", segment->rows);
        ptb_table_cell(&table, "%zu", segment->wins);
        ptb_table_cell(&table, "%zu", segment->judged);
        ptb_table_cell(&table, "%.4f", segment->log_loss_whole);
        ptb_table_cell(&table, "%.4f", segment->log_loss);
    }
    ptb_table_render(&table, "  ", out);
    ptb_table_free(&table);
}
