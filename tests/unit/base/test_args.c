/* tests/unit/base/test_args.c: command lines, configuration files and help pages from one table. */
#include <stddef.h>

#include "datasets/base/args.h"
#include "tests/support/test_main.h"

typedef struct {
    ptb_common_args common;
    const char *out;
    int64_t folds;
    double holdout;
    bool open;
    ptb_arg_list missing;
} settings;

static const ptb_option options[] = {
    {"folds", "K", "folds of the cross-validation", PTB_OPT_INTEGER, offsetof(settings, folds), 2, 20},
    {"holdout", "FRACTION", "share of cases kept for the last test", PTB_OPT_NUMBER,
     offsetof(settings, holdout), 0, 0.5},
    {"at-least", "N", "a number without an upper bound", PTB_OPT_NUMBER, offsetof(settings, holdout), 0,
     HUGE_VAL},
    {"open-at-T", NULL, "score only what is open", PTB_OPT_FLAG, offsetof(settings, open), 0, 0},
    {"missing", "TOKEN", "a text that stands for a missing value", PTB_OPT_LIST, offsetof(settings, missing),
     0, 0},
    {"ledger", "FILE", "runs are not recorded yet", PTB_OPT_LATER, 0, 0, 0},
    {"o", "FILE", "the model to write", PTB_OPT_TEXT, offsetof(settings, out), 0, 0},
    {0},
};

static void defaults(void *out)
{
    settings *s = out;
    s->folds = 5;
}

static const ptb_command command = {.name = "train",
                                    .summary = "fit a model",
                                    .synopsis = "VECTORS.h5 [options] -o MODEL.json",
                                    .options = options,
                                    .epilogue = "example:\n  propensity train v.h5 -o m.json",
                                    .settings_bytes = sizeof(settings),
                                    .defaults = defaults,
                                    .min_operands = 1,
                                    .max_operands = 2};

typedef struct {
    settings s;
    ptb_arena arena;
    const char *operands[16];
    int n_operands;
} parsed;

static char **words(const char *line, int *argc)
{
    static char buffer[512];
    static char *argv[32];
    char *state = NULL;
    *argc = 0;
    (void)snprintf(buffer, sizeof buffer, "train %s", line);
    for (char *word = strtok_r(buffer, " ", &state); word != NULL; word = strtok_r(NULL, " ", &state))
        argv[(*argc)++] = word;
    return argv;
}

static ptb_status parse(parsed *p, const char *line, ptb_error *err)
{
    int argc = 0;
    char **argv = words(line, &argc);
    memset(p, 0, sizeof *p);
    return ptb_args_parse(&command, argc, argv, &p->arena, &p->s, p->operands, &p->n_operands, err);
}

static void assert_refused(const char *line, const char *want)
{
    parsed p;
    ptb_error err;
    ASSERT_FAILS(parse(&p, line, &err), PTB_E_ARG, want);
    ptb_arena_free(&p.arena);
}

START_TEST(test_defaults)
{
    parsed p;
    ptb_error err;
    ASSERT_OK(parse(&p, "v.h5", &err));
    ck_assert_int_eq(p.n_operands, 1);
    ck_assert_str_eq(p.operands[0], "v.h5");
    ck_assert_int_eq(p.s.folds, 5);
    ck_assert_int_ge(p.s.common.threads, 1);
    ck_assert_int_le(p.s.common.threads, 64);
    ck_assert_int_eq(p.s.common.seed, 1);
    ck_assert(!p.s.common.json && !p.s.common.quiet && !p.s.common.help && !p.s.open);
    ck_assert_ptr_null(p.s.out);
    ptb_arena_free(&p.arena);
}
END_TEST

START_TEST(test_every_form)
{
    parsed p;
    ptb_error err;
    ASSERT_OK(
        parse(&p,
              "--folds=10 a.h5 --holdout 0.25 -o - --open-at-T --missing NA --missing=-- --missing= --json "
              "--threads 3 --seed 9 --quiet -- --folds",
              &err));
    ck_assert_int_eq(p.s.folds, 10);
    ASSERT_CLOSE(p.s.holdout, 0.25, 0, 0);
    ck_assert_str_eq(p.s.out, "-");
    ck_assert(p.s.open && p.s.common.json && p.s.common.quiet);
    ck_assert_int_eq(p.s.common.threads, 3);
    ck_assert_int_eq(p.s.common.seed, 9);
    ck_assert_uint_eq(p.s.missing.n, 3);
    ck_assert_str_eq(p.s.missing.items[0], "NA");
    ck_assert_str_eq(p.s.missing.items[1], "--");
    ck_assert_str_eq(p.s.missing.items[2], "");
    ck_assert_int_eq(p.n_operands, 2);
    ck_assert_str_eq(p.operands[1], "--folds");
    ptb_arena_free(&p.arena);
    ASSERT_OK(parse(&p, "- --missing -5 --missing -", &err));
    ck_assert_str_eq(p.operands[0], "-");
    ck_assert_str_eq(p.s.missing.items[0], "-5");
    ptb_arena_free(&p.arena);
}
END_TEST

