/* tests/unit/features/test_vectors.c: in memory, in a file and as CSV the same rows, for any number of threads. */
#include <unistd.h>

#include "datasets/base/io.h"
#include "features/vectors.h"
#include "tests/support/test_history.h"

enum { N_CONTACTS = 2500, N_ACTIVITIES = 9000 };

/* More than two blocks of cases, with some of everything. */
static ptb_history *make_history(void)
{
    ptb_text accounts = {0}, contacts = {0}, activities = {0}, opportunities = {0};
    static const char *const types[] = {"view", "email", "demo"};
    ptb_text_add(&accounts, "account_id,parent_id,industry\n\"=cmd\",,Steel\n");
    for (int i = 1; i < 400; i++)
        ptb_text_printf(&accounts, "A%03d,%s,%s\n", i, i % 9 ? "" : "A001", i % 3 ? "IT" : "");
    ptb_text_add(&contacts, "contact_id,account_id,created_at,title,points\n");
    for (int i = 0; i < N_CONTACTS; i++) {
        ptb_text_printf(&contacts, "c%04d,", i);
        if (i % 5) ptb_text_printf(&contacts, i % 400 != 3 ? "A%03d" : "=cmd", i % 400);
        ptb_text_printf(&contacts, ",2024-01-%02dT00:00:00Z,%s,%d.25\n", 1 + i % 28,
                        i % 7 ? "\"VP, Sales\"" : "", i % 13);
    }
    ptb_text_add(&activities, "contact_id,ts,type\n");
    for (int i = 0; i < N_ACTIVITIES; i++) {
        ptb_text_printf(&activities, "c%04d,2024-%02d-%02dT%02d:%02d:00Z,%s\n", i * 37 % N_CONTACTS,
                        1 + i * 7 % 12, 1 + i % 28, i % 24, i % 60, types[i % 3]);
    }
    ptb_text_add(&opportunities, "opportunity_id,account_id,contact_id,created_at,closed_at,outcome\n");
    for (int i = 1; i < 400; i++) {
        ptb_text_printf(&opportunities,
                        "o%03d,A%03d,c%04d,2024-%02d-01T10:00:00Z,2024-%02d-20T10:00:00Z,%s\n", i, i, i,
                        1 + i % 10, 1 + i % 10, i % 3 ? "lost" : "won");
    }
    test_records records = {"crm", accounts.bytes, contacts.bytes, activities.bytes, opportunities.bytes};
    ptb_history *history = test_history(&records);
    ptb_text_free(&accounts);
    ptb_text_free(&contacts);
    ptb_text_free(&activities);
    ptb_text_free(&opportunities);
    return history;
}

typedef struct {
    ptb_history *history;
    ptb_plan *plan;
    ptb_cases cases;
    ptb_context context;
} fixture;

static fixture set_up(const char *as_of)
{
    ptb_error err = {0};
    ptb_text notes = {0};
    ptb_plan_settings plan = {0};
    ptb_case_settings settings;
    fixture f = {.history = make_history(), .context = ptb_context_default()};
    ptb_case_settings_default(&settings);
    if (as_of) {
        settings.subject_given = true;
        settings.subject = PTB_SUBJECT_CONTACT;
        settings.as_of = test_time(as_of);
    }
    ASSERT_OK(ptb_plan_default(f.history, &plan, &f.plan, &notes, &err));
    ASSERT_OK(ptb_cases_build(f.history, &settings, as_of != NULL, &f.cases, &err));
    ptb_text_free(&notes);
    return f;
}

static void tear_down(fixture *f)
{
    ptb_cases_free(&f->cases);
    ptb_plan_free(f->plan);
    ptb_history_close(f->history);
}

static void write_vectors(fixture *f, int threads, const char *path)
{
    ptb_error err = {0};
    ptb_provenance provenance = {ptb_program_version, path, 1, NULL, 0};
    f->context.threads = threads;
    ASSERT_OK(ptb_vectors_write(&f->context, f->history, f->plan, &f->cases, &provenance, path, &err));
}

static bool same_text(ptb_str a, ptb_str b)
{
    return ptb_str_equal(a, b);
}

