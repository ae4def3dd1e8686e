/* features/plan_words.c: features in the words of a salesperson. */
#include "features/plan.h"
#include "features/plan_kinds.h"
#include "features/title.h"

static void add_days(ptb_text *out, double days)
{
    if (days > 0 && days < 1.0 + 1e-9 && days > 1.0 - 1e-9) {
        ptb_text_add(out, " in the last day");
        return;
    }
    if (days <= 0) return;
    ptb_text_add(out, " in the last ");
    ptb_text_number(out, days);
    ptb_text_add(out, " days");
}

/* "page_view activity", "activity on /pricing", "email activities". */
static void add_activity(ptb_text *out, const ptb_feature_spec *spec, const char *noun)
{
    switch (spec->filter) {
    case PTB_FILTER_ANY:
    case PTB_N_FILTERS:
        ptb_text_add(out, noun);
        break;
    case PTB_FILTER_TYPE:
    case PTB_FILTER_SET:
        ptb_text_printf(out, "%s %s", spec->filter_value, noun);
        break;
    case PTB_FILTER_ASSET:
        ptb_text_printf(out, "%s on %s", noun, spec->filter_value);
        break;
    case PTB_FILTER_CHANNEL:
        ptb_text_printf(out, "%s by %s", noun, spec->filter_value);
        break;
    case PTB_FILTER_TOPIC:
        ptb_text_printf(out, "%s about %s", noun, spec->filter_value);
        break;
    }
}

static const char *of_whom(ptb_feature_of of)
{
    static const char *const words[PTB_N_OF] = {[PTB_OF_ACCOUNT] = " of the whole account",
                                                [PTB_OF_COLLEAGUES] = " of colleagues",
                                                [PTB_OF_PARENT] = " of the parent account",
                                                [PTB_OF_AFFILIATES] = " of the group's other accounts"};
    return words[of] ? words[of] : "";
}

static const char *whose_contacts(ptb_feature_of of)
{
    static const char *const words[PTB_N_OF] = {[PTB_OF_ACCOUNT] = "contacts of the account",
                                                [PTB_OF_COLLEAGUES] = "colleagues",
                                                [PTB_OF_PARENT] = "contacts of the parent account",
                                                [PTB_OF_AFFILIATES] =
                                                    "contacts of the group's other accounts"};
    return words[of] ? words[of] : "contacts";
}

static const char *owner_of(ptb_feature_of of)
{
    return of == PTB_OF_ACCOUNT ? "account" : of == PTB_OF_OPPORTUNITY ? "opportunity" : "contact";
}

/* "a, b or c" */
static void add_list(ptb_text *out, const ptb_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (i > 0) ptb_text_add(out, i + 1 == texts->n ? " or " : ", ");
        ptb_text_add(out, texts->items[i]);
    }
}

/* --- activities --- */

/* "share of the activities in the last 90 days that fell in the last 30 days" */
static void describe_velocity(const ptb_feature_spec *spec, ptb_text *out)
{
    ptb_text_add(out, "share of ");
    add_activity(out, spec, "activities");
    ptb_text_add(out, of_whom(spec->of));
    add_days(out, spec->long_window_days);
    ptb_text_add(out, " that fell");
    add_days(out, spec->window_days);
}

static void describe_days_since(const ptb_feature_spec *spec, const char *which, ptb_text *out)
{
    ptb_text_printf(out, "days since the %s ", which);
    add_activity(out, spec, "activity");
    ptb_text_add(out, of_whom(spec->of));
}

/* "before ACTIVITIES of whom in the last d days" */
static void describe_activities(const char *before, const ptb_feature_spec *spec, ptb_text *out)
{
    ptb_text_add(out, before);
    add_activity(out, spec, "activities");
    ptb_text_add(out, of_whom(spec->of));
    add_days(out, spec->window_days);
}

static void describe_decayed(const ptb_feature_spec *spec, ptb_text *out)
{
    add_activity(out, spec, "activities");
    ptb_text_add(out, of_whom(spec->of));
    ptb_text_add(out, ", halved every ");
    ptb_text_number(out, spec->half_life_days);
    ptb_text_add(out, " days");
}

static void describe_measure(const ptb_feature_spec *spec, ptb_text *out)
{
    static const char *const words[] = {"sum", "mean", "largest"};
    ptb_text_printf(out, "%s %s of ", words[spec->kind - PTB_FEATURE_SUM],
                    spec->measure == PTB_MEASURE_VALUE ? "value" : "time spent");
    describe_activities("", spec, out);
}

