/* tests/support/test_history.h: histories of a few records, written as CSV and imported as a user would. */
#ifndef PTB_TESTS_SUPPORT_TEST_HISTORY_H
#define PTB_TESTS_SUPPORT_TEST_HISTORY_H

#include "datasets/base/h5.h"
#include "datasets/history.h"
#include "datasets/import.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"

static inline const char *test_csv(const char *path, const char *text)
{
    if (text) test_write_file(path, text);
    return text ? path : NULL;
}

/* The texts of the files; NULL for a table that is not there. NAME.h5 and NAME.*.csv are written here. */
typedef struct {
    const char *name, *accounts, *contacts, *activities, *opportunities;
} test_records;

/* `field_history` is the path of a file, or NULL. */
static inline ptb_history *test_history_with(const test_records *records, const char *field_history)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_history *history = NULL;
    char path[5][64];
    static const char *const endings[] = {"accounts.csv", "contacts.csv", "activities.csv",
                                          "opportunities.csv", "h5"};
    for (int i = 0; i < 5; i++)
        snprintf(path[i], sizeof path[i], "%s.%s", records->name, endings[i]);
    ptb_h5_global_init();
    ptb_import_settings_default(&settings);
    settings.accounts = test_path(test_csv(path[0], records->accounts));
    settings.contacts = test_path(test_csv(path[1], records->contacts));
    settings.activities = test_path(test_csv(path[2], records->activities));
    settings.opportunities = test_path(test_csv(path[3], records->opportunities));
    settings.field_history = test_path(field_history);
    settings.output = path[4];
    settings.command_line = "test";
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    ck_assert_uint_eq(report.rejected, 0);
    ptb_import_report_free(&report);
    ASSERT_OK(ptb_history_open(&context, path[4], &history, &err));
    return history;
}

static inline ptb_history *test_history(const test_records *records)
{
    return test_history_with(records, NULL);
}

/* With a field history in two parts: its header and lines, and more lines. */
static inline ptb_history *test_history_changed(const test_records *records, const char *changes,
                                                const char *more)
{
    ptb_text all = {0};
    ptb_text_add(&all, changes);
    ptb_text_add(&all, more);
    test_write_file("changes.csv", all.bytes);
    ptb_text_free(&all);
    return test_history_with(records, "changes.csv");
}

/* A flat table; outcome and date may be NULL. */
static inline ptb_history *test_flat_history(const char *name, const char *leads, const char *outcome,
                                             const char *date)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_import_settings settings;
    ptb_import_report report = {0};
    ptb_history *history = NULL;
    char csv[64], h5[64];
    snprintf(csv, sizeof csv, "%s.leads.csv", name);
    snprintf(h5, sizeof h5, "%s.h5", name);
    ptb_h5_global_init();
    ptb_import_settings_default(&settings);
    settings.leads = test_csv(csv, leads);
    settings.id = "id";
    settings.outcome = outcome;
    settings.date = date;
    settings.output = h5;
    settings.command_line = "test";
    ASSERT_OK(ptb_import(&context, &settings, &report, &err));
    ptb_import_report_free(&report);
    ASSERT_OK(ptb_history_open(&context, h5, &history, &err));
    return history;
}

/* A moment from its text. */
static inline ptb_time test_time(const char *text)
{
    ptb_time time = PTB_NO_TIME;
    ck_assert_msg(ptb_parse_time(ptb_str_of(text), PTB_DATES_YMD, 0, &time, NULL), "not a time: %s", text);
    return time;
}

#endif