static void check_same_levels(const ptb_vector_column *a, const ptb_vector_column *b)
{
    ck_assert(a->is_category == b->is_category);
    ck_assert_uint_eq(a->n_levels, b->n_levels);
    for (size_t k = 0; k < a->n_levels; k++)
        ck_assert_str_eq(a->levels[k], b->levels[k]);
}

static void check_same_columns(const ptb_vectors *a, const ptb_vectors *b)
{
    for (size_t i = 0; i < a->n_features; i++) {
        ck_assert_str_eq(a->plan->features[i].name, b->plan->features[i].name);
        check_same_levels(&a->columns[i], &b->columns[i]);
        ck_assert_int_eq(a->columns[i].kind, b->columns[i].kind);
    }
}

static void check_same(const ptb_vectors *a, const ptb_vectors *b)
{
    ck_assert_uint_eq(a->n_rows, b->n_rows);
    ck_assert_uint_eq(a->n_features, b->n_features);
    ck_assert_mem_eq(a->x, b->x, a->n_rows * a->n_features * sizeof(float));
    ck_assert_mem_eq(a->outcome, b->outcome, a->n_rows * sizeof(float));
    ck_assert_mem_eq(a->weight, b->weight, a->n_rows * sizeof(float));
    ck_assert_mem_eq(a->as_of, b->as_of, a->n_rows * sizeof(ptb_time));
    ck_assert_mem_eq(a->known_at, b->known_at, a->n_rows * sizeof(ptb_time));
    ck_assert_mem_eq(a->group, b->group, a->n_rows * sizeof(uint32_t));
    for (size_t i = 0; i < a->n_rows; i++) {
        ck_assert(same_text(ptb_strings_at(&a->subject_id, i), ptb_strings_at(&b->subject_id, i)));
        ck_assert(same_text(ptb_strings_at(&a->account_id, i), ptb_strings_at(&b->account_id, i)));
    }
    ck_assert_int_eq(a->subject, b->subject);
    ck_assert_str_eq(a->outcome_name, b->outcome_name);
    ck_assert_str_eq(a->closed_by, b->closed_by);
    ck_assert_str_eq(a->snapshots, b->snapshots);
    check_same_columns(a, b);
    ck_assert_int_eq(a->subject, b->subject);
    ck_assert_int_eq(a->outcome_kind, b->outcome_kind);
    ck_assert_str_eq(a->outcome_name, b->outcome_name);
    ASSERT_CLOSE(a->horizon_days, b->horizon_days, 0, 0);
    ck_assert(a->is_timeless == b->is_timeless);
    ck_assert_int_eq(a->first_record, b->first_record);
    ck_assert_int_eq(a->last_record, b->last_record);
}

START_TEST(test_memory_and_file_agree)
{
    ptb_error err = {0};
    fixture f = set_up(NULL);
    ptb_vectors *memory = NULL, *file = NULL;
    char digest[65], own[65];
    write_vectors(&f, 2, "v.h5");
    ASSERT_OK(ptb_vectors_extract(&f.context, f.history, f.plan, &f.cases, &memory, &err));
    ASSERT_OK(ptb_vectors_open(&f.context, "v.h5", &file, &err));
    ck_assert_uint_eq(memory->n_rows, 399);
    check_same(memory, file);
    ASSERT_OK(ptb_history_digest(f.history, digest, &err));
    ASSERT_OK(ptb_vectors_digest(memory, own, &err));
    ck_assert_str_eq(own, digest);
    ASSERT_OK(ptb_vectors_digest(file, own, &err));
    ck_assert_uint_eq(strlen(own), 64);
    ptb_vectors_free(memory);
    ptb_vectors_free(file);
    tear_down(&f);
}
END_TEST

