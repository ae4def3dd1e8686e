/* features/case_options.c: subject, moment and outcome as texts -> settings for building cases. */
#include "features/case_options.h"

#include <string.h>

static ptb_status parse_subject(const char *text, ptb_case_settings *out, ptb_error *err)
{
    if (!text) return PTB_OK;
    out->subject_given = true;
    if (ptb_subject_parse(text, &out->subject)) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--subject: '%s', want contact, opportunity, account or customer", text);
}

bool ptb_parse_bound(const char *text, ptb_time *out)
{
    bool is_date = false;
    if (!ptb_parse_time(ptb_str_trim(ptb_str_of(text)), PTB_DATES_YMD, 0, out, &is_date)) return false;
    if (is_date) *out -= PTB_DAY - 1; /* from the last second of the day to its first */
    return true;
}

static ptb_status fail_no_moment(const char *option, const char *text, ptb_error *err)
{
    return ptb_fail(err, PTB_E_ARG, "%s: '%s' is no moment, want YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ", option,
                    text);
}

static ptb_status parse_bound(const char *option, const char *text, ptb_time *out, ptb_error *err)
{
    if (!text || ptb_parse_bound(text, out)) return PTB_OK;
    return fail_no_moment(option, text, err);
}

static ptb_status parse_moment(const char *option, const char *text, ptb_time *out, ptb_error *err)
{
    if (!text) return PTB_OK;
    if (ptb_parse_time(ptb_str_trim(ptb_str_of(text)), PTB_DATES_YMD, 0, out, NULL)) return PTB_OK;
    return fail_no_moment(option, text, err);
}

/* --- snapshots --- */

static const struct {
    const char *name;
    ptb_snapshot_kind kind;
} plain_snapshots[] = {{"created", PTB_SNAPSHOT_CREATED},
                       {"weekly", PTB_SNAPSHOT_WEEKLY},
                       {"monthly", PTB_SNAPSHOT_MONTHLY},
                       {"quarterly", PTB_SNAPSHOT_QUARTERLY}};
static const struct {
    const char *head; /* and names after it */
    ptb_snapshot_kind kind;
} named_snapshots[] = {
    {"event:", PTB_SNAPSHOT_EVENT}, {"first:", PTB_SNAPSHOT_FIRST}, {"stage:", PTB_SNAPSHOT_STAGE}};
static const char created_later[] = "created+";
static const struct {
    char letter;
    ptb_time seconds;
} units[] = {{'w', (ptb_time)7 * PTB_DAY}, {'d', PTB_DAY}, {'h', 3600}, {'m', 60}}; /* the longest first */
enum { N_PLAIN = 4, N_NAMED = 3, N_UNITS = 4 };

