/* datasets/base/args.c: reads a command line against its table of options. */
#include "datasets/base/args.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "datasets/base/args_table.h"
#include "datasets/base/json.h"

enum { MAX_CANDIDATES = 128, MAX_DEFAULT_THREADS = 64 };

typedef struct {
    const ptb_command *command;
    size_t n_options;
    bool *seen; /* by option: given on the command line */
    void *settings;
    ptb_arena *arena;
    char *const *argv;
    int argc, at;
} reading;

/* "-o", "--folds" */
static const char *dashes_of(const char *name)
{
    return name[1] == 0 ? "-" : "--";
}

static const ptb_option *find_option(const ptb_command *command, ptb_str name, size_t *index)
{
    for (size_t i = 0; i < ptb_args_count(command); i++) {
        const ptb_option *option = ptb_args_option(command, i);
        if (!ptb_str_equal_text(name, option->name)) continue;
        *index = i;
        return option;
    }
    return NULL;
}

static const char *nearest_option(const ptb_command *command, ptb_str name)
{
    const char *candidates[MAX_CANDIDATES];
    size_t n = 0, count = ptb_args_count(command);
    for (size_t i = 0; i < count && n < MAX_CANDIDATES; i++) {
        const ptb_option *option = ptb_args_option(command, i);
        if (option->kind != PTB_OPT_LATER) candidates[n++] = option->name;
    }
    return ptb_nearest_name(name, candidates, n);
}

static ptb_status fail_unknown(const reading *parser, const char *argument, ptb_str name, ptb_error *err)
{
    const char *nearest = nearest_option(parser->command, name);
    int len = (int)(name.ptr - argument + (ptrdiff_t)name.len);
    if (nearest == NULL) return ptb_fail(err, PTB_E_ARG, "unknown option '%.*s' (see --help)", len, argument);
    return ptb_fail(err, PTB_E_ARG, "unknown option '%.*s'; did you mean '%s%s'?", len, argument,
                    dashes_of(nearest), nearest);
}

/* " between 2 and 20", " of at least 1", "" */
static const char *range_words(const ptb_option *option, char out[80])
{
    char low[PTB_NUMBER_BYTES], high[PTB_NUMBER_BYTES];
    (void)ptb_print_number(low, option->low);
    (void)ptb_print_number(high, option->high);
    out[0] = 0;
    if (isfinite(option->low) && isfinite(option->high)) {
        (void)snprintf(out, 80, " between %s and %s", low, high);
    } else if (isfinite(option->low)) {
        (void)snprintf(out, 80, " of at least %s", low);
    } else if (isfinite(option->high)) {
        (void)snprintf(out, 80, " of at most %s", high);
    }
    return out;
}

static bool in_range(const ptb_option *option, double value)
{
    return value >= option->low && value <= option->high;
}

static void *field_of(const reading *parser, const ptb_option *option)
{
    return (char *)parser->settings + option->offset;
}

static ptb_status fail_value(const ptb_option *option, const char *text, ptb_error *err)
{
    char range[80];
    return ptb_fail(err, PTB_E_ARG, "option '%s%s' wants a%s%s, got '%s'", dashes_of(option->name),
                    option->name, option->kind == PTB_OPT_INTEGER ? " whole number" : " number",
                    range_words(option, range), text);
}

static ptb_status add_to_list(ptb_arg_list *list, const ptb_option *option, const char *text, ptb_error *err)
{
    if (list->n == PTB_LIST_MAX)
        return ptb_fail(err, PTB_E_ARG, "option '%s%s' can be given at most %d times",
                        dashes_of(option->name), option->name, PTB_LIST_MAX);
    list->items[list->n++] = text;
    return PTB_OK;
}

static ptb_status fail_later(const ptb_option *option, ptb_error *err)
{
    return ptb_fail(err, PTB_E_ARG, "option '%s%s' is not available in this version: %s",
                    dashes_of(option->name), option->name, option->help);
}

/* Stores `text`, which must outlive the settings. */
static ptb_status store_text(const reading *parser, const ptb_option *option, const char *text,
                             ptb_error *err)
{
    void *field = field_of(parser, option);
    switch (option->kind) {
    case PTB_OPT_TEXT:
        *(const char **)field = text;
        return PTB_OK;
    case PTB_OPT_LIST:
        return add_to_list(field, option, text, err);
    case PTB_OPT_INTEGER: {
        int64_t value = 0;
        if (!ptb_parse_integer(ptb_str_of(text), &value) || !in_range(option, (double)value))
            return fail_value(option, text, err);
        *(int64_t *)field = value;
        return PTB_OK;
    }
    case PTB_OPT_NUMBER: {
        double value = 0;
        if (!ptb_parse_number(ptb_str_of(text), &value) || !in_range(option, value))
            return fail_value(option, text, err);
        *(double *)field = value;
        return PTB_OK;
    }
    case PTB_OPT_FLAG:
        *(bool *)field = true;
        return PTB_OK;
    case PTB_OPT_LATER:
        return fail_later(option, err);
    }
    return ptb_fail(err, PTB_E_INTERNAL, "option '%s' has no kind", option->name);
}

