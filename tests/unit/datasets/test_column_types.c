/* tests/unit/datasets/test_column_types.c: what a column is, and its values as arrays. */
#include "datasets/column_types.h"
#include "tests/support/test_main.h"

static ptb_error err;
static ptb_text_column column;
static ptb_arena arena;
static uint32_t rows[20000];

static void fill(const char *name, const char *const *values, size_t n)
{
    ASSERT_OK(ptb_text_column_init(&column, name, &err));
    for (size_t i = 0; i < n; i++)
        ASSERT_OK(ptb_text_column_add(&column, ptb_str_of(values[i]), &err));
}

#define FILL(name, ...)                                                      \
    do {                                                                     \
        const char *const fill_values[] = {__VA_ARGS__};                     \
        fill(name, fill_values, sizeof fill_values / sizeof fill_values[0]); \
    } while (0)

static ptb_column_type judge(void)
{
    ptb_column_type type;
    const ptb_typing typing = {.date_order = -1};
    ASSERT_OK(ptb_column_judge(&column, &typing, &type, &err));
    return type;
}

static ptb_column convert(ptb_column_type type)
{
    ptb_column out;
    for (uint32_t i = 0; i < column.n_rows; i++)
        rows[i] = i;
    const ptb_conversion how = {rows, column.n_rows, 0, NULL, NULL};
    ASSERT_OK(ptb_column_convert(&column, &type, &how, &arena, &out, &err));
    return out;
}

static void clear(void)
{
    ptb_text_column_free(&column);
    ptb_arena_free(&arena);
}

START_TEST(kinds)
{
    FILL("n", "1", "-2.5", "", "1e3");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_NUMBER);
    clear();
    FILL("f", "Yes", "no", "", "NO");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_FLAG);
    clear();
    FILL("f01", "0", "1");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_NUMBER);
    clear();
    FILL("c", "red", "1", "2");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_CATEGORY);
    clear();
    FILL("mixed", "yes", "maybe");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_CATEGORY);
    clear();
    FILL("empty", "", "");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_CATEGORY);
    clear();
    FILL("huge", "1e400", "1");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_CATEGORY);
    clear();
    FILL("d", "2024-01-31", "2024-02-01T10:00:00Z", "");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_DATE);
    clear();
}
END_TEST

START_TEST(date_orders)
{
    ptb_column_type type;
    const ptb_typing judged = {.date_order = -1}, given = {.date_order = PTB_DATES_MDY};
    FILL("dmy", "01/02/2024", "31/12/2023");
    type = judge();
    ck_assert_int_eq(type.kind, PTB_COLUMN_DATE);
    ck_assert_int_eq(type.date_order, PTB_DATES_DMY);
    clear();
    FILL("mdy", "01/02/2024", "12/31/2023");
    ck_assert_int_eq(judge().date_order, PTB_DATES_MDY);
    clear();
    FILL("same", "01/01/2024", "02/02/2024");
    ck_assert_int_eq(judge().kind, PTB_COLUMN_DATE);
    clear();
    FILL("signup", "01/02/2024", "03/04/2024");
    ASSERT_FAILS(ptb_column_judge(&column, &judged, &type, &err), PTB_E_DATA, "column signup: '01/02/2024'");
    ASSERT_FAILS(ptb_column_judge(&column, &judged, &type, &err), PTB_E_DATA, "--dates dmy, mdy or ymd");
    ASSERT_OK(ptb_column_judge(&column, &given, &type, &err));
    ck_assert_int_eq(type.date_order, PTB_DATES_MDY);
    ptb_column out = convert(type);
    ck_assert_int_eq(out.time[0],
                     (ptb_days_from_civil(2024, 1, 2) + 1) * PTB_DAY - 1); /* the end of the day */
    clear();
}
END_TEST

