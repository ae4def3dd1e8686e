/* tests/property/test_feature_laws.c: laws of features of every kind, with the plan of features/examples/every_kind.json.
 *
 * A row knows nothing later than T; the order of the input's rows, other companies, what was imported first and what was appended, what
 * the scratch was used for before, threads and the plan's other features change no bit of it. Categories are compared by name. */
#include "datasets/base/rng.h"
#include "features/vectors.h"
#include "tests/support/test_history.h"

enum { N_ACCOUNTS = 16, N_CONTACTS = 48, N_ACTIVITIES = 900, N_DEALS = 60, N_ROUNDS = 3, MAX_FEATURES = 200 };
enum { N_CASES = N_CONTACTS + N_DEALS, NOBODY = -1, ALWAYS = -2, EVERYBODY = -3 };

static ptb_error err;

/* --- a world: lines of CSV and whose they are --- */

enum { ACCOUNTS, CONTACTS, ACTIVITIES, DEALS, CHANGES, N_TABLES };
static const char *const headers[N_TABLES] = {
    "account_id,parent_id,created_at,company,domain,employees",
    "contact_id,account_id,created_at,title,email,name,points",
    "contact_id,account_id,ts,type,asset,channel,topic,value,duration_s",
    "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,amount,lost_reason,owner,seats",
    "object,id,field,value,ts,old_value"};

typedef struct {
    char *text;
    int tree, contact; /* NOBODY; tree ALWAYS: in every file */
    bool is_second;    /* comes with the second part */
} line;

typedef struct {
    line *lines;
    size_t n, capacity;
} table;

typedef struct {
    table tables[N_TABLES];
    ptb_rng *past, *future; /* future NULL: the world ends with T */
    ptb_time as_of;
    int parent[N_ACCOUNTS], account[N_CONTACTS];
    bool is_second_account[N_ACCOUNTS], is_second_contact[N_CONTACTS];
} world;

typedef struct {
    int tree, contact;
    bool is_second;
} owner;

static void add_line(world *w, int to, owner whose, const char *text)
{
    table *t = &w->tables[to];
    ASSERT_OK(ptb_reserve(&t->lines, &t->capacity, t->n + 1, sizeof *t->lines, &err));
    t->lines[t->n] = (line){strdup(text), whose.tree, whose.contact, whose.is_second};
    ck_assert_ptr_nonnull(t->lines[t->n].text);
    t->n++;
}

static void free_world(world *w)
{
    for (int t = 0; t < N_TABLES; t++) {
        for (size_t i = 0; i < w->tables[t].n; i++)
            free(w->tables[t].lines[i].text);
        free(w->tables[t].lines);
    }
    ptb_rng_free(w->past);
    ptb_rng_free(w->future);
}

static bool happens(ptb_rng *rng, double probability)
{
    return ptb_rng_uniform(rng) < probability;
}

static size_t below(ptb_rng *rng, size_t n)
{
    return (size_t)ptb_rng_below(rng, n);
}

#define ONE_OF(rng, list) (list)[below(rng, sizeof(list) / sizeof *(list))]

static ptb_time days(ptb_time n)
{
    return n * PTB_DAY;
}

static ptb_time before(const world *w, double n_days)
{
    ptb_time s = (ptb_time)below(w->past, (size_t)(n_days * PTB_DAY));
    return w->as_of - (happens(w->past, 0.5) ? s : s / 3600 * 3600);
}

static ptb_time after(const world *w, double n_days)
{
    return w->as_of + 1 + (ptb_time)below(w->future, (size_t)(n_days * PTB_DAY));
}

static int tree_of(const world *w, int account)
{
    while (account >= 0 && w->parent[account] >= 0)
        account = w->parent[account];
    return account;
}

/* --- what fields were: one change by T perhaps, and one after it --- */

typedef struct {
    const char *object, *id, *field;
} field_of;

static void add_change(world *w, owner whose, const field_of *f, ptb_time ts, const char *old,
                       const char *value)
{
    char text[200], when[PTB_TIME_BYTES];
    snprintf(text, sizeof text, "%s,%s,%s,%s,%s,%s", f->object, f->id, f->field, value,
             ptb_print_time(when, ts), old);
    add_line(w, CHANGES, whose, text);
}

