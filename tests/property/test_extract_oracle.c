/* tests/property/test_extract_oracle.c: features of activities against an oracle that knows nothing of sweeps, slots and roll-ups.
 *
 * Random histories, moments and features; the oracle goes through all activities for each value and computes what
 * features/plan.h says in the plainest way. It shares nothing with the engine but the records, whose order within a second counts. */
#include "datasets/base/rng.h"
#include "features/extract.h"
#include "features/plan_kinds.h"
#include "tests/support/test_history.h"

enum {
    N_ACCOUNTS = 14,
    N_CONTACTS = 40,
    N_ACTIVITIES = 600,
    N_SPECS = 60,
    N_CASES = 40,
    N_ROUNDS = 24,
    TEXT = 16
};
enum { N_FIELDS = PTB_FILTER_SET }; /* type, asset, channel, topic by ptb_filter */

static ptb_error err;
static ptb_rng *rng;
static ptb_time begin;
static size_t n_compared, n_present;

/* --- records --- */

static const char *const words[N_FIELDS][6] = {
    [PTB_FILTER_TYPE] = {"view", "demo", "order", "call", "Web", "fair"},
    [PTB_FILTER_ASSET] = {"/a", "/a/b", "/price", "/Pricing", "/c", ""},
    [PTB_FILTER_CHANNEL] = {"web", "mail", "phone", "webinar", "", ""},
    [PTB_FILTER_TOPIC] = {"price", "legal", "", "", "", "price list"}};

static size_t below(size_t n)
{
    return (size_t)ptb_rng_below(rng, n);
}

static bool happens(double probability)
{
    return ptb_rng_uniform(rng) < probability;
}

/* Of 200 days; often on the hour, often one that was there before. */
static ptb_time some_moment(void)
{
    static ptb_time before;
    if (before != 0 && happens(0.15)) return before;
    ptb_time s = begin + (ptb_time)below((size_t)200 * PTB_DAY);
    before = happens(0.5) ? s : s - s % 3600;
    return before;
}

/* Several within hours of each other, so that there are sessions and days of several activities. */
static ptb_time some_activity_moment(void)
{
    static ptb_time last;
    last = last != 0 && happens(0.4) ? last + (ptb_time)below(3) * 900 : some_moment();
    return last;
}

static char *make_accounts(void)
{
    ptb_text out = {0};
    char when[PTB_TIME_BYTES];
    ptb_text_add(&out, "account_id,parent_id,created_at\n");
    for (size_t i = 0; i < N_ACCOUNTS; i++) {
        ptb_text_printf(&out, "A%02zu,", i);
        if (i > 0 && happens(0.6)) ptb_text_printf(&out, "A%02zu", below(i));
        ptb_text_printf(&out, ",%s\n", happens(0.6) ? "" : ptb_print_time(when, some_moment()));
    }
    return out.bytes;
}

static char *make_contacts(void)
{
    ptb_text out = {0};
    char when[PTB_TIME_BYTES];
    ptb_text_add(&out, "contact_id,account_id,created_at\n");
    for (size_t i = 0; i < N_CONTACTS; i++) {
        ptb_text_printf(&out, "c%02zu,", i);
        if (happens(0.85)) ptb_text_printf(&out, "A%02zu", below(N_ACCOUNTS));
        ptb_text_printf(&out, ",%s\n", happens(0.6) ? "" : ptb_print_time(when, some_moment()));
    }
    return out.bytes;
}

/* Fields that nobody fills in are no columns at all. */
static char *make_activities(bool has_topics, bool has_numbers)
{
    ptb_text out = {0};
    char when[PTB_TIME_BYTES];
    ptb_text_printf(&out, "contact_id,account_id,ts,type,asset,channel%s%s\n", has_topics ? ",topic" : "",
                    has_numbers ? ",value,duration_s" : "");
    for (size_t i = 0; i < N_ACTIVITIES; i++) {
        if (happens(0.88)) {
            ptb_text_printf(&out, "c%02zu,,", below(happens(0.3) ? 4 : N_CONTACTS)); /* some are busy */
        } else {
            ptb_text_printf(&out, ",A%02zu,", below(N_ACCOUNTS));
        }
        ptb_text_printf(&out, "%s,%s,%s,%s", ptb_print_time(when, some_activity_moment()),
                        words[PTB_FILTER_TYPE][below(6)], words[PTB_FILTER_ASSET][below(6)],
                        words[PTB_FILTER_CHANNEL][below(6)]);
        if (has_topics) ptb_text_printf(&out, ",%s", words[PTB_FILTER_TOPIC][below(6)]);
        if (has_numbers) { /* quarters: their sums are exact in any order */
            ptb_text_add(&out, ",");
            if (happens(0.6)) ptb_text_printf(&out, "%.2f", ((double)below(4000) - 400) / 4);
            ptb_text_add(&out, ",");
            if (happens(0.6)) ptb_text_printf(&out, "%zu", below(600));
        }
        ptb_text_add(&out, "\n");
    }
    return out.bytes;
}

