/* features/leaks_file.c: the guard's findings as JSON, and back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "features/leaks.h"

static const char *const verdicts[] = {"ok", "suspect", "leak"}; /* by ptb_leak_verdict */

/* By ptb_clue_kind: its name and those of its figures. */
static const struct {
    const char *kind, *figure[PTB_CLUE_FIGURES];
} clue_names[PTB_CLUE_KINDS] = {{"alone", {"auc", "low", "high"}},
                                {"filled", {"won", "lost"}},
                                {"not_zero", {"won", "lost"}},
                                {"never_empty", {"won", "lost"}},
                                {"values", {"cases", "of_one_outcome", "share_of_outcome"}},
                                {"dates_after", {"share"}},
                                {"goes_with_close", {"rank_correlation"}},
                                {"changed_after", {"share"}},
                                {"name_of_state", {NULL}},
                                {"name_of_note", {NULL}}};

static void write_clue(ptb_json_writer *writer, const ptb_clue *clue)
{
    ptb_json_begin_object(writer, NULL);
    ptb_json_add_string(writer, "kind", clue_names[clue->kind].kind);
    for (int i = 0; i < PTB_CLUE_FIGURES && clue_names[clue->kind].figure[i]; i++)
        ptb_json_add_number(writer, clue_names[clue->kind].figure[i], clue->figure[i]);
    ptb_json_add_string(writer, "says", clue->says);
    ptb_json_end_object(writer);
}

void ptb_leaks_write(ptb_json_writer *writer, const char *key, const ptb_leaks *leaks)
{
    ptb_json_begin_array(writer, key, false);
    for (size_t i = 0; leaks && i < leaks->n; i++) {
        const ptb_leak *leak = &leaks->items[i];
        if (leak->verdict == PTB_LEAK_OK) continue;
        ptb_json_begin_object(writer, NULL);
        if (leak->column) ptb_json_add_string(writer, "column", leak->column);
        ptb_json_add_string(writer, "feature", leak->feature);
        ptb_json_add_string(writer, "verdict", verdicts[leak->verdict]);
        ptb_json_add_bool(writer, "left_out", leak->is_left_out);
        ptb_json_add_bool(writer, "kept_as_asked", leak->is_kept);
        ptb_json_begin_array(writer, "evidence", false);
        for (size_t k = 0; k < leak->n_clues; k++)
            write_clue(writer, &leak->clues[k]);
        ptb_json_end_array(writer);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}

/* --- and back --- */

static ptb_status read_text(const ptb_json_doc *doc, const ptb_json *object, const char *key,
                            ptb_arena *arena, const char **out, ptb_error *err)
{
    const char *text;
    PTB_TRY(ptb_json_need_string(doc, object, key, &text, err));
    return ptb_arena_text(arena, text, strlen(text), out, err);
}

static ptb_status read_clue(const ptb_json_doc *doc, const ptb_json *node, ptb_arena *arena, ptb_clue *out,
                            ptb_error *err)
{
    const char *kind;
    int k = 0;
    PTB_TRY(ptb_json_need_string(doc, node, "kind", &kind, err));
    while (k < PTB_CLUE_KINDS && strcmp(kind, clue_names[k].kind) != 0)
        k++;
    if (k == PTB_CLUE_KINDS)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "kind"),
                             "'%s' is no evidence known here", kind);
    out->kind = (ptb_clue_kind)k;
    for (int i = 0; i < PTB_CLUE_FIGURES; i++) {
        out->figure[i] = (double)NAN;
        if (clue_names[k].figure[i])
            PTB_TRY(ptb_json_need_number(doc, node, clue_names[k].figure[i], &out->figure[i], err));
    }
    return read_text(doc, node, "says", arena, &out->says, err);
}

static ptb_status read_verdict(const ptb_json_doc *doc, const ptb_json *node, ptb_leak *out, ptb_error *err)
{
    const char *verdict;
    PTB_TRY(ptb_json_need_string(doc, node, "verdict", &verdict, err));
    for (int i = PTB_LEAK_OK; i <= PTB_LEAK_LEAK; i++) {
        if (strcmp(verdict, verdicts[i]) != 0) continue;
        out->verdict = (ptb_leak_verdict)i;
        PTB_TRY(ptb_json_want_bool(doc, node, "left_out", &out->is_left_out, err));
        return ptb_json_want_bool(doc, node, "kept_as_asked", &out->is_kept, err);
    }
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, ptb_json_get(node, "verdict"), "'%s'; want suspect or leak",
                         verdict);
}

static ptb_status read_leak(const ptb_json_doc *doc, const ptb_json *node, ptb_arena *arena, ptb_leak *out,
                            ptb_error *err)
{
    const ptb_json *list;
    ptb_clue *clues;
    if (ptb_json_get(node, "column")) PTB_TRY(read_text(doc, node, "column", arena, &out->column, err));
    PTB_TRY(read_text(doc, node, "feature", arena, &out->feature, err));
    PTB_TRY(read_verdict(doc, node, out, err));
    PTB_TRY(ptb_json_need_array(doc, node, "evidence", &list, err));
    PTB_TRY(ptb_arena_alloc(arena, &clues, ptb_json_count(list), sizeof *clues, err));
    out->clues = clues;
    for (const ptb_json *clue = ptb_json_first(list); clue; clue = ptb_json_next(clue))
        PTB_TRY(read_clue(doc, clue, arena, &clues[out->n_clues++], err));
    return PTB_OK;
}

ptb_status ptb_leaks_parse(const ptb_json_doc *doc, const ptb_json *list, ptb_leaks **out, ptb_error *err)
{
    *out = NULL;
    ptb_leaks *leaks = NULL;
    ptb_status status;
    if (!ptb_json_is_array(list))
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, list, "want a list of findings");
    PTB_TRY_TO(ptb_alloc(&leaks, 1, sizeof *leaks, err));
    PTB_TRY_TO(
        ptb_arena_alloc(&leaks->arena, &leaks->items, ptb_json_count(list), sizeof *leaks->items, err));
    for (const ptb_json *node = ptb_json_first(list); node; node = ptb_json_next(node))
        PTB_TRY_TO(read_leak(doc, node, &leaks->arena, &leaks->items[leaks->n++], err));
    *out = leaks;
    leaks = NULL;
done:
    ptb_leaks_free(leaks);
    return status;
}