static void describe_values(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->kind == PTB_FEATURE_DISTINCT) {
        ptb_text_printf(out, "different %ss", ptb_filter_keys[spec->field]);
    } else if (spec->sets.n == 0) {
        ptb_text_printf(out, "most frequent %s", ptb_filter_keys[spec->field]);
    } else {
        ptb_text_add(out, spec->kind == PTB_FEATURE_TOP ? "most frequent of " : "how far along ");
        add_list(out, &spec->sets);
        ptb_text_add(out, of_whom(spec->of));
    }
    add_days(out, spec->window_days);
}

static void describe_credit(const ptb_feature_spec *spec, ptb_text *out)
{
    static const char *const words[PTB_N_SCHEMES] = {"first touch", "last touch", "all touches alike",
                                                     "first, last and those between", "recent touches more"};
    ptb_text_printf(out, "credit of the channel %s (%s)", spec->filter_value, words[spec->choice]);
    add_days(out, spec->window_days);
}

static void describe_contacts(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->kind == PTB_FEATURE_ENGAGED_SHARE) ptb_text_add(out, "share of the ");
    ptb_text_add(out, whose_contacts(spec->of));
    if (spec->kind != PTB_FEATURE_CONTACTS) {
        ptb_text_add(out, " with ");
        add_activity(out, spec, "activities");
        add_days(out, spec->window_days);
        return;
    }
    if (spec->buying_role) ptb_text_printf(out, " who are a %s", spec->buying_role);
    if (spec->seniority) ptb_text_printf(out, " of %s or above", spec->seniority);
    if (spec->window_days > 0) ptb_text_add(out, ", new");
    add_days(out, spec->window_days);
}

/* --- deals --- */

static void add_deal_kind(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->stages.n > 0) {
        ptb_text_add(out, " that came to ");
        add_list(out, &spec->stages);
    }
    if (spec->lost_reasons.n > 0) {
        ptb_text_add(out, " for the reason ");
        add_list(out, &spec->lost_reasons);
    }
}

static void describe_deals(const ptb_feature_spec *spec, ptb_text *out)
{
    static const char *const statistics[PTB_N_AMOUNTS] = {"sum", "mean", "last"};
    const char *owner = owner_of(spec->of), *word = ptb_deal_outcomes[spec->outcome];
    if (spec->kind == PTB_FEATURE_WIN_RATE) {
        ptb_text_printf(out, "share of the %s's other closed deals that were won", owner);
        return;
    }
    if (spec->kind == PTB_FEATURE_DAYS_SINCE_DEAL) {
        ptb_text_printf(out, "days since the %s's last %s deal", owner, word);
    } else if (spec->kind == PTB_FEATURE_DEAL_AMOUNT) {
        ptb_text_printf(out, "%s amount of the %s's other %s deals", statistics[spec->choice], owner, word);
    } else {
        ptb_text_printf(out, "other %s deals of the %s", word, owner);
    }
    add_deal_kind(spec, out);
}

static void describe_stage(const ptb_feature_spec *spec, ptb_text *out)
{
    static const char *const words[] = {"stage of the opportunity", "days in the present stage",
                                        "stages passed", "days since the stage ",
                                        "days without an answer since the stage "};
    ptb_text_add(out, words[spec->kind - PTB_FEATURE_STAGE]);
    add_list(out, &spec->stages);
}

/* --- records --- */

static void describe_column(const ptb_feature_spec *spec, ptb_text *out)
{
    static const char *const title_parts[PTB_N_TITLE_PARTS] = {"seniority by ", "department by ",
                                                               "buying role by "};
    static const char *const email_signs[PTB_N_EMAIL_SIGNS] = {
        "no address: ",          "of a free provider: ",      "throw-away address: ",
        "of no single person: ", "of the account's domain: ", "typed at random: "};
    static const char *const before[PTB_N_FEATURES] = {[PTB_FEATURE_CHANGES] = "changes of ",
                                                       [PTB_FEATURE_DAYS_SINCE_CHANGE] =
                                                           "days since the last change of ",
                                                       [PTB_FEATURE_GROWTH] = "growth of ",
                                                       [PTB_FEATURE_GIBBERISH] = "typed at random: "};
    if (before[spec->kind]) ptb_text_add(out, before[spec->kind]);
    if (spec->kind == PTB_FEATURE_TITLE) ptb_text_add(out, title_parts[spec->choice]);
    if (spec->kind == PTB_FEATURE_EMAIL) ptb_text_add(out, email_signs[spec->choice]);
    if (spec->log1p) ptb_text_add(out, "ln(1 + ");
    if (spec->of != PTB_OF_CONTACT) ptb_text_printf(out, "%s ", owner_of(spec->of));
    ptb_text_add(out, spec->column);
    if (spec->log1p) ptb_text_add(out, ")");
    add_days(out, spec->window_days);
}

