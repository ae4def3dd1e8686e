/* tests/unit/base/test_command.c: exit statuses, signals, messages and progress of a small command, in a process. */
#define _XOPEN_SOURCE 700 /* pseudo-terminals; NOLINT(readability-identifier-naming): POSIX's name */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "datasets/base/command.h"
#include "tests/support/test_main.h"

typedef struct {
    ptb_common_args common;
    const char *act;
} settings;

static const ptb_option options[] = {
    {"act", "WHAT", "what to do", PTB_OPT_TEXT, offsetof(settings, act), 0, 0},
    {0},
};

static ptb_status wait_for_signal(const ptb_call *call, ptb_error *err)
{
    const struct timespec pause = {0, 10000000};
    if (raise(SIGTERM) != 0) return PTB_E_INTERNAL;
    for (int i = 0; i < 500; i++) {
        PTB_TRY(ptb_check_cancel(&call->context, err));
        (void)nanosleep(&pause, NULL);
    }
    return PTB_OK;
}

static ptb_status work_slowly(const ptb_call *call)
{
    const struct timespec pause = {0, 20000000};
    for (uint64_t i = 0; i < 30; i++) {
        ptb_tell(&call->context, i < 15 ? "reading" : "fitting", i, i < 15 ? 30 : 0);
        (void)nanosleep(&pause, NULL);
        if (i == 7) ptb_say(call, "between");
    }
    return PTB_OK;
}

static ptb_status print_facts(const ptb_call *call, ptb_error *err)
{
    ptb_text text = {0};
    ptb_text_printf(&text, "%s|%d|%s\n", call->command_line, call->n_operands, call->operands[0]);
    ptb_text_printf(&text, "%d|%d\n", call->context.threads, (int)call->context.seed);
    PTB_TRY(ptb_print(&text, err));
    ptb_say(call, "said %d", 1);
    ptb_warn(call, "warned \x1b[31m%d", 2);
    return PTB_OK;
}

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    const settings *s = call->settings;
    const char *act = s->act != NULL ? s->act : "print";
    if (strcmp(act, "print") == 0) return print_facts(call, err);
    if (strcmp(act, "signal") == 0) return wait_for_signal(call, err);
    if (strcmp(act, "slow") == 0) return work_slowly(call);
    if (strcmp(act, "twice") == 0) {
        (void)raise(SIGINT);
        (void)raise(SIGTERM);
        return PTB_OK;
    }
    if (strcmp(act, "pipe") == 0) return raise(SIGPIPE) == 0 ? PTB_OK : PTB_E_INTERNAL;
    if (strcmp(act, "cancel") == 0) return ptb_fail(err, PTB_E_CANCELLED, "by itself");
    if (strcmp(act, "review") == 0) return ptb_fail(err, PTB_E_REVIEW, "too few wins");
    if (strcmp(act, "busy") == 0) return ptb_fail(err, PTB_E_BUSY, "locked");
    return ptb_fail(err, PTB_E_DATA, "row 3: '%s'", "a\x1b[2J\rb");
}

static const ptb_command command = {.name = "try",
                                    .summary = "try things",
                                    .synopsis = "FILE [options]",
                                    .options = options,
                                    .settings_bytes = sizeof(settings),
                                    .min_operands = 1,
                                    .max_operands = 1,
                                    .run = run};

static void redirect(const char *path, int fd)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, fd) != fd || close(file) != 0) _exit(99);
}

/* Runs the command in a process of its own; its output goes to files. Returns the exit status. */
static int run_command(const char *out, const char *errors, char *const *argv)
{
    int argc = 0, status = 0;
    while (argv[argc] != NULL)
        argc++;
    (void)fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        redirect(out, STDOUT_FILENO);
        redirect(errors, STDERR_FILENO);
        _exit(ptb_command_main(&command, argc, argv));
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status), "signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static const char *text_of(const char *path)
{
    static char text[2][8192];
    static int which;
    which = 1 - which;
    int fd = open(path, O_RDONLY);
    ck_assert_int_ge(fd, 0);
    ssize_t n = read(fd, text[which], sizeof text[which] - 1);
    ck_assert(n >= 0 && close(fd) == 0);
    text[which][n] = 0;
    return text[which];
}

static void assert_run(const char *act, int want_status, const char *want_errors)
{
    char name[] = "try", file[] = "f", option[32];
    (void)snprintf(option, sizeof option, "--act=%s", act);
    char *argv[] = {name, file, option, NULL};
    int status = run_command("out", "errors", argv);
    ck_assert_msg(status == want_status, "%s: exit status %d, want %d: %s", act, status, want_status,
                  text_of("errors"));
    ck_assert_str_eq(text_of("errors"), want_errors);
}