START_TEST(test_any_number_of_threads_gives_the_same_bytes)
{
    ptb_error err = {0};
    fixture f = set_up("2024-10-15");
    char path[32], *csv[4] = {NULL};
    size_t len[4] = {0};
    ptb_vectors *one[4] = {NULL};
    ck_assert_uint_eq(f.cases.n, N_CONTACTS);
    for (int threads = 1; threads <= 3; threads++) {
        snprintf(path, sizeof path, "t%d.h5", threads);
        write_vectors(&f, threads, path);
        ASSERT_OK(ptb_vectors_open(&f.context, path, &one[threads], &err));
        snprintf(path, sizeof path, "t%d.csv", threads);
        write_vectors(&f, threads, path);
        ASSERT_OK(ptb_read_file(path, 1 << 26, &csv[threads], &len[threads], &err));
    }
    for (int threads = 2; threads <= 3; threads++) {
        check_same(one[1], one[threads]);
        char first[65], other[65];
        ASSERT_OK(ptb_vectors_digest(one[1], first, &err));
        ASSERT_OK(ptb_vectors_digest(one[threads], other, &err));
        ck_assert_str_eq(first, other); /* provenance differs, content does not */
        ck_assert_uint_eq(len[1], len[threads]);
        ck_assert_mem_eq(csv[1], csv[threads], len[1]);
    }
    for (int threads = 1; threads <= 3; threads++) {
        ptb_vectors_free(one[threads]);
        free(csv[threads]);
    }
    tear_down(&f);
}
END_TEST

START_TEST(test_groups_are_account_trees_or_contacts)
{
    ptb_error err = {0};
    fixture f = set_up("2024-10-15");
    ptb_vectors *v = NULL;
    uint32_t tree = PTB_NONE, alone = PTB_NONE;
    ASSERT_OK(ptb_vectors_extract(&f.context, f.history, f.plan, &f.cases, &v, &err));
    for (size_t i = 0; i < v->n_rows; i++) {
        ptb_str account = ptb_strings_at(&v->account_id, i);
        bool is_tree = ptb_str_equal_text(account, "A001") || ptb_str_equal_text(account, "A018");
        if (is_tree && tree == PTB_NONE) tree = v->group[i];
        if (is_tree) ck_assert_uint_eq(v->group[i], tree);
        if (account.len > 0) continue;
        ck_assert_uint_ne(v->group[i], alone);
        alone = v->group[i];
    }
    ck_assert(tree != PTB_NONE && alone != PTB_NONE);
    ptb_vectors_free(v);
    tear_down(&f);
}
END_TEST

START_TEST(test_csv_as_spreadsheets_want_it)
{
    ptb_error err = {0};
    ptb_feature_spec specs[] = {
        {.name = "n, all", .kind = PTB_FEATURE_COUNT},
        {.name = "title", .kind = PTB_FEATURE_ATTRIBUTE, .column = "title"},
        {.name = "points", .kind = PTB_FEATURE_ATTRIBUTE, .column = "points"},
        {.name = "decay", .kind = PTB_FEATURE_DECAYED_COUNT, .half_life_days = 1e-4},
    };
    ptb_plan plan = {.features = specs, .n = 4};
    fixture f = set_up("2024-10-15T00:00:00Z");
    ptb_provenance provenance = {ptb_program_version, "test", 1, NULL, 0};
    char *csv = NULL;
    size_t len;
    ASSERT_OK(ptb_vectors_write(&f.context, f.history, &plan, &f.cases, &provenance, "v.CSV", &err));
    ASSERT_OK(ptb_read_file("v.CSV", 1 << 26, &csv, &len, &err));
    ck_assert_ptr_eq(
        strstr(csv, "subject_id,account_id,as_of,outcome,weight,\"n, all\",title,points,decay\n"), csv);
    ck_assert_ptr_nonnull(strstr(csv, "\nc0001,A001,2024-10-15T00:00:00Z,,1,"));
    ck_assert_ptr_nonnull(strstr(csv, ",\"VP, Sales\",1.25,0\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\nc0007,A007,2024-10-15T00:00:00Z,,1,3,,7.25,0\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\nc0005,,2024-10-15T00:00:00Z,,1,"));
    ck_assert_ptr_nonnull(strstr(csv, ",\"'=cmd\",2024-10-15")); /* no formula for a spreadsheet */
    free(csv);
    tear_down(&f);
}
END_TEST