START_TEST(nearly_numbers)
{
    char text[40][8];
    const char *values[40];
    for (int i = 0; i < 40; i++) {
        (void)snprintf(text[i], sizeof text[i], "%d", i);
        values[i] = text[i];
    }
    values[7] = "abc";
    fill("almost", values, 40);
    ptb_column_type type = judge();
    ck_assert_int_eq(type.kind, PTB_COLUMN_NUMBER);
    ck_assert(!ptb_value_fits(ptb_str_of("abc"), &type));
    ck_assert(ptb_value_fits(ptb_str_of("12"), &type));
    ptb_column out = convert(type);
    ck_assert(isnan(out.number[7]));
    ck_assert_uint_eq(out.n_present, 39);
    clear();
    values[8] = "x", values[9] = "y"; /* 37 of 40 are less than 95 % */
    fill("too few", values, 40);
    ck_assert_int_eq(judge().kind, PTB_COLUMN_CATEGORY);
    clear();
    values[8] = "8", values[9] = "9";
    fill("few rows", values, 19); /* nearly counts from 20 rows on */
    ck_assert_int_eq(judge().kind, PTB_COLUMN_CATEGORY);
    clear();
    for (int i = 0; i < 40; i++)
        values[i] = i == 3 ? "2024-02-31" : "2024-03-01";
    fill("dates", values, 40);
    type = judge();
    ck_assert_int_eq(type.kind, PTB_COLUMN_DATE);
    ck_assert(!ptb_value_fits(ptb_str_of("2024-02-31"), &type));
    clear();
}
END_TEST

START_TEST(conversion)
{
    FILL("size", "big", "", "Small", "big", "\xC3\xA9");
    ptb_column out = convert(judge());
    ck_assert_str_eq(out.name, "size");
    ck_assert_uint_eq(out.levels.n, 3);
    ck_assert(ptb_str_equal_text(ptb_strings_at(&out.levels, 0), "Small"));
    ck_assert(ptb_str_equal_text(ptb_strings_at(&out.levels, 1), "big"));
    ck_assert_uint_eq(out.code[0], 1);
    ck_assert_uint_eq(out.code[1], PTB_NONE);
    ck_assert_uint_eq(out.code[4], 2);
    ck_assert_uint_eq(out.n_present, 4);
    ck_assert_uint_eq(out.n_distinct, 3);
    ck_assert_ptr_null(out.number);

    /* Dropped rows leave neither levels nor counts. */
    const uint32_t kept[] = {0, 1};
    const ptb_conversion some = {kept, 2, 0, NULL, NULL};
    ASSERT_OK(ptb_column_convert(&column, &(ptb_column_type){.kind = PTB_COLUMN_CATEGORY}, &some, &arena,
                                 &out, &err));
    ck_assert_uint_eq(out.levels.n, 1);
    ck_assert_uint_eq(out.n_present, 1);
    clear();

    FILL("flag", "yes", "F", "");
    out = convert(judge());
    ASSERT_CLOSE(out.number[0], 1.0, 0, 0);
    ASSERT_CLOSE(out.number[1], 0.0, 0, 0);
    ck_assert(isnan(out.number[2]));
    clear();

    FILL("value", "1", "1.0", "-0", "0", "2");
    out = convert(judge());
    ck_assert_uint_eq(out.n_distinct, 3);
    ck_assert(!signbit(out.number[2]));
    clear();

    FILL("when", "2024-01-31 12:00", "", "2024-01-31T12:00:00Z");
    for (uint32_t i = 0; i < 3; i++)
        rows[i] = i;
    const ptb_conversion east = {rows, 3, 3600, NULL, NULL};
    ASSERT_OK(
        ptb_column_convert(&column, &(ptb_column_type){.kind = PTB_COLUMN_DATE}, &east, &arena, &out, &err));
    ck_assert_int_eq(out.time[0] + 3600, out.time[2]);
    ck_assert(out.time[1] == PTB_NO_TIME);
    ck_assert_uint_eq(out.n_present, 2);
    clear();
}
END_TEST

static bool is_identifier(const char *name, const char *format, int n, int distinct)
{
    char text[32];
    ASSERT_OK(ptb_text_column_init(&column, name, &err));
    for (int i = 0; i < n; i++) {
        (void)snprintf(text, sizeof text, "%s%d", format, i % distinct);
        ASSERT_OK(ptb_text_column_add(&column, ptb_str_of(text), &err));
    }
    ptb_column out = convert(judge());
    bool answer = out.is_identifier;
    clear();
    return answer;
}

START_TEST(identifiers)
{
    ck_assert(is_identifier("email", "u", 60, 60));
    ck_assert(is_identifier("email", "u", 60, 31));
    ck_assert(!is_identifier("city", "u", 60, 30));
    ck_assert(!is_identifier("email", "u", 49, 49));
    ck_assert(is_identifier("Lead Number", "", 60, 60));
    ck_assert(!is_identifier("Lead Number", "", 60, 59));
    ck_assert(!is_identifier("visits", "", 60, 60));
    ck_assert(!is_identifier("Lead Number", "0.", 60, 60));
}
END_TEST

