/* tests/unit/datasets/test_history.c: the order of records at rest, and files that are refused. */
#include "datasets/base/rng.h"
#include "datasets/history.h"
#include "datasets/history_layout.h"
#include "datasets/history_order.h"
#include "datasets/history_writer.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { CONTACTS = 200, ACCOUNTS = 40, DEALS = 90, ACTIVITIES = 3000 };

/* A made-up company whose rows come in a shuffled order. */
typedef struct {
    char text[3][1000][8];
    char *bytes[3];
    uint64_t offset[3][1000];
    uint32_t contact_account[CONTACTS], account_parent[ACCOUNTS], deal_account[DEALS], deal_contact[DEALS];
    ptb_time contact_created[CONTACTS], account_created[ACCOUNTS], deal_created[DEALS], deal_closed[DEALS];
    double number[CONTACTS], amount[DEALS];
    uint8_t outcome[DEALS];
    ptb_column column;
    ptb_activity_set activities;
    ptb_arena arena;
    ptb_history_order order;
    ptb_record_set set;
} company;

static ptb_strings make_ids(company *c, int table, char letter, size_t n)
{
    size_t used = 0;
    c->bytes[table] = malloc(n * 8);
    ck_assert_ptr_nonnull(c->bytes[table]);
    for (size_t i = 0; i < n; i++) {
        used += (size_t)snprintf(c->bytes[table] + used, 8, "%c%03zu", letter, (i * 7) % n);
        c->offset[table][i + 1] = used;
    }
    return (ptb_strings){c->bytes[table], c->offset[table], n};
}

static uint32_t code_of(ptb_dictionary *texts, char letter, uint64_t i)
{
    char name[16];
    uint32_t code = 0;
    (void)snprintf(name, sizeof name, "%c%d", letter, (int)i);
    ASSERT_OK(ptb_dictionary_add(texts, ptb_str_of(name), &code, &err));
    return code + 1;
}

static void fill_activities(company *c, size_t n)
{
    ptb_rng *rng = NULL;
    ptb_context context = ptb_context_default();
    ptb_activity_store *store = NULL;
    ptb_activity_texts texts;
    const ptb_activity_shape shape = {c->set.contacts.n + c->set.accounts.n, 1, false, PTB_ACTIVITIES_ALL};
    ASSERT_OK(ptb_rng_new(7, "test", 0, &rng, &err));
    ASSERT_OK(ptb_activity_store_new(&shape, &store, &err));
    ASSERT_OK(ptb_activity_texts_init(&texts, &err));
    for (size_t i = 0; i < n; i++) {
        const ptb_activity row = {.owner =
                                      (uint32_t)ptb_rng_below(rng, CONTACTS + 3), /* three accounts too */
                                  .ts = (uint32_t)ptb_rng_below(rng, 30),
                                  .type = (uint16_t)code_of(texts.types, 't', ptb_rng_below(rng, 5)),
                                  .asset = code_of(texts.assets, 'a', ptb_rng_below(rng, 50))};
        ASSERT_OK(ptb_activity_store_add(store, 0, &row, NULL, &err));
    }
    ASSERT_OK(ptb_activity_store_piece(store, 0, 0, &err));
    ASSERT_OK(ptb_activity_set_make(&context, store, &texts, &c->activities, &err));
    ptb_activity_texts_free(&texts);
    ptb_rng_free(rng);
}