static ptb_history *make_history(size_t round)
{
    char *accounts = make_accounts(), *contacts = make_contacts();
    char *activities = make_activities(round % 4 != 1, round % 4 != 2);
    test_records texts = {"oracle", accounts, contacts, activities, NULL};
    ptb_history *history = test_history(&texts);
    free(accounts);
    free(contacts);
    free(activities);
    return history;
}

/* --- what the oracle knows: records, one by one --- */

typedef struct {
    uint32_t contact, account; /* whose; one of them PTB_NONE */
    ptb_time ts;
    char text[N_FIELDS][TEXT];
    double number[PTB_N_MEASURES];
} deed;

static deed deeds[N_ACTIVITIES];
static size_t n_deeds;
static const ptb_history *h;

static void read_text(const ptb_strings *texts, uint32_t code, char out[TEXT])
{
    ptb_str text = code == 0 ? ptb_str_of("") : ptb_strings_at(texts, code);
    snprintf(out, TEXT, "%.*s", (int)text.len, text.ptr);
}

static void read_deed(uint32_t contact, uint32_t account, uint64_t i)
{
    const ptb_activities *a = &h->activities;
    deed *d = &deeds[n_deeds++];
    *d = (deed){.contact = contact,
                .account = account,
                .ts = a->ts[i],
                .number = {a->value ? (double)a->value[i] : (double)NAN,
                           a->duration_s ? (double)a->duration_s[i] : (double)NAN}};
    read_text(&a->types, a->type[i], d->text[PTB_FILTER_TYPE]);
    read_text(&a->assets, a->asset[i], d->text[PTB_FILTER_ASSET]);
    read_text(&a->channels, a->channel[i], d->text[PTB_FILTER_CHANNEL]);
    read_text(&a->topics, a->topic ? a->topic[i] : 0, d->text[PTB_FILTER_TOPIC]);
}

static void read_deeds(void)
{
    n_deeds = 0;
    for (uint32_t c = 0; c < h->contacts.n; c++) {
        for (uint64_t i = h->activities.first[c]; i < h->activities.first[c + 1]; i++)
            read_deed(c, PTB_NONE, i);
    }
    for (uint32_t a = 0; h->activities.account_first && a < h->accounts.n; a++) {
        for (uint64_t i = h->activities.account_first[a]; i < h->activities.account_first[a + 1]; i++)
            read_deed(PTB_NONE, a, i);
    }
    ck_assert_uint_ge(n_deeds, N_ACTIVITIES * 9 / 10); /* equal records are one */
}

/* --- whose --- */

static bool is_account_there(uint32_t account, ptb_time as_of)
{
    return account != PTB_NONE && h->accounts.created_at[account] <= as_of;
}

static uint32_t top_of_tree(uint32_t account)
{
    while (h->account_parent[account] != PTB_NONE)
        account = h->account_parent[account];
    return account;
}

/* Is the account, at the moment, one that the level looks at? */
static bool is_meant(const ptb_case *one, ptb_feature_of of, uint32_t account)
{
    if (of == PTB_OF_ACCOUNT || of == PTB_OF_COLLEAGUES) return account == one->account;
    if (!is_account_there(account, one->as_of)) return false;
    if (of == PTB_OF_PARENT) return account == h->account_parent[one->account];
    return account != one->account && top_of_tree(account) == top_of_tree(one->account);
}

static bool has_level(const ptb_case *one, ptb_feature_of of)
{
    if (of == PTB_OF_CONTACT) return one->contact != PTB_NONE;
    if (one->account == PTB_NONE) return false;
    for (uint32_t a = 0; a < h->accounts.n; a++) {
        if (is_meant(one, of, a)) return true;
    }
    return false;
}

