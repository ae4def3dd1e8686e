/* datasets/records.c: a history file, or a folder of tables as one. */
#include "datasets/records.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "datasets/base/digest.h"
#include "datasets/import.h"

bool ptb_records_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static ptb_status warn(const ptb_context *context, const char *folder, const ptb_import_report *report,
                       ptb_error *err)
{
    ptb_text text = {0};
    if (report->rejected > 0)
        ptb_text_printf(
            &text, "%s: %" PRIu64 " rows not taken (propensity import --folder %s --rejects FILE says why)\n",
            folder, report->rejected, folder);
    if (report->review.len > 0)
        ptb_text_printf(&text, "a person should look first: %s\n", report->review.bytes);
    ptb_status status = ptb_text_check(&text, err);
    if (report->notes.len > 0) ptb_warn_lines(context, report->notes.bytes);
    if (status == PTB_OK && text.len > 0) ptb_warn_lines(context, text.bytes);
    ptb_text_free(&text);
    return status;
}

ptb_status ptb_records_open(const ptb_context *context, const char *path, ptb_activity_extent extent,
                            ptb_history **out, ptb_error *err)
{
    ptb_import_report report = {0};
    if (!ptb_records_is_folder(path)) return ptb_history_open(context, path, out, err);
    PTB_TRY(ptb_import_folder(context, path, extent, out, &report, err));
    ptb_status status = warn(context, path, &report, err);
    ptb_import_report_free(&report);
    if (status == PTB_OK) return PTB_OK;
    ptb_history_close(*out);
    *out = NULL;
    return status;
}

static ptb_status list_file(const char *path, const ptb_history *history, ptb_arena *arena,
                            ptb_input_digest *input, ptb_error *err)
{
    char *digest = NULL;
    PTB_TRY(ptb_arena_alloc(arena, &digest, PTB_SHA256_HEX, 1, err));
    *input = (ptb_input_digest){.name = path, .sha256 = digest};
    return ptb_history_digest(history, digest, err);
}

/* The only import's; a digest of what was kept would say less. */
static const ptb_json *tables_of(const ptb_history *history)
{
    const ptb_json *import = history->imports ? ptb_json_first(history->imports) : NULL;
    return import ? ptb_json_get(import, "inputs") : NULL;
}

ptb_status ptb_records_inputs(const char *path, const ptb_history *history, ptb_arena *arena,
                              ptb_input_digest **inputs, size_t *n, ptb_error *err)
{
    const ptb_json *tables = ptb_records_is_folder(path) ? tables_of(history) : NULL;
    *n = tables ? ptb_json_count(tables) : 1;
    PTB_TRY(ptb_arena_alloc(arena, inputs, *n, sizeof **inputs, err));
    if (!tables) return list_file(path, history, arena, *inputs, err);
    ptb_input_digest *input = *inputs;
    for (const ptb_json *node = ptb_json_first(tables); node; node = ptb_json_next(node))
        *input++ = (ptb_input_digest){.name = ptb_json_string(ptb_json_get(node, "name")),
                                      .xxh128 = ptb_json_string(ptb_json_get(node, "xxh128"))};
    return PTB_OK;
}
