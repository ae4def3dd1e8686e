/* tests/unit/models/test_svm_nystroem.c: with every row a landmark it is kernel logistic regression; else close to it. */
#include "models/metrics.h"
#include "models/svm_nystroem.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { ROWS = 400, COLS = 4, FOLDS = 4 };

typedef struct {
    test_matrix m;
    int fold[ROWS];
    ptb_svm_data data;
    ptb_nystroem_settings settings;
    ptb_context context;
} world;

static void world_new(world *w, uint64_t seed)
{
    ptb_error err = {0};
    ASSERT_OK(ptb_blas_global_init(&err)); /* one thread of BLAS, as in the program */
    w->m = test_matrix_new(seed, ROWS, COLS);
    for (size_t i = 0; i < ROWS; i++)
        w->fold[i] = (int)(i % FOLDS);
    w->data = (ptb_svm_data){.design = &w->m.design, .y = w->m.y, .fold = w->fold, .n_folds = FOLDS};
    ptb_nystroem_settings_default(&w->settings);
    w->settings.tolerance = 1e-10;
    w->context = ptb_context_default();
    w->context.threads = 2;
}

/* With all rows as landmarks the optimum is that of kernel logistic regression: f + rho = sum_j coef_j K(x_j, .), where
 * coef_j = C (y_j - p_j), from the gradient in the kernel's own space; the coefficients sum to 0 by the free offset. */
START_TEST(test_all_rows_as_landmarks_give_kernel_logistic_regression)
{
    ptb_error err = {0};
    world w;
    const double cost = 2;
    ptb_svm *svm = NULL;
    world_new(&w, 21);
    w.settings.n_landmarks = (size_t)2 * ROWS;
    ASSERT_OK(ptb_nystroem_fit(&w.context, &w.data, &w.settings, (ptb_svm_point){cost, 0.5}, &svm, &err));
    ck_assert_uint_eq(svm->n_vectors, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0;
        for (size_t j = 0; j < ROWS; j++) {
            double distance = 0;
            for (size_t k = 0; k < COLS; k++)
                distance += pow((double)w.m.x[i * COLS + k] - (double)w.m.x[j * COLS + k], 2);
            double p = ptb_sigmoid(ptb_svm_decide(svm, w.m.x + j * COLS));
            sum += cost * ((double)w.m.y[j] - p) * exp(-0.5 * distance);
        }
        ASSERT_CLOSE(ptb_svm_decide(svm, w.m.x + i * COLS) + svm->rho, sum, 2e-4, 0);
    }
    ptb_svm_free(svm);
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_held_out_values_are_those_of_fits_without_the_fold)
{
    ptb_error err = {0};
    world w;
    static double held_out[2 * ROWS], others[2 * ROWS];
    const ptb_svm_point points[] = {{1, 0.1}, {5, 0}};
    world_new(&w, 22);
    w.settings.n_landmarks = 80;
    w.fold[5] = w.fold[77] = -1;
    ASSERT_OK(ptb_nystroem_search(&w.context, &w.data, &w.settings, points, 2, held_out, &err));
    for (size_t i = 0; i < ROWS; i++) {
        ck_assert_int_eq(isnan(held_out[i]) != 0, w.fold[i] == -1);
        if (w.fold[i] == 2) w.m.y[i] = 1 - w.m.y[i]; /* who is held out has no say */
    }
    ASSERT_OK(ptb_nystroem_search(&w.context, &w.data, &w.settings, points, 2, others, &err));
    size_t n_moved = 0;
    for (size_t i = 0; i < (size_t)2 * ROWS; i++) {
        if (w.fold[i % ROWS] == 2) ASSERT_CLOSE(others[i], held_out[i], 1e-6, 0);
        n_moved += w.fold[i % ROWS] != 2 && fabs(others[i] - held_out[i]) > 1e-3;
    }
    ck_assert_uint_gt(n_moved, ROWS);
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_rows_that_lie_together_are_taken)
{
    ptb_error err = {0};
    world w;
    ptb_svm *svm = NULL;
    world_new(&w, 23);
    for (size_t i = COLS; i < (size_t)ROWS * COLS; i++)
        w.m.x[i] = w.m.x[i % COLS]; /* all the same */
    ASSERT_OK(ptb_nystroem_fit(&w.context, &w.data, &w.settings, (ptb_svm_point){1, 1}, &svm, &err));
    double wins = 0;
    for (size_t i = 0; i < ROWS; i++)
        wins += (double)w.m.y[i];
    ASSERT_CLOSE(ptb_sigmoid(ptb_svm_decide(svm, w.m.x)), wins / ROWS, 1e-3, 0);
    ptb_svm_free(svm);
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_what_it_costs_is_measured_on_a_sample)
{
    ptb_error err = {0};
    world w;
    ptb_svm_settings exact;
    ptb_nystroem_loss loss;
    world_new(&w, 24);
    ptb_svm_settings_default(&exact);
    w.settings.n_landmarks = 100;
    ASSERT_OK(ptb_nystroem_compare(&w.context, &w.data, &w.settings, &exact, (ptb_svm_point){1, 0.05}, 300,
                                   &loss, &err));
    ck_assert_uint_eq(loss.n_rows, 300);
    ck_assert_double_gt(loss.exact_auc, 0.5);
    ck_assert_double_gt(loss.auc, loss.exact_auc - 0.1);
    ck_assert_double_le(loss.auc, 1);
    ASSERT_OK(ptb_nystroem_compare(&w.context, &w.data, &w.settings, &exact, (ptb_svm_point){1, 0.05}, 9999,
                                   &loss, &err));
    ck_assert_uint_eq(loss.n_rows, ROWS);
    test_matrix_free(&w.m);
}
END_TEST

