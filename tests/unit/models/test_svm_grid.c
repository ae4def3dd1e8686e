/* tests/unit/models/test_svm_grid.c: held-out values are those of models that did not see the fold; memory is judged. */
#include "models/svm_grid.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { ROWS = 300, COLS = 5, FOLDS = 3 };

static const ptb_svm_point points[] = {{1, 0.2}, {10, 0}, {0.3, 0.7}, {10, 0.7}};
enum { POINTS = sizeof points / sizeof points[0] };

typedef struct {
    test_matrix m;
    int fold[ROWS];
    ptb_svm_data data;
    ptb_svm_settings settings;
    ptb_context context;
} world;

static void world_new(world *w, uint64_t seed)
{
    ptb_error err = {0};
    ASSERT_OK(ptb_blas_global_init(&err)); /* one thread of BLAS, as in the program */
    w->m = test_matrix_new(seed, ROWS, COLS);
    for (size_t i = 0; i < ROWS; i++)
        w->fold[i] = (int)(i * 7 % FOLDS);
    w->data = (ptb_svm_data){.design = &w->m.design, .y = w->m.y, .fold = w->fold, .n_folds = FOLDS};
    ptb_svm_settings_default(&w->settings);
    w->settings.tolerance = 1e-8;
    w->context = ptb_context_default();
    w->context.threads = 2;
}

static void search(const world *w, double *held_out)
{
    ptb_error err = {0};
    ptb_svm_grid *grid = NULL;
    ASSERT_OK(ptb_svm_grid_new(&w->context, &w->data, &w->settings, &grid, &err));
    ASSERT_OK(ptb_svm_grid_search(grid, points, POINTS, held_out, &err));
    ptb_svm_grid_free(grid);
}

/* By ptb_svm_fit on the rows that fold k may see. */
static ptb_svm *fit_without(const world *w, int k, ptb_svm_point point)
{
    ptb_error err = {0};
    ptb_svm *svm = NULL;
    ptb_svm_settings settings = w->settings;
    static float x[ROWS * COLS], y[ROWS];
    size_t n = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (w->fold[i] == k || (w->data.trains != NULL && !w->data.trains[(size_t)k * ROWS + i])) continue;
        memcpy(x + n * COLS, w->m.x + i * COLS, COLS * sizeof *x);
        y[n++] = w->m.y[i];
    }
    ptb_design design = {x, n, COLS, COLS};
    settings.cost = point.cost;
    settings.gamma = point.gamma;
    settings.method = PTB_SVM_ROWS;
    ASSERT_OK(ptb_svm_fit(&w->context, &design, y, &settings, &svm, &err));
    return svm;
}

static void check_held_out(const world *w)
{
    static double held_out[(size_t)POINTS * ROWS];
    search(w, held_out);
    for (size_t p = 0; p < POINTS; p++) {
        for (int k = 0; k < FOLDS; k++) {
            ptb_svm *svm = fit_without(w, k, points[p]);
            for (size_t i = 0; i < ROWS; i++)
                if (w->fold[i] == k)
                    ASSERT_CLOSE(held_out[p * ROWS + i], ptb_svm_decide(svm, w->m.x + i * COLS), 1e-6, 0);
            ptb_svm_free(svm);
        }
    }
    for (size_t i = 0; i < (size_t)POINTS * ROWS; i++)
        ck_assert_int_eq(isnan(held_out[i]) != 0, w->fold[i % ROWS] == -1);
}

START_TEST(test_held_out_values_are_those_of_fits_without_the_fold)
{
    world w;
    world_new(&w, 11);
    for (int kernel = 0; kernel < 2; kernel++) {
        w.settings.kernel = (ptb_kernel)kernel;
        w.settings.method = PTB_SVM_MATRIX;
        check_held_out(&w);
        w.settings.method = PTB_SVM_ROWS;
        check_held_out(&w);
    }
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_some_rows_are_never_held_out_and_folds_may_be_in_time)
{
    static unsigned char trains[FOLDS * ROWS];
    world w;
    world_new(&w, 12);
    for (size_t i = 0; i < 60; i++)
        w.fold[i] = -1;
    check_held_out(&w);
    for (size_t i = 0; i < ROWS; i++) {
        w.fold[i] = i < 90 ? -1 : (int)((i - 90) / 70);
        for (int k = 0; k < FOLDS; k++)
            trains[(size_t)k * ROWS + i] = w.fold[i] < k;
    }
    w.data.trains = trains;
    check_held_out(&w);
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_the_last_fit_is_that_of_all_rows)
{
    ptb_error err = {0};
    world w;
    static double held_out[(size_t)POINTS * ROWS];
    ptb_svm_grid *grid = NULL;
    ptb_svm *after = NULL, *alone = NULL;
    world_new(&w, 13);
    ASSERT_OK(ptb_svm_grid_new(&w.context, &w.data, &w.settings, &grid, &err));
    ASSERT_OK(ptb_svm_grid_search(grid, points, POINTS, held_out, &err));
    ASSERT_OK(ptb_svm_grid_fit(grid, points[1], &after, &err));
    w.settings.cost = points[1].cost;
    ASSERT_OK(ptb_svm_fit(&w.context, &w.m.design, w.m.y, &w.settings, &alone, &err));
    ASSERT_CLOSE(after->gamma, 1.0 / COLS, 0, 0);
    for (size_t i = 0; i < ROWS; i++)
        ASSERT_CLOSE(ptb_svm_decide(after, w.m.x + i * COLS), ptb_svm_decide(alone, w.m.x + i * COLS), 1e-6,
                     0);
    ptb_svm_free(after);
    ptb_svm_free(alone);
    ptb_svm_grid_free(grid);
    test_matrix_free(&w.m);
}
END_TEST