static bool is_of_level(const ptb_case *one, ptb_feature_of of, uint32_t contact)
{
    if (of == PTB_OF_CONTACT) return contact == one->contact;
    if (of == PTB_OF_COLLEAGUES && contact == one->contact) return false;
    return h->contacts.created_at[contact] <= one->as_of && h->contact_account[contact] != PTB_NONE &&
           is_meant(one, of, h->contact_account[contact]);
}

static bool is_deed_of_level(const ptb_case *one, ptb_feature_of of, const deed *d)
{
    if (d->contact != PTB_NONE) return is_of_level(one, of, d->contact);
    return of != PTB_OF_CONTACT && is_meant(one, of, d->account);
}

/* --- which --- */

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool fits(const char *pattern, const char *text)
{
    if (*pattern == 0) return *text == 0;
    if (*pattern == '*') return fits(pattern + 1, text) || (*text != 0 && fits(pattern, text + 1));
    return *text != 0 && small(*pattern) == small(*text) && fits(pattern + 1, text + 1);
}

static bool fits_any(const char *const *patterns, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++) {
        if (fits(patterns[i], text)) return true;
    }
    return false;
}

static bool is_in_set(const ptb_activity_set_spec *set, const deed *d)
{
    for (int f = 1; f < N_FIELDS; f++) {
        if (set->n_patterns[f] == 0) continue;
        if (d->text[f][0] == 0 || !fits_any(set->patterns[f], set->n_patterns[f], d->text[f])) return false;
        if (fits_any(set->except.items, set->except.n, d->text[f])) return false;
    }
    return true;
}

static const char *const hot_types[] = {"demo", "ORD*"}, *const price_assets[] = {"*pric*", "/a*"},
                         *const no_assets[] = {"/a/*", "/Pricing"}, *const web_channels[] = {"web*"},
                         *const any[] = {"*"}, *const never[] = {"never"}, *const topics[] = {"price*"};
static ptb_activity_set_spec sets[] = {
    {.name = "hot", .patterns = {[PTB_FILTER_TYPE] = hot_types}, .n_patterns = {[PTB_FILTER_TYPE] = 2}},
    {.name = "price",
     .patterns = {[PTB_FILTER_ASSET] = price_assets},
     .n_patterns = {[PTB_FILTER_ASSET] = 2},
     .except = {no_assets, 2}},
    {.name = "prices",
     .patterns = {[PTB_FILTER_ASSET] = price_assets},
     .n_patterns = {[PTB_FILTER_ASSET] = 2}},
    {.name = "web",
     .patterns = {[PTB_FILTER_CHANNEL] = web_channels},
     .n_patterns = {[PTB_FILTER_CHANNEL] = 1}},
    {.name = "hot web",
     .patterns = {[PTB_FILTER_TYPE] = hot_types, [PTB_FILTER_CHANNEL] = web_channels},
     .n_patterns = {[PTB_FILTER_TYPE] = 2, [PTB_FILTER_CHANNEL] = 1}},
    {.name = "all four", .patterns = {NULL, hot_types, any, any, topics}, .n_patterns = {0, 2, 1, 1, 1}},
    {.name = "never", .patterns = {[PTB_FILTER_TOPIC] = never}, .n_patterns = {[PTB_FILTER_TOPIC] = 1}},
    {.name = "said", .patterns = {[PTB_FILTER_TOPIC] = any}, .n_patterns = {[PTB_FILTER_TOPIC] = 1}}};
enum { N_SETS = sizeof sets / sizeof sets[0] };

static const ptb_activity_set_spec *set_of(const char *name)
{
    for (size_t i = 0; i < N_SETS; i++) {
        if (strcmp(sets[i].name, name) == 0) return &sets[i];
    }
    ck_abort_msg("no set %s", name);
    return NULL;
}

typedef bool (*chooser)(const void *what, const deed *d);

static bool chooses_filter(const void *what, const deed *d)
{
    const ptb_feature_spec *s = what;
    if (s->filter == PTB_FILTER_ANY) return true;
    if (s->filter == PTB_FILTER_SET) return is_in_set(set_of(s->filter_value), d);
    return strcmp(d->text[s->filter], s->filter_value) == 0;
}

static bool chooses_set(const void *what, const deed *d)
{
    return is_in_set(what, d);
}