START_TEST(test_refusals)
{
    assert_refused("v --fold 3", "unknown option '--fold'; did you mean '--folds'?");
    assert_refused("v --fold=3", "unknown option '--fold'; did you mean '--folds'?");
    assert_refused("v --thread 3", "did you mean '--threads'?");
    assert_refused("v --xyzzy", "unknown option '--xyzzy'");
    assert_refused("v -x", "unknown option '-x'");
    assert_refused("v --o x", "unknown option '--o'");
    assert_refused("v -folds 3", "unknown option '-folds'");
    assert_refused("v -oFILE", "unknown option '-oFILE'");
    assert_refused("v --folds 3 --folds=3", "'--folds' is given twice");
    assert_refused("v --json --json", "'--json' is given twice");
    assert_refused("v -o a -o b", "'-o' is given twice");
    assert_refused("v --folds", "'--folds' needs a value (K)");
    assert_refused("v -o", "'-o' needs a value (FILE)");
    assert_refused("v -o --json", "'-o' needs a value (FILE) before '--json'");
    assert_refused("v --missing -o out", "'--missing' needs a value (TOKEN) before '-o'");
    assert_refused("v --folds 1", "'--folds' wants a whole number between 2 and 20, got '1'");
    assert_refused("v --folds 21", "between 2 and 20, got '21'");
    assert_refused("v --folds 2.5", "a whole number between 2 and 20, got '2.5'");
    assert_refused("v --folds=", "got ''");
    assert_refused("v --folds 99999999999999999999", "got '99999999999999999999'");
    assert_refused("v --holdout 0.6", "'--holdout' wants a number between 0 and 0.5, got '0.6'");
    assert_refused("v --holdout x", "got 'x'");
    assert_refused("v --holdout nan", "got 'nan'");
    assert_refused("v --at-least -1", "'--at-least' wants a number of at least 0, got '-1'");
    assert_refused("v --open-at-T=yes", "'--open-at-T' takes no value, got 'yes'");
    assert_refused("v --ledger x", "'--ledger' is not available in this version: runs are not recorded yet");
    assert_refused("v --threads 0", "between 1 and 1024, got '0'");
    assert_refused("v --seed -1", "'--seed' wants a whole number between 0 and");
    assert_refused("", "usage: propensity train VECTORS.h5 [options] -o MODEL.json");
    assert_refused("a b c", "unexpected operand 'c'; usage: propensity train VECTORS.h5");
}
END_TEST

START_TEST(test_list_is_bounded)
{
    static char *argv[2 * PTB_LIST_MAX + 5];
    static char name[] = "train", operand[] = "v", option[] = "--missing", value[] = "x";
    parsed p = {0};
    ptb_error err;
    int argc = 0;
    argv[argc++] = name;
    argv[argc++] = operand;
    for (int i = 0; i < PTB_LIST_MAX; i++) {
        argv[argc++] = option;
        argv[argc++] = value;
    }
    ASSERT_OK(ptb_args_parse(&command, argc, argv, &p.arena, &p.s, p.operands, &p.n_operands, &err));
    argv[argc++] = option;
    argv[argc++] = value;
    memset(&p.s, 0, sizeof p.s);
    ASSERT_FAILS(ptb_args_parse(&command, argc, argv, &p.arena, &p.s, p.operands, &p.n_operands, &err),
                 PTB_E_ARG, "at most 256 times");
    ptb_arena_free(&p.arena);
}
END_TEST

START_TEST(test_help_wins)
{
    static const char *const lines[] = {"--help", "-h", "a b c d --fold 9 -h", "--folds --help"};
    parsed p;
    ptb_error err;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ASSERT_OK(parse(&p, lines[i], &err));
        ck_assert(p.s.common.help);
        ptb_arena_free(&p.arena);
    }
    ASSERT_OK(parse(&p, "-- --help", &err));
    ck_assert(!p.s.common.help);
    ptb_arena_free(&p.arena);
}
END_TEST

START_TEST(test_config)
{
    parsed p;
    ptb_error err;
    test_write_file("c.json",
                    "{\"folds\": 7, \"holdout\": 0.125, \"open-at-T\": true, \"missing\": [\"NA\", \"?\"],\n"
                    " \"json\": true, \"threads\": 2, \"seed\": 9007199254740992, \"o\": 0.25}");
    ASSERT_OK(parse(&p, "v --config c.json", &err));
    ck_assert_int_eq(p.s.folds, 7);
    ASSERT_CLOSE(p.s.holdout, 0.125, 0, 0);
    ck_assert(p.s.open && p.s.common.json);
    ck_assert_uint_eq(p.s.missing.n, 2);
    ck_assert_str_eq(p.s.missing.items[1], "?");
    ck_assert_int_eq(p.s.common.threads, 2);
    ck_assert_int_eq(p.s.common.seed, INT64_C(9007199254740992));
    ck_assert_str_eq(p.s.out, "0.25"); /* a number where a text is expected stands for its text */
    ptb_arena_free(&p.arena);
    ASSERT_OK(parse(&p, "v --folds 3 --config=c.json --missing x", &err)); /* the command line wins */
    ck_assert_int_eq(p.s.folds, 3);
    ck_assert_uint_eq(p.s.missing.n, 1);
    ck_assert_str_eq(p.s.missing.items[0], "x");
    ptb_arena_free(&p.arena);
}
END_TEST