static company *make_company(void)
{
    company *c = calloc(1, sizeof *c);
    ck_assert_ptr_nonnull(c);
    c->set.contacts = (ptb_record_table){
        .id = make_ids(c, 0, 'c', CONTACTS), .n = CONTACTS, .created_at = c->contact_created};
    c->set.accounts = (ptb_record_table){
        .id = make_ids(c, 1, 'a', ACCOUNTS), .n = ACCOUNTS, .created_at = c->account_created};
    c->set.opportunities =
        (ptb_record_table){.id = make_ids(c, 2, 'o', DEALS), .n = DEALS, .created_at = c->deal_created};
    for (uint32_t i = 0; i < CONTACTS; i++) {
        c->contact_account[i] = i % 5 == 0 ? PTB_NONE : (i * 11) % ACCOUNTS;
        c->contact_created[i] = i % 3 == 0 ? PTB_NO_TIME : (ptb_time)i;
        c->number[i] = (double)i;
    }
    for (uint32_t i = 0; i < ACCOUNTS; i++) {
        c->account_parent[i] = i % 4 == 0 ? PTB_NONE : i - 1;
        c->account_created[i] = PTB_NO_TIME;
    }
    for (uint32_t i = 0; i < DEALS; i++) {
        c->deal_account[i] = i % 2 ? i % ACCOUNTS : PTB_NONE;
        c->deal_contact[i] = i % 3 ? i : PTB_NONE;
        c->deal_created[i] = (ptb_time)(i % 10);
        c->deal_closed[i] = i % 4 ? (ptb_time)(100 + i) : PTB_NO_TIME;
        c->outcome[i] = (uint8_t)(i % 4 ? 1 + i % 2 : 0);
        c->amount[i] = (double)NAN;
    }
    c->column = (ptb_column){.name = "score",
                             .kind = PTB_COLUMN_NUMBER,
                             .number = c->number,
                             .n_present = CONTACTS,
                             .n_distinct = CONTACTS};
    c->set.contacts.columns = &c->column;
    c->set.contacts.n_columns = 1;
    c->set.contact_account = c->contact_account;
    c->set.account_parent = c->account_parent;
    c->set.opportunity_account = c->deal_account;
    c->set.opportunity_contact = c->deal_contact;
    c->set.opportunity_closed = c->deal_closed;
    c->set.opportunity_outcome = c->outcome;
    c->set.opportunity_amount = c->amount;
    fill_activities(c, ACTIVITIES);
    c->set.activities = &c->activities;
    return c;
}

static void free_company(company *c)
{
    for (int i = 0; i < 3; i++)
        free(c->bytes[i]);
    ptb_activity_set_free(&c->activities);
    ptb_arena_free(&c->arena);
    free(c);
}

static void write_history(company *c, const char *path, const char *command_line)
{
    ptb_h5_writer *h5 = NULL;
    const ptb_history_count counts[] = {{"rows_read", 5}};
    const ptb_provenance provenance = {.program_version = "1", .command_line = command_line};
    ptb_history_facts facts = {.counts = counts, .n_counts = 1, .provenance = &provenance};
    ptb_record_set_span(&c->set, &facts.first_record, &facts.last_record);
    ptb_h5_global_init();
    ASSERT_OK(ptb_h5_create(path, PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, &h5, &err));
    ptb_context context = ptb_context_default();
    uint64_t n_gateway = 0;
    ASSERT_OK(ptb_history_order_find(&context, &c->set, &c->arena, &c->order, &err));
    ASSERT_OK(ptb_history_write(&context, &c->set, &c->order, &facts, h5, &n_gateway, &err));
    ASSERT_OK(ptb_h5_commit(h5, 1, &err));
}

static uint64_t shard(const ptb_strings *ids, uint32_t i)
{
    ptb_str id = ptb_strings_at(ids, i);
    return ptb_hash_bytes(20250701, id.ptr, id.len) % PTB_SHARDS; /* part of the format: never changes */
}

static void check_accounts(const ptb_history *h)
{
    for (uint32_t a = 0; a < h->accounts.n; a++) {
        uint32_t top = a;
        while (h->account_parent[top] != PTB_NONE)
            top = h->account_parent[top];
        ck_assert_uint_eq(h->account_root[a], top);
        for (uint64_t i = h->account_contact[a]; i < h->account_contact[a + 1]; i++)
            ck_assert_uint_eq(h->contact_account[i], a);
        for (uint64_t i = h->account_opportunity_first[a]; i < h->account_opportunity_first[a + 1]; i++)
            ck_assert_uint_eq(h->opportunity_account[h->account_opportunity[i]], a);
        if (a == 0) continue;
        uint64_t before = shard(&h->accounts.id, h->account_root[a - 1]), here = shard(&h->accounts.id, top);
        ck_assert(before < here ||
                  (before == here && ptb_str_compare(ptb_strings_at(&h->accounts.id, a - 1),
                                                     ptb_strings_at(&h->accounts.id, a)) < 0));
    }
}