static bool chooses_all(const void *what, const deed *d)
{
    (void)what;
    return d != NULL;
}

/* Those within the window, a contact's in the order of time. */
typedef struct {
    const deed *items[N_ACTIVITIES];
    size_t n;
} selection;

typedef struct {
    const ptb_case *one;
    const ptb_feature_spec *spec;
} question;

static void choose(const question *q, double days, chooser is_chosen, const void *what, selection *out)
{
    ptb_time after = q->one->as_of - (ptb_time)llround(days * PTB_DAY);
    out->n = 0;
    for (size_t i = 0; i < n_deeds; i++) {
        const deed *d = &deeds[i];
        if (d->ts > q->one->as_of || (days > 0 && d->ts <= after)) continue;
        if (is_deed_of_level(q->one, q->spec->of, d) && is_chosen(what, d)) out->items[out->n++] = d;
    }
}

static size_t count(const question *q, double days, chooser is_chosen, const void *what)
{
    static selection s;
    choose(q, days, is_chosen, what, &s);
    return s.n;
}

/* --- what --- */

static const double none = (double)NAN;

static double age_days(const question *q, const deed *d)
{
    return (double)(q->one->as_of - d->ts) / PTB_DAY;
}

static double extreme_age(const question *q, const selection *s, bool is_least)
{
    double found = none;
    for (size_t i = 0; i < s->n; i++) {
        double age = age_days(q, s->items[i]);
        if (isnan(found) || (is_least ? age < found : age > found)) found = age;
    }
    return found;
}

static double decayed(const question *q, const selection *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += pow(2, -age_days(q, s->items[i]) / q->spec->half_life_days);
    return sum;
}

static double trend(const question *q, const selection *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += age_days(q, s->items[i]);
    return s->n > 0 ? 1 - 2 * (sum / (double)s->n) / q->spec->window_days : none;
}

static double measured(const question *q, const selection *s)
{
    double sum = 0, most = none;
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        double number = s->items[i]->number[q->spec->measure];
        if (isnan(number)) continue;
        sum += number;
        n++;
        if (isnan(most) || number > most) most = number;
    }
    if (q->spec->kind == PTB_FEATURE_SUM) return sum;
    if (q->spec->kind == PTB_FEATURE_MAXIMUM) return most;
    return n > 0 ? sum / (double)n : none;
}

/* A contact's days, ascending. */
typedef struct {
    ptb_time days[N_ACTIVITIES];
    size_t n;
} day_list;

static void list_days(const selection *s, day_list *out)
{
    out->n = 0;
    for (size_t i = 0; i < s->n; i++) {
        ptb_time day = s->items[i]->ts / PTB_DAY;
        if (out->n == 0 || out->days[out->n - 1] != day) out->days[out->n++] = day;
    }
}

static double gap(const question *q, const selection *s)
{
    static day_list d;
    double longest = 0;
    list_days(s, &d);
    if (q->spec->kind == PTB_FEATURE_ACTIVE_DAYS) return (double)d.n;
    if (d.n < 2) return none;
    for (size_t i = 1; i < d.n; i++) {
        double days = (double)(d.days[i] - d.days[i - 1]);
        if (days > longest) longest = days;
    }
    double mean = (double)(d.days[d.n - 1] - d.days[0]) / (double)(d.n - 1);
    if (q->spec->kind == PTB_FEATURE_LONGEST_GAP) return longest;
    return q->spec->kind == PTB_FEATURE_MEAN_GAP ? mean : extreme_age(q, s, true) / mean;
}

/* All sessions up to T that end in the window. */
static double sessions(const question *q)
{
    static selection s;
    size_t n = 0;
    ptb_time after = q->one->as_of - (ptb_time)llround(q->spec->window_days * PTB_DAY);
    choose(q, 0, chooses_filter, q->spec, &s);
    for (size_t i = 0; i < s.n; i++) {
        bool is_end = i + 1 == s.n || s.items[i + 1]->ts - s.items[i]->ts > 1800; /* half an hour */
        n += is_end && (!(q->spec->window_days > 0) || s.items[i]->ts > after);
    }
    return (double)n;
}

static double furthest(const question *q)
{
    double found = 0;
    for (size_t i = 0; i < q->spec->sets.n; i++) {
        if (count(q, q->spec->window_days, chooses_set, set_of(q->spec->sets.items[i])) > 0)
            found = (double)i + 1;
    }
    return found;
}

