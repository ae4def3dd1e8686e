/* features/vectors_open.c: vectors out of a file, as views. */
#include <string.h>

#include "features/vectors_inside.h"

typedef struct {
    const char *name;
    ptb_h5_type type;
    void *out;
} column_view;

/* Fixed-width texts -> a list: trailing zero bytes are no part of a text. */
static ptb_status view_ids(ptb_vectors *v, const char *name, ptb_strings *out, ptb_error *err)
{
    const char *first;
    uint64_t rows, width, *offset;
    char *bytes;
    PTB_TRY(ptb_h5_view_fixed_strings(v->store->file, name, &first, &rows, &width, err));
    if (rows != v->n_rows) {
        return ptb_fail(err, PTB_E_SCHEMA, "dataset '%s' has %llu rows, X has %zu", name,
                        (unsigned long long)rows, v->n_rows);
    }
    PTB_TRY(ptb_arena_alloc(&v->store->arena, &offset, rows + 1, sizeof *offset, err));
    for (uint64_t i = 0; i < rows; i++)
        offset[i + 1] = offset[i] + strnlen(first + i * width, width);
    PTB_TRY(ptb_arena_alloc(&v->store->arena, &bytes, offset[rows] + 1, 1, err));
    for (uint64_t i = 0; i < rows; i++)
        memcpy(bytes + offset[i], first + i * width, offset[i + 1] - offset[i]);
    *out = (ptb_strings){.bytes = bytes, .offset = offset, .n = rows};
    return PTB_OK;
}

static ptb_status view_columns(ptb_vectors *v, ptb_error *err)
{
    const column_view columns[] = {{"outcome", PTB_H5_F32, &v->outcome},
                                   {"weight", PTB_H5_F32, &v->weight},
                                   {"as_of", PTB_H5_I64, &v->as_of},
                                   {"known_at", PTB_H5_I64, &v->known_at},
                                   {"group", PTB_H5_U32, &v->group}};
    uint64_t rows, cols;
    PTB_TRY(ptb_h5_view(v->store->file, "X", PTB_H5_F32, &v->x, &rows, &cols, err));
    if (cols != v->n_features) {
        return ptb_fail(err, PTB_E_SCHEMA, "X has %llu columns, the plan %zu features",
                        (unsigned long long)cols, v->n_features);
    }
    v->n_rows = rows;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        PTB_TRY(
            ptb_h5_view(v->store->file, columns[i].name, columns[i].type, columns[i].out, &rows, &cols, err));
        if (rows == v->n_rows && cols == 0) continue;
        return ptb_fail(err, PTB_E_SCHEMA, "dataset '%s' has %llu rows, X has %zu", columns[i].name,
                        (unsigned long long)rows, v->n_rows);
    }
    PTB_TRY(view_ids(v, "subject_id", &v->subject_id, err));
    return view_ids(v, "account_id", &v->account_id, err);
}

static ptb_status read_meta(ptb_vectors *v, ptb_error *err)
{
    ptb_str text;
    ptb_json_doc *doc = NULL;
    PTB_TRY(ptb_h5_view_text(v->store->file, "meta", &text, err));
    PTB_TRY(ptb_json_parse(text.ptr, text.len, "meta", &doc, err));
    ptb_status status = ptb_vectors_read_meta(doc, v, err);
    ptb_json_free(doc);
    return status;
}

ptb_status ptb_vectors_open(const ptb_context *context, const char *path, ptb_vectors **out, ptb_error *err)
{
    *out = NULL;
    ptb_vectors *v = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_vectors_new(&v, err));
    PTB_TRY_TO(
        ptb_h5_open(path, PTB_VECTORS_FORMAT, PTB_VECTORS_VERSION, context->threads, &v->store->file, err));
    status = read_meta(v, err);
    if (status == PTB_OK) status = view_columns(v, err);
    if (status != PTB_OK) {
        status = ptb_prefix(err, status, "reading %s", path);
        goto done;
    }
    *out = v;
    v = NULL;
done:
    ptb_vectors_free(v);
    return status;
}
