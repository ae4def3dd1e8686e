/* tests/support/made_vectors.h: small vectors in memory, made by the test itself.
 *
 * made_vectors(n_rows, names, n_features) gives timeless contacts in groups of their own, weights 1, all
 * numbers, X zero; the test fills what it wants through the mutable arrays. */
#ifndef PTB_TESTS_SUPPORT_MADE_VECTORS_H
#define PTB_TESTS_SUPPORT_MADE_VECTORS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "features/vectors.h"

typedef struct {
    ptb_vectors view; /* of the arrays below */
    float *x, *outcome, *weight;
    ptb_time *as_of, *known_at;
    uint32_t *group, *rows; /* rows: 0 .. n_rows - 1 */
    ptb_vector_column *columns;
    ptb_plan *plan;
    char *id_bytes;
    uint64_t *id_offset;
} made_vectors;

static inline void *made_alloc(size_t count, size_t size)
{
    void *p = calloc(count + 1, size);
    ck_assert_ptr_nonnull(p);
    return p;
}

static inline ptb_plan *made_plan(const char *const *names, size_t n)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_begin_object(&writer, NULL);
    ptb_json_add_string(&writer, "format", "propensity-plan");
    ptb_json_add_integer(&writer, "format_version", 1);
    ptb_json_begin_array(&writer, "features", false);
    for (size_t f = 0; f < n; f++) {
        ptb_json_begin_object(&writer, NULL);
        ptb_json_add_string(&writer, "name", names[f]);
        ptb_json_add_string(&writer, "kind", "attribute");
        ptb_json_add_string(&writer, "of", "contact");
        ptb_json_add_string(&writer, "column", names[f]);
        ptb_json_end_object(&writer);
    }
    ptb_json_end_array(&writer);
    ptb_json_end_object(&writer);
    ptb_error err = {0};
    ptb_json_doc *doc = NULL;
    ptb_plan *plan = NULL;
    ck_assert_msg(ptb_json_parse(text.bytes, text.len, "made plan", &doc, &err) == PTB_OK, "%s", err.message);
    ck_assert_msg(ptb_plan_parse(doc, ptb_json_root(doc), &plan, &err) == PTB_OK, "%s", err.message);
    ptb_json_free(doc);
    ptb_text_free(&text);
    return plan;
}

static inline void made_vectors_new(made_vectors *made, size_t n_rows, const char *const *names,
                                    size_t n_features)
{
    memset(made, 0, sizeof *made);
    made->x = made_alloc(n_rows * n_features, sizeof(float));
    made->outcome = made_alloc(n_rows, sizeof(float));
    made->weight = made_alloc(n_rows, sizeof(float));
    made->as_of = made_alloc(n_rows, sizeof(ptb_time));
    made->known_at = made_alloc(n_rows, sizeof(ptb_time));
    made->group = made_alloc(n_rows, sizeof(uint32_t));
    made->rows = made_alloc(n_rows, sizeof(uint32_t));
    made->columns = made_alloc(n_features, sizeof *made->columns);
    made->plan = made_plan(names, n_features);
    made->id_bytes = made_alloc(n_rows, 16);
    made->id_offset = made_alloc(n_rows + 1, sizeof(uint64_t));
    for (size_t i = 0; i < n_rows; i++) {
        made->weight[i] = 1;
        made->as_of[i] = made->known_at[i] = PTB_NO_TIME;
        made->group[i] = made->rows[i] = (uint32_t)i;
        int len = snprintf(made->id_bytes + made->id_offset[i], 16, "C%zu", i);
        made->id_offset[i + 1] = made->id_offset[i] + (uint64_t)len;
    }
    made->view = (ptb_vectors){.n_rows = n_rows,
                               .n_features = n_features,
                               .x = made->x,
                               .outcome = made->outcome,
                               .weight = made->weight,
                               .as_of = made->as_of,
                               .known_at = made->known_at,
                               .group = made->group,
                               .plan = made->plan,
                               .columns = made->columns,
                               .subject_id = {made->id_bytes, made->id_offset, n_rows},
                               .subject = PTB_SUBJECT_CONTACT,
                               .outcome_kind = PTB_OUTCOME_COLUMN,
                               .outcome_name = "won",
                               .is_timeless = true,
                               .first_record = PTB_NO_TIME,
                               .last_record = PTB_NO_TIME};
}

static inline void made_category(made_vectors *made, size_t feature, const char *const *levels,
                                 size_t n_levels)
{
    made->columns[feature] = (ptb_vector_column){
        .is_category = true, .kind = PTB_COLUMN_CATEGORY, .levels = levels, .n_levels = n_levels};
}

/* Equal bits, which for floating-point numbers is more than equal values. */
static inline bool same_bits(const void *a, const void *b, size_t n_bytes)
{
    return memcmp(a, b, n_bytes) == 0;
}

static inline float *made_cell(made_vectors *made, size_t row, size_t feature)
{
    return &made->x[row * made->view.n_features + feature];
}

static inline void made_vectors_free(made_vectors *made)
{
    free(made->x);
    free(made->outcome);
    free(made->weight);
    free(made->as_of);
    free(made->known_at);
    free(made->group);
    free(made->rows);
    free(made->columns);
    ptb_plan_free(made->plan);
    free(made->id_bytes);
    free(made->id_offset);
}

#endif
