/* datasets/base/args_help.c: a command's help page, from its table of options. */
#include <stddef.h>
#include <string.h>

#include "datasets/base/args_table.h"

enum { PAGE_COLUMNS = 80, MAX_LABEL = 26 };
static const double max_seed = 9007199254740992.0; /* 2^53: a configuration file holds it exactly */

static const ptb_option common_options[] = {
    {"threads", "N", "threads to compute on", PTB_OPT_INTEGER, offsetof(ptb_common_args, threads), 1, 1024},
    {"seed", "N", "of all randomness", PTB_OPT_INTEGER, offsetof(ptb_common_args, seed), 0, max_seed},
    {"json", NULL, "one JSON object on standard output", PTB_OPT_FLAG, offsetof(ptb_common_args, json), 0, 0},
    {"quiet", NULL, "errors only", PTB_OPT_FLAG, offsetof(ptb_common_args, quiet), 0, 0},
    {"config", "FILE", "options from a JSON object", PTB_OPT_TEXT, offsetof(ptb_common_args, config), 0, 0},
    {"help", NULL, "this page", PTB_OPT_FLAG, offsetof(ptb_common_args, help), 0, 0},
};
enum { N_COMMON = sizeof common_options / sizeof common_options[0] };

/* The common options in few lines: a page must fit on a screen. */
static const char common_help[] =
    "every command:\n"
    "  --threads N, --seed N   threads (default: all processors), randomness (1)\n"
    "  --json, --quiet         a JSON summary on standard output; errors only\n"
    "  --config FILE, --help   options from a JSON object; this page\n";

static size_t count_own(const ptb_command *command)
{
    size_t n = 0;
    if (command->options == NULL) return 0;
    while (command->options[n].name != NULL)
        n++;
    return n;
}

size_t ptb_args_count(const ptb_command *command)
{
    return count_own(command) + N_COMMON;
}

const ptb_option *ptb_args_option(const ptb_command *command, size_t i)
{
    size_t n_own = count_own(command);
    return i < n_own ? &command->options[i] : &common_options[i - n_own];
}

static size_t width_of(ptb_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0U) != 0x80U;
    return n;
}

static void add_blanks(ptb_text *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ptb_text_append(out, " ", 1);
}

/* Adds the words of `text`, which begins at `column`; further lines are indented to `indent`. Ends the line. */
static void add_wrapped(ptb_text *out, const char *text, size_t column, size_t indent)
{
    bool is_first = true;
    while (*text != 0) {
        ptb_str word = {text, strcspn(text, " ")};
        size_t width = width_of(word);
        if (!is_first && column + 1 + width > PAGE_COLUMNS) {
            ptb_text_add(out, "\n");
            add_blanks(out, indent);
            column = indent;
        } else if (!is_first) {
            ptb_text_add(out, " ");
            column++;
        }
        ptb_text_append(out, word.ptr, word.len);
        column += width;
        is_first = false;
        text += word.len;
        text += strspn(text, " ");
    }
    ptb_text_add(out, "\n");
}

static size_t label_width(const ptb_option *option)
{
    size_t dashes = option->name[1] == 0 ? 1 : 2;
    size_t value = option->value != NULL ? 1 + width_of(ptb_str_of(option->value)) : 0;
    return dashes + width_of(ptb_str_of(option->name)) + value;
}

static void add_option(ptb_text *out, const ptb_option *option, size_t column)
{
    size_t width = label_width(option);
    ptb_text_printf(out, "  %s%s%s%s", option->name[1] == 0 ? "-" : "--", option->name,
                    option->value != NULL ? " " : "", option->value != NULL ? option->value : "");
    if (width + 4 > column) {
        ptb_text_add(out, "\n");
        add_blanks(out, column);
    } else {
        add_blanks(out, column - width - 2);
    }
    add_wrapped(out, option->help, column, column);
}

void ptb_args_help(const ptb_command *command, ptb_text *out)
{
    size_t n_own = count_own(command), widest = 0;
    bool has_options = false;
    for (size_t i = 0; i < n_own; i++) {
        const ptb_option *option = &command->options[i];
        if (option->kind == PTB_OPT_LATER) continue;
        has_options = true;
        if (label_width(option) > widest && label_width(option) <= MAX_LABEL) widest = label_width(option);
    }
    ptb_text_printf(out, "usage: propensity %s ", command->name);
    add_wrapped(out, command->synopsis, strlen("usage: propensity  ") + strlen(command->name), 7);
    ptb_text_add(out, "\n");
    add_wrapped(out, command->summary, 0, 0);
    ptb_text_add(out, has_options ? "\noptions:\n" : "");
    for (size_t i = 0; i < n_own; i++)
        if (command->options[i].kind != PTB_OPT_LATER) add_option(out, &command->options[i], widest + 4);
    ptb_text_printf(out, "\n%s", common_help);
    if (command->epilogue != NULL) {
        ptb_text_printf(out, "\n%s", command->epilogue);
        size_t len = strlen(command->epilogue);
        if (len == 0 || command->epilogue[len - 1] != '\n') ptb_text_add(out, "\n");
    }
}