/* Nine digits bring every float back. */
START_TEST(test_csv_holds_the_same_numbers)
{
    ptb_error err = {0};
    ptb_feature_spec spec = {.name = "decay", .kind = PTB_FEATURE_DECAYED_COUNT, .half_life_days = 77.7};
    ptb_plan plan = {.features = &spec, .n = 1};
    fixture f = set_up("2024-10-15T00:00:00Z");
    ptb_provenance provenance = {ptb_program_version, "test", 1, NULL, 0};
    ptb_vectors *v = NULL;
    char *csv = NULL;
    size_t len;
    ASSERT_OK(ptb_vectors_write(&f.context, f.history, &plan, &f.cases, &provenance, "n.csv", &err));
    ASSERT_OK(ptb_vectors_extract(&f.context, f.history, &plan, &f.cases, &v, &err));
    ASSERT_OK(ptb_read_file("n.csv", 1 << 26, &csv, &len, &err));
    const char *line = strchr(csv, '\n');
    for (size_t i = 0; i < v->n_rows; i++) {
        ck_assert_ptr_nonnull(line);
        const char *end = strchr(line + 1, '\n'), *field = end;
        ck_assert_ptr_nonnull(end);
        while (field[-1] != ',')
            field--;
        double number = -1;
        ck_assert(ptb_parse_number((ptb_str){field, (size_t)(end - field)}, &number));
        ASSERT_CLOSE((double)(float)number, (double)v->x[i], 0, 0);
        line = end;
    }
    free(csv);
    ptb_vectors_free(v);
    tear_down(&f);
}
END_TEST

