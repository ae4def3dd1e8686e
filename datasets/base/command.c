/* datasets/base/command.c: the frame around every command: signals, progress, messages, exit status. */
#include "datasets/base/command.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "datasets/base/h5.h"
#include "datasets/base/io.h"
#include "datasets/base/rng.h"

enum { LINE_BYTES = 4096, BAR_CELLS = 20, PROGRESS_PER_SECOND = 10 };

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t caught_signal;

typedef struct {
    double started, shown; /* seconds of the monotonic clock */
    const char *stage;
    bool is_drawn;
} progress_bar;

static void on_signal(int number)
{
    if (caught_signal != 0) _exit(128 + number); /* the second one does not wait */
    caught_signal = number;
}

static ptb_status install_signals(ptb_error *err)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART}, before;
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof stopping / sizeof stopping[0]; i++) {
        if (sigaction(stopping[i], NULL, &before) != 0)
            return ptb_fail_errno(err, PTB_E_INTERNAL, "sigaction");
        if (before.sa_handler == SIG_IGN) continue; /* nohup and the like */
        if (sigaction(stopping[i], &action, NULL) != 0)
            return ptb_fail_errno(err, PTB_E_INTERNAL, "sigaction");
    }
    action.sa_handler = SIG_IGN; /* a closed pipe is a failed write */
    if (sigaction(SIGPIPE, &action, NULL) != 0) return ptb_fail_errno(err, PTB_E_INTERNAL, "sigaction");
    return PTB_OK;
}

