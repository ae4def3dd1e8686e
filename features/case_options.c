/* features/case_options.c: subject, moment and outcome as texts -> settings for building cases. */
#include "features/case_options.h"

#include <string.h>

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(text, *words) == 0) return true;
    }
    return false;
}

static ptb_status parse_subject(const char *text, ptb_case_settings *out, ptb_error *err)
{
    static const char *const later[] = {"account", "customer", NULL};
    if (!text) return PTB_OK;
    out->subject_given = true;
    if (strcmp(text, "contact") == 0) {
        out->subject = PTB_SUBJECT_CONTACT;
    } else if (strcmp(text, "opportunity") == 0) {
        out->subject = PTB_SUBJECT_OPPORTUNITY;
    } else if (is_one_of(text, later)) {
        return ptb_fail(err, PTB_E_ARG, "--subject: '%s' is not built yet; want contact or opportunity",
                        text);
    } else {
        return ptb_fail(err, PTB_E_ARG, "--subject: '%s', want contact or opportunity", text);
    }
    return PTB_OK;
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

static ptb_status parse_snapshots(const char *text, ptb_case_settings *out, ptb_error *err)
{
    if (strcmp(text, "created") == 0) {
        out->snapshots = PTB_SNAPSHOT_CREATED;
    } else if (strcmp(text, "monthly") == 0) {
        out->snapshots = PTB_SNAPSHOT_MONTHLY;
    } else {
        return ptb_fail(
            err, PTB_E_ARG,
            "--snapshots: '%s', want created or monthly (later moments such as created+24h and files of "
            "moments are not built yet)",
            text);
    }
    return PTB_OK;
}

static ptb_status parse_when(const ptb_case_texts *texts, ptb_case_settings *out, ptb_error *err)
{
    if (texts->snapshots) {
        if (texts->as_of) return ptb_fail(err, PTB_E_ARG, "--as-of and --snapshots exclude each other");
        if (texts->open_at_as_of) {
            return ptb_fail(err, PTB_E_ARG, "--open-at-T and --snapshots exclude each other");
        }
        PTB_TRY(parse_snapshots(texts->snapshots, out, err));
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
    if (!text || strcmp(text, "won") == 0) return PTB_OK;
    const char *colon = strchr(text, ':');
    if (colon && colon[1]) {
        ptb_str head = {text, (size_t)(colon - text)};
        out->outcome_name = colon + 1;
        if (ptb_str_equal_text(head, "event")) {
            out->outcome = PTB_OUTCOME_EVENT;
            return PTB_OK;
        }
        if (ptb_str_equal_text(head, "column")) {
            out->outcome = PTB_OUTCOME_COLUMN;
            return PTB_OK;
        }
        if (ptb_str_equal_text(head, "stage")) {
            return ptb_fail(err, PTB_E_ARG, "--outcome: '%s': stages as outcomes are not built yet", text);
        }
    }
    return ptb_fail(err, PTB_E_ARG, "--outcome: '%s', want won, event:TYPE[,TYPE] or column:NAME", text);
}

ptb_status ptb_case_settings_parse(const ptb_case_texts *texts, ptb_case_settings *out, ptb_error *err)
{
    ptb_case_settings_default(out);
    PTB_TRY(parse_subject(texts->subject, out, err));
    PTB_TRY(parse_when(texts, out, err));
    PTB_TRY(parse_outcome(texts->outcome, out, err));
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
