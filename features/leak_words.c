/* features/leak_words.c: the guard's findings in words for an analyst. */
#include <string.h>

#include "features/leak_inside.h"

/* Enough digits that 0.04 % is not 0 %. */
static void add_share(ptb_text *out, double share)
{
    double percent = 100 * share;
    ptb_text_printf(out, percent > 0 && percent < 1 ? "%.1g %%" : "%.0f %%", percent);
}

static void add_shares(ptb_text *out, const char *what, const double figure[PTB_CLUE_FIGURES])
{
    ptb_text_printf(out, "%s for ", what);
    add_share(out, figure[0]);
    ptb_text_add(out, " of the won and ");
    add_share(out, figure[1]);
    ptb_text_add(out, " of the lost");
}

/* A value of somebody's table: without control characters, not too long. */
static void add_value(ptb_text *out, const ptb_leak_mark *mark, size_t i, const ptb_vector_column *column)
{
    enum { MOST = 60 };
    if (!column->is_category) {
        if (column->kind == PTB_COLUMN_FLAG) {
            ptb_text_add(out, mark->value_of[i] > 0 ? "yes" : "no");
        } else {
            ptb_text_number(out, mark->value_of[i]);
        }
        return;
    }
    const char *text = column->levels[mark->values[i] - 1];
    ptb_str cut = ptb_str_cut(ptb_str_of(text), MOST);
    ptb_text_add(out, "'");
    for (size_t k = 0; k < cut.len; k++) {
        char c = (unsigned char)cut.ptr[k] < ' ' ? ' ' : cut.ptr[k];
        ptb_text_append(out, &c, 1);
    }
    ptb_text_add(out, cut.len < strlen(text) ? "...'" : "'");
}

static void add_values(ptb_text *out, const ptb_leak_mark *mark, const ptb_vector_column *column)
{
    add_value(out, mark, 0, column);
    if (mark->n_values > 1) {
        ptb_text_add(out, mark->n_values > 2 ? ", " : " and ");
        add_value(out, mark, 1, column);
    }
    if (mark->n_values > 2) {
        ptb_text_printf(out, " and %zu more value%s", mark->n_values - 2, mark->n_values == 3 ? "" : "s");
    }
    ptb_text_printf(out, ": %.0f of %.0f cases were %s", mark->figure[1], mark->figure[0],
                    mark->of_won ? "won" : "lost");
}

void ptb_leak_words(const ptb_leak_mark *mark, const ptb_vector_column *column, ptb_text *out)
{
    const double *f = mark->figure;
    switch (mark->kind) {
    case PTB_CLUE_ALONE:
        ptb_text_printf(out, "alone it ranks wins with AUC %.2f (%.2f to %.2f)", f[0], f[1], f[2]);
        break;
    case PTB_CLUE_FILLED:
        add_shares(out, "filled in", f);
        break;
    case PTB_CLUE_NOT_ZERO:
        add_shares(out, "other than 0", f);
        break;
    case PTB_CLUE_NEVER_EMPTY:
        add_shares(out, "empty", f);
        break;
    case PTB_CLUE_VALUES:
        add_values(out, mark, column);
        break;
    case PTB_CLUE_AFTER:
        add_share(out, f[0]);
        ptb_text_add(out, " of its dates lie after the case's moment");
        break;
    case PTB_CLUE_CLOSE:
        ptb_text_printf(out, "it goes with the time to the close (rank correlation %.2f)", f[0]);
        break;
    case PTB_CLUE_CHANGED:
        ptb_text_add(out, "changed after the outcome was known in ");
        add_share(out, f[0]);
        ptb_text_add(out, " of the cases");
        break;
    case PTB_CLUE_STATE_NAME:
        ptb_text_add(out, "by its name it is the latest state, at the export");
        break;
    case PTB_CLUE_STAFF_NAME:
        ptb_text_add(out, "by its name it is noted while selling");
        break;
    case PTB_CLUE_KINDS:
        break;
    }
}

static void add_clues(const ptb_leak *leak, ptb_text *out)
{
    for (size_t i = 0; i < leak->n_clues; i++)
        ptb_text_printf(out, "%s%s", i == 0 ? "" : "; ", leak->clues[i].says);
}

/* As a shell takes it. */
static void add_option(ptb_text *out, const char *option, const char *column)
{
    bool is_plain = *column != 0;
    for (const char *c = column; *c; c++) {
        is_plain = is_plain && ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                                (*c >= '0' && *c <= '9') || *c == '_' || *c == '-' || *c == '.');
    }
    ptb_text_printf(out, is_plain ? "%s %s" : "%s '%s'", option, column);
}

static void say_leak(const ptb_leak *leak, bool of_default_plan, ptb_text *out)
{
    const char *head = leak->is_left_out ? "left out" : leak->is_kept ? "kept as asked" : "leak";
    ptb_text_printf(out, "%s: %s (it knows the outcome: ", head, leak->feature);
    add_clues(leak, out);
    if (leak->is_left_out && of_default_plan) {
        ptb_text_add(out, "; ");
        add_option(out, "--keep", leak->column);
        ptb_text_add(out, " takes it all the same");
    }
    ptb_text_add(out, ")\n");
}

static void say_suspect(const ptb_leak *leak, bool of_default_plan, ptb_text *out)
{
    ptb_text_printf(out, "question: %s (", leak->feature);
    add_clues(leak, out);
    if (!leak->column) {
        ptb_text_add(out, ": are its records dated when it happened, or later?)\n");
        return;
    }
    ptb_text_add(out, ": is it known by the moment of scoring, or only after the outcome?");
    if (of_default_plan) {
        ptb_text_add(out, " ");
        add_option(out, "--exclude", leak->column);
        ptb_text_add(out, " leaves it out");
    }
    ptb_text_add(out, ")\n");
}

void ptb_leaks_say(const ptb_leaks *leaks, ptb_text *out)
{
    for (size_t i = 0; leaks && i < leaks->n; i++)
        if (leaks->items[i].verdict == PTB_LEAK_LEAK) say_leak(&leaks->items[i], leaks->of_default_plan, out);
    for (size_t i = 0; leaks && i < leaks->n; i++)
        if (leaks->items[i].verdict == PTB_LEAK_SUSPECT)
            say_suspect(&leaks->items[i], leaks->of_default_plan, out);
}
