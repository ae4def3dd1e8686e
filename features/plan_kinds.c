/* features/plan_kinds.c: what each kind of feature takes. */
#include "features/plan_kinds.h"

#include "features/title.h"

const char *const ptb_of_names[PTB_N_OF] = {"contact", "account",    "colleagues", "opportunity",
                                            "parent",  "affiliates", "moment"};
const char *const ptb_filter_keys[PTB_N_FILTERS] = {NULL, "type", "asset", "channel", "topic", "set"};
const char *const ptb_deal_outcomes[3] = {"open", "won", "lost"};
const char *const ptb_measure_names[PTB_N_MEASURES] = {"value", "duration_s"};

static const char *const schemes[PTB_N_SCHEMES] = {"first_touch", "last_touch", "linear", "position_based",
                                                   "time_decay"};
static const char *const amounts[PTB_N_AMOUNTS] = {"sum", "mean", "last"};
static const char *const title_parts[PTB_N_TITLE_PARTS] = {"seniority", "department", "buying_role"};
static const char *const email_signs[PTB_N_EMAIL_SIGNS] = {
    "malformed", "free", "disposable", "role", "matches_account", "gibberish"};
static const char *const calendar_parts[PTB_N_CALENDAR_PARTS] = {
    "month", "quarter", "weekday", "hour", "year_sine", "year_cosine", "budget_days_left"};

enum {
    CON = 1 << PTB_OF_CONTACT,
    ACC = 1 << PTB_OF_ACCOUNT,
    COL = 1 << PTB_OF_COLLEAGUES,
    OPP = 1 << PTB_OF_OPPORTUNITY,
    ALL = CON | ACC | COL | 1 << PTB_OF_PARENT | 1 << PTB_OF_AFFILIATES,
    AROUND = ALL & ~CON,
    WHOLE = ALL & ~COL & ~(1 << PTB_OF_AFFILIATES), /* what no difference can tell */
    MOMENT = 1 << PTB_OF_MOMENT
};
#define FILTER PTB_KEY_FILTER
#define WINDOW PTB_KEY_WINDOW
#define STAGES PTB_KEY_STAGES
#define REASONS PTB_KEY_REASONS
#define OUTCOME PTB_KEY_OUTCOME
#define COLUMN PTB_KEY_COLUMN
#define CHOICE PTB_KEY_CHOICE
#define NO_CHOICE 0, NULL, NULL