static double now_s(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double ptb_call_seconds(const ptb_call *call)
{
    return now_s() - call->started;
}

static void clear_progress(progress_bar *bar)
{
    if (bar == NULL || !bar->is_drawn) return;
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    bar->is_drawn = false;
}

static void draw_progress(progress_bar *bar, double now, uint64_t done, uint64_t total)
{
    char cells[BAR_CELLS + 1];
    if (total == 0) {
        (void)fprintf(stderr, "\r  %s  %.0f s\033[K", bar->stage, now - bar->started);
    } else {
        double share = done < total ? (double)done / (double)total : 1.0;
        int full = (int)(share * BAR_CELLS);
        for (int i = 0; i < BAR_CELLS; i++)
            cells[i] = i < full ? '#' : '.';
        cells[BAR_CELLS] = 0;
        (void)fprintf(stderr, "\r  %s [%s] %3.0f %%  %.0f s\033[K", bar->stage, cells, 100.0 * share,
                      now - bar->started);
    }
    (void)fflush(stderr);
    bar->is_drawn = true;
    bar->shown = now;
}

static void show_progress(void *progress_state, const char *stage, uint64_t done, uint64_t total)
{
    progress_bar *bar = progress_state;
    double now = now_s();
    if (now - bar->shown < 1.0 / PROGRESS_PER_SECOND) return;
    if (bar->stage == NULL || strcmp(stage, bar->stage) != 0) bar->started = now;
    bar->stage = stage;
    draw_progress(bar, now, done, total);
}

/* Values out of files stand in messages: control characters must not reach the terminal. */
static void print_message(const char *prefix, char *line)
{
    for (char *at = line; *at != 0; at++)
        if (((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7F) *at = '?';
    (void)fprintf(stderr, "%s%s\n", prefix, line);
}

static void print_formatted(const ptb_call *call, const char *prefix, const char *format, va_list args)
    PTB_PRINTF(3, 0);

static void print_formatted(const ptb_call *call, const char *prefix, const char *format, va_list args)
{
    char line[LINE_BYTES];
    if (vsnprintf(line, sizeof line, format, args) < 0) return;
    clear_progress(call->context.progress_state);
    print_message(prefix, line);
}

void ptb_say(const ptb_call *call, const char *format, ...)
{
    if (call->common->quiet || call->common->json) return;
    va_list args;
    va_start(args, format);
    print_formatted(call, "", format, args);
    va_end(args);
}

void ptb_say_lines(const ptb_call *call, const char *lines)
{
    while (lines && *lines) {
        int len = (int)strcspn(lines, "\n");
        ptb_say(call, "%.*s", len, lines);
        lines += len + (lines[len] == '\n');
    }
}

void ptb_warn(const ptb_call *call, const char *format, ...)
{
    if (call->common->quiet) return;
    va_list args;
    va_start(args, format);
    print_formatted(call, "propensity: warning: ", format, args);
    va_end(args);
}

static void show_warning(void *state, const char *line)
{
    ptb_warn(state, "%s", line);
}

ptb_status ptb_print(ptb_text *text, ptb_error *err)
{
    ptb_status status = ptb_text_check(text, err);
    if (status == PTB_OK && text->len > 0)
        (void)fwrite(text->bytes, 1, text->len, stdout); /* ferror() is asked at the end */
    ptb_text_free(text);
    return status;
}

static void print_error(const ptb_command *command, const char *message)
{
    char line[PTB_MESSAGE_BYTES];
    (void)snprintf(line, sizeof line, "%s", message);
    (void)fprintf(stderr, "propensity %s: ", command->name);
    print_message("", line);
}

static bool needs_quotes(const char *argument)
{
    return argument[0] == 0 || strpbrk(argument, " \t\n\"'\\$`*?[](){}|&;<>#~!") != NULL;
}

/* "propensity train 'my file.h5'": can be pasted into a shell. */
static void join_arguments(int argc, char *const *argv, ptb_text *out)
{
    ptb_text_add(out, "propensity");
    for (int i = 0; i < argc; i++) {
        ptb_text_add(out, " ");
        if (!needs_quotes(argv[i])) {
            ptb_text_add(out, argv[i]);
            continue;
        }
        ptb_text_add(out, "'");
        for (const char *at = argv[i]; *at != 0; at++) {
            if (*at == '\'') ptb_text_add(out, "'\\'");
            ptb_text_append(out, at, 1);
        }
        ptb_text_add(out, "'");
    }
}

static const void *field_of(const ptb_option *option, const ptb_call *call)
{
    return (const char *)call->settings + option->offset;
}

static const char *output_of(const ptb_command *command, const ptb_call *call)
{
    for (const ptb_option *option = command->options; option->name; option++)
        if (strcmp(option->name, "o") == 0) return *(const char *const *)field_of(option, call);
    return NULL;
}

static bool reads(const ptb_option *option, const ptb_call *call, const char *path)
{
    if (option->kind == PTB_OPT_TEXT && strcmp(option->name, "o") != 0) {
        const char *text = *(const char *const *)field_of(option, call);
        return text && ptb_is_same_file(text, path);
    }
    if (option->kind != PTB_OPT_LIST) return false;
    const ptb_arg_list *list = field_of(option, call);
    for (size_t i = 0; i < list->n; i++)
        if (ptb_is_same_file(list->items[i], path)) return true;
    return false;
}

/* An output in the place of an input would destroy what it was made from. */
static ptb_status check_output(const ptb_command *command, const ptb_call *call, ptb_error *err)
{
    const char *output = output_of(command, call);
    if (!output) return PTB_OK;
    bool is_input = call->common->config && ptb_is_same_file(call->common->config, output);
    for (int i = 0; i < call->n_operands; i++)
        is_input =
            is_input || ptb_is_same_file(call->operands[i], output) || ptb_is_in(output, call->operands[i]);
    for (const ptb_option *option = command->options; option->name; option++) {
        bool may_be = command->in_place && strcmp(command->in_place, option->name) == 0;
        is_input = is_input || (!may_be && reads(option, call, output));
    }
    if (!is_input) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "-o %s is read by this run too; want another file", output);
}

static ptb_status run_call(const ptb_command *command, const ptb_call *unfinished, ptb_error *err)
{
    ptb_call call = *unfinished;
    progress_bar bar = {.started = now_s()};
    call.context.threads = (int)call.common->threads; /* at most 1024 */
    call.context.seed = (uint64_t)call.common->seed;
    call.context.cancel = &caught_signal;
    call.started = bar.started;
    call.context.progress_state = &bar;
    call.context.warn = show_warning;
    call.context.warn_state = &call;
    if (!call.common->quiet && !call.common->json && isatty(STDERR_FILENO))
        call.context.progress = show_progress;
    ptb_h5_global_init();
    ptb_gsl_global_init();
    ptb_status status = command->run(&call, err);
    clear_progress(&bar);
    return status;
}

static ptb_status print_help(const ptb_command *command, ptb_error *err)
{
    ptb_text page = {0};
    ptb_args_help(command, &page);
    return ptb_print(&page, err);
}

static ptb_status parse_and_run(const ptb_command *command, int argc, char *const *argv, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_arena arena = {0};
    ptb_text line = {0};
    ptb_call call = {0};
    void *settings = NULL;
    const char **operands = NULL;
    PTB_TRY_TO(install_signals(err));
    PTB_TRY_TO(ptb_alloc(&settings, 1, command->settings_bytes, err));
    PTB_TRY_TO(ptb_alloc(&operands, (size_t)argc, sizeof *operands, err));
    PTB_TRY_TO(ptb_args_parse(command, argc, argv, &arena, settings, operands, &call.n_operands, err));
    call.settings = settings;
    call.common = settings;
    call.operands = operands;
    if (call.common->help) {
        status = print_help(command, err);
        goto done;
    }
    PTB_TRY_TO(check_output(command, &call, err));
    join_arguments(argc, argv, &line);
    PTB_TRY_TO(ptb_text_check(&line, err));
    call.command_line = line.bytes;
    status = run_call(command, &call, err);
done:
    ptb_text_free(&line);
    free(operands);
    free(settings);
    ptb_arena_free(&arena);
    return status;
}

/* Results count as written once the stream is closed without an error. */
static ptb_status close_stdout(ptb_error *err)
{
    errno = 0;
    bool failed = fflush(stdout) != 0 || ferror(stdout) != 0;
    int cause = errno;
    if (fclose(stdout) == 0 && !failed) return PTB_OK;
    if (cause != 0) errno = cause;
    if (errno == 0) /* an earlier write failed, and nothing has kept why */
        return ptb_fail(err, PTB_E_IO, "writing to standard output: not all of it could be written");
    return ptb_fail_errno(err, PTB_E_IO, "writing to standard output");
}

int ptb_command_main(const ptb_command *command, int argc, char *const *argv)
{
    ptb_error error = {0};
    ptb_status status = parse_and_run(command, argc, argv, &error);
    if (status != PTB_OK) print_error(command, error.message);
    if (close_stdout(&error) != PTB_OK && (status == PTB_OK || status == PTB_E_REVIEW)) {
        status = PTB_E_IO;
        print_error(command, error.message);
    }
    if (status == PTB_E_CANCELLED && caught_signal != 0) return 128 + (int)caught_signal;
    return ptb_status_exit(status);
}