/* `values[n]`; out: the export's. */
static const char *some_field(world *w, owner whose, const field_of *f, const char *const *values, size_t n)
{
    const char *value = values[below(w->past, n)];
    if (happens(w->past, 0.5)) {
        const char *old = values[below(w->past, n)];
        add_change(w, whose, f, before(w, 120), old, value);
    }
    if (!w->future || happens(w->future, 0.5)) return value;
    const char *next = values[below(w->future, n)];
    add_change(w, whose, f, after(w, 60), value, next); // NOLINT(readability-suspicious-call-argument)
    return next;
}

static const char *const numbers[] = {"3", "4.5", "10", "12", "200", "0", "-1"};
static const char *const titles[] = {"CEO",        "VP Sales", "Purchasing Manager", "Software Engineer",
                                     "Head of IT", "Intern"};
static const char *const emails[] = {"ann@first.com", "info@second.com", "x@gmail.com", "nobody",
                                     "xkqzv@mailinator.com"};
static const char *const names[] = {"Ann Miller", "xkqzvbtr", "http://spam.example", "Bob Stone"};
static const char *const domains[] = {"first.com", "second.com", "third.com"};
static const char *const owners[] = {"x", "y", "z"};
static const char *const types[] = {"view", "demo", "order", "call", "mail_reply"};
static const char *const assets[] = {"/1", "/price", "/blog/price", "/pricing", "/2", ""};
static const char *const channels[] = {"web", "mail", "phone", ""};
static const char *const topics[] = {"price", "contract", ""};
static const char *const values[] = {"", "0.1", "17.35", "400", "-3", "1e3"};

#define FIELD(list, w, whose, object, id, field) \
    some_field(w, whose, &(field_of){object, id, field}, list, sizeof(list) / sizeof *(list))

/* --- records --- */

static void add_account(world *w, const char *id, const char *parent, owner whose, ptb_time created)
{
    char text[300], when[PTB_TIME_BYTES];
    const char *employees = FIELD(numbers, w, whose, "account", id, "employees");
    snprintf(text, sizeof text, "%s,%s,%s,%s,%s,%s", id, parent, ptb_print_time(when, created),
             ONE_OF(w->past, names), ONE_OF(w->past, domains), employees);
    add_line(w, ACCOUNTS, whose, text);
}

static void add_contact(world *w, const char *id, const char *account, owner whose, ptb_time created)
{
    char text[300], when[PTB_TIME_BYTES];
    const char *title = FIELD(titles, w, whose, "contact", id, "title");
    const char *points = FIELD(numbers, w, whose, "contact", id, "points");
    const char *email = FIELD(emails, w, whose, "contact", id, "email");
    snprintf(text, sizeof text, "%s,%s,%s,%s,%s,%s,%s", id, account, ptb_print_time(when, created), title,
             email, ONE_OF(w->past, names), points);
    add_line(w, CONTACTS, whose, text);
}

static void add_activity(world *w, ptb_rng *rng, const char *contact, const char *account, owner whose,
                         ptb_time ts)
{
    char text[300], when[PTB_TIME_BYTES];
    snprintf(text, sizeof text, "%s,%s,%s,%s,%s,%s,%s,%s,%s", contact, account, ptb_print_time(when, ts),
             ONE_OF(rng, types), ONE_OF(rng, assets), ONE_OF(rng, channels), ONE_OF(rng, topics),
             ONE_OF(rng, values), ONE_OF(rng, values));
    add_line(w, ACTIVITIES, whose, text);
}

typedef struct {
    char id[16], account[16], contact[16];
    ptb_time created, closed; /* PTB_NO_TIME: open */
    const char *outcome, *stage, *amount;
} deal;

static void add_deal(world *w, const deal *d, owner whose)
{
    char text[400], created[PTB_TIME_BYTES], closed[PTB_TIME_BYTES];
    static const char *const reasons[] = {"Price", "too high a price", "no need"};
    const char *deal_owner = FIELD(owners, w, whose, "opportunity", d->id, "owner");
    const char *seats = FIELD(numbers, w, whose, "opportunity", d->id, "seats");
    bool is_lost = strcmp(d->outcome, "lost") == 0;
    ptb_rng *rng = d->closed > w->as_of ? w->future : w->past;
    snprintf(text, sizeof text, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s", d->id, d->account, d->contact,
             ptb_print_time(created, d->created), ptb_print_time(closed, d->closed), d->outcome, d->stage,
             d->amount, is_lost ? ONE_OF(rng, reasons) : "", deal_owner, seats);
    add_line(w, DEALS, whose, text);
}

