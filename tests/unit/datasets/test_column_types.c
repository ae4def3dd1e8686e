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

TEST_MAIN("column_types", kinds, date_orders, nearly_numbers, conversion, identifiers, key_names, many_values,
          kind_names)
