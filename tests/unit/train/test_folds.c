/* tests/unit/train/test_folds.c: folds partition, keep groups together, never train on the future. */
#include "datasets/base/rng.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_history.h"
#include "tests/support/test_main.h"
#include "train/folds.h"

static ptb_error err;
enum { ROWS = 600 };
static const char *const names[] = {"x"};

/* Groups of 1 to 7 neighbours, every fourth case won; as_of shuffled, known after up to 100. */
static void make(made_vectors *made)
{
    made_vectors_new(made, ROWS, names, 1);
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(3, "test", 0, &rng, &err));
    uint32_t group = 1000;
    for (size_t i = 0; i < ROWS; i++) {
        if (ptb_rng_below(rng, 4) == 0) group += 3;
        made->group[i] = group;
        made->outcome[i] = ptb_rng_below(rng, 4) == 0 ? 1 : 0;
        made->as_of[i] = (ptb_time)ptb_rng_below(rng, 1000);
        made->known_at[i] = made->as_of[i] + (ptb_time)ptb_rng_below(rng, 100);
    }
    made->view.is_timeless = false;
    ptb_rng_free(rng);
}

START_TEST(test_random_folds_keep_groups_and_balance)
{
    made_vectors made;
    make(&made);
    ptb_fold_settings settings = {.order = PTB_FOLDS_RANDOM, .k = 5, .by_group = true};
    int fold[ROWS];
    ASSERT_OK(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err));
    size_t cases[5] = {0}, wins[5] = {0}, all_wins = 0;
    for (size_t i = 0; i < ROWS; i++) {
        ck_assert(fold[i] >= 0 && fold[i] < 5);
        if (i > 0 && made.group[i] == made.group[i - 1]) ck_assert_int_eq(fold[i], fold[i - 1]);
        cases[fold[i]]++;
        wins[fold[i]] += made.outcome[i] > 0.5F;
        all_wins += made.outcome[i] > 0.5F;
    }
    for (int f = 0; f < 5; f++) {
        ASSERT_CLOSE((double)wins[f], (double)all_wins / 5, 1.5, 0);
        ASSERT_CLOSE((double)cases[f], ROWS / 5.0, 12, 0);
    }
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_random_folds_depend_on_seed_not_on_row_order)
{
    made_vectors made;
    make(&made);
    ptb_fold_settings settings = {.order = PTB_FOLDS_RANDOM, .k = 4, .by_group = true};
    int fold[ROWS], again[ROWS], other[ROWS];
    uint32_t reversed[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        reversed[i] = made.rows[ROWS - 1 - i];
    ASSERT_OK(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err));
    ASSERT_OK(ptb_folds_assign(&made.view, reversed, ROWS, &settings, 1, again, &err));
    ASSERT_OK(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 2, other, &err));
    for (size_t i = 0; i < ROWS; i++)
        ck_assert_int_eq(fold[i], again[ROWS - 1 - i]);
    ck_assert_int_ne(memcmp(fold, other, sizeof fold), 0);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_without_groups_counts_are_even)
{
    made_vectors made;
    make(&made);
    ptb_fold_settings settings = {.order = PTB_FOLDS_RANDOM, .k = 7, .by_group = false};
    int fold[ROWS];
    size_t cases[7] = {0};
    ASSERT_OK(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err));
    for (size_t i = 0; i < ROWS; i++)
        cases[fold[i]]++;
    for (int f = 0; f < 7; f++)
        ck_assert(cases[f] == ROWS / 7 || cases[f] == ROWS / 7 + 1);
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_training_rows_are_the_complement)
{
    made_vectors made;
    make(&made);
    ptb_fold_settings settings = {.order = PTB_FOLDS_RANDOM, .k = 3, .by_group = true};
    int fold[ROWS];
    uint32_t *rows = NULL;
    size_t n = 0, at = 0;
    ASSERT_OK(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err));
    ptb_assigned_rows assigned = {&made.view, made.rows, fold, ROWS, settings.order};
    ASSERT_OK(ptb_folds_training_rows(&assigned, 1, &rows, &n, &err));
    for (size_t i = 0; i < ROWS; i++)
        if (fold[i] != 1) ck_assert_uint_eq(rows[at++], i);
    ck_assert_uint_eq(at, n);
    free(rows);
    made_vectors_free(&made);
}
END_TEST