static void check_contacts(const ptb_history *h)
{
    uint64_t with_account = h->account_contact[h->accounts.n];
    ck_assert_uint_eq(with_account, CONTACTS - CONTACTS / 5);
    for (uint32_t i = 1; i < h->contacts.n; i++) {
        ptb_str before = ptb_strings_at(&h->contacts.id, i - 1), here = ptb_strings_at(&h->contacts.id, i);
        if (h->contact_account[i] == PTB_NONE && h->contact_account[i - 1] == PTB_NONE) {
            uint64_t s = shard(&h->contacts.id, i - 1), t = shard(&h->contacts.id, i);
            ck_assert(s < t || (s == t && ptb_str_compare(before, here) < 0));
        } else if (h->contact_account[i] == h->contact_account[i - 1]) {
            ck_assert_int_lt(ptb_str_compare(before, here), 0);
        } else {
            ck_assert(h->contact_account[i - 1] < h->contact_account[i]); /* PTB_NONE is the largest */
        }
        for (uint64_t k = h->contact_opportunity_first[i]; k < h->contact_opportunity_first[i + 1]; k++)
            ck_assert_uint_eq(h->opportunity_contact[h->contact_opportunity[k]], i);
    }
}

static void check_activities(const ptb_history *h)
{
    const ptb_activities *a = &h->activities;
    ck_assert_uint_eq(a->n, ACTIVITIES);
    ck_assert(ptb_strings_at(&a->types, 0).len == 0 && ptb_strings_at(&a->assets, 0).len == 0);
    for (size_t i = 1; i < a->assets.n; i++)
        ck_assert_int_lt(ptb_str_compare(ptb_strings_at(&a->assets, i - 1), ptb_strings_at(&a->assets, i)),
                         0);
    for (uint32_t c = 0; c < h->contacts.n; c++)
        for (uint64_t i = a->first[c] + 1; i < a->first[c + 1]; i++) {
            ck_assert(a->ts[i - 1] <= a->ts[i]);
            if (a->ts[i - 1] < a->ts[i]) continue;
            ck_assert(a->type[i - 1] < a->type[i] ||
                      (a->type[i - 1] == a->type[i] && a->asset[i - 1] <= a->asset[i]));
        }
}

START_TEST(order)
{
    company *c = make_company();
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    write_history(c, "h.h5", "x");
    ASSERT_OK(ptb_history_open(&context, "h.h5", &h, &err));
    ck_assert_uint_eq(h->contacts.n, CONTACTS);
    check_accounts(h);
    check_contacts(h);
    check_activities(h);
    for (size_t i = 1; i < h->opportunities.n; i++) {
        ptb_time before = h->opportunities.created_at[i - 1], here = h->opportunities.created_at[i];
        ck_assert(before < here ||
                  (before == here && ptb_str_compare(ptb_strings_at(&h->opportunities.id, i - 1),
                                                     ptb_strings_at(&h->opportunities.id, i)) < 0));
    }
    /* Each row kept its own values. */
    for (uint32_t row = 0; row < CONTACTS; row++) {
        char id[8];
        (void)snprintf(id, sizeof id, "c%03u", (row * 7) % CONTACTS);
        uint32_t at = ptb_table_find_id(&h->contacts, id);
        ASSERT_CLOSE(h->contacts.columns[0].number[at], (double)row, 0, 0);
        ck_assert(h->contacts.created_at[at] == c->contact_created[row]);
        if (c->contact_account[row] == PTB_NONE) continue;
        (void)snprintf(id, sizeof id, "a%03u", (c->contact_account[row] * 7) % ACCOUNTS);
        ck_assert_uint_eq(h->contact_account[at], ptb_table_find_id(&h->accounts, id));
    }
    ck_assert_int_eq(h->first_record, 0);
    ck_assert_int_eq(h->last_record, 189); /* closed; contacts are made until 199 */
    ck_assert_uint_eq(ptb_table_find_id(&h->contacts, "nobody"), PTB_NONE);
    ck_assert_int_eq(ptb_table_find(&h->contacts, "Score"), 0);
    ck_assert_int_eq(ptb_table_find(&h->contacts, "points"), -1);
    ck_assert_ptr_null(
        ptb_json_get(h->meta, "counts")); /* nothing of the import itself: that is provenance */
    ptb_history_close(h);
    free_company(c);
}
END_TEST

