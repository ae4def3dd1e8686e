/* models/penalty_name.c: kinds of penalties in files and in words. */
#include "models/penalty_name.h"

#include <string.h>

const char *ptb_penalty_name(double alpha)
{
    if (!(alpha > 0)) return "ridge";
    return alpha < 1 ? "elastic" : "lasso";
}

void ptb_penalty_write(ptb_json_writer *writer, double alpha)
{
    if (!(alpha > 0)) return;
    ptb_json_begin_object(writer, "penalty");
    writer->is_inline[writer->depth] = true;
    ptb_json_add_string(writer, "kind", ptb_penalty_name(alpha));
    ptb_json_add_number(writer, "alpha", alpha);
    ptb_json_end_object(writer);
}

ptb_status ptb_penalty_read(const ptb_json_doc *doc, const ptb_json *object, double *alpha, ptb_error *err)
{
    static const char *const known[] = {"kind", "alpha", NULL};
    const ptb_json *node;
    const char *kind;
    *alpha = 0;
    if (ptb_json_get(object, "penalty") == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_object(doc, object, "penalty", &node, err));
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(ptb_json_need_string(doc, node, "kind", &kind, err));
    PTB_TRY(ptb_json_need_number(doc, node, "alpha", alpha, err));
    if (*alpha >= 0 && *alpha <= 1 && strcmp(ptb_penalty_name(*alpha), kind) == 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node,
                         "'%s' with alpha %g; want ridge with 0, lasso with 1, or elastic between", kind,
                         *alpha);
}