/* Could `text` be meant as an option? "-" is standard input and "-5" is a number. */
static bool looks_like_option(const char *text)
{
    return text[0] == '-' && text[1] != 0 && strchr("0123456789.", text[1]) == NULL;
}

/* The value behind the option at argv[at]: after its '=' or the next argument. */
static ptb_status take_value(reading *parser, const ptb_option *option, const char *after_equals,
                             const char **value, ptb_error *err)
{
    *value = after_equals;
    if (after_equals != NULL) return PTB_OK;
    const char *next = parser->at + 1 < parser->argc ? parser->argv[parser->at + 1] : NULL;
    if (next == NULL)
        return ptb_fail(err, PTB_E_ARG, "option '%s%s' needs a value (%s)", dashes_of(option->name),
                        option->name, option->value);
    if (looks_like_option(next))
        return ptb_fail(err, PTB_E_ARG, "option '%s%s' needs a value (%s) before '%s'",
                        dashes_of(option->name), option->name, option->value, next);
    parser->at++;
    *value = next;
    return PTB_OK;
}

static ptb_status read_option(reading *parser, ptb_error *err)
{
    const char *argument = parser->argv[parser->at];
    bool is_long = argument[1] == '-';
    const char *name_at = argument + (is_long ? 2 : 1);
    const char *equals = is_long ? strchr(name_at, '=') : NULL;
    ptb_str name = {name_at, equals != NULL ? (size_t)(equals - name_at) : strlen(name_at)};
    size_t index = 0;
    const ptb_option *option = find_option(parser->command, name, &index);
    if (option == NULL || is_long != (name.len > 1)) return fail_unknown(parser, argument, name, err);
    if (option->kind == PTB_OPT_LATER) return fail_later(option, err);
    if (parser->seen[index] && option->kind != PTB_OPT_LIST)
        return ptb_fail(err, PTB_E_ARG, "option '%s%s' is given twice", dashes_of(option->name),
                        option->name);
    parser->seen[index] = true;
    const char *value = NULL;
    if (option->kind == PTB_OPT_FLAG && equals != NULL)
        return ptb_fail(err, PTB_E_ARG, "option '--%s' takes no value, got '%s'", option->name, equals + 1);
    if (option->kind != PTB_OPT_FLAG)
        PTB_TRY(take_value(parser, option, equals != NULL ? equals + 1 : NULL, &value, err));
    return store_text(parser, option, value, err);
}

static ptb_status copy_string(const reading *parser, const ptb_json *node, const char **out, ptb_error *err)
{
    const char *text = ptb_json_string(node);
    return ptb_arena_text(parser->arena, text, strlen(text), out, err);
}

/* Options that take a number or a word ("penalty") are given either way. */
static ptb_status copy_number(const reading *parser, const ptb_json *node, const char **out, ptb_error *err)
{
    char text[PTB_NUMBER_BYTES];
    size_t len = ptb_print_number(text, ptb_json_number(node));
    return ptb_arena_text(parser->arena, text, len, out, err);
}

static ptb_status store_list(const reading *parser, const ptb_option *option, const ptb_json_doc *doc,
                             const ptb_json *array, ptb_error *err)
{
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item)) {
        const char *text = NULL;
        if (!ptb_json_is_string(item)) return ptb_json_fail(err, PTB_E_ARG, doc, item, "expected a string");
        PTB_TRY(copy_string(parser, item, &text, err));
        PTB_TRY(add_to_list(field_of(parser, option), option, text, err));
    }
    return PTB_OK;
}

static ptb_status store_number(const reading *parser, const ptb_option *option, const ptb_json_doc *doc,
                               const ptb_json *node, ptb_error *err)
{
    char range[80];
    double value = ptb_json_number(node);
    bool is_integer = option->kind == PTB_OPT_INTEGER;
    if (!in_range(option, value) || (is_integer && !(fabs(value - nearbyint(value)) <= 0.0)))
        return ptb_json_fail(err, PTB_E_ARG, doc, node, "expected a%s number%s, got %.17g",
                             is_integer ? " whole" : "", range_words(option, range), value);
    if (is_integer) {
        *(int64_t *)field_of(parser, option) = (int64_t)value;
    } else {
        *(double *)field_of(parser, option) = value;
    }
    return PTB_OK;
}

static ptb_status fail_type(const ptb_json_doc *doc, const ptb_json *node, const char *expected,
                            ptb_error *err)
{
    return ptb_json_fail(err, PTB_E_ARG, doc, node, "expected %s", expected);
}