static double top_set(const question *q)
{
    static selection s;
    double found = none, least_age = 0;
    size_t most = 0;
    for (size_t i = 0; i < q->spec->sets.n; i++) {
        choose(q, q->spec->window_days, chooses_set, set_of(q->spec->sets.items[i]), &s);
        double age = extreme_age(q, &s, true);
        if (s.n == 0 || s.n < most || (s.n == most && age >= least_age)) continue;
        most = s.n;
        least_age = age;
        found = (double)i;
    }
    return found;
}

/* Of equals the one whose last is the last of all. Returns how many different ones there are. */
static size_t top_value(const selection *s, ptb_filter field, const char **top)
{
    size_t n = 0, most = 0;
    *top = "";
    for (size_t i = 0; i < s->n; i++) {
        const char *text = s->items[i]->text[field];
        size_t times = 0;
        bool is_last = text[0] != 0;
        for (size_t j = 0; j < s->n; j++) {
            bool is_same = strcmp(s->items[j]->text[field], text) == 0;
            times += is_same;
            if (is_same && j > i) is_last = false;
        }
        if (!is_last) continue;
        n++;
        if (times < most) continue;
        most = times;
        *top = text;
    }
    return n;
}

static double weight_of(const question *q, const deed *d, size_t place, size_t n)
{
    switch ((ptb_credit_scheme)q->spec->choice) {
    case PTB_SCHEME_FIRST:
        return place == 0;
    case PTB_SCHEME_LAST:
        return place + 1 == n;
    case PTB_SCHEME_LINEAR:
        return 1;
    case PTB_SCHEME_POSITION:
        if (n <= 2) return 1;
        return place == 0 || place + 1 == n ? 0.4 : 0.2 / (double)(n - 2);
    case PTB_SCHEME_DECAY:
    case PTB_N_SCHEMES:
        break;
    }
    return pow(2, -age_days(q, d) / q->spec->half_life_days);
}

static double credit(const question *q, const selection *s)
{
    const deed *touches[N_ACTIVITIES];
    size_t n = 0;
    double own = 0, all = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->items[i]->text[PTB_FILTER_CHANNEL][0] != 0) touches[n++] = s->items[i];
    }
    for (size_t i = 0; i < n; i++) {
        double weight = weight_of(q, touches[i], i, n);
        all += weight;
        if (strcmp(touches[i]->text[PTB_FILTER_CHANNEL], q->spec->filter_value) == 0) own += weight;
    }
    return n > 0 ? own / all : none;
}

static double weekend_share(const selection *s)
{
    double n = 0;
    for (size_t i = 0; i < s->n; i++) {
        ptb_time weekday = (s->items[i]->ts / PTB_DAY + 4) % 7; /* 0 Sunday; 1970-01-01 was a Thursday */
        n += weekday == 0 || weekday == 6;
    }
    return s->n > 0 ? n / (double)s->n : none;
}

/* Active contacts, or their share. */
static double people(const question *q, const selection *s)
{
    double n = 0, active = 0;
    for (uint32_t c = 0; c < h->contacts.n; c++) {
        bool is_active = false;
        if (!is_of_level(q->one, q->spec->of, c)) continue;
        n++;
        for (size_t i = 0; i < s->n; i++)
            is_active = is_active || s->items[i]->contact == c;
        active += is_active;
    }
    if (q->spec->kind == PTB_FEATURE_ACTIVE_CONTACTS) return active;
    return n > 0 ? active / n : none;
}

static double of_scanned(const question *q, const char **text)
{
    static selection s;
    choose(q, q->spec->window_days, chooses_all, NULL, &s);
    switch ((int)q->spec->kind) {
    case PTB_FEATURE_TOP:
        if (q->spec->sets.n > 0) return top_set(q);
        return top_value(&s, q->spec->field, text) > 0 ? 0 : none;
    case PTB_FEATURE_DISTINCT:
        return (double)top_value(&s, q->spec->field, &(const char *){NULL});
    case PTB_FEATURE_CREDIT:
        return credit(q, &s);
    default:
        break;
    }
    return weekend_share(&s);
}