static void end_deal(world *w, ptb_rng *rng, deal *d, owner whose, ptb_time when)
{
    bool is_won = happens(rng, 0.4);
    const char *stage = is_won ? "Closed Won" : "Closed Lost";
    add_change(w, whose, &(field_of){"opportunity", d->id, "stage"}, when, d->stage, stage);
    d->stage = stage;
    d->outcome = is_won ? "won" : "lost";
    d->closed = when;
}

static void move_deal(world *w, deal *d, owner whose, ptb_time when, const char *stage)
{
    add_change(w, whose, &(field_of){"opportunity", d->id, "stage"}, when, d->stage, stage);
    d->stage = stage;
}

static void make_deal(world *w, int i)
{
    int contact = (int)below(w->past, N_CONTACTS), account = w->account[contact];
    owner whose = {tree_of(w, account), contact, w->is_second_contact[contact] || happens(w->past, 0.2)};
    deal d = {.outcome = "", .stage = "New", .amount = ONE_OF(w->past, values), .closed = PTB_NO_TIME};
    snprintf(d.id, sizeof d.id, "o%02d", i);
    snprintf(d.contact, sizeof d.contact, "c%02d", contact);
    if (account >= 0) snprintf(d.account, sizeof d.account, "A%02d", account);
    d.created = before(w, 90) - days(10);
    ptb_time left = w->as_of - d.created;
    if (happens(w->past, 0.6)) move_deal(w, &d, whose, d.created + left / 4, "Demo");
    if (happens(w->past, 0.5)) move_deal(w, &d, whose, d.created + left / 3, "Quote sent");
    if (happens(w->past, 0.3)) move_deal(w, &d, whose, d.created + left / 2, "Demo");
    if (happens(w->past, 0.4)) {
        end_deal(w, w->past, &d, whose, d.created + left / 2 + 1);
    } else if (w->future) {
        if (happens(w->future, 0.5)) move_deal(w, &d, whose, after(w, 10), "Quote sent");
        if (happens(w->future, 0.5)) end_deal(w, w->future, &d, whose, w->as_of + days(11));
        if (happens(w->future, 0.5)) d.amount = ONE_OF(w->future, values); /* edited while it is open */
    }
    add_deal(w, &d, whose);
}

/* One record of everything, in all files, so that columns are there and of one kind. */
static void make_pattern(world *w)
{
    const owner whose = {ALWAYS, NOBODY, false};
    const char *const rows[N_TABLES] = {
        "ZZ,,2020-01-01T00:00:00Z,Pattern,pattern.com,7.5",
        "zz,,2020-01-01T00:00:00Z,Chef,z@pattern.com,Zoe Zane,7.5",
        "zz,,2023-09-01T00:00:00Z,fax,/fax,fax,faxes,1,1",
        "oz,ZZ,zz,2023-09-01T00:00:00Z,2023-09-05T00:00:00Z,lost,Closed Lost,5,fax,zed,7.5",
        "contact,zz,points,7.5,2023-09-01T00:00:00Z,6.5"};
    static const char *const changes[] = {"account,ZZ,employees,7.5,2023-09-01T00:00:00Z,6.5",
                                          "opportunity,oz,owner,zed,2023-09-02T00:00:00Z,ypsilon",
                                          "opportunity,oz,seats,7.5,2023-09-02T00:00:00Z,6.5",
                                          "opportunity,oz,stage,Closed Lost,2023-09-05T00:00:00Z,New"};
    for (int t = 0; t < N_TABLES; t++)
        add_line(w, t, whose, rows[t]);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        add_line(w, CHANGES, whose, changes[i]);
}