START_TEST(test_unusable_settings_and_data_are_refused)
{
    ptb_error err = {0};
    world w;
    const ptb_svm_point point = {1, 1};
    ptb_svm *svm = &(ptb_svm){0};
    static unsigned char trains[FOLDS * ROWS];
    world_new(&w, 25);
    ptb_nystroem_settings good = w.settings;
    w.settings.n_landmarks = 0;
    ASSERT_FAILS(ptb_nystroem_fit(&w.context, &w.data, &w.settings, point, &svm, &err), PTB_E_ARG,
                 "no landmarks");
    ck_assert_ptr_null(svm);
    w.settings = good;
    w.settings.tolerance = 0;
    ASSERT_FAILS(ptb_nystroem_fit(&w.context, &w.data, &w.settings, point, &svm, &err), PTB_E_ARG,
                 "tolerance 0");
    w.settings = good;
    w.settings.memory_mb = 1;
    ASSERT_FAILS(ptb_nystroem_fit(&w.context, &w.data, &w.settings, point, &svm, &err), PTB_E_LIMIT,
                 "500 landmarks for 400 rows need");
    ASSERT_FAILS(ptb_nystroem_fit(&w.context, &w.data, &good, (ptb_svm_point){0, 1}, &svm, &err), PTB_E_ARG,
                 "cost 0");
    w.data.trains = trains;
    ASSERT_FAILS(ptb_nystroem_fit(&w.context, &w.data, &good, point, &svm, &err), PTB_E_ARG, "folds in time");
    w.data.trains = NULL;
    w.m.x[9] = NAN;
    ASSERT_FAILS(ptb_nystroem_fit(&w.context, &w.data, &good, point, &svm, &err), PTB_E_DATA,
                 "row 2, column 1");
    test_matrix_free(&w.m);
}
END_TEST

TEST_MAIN("svm_nystroem", test_all_rows_as_landmarks_give_kernel_logistic_regression,
          test_held_out_values_are_those_of_fits_without_the_fold, test_rows_that_lie_together_are_taken,
          test_what_it_costs_is_measured_on_a_sample, test_unusable_settings_and_data_are_refused)