/* `text`: of a category that is no number. */
static double oracle(const ptb_case *one, const ptb_feature_spec *spec, const char **text)
{
    static selection s;
    const question q = {one, spec};
    *text = NULL;
    if (!has_level(one, spec->of)) return none;
    if (spec->kind >= PTB_FEATURE_TOP && spec->kind <= PTB_FEATURE_WEEKEND_SHARE) return of_scanned(&q, text);
    choose(&q, spec->window_days, chooses_filter, spec, &s);
    switch ((int)spec->kind) {
    case PTB_FEATURE_COUNT:
        return (double)s.n;
    case PTB_FEATURE_DECAYED_COUNT:
        return decayed(&q, &s);
    case PTB_FEATURE_DAYS_SINCE_LAST:
    case PTB_FEATURE_DAYS_SINCE_FIRST:
        return extreme_age(&q, &s, spec->kind == PTB_FEATURE_DAYS_SINCE_LAST);
    case PTB_FEATURE_VELOCITY: {
        size_t longer = count(&q, spec->long_window_days, chooses_filter, spec);
        return longer > 0 ? (double)s.n / (double)longer : 0;
    }
    case PTB_FEATURE_TREND:
        return trend(&q, &s);
    case PTB_FEATURE_SHARE: {
        size_t all = count(&q, spec->window_days, chooses_all, NULL);
        return all > 0 ? (double)s.n / (double)all : 0;
    }
    case PTB_FEATURE_SUM:
    case PTB_FEATURE_MEAN:
    case PTB_FEATURE_MAXIMUM:
        return measured(&q, &s);
    case PTB_FEATURE_ACTIVE_DAYS:
    case PTB_FEATURE_MEAN_GAP:
    case PTB_FEATURE_LONGEST_GAP:
    case PTB_FEATURE_SILENCE:
        return gap(&q, &s);
    case PTB_FEATURE_SESSIONS:
        return sessions(&q);
    case PTB_FEATURE_FURTHEST:
        return furthest(&q);
    case PTB_FEATURE_ACTIVE_CONTACTS:
    case PTB_FEATURE_ENGAGED_SHARE:
        return people(&q, &s);
    default:
        break;
    }
    ck_abort_msg("no oracle of kind %d", (int)spec->kind);
    return none;
}

/* --- random features --- */

static void add_filter(ptb_feature_spec *s, bool must)
{
    if (!must && happens(0.3)) return;
    s->filter = (ptb_filter)(1 + below(5));
    if (s->filter == PTB_FILTER_SET) {
        s->filter_value = sets[below(N_SETS)].name;
        return;
    }
    s->filter_value = words[s->filter][below(6)];
    if (!s->filter_value[0]) s->filter_value = "never";
}

static ptb_texts some_sets(void)
{
    static const char *names[N_SPECS][3];
    static size_t next;
    const char **list = names[next++ % N_SPECS];
    for (size_t i = 0; i < 3; i++)
        list[i] = sets[below(N_SETS)].name;
    return (ptb_texts){list, 3};
}

static ptb_feature_of some_owner(const ptb_kind_rule *rule)
{
    ptb_feature_of of;
    do {
        of = (ptb_feature_of)below(PTB_N_OF);
    } while (!(rule->of & 1U << of));
    return of;
}

static bool is_of_activities(ptb_feature_kind kind)
{
    const ptb_feature_spec spec = {.kind = kind};
    return ptb_is_swept(&spec) || ptb_is_scanned(&spec);
}

static ptb_feature_spec some_feature(void)
{
    static const double windows[] = {0.5, 1, 3600.0 / 86400, 7, 30, 60.5, 90, 150};
    static const double half_lives[] = {0.5, 7, 30};
    ptb_feature_spec s = {.name = "f"};
    do {
        s.kind = (ptb_feature_kind)below(PTB_N_FEATURES);
    } while (!is_of_activities(s.kind));
    const ptb_kind_rule *rule = &ptb_kinds[s.kind];
    s.of = some_owner(rule);
    if (s.kind == PTB_FEATURE_CREDIT) {
        s.filter = PTB_FILTER_CHANNEL;
        s.filter_value = words[PTB_FILTER_CHANNEL][below(4)];
        s.choice = (int)below(PTB_N_SCHEMES);
    } else if ((rule->must | rule->may) & PTB_KEY_FILTER) {
        add_filter(&s, rule->must & PTB_KEY_FILTER);
    }
    size_t w = below(7);
    if (rule->must & PTB_KEY_WINDOW || (rule->may & PTB_KEY_WINDOW && happens(0.7)))
        s.window_days = windows[w];
    if (rule->must & PTB_KEY_LONG_WINDOW) {
        s.long_window_days = windows[7];
        if (happens(0.3)) s.window_days = windows[3];
    }
    if (rule->must & PTB_KEY_HALF_LIFE || (s.kind == PTB_FEATURE_CREDIT && s.choice == PTB_SCHEME_DECAY))
        s.half_life_days = half_lives[below(3)];
    if (rule->must & PTB_KEY_MEASURE) s.measure = (ptb_measure)below(2);
    if (rule->must & PTB_KEY_SETS || (s.kind == PTB_FEATURE_TOP && happens(0.5))) {
        s.sets = some_sets();
    } else if ((rule->must | rule->may) & PTB_KEY_FIELD) {
        s.field = (ptb_filter)(1 + below(4));
    }
    return s;
}