static ptb_status store_json(const reading *parser, const ptb_option *option, const ptb_json_doc *doc,
                             const ptb_json *node, ptb_error *err)
{
    switch (option->kind) {
    case PTB_OPT_TEXT:
        if (ptb_json_is_number(node)) return copy_number(parser, node, field_of(parser, option), err);
        if (!ptb_json_is_string(node)) return fail_type(doc, node, "a string", err);
        return copy_string(parser, node, field_of(parser, option), err);
    case PTB_OPT_LIST:
        if (!ptb_json_is_array(node)) return fail_type(doc, node, "an array of strings", err);
        return store_list(parser, option, doc, node, err);
    case PTB_OPT_INTEGER:
    case PTB_OPT_NUMBER:
        if (!ptb_json_is_number(node)) return fail_type(doc, node, "a number", err);
        return store_number(parser, option, doc, node, err);
    case PTB_OPT_FLAG:
        if (!ptb_json_is_bool(node)) return fail_type(doc, node, "true or false", err);
        *(bool *)field_of(parser, option) = ptb_json_true(node);
        return PTB_OK;
    case PTB_OPT_LATER:
        return ptb_json_fail(err, PTB_E_ARG, doc, node, "not available in this version: %s", option->help);
    }
    return ptb_fail(err, PTB_E_INTERNAL, "option '%s' has no kind", option->name);
}

static ptb_status read_member(const reading *parser, const ptb_json_doc *doc, const ptb_json *node,
                              ptb_error *err)
{
    const char *key = ptb_json_key(node);
    size_t index = 0;
    const ptb_option *option = find_option(parser->command, ptb_str_of(key), &index);
    if (option == NULL) {
        const char *nearest = nearest_option(parser->command, ptb_str_of(key));
        if (nearest == NULL) return ptb_json_fail(err, PTB_E_ARG, doc, node, "unknown option '%s'", key);
        return ptb_json_fail(err, PTB_E_ARG, doc, node, "unknown option '%s'; did you mean '%s'?", key,
                             nearest);
    }
    if (strcmp(key, "config") == 0 || strcmp(key, "help") == 0)
        return ptb_json_fail(err, PTB_E_ARG, doc, node, "'%s' belongs on the command line", key);
    if (parser->seen[index]) return PTB_OK; /* the command line wins */
    return store_json(parser, option, doc, node, err);
}

static ptb_status read_config(const reading *parser, const char *path, ptb_error *err)
{
    ptb_json_doc *doc = NULL;
    ptb_status status = ptb_json_read_file(path, &doc, err);
    if (status != PTB_OK) return ptb_prefix(err, status, "option '--config'");
    const ptb_json *root = ptb_json_root(doc);
    if (!ptb_json_is_object(root)) {
        status = ptb_json_fail(err, PTB_E_ARG, doc, root, "expected an object whose keys are options");
        goto done;
    }
    for (const ptb_json *node = ptb_json_first(root); node != NULL; node = ptb_json_next(node))
        PTB_TRY_TO(read_member(parser, doc, node, err));
done:
    ptb_json_free(doc);
    return status;
}

static bool asks_for_help(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
    return false;
}

static ptb_status check_operands(const ptb_command *command, const char *const *operands, int n,
                                 ptb_error *err)
{
    if (n < command->min_operands)
        return ptb_fail(err, PTB_E_ARG,
                        "too few operands (%d, at least %d expected); usage: propensity %s %s", n,
                        command->min_operands, command->name, command->synopsis);
    if (n > command->max_operands)
        return ptb_fail(err, PTB_E_ARG, "unexpected operand '%s'; usage: propensity %s %s",
                        operands[command->max_operands], command->name, command->synopsis);
    return PTB_OK;
}

static void set_defaults(const ptb_command *command, void *settings)
{
    ptb_common_args *common = settings;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (online < 1) online = 1;
    common->threads = online < MAX_DEFAULT_THREADS ? online : MAX_DEFAULT_THREADS;
    common->seed = 1;
    if (command->defaults != NULL) command->defaults(settings);
}

/* NOLINTNEXTLINE(readability-function-size): three outputs belong to the caller */
ptb_status ptb_args_parse(const ptb_command *command, int argc, char *const *argv, ptb_arena *arena,
                          void *settings, const char **operands, int *n_operands, ptb_error *err)
{
    reading parser = {.command = command,
                      .n_options = ptb_args_count(command),
                      .settings = settings,
                      .arena = arena,
                      .argv = argv,
                      .argc = argc};
    ptb_common_args *common = settings;
    bool only_operands = false;
    assert(command->settings_bytes >= sizeof *common);
    *n_operands = 0;
    set_defaults(command, settings);
    common->help = asks_for_help(argc, argv);
    if (common->help) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(arena, &parser.seen, parser.n_options, sizeof *parser.seen, err));
    for (parser.at = 1; parser.at < argc; parser.at++) {
        const char *argument = argv[parser.at];
        if (only_operands || argument[0] != '-' || argument[1] == 0) {
            operands[(*n_operands)++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_operands = true;
        } else {
            PTB_TRY(read_option(&parser, err));
        }
    }
    if (common->config != NULL) PTB_TRY(read_config(&parser, common->config, err));
    return check_operands(command, operands, *n_operands, err);
}