START_TEST(test_bad_configs)
{
    static const struct {
        const char *json, *want;
    } cases[] = {
        {"{\"fold\": 7}", "unknown option 'fold'; did you mean 'folds'?"},
        {"{\n\"xyzzy\": 7}", "c.json:2:"},
        {"{\"o\": true}", "expected a string"},
        {"{\"folds\": 1}", "a whole number between 2 and 20, got 1"},
        {"{\"folds\": 2.5}", "got 2.5"},
        {"{\"folds\": \"3\"}", "expected a number"},
        {"{\"holdout\": 0.75}", "a number between 0 and 0.5, got 0.75"},
        {"{\"open-at-T\": 1}", "expected true or false"},
        {"{\"missing\": \"NA\"}", "expected an array of strings"},
        {"{\"missing\": [1]}", "expected a string"},
        {"{\"ledger\": \"x\"}", "not available in this version: runs are not recorded yet"},
        {"{\"config\": \"x\"}", "belongs on the command line"},
        {"{\"help\": true}", "belongs on the command line"},
        {"[1]", "expected an object"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_write_file("c.json", cases[i].json);
        assert_refused("v --config c.json", cases[i].want);
    }
    parsed p;
    ptb_error err;
    ASSERT_FAILS(parse(&p, "v --config absent.json", &err), PTB_E_IO, "absent.json");
    ptb_arena_free(&p.arena);
    test_write_file("c.json", "{\"folds\": }");
    ASSERT_FAILS(parse(&p, "v --config c.json", &err), PTB_E_PARSE, "c.json:1");
    ptb_arena_free(&p.arena);
}
END_TEST

START_TEST(test_help_page)
{
    ptb_text page = {0};
    size_t lines = 0;
    ptb_args_help(&command, &page);
    ck_assert_ptr_nonnull(
        strstr(page.bytes, "usage: propensity train VECTORS.h5 [options] -o MODEL.json\n\nfit a"));
    ck_assert_ptr_nonnull(strstr(page.bytes, "  --folds K           folds of the cross-validation\n"));
    ck_assert_ptr_nonnull(strstr(page.bytes, "  -o FILE             the model to write\n"));
    ck_assert_ptr_null(strstr(page.bytes, "ledger"));
    ck_assert_ptr_nonnull(strstr(page.bytes, "--threads N, --seed N"));
    ck_assert_ptr_nonnull(strstr(page.bytes, "example:\n  propensity train v.h5 -o m.json\n"));
    for (const char *at = page.bytes; *at != 0; at = strchr(at, '\n') + 1, lines++)
        ck_assert_uint_le(strcspn(at, "\n"), 80);
    ck_assert_uint_le(lines, 24);
    ptb_text_free(&page);
}
END_TEST

START_TEST(test_help_wraps)
{
    static const ptb_option wide[] = {
        {"a-very-long-option-name", "SOME-LONG-PLACEHOLDER", "behind a label that is wider than the column",
         PTB_OPT_TEXT, offsetof(settings, out), 0, 0},
        {"b", "X",
         "a line of help that is a good deal longer than what is left of eighty columns beside its label, "
         "twice over",
         PTB_OPT_TEXT, offsetof(settings, out), 0, 0},
        {0},
    };
    const ptb_command long_command = {.name = "score",
                                      .summary = "one",
                                      .synopsis =
                                          "HISTORY.h5|VECTORS.h5 [--model MODEL.json] [--rules RULES.json] "
                                          "[--as-of T] [options] -o SCORES.csv",
                                      .options = wide,
                                      .settings_bytes = sizeof(settings)};
    ptb_text page = {0};
    ptb_args_help(&long_command, &page);
    for (const char *at = page.bytes; *at != 0; at = strchr(at, '\n') + 1) {
        ck_assert_uint_le(strcspn(at, "\n"), 80);
        ck_assert(at[0] == '\n' || at[strcspn(at, "\n") - 1] != ' ');
    }
    ck_assert_ptr_nonnull(strstr(page.bytes, "PLACEHOLDER\n"));
    ptb_text_free(&page);
    const ptb_command bare = {
        .name = "version", .summary = "s", .synopsis = "", .settings_bytes = sizeof(settings)};
    ptb_args_help(&bare, &page);
    ck_assert_ptr_null(strstr(page.bytes, "\noptions:"));
    ptb_text_free(&page);
}
END_TEST

TEST_MAIN("args", test_defaults, test_every_form, test_refusals, test_list_is_bounded, test_help_wins,
          test_config, test_bad_configs, test_help_page, test_help_wraps)