/* A contact, with the account it has, another or none; or an account alone. At any moment, often that of an activity. */
static ptb_case some_case(void)
{
    ptb_case one = {
        .contact = (uint32_t)below(h->contacts.n), .opportunity = PTB_NONE, .as_of = some_moment()};
    one.account = h->contact_account[one.contact];
    if (happens(0.1)) one.contact = PTB_NONE;
    if (happens(0.1)) one.account = (uint32_t)below(h->accounts.n);
    if (happens(0.3)) one.as_of = deeds[below(n_deeds)].ts;
    if (happens(0.1)) one.as_of = begin + (ptb_time)400 * PTB_DAY;
    return one;
}

/* --- */

static void compare(const ptb_extractor *x, size_t feature, const ptb_case *one, const ptb_feature_spec *s,
                    float got)
{
    const char *text;
    double want = oracle(one, s, &text);
    char what[200];
    snprintf(what, sizeof what,
             "%s of %s, filter %d '%s', window %g, field %d, choice %d, contact %u, account %u, T %lld",
             ptb_kinds[s->kind].name, ptb_of_names[s->of], (int)s->filter,
             s->filter_value ? s->filter_value : "", s->window_days, (int)s->field, s->choice, one->contact,
             one->account, (long long)one->as_of);
    n_compared++;
    if (!isnan(got)) n_present++;
    ck_assert_msg(isnan(want) == (isnan(got) != 0), "%s: %g, want %g", what, (double)got, want);
    if (isnan(want)) return;
    if (text) {
        ptb_str level = ptb_strings_at(ptb_extractor_levels(x, feature), (size_t)got);
        ck_assert_msg(ptb_str_equal_text(level, text), "%s: %.*s, want %s", what, (int)level.len, level.ptr,
                      text);
        return;
    }
    ck_assert_msg(fabs((double)got - want) <= 1e-9 + 1e-6 * fabs(want), "%s: %.9g, want %.9g", what,
                  (double)got, want);
}

static void compare_round(void)
{
    ptb_feature_spec specs[N_SPECS];
    ptb_plan plan = {.features = specs, .n = N_SPECS, .sets = sets, .n_sets = N_SETS};
    ptb_extractor *x = NULL;
    ptb_extract_scratch *scratch = NULL;
    float row[N_SPECS];
    for (size_t i = 0; i < N_SPECS; i++)
        specs[i] = some_feature();
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, h, &plan, &x, &err));
    ASSERT_OK(ptb_extract_scratch_new(x, &scratch, &err));
    for (size_t c = 0; c < N_CASES; c++) {
        ptb_case one = some_case();
        ptb_extract_row(x, scratch, &one, row);
        for (size_t i = 0; i < N_SPECS; i++)
            compare(x, i, &one, &specs[i], row[i]);
    }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(x);
}

START_TEST(features_are_what_the_oracle_says)
{
    begin = test_time("2024-01-01T00:00:00Z");
    for (size_t round = 0; round < N_ROUNDS; round++) {
        ASSERT_OK(ptb_rng_new(2024, "oracle", round, &rng, &err));
        ptb_history *history = make_history(round);
        h = history;
        read_deeds();
        compare_round();
        compare_round();
        ptb_history_close(history);
        ptb_rng_free(rng);
    }
    ck_assert_uint_ge(n_compared, 2000);
    ck_assert_uint_ge(n_present, n_compared / 2);
}
END_TEST

TEST_MAIN("extract_oracle", features_are_what_the_oracle_says)