static void refused(const world *w, ptb_status want, const char *words)
{
    ptb_error err = {0};
    ptb_svm_grid *grid = (ptb_svm_grid *)&grid; /* must be set to NULL */
    ASSERT_FAILS(ptb_svm_grid_new(&w->context, &w->data, &w->settings, &grid, &err), want, words);
    ck_assert_ptr_null(grid);
}

START_TEST(test_folds_that_cannot_be_used_are_refused)
{
    world w;
    world_new(&w, 14);
    w.fold[7] = FOLDS;
    refused(&w, PTB_E_ARG, "row 7: fold 3 (expected -1 to 2)");
    w.fold[7] = -2;
    refused(&w, PTB_E_ARG, "row 7: fold -2");
    for (size_t i = 0; i < ROWS; i++)
        w.fold[i] = w.m.y[i] > 0.5F ? 0 : 1;
    w.data.n_folds = 2;
    refused(&w, PTB_E_DATA, "fold 0: all");
    for (size_t i = 0; i < ROWS; i++)
        w.fold[i] = (int)(i % 2) * 2;
    w.data.n_folds = FOLDS;
    refused(&w, PTB_E_DATA, "fold 1 has no rows");
    test_matrix_free(&w.m);
}
END_TEST

static void note_warning(void *state, const char *line)
{
    (void)snprintf(state, 512, "%s", line);
}

START_TEST(test_memory_is_judged_before)
{
    world w;
    char line[512] = "";
    static double by_rows[POINTS * ROWS], by_matrix[POINTS * ROWS];
    world_new(&w, 15);
    search(&w, by_matrix);
    double needed = ptb_svm_memory_mb(&w.settings, ROWS, COLS, 2);
    size_t fits = ptb_svm_rows_within(&w.settings, COLS, 2);
    ck_assert(ptb_svm_memory_mb(&w.settings, fits, COLS, 2) <= w.settings.memory_mb);
    ck_assert(ptb_svm_memory_mb(&w.settings, fits + 4, COLS, 2) > w.settings.memory_mb);
    w.settings.memory_mb = needed * 0.9;
    w.settings.method = PTB_SVM_MATRIX;
    refused(&w, PTB_E_LIMIT, "on 300 rows of 5 columns needs ");
    refused(&w, PTB_E_LIMIT, " rows)");
    w.settings.method = PTB_SVM_AUTO;
    w.context.warn = note_warning;
    w.context.warn_state = line;
    search(&w, by_rows);
    ck_assert_msg(strstr(line, "the kernel matrix of 300 rows needs") != NULL, "%s", line);
    for (size_t i = 0; i < (size_t)POINTS * ROWS; i++)
        ASSERT_CLOSE(by_rows[i], by_matrix[i], 1e-6, 0);
    w.settings.memory_mb = 0.01;
    refused(&w, PTB_E_LIMIT, "needs ");
    w.settings.memory_mb = 0;
    refused(&w, PTB_E_ARG, "memory of 0 MB");
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_a_search_refuses_bad_points_and_stops_when_cancelled)
{
    ptb_error err = {0};
    world w;
    static double held_out[(size_t)POINTS * ROWS];
    volatile sig_atomic_t cancel = 0;
    ptb_svm_grid *grid = NULL;
    world_new(&w, 16);
    w.context.cancel = &cancel;
    ASSERT_OK(ptb_svm_grid_new(&w.context, &w.data, &w.settings, &grid, &err));
    ASSERT_FAILS(ptb_svm_grid_search(grid, &(ptb_svm_point){0, 1}, 1, held_out, &err), PTB_E_ARG, "cost 0");
    ASSERT_FAILS(ptb_svm_grid_search(grid, &(ptb_svm_point){1, -1}, 1, held_out, &err), PTB_E_ARG,
                 "gamma -1");
    cancel = SIGINT;
    held_out[0] = 1;
    ASSERT_FAILS(ptb_svm_grid_search(grid, points, POINTS, held_out, &err), PTB_E_CANCELLED, "");
    ck_assert(isnan(held_out[0]));
    ptb_svm_grid_free(grid);
    cancel = 0;
    w.data.fold = NULL;
    ASSERT_OK(ptb_svm_grid_new(&w.context, &w.data, &w.settings, &grid, &err));
    ASSERT_FAILS(ptb_svm_grid_search(grid, points, 1, held_out, &err), PTB_E_ARG, "without folds");
    ptb_svm_grid_free(grid);
    test_matrix_free(&w.m);
}
END_TEST

TEST_MAIN("svm_grid", test_held_out_values_are_those_of_fits_without_the_fold,
          test_some_rows_are_never_held_out_and_folds_may_be_in_time, test_the_last_fit_is_that_of_all_rows,
          test_folds_that_cannot_be_used_are_refused, test_memory_is_judged_before,
          test_a_search_refuses_bad_points_and_stops_when_cancelled)