static void describe_calendar(const ptb_feature_spec *spec, ptb_text *out)
{
    static const char *const words[PTB_N_CALENDAR_PARTS] = {"month",
                                                            "quarter",
                                                            "weekday (1 Monday)",
                                                            "hour of the day (UTC)",
                                                            "season (sine of the year)",
                                                            "season (cosine of the year)",
                                                            "days left in the budget year"};
    ptb_text_add(out, words[spec->choice]);
    if (spec->first_month > 1) ptb_text_printf(out, ", which begins in month %d", spec->first_month);
}

/* What stands before the activities of these kinds. */
static const char *const before_activities[PTB_N_FEATURES] = {
    [PTB_FEATURE_COUNT] = "",
    [PTB_FEATURE_ACTIVE_DAYS] = "days with ",
    [PTB_FEATURE_TREND] = "trend of ",
    [PTB_FEATURE_SHARE] = "share of ",
    [PTB_FEATURE_SESSIONS] = "sessions with ",
    [PTB_FEATURE_MEAN_GAP] = "mean days between days with ",
    [PTB_FEATURE_LONGEST_GAP] = "longest pause between days with ",
    [PTB_FEATURE_SILENCE] = "silence against the usual pause between days with ",
    [PTB_FEATURE_WEEKEND_SHARE] = "share at weekends of "};

static void describe_activity_kind(const ptb_feature_spec *spec, ptb_text *out)
{
    switch ((int)spec->kind) {
    case PTB_FEATURE_DECAYED_COUNT:
        describe_decayed(spec, out);
        break;
    case PTB_FEATURE_DAYS_SINCE_LAST:
        describe_days_since(spec, "last", out);
        break;
    case PTB_FEATURE_DAYS_SINCE_FIRST:
        describe_days_since(spec, "first", out);
        break;
    case PTB_FEATURE_VELOCITY:
        describe_velocity(spec, out);
        break;
    case PTB_FEATURE_SUM:
    case PTB_FEATURE_MEAN:
    case PTB_FEATURE_MAXIMUM:
        describe_measure(spec, out);
        break;
    case PTB_FEATURE_FURTHEST:
    case PTB_FEATURE_TOP:
    case PTB_FEATURE_DISTINCT:
        describe_values(spec, out);
        break;
    case PTB_FEATURE_CREDIT:
        describe_credit(spec, out);
        break;
    default:
        describe_activities(before_activities[spec->kind], spec, out);
        break;
    }
}

void ptb_feature_describe(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->kind <= PTB_FEATURE_WEEKEND_SHARE) {
        describe_activity_kind(spec, out);
    } else if (spec->kind <= PTB_FEATURE_ENGAGED_SHARE) {
        describe_contacts(spec, out);
    } else if (spec->kind == PTB_FEATURE_ROLES) {
        ptb_text_add(out, "different buying roles among the account's contacts");
    } else if (spec->kind <= PTB_FEATURE_WIN_RATE) {
        describe_deals(spec, out);
    } else if (spec->kind <= PTB_FEATURE_UNANSWERED) {
        describe_stage(spec, out);
    } else if (spec->kind == PTB_FEATURE_AGE) {
        ptb_text_printf(out, "days since the %s was created", owner_of(spec->of));
    } else if (spec->kind == PTB_FEATURE_CALENDAR) {
        describe_calendar(spec, out);
    } else {
        describe_column(spec, out);
    }
}

/* What a value is counted in, and when it is missing, but for what is said below of its owner. */
typedef struct {
    const char *unit, *missing;
} feature_words;

static const char no_activity[] = "there was no such activity";
static const char one_day[] = "there were fewer than two such days";
static const char no_deal[] = "there was no such deal";
static const char no_stages[] = "the stages of the opportunity are not known, or it never came there";
static const char no_value[] = "the record has no value, or did not exist yet";
static const char no_changes[] = "the record did not exist yet, or nobody wrote changes down";