static bool begins_with(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

/* created+24h */
static ptb_status parse_delay(const char *text, ptb_time *out, ptb_error *err)
{
    ptb_str number = ptb_str_of(text + strlen(created_later));
    int64_t count = 0;
    ptb_time unit = 0;
    for (int i = 0; number.len > 0 && i < N_UNITS; i++) {
        if (number.ptr[number.len - 1] == units[i].letter) unit = units[i].seconds;
    }
    if (unit > 0) number.len--;
    const int64_t most = (int64_t)PTB_HORIZON_MAX_DAYS * PTB_DAY;
    bool is_count = number.len > 0 && number.ptr[0] != '+' && ptb_parse_integer(number, &count);
    if (unit > 0 && is_count && count > 0 && count <= most / unit) {
        *out = count * unit;
        return PTB_OK;
    }
    return ptb_fail(
        err, PTB_E_ARG,
        "--snapshots: '%s', want created+ a whole number and m, h, d or w for minutes, hours, days or "
        "weeks (created+24h), at most 100 years",
        text);
}

static bool is_path(const char *text)
{
    return strchr(text, '/') || strchr(text, '.');
}

ptb_status ptb_snapshots_parse(const char *text, ptb_case_settings *out, ptb_error *err)
{
    for (int i = 0; i < N_PLAIN; i++) {
        if (strcmp(text, plain_snapshots[i].name) != 0) continue;
        out->snapshots = plain_snapshots[i].kind;
        return PTB_OK;
    }
    if (begins_with(text, created_later)) {
        out->snapshots = PTB_SNAPSHOT_CREATED;
        return parse_delay(text, &out->delay_s, err);
    }
    for (int i = 0; i < N_NAMED; i++) {
        const char *names = text + strlen(named_snapshots[i].head);
        if (!begins_with(text, named_snapshots[i].head) || *names == 0) continue;
        out->snapshots = named_snapshots[i].kind;
        out->snapshot_name = names;
        return PTB_OK;
    }
    if (is_path(text)) {
        out->snapshots = PTB_SNAPSHOT_FILE;
        out->snapshot_name = text;
        return PTB_OK;
    }
    return ptb_fail(
        err, PTB_E_ARG,
        "--snapshots: '%s', want created, created+24h, weekly, monthly, quarterly, event:TYPE, "
        "first:TYPE, stage:NAME, or a CSV file with subject_id and as_of (its path with a / or a .)",
        text);
}

static void print_delay(ptb_time delay_s, ptb_text *out)
{
    int i = 0;
    while (i < N_UNITS - 1 && delay_s % units[i].seconds != 0)
        i++;
    ptb_text_printf(out, "%s%lld%c", created_later, (long long)(delay_s / units[i].seconds), units[i].letter);
}

void ptb_snapshots_print(const ptb_case_settings *settings, ptb_text *out)
{
    if (settings->snapshots == PTB_SNAPSHOT_CREATED && settings->delay_s > 0) {
        print_delay(settings->delay_s, out);
        return;
    }
    if (settings->snapshots == PTB_SNAPSHOT_AS_OF) ptb_text_add(out, "as_of");
    if (settings->snapshots == PTB_SNAPSHOT_FILE) ptb_text_add(out, "file");
    if (settings->snapshots == PTB_SNAPSHOT_DEFAULT) ptb_text_add(out, "default");
    for (int i = 0; i < N_PLAIN; i++) {
        if (settings->snapshots == plain_snapshots[i].kind) ptb_text_add(out, plain_snapshots[i].name);
    }
    for (int i = 0; i < N_NAMED; i++) {
        if (settings->snapshots != named_snapshots[i].kind) continue;
        ptb_text_add(out, named_snapshots[i].head);
        ptb_text_add(out, settings->snapshot_name);
    }
}

/* --- */

static ptb_status parse_when(const ptb_case_texts *texts, ptb_case_settings *out, ptb_error *err)
{
    if (texts->snapshots) {
        if (texts->as_of) return ptb_fail(err, PTB_E_ARG, "--as-of and --snapshots exclude each other");
        if (texts->open_at_as_of) {
            return ptb_fail(err, PTB_E_ARG, "--open-at-T and --snapshots exclude each other");
        }
        PTB_TRY(ptb_snapshots_parse(texts->snapshots, out, err));
    }
    if (texts->as_of || texts->open_at_as_of) out->snapshots = PTB_SNAPSHOT_AS_OF;
    out->open_at_as_of = texts->open_at_as_of;
    if (texts->as_of && strcmp(texts->as_of, "latest") != 0) {
        PTB_TRY(parse_moment("--as-of", texts->as_of, &out->as_of, err));
    }
    PTB_TRY(parse_bound("--from", texts->from, &out->from, err));
    PTB_TRY(parse_bound("--to", texts->to, &out->to, err));
    if (texts->from && texts->to && out->from >= out->to) {
        return ptb_fail(err, PTB_E_ARG, "--from %s is not before --to %s", texts->from, texts->to);
    }
    return PTB_OK;
}

static ptb_status parse_outcome(const char *text, ptb_case_settings *out, ptb_error *err)
{
    static const struct {
        const char *head;
        ptb_outcome_kind kind;
    } named[] = {
        {"event:", PTB_OUTCOME_EVENT}, {"column:", PTB_OUTCOME_COLUMN}, {"stage:", PTB_OUTCOME_STAGE}};
    out->outcome_given = text != NULL;
    if (!text || strcmp(text, "won") == 0) return PTB_OK;
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        const char *name = text + strlen(named[i].head);
        if (!begins_with(text, named[i].head) || *name == 0) continue;
        out->outcome = named[i].kind;
        out->outcome_name = name;
        return PTB_OK;
    }
    return ptb_fail(err, PTB_E_ARG,
                    "--outcome: '%s', want won, event:TYPE[,TYPE], stage:NAME[,NAME] or column:NAME", text);
}

static ptb_status parse_closed_by(const char *text, ptb_case_settings *out, ptb_error *err)
{
    if (!text) return PTB_OK;
    if (*text == 0) return ptb_fail(err, PTB_E_ARG, "--closed-by: nothing, want TYPE[,TYPE]");
    if (out->outcome != PTB_OUTCOME_EVENT)
        return ptb_fail(err, PTB_E_ARG, "--closed-by goes with --outcome event:TYPE");
    out->closed_by = text;
    return PTB_OK;
}

static ptb_status parse_weights(const char *text, ptb_case_settings *out, ptb_error *err)
{
    if (!text || strcmp(text, "case") == 0) return PTB_OK;
    out->weights = PTB_WEIGHTS_SUBJECT;
    if (strcmp(text, "subject") == 0) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "--weights: '%s', want case or subject", text);
}

ptb_status ptb_case_settings_parse(const ptb_case_texts *texts, ptb_case_settings *out, ptb_error *err)
{
    ptb_case_settings_default(out);
    PTB_TRY(parse_subject(texts->subject, out, err));
    PTB_TRY(parse_when(texts, out, err));
    PTB_TRY(parse_outcome(texts->outcome, out, err));
    PTB_TRY(parse_closed_by(texts->closed_by, out, err));
    PTB_TRY(parse_weights(texts->weights, out, err));
    if (texts->horizon_days < 0 || texts->horizon_days > PTB_HORIZON_MAX_DAYS) {
        return ptb_fail(err, PTB_E_ARG, "--horizon: %g days, want more than 0 and at most %g",
                        texts->horizon_days, PTB_HORIZON_MAX_DAYS);
    }
    if (texts->horizon_days > 0) {
        out->horizon_days = texts->horizon_days;
        out->horizon_given = true;
    }
    return PTB_OK;
}