START_TEST(test_failures)
{
    ptb_error err = {0};
    fixture f = set_up("2024-10-15");
    ptb_vectors *v = NULL;
    ptb_provenance provenance = {ptb_program_version, "test", 1, NULL, 0};
    ptb_feature_spec wrong = {.name = "x", .kind = PTB_FEATURE_ATTRIBUTE, .column = "no"};
    ptb_plan plan = {.features = &wrong, .n = 1};
    ASSERT_FAILS(ptb_vectors_write(&f.context, f.history, &plan, &f.cases, &provenance, "x.h5", &err),
                 PTB_E_SCHEMA, "'no'");
    ASSERT_FAILS(ptb_vectors_extract(&f.context, f.history, &plan, &f.cases, &v, &err), PTB_E_SCHEMA, "'no'");
    ck_assert_ptr_null(v);
    ck_assert_int_ne(access("x.h5", F_OK), 0);
    ASSERT_FAILS(ptb_vectors_write(&f.context, f.history, f.plan, &f.cases, &provenance, "no/x.csv", &err),
                 PTB_E_IO, "no/x.csv");
    ASSERT_FAILS(ptb_vectors_open(&f.context, "crm.h5", &v, &err), PTB_E_SCHEMA, "history");
    ASSERT_FAILS(ptb_vectors_open(&f.context, "absent.h5", &v, &err), PTB_E_IO, "absent.h5");
    ck_assert_ptr_null(v);
    write_vectors(&f, 1, "v.h5");
    FILE *file = fopen("v.h5", "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 100000, SEEK_SET), 0);
    int byte = fgetc(file);
    ck_assert_int_eq(fseek(file, 100000, SEEK_SET), 0);
    ck_assert_int_ne(fputc(byte ^ 1, file), EOF);
    ck_assert_int_eq(fclose(file), 0);
    ASSERT_FAILS(ptb_vectors_open(&f.context, "v.h5", &v, &err), PTB_E_INTEGRITY, "v.h5");
    sig_atomic_t stopped = 2;
    f.context.cancel = &stopped;
    ASSERT_FAILS(ptb_vectors_write(&f.context, f.history, f.plan, &f.cases, &provenance, "c.csv", &err),
                 PTB_E_CANCELLED, "");
    ck_assert_int_ne(access("c.csv", F_OK), 0);
    tear_down(&f);
}
END_TEST

START_TEST(test_the_kinds_of_columns_travel)
{
    static const struct {
        const char *column;
        ptb_column_kind kind;
    } want[] = {{"points", PTB_COLUMN_NUMBER},
                {"opted_out", PTB_COLUMN_FLAG},
                {"colour", PTB_COLUMN_CATEGORY},
                {"met", PTB_COLUMN_DATE}};
    ptb_error err = {0};
    ptb_text leads = {0}, notes = {0};
    ptb_text_add(&leads, "id,won,when,points,opted_out,colour,met\n");
    for (int i = 0; i < 200; i++)
        ptb_text_printf(&leads, "r%d,%d,2024-06-%02dT00:00:00Z,%d.5,%s,%s,2024-05-%02d\n", i, i % 2,
                        1 + i % 28, i % 37, i % 3 ? "yes" : "no", i % 5 ? "red" : "blue", 1 + i % 19);
    ptb_context context = ptb_context_default();
    ptb_case_settings settings;
    ptb_plan_settings plan_settings = {0};
    ptb_provenance provenance = {"1", "test", 1, NULL, 0};
    ptb_plan *plan = NULL;
    ptb_cases cases;
    ptb_vectors *v = NULL;
    ptb_history *history = test_flat_history("kinds", leads.bytes, "won", "when");
    ptb_case_settings_default(&settings);
    ASSERT_OK(ptb_cases_build(history, &settings, false, &cases, &err));
    ASSERT_OK(ptb_plan_default(history, &plan_settings, &plan, &notes, &err));
    ASSERT_OK(ptb_vectors_write(&context, history, plan, &cases, &provenance, "kinds.vectors.h5", &err));
    ASSERT_OK(ptb_vectors_open(&context, "kinds.vectors.h5", &v, &err));
    for (size_t k = 0; k < 4; k++) {
        size_t f = 0;
        while (f < v->n_features && strcmp(v->plan->features[f].column, want[k].column) != 0)
            f++;
        ck_assert_msg(f < v->n_features, "no feature of %s", want[k].column);
        ck_assert_int_eq(v->columns[f].kind, want[k].kind);
        ck_assert(v->columns[f].is_category == (want[k].kind == PTB_COLUMN_CATEGORY));
    }
    ptb_vectors_free(v);
    ptb_cases_free(&cases);
    ptb_plan_free(plan);
    ptb_history_close(history);
    ptb_text_free(&leads);
    ptb_text_free(&notes);
}
END_TEST

START_TEST(test_timeless_rows)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_history *h = test_flat_history(
        "flat", "id,Converted,colour\nr1,1,red\nr2,0,blue\nr3,,red\nr4,0,blue\n", "Converted", NULL);
    ptb_case_settings settings;
    ptb_plan_settings plan_settings = {0};
    ptb_cases cases;
    ptb_plan *plan = NULL;
    ptb_vectors *v = NULL;
    ptb_text notes = {0};
    ptb_provenance provenance = {ptb_program_version, "test", 1, NULL, 0};
    ptb_case_settings_default(&settings);
    ASSERT_OK(ptb_cases_build(h, &settings, false, &cases, &err));
    ASSERT_OK(ptb_plan_default(h, &plan_settings, &plan, &notes, &err));
    ASSERT_OK(ptb_vectors_write(&context, h, plan, &cases, &provenance, "flat-v.h5", &err));
    ASSERT_OK(ptb_vectors_open(&context, "flat-v.h5", &v, &err));
    ck_assert(v->is_timeless);
    ck_assert_int_eq(v->as_of[0], PTB_NO_TIME);
    ck_assert_int_eq(v->last_record, PTB_NO_TIME);
    ck_assert_str_eq(v->outcome_name, "Converted");
    ck_assert_int_eq(v->outcome_kind, PTB_OUTCOME_COLUMN);
    ck_assert_uint_eq(v->n_rows, 3);
    ck_assert_uint_eq(v->n_features, 1);
    for (size_t i = 0; i < v->n_rows; i++) {
        bool is_first = ptb_str_equal_text(ptb_strings_at(&v->subject_id, i), "r1");
        ck_assert_str_eq(v->columns[0].levels[(size_t)v->x[i]], is_first ? "red" : "blue");
    }
    ptb_vectors_free(v);
    ptb_plan_free(plan);
    ptb_text_free(&notes);
    ptb_cases_free(&cases);
    ptb_history_close(h);
}
END_TEST

TEST_MAIN("vectors", test_memory_and_file_agree, test_any_number_of_threads_gives_the_same_bytes,
          test_groups_are_account_trees_or_contacts, test_csv_as_spreadsheets_want_it,
          test_csv_holds_the_same_numbers, test_failures, test_the_kinds_of_columns_travel,
          test_timeless_rows)
