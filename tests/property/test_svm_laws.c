/* tests/property/test_svm_laws.c: laws of support vector machines: optimality, classes exchanged, threads, rows alone. */
#include "models/svm_grid.h"
#include "models/svm_nystroem.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { ROWS = 700, COLS = 9, FOLDS = 3, POINTS = 4 };

static const ptb_svm_point points[POINTS] = {{1, 0.05}, {20, 0.05}, {1, 0.4}, {0.1, 0}};

static ptb_context context_of(int threads)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ASSERT_OK(ptb_blas_global_init(&err)); /* one thread of BLAS, as in the program */
    context.threads = threads;
    return context;
}

static double coef_of(const ptb_svm *svm, const float *row, size_t *n_same)
{
    double sum = 0;
    *n_same = 0;
    for (size_t i = 0; i < svm->n_vectors; i++)
        if (memcmp(svm->vector + i * svm->n_cols, row, svm->n_cols * sizeof *row) == 0) {
            sum += svm->coef[i];
            ++*n_same;
        }
    return sum;
}

/* Karush-Kuhn-Tucker on the model alone: y f >= 1 where alpha is 0, <= 1 where it is C, = 1 in between; sum alpha y = 0. Rows
 * that occur twice are judged by their vectors: each alpha is within 0 and C, and the side of the margin is the same. */
static void check_optimal(const test_matrix *m, const ptb_svm *svm, double cost, bool has_twins)
{
    const double slack = 2e-4;
    double sum = 0, largest = 0;
    for (size_t i = 0; i < svm->n_vectors; i++) {
        const float *vector = svm->vector + i * svm->n_cols;
        double side = svm->coef[i] > 0 ? 1 : -1, margin = side * ptb_svm_decide(svm, vector);
        sum += svm->coef[i];
        largest = fmax(largest, fabs(svm->coef[i]));
        ck_assert_double_le(margin, 1 + slack);
        if (fabs(svm->coef[i]) < cost) ck_assert_double_ge(margin, 1 - slack);
    }
    ASSERT_CLOSE(sum, 0, 1e-9 * cost, 0);
    ck_assert_double_le(largest, cost * (1 + 1e-12));
    for (size_t i = 0; i < m->design.n_rows && !has_twins; i++) {
        size_t n_same = 0;
        const float *row = m->x + i * m->design.ld;
        double side = m->y[i] > 0.5F ? 1 : -1;
        ck_assert_double_ge(side * coef_of(svm, row, &n_same), 0);
        if (n_same == 0) ck_assert_double_ge(side * ptb_svm_decide(svm, row), 1 - slack);
    }
}

static ptb_svm *fit(const test_matrix *m, ptb_kernel kernel, ptb_svm_point point, int threads)
{
    ptb_error err = {0};
    ptb_svm_settings settings;
    ptb_svm *svm = NULL;
    ptb_context context = context_of(threads);
    ptb_svm_settings_default(&settings);
    settings.kernel = kernel;
    settings.cost = point.cost;
    settings.gamma = point.gamma;
    settings.tolerance = 1e-5;
    settings.method = PTB_SVM_MATRIX;
    ASSERT_OK(ptb_svm_fit(&context, &m->design, m->y, &settings, &svm, &err));
    return svm;
}

START_TEST(test_fits_on_matrices_are_optimal)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        test_matrix m = test_matrix_new(seed, 240 + 40 * seed, 2 + seed); /* beyond one block of 256 too */
        for (int kernel = 0; kernel < 2; kernel++)
            for (size_t k = 0; k < POINTS; k++) {
                ptb_svm *svm = fit(&m, (ptb_kernel)kernel, points[k], 2);
                check_optimal(&m, svm, points[k].cost, false);
                ptb_svm_free(svm);
            }
        test_matrix_free(&m);
    }
}
END_TEST

START_TEST(test_twins_and_constant_columns_do_no_harm)
{
    test_matrix m = test_matrix_new(5, 400, 5);
    for (size_t i = 0; i < 400; i++) {
        m.x[i * 5 + 3] = 0;
        m.x[i * 5 + 4] = 2.5F;
        if (i >= 200)
            memcpy(m.x + i * 5, m.x + (i - 200) * 5, 5 * sizeof(float)); /* some with the other outcome */
    }
    for (size_t k = 0; k < POINTS; k++) {
        ptb_svm *svm = fit(&m, PTB_KERNEL_RBF, points[k], 2);
        check_optimal(&m, svm, points[k].cost, true);
        ptb_svm_free(svm);
    }
    test_matrix_free(&m);
}
END_TEST

START_TEST(test_exchanging_the_classes_turns_the_sign)
{
    test_matrix m = test_matrix_new(6, 300, 4);
    ptb_svm *before = fit(&m, PTB_KERNEL_RBF, points[2], 1);
    for (size_t i = 0; i < 300; i++)
        m.y[i] = 1 - m.y[i];
    ptb_svm *after = fit(&m, PTB_KERNEL_RBF, points[2], 1);
    for (size_t i = 0; i < 300; i++)
        ASSERT_CLOSE(ptb_svm_decide(after, m.x + i * 4), -ptb_svm_decide(before, m.x + i * 4), 1e-4, 0);
    ptb_svm_free(before);
    ptb_svm_free(after);
    test_matrix_free(&m);
}
END_TEST