/* Law: whatever a time fold is trained on was known before any of its cases began. */
START_TEST(test_time_folds_never_see_the_future)
{
    made_vectors made;
    make(&made);
    made.known_at[7] = PTB_NO_TIME; /* counts as known at once */
    ptb_fold_settings settings = {.order = PTB_FOLDS_TIME, .k = 4, .by_group = true};
    int fold[ROWS];
    size_t cases[5] = {0};
    ASSERT_OK(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err));
    for (size_t i = 0; i < ROWS; i++) {
        ck_assert(fold[i] >= PTB_NOT_JUDGED && fold[i] < 4);
        cases[fold[i] + 1]++;
        for (size_t j = 0; j < ROWS; j++)
            if (made.as_of[i] < made.as_of[j]) ck_assert_int_le(fold[i], fold[j]);
    }
    for (int f = 0; f < 5; f++)
        ASSERT_CLOSE((double)cases[f], ROWS / 5.0, 5, 0);
    for (int f = 0; f < 4; f++) {
        uint32_t *rows = NULL;
        size_t n = 0;
        ptb_assigned_rows assigned = {&made.view, made.rows, fold, ROWS, settings.order};
        ASSERT_OK(ptb_folds_training_rows(&assigned, f, &rows, &n, &err));
        ck_assert_uint_gt(n, 0);
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; fold[i] == f && j < n; j++) {
                ck_assert_int_lt(made.known_at[rows[j]], made.as_of[i]);
                ck_assert_int_lt(made.as_of[rows[j]], made.as_of[i]);
            }
        free(rows);
    }
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_refusals)
{
    made_vectors made;
    make(&made);
    int fold[ROWS];
    ptb_fold_settings settings = {.order = PTB_FOLDS_RANDOM, .k = 1, .by_group = true};
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_ARG,
                 "2 to 50");
    settings.k = 51;
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_ARG, "51");
    settings.k = 5;
    for (size_t i = 0; i < ROWS; i++)
        made.group[i] = (uint32_t)(i / 200);
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_DATA,
                 "3 accounts");
    for (size_t i = 0; i < ROWS; i++)
        made.group[i] = (uint32_t)(i / 100);
    for (size_t i = 0; i < ROWS; i++)
        made.outcome[i] = i < 3;
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_DATA,
                 "3 won");
    for (size_t i = 0; i < ROWS; i++)
        made.outcome[i] = i < 50; /* all in one group */
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_DATA,
                 "lost cases alone");
    settings.order = PTB_FOLDS_TIME;
    for (size_t i = 0; i < ROWS; i++)
        made.as_of[i] = (ptb_time)(i % 3);
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_DATA,
                 "moments");
    made.as_of[4] = PTB_NO_TIME;
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_DATA,
                 "row 5");
    made.view.is_timeless = true;
    ASSERT_FAILS(ptb_folds_assign(&made.view, made.rows, ROWS, &settings, 1, fold, &err), PTB_E_DATA,
                 "dated");
    made_vectors_free(&made);
}
END_TEST

START_TEST(test_holdout_splits_by_what_was_known)
{
    made_vectors made;
    make(&made);
    ptb_holdout split;
    ASSERT_OK(ptb_holdout_split(&made.view, made.rows, ROWS, 0.3, PTB_NO_TIME, &split, &err));
    ASSERT_CLOSE((double)split.n_after, 0.3 * ROWS, 3, 0);
    for (size_t i = 0; i < split.n_after; i++)
        ck_assert_int_ge(made.as_of[split.after[i]], split.cut);
    for (size_t i = 0; i < split.n_before; i++)
        ck_assert_int_lt(made.known_at[split.before[i]], split.cut);
    ck_assert_uint_lt(split.n_before + split.n_after, ROWS); /* some straddle */
    ptb_time cut = split.cut;
    size_t n_after = split.n_after;
    ptb_holdout_free(&split);
    ASSERT_OK(ptb_holdout_split(&made.view, made.rows, ROWS, 0, cut, &split, &err));
    ck_assert_uint_eq(split.n_after, n_after);
    ptb_holdout_free(&split);
    ASSERT_FAILS(ptb_holdout_split(&made.view, made.rows, ROWS, 1.5, PTB_NO_TIME, &split, &err), PTB_E_ARG,
                 "1.5");
    ASSERT_FAILS(ptb_holdout_split(&made.view, made.rows, ROWS, 0, 5000, &split, &err), PTB_E_DATA,
                 "0 begin later");
    ck_assert_ptr_null(split.before);
    ck_assert_ptr_null(split.after);
    made.view.is_timeless = true;
    ASSERT_FAILS(ptb_holdout_split(&made.view, made.rows, ROWS, 0.3, PTB_NO_TIME, &split, &err), PTB_E_DATA,
                 "dates");
    made_vectors_free(&made);
}
END_TEST