START_TEST(key_names)
{
    static const char *const keys[] = {"id",           "ID",          "leadId", "LeadID", "lead_no",
                                       "customer-key", "Lead Number", "UUID",   "row #"};
    static const char *const others[] = {"paid", "visits", "number of visits", "idea", "", "Covid", "mid"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        ck_assert_msg(ptb_name_is_key(keys[i]), "%s", keys[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!ptb_name_is_key(others[i]), "%s", others[i]);
}
END_TEST

/* More distinct values than are counted: "many". */
START_TEST(many_values)
{
    char text[32];
    static uint32_t all[70000];
    ptb_column out;
    ASSERT_OK(ptb_text_column_init(&column, "many", &err));
    for (int i = 0; i < 70000; i++) {
        (void)snprintf(text, sizeof text, "v%d", i);
        ASSERT_OK(ptb_text_column_add(&column, ptb_str_of(text), &err));
        all[i] = (uint32_t)i;
    }
    const ptb_conversion how = {all, 70000, 0, NULL, NULL};
    ASSERT_OK(ptb_column_convert(&column, &(ptb_column_type){.kind = PTB_COLUMN_CATEGORY}, &how, &arena, &out,
                                 &err));
    ck_assert_uint_eq(out.n_distinct, 65536);
    ck_assert_uint_eq(out.levels.n, 70000);
    clear();
}
END_TEST

/* ---- many values: the same for any number of threads ---- */

enum { LONG_ROWS = 60000 };

typedef struct {
    ptb_column_type type;
    ptb_column out;
    ptb_arena arena;
    bool *is_bad;
} outcome;

static outcome by_threads(int threads, const ptb_column_kind *kind)
{
    static uint32_t all[LONG_ROWS];
    outcome o = {.arena = {0}};
    ptb_context context = ptb_context_default();
    context.threads = threads;
    const ptb_typing typing = {.kind = kind, .date_order = -1, .context = &context};
    for (uint32_t i = 0; i < LONG_ROWS; i++)
        all[i] = i;
    const ptb_conversion how = {all, column.n_rows, 0, NULL, &context};
    ASSERT_OK(ptb_column_judge(&column, &typing, &o.type, &err));
    ASSERT_OK(ptb_column_find_bad(&context, &column, &o.type, &o.is_bad, &err));
    ASSERT_OK(ptb_column_convert(&column, &o.type, &how, &o.arena, &o.out, &err));
    return o;
}

static void assert_same_columns(const ptb_column *a, const ptb_column *b)
{
    size_t n = column.n_rows;
    ck_assert_int_eq(a->kind, b->kind);
    ck_assert_uint_eq(a->n_present, b->n_present);
    ck_assert_uint_eq(a->n_distinct, b->n_distinct);
    ck_assert_int_eq(a->is_identifier, b->is_identifier);
    if (a->number) ck_assert_mem_eq(a->number, b->number, n * sizeof *a->number);
    if (a->time) ck_assert_mem_eq(a->time, b->time, n * sizeof *a->time);
    if (!a->code) return;
    ck_assert_mem_eq(a->code, b->code, n * sizeof *a->code);
    ck_assert_uint_eq(a->levels.n, b->levels.n);
    ck_assert_mem_eq(a->levels.offset, b->levels.offset, (a->levels.n + 1) * sizeof *a->levels.offset);
    ck_assert_mem_eq(a->levels.bytes, b->levels.bytes, (size_t)a->levels.offset[a->levels.n]);
}

static void fill_long(const char *name, void (*write)(char out[40], int i))
{
    char text[40];
    ASSERT_OK(ptb_text_column_init(&column, name, &err));
    column.has_repeats = true;
    for (int i = 0; i < LONG_ROWS; i++) {
        write(text, i);
        ASSERT_OK(ptb_text_column_add(&column, ptb_str_of(text), &err));
    }
}

static void long_number(char out[40], int i)
{
    (void)snprintf(out, 40, i == 50000 ? "none" : "%d.25", i / 2);
    if (i != 50000 && i % 10 == 0) out[0] = 0;
}

static void long_date(char out[40], int i)
{
    (void)snprintf(out, 40, i == 40000 ? "2023-02-30" : "2023-%02d-%02dT%02d:%02d:%02d", 1 + i % 12,
                   1 + i % 28, i % 24, i % 60, i / 1000);
}

static void long_text(char out[40], int i)
{
    (void)snprintf(out, 40, i % 3 ? "user.%d@example.com" : "level %d", i % 3 ? i : i % 10);
}

START_TEST(threads_agree)
{
    static void (*const writes[])(char out[40], int i) = {long_number, long_date, long_text};
    static const ptb_column_kind wanted[] = {PTB_COLUMN_NUMBER, PTB_COLUMN_DATE, PTB_COLUMN_CATEGORY};
    static const int bad_row[] = {50000, 40000, -1};
    for (size_t k = 0; k < 3; k++) {
        fill_long("c", writes[k]);
        outcome one = by_threads(1, NULL), three = by_threads(3, NULL), given = by_threads(3, &wanted[k]);
        ck_assert_int_eq(one.out.kind, wanted[k]);
        assert_same_columns(&three.out, &one.out);
        assert_same_columns(&given.out, &one.out);
        for (int i = 0; i < LONG_ROWS; i++) {
            uint32_t code = column.code[i];
            bool is_bad = code != PTB_NONE && three.is_bad && three.is_bad[code];
            if (is_bad != (i == bad_row[k])) ck_abort_msg("row %d of column %zu", i, k);
        }
        ck_assert_int_eq(one.type.fits_all, bad_row[k] < 0);
        ck_assert_int_eq(one.is_bad == NULL, bad_row[k] < 0);
        free(one.is_bad);
        free(three.is_bad);
        free(given.is_bad);
        ptb_arena_free(&one.arena);
        ptb_arena_free(&three.arena);
        ptb_arena_free(&given.arena);
        clear();
    }
}
END_TEST

/* Levels of texts that are there twice: one each, in order, across the blocks in which they are stored. */
START_TEST(long_levels)
{
    char text[40];
    fill_long("c", long_text);
    outcome three = by_threads(3, NULL);
    for (int i = 0; i < LONG_ROWS; i++) {
        long_text(text, i);
        if (!ptb_str_equal_text(ptb_strings_at(&three.out.levels, three.out.code[i]), text))
            ck_abort_msg("row %d is not %s", i, text);
    }
    for (size_t i = 1; i < three.out.levels.n; i++)
        if (ptb_str_compare(ptb_strings_at(&three.out.levels, i - 1), ptb_strings_at(&three.out.levels, i)) >=
            0)
            ck_abort_msg("level %zu", i);
    ptb_arena_free(&three.arena);
    clear();
}
END_TEST

static void ambiguous_date(char out[40], int i)
{
    (void)snprintf(out, 40, i >= 30000 ? "%02d/%02d/2024" : "05/05/2024", 1 + i / 30 % 12, 1 + i % 12);
}

/* The first value that can be read in two ways is named, whichever thread found one first. */
START_TEST(first_ambiguous_date)
{
    char wanted[120], text[40];
    fill_long("signup", ambiguous_date);
    int first = 30000;
    while (1 + first / 30 % 12 == 1 + first % 12)
        first++;
    ambiguous_date(text, first);
    (void)snprintf(wanted, sizeof wanted, "column signup: '%s' can be day/month or month/day", text);
    for (int threads = 1; threads <= 3; threads++) {
        ptb_column_type type;
        ptb_context context = ptb_context_default();
        context.threads = threads;
        const ptb_typing typing = {.date_order = -1, .context = &context};
        ASSERT_FAILS(ptb_column_judge(&column, &typing, &type, &err), PTB_E_DATA, wanted);
    }
    clear();
}
END_TEST

START_TEST(kind_names)
{
    ptb_column_kind kind;
    for (int i = 0; i < 4; i++) {
        ck_assert(ptb_column_kind_parse(ptb_str_of(ptb_column_kind_name((ptb_column_kind)i)), &kind));
        ck_assert_int_eq(kind, (ptb_column_kind)i);
    }
    ck_assert(!ptb_column_kind_parse(ptb_str_of("text"), &kind));
}
END_TEST

TEST_MAIN("column_types", threads_agree, long_levels, first_ambiguous_date, kinds, date_orders,
          nearly_numbers, conversion, identifiers, key_names, many_values, kind_names)