START_TEST(digest_leaves_provenance_out)
{
    company *c = make_company();
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    char one[65], two[65];
    write_history(c, "h.h5", "one");
    ASSERT_OK(ptb_history_open(&context, "h.h5", &h, &err));
    ASSERT_OK(ptb_history_digest(h, one, &err));
    ASSERT_OK(ptb_history_digest(h, two, &err));
    ck_assert_str_eq(one, two);
    ptb_history_close(h);
    write_history(c, "h.h5", "two");
    ASSERT_OK(ptb_history_open(&context, "h.h5", &h, &err));
    ASSERT_OK(ptb_history_digest(h, two, &err));
    ck_assert_str_eq(one, two);
    ptb_history_close(h);
    c->number[3] = -1.0;
    write_history(c, "h.h5", "two");
    ASSERT_OK(ptb_history_open(&context, "h.h5", &h, &err));
    ASSERT_OK(ptb_history_digest(h, two, &err));
    ck_assert_str_ne(one, two);
    ptb_history_close(h);
    ptb_history_close(NULL);
    free_company(c);
}
END_TEST

START_TEST(refused_files)
{
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    ptb_h5_writer *h5 = NULL;
    company *c = make_company();
    ASSERT_FAILS(ptb_history_open(&context, "none.h5", &h, &err), PTB_E_IO, "none.h5");
    ck_assert_ptr_null(h);
    test_write_file("text.h5", "contact_id\n1\n");
    ck_assert_int_ne(ptb_history_open(&context, "text.h5", &h, &err), PTB_OK);
    ptb_h5_global_init();
    ASSERT_OK(ptb_h5_create("v.h5", "propensity-vectors", 1, &h5, &err));
    ASSERT_OK(ptb_h5_commit(h5, 1, &err));
    ASSERT_FAILS(ptb_history_open(&context, "v.h5", &h, &err), PTB_E_SCHEMA, "propensity-vectors");

    write_history(c, "h.h5", "x");
    FILE *f = fopen("h.h5", "r+b");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(fseek(f, 80000, SEEK_SET), 0);
    int byte = fgetc(f);
    ck_assert_int_eq(fseek(f, 80000, SEEK_SET), 0);
    ck_assert_int_ne(fputc(byte ^ 1, f), EOF);
    ck_assert_int_eq(fclose(f), 0);
    ASSERT_FAILS(ptb_history_open(&context, "h.h5", &h, &err), PTB_E_INTEGRITY, "h.h5");
    free_company(c);
}
END_TEST

/* Sealed files whose content makes no sense: a writer's mistake, or malice. */
static void expect_refused(company *c, const char *words)
{
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    write_history(c, "bad.h5", "x");
    ASSERT_FAILS(ptb_history_open(&context, "bad.h5", &h, &err), PTB_E_INTEGRITY, words);
    ck_assert_ptr_null(h);
}

START_TEST(senseless_content)
{
    company *c = make_company();
    c->outcome[0] = 9;
    expect_refused(c, LAYOUT_OPPORTUNITY_OUTCOME);
    c->outcome[0] = 0;
    const uint32_t code[CONTACTS] = {[5] = 2};
    const uint64_t offset[] = {0, 1, 2};
    c->column =
        (ptb_column){.name = "x", .kind = PTB_COLUMN_CATEGORY, .code = code, .levels = {"ab", offset, 2}};
    expect_refused(c, "contacts/columns/0/code: an index beyond its table");
    free_company(c);
}
END_TEST