static void make_accounts(world *w)
{
    for (int i = 0; i < N_ACCOUNTS; i++) {
        char id[16], parent[16] = "";
        w->parent[i] = i > 3 && happens(w->past, 0.6) ? (int)below(w->past, (size_t)i) : -1;
        w->is_second_account[i] = i >= N_ACCOUNTS - 4;
        snprintf(id, sizeof id, "A%02d", i);
        if (w->parent[i] >= 0) snprintf(parent, sizeof parent, "A%02d", w->parent[i]);
        add_account(w, id, parent, (owner){tree_of(w, i), NOBODY, w->is_second_account[i]}, before(w, 300));
    }
}

static void make_contacts(world *w)
{
    for (int i = 0; i < N_CONTACTS; i++) {
        char id[16], account[16] = "";
        int a = i % 9 == 0 ? -1 : (int)below(w->past, N_ACCOUNTS);
        w->account[i] = a;
        w->is_second_contact[i] = (a >= 0 && w->is_second_account[a]) || happens(w->past, 0.2);
        snprintf(id, sizeof id, "c%02d", i);
        if (a >= 0) snprintf(account, sizeof account, "A%02d", a);
        add_contact(w, id, account, (owner){tree_of(w, a), i, w->is_second_contact[i]}, before(w, 300));
    }
}

static void make_activity(world *w, ptb_rng *rng, ptb_time ts)
{
    char contact[16] = "", account[16] = "";
    if (happens(rng, 0.85)) {
        int i = (int)below(rng, N_CONTACTS);
        snprintf(contact, sizeof contact, "c%02d", i);
        add_activity(w, rng, contact, "",
                     (owner){tree_of(w, w->account[i]), i, w->is_second_contact[i] || happens(rng, 0.3)}, ts);
    } else {
        int i = (int)below(rng, N_ACCOUNTS);
        snprintf(account, sizeof account, "A%02d", i);
        add_activity(w, rng, "", account,
                     (owner){tree_of(w, i), NOBODY, w->is_second_account[i] || happens(rng, 0.3)}, ts);
    }
}

/* Activities, deals, contacts and accounts that are all of later, but that the new contacts' activities begin before T. */
static void make_future(world *w)
{
    for (int i = 0; i < 200; i++)
        make_activity(w, w->future, after(w, 90));
    for (int i = 0; i < 12; i++) {
        char id[16], account[16];
        int a = (int)below(w->future, N_ACCOUNTS);
        owner whose = {tree_of(w, a), NOBODY, true}, person = {i % 2 ? whose.tree : NOBODY, NOBODY, true};
        snprintf(account, sizeof account, "A%02d", a);
        snprintf(id, sizeof id, "B%02d", i);
        add_account(w, id, account, whose, after(w, 60));
        snprintf(id, sizeof id, "y%02d", i);
        add_contact(w, id, i % 2 ? account : "", person, after(w, 60));
        add_activity(w, w->future, id, "", person,
                     w->as_of - PTB_DAY + (ptb_time)below(w->future, (size_t)days(5)));
        deal d = {.outcome = "",
                  .stage = "Quote sent",
                  .amount = "9",
                  .closed = PTB_NO_TIME,
                  .created = after(w, 30)};
        snprintf(d.id, sizeof d.id, "p%02d", i);
        snprintf(d.account, sizeof d.account, "%s", account);
        if (happens(w->future, 0.5)) end_deal(w, w->future, &d, whose, d.created + PTB_DAY);
        add_deal(w, &d, whose);
    }
}

/* `future` 0: nothing happens after T. */
static void make_world(world *w, uint64_t past, uint64_t future)
{
    *w = (world){.as_of = test_time("2024-03-06T17:23:45Z")};
    ASSERT_OK(ptb_rng_new(past, "past", 0, &w->past, &err));
    if (future) ASSERT_OK(ptb_rng_new(future, "future", 0, &w->future, &err));
    make_pattern(w);
    make_accounts(w);
    make_contacts(w);
    for (int i = 0; i < N_ACTIVITIES; i++)
        make_activity(w, w->past, before(w, 150));
    for (int i = 0; i < N_DEALS; i++)
        make_deal(w, i);
    if (future) make_future(w);
}

/* --- a world as a history --- */

typedef struct {
    const char *name;
    uint64_t order;          /* shuffles rows; 0: as they are */
    int tree;                /* of it alone, or EVERYBODY */
    int contact;             /* likewise, with all accounts */
    int part;                /* 1 or 2; 0: all */
    bool is_without_changes; /* a field history can't be appended */
} view;
#define WHOLE .tree = EVERYBODY, .contact = EVERYBODY