typedef struct {
    double exact[POINTS * ROWS], approximate[POINTS * ROWS], decided[2 * ROWS];
    ptb_svm *fits[2];
} answers;

static void answer(const test_matrix *m, const int *fold, ptb_svm_method method, int threads, answers *out)
{
    ptb_error err = {0};
    ptb_context context = context_of(threads);
    ptb_svm_data data = {.design = &m->design, .y = m->y, .fold = fold, .n_folds = FOLDS};
    ptb_svm_settings settings;
    ptb_nystroem_settings landmarks;
    ptb_svm_grid *grid = NULL;
    ptb_svm_settings_default(&settings);
    ptb_nystroem_settings_default(&landmarks);
    settings.method = method;
    landmarks.n_landmarks = 90;
    ASSERT_OK(ptb_svm_grid_new(&context, &data, &settings, &grid, &err));
    ASSERT_OK(ptb_svm_grid_search(grid, points, POINTS, out->exact, &err));
    ASSERT_OK(ptb_svm_grid_fit(grid, points[0], &out->fits[0], &err));
    ptb_svm_grid_free(grid);
    ASSERT_OK(ptb_nystroem_search(&context, &data, &landmarks, points, POINTS, out->approximate, &err));
    ASSERT_OK(ptb_nystroem_fit(&context, &data, &landmarks, points[0], &out->fits[1], &err));
    for (size_t k = 0; k < 2; k++)
        ASSERT_OK(ptb_svm_decide_rows(&context, out->fits[k], &m->design, out->decided + k * ROWS, &err));
}

static void check_same(const answers *a, const answers *b)
{
    ck_assert_mem_eq(a->exact, b->exact, sizeof a->exact);
    ck_assert_mem_eq(a->approximate, b->approximate, sizeof a->approximate);
    ck_assert_mem_eq(a->decided, b->decided, sizeof a->decided);
    for (size_t k = 0; k < 2; k++) {
        ck_assert_uint_eq(a->fits[k]->n_vectors, b->fits[k]->n_vectors);
        ck_assert_mem_eq(a->fits[k]->coef, b->fits[k]->coef, a->fits[k]->n_vectors * sizeof(double));
        ck_assert_mem_eq(&a->fits[k]->rho, &b->fits[k]->rho, sizeof(double));
    }
}

static void answers_free(answers *a)
{
    ptb_svm_free(a->fits[0]);
    ptb_svm_free(a->fits[1]);
}

START_TEST(test_threads_do_not_change_a_bit)
{
    static answers one, more;
    static int fold[ROWS];
    test_matrix m = test_matrix_new(7, ROWS, COLS);
    for (size_t i = 0; i < ROWS; i++)
        fold[i] = (int)(i * 5 / 3 % FOLDS);
    for (int method = PTB_SVM_MATRIX; method <= PTB_SVM_ROWS; method++) {
        answer(&m, fold, (ptb_svm_method)method, 1, &one);
        for (int threads = 2; threads <= 3; threads++) {
            answer(&m, fold, (ptb_svm_method)method, threads, &more);
            check_same(&one, &more);
            answers_free(&more);
        }
        answers_free(&one);
    }
    test_matrix_free(&m);
}
END_TEST

/* Sums do not depend on the neighbours, nor on where in a block a row lies; 70 and 130 columns are more than one depth. */
START_TEST(test_a_row_alone_has_the_bits_it_has_among_others)
{
    const size_t widths[] = {1, 8, 70, 130};
    for (size_t w = 0; w < 4; w++) {
        ptb_error err = {0};
        ptb_context context = context_of(2);
        test_matrix m = test_matrix_new(8 + w, 150, widths[w]);
        for (int kernel = 0; kernel < 2; kernel++) {
            double all[150], some[150];
            ptb_svm *svm = fit(&m, (ptb_kernel)kernel, points[3], 1);
            ASSERT_OK(ptb_svm_decide_rows(&context, svm, &m.design, all, &err));
            ptb_design tail = {m.x + 13 * widths[w], 137, widths[w], widths[w]};
            ASSERT_OK(ptb_svm_decide_rows(&context, svm, &tail, some, &err));
            ck_assert_mem_eq(some, all + 13, 137 * sizeof *all);
            for (size_t i = 0; i < 150; i++) {
                double one = ptb_svm_decide(svm, m.x + i * widths[w]);
                ck_assert_mem_eq(&one, &all[i], sizeof one);
            }
            ptb_svm_free(svm);
        }
        test_matrix_free(&m);
    }
}
END_TEST

TEST_MAIN("svm_laws", test_fits_on_matrices_are_optimal, test_twins_and_constant_columns_do_no_harm,
          test_exchanging_the_classes_turns_the_sign, test_threads_do_not_change_a_bit,
          test_a_row_alone_has_the_bits_it_has_among_others)
