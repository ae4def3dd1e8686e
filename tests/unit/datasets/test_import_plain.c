/* tests/unit/datasets/test_import_plain.c: activities taken column by column are the ones that are taken row by row. */
#include "datasets/base/h5.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

enum { ROWS = 3000, CONTACTS = 40, USUAL_ROWS = 300, TEXT_BYTES = 64 << 10 };

static ptb_error err;

static void write_contacts(void)
{
    FILE *f = fopen("contacts.csv", "w");
    ck_assert_ptr_nonnull(f);
    fputs("contact_id,email,created_at\n", f);
    for (int i = 0; i < CONTACTS; i++)
        fprintf(f,
                i % 3 ? "c%d,p%d@example.com,2020-01-01\n"
                      : "a-contact-with-a-long-id-%d,p%d@example.com,2020-01-01\n",
                i, i);
    ck_assert_int_eq(fclose(f), 0);
}

static void write_id(FILE *f, int i)
{
    fprintf(f, i % 3 ? "c%d" : "a-contact-with-a-long-id-%d", i);
}

/* Rows that are not usual, in one way or another: what is taken and what is not. */
static void write_odd(FILE *f, int i)
{
    static const char *const odd[] = {
        "nobody,2023-05-01T00:00:00Z,view,/a,,",
        " c1,2023-05-01T00:00:00Z,view,/a,,",
        "c2 , 2023-05-01T00:00:00Z,view,/a,,",
        "c1,2023-05-01T00:00:00Z, view ,/a,web ,",
        "c1,2023-05-32T00:00:00Z,view,/a,,7",
        "c1,,view,/a,,",
        ",2023-05-01T00:00:00Z,view,/a,,",
        "c1,2023-05-01T00:00:00Z,view,/a/page/with/a/long/name,,",
        "c1,2023-05-01T00:00:00Z,,,,",
        "\"c1\",2023-05-01T00:00:00Z,\"vi\"\"ew\",/a,,",
        "c1,2023-05-01T00:00:00Z,view,/caf\303\251,,",
        "c1,2023-05-01,view,/a,,",
        "c1,2023-05-01T10:00:00+02:00,view,/a,,",
        "c1,2025-05-01T00:00:00Z,view,/a,,",
        "c1,1969-05-01T00:00:00Z,view,/a,,",
        "c1,2023-05-01T00:00:00Z,view",
        "c1,2023-05-01T00:00:00Z,view,/a,,,",
        "",
        "c1,1682899200,view,/a,,",
        "C1,2023-05-01T00:00:00Z,view,/a,,",
    };
    fprintf(f, "%s\n", odd[(size_t)i % (sizeof odd / sizeof odd[0])]);
}

static void write_activities(const char *last_column)
{
    FILE *f = fopen("activities.csv", "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "contact_id,ts,type,asset,channel,%s\n", last_column);
    for (int i = 0; i < ROWS; i++) {
        if (i > USUAL_ROWS && i % 7 == 0) {
            write_odd(f, i / 7);
            continue;
        }
        write_id(f, i * 31 % CONTACTS);
        fprintf(f, ",2023-%02d-%02d%c%02d:%02d:%02d%s,%s,/page/%s%d,%s,%s\n", i % 12 + 1, i % 28 + 1,
                i % 2 ? 'T' : ' ', i % 24, i % 60, i % 59, i % 2 ? "Z" : "", i % 5 ? "view" : "click",
                i % 3 ? "" : "with/a/long/name/", i % 300, i % 4 ? "web" : "", i % 11 == 0 ? "\r" : "");
    }
    ck_assert_int_eq(fclose(f), 0);
}

static char *read_text(const char *path)
{
    static char text[TEXT_BYTES];
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    ck_assert_int_eq(fclose(f), 0);
    text[n] = 0;
    return text;
}

/* The history's digest and the rejects, one after the other, in `out`. */
static void import(const char *last_column, int threads, uint64_t n_rows[2], char out[TEXT_BYTES + 65])
{
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_history *history = NULL;
    context.threads = threads;
    ptb_h5_global_init();
    write_activities(last_column);
    ptb_import_settings_default(&settings);
    settings.output = "h.h5";
    settings.command_line = "test";
    settings.contacts = test_path("contacts.csv");
    settings.activities = test_path("activities.csv");
    settings.rejects = "rejects.csv";
    settings.max_rejects = ROWS;
    settings.max_rejects_is_share = false;
    settings.zone_offset_s = 3600;
    settings.until = 1704067199; /* the end of 2023 */
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    n_rows[0] = report.activities;
    n_rows[1] = report.rejected;
    ptb_import_report_free(&report);
    ASSERT_OK(ptb_history_open(&context, "h.h5", &history, &err));
    ASSERT_OK(ptb_history_digest(history, out, &err));
    ptb_history_close(history);
    (void)snprintf(out + 64, TEXT_BYTES, "%s", read_text("rejects.csv"));
}

START_TEST(by_columns_as_by_rows)
{
    static char by_columns[TEXT_BYTES + 65], by_rows[TEXT_BYTES + 65];
    uint64_t n_columns[2], n_rows[2];
    write_contacts();
    for (int threads = 1; threads <= 2; threads++) {
        import("mood", threads, n_columns, by_columns); /* no field of an activity */
        import("value", threads, n_rows, by_rows);      /* one of the rarer ones, of no row */
        ck_assert_uint_eq(n_columns[0], n_rows[0]);
        ck_assert_uint_eq(n_columns[1], n_rows[1]);
        ck_assert_uint_gt(n_rows[0], 2500);
        ck_assert_uint_gt(n_rows[1], 100);
        ck_assert_str_eq(by_columns, by_rows);
    }
}
END_TEST

TEST_MAIN("import_plain", by_columns_as_by_rows)