static bool is_seen(const view *v, int t, const line *l)
{
    if (v->part != 0 && l->is_second != (v->part == 2)) return false;
    if (l->tree == ALWAYS) return true;
    if (v->tree != EVERYBODY) return l->tree == v->tree;
    if (v->contact == EVERYBODY) return true;
    return t == ACCOUNTS || l->contact == v->contact;
}

static void write_table(const world *w, const view *v, int t, const char *path)
{
    const table *from = &w->tables[t];
    ptb_text text = {0};
    ptb_rng *rng = NULL;
    uint32_t *order = NULL;
    ASSERT_OK(ptb_alloc(&order, from->n, sizeof *order, &err));
    for (size_t i = 0; i < from->n; i++)
        order[i] = (uint32_t)i;
    ASSERT_OK(ptb_rng_new(v->order, "order", (uint64_t)t, &rng, &err));
    if (v->order) ptb_rng_shuffle(rng, order, from->n);
    ptb_text_printf(&text, "%s\n", headers[t]);
    for (size_t i = 0; i < from->n; i++) {
        if (is_seen(v, t, &from->lines[order[i]])) ptb_text_printf(&text, "%s\n", from->lines[order[i]].text);
    }
    test_write_file(path, text.bytes);
    ptb_text_free(&text);
    ptb_rng_free(rng);
    free(order);
}

static void import(const world *w, const view *v, const char *output, bool append)
{
    static char path[N_TABLES][64];
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_h5_global_init();
    for (int t = 0; t < N_TABLES; t++) {
        snprintf(path[t], sizeof path[t], "%s.%d.csv", v->name, t);
        write_table(w, v, t, path[t]);
    }
    ptb_import_settings_default(&settings);
    settings.accounts = test_path(path[ACCOUNTS]);
    settings.contacts = test_path(path[CONTACTS]);
    settings.activities = test_path(path[ACTIVITIES]);
    settings.opportunities = test_path(path[DEALS]);
    settings.field_history = test_path(v->is_without_changes ? NULL : path[CHANGES]);
    settings.link_domains = false;
    settings.output = output;
    settings.append = append;
    settings.command_line = "test";
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    ck_assert_msg(report.rejected == 0 && report.orphans == 0, "%s: rejected rows: %s", v->name,
                  report.notes.bytes ? report.notes.bytes : "");
    ptb_import_report_free(&report);
}

static ptb_history *open_history(const char *path)
{
    ptb_context context = ptb_context_default();
    ptb_history *history = NULL;
    ASSERT_OK(ptb_history_open(&context, path, &history, &err));
    return history;
}

static ptb_history *open_view(const world *w, const view *v)
{
    char path[64];
    snprintf(path, sizeof path, "%s.h5", v->name);
    import(w, v, path, false);
    return open_history(path);
}

/* --- rows --- */

/* The values' bits; of categories a hash of the name. */
typedef struct {
    uint64_t cell[N_CASES][MAX_FEATURES];
    bool is_there[N_CASES];
} rows;

static ptb_plan *plan; /* of every kind */

static void read_plan(void)
{
    char path[512];
    const char *folder = getenv("PTB_TEST_SOURCE_DIR"); // NOLINT(concurrency-mt-unsafe)
    snprintf(path, sizeof path, "%s/../../features/examples/every_kind.json", folder);
    ASSERT_OK(ptb_plan_read(path, &plan, &err));
    ck_assert_uint_le(plan->n, MAX_FEATURES);
}

static void free_plan(void)
{
    ptb_plan_free(plan);
}

/* Contacts first, then deals. */
static bool find_case(const ptb_history *h, int i, ptb_time as_of, ptb_case *one)
{
    char id[16];
    bool is_deal = i >= N_CONTACTS;
    snprintf(id, sizeof id, "%c%02d", is_deal ? 'o' : 'c', is_deal ? i - N_CONTACTS : i);
    uint32_t at = ptb_table_find_id(is_deal ? &h->opportunities : &h->contacts, id);
    if (at == PTB_NONE) return false;
    *one = (ptb_case){.contact = at, .opportunity = PTB_NONE, .as_of = as_of};
    if (is_deal) one->opportunity = at;
    if (is_deal) one->contact = h->opportunity_contact[at];
    one->account = is_deal ? h->opportunity_account[at] : h->contact_account[at];
    return true;
}