START_TEST(test_exit_statuses)
{
    assert_run("fail", 1, "propensity try: row 3: 'a?[2J?b'\n");
    assert_run("review", 3, "propensity try: too few wins\n");
    assert_run("busy", 75, "propensity try: locked\n");
    assert_run("cancel", 130, "propensity try: by itself\n");
    assert_run("signal", 128 + SIGTERM, "propensity try: cancelled by signal 15; nothing was replaced\n");
    assert_run("twice", 128 + SIGTERM, "");
    assert_run("pipe", 0, "");
}
END_TEST

START_TEST(test_output)
{
    char name[] = "try", file[] = "my file's", threads[] = "--threads=3", quiet[] = "--quiet",
         json[] = "--json";
    char *argv[] = {name, file, threads, NULL, NULL};
    ck_assert_int_eq(run_command("out", "errors", argv), 0);
    ck_assert_str_eq(text_of("out"), "propensity try 'my file'\\''s' --threads=3|1|my file's\n3|1\n");
    ck_assert_str_eq(text_of("errors"), "said 1\npropensity: warning: warned ?[31m2\n");
    argv[3] = json;
    ck_assert_int_eq(run_command("out", "errors", argv), 0);
    ck_assert_str_eq(text_of("errors"), "propensity: warning: warned ?[31m2\n");
    argv[3] = quiet;
    ck_assert_int_eq(run_command("out", "errors", argv), 0);
    ck_assert_str_eq(text_of("errors"), "");
}
END_TEST

START_TEST(test_usage_and_help)
{
    char name[] = "try", file[] = "f", wrong[] = "--acts=1", help[] = "-h";
    char *argv[] = {name, file, wrong, NULL};
    ck_assert_int_eq(run_command("out", "errors", argv), 2);
    ck_assert_str_eq(text_of("errors"), "propensity try: unknown option '--acts'; did you mean '--act'?\n");
    ck_assert_str_eq(text_of("out"), "");
    argv[2] = help;
    ck_assert_int_eq(run_command("out", "errors", argv), 0);
    ck_assert_ptr_nonnull(strstr(text_of("out"), "usage: propensity try FILE [options]\n"));
    ck_assert_str_eq(text_of("errors"), "");
    ck_assert_int_eq(run_command("/dev/full", "errors", argv), 1);
}
END_TEST

START_TEST(test_full_disk_is_told)
{
    char name[] = "try", file[] = "f", quiet[] = "--quiet";
    char *argv[] = {name, file, quiet, NULL};
    ck_assert_int_eq(run_command("/dev/full", "errors", argv), 1);
    ck_assert_str_eq(text_of("errors"),
                     "propensity try: writing to standard output: No space left on device\n");
}
END_TEST

/* What the command draws on a terminal. */
static void run_on_terminal(char *const *argv, int argc, char *drawn, size_t capacity)
{
    int status = 0;
    size_t len = 0;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    ck_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    const char *slave = ptsname(master); /* NOLINT(concurrency-mt-unsafe): one thread */
    int terminal = open(slave, O_RDWR | O_NOCTTY);
    ck_assert_int_ge(terminal, 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        redirect("out", STDOUT_FILENO);
        if (dup2(terminal, STDERR_FILENO) != STDERR_FILENO) _exit(99);
        _exit(ptb_command_main(&command, argc, argv));
    }
    ck_assert_int_eq(close(terminal), 0);
    for (;;) {
        ssize_t n = read(master, drawn + len, capacity - 1 - len);
        if (n <= 0) break; /* EIO once the child is gone */
        len += (size_t)n;
    }
    drawn[len] = 0;
    ck_assert(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ck_assert_int_eq(close(master), 0);
}

START_TEST(test_progress)
{
    static char drawn[16384];
    char name[] = "try", file[] = "f", slow[] = "--act=slow", quiet[] = "--quiet";
    char *argv[] = {name, file, slow, NULL, NULL};
    run_on_terminal(argv, 3, drawn, sizeof drawn);
    ck_assert_msg(strstr(drawn, "\r  reading [") != NULL && strstr(drawn, "] ") != NULL, "%s", drawn);
    ck_assert_msg(strstr(drawn, "\r  fitting  ") != NULL, "%s", drawn);
    ck_assert_msg(strstr(drawn, "\r\033[Kbetween\r\n") != NULL, "%s", drawn);
    size_t times = 0;
    for (const char *at = drawn; (at = strchr(at, '\r')) != NULL; at++)
        times += at[1] == ' ';
    ck_assert_msg(times >= 3 && times <= 9, "%zu times in 0.6 s", times);
    ck_assert_str_eq(drawn + strlen(drawn) - 4, "\r\033[K");
    argv[3] = quiet;
    run_on_terminal(argv, 4, drawn, sizeof drawn);
    ck_assert_str_eq(drawn, "");
}
END_TEST

TEST_MAIN("command", test_exit_statuses, test_output, test_usage_and_help, test_full_disk_is_told,
          test_progress)