/* Wins are known early and losses late, so only a common moment keeps recent wins from being trained on alone. */
START_TEST(test_no_recent_win_is_trained_on_without_its_losses)
{
    enum { CONTACTS = 60, HORIZON_DAYS = 90 };
    ptb_text contacts = {0}, activities = {0}, deals = {0};
    ptb_text_add(&contacts, "contact_id,account_id,created_at\n");
    ptb_text_add(&activities, "contact_id,ts,type\n");
    ptb_text_add(&deals, "opportunity_id,account_id,contact_id,created_at,closed_at,outcome\n");
    for (int i = 0; i < CONTACTS; i++) {
        ptb_text_printf(&contacts, "c%d,,2022-01-01T00:00:00Z\n", i);
        ptb_text_printf(&activities, "c%d,2022-01-01T00:00:00Z,view\nc%d,2024-12-31T00:00:00Z,view\n", i, i);
        ptb_text_printf(&deals, "o%d,,c%d,202%d-%02d-05T00:00:00Z,202%d-%02d-09T00:00:00Z,won\n", i, i,
                        2 + i % 3, 1 + i % 12, 2 + i % 3, 1 + i % 12);
    }
    ptb_history *history = test_history(&(test_records){.name = "wins",
                                                        .contacts = contacts.bytes,
                                                        .activities = activities.bytes,
                                                        .opportunities = deals.bytes});
    ptb_context context = ptb_context_default();
    ptb_case_settings settings;
    ptb_case_settings_default(&settings);
    settings.subject_given = true;
    settings.subject = PTB_SUBJECT_CONTACT;
    settings.horizon_days = HORIZON_DAYS;
    ptb_cases cases;
    ptb_plan plan = {0};
    ptb_vectors *vectors = NULL;
    ASSERT_OK(ptb_cases_build(history, &settings, false, &cases, &err));
    ASSERT_OK(ptb_vectors_extract(&context, history, &plan, &cases, &vectors, &err));
    uint32_t *rows = made_alloc(vectors->n_rows, sizeof *rows);
    for (size_t i = 0; i < vectors->n_rows; i++)
        rows[i] = (uint32_t)i;
    ptb_holdout split;
    ptb_time cut = test_time("2024-05-01T00:00:00Z");
    ASSERT_OK(ptb_holdout_split(vectors, rows, vectors->n_rows, 0, cut, &split, &err));
    size_t wins = 0;
    for (size_t i = 0; i < split.n_before; i++) {
        wins += vectors->outcome[split.before[i]] > 0.5F;
        ck_assert_int_lt(vectors->as_of[split.before[i]] + (ptb_time)HORIZON_DAYS * PTB_DAY, cut);
    }
    ck_assert_uint_gt(wins, 20);
    ptb_holdout_free(&split);
    free(rows);
    ptb_vectors_free(vectors);
    ptb_cases_free(&cases);
    ptb_history_close(history);
    ptb_text_free(&contacts);
    ptb_text_free(&activities);
    ptb_text_free(&deals);
}
END_TEST

TEST_MAIN("folds", test_random_folds_keep_groups_and_balance,
          test_random_folds_depend_on_seed_not_on_row_order, test_without_groups_counts_are_even,
          test_training_rows_are_the_complement, test_time_folds_never_see_the_future, test_refusals,
          test_holdout_splits_by_what_was_known, test_no_recent_win_is_trained_on_without_its_losses)