static uint64_t cell_of(const ptb_extractor *x, size_t feature, float value)
{
    const ptb_strings *levels = ptb_extractor_levels(x, feature);
    uint32_t bits;
    if (levels && !isnan(value)) {
        ptb_str level = ptb_strings_at(levels, (size_t)value);
        return ptb_hash_bytes(1, level.ptr, level.len);
    }
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* All cases one after the other, in the order of `step` (prime to their number). */
static void extract_with(const ptb_history *h, const ptb_plan *p, ptb_time as_of, int step, rows *out)
{
    ptb_extractor *x = NULL;
    ptb_extract_scratch *scratch = NULL;
    float row[MAX_FEATURES];
    memset(out, 0, sizeof *out);
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 2}, h, p, &x, &err));
    ASSERT_OK(ptb_extract_scratch_new(x, &scratch, &err));
    for (int k = 0; k < N_CASES; k++) {
        int i = k * step % N_CASES;
        ptb_case one;
        out->is_there[i] = find_case(h, i, as_of, &one);
        if (!out->is_there[i]) continue;
        ptb_extract_row(x, scratch, &one, row);
        for (size_t f = 0; f < p->n; f++)
            out->cell[i][f] = cell_of(x, f, row[f]);
    }
    ptb_extract_scratch_free(scratch);
    ptb_extractor_free(x);
}

static void extract(const ptb_history *h, ptb_time as_of, rows *out)
{
    extract_with(h, plan, as_of, 1, out);
}

typedef bool (*feature_filter)(const ptb_feature_spec *spec);

static bool is_of_contact(const ptb_feature_spec *spec)
{
    return spec->of == PTB_OF_CONTACT || spec->of == PTB_OF_MOMENT;
}

/* Returns how many cases are in both. */
static int compare(const rows *a, const rows *b, feature_filter is_compared, const char *what)
{
    int n = 0;
    for (int i = 0; i < N_CASES; i++) {
        if (!a->is_there[i] || !b->is_there[i]) continue;
        n++;
        for (size_t f = 0; f < plan->n; f++) {
            if (is_compared && !is_compared(&plan->features[f])) continue;
            ck_assert_msg(a->cell[i][f] == b->cell[i][f], "%s: case %d, feature %s: %llx and %llx", what, i,
                          plan->features[f].name, (unsigned long long)a->cell[i][f],
                          (unsigned long long)b->cell[i][f]);
        }
    }
    return n;
}

/* Every feature tells two cases apart, or there is nothing to be seen of it. */
static void check_that_all_say_something(const rows *r)
{
    for (size_t f = 0; f < plan->n; f++) {
        bool is_said = plan->features[f].of == PTB_OF_MOMENT;
        for (int i = 1; i < N_CASES && !is_said; i++)
            is_said = r->cell[i][f] != r->cell[0][f];
        ck_assert_msg(is_said, "feature %s is the same for all", plan->features[f].name);
    }
}

/* --- the laws --- */

static rows want, got;

START_TEST(nothing_after_the_moment_matters)
{
    for (uint64_t seed = 1; seed <= N_ROUNDS; seed++) {
        world ends = {0}, goes_on = {0}, otherwise = {0};
        make_world(&ends, seed, 0);
        make_world(&goes_on, seed, 2 * seed);
        make_world(&otherwise, seed, 2 * seed + 1);
        ptb_history *a = open_view(&ends, &(view){.name = "ends", WHOLE});
        ptb_history *b = open_view(&goes_on, &(view){.name = "goes_on", WHOLE});
        ptb_history *c = open_view(&otherwise, &(view){.name = "otherwise", WHOLE});
        extract(a, ends.as_of, &want);
        check_that_all_say_something(&want);
        extract(b, ends.as_of, &got);
        ck_assert_int_eq(compare(&want, &got, NULL, "nothing later and something"), N_CASES);
        extract(c, ends.as_of, &got);
        ck_assert_int_eq(compare(&want, &got, NULL, "nothing later and something else"), N_CASES);
        /* Something did happen. */
        extract(b, ends.as_of + days(30), &want);
        extract(c, ends.as_of + days(30), &got);
        ck_assert_int_ne(memcmp(want.cell, got.cell, sizeof want.cell), 0);
        ptb_history_close(a);
        ptb_history_close(b);
        ptb_history_close(c);
        free_world(&ends);
        free_world(&goes_on);
        free_world(&otherwise);
    }
}
END_TEST