/* Every dataset of make_company's file. */
static const struct {
    const char *name;
    ptb_h5_type type;
} datasets[] = {
    {LAYOUT_META, PTB_H5_U8},
    {LAYOUT_PROVENANCE, PTB_H5_U8},
    {"accounts/id_bytes", PTB_H5_U8},
    {"accounts/id_offset", PTB_H5_U64},
    {"accounts/created_at", PTB_H5_I64},
    {LAYOUT_ACCOUNT_PARENT, PTB_H5_U32},
    {LAYOUT_ACCOUNT_ROOT, PTB_H5_U32},
    {LAYOUT_ACCOUNT_CONTACT, PTB_H5_U64},
    {LAYOUT_ACCOUNT_OPPORTUNITY_FIRST, PTB_H5_U64},
    {LAYOUT_ACCOUNT_OPPORTUNITY, PTB_H5_U32},
    {"contacts/id_bytes", PTB_H5_U8},
    {"contacts/id_offset", PTB_H5_U64},
    {"contacts/created_at", PTB_H5_I64},
    {"contacts/columns/0/number", PTB_H5_F64},
    {LAYOUT_CONTACT_ACCOUNT, PTB_H5_U32},
    {LAYOUT_CONTACT_OPPORTUNITY_FIRST, PTB_H5_U64},
    {LAYOUT_CONTACT_OPPORTUNITY, PTB_H5_U32},
    {"opportunities/id_bytes", PTB_H5_U8},
    {"opportunities/id_offset", PTB_H5_U64},
    {"opportunities/created_at", PTB_H5_I64},
    {LAYOUT_OPPORTUNITY_ACCOUNT, PTB_H5_U32},
    {LAYOUT_OPPORTUNITY_CONTACT, PTB_H5_U32},
    {LAYOUT_OPPORTUNITY_CLOSED, PTB_H5_I64},
    {LAYOUT_OPPORTUNITY_OUTCOME, PTB_H5_U8},
    {LAYOUT_OPPORTUNITY_AMOUNT, PTB_H5_F64},
    {"activities/types_bytes", PTB_H5_U8},
    {"activities/types_offset", PTB_H5_U64},
    {"activities/assets_bytes", PTB_H5_U8},
    {"activities/assets_offset", PTB_H5_U64},
    {"activities/channels_bytes", PTB_H5_U8},
    {"activities/channels_offset", PTB_H5_U64},
    {"activities/topics_bytes", PTB_H5_U8},
    {"activities/topics_offset", PTB_H5_U64},
    {LAYOUT_ACTIVITY_FIRST, PTB_H5_U64},
    {"activities/campaigns_bytes", PTB_H5_U8},
    {"activities/campaigns_offset", PTB_H5_U64},
    {LAYOUT_ACTIVITY_ACCOUNT_FIRST, PTB_H5_U64},
    {LAYOUT_ACTIVITY_GATEWAY_FIRST, PTB_H5_U64},
    {LAYOUT_ACTIVITY_TS, PTB_H5_U32},
    {LAYOUT_ACTIVITY_TYPE, PTB_H5_U16},
    {LAYOUT_ACTIVITY_CHANNEL, PTB_H5_U16},
    {LAYOUT_ACTIVITY_ASSET, PTB_H5_U32},
};

/* One item of a dataset set to a value, or the dataset cut by one row. */
typedef struct {
    const char *name;
    size_t item;
    uint64_t value;
    bool is_cut;
    const char *words;
} damage;

/* Writes a sealed copy of h.h5 with the damage. */
static void copy_damaged(const damage *how)
{
    ptb_h5_file *from = NULL;
    ptb_h5_writer *to = NULL;
    ASSERT_OK(ptb_h5_open("h.h5", PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, 1, &from, &err));
    ASSERT_OK(ptb_h5_create("bad.h5", PTB_HISTORY_FORMAT, PTB_HISTORY_VERSION, &to, &err));
    for (size_t i = 0; i < sizeof datasets / sizeof datasets[0]; i++) {
        const void *data = NULL;
        uint64_t rows = 0;
        size_t size = ptb_h5_type_bytes(datasets[i].type);
        ASSERT_OK(ptb_h5_view(from, datasets[i].name, datasets[i].type, &data, &rows, NULL, &err));
        char *copy = malloc(rows * size + 1);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, data, rows * size);
        if (strcmp(datasets[i].name, how->name) == 0) {
            rows -= how->is_cut;
            memcpy(copy + how->item * size, &how->value, size); /* little-endian: the low bytes */
        }
        ASSERT_OK(ptb_h5_write(to, datasets[i].name, datasets[i].type, copy, rows, 0, &err));
        free(copy);
    }
    ASSERT_OK(ptb_h5_commit(to, 1, &err));
    ptb_h5_close(from);
}