/* Name, of whom, what it needs, what it takes as well, what it chooses. */
const ptb_kind_rule ptb_kinds[PTB_N_FEATURES] = {
    [PTB_FEATURE_COUNT] = {"count", ALL, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_DECAYED_COUNT] = {"decayed_count", ALL, PTB_KEY_HALF_LIFE, FILTER, NO_CHOICE},
    [PTB_FEATURE_DAYS_SINCE_LAST] = {"days_since_last", ALL, 0, FILTER, NO_CHOICE},
    [PTB_FEATURE_DAYS_SINCE_FIRST] = {"days_since_first", ALL, 0, FILTER, NO_CHOICE},
    [PTB_FEATURE_ACTIVE_DAYS] = {"active_days", CON, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_VELOCITY] = {"velocity", ALL, WINDOW | PTB_KEY_LONG_WINDOW, FILTER, NO_CHOICE},
    [PTB_FEATURE_TREND] = {"trend", ALL, WINDOW, FILTER, NO_CHOICE},
    [PTB_FEATURE_SHARE] = {"share", ALL, FILTER, WINDOW, NO_CHOICE},
    [PTB_FEATURE_SUM] = {"sum", ALL, PTB_KEY_MEASURE, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_MEAN] = {"mean", ALL, PTB_KEY_MEASURE, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_MAXIMUM] = {"maximum", WHOLE, PTB_KEY_MEASURE, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_SESSIONS] = {"sessions", CON, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_MEAN_GAP] = {"mean_gap_days", CON, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_LONGEST_GAP] = {"longest_gap_days", CON, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_SILENCE] = {"silence", CON, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_FURTHEST] = {"furthest", ALL, PTB_KEY_SETS, WINDOW, NO_CHOICE},
    [PTB_FEATURE_TOP] = {"top", CON, 0, PTB_KEY_FIELD | PTB_KEY_SETS | WINDOW, NO_CHOICE},
    [PTB_FEATURE_DISTINCT] = {"distinct", CON, PTB_KEY_FIELD, WINDOW, NO_CHOICE},
    [PTB_FEATURE_CREDIT] = {"channel_credit", CON, FILTER | CHOICE, WINDOW | PTB_KEY_HALF_LIFE, PTB_N_SCHEMES,
                            "scheme", schemes},
    [PTB_FEATURE_WEEKEND_SHARE] = {"weekend_share", CON, 0, WINDOW, NO_CHOICE},
    [PTB_FEATURE_CONTACTS] = {"contacts", ACC, 0, WINDOW | PTB_KEY_SENIORITY | PTB_KEY_ROLE, NO_CHOICE},
    [PTB_FEATURE_ACTIVE_CONTACTS] = {"active_contacts", AROUND, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_ENGAGED_SHARE] = {"engaged_share", AROUND, 0, FILTER | WINDOW, NO_CHOICE},
    [PTB_FEATURE_ROLES] = {"roles_covered", ACC, 0, 0, NO_CHOICE},
    [PTB_FEATURE_DEALS] = {"deals", CON | ACC, OUTCOME, STAGES | REASONS, NO_CHOICE},
    [PTB_FEATURE_DAYS_SINCE_DEAL] = {"days_since_deal", CON | ACC, OUTCOME, STAGES | REASONS, NO_CHOICE},
    [PTB_FEATURE_DEAL_AMOUNT] = {"deal_amount", CON | ACC, OUTCOME | CHOICE, STAGES | REASONS, PTB_N_AMOUNTS,
                                 "statistic", amounts},
    [PTB_FEATURE_WIN_RATE] = {"win_rate", CON | ACC, 0, 0, NO_CHOICE},
    [PTB_FEATURE_STAGE] = {"stage", OPP, 0, 0, NO_CHOICE},
    [PTB_FEATURE_STAGE_AGE] = {"stage_age_days", OPP, 0, 0, NO_CHOICE},
    [PTB_FEATURE_STAGES] = {"stages_passed", OPP, 0, 0, NO_CHOICE},
    [PTB_FEATURE_STAGE_DAYS] = {"days_since_stage", OPP, STAGES, 0, NO_CHOICE},
    [PTB_FEATURE_UNANSWERED] = {"unanswered_days", OPP, STAGES, FILTER, NO_CHOICE},
    [PTB_FEATURE_ATTRIBUTE] = {"attribute", CON | ACC | OPP, COLUMN, PTB_KEY_LOG1P, NO_CHOICE},
    [PTB_FEATURE_AGE] = {"age", CON | ACC | OPP, 0, 0, NO_CHOICE},
    [PTB_FEATURE_CHANGES] = {"changes", CON | ACC | OPP, COLUMN, WINDOW, NO_CHOICE},
    [PTB_FEATURE_DAYS_SINCE_CHANGE] = {"days_since_change", CON | ACC | OPP, COLUMN, 0, NO_CHOICE},
    [PTB_FEATURE_GROWTH] = {"growth", CON | ACC | OPP, COLUMN | WINDOW, 0, NO_CHOICE},
    [PTB_FEATURE_TITLE] = {"title", CON, COLUMN | CHOICE, 0, PTB_N_TITLE_PARTS, "part", title_parts},
    [PTB_FEATURE_EMAIL] = {"email", CON, COLUMN | CHOICE, 0, PTB_N_EMAIL_SIGNS, "sign", email_signs},
    [PTB_FEATURE_GIBBERISH] = {"gibberish", CON | ACC, COLUMN, 0, NO_CHOICE},
    [PTB_FEATURE_CALENDAR] = {"calendar", MOMENT, CHOICE, PTB_KEY_FIRST_MONTH, PTB_N_CALENDAR_PARTS, "part",
                              calendar_parts},
};

bool ptb_is_swept(const ptb_feature_spec *spec)
{
    return spec->kind <= PTB_FEATURE_FURTHEST || spec->kind == PTB_FEATURE_ACTIVE_CONTACTS ||
           spec->kind == PTB_FEATURE_ENGAGED_SHARE || (spec->kind == PTB_FEATURE_TOP && spec->sets.n > 0);
}

bool ptb_is_scanned(const ptb_feature_spec *spec)
{
    return !ptb_is_swept(spec) && spec->kind >= PTB_FEATURE_TOP && spec->kind <= PTB_FEATURE_WEEKEND_SHARE;
}