START_TEST(the_order_of_rows_does_not_matter)
{
    for (uint64_t seed = 1; seed <= N_ROUNDS; seed++) {
        world w = {0};
        make_world(&w, seed, seed);
        ptb_history *a = open_view(&w, &(view){.name = "straight", WHOLE});
        ptb_history *b = open_view(&w, &(view){.name = "shuffled", .order = seed, WHOLE});
        extract(a, w.as_of, &want);
        extract(b, w.as_of, &got);
        ck_assert_int_eq(compare(&want, &got, NULL, "order"), N_CASES);
        ptb_history_close(a);
        ptb_history_close(b);
        free_world(&w);
    }
}
END_TEST

START_TEST(a_contact_alone_is_the_contact_among_others)
{
    world w = {0};
    make_world(&w, 11, 12);
    ptb_history *all = open_view(&w, &(view){.name = "all", WHOLE});
    extract(all, w.as_of, &want);
    for (int i = 0; i < N_CONTACTS; i++) {
        ptb_history *one = open_view(&w, &(view){.name = "one", .tree = EVERYBODY, .contact = i});
        extract(one, w.as_of, &got);
        ck_assert_int_ge(compare(&want, &got, is_of_contact, "a contact alone"), 1);
        ptb_history_close(one);
    }
    ptb_history_close(all);
    free_world(&w);
}
END_TEST

START_TEST(a_tree_alone_is_the_tree_among_others)
{
    world w = {0};
    int n = 0;
    make_world(&w, 11, 12);
    ptb_history *all = open_view(&w, &(view){.name = "all", WHOLE});
    extract(all, w.as_of, &want);
    for (int root = 0; root < N_ACCOUNTS; root++) {
        if (w.parent[root] >= 0) continue;
        ptb_history *one = open_view(&w, &(view){.name = "one", .tree = root, .contact = EVERYBODY});
        extract(one, w.as_of, &got);
        n += compare(&want, &got, NULL, "a tree alone");
        ptb_history_close(one);
    }
    ck_assert_int_ge(n, N_CASES * 3 / 4);
    ptb_history_close(all);
    free_world(&w);
}
END_TEST

START_TEST(in_parts_is_at_once)
{
    for (uint64_t seed = 1; seed <= N_ROUNDS; seed++) {
        world w = {0};
        char left[65], right[65];
        make_world(&w, seed, seed);
        ptb_history *all = open_view(&w, &(view){.name = "all", WHOLE, .is_without_changes = true});
        import(&w, &(view){.name = "first", WHOLE, .part = 1, .is_without_changes = true}, "parts.h5", false);
        ptb_history *first = open_history("parts.h5");
        extract(first, w.as_of, &got);
        extract(all, w.as_of, &want);
        ck_assert_int_ne(memcmp(want.cell, got.cell, sizeof want.cell), 0);
        ptb_history_close(first);
        import(&w, &(view){.name = "second", WHOLE, .part = 2, .is_without_changes = true}, "parts.h5", true);
        ptb_history *parts = open_history("parts.h5");
        extract(parts, w.as_of, &got);
        ck_assert_int_eq(compare(&want, &got, NULL, "in parts"), N_CASES);
        ASSERT_OK(ptb_history_digest(all, left, &err));
        ASSERT_OK(ptb_history_digest(parts, right, &err));
        ck_assert_str_eq(left, right);
        ptb_history_close(parts);
        ptb_history_close(all);
        free_world(&w);
    }
}
END_TEST