static const damage damages[] = {
    {LAYOUT_ACCOUNT_PARENT, 1, ACCOUNTS, false, "an index beyond its table"},
    {LAYOUT_ACCOUNT_ROOT, 1, ACCOUNTS, false, "an index beyond its table"},
    {LAYOUT_ACCOUNT_ROOT, 1, PTB_NONE, false, "an index beyond its table"},
    {LAYOUT_ACCOUNT_CONTACT, 0, 1, false, "offsets that do not ascend from where they should begin"},
    {LAYOUT_ACCOUNT_CONTACT, 3, 1000, false, "offsets that do not ascend from where they should begin"},
    {LAYOUT_ACCOUNT_CONTACT, ACCOUNTS, 5000, false, "does not agree with the contacts' accounts"},
    {LAYOUT_CONTACT_ACCOUNT, 0, 30, false, "does not agree with the contacts' accounts"},
    {LAYOUT_CONTACT_ACCOUNT, CONTACTS - 1, 0, false, "does not agree with the contacts' accounts"},
    {LAYOUT_CONTACT_ACCOUNT, 0, 0, true, "another length than its table"},
    {LAYOUT_CONTACT_OPPORTUNITY_FIRST, CONTACTS, 1000, false, "another length than its table"},
    {LAYOUT_CONTACT_OPPORTUNITY, 0, DEALS, false, "an index beyond its table"},
    {LAYOUT_ACCOUNT_OPPORTUNITY, 0, PTB_NONE, false, "an index beyond its table"},
    {LAYOUT_OPPORTUNITY_ACCOUNT, 2, ACCOUNTS, false, "an index beyond its table"},
    {LAYOUT_OPPORTUNITY_CONTACT, 2, CONTACTS, false, "an index beyond its table"},
    {LAYOUT_OPPORTUNITY_OUTCOME, 2, 3, false, "an unknown outcome"},
    {LAYOUT_ACTIVITY_FIRST, CONTACTS, ACTIVITIES + 1, false, "do not ascend from where they should begin"},
    {LAYOUT_ACTIVITY_ACCOUNT_FIRST, ACCOUNTS, ACTIVITIES + 1, false,
     "do not ascend from where they should begin"},
    {LAYOUT_ACTIVITY_GATEWAY_FIRST, CONTACTS, ACTIVITIES + 1, false, "another length than its table"},
    {LAYOUT_ACTIVITY_TS, 0, 0, true, "another length than its table"},
    {LAYOUT_ACTIVITY_TYPE, 7, 6, false, "a code beyond its levels"},
    {LAYOUT_ACTIVITY_CHANNEL, 7, 1, false, "a code beyond its levels"},
    {LAYOUT_ACTIVITY_ASSET, ACTIVITIES - 1, 51, false, "a code beyond its levels"},
    {"contacts/created_at", 0, 0, true, "another length than its table"},
    {"contacts/columns/0/number", 0, 0, true, "another length than its table"},
};

START_TEST(damaged_indices)
{
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    company *c = make_company();
    write_history(c, "h.h5", "x");
    copy_damaged(&(damage){.name = "nothing"});
    ASSERT_OK(ptb_history_open(&context, "bad.h5", &h, &err));
    ptb_history_close(h);
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        copy_damaged(&damages[i]);
        ASSERT_FAILS(ptb_history_open(&context, "bad.h5", &h, &err), PTB_E_INTEGRITY, damages[i].words);
        ck_assert_ptr_nonnull(strstr(err.message, "bad.h5: "));
    }
    free_company(c);
}
END_TEST

START_TEST(empty_set)
{
    ptb_context context = ptb_context_default();
    ptb_history *h = NULL;
    company *c = make_company();
    ptb_activity_set_free(&c->activities);
    c->set = (ptb_record_set){.activities = &c->activities};
    fill_activities(c, 0);
    write_history(c, "h.h5", "x");
    ASSERT_OK(ptb_history_open(&context, "h.h5", &h, &err));
    ck_assert_uint_eq(h->contacts.n, 0);
    ck_assert_uint_eq(h->activities.n, 0);
    ck_assert(h->first_record == PTB_NO_TIME && h->last_record == PTB_NO_TIME);
    ptb_history_close(h);
    free_company(c);
}
END_TEST

TEST_MAIN("history", order, digest_leaves_provenance_out, refused_files, senseless_content, damaged_indices,
          empty_set)
