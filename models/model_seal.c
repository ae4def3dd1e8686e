/* models/model_seal.c: seals a model again that somebody edited by hand. */
#include <string.h>

#include "datasets/base/sealed_json.h"
#include "models/model.h"
#include "models/model_names.h"

static const char edited_key[] = "edited";

/* What it said before, and one more edit. */
static void write_edits(ptb_json_writer *writer, const ptb_json *provenance, const char *seal,
                        const char *command_line)
{
    const ptb_json *before = ptb_json_get(provenance, edited_key);
    ptb_json_begin_array(writer, edited_key, false);
    for (const ptb_json *edit = ptb_json_first(before); edit != NULL; edit = ptb_json_next(edit))
        ptb_json_add_node(writer, NULL, edit);
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "seal_before", seal);
    ptb_json_add_string(writer, "program_version", ptb_program_version);
    ptb_json_add_string(writer, "command_line", command_line);
    ptb_json_end_object(writer);
    ptb_json_end_array(writer);
}

static void write_provenance(ptb_json_writer *writer, const ptb_json *root, const char *command_line)
{
    const ptb_json *provenance = ptb_json_get(root, "provenance");
    const char *seal = ptb_json_string(ptb_json_get(root, "content_sha256"));
    ptb_json_begin_object(writer, "provenance");
    for (const ptb_json *item = ptb_json_first(provenance); item != NULL; item = ptb_json_next(item))
        if (strcmp(ptb_json_key(item), edited_key) != 0) ptb_json_add_node(writer, ptb_json_key(item), item);
    write_edits(writer, provenance, seal == NULL ? "" : seal, command_line);
    ptb_json_end_object(writer);
}

/* The history of edits is bounded, and a list. */
static ptb_status check_edits(const ptb_json_doc *doc, ptb_error *err)
{
    enum { EDITS_MAX = 1000 };
    const ptb_json *edits = ptb_json_get(ptb_json_get(ptb_json_root(doc), "provenance"), edited_key);
    if (edits == NULL || (ptb_json_is_array(edits) && ptb_json_count(edits) < EDITS_MAX)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, edits, "want a list of fewer than %d edits", EDITS_MAX);
}

ptb_status ptb_model_reseal(const char *path, const char *command_line, ptb_text *out, char sha256[65],
                            ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_json_doc *doc = NULL, *sealed = NULL;
    ptb_model *model = NULL;
    ptb_json_writer writer = {.text = out};
    bool is_whole = false;
    PTB_TRY_TO(ptb_sealed_json_read_edited(path, PTB_MODEL_FORMAT, PTB_MODEL_VERSION, &is_whole, &doc, err));
    PTB_TRY_TO(ptb_model_parse(doc, &model, err));
    PTB_TRY_TO(check_edits(doc, err));
    if (is_whole) {
        status = ptb_fail(err, PTB_E_ARG, "%s: its seal holds, nothing was edited; nothing is written", path);
        goto done;
    }
    PTB_TRY_TO(ptb_model_check_finite(model, err));
    model->evaluation.is_before_edit = true;
    ptb_model_write_content(&writer, model);
    write_provenance(&writer, ptb_json_root(doc), command_line);
    PTB_TRY_TO(ptb_sealed_json_close(&writer, err));
    PTB_TRY_TO(ptb_json_parse(out->bytes, out->len, path, &sealed, err));
    memcpy(sha256, ptb_json_string(ptb_json_get(ptb_json_root(sealed), "content_sha256")), 65);
done:
    ptb_model_free(model);
    ptb_json_free(doc);
    ptb_json_free(sealed);
    return status;
}