/* One scratch for each case, one for all in another order, at other moments in between. */
START_TEST(what_was_extracted_before_does_not_matter)
{
    world w = {0};
    ptb_extractor *x = NULL;
    make_world(&w, 21, 22);
    ptb_history *h = open_view(&w, &(view){.name = "all", WHOLE});
    extract(h, w.as_of, &want);
    extract_with(h, plan, w.as_of, 7, &got);
    ck_assert_int_eq(compare(&want, &got, NULL, "another order"), N_CASES);
    ASSERT_OK(ptb_extractor_new(&(ptb_context){.threads = 1}, h, plan, &x, &err));
    ptb_extract_scratch *used = NULL;
    ASSERT_OK(ptb_extract_scratch_new(x, &used, &err));
    for (int i = 0; i < N_CASES; i++) {
        ptb_extract_scratch *fresh = NULL;
        float row[MAX_FEATURES], again[MAX_FEATURES];
        ptb_case one, other;
        ck_assert(find_case(h, i, w.as_of, &one));
        ASSERT_OK(ptb_extract_scratch_new(x, &fresh, &err));
        ptb_extract_row(x, fresh, &one, row);
        ptb_extract_scratch_free(fresh);
        other = one;
        other.as_of -= days(20) * (i % 3 + 1);
        ptb_extract_row(x, used, &other, again);
        ptb_extract_row(x, used, &one, again);
        for (size_t f = 0; f < plan->n; f++) {
            ck_assert_uint_eq(cell_of(x, f, row[f]), want.cell[i][f]);
            ck_assert_uint_eq(cell_of(x, f, again[f]), want.cell[i][f]);
        }
    }
    ptb_extract_scratch_free(used);
    ptb_extractor_free(x);
    ptb_history_close(h);
    free_world(&w);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    world w = {0};
    ptb_case_settings settings;
    ptb_cases cases = {0};
    make_world(&w, 31, 32);
    ptb_history *h = open_view(&w, &(view){.name = "all", WHOLE});
    ptb_case_settings_default(&settings);
    settings.subject_given = true;
    settings.subject = PTB_SUBJECT_CONTACT;
    settings.as_of = w.as_of;
    ASSERT_OK(ptb_cases_build(h, &settings, true, &cases, &err));
    ck_assert_uint_ge(cases.n, N_CONTACTS);
    ptb_vectors *one = NULL, *four = NULL;
    ASSERT_OK(ptb_vectors_extract(&(ptb_context){.threads = 1}, h, plan, &cases, &one, &err));
    ASSERT_OK(ptb_vectors_extract(&(ptb_context){.threads = 4}, h, plan, &cases, &four, &err));
    ck_assert_uint_eq(one->n_rows, cases.n);
    ck_assert_mem_eq(one->x, four->x, one->n_rows * one->n_features * sizeof *one->x);
    ptb_vectors_free(one);
    ptb_vectors_free(four);
    ptb_cases_free(&cases);
    ptb_history_close(h);
    free_world(&w);
}
END_TEST

/* One feature at a time, and one half of the plan. */
START_TEST(the_other_features_do_not_matter)
{
    world w = {0};
    make_world(&w, 41, 42);
    ptb_history *h = open_view(&w, &(view){.name = "all", WHOLE});
    extract(h, w.as_of, &want);
    for (size_t f = 0; f < plan->n; f++) {
        size_t n = f % 2 ? 1 : (plan->n - f + 1) / 2;
        const ptb_plan some = {
            .features = &plan->features[f], .n = n, .sets = plan->sets, .n_sets = plan->n_sets};
        extract_with(h, &some, w.as_of, 1, &got);
        for (int i = 0; i < N_CASES; i++) {
            for (size_t k = 0; k < n; k++) {
                ck_assert_msg(got.cell[i][k] == want.cell[i][f + k],
                              "feature %s of case %d: %llx, among others %llx", plan->features[f + k].name, i,
                              (unsigned long long)got.cell[i][k], (unsigned long long)want.cell[i][f + k]);
            }
        }
    }
    ptb_history_close(h);
    free_world(&w);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {nothing_after_the_moment_matters,
                                  the_order_of_rows_does_not_matter,
                                  a_contact_alone_is_the_contact_among_others,
                                  a_tree_alone_is_the_tree_among_others,
                                  in_parts_is_at_once,
                                  what_was_extracted_before_does_not_matter,
                                  threads_do_not_matter,
                                  the_other_features_do_not_matter};
    Suite *suite = suite_create("feature_laws");
    TCase *tcase = tcase_create("feature_laws");
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, read_plan, free_plan);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
