/* features/plan_words.c: features in the words of a salesperson. */
#include "features/plan.h"

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
        ptb_text_add(out, noun);
        break;
    case PTB_FILTER_TYPE:
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
    switch (of) {
    case PTB_OF_ACCOUNT:
        return " of the whole account";
    case PTB_OF_COLLEAGUES:
        return " of colleagues";
    case PTB_OF_CONTACT:
    case PTB_OF_OPPORTUNITY:
        break;
    }
    return "";
}

static const char *deal_word(ptb_outcome outcome)
{
    return outcome == PTB_WON ? "won" : outcome == PTB_LOST ? "lost" : "open";
}

static void describe_attribute(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->log1p) ptb_text_add(out, "ln(1 + ");
    if (spec->of == PTB_OF_ACCOUNT) ptb_text_add(out, "account ");
    if (spec->of == PTB_OF_OPPORTUNITY) ptb_text_add(out, "opportunity ");
    ptb_text_add(out, spec->column);
    if (spec->log1p) ptb_text_add(out, ")");
}

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

static void describe_activities(const ptb_feature_spec *spec, ptb_text *out)
{
    if (spec->kind == PTB_FEATURE_ACTIVE_DAYS) ptb_text_add(out, "days with ");
    if (spec->kind == PTB_FEATURE_ACTIVE_CONTACTS) {
        ptb_text_add(out,
                     spec->of == PTB_OF_COLLEAGUES ? "colleagues with " : "contacts of the account with ");
    }
    add_activity(out, spec, "activities");
    if (spec->kind != PTB_FEATURE_ACTIVE_CONTACTS) ptb_text_add(out, of_whom(spec->of));
    if (spec->kind == PTB_FEATURE_DECAYED_COUNT) {
        ptb_text_add(out, ", halved every ");
        ptb_text_number(out, spec->half_life_days);
        ptb_text_add(out, " days");
    }
    add_days(out, spec->window_days);
}

void ptb_feature_describe(const ptb_feature_spec *spec, ptb_text *out)
{
    const char *owner = spec->of == PTB_OF_ACCOUNT ? "account" : "contact";
    switch (spec->kind) {
    case PTB_FEATURE_COUNT:
    case PTB_FEATURE_DECAYED_COUNT:
    case PTB_FEATURE_ACTIVE_DAYS:
    case PTB_FEATURE_ACTIVE_CONTACTS:
        describe_activities(spec, out);
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
    case PTB_FEATURE_CONTACTS:
        ptb_text_add(out, "contacts of the account");
        break;
    case PTB_FEATURE_DEALS:
        ptb_text_printf(out, "other %s deals of the %s", deal_word(spec->outcome), owner);
        break;
    case PTB_FEATURE_DAYS_SINCE_DEAL:
        ptb_text_printf(out, "days since the %s's last %s deal", owner, deal_word(spec->outcome));
        break;
    case PTB_FEATURE_ATTRIBUTE:
        describe_attribute(spec, out);
        break;
    case PTB_FEATURE_AGE:
        ptb_text_printf(out, "days since the %s was created", owner);
        break;
    }
}

const char *ptb_feature_unit(const ptb_feature_spec *spec)
{
    switch (spec->kind) {
    case PTB_FEATURE_COUNT:
    case PTB_FEATURE_DECAYED_COUNT:
        return "activities";
    case PTB_FEATURE_DAYS_SINCE_LAST:
    case PTB_FEATURE_DAYS_SINCE_FIRST:
    case PTB_FEATURE_ACTIVE_DAYS:
    case PTB_FEATURE_DAYS_SINCE_DEAL:
    case PTB_FEATURE_AGE:
        return "days";
    case PTB_FEATURE_VELOCITY:
        return "share";
    case PTB_FEATURE_CONTACTS:
    case PTB_FEATURE_ACTIVE_CONTACTS:
        return "contacts";
    case PTB_FEATURE_DEALS:
        return "deals";
    case PTB_FEATURE_ATTRIBUTE:
        break;
    }
    return spec->log1p ? "ln(1 + value)" : "value";
}

const char *ptb_feature_missing_rule(const ptb_feature_spec *spec)
{
    if (spec->kind == PTB_FEATURE_ATTRIBUTE) {
        if (spec->log1p) return "the record has no value, a negative one, or did not exist yet";
        return "the record has no value, one dated later, or did not exist yet";
    }
    if (spec->kind == PTB_FEATURE_AGE) return "the record has no creation date or did not exist yet";
    if (spec->kind == PTB_FEATURE_DAYS_SINCE_DEAL) return "there was no such deal";
    if (spec->kind == PTB_FEATURE_DAYS_SINCE_LAST || spec->kind == PTB_FEATURE_DAYS_SINCE_FIRST) {
        return "there was no such activity";
    }
    return spec->of == PTB_OF_CONTACT ? "the case names no contact" : "the contact has no account";
}
