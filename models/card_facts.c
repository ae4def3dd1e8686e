/* models/card_facts.c: the model card's facts as JSON and back; what a provenance says. */
#include "models/card_facts.h"

#include <math.h>
#include <string.h>

enum { FINDINGS_MAX = 10000, CLUES_MAX = 16 };

void ptb_card_facts_free(ptb_card_facts *facts)
{
    ptb_leaks_free(facts->leaks);
    facts->leaks = NULL;
}

/* Through their file form. */
ptb_status ptb_card_facts_set_leaks(ptb_card_facts *facts, const ptb_leaks *leaks, ptb_error *err)
{
    ptb_text text = {0};
    ptb_json_writer writer = {.text = &text};
    ptb_json_doc *doc = NULL;
    ptb_status status = PTB_OK;
    if (leaks == NULL) return PTB_OK;
    ptb_leaks_write(&writer, NULL, leaks);
    PTB_TRY_TO(ptb_text_check(&text, err));
    PTB_TRY_TO(ptb_json_parse(text.bytes, text.len, "leaks", &doc, err));
    PTB_TRY_TO(ptb_leaks_parse(doc, ptb_json_root(doc), &facts->leaks, err));
done:
    ptb_json_free(doc);
    ptb_text_free(&text);
    return status;
}

/* --- out --- */

static void write_tenths(ptb_json_writer *writer, const ptb_card_tenth *tenths)
{
    ptb_json_begin_array(writer, "tenths", false);
    for (int i = 0; i < PTB_CARD_TENTHS; i++) {
        ptb_json_begin_object(writer, NULL);
        writer->is_inline[writer->depth] = true;
        ptb_json_add_integer(writer, "cases", (int64_t)tenths[i].cases);
        ptb_json_add_integer(writer, "wins", (int64_t)tenths[i].wins);
        ptb_json_add_number(writer, "mean", tenths[i].mean);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}

void ptb_card_facts_write(ptb_json_writer *writer, const ptb_card_facts *facts)
{
    if (!facts->is_known) return;
    ptb_json_begin_object(writer, "card");
    ptb_json_add_time(writer, "first_as_of", facts->first_as_of);
    ptb_json_add_time(writer, "last_as_of", facts->last_as_of);
    write_tenths(writer, facts->tenths);
    ptb_json_add_lines(writer, "warnings", facts->warnings);
    ptb_leaks_write(writer, "leaks", facts->leaks);
    ptb_json_end_object(writer);
}

/* --- and back --- */

static ptb_status read_moment(const ptb_json_doc *doc, const ptb_json *card, const char *key, ptb_time *out,
                              ptb_error *err)
{
    const ptb_json *node = ptb_json_get(card, key);
    const char *when;
    *out = PTB_NO_TIME;
    if (node != NULL && ptb_json_is_null(node)) return PTB_OK;
    PTB_TRY(ptb_json_need_string(doc, card, key, &when, err));
    if (ptb_parse_time(ptb_str_of(when), PTB_DATES_YMD, 0, out, NULL)) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "'%s'; want a moment such as 2025-07-01T00:00:00Z",
                         when);
}

static ptb_status read_tenth(const ptb_json_doc *doc, const ptb_json *node, ptb_card_tenth *out,
                             ptb_error *err)
{
    static const char *const known[] = {"cases", "wins", "mean", NULL};
    int64_t cases = 0, wins = 0;
    PTB_TRY(ptb_json_known_keys(doc, node, known, err));
    PTB_TRY(ptb_json_need_integer(doc, node, "cases", &cases, err));
    PTB_TRY(ptb_json_need_integer(doc, node, "wins", &wins, err));
    const ptb_json *mean = ptb_json_get(node, "mean");
    bool is_counted = cases >= 0 && wins >= 0 && wins <= cases;
    bool is_mean = mean != NULL && (cases == 0 ? ptb_json_is_null(mean)
                                               : ptb_json_number(mean) >= 0 && ptb_json_number(mean) <= 1);
    *out = (ptb_card_tenth){(size_t)cases, (size_t)wins, ptb_json_number(mean)};
    if (is_counted && is_mean) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, doc, node,
                         "want 0 <= wins <= cases, and their mean probability, null without cases");
}

static ptb_status read_tenths(const ptb_json_doc *doc, const ptb_json *card, ptb_card_tenth *out,
                              ptb_error *err)
{
    const ptb_json *array;
    PTB_TRY(ptb_json_need_array(doc, card, "tenths", &array, err));
    if (ptb_json_count(array) != PTB_CARD_TENTHS)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, array, "%zu tenths", ptb_json_count(array));
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node))
        PTB_TRY(read_tenth(doc, node, out++, err));
    return PTB_OK;
}