static const feature_words words_of[PTB_N_FEATURES] = {
    [PTB_FEATURE_COUNT] = {"activities", NULL},
    [PTB_FEATURE_DECAYED_COUNT] = {"activities", NULL},
    [PTB_FEATURE_DAYS_SINCE_LAST] = {"days", no_activity},
    [PTB_FEATURE_DAYS_SINCE_FIRST] = {"days", no_activity},
    [PTB_FEATURE_ACTIVE_DAYS] = {"days", NULL},
    [PTB_FEATURE_VELOCITY] = {"share", NULL},
    [PTB_FEATURE_TREND] = {"-1 to 1", no_activity},
    [PTB_FEATURE_SHARE] = {"share", NULL},
    [PTB_FEATURE_SUM] = {"value", NULL},
    [PTB_FEATURE_MEAN] = {"value", no_activity},
    [PTB_FEATURE_MAXIMUM] = {"value", no_activity},
    [PTB_FEATURE_SESSIONS] = {"sessions", NULL},
    [PTB_FEATURE_MEAN_GAP] = {"days", one_day},
    [PTB_FEATURE_LONGEST_GAP] = {"days", one_day},
    [PTB_FEATURE_SILENCE] = {"times", one_day},
    [PTB_FEATURE_FURTHEST] = {"step", NULL},
    [PTB_FEATURE_TOP] = {"value", no_activity},
    [PTB_FEATURE_DISTINCT] = {"values", NULL},
    [PTB_FEATURE_CREDIT] = {"share", "there was no touch with a channel"},
    [PTB_FEATURE_WEEKEND_SHARE] = {"share", no_activity},
    [PTB_FEATURE_CONTACTS] = {"contacts", NULL},
    [PTB_FEATURE_ACTIVE_CONTACTS] = {"contacts", NULL},
    [PTB_FEATURE_ENGAGED_SHARE] = {"share", "there are no contacts"},
    [PTB_FEATURE_ROLES] = {"roles", NULL},
    [PTB_FEATURE_DEALS] = {"deals", NULL},
    [PTB_FEATURE_DAYS_SINCE_DEAL] = {"days", no_deal},
    [PTB_FEATURE_DEAL_AMOUNT] = {"amount", no_deal},
    [PTB_FEATURE_WIN_RATE] = {"share", no_deal},
    [PTB_FEATURE_STAGE] = {"value", no_stages},
    [PTB_FEATURE_STAGE_AGE] = {"days", no_stages},
    [PTB_FEATURE_STAGES] = {"stages", no_stages},
    [PTB_FEATURE_STAGE_DAYS] = {"days", no_stages},
    [PTB_FEATURE_UNANSWERED] = {"days", no_stages},
    [PTB_FEATURE_ATTRIBUTE] = {"value", "the record has no value, one dated later, or did not exist yet"},
    [PTB_FEATURE_AGE] = {"days", "the record has no creation date or did not exist yet"},
    [PTB_FEATURE_CHANGES] = {"changes", no_changes},
    [PTB_FEATURE_DAYS_SINCE_CHANGE] = {"days", no_changes},
    [PTB_FEATURE_GROWTH] = {"share", no_changes},
    [PTB_FEATURE_TITLE] = {"value", no_value},
    [PTB_FEATURE_EMAIL] = {"value", no_value},
    [PTB_FEATURE_GIBBERISH] = {"0 to 1", no_value},
    [PTB_FEATURE_CALENDAR] = {"value", "never"},
};

const char *ptb_feature_unit(const ptb_feature_spec *spec)
{
    bool is_time = (ptb_kinds[spec->kind].must & PTB_KEY_MEASURE) && spec->measure == PTB_MEASURE_DURATION;
    if (is_time) return "seconds";
    return spec->log1p ? "ln(1 + value)" : words_of[spec->kind].unit;
}

const char *ptb_feature_missing_rule(const ptb_feature_spec *spec)
{
    static const char *const no_owner[PTB_N_OF] = {[PTB_OF_CONTACT] = "the case names no contact",
                                                   [PTB_OF_ACCOUNT] = "the contact has no account",
                                                   [PTB_OF_COLLEAGUES] = "the contact has no account",
                                                   [PTB_OF_OPPORTUNITY] = "the case is no opportunity",
                                                   [PTB_OF_PARENT] = "the account has no parent",
                                                   [PTB_OF_AFFILIATES] = "the account stands alone",
                                                   [PTB_OF_MOMENT] = "never"};
    if (spec->log1p) return "the record has no value, a negative one, or did not exist yet";
    const char *missing = words_of[spec->kind].missing;
    return missing ? missing : no_owner[spec->of];
}