static ptb_status read_warnings(const ptb_json_doc *doc, const ptb_json *card, ptb_arena *arena,
                                const char **out, ptb_error *err)
{
    const ptb_json *array;
    ptb_text lines = {0};
    ptb_status status = PTB_OK;
    PTB_TRY(ptb_json_need_array(doc, card, "warnings", &array, err));
    if (ptb_json_count(array) > PTB_CARD_WARNINGS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, array, "%zu warnings; want at most %d",
                             ptb_json_count(array), PTB_CARD_WARNINGS_MAX);
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        const char *line = ptb_json_string(node);
        if (line == NULL || *line == 0 || strchr(line, '\n') != NULL ||
            strlen(line) > PTB_CARD_WARNING_BYTES) {
            status = ptb_json_fail(err, PTB_E_SCHEMA, doc, node, "want a line of at most %d bytes",
                                   PTB_CARD_WARNING_BYTES);
            goto done;
        }
        ptb_text_printf(&lines, "%s\n", line);
    }
    PTB_TRY_TO(ptb_text_check(&lines, err));
    PTB_TRY_TO(ptb_arena_text(arena, lines.len > 0 ? lines.bytes : "", lines.len, out, err));
done:
    ptb_text_free(&lines);
    return status;
}

static ptb_status read_leaks(const ptb_json_doc *doc, const ptb_json *card, ptb_leaks **out, ptb_error *err)
{
    const ptb_json *array;
    PTB_TRY(ptb_json_need_array(doc, card, "leaks", &array, err));
    if (ptb_json_count(array) > FINDINGS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, doc, array, "%zu findings; want at most %d",
                             ptb_json_count(array), FINDINGS_MAX);
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        const ptb_json *clues = ptb_json_get(node, "evidence");
        if (clues != NULL && ptb_json_count(clues) > CLUES_MAX)
            return ptb_json_fail(err, PTB_E_SCHEMA, doc, clues, "%zu clues; want at most %d",
                                 ptb_json_count(clues), CLUES_MAX);
    }
    return ptb_leaks_parse(doc, array, out, err);
}

ptb_status ptb_card_facts_read(const ptb_json_doc *doc, const ptb_json *root, ptb_arena *arena,
                               ptb_card_facts *out, ptb_error *err)
{
    static const char *const known[] = {"first_as_of", "last_as_of", "tenths", "warnings", "leaks", NULL};
    const ptb_json *card;
    *out = (ptb_card_facts){.first_as_of = PTB_NO_TIME, .last_as_of = PTB_NO_TIME, .warnings = ""};
    if (ptb_json_get(root, "card") == NULL) return PTB_OK;
    PTB_TRY(ptb_json_need_object(doc, root, "card", &card, err));
    PTB_TRY(ptb_json_known_keys(doc, card, known, err));
    PTB_TRY(read_moment(doc, card, "first_as_of", &out->first_as_of, err));
    PTB_TRY(read_moment(doc, card, "last_as_of", &out->last_as_of, err));
    PTB_TRY(read_tenths(doc, card, out->tenths, err));
    PTB_TRY(read_warnings(doc, card, arena, &out->warnings, err));
    PTB_TRY(read_leaks(doc, card, &out->leaks, err));
    out->is_known = true;
    return PTB_OK;
}

/* --- provenance --- */

static ptb_status take_text(const ptb_json *object, const char *key, ptb_arena *arena, const char **out,
                            ptb_error *err)
{
    const char *text = ptb_json_string(ptb_json_get(object, key));
    if (text == NULL) text = "";
    return ptb_arena_text(arena, text, strlen(text), out, err);
}

ptb_status ptb_origin_read(const ptb_json *provenance, ptb_arena *arena, ptb_origin *out, ptb_error *err)
{
    *out = (ptb_origin){0};
    PTB_TRY(take_text(provenance, "program_version", arena, &out->program_version, err));
    PTB_TRY(take_text(provenance, "command_line", arena, &out->command_line, err));
    double seed = ptb_json_number(ptb_json_get(provenance, "seed"));
    out->has_seed = fabs(seed) <= 9007199254740992.0; /* what a double holds exactly; false for NaN */
    if (out->has_seed) out->seed = (int64_t)seed;
    const ptb_json *inputs = ptb_json_get(provenance, "inputs"), *edits = ptb_json_get(provenance, "edited");
    for (const ptb_json *node = ptb_json_first(inputs); node != NULL; node = ptb_json_next(node)) {
        if (out->n_inputs == PTB_ORIGIN_INPUTS_MAX) break;
        ptb_input_digest *input = &out->inputs[out->n_inputs++];
        PTB_TRY(take_text(node, "name", arena, &input->name, err));
        PTB_TRY(take_text(node, "sha256", arena, &input->sha256, err));
        PTB_TRY(take_text(node, "xxh128", arena, &input->xxh128, err));
    }
    out->n_edits = ptb_json_count(edits);
    return PTB_OK;
}
