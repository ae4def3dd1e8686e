/* tests/unit/models/test_svm.c: the fit satisfies the optimality conditions, and decides as libsvm itself does. */
#include <libsvm/svm.h>

#include "models/svm.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

static ptb_svm_settings settings_of(ptb_kernel kernel, double cost)
{
    ptb_svm_settings settings;
    ptb_svm_settings_default(&settings);
    settings.kernel = kernel;
    settings.cost = cost;
    settings.tolerance = 1e-6;
    return settings;
}

/* alpha_i y_i of a training row; 0 where it is no support vector. */
static double coef_of(const ptb_svm *svm, const float *row)
{
    for (size_t i = 0; i < svm->n_vectors; i++)
        if (memcmp(svm->vector + i * svm->n_cols, row, svm->n_cols * sizeof *row) == 0) return svm->coef[i];
    return 0;
}

/* Karush-Kuhn-Tucker: y f >= 1 where alpha is 0, = 1 in between, <= 1 where alpha is C; sum alpha y = 0. */
static void check_optimal(const test_matrix *m, const ptb_svm *svm, double cost)
{
    double sum = 0, slack = 1e-5;
    size_t n_inside = 0;
    for (size_t i = 0; i < svm->n_vectors; i++)
        sum += svm->coef[i];
    ASSERT_CLOSE(sum, 0, 1e-9 * cost, 0);
    for (size_t i = 0; i < m->design.n_rows; i++) {
        const float *row = m->x + i * m->design.ld;
        double side = m->y[i] > 0.5F ? 1 : -1, alpha = side * coef_of(svm, row);
        double margin = side * ptb_svm_decide(svm, row);
        ck_assert_double_ge(alpha, 0);
        ck_assert_double_le(alpha, cost * (1 + 1e-12));
        if (alpha < cost) ck_assert_double_ge(margin, 1 - slack);
        if (alpha > 0) ck_assert_double_le(margin, 1 + slack);
        n_inside += alpha > 0 && alpha < cost;
    }
    ck_assert_uint_gt(n_inside, 0);
}

START_TEST(test_fits_are_optimal)
{
    ptb_error err = {0};
    const double costs[] = {0.1, 1, 10};
    test_matrix m = test_matrix_new(1, 250, 4);
    for (int kernel = 0; kernel < 2; kernel++) {
        for (size_t k = 0; k < 3; k++) {
            ptb_svm_settings settings = settings_of((ptb_kernel)kernel, costs[k]);
            ptb_svm *svm = NULL;
            ASSERT_OK(ptb_svm_fit(&(ptb_context){.threads = 1}, &m.design, m.y, &settings, &svm, &err));
            check_optimal(&m, svm, costs[k]);
            ptb_svm_free(svm);
        }
    }
    test_matrix_free(&m);
}
END_TEST

static void be_silent(const char *text)
{
    (void)text;
}

/* libsvm's own decision values for the same problem, positive for wins. */
static void decide_by_libsvm(const test_matrix *m, const ptb_svm_settings *settings, double gamma,
                             double *out)
{
    size_t n = m->design.n_rows, p = m->design.n_cols;
    struct svm_node *nodes = calloc(n * (p + 1), sizeof *nodes);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): libsvm wants an array of pointers to rows */
    struct svm_node **rows = calloc(n, sizeof *rows);
    double *labels = calloc(n, sizeof *labels);
    ck_assert(nodes != NULL && rows != NULL && labels != NULL);
    for (size_t i = 0; i < n; i++) {
        rows[i] = nodes + i * (p + 1);
        labels[i] = m->y[i] > 0.5F ? 1 : -1;
        for (size_t j = 0; j < p; j++)
            rows[i][j] = (struct svm_node){(int)j + 1, (double)m->x[i * m->design.ld + j]};
        rows[i][p].index = -1;
    }
    struct svm_problem problem = {(int)n, labels, rows};
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = settings->kernel == PTB_KERNEL_RBF ? RBF : LINEAR,
                                      .gamma = gamma,
                                      .C = settings->cost,
                                      .eps = settings->tolerance,
                                      .cache_size = 100,
                                      .shrinking = 1};
    svm_set_print_string_function(be_silent);
    struct svm_model *model = svm_train(&problem, &parameter);
    for (size_t i = 0; i < n; i++) {
        double value = 0;
        (void)svm_predict_values(model, rows[i], &value);
        out[i] = model->label[0] > 0 ? value : -value;
    }
    svm_free_and_destroy_model(&model);
    free(nodes);
    free(rows);
    free(labels);
}

START_TEST(test_decisions_are_those_of_libsvm)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(2, 200, 19);
    double want[200];
    for (size_t i = 0; i < (size_t)200 * 19; i += 3)
        m.x[i] = 0; /* left out of the sparse rows */
    for (int kernel = 0; kernel < 2; kernel++) {
        ptb_svm_settings settings = settings_of((ptb_kernel)kernel, 2);
        settings.method = PTB_SVM_ROWS; /* the same kernel values, so the same path */
        ptb_svm *svm = NULL;
        ASSERT_OK(ptb_svm_fit(&(ptb_context){.threads = 1}, &m.design, m.y, &settings, &svm, &err));
        decide_by_libsvm(&m, &settings, 1.0 / 19, want);
        for (size_t i = 0; i < 200; i++)
            ASSERT_CLOSE(ptb_svm_decide(svm, m.x + i * 19), want[i], 1e-12, 1e-12);
        ptb_svm_free(svm);
    }
    test_matrix_free(&m);
}
END_TEST

/* Whichever class comes first, wins are on the positive side. */
START_TEST(test_the_order_of_labels_does_not_matter)
{
    ptb_error err = {0};
    const float x[] = {1, 2, -1, -2, 1.5F, -1.5F};
    const float wins_first[] = {1, 1, 0, 0, 1, 0}, losses_first[] = {0, 0, 1, 1, 0, 1};
    ptb_svm_settings settings = settings_of(PTB_KERNEL_LINEAR, 1);
    ptb_design design = {x, 6, 1, 1};
    ptb_svm *svm = NULL;
    ASSERT_OK(ptb_svm_fit(&(ptb_context){.threads = 1}, &design, wins_first, &settings, &svm, &err));
    ASSERT_CLOSE(ptb_svm_decide(svm, &x[0]), 1, 1e-5, 0);
    ASSERT_CLOSE(ptb_svm_decide(svm, &x[3]), -2, 1e-5, 0);
    ptb_svm_free(svm);
    ASSERT_OK(ptb_svm_fit(&(ptb_context){.threads = 1}, &design, losses_first, &settings, &svm, &err));
    ASSERT_CLOSE(ptb_svm_decide(svm, &x[0]), -1, 1e-5, 0);
    ASSERT_CLOSE(ptb_svm_decide(svm, &x[3]), 2, 1e-5, 0);
    ptb_svm_free(svm);
}
END_TEST

START_TEST(test_rows_may_be_longer_than_columns)
{
    ptb_error err = {0};
    test_matrix m = test_matrix_new(3, 60, 2);
    float x[60 * 5];
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++)
        x[i] = i % 5 < 2 ? m.x[i / 5 * 2 + i % 5] : NAN;
    ptb_svm_settings settings = settings_of(PTB_KERNEL_RBF, 1);
    ptb_design padded = {x, 60, 2, 5};
    ptb_svm *narrow = NULL, *wide = NULL;
    ASSERT_OK(ptb_svm_fit(&(ptb_context){.threads = 1}, &m.design, m.y, &settings, &narrow, &err));
    ASSERT_OK(ptb_svm_fit(&(ptb_context){.threads = 1}, &padded, m.y, &settings, &wide, &err));
    ck_assert_uint_eq(narrow->n_vectors, wide->n_vectors);
    ck_assert_mem_eq(narrow->coef, wide->coef, narrow->n_vectors * sizeof(double));
    ptb_svm_free(narrow);
    ptb_svm_free(wide);
    test_matrix_free(&m);
}
END_TEST

static void check_refused(const ptb_design *design, const float *y, const ptb_svm_settings *settings,
                          ptb_status want, const char *words)
{
    ptb_error err = {0};
    ptb_svm *svm = &(ptb_svm){0}; /* must be set to NULL */
    ASSERT_FAILS(ptb_svm_fit(&(ptb_context){.threads = 1}, design, y, settings, &svm, &err), want, words);
    ck_assert_ptr_null(svm);
}

START_TEST(test_unusable_data_are_refused)
{
    const float x[] = {1, 2, 3, 4}, y[] = {1, 0};
    const float all_wins[] = {1, 1}, all_losses[] = {0, 0}, odd[] = {1, 2};
    ptb_svm_settings settings = settings_of(PTB_KERNEL_RBF, 1);
    ptb_design design = {x, 2, 2, 2};
    check_refused(&design, all_wins, &settings, PTB_E_DATA, "all 2 rows are wins");
    check_refused(&design, all_losses, &settings, PTB_E_DATA, "all 2 rows are losses");
    check_refused(&design, odd, &settings, PTB_E_DATA, "row 1: outcome 2");
    const float missing[] = {1, 2, 3, NAN}, infinite[] = {1, INFINITY, 3, 4};
    check_refused(&(ptb_design){missing, 2, 2, 2}, y, &settings, PTB_E_DATA, "row 1, column 1: ");
    check_refused(&(ptb_design){infinite, 2, 2, 2}, y, &settings, PTB_E_DATA, "row 0, column 1: inf");
    check_refused(&(ptb_design){x, (size_t)1 << 31, 2, 2}, y, &settings, PTB_E_LIMIT, "2147483648 rows");
    check_refused(&(ptb_design){x, 2, (size_t)1 << 31, 2}, y, &settings, PTB_E_LIMIT, "2147483648 columns");
}
END_TEST

START_TEST(test_settings_out_of_range_are_refused)
{
    const float x[] = {1, 2}, y[] = {1, 0};
    ptb_design design = {x, 2, 1, 1};
    ptb_svm_settings settings = settings_of(PTB_KERNEL_RBF, 0);
    check_refused(&design, y, &settings, PTB_E_ARG, "cost 0");
    settings = settings_of(PTB_KERNEL_RBF, (double)NAN);
    check_refused(&design, y, &settings, PTB_E_ARG, "cost");
    settings = settings_of(PTB_KERNEL_RBF, 1);
    settings.gamma = -1;
    check_refused(&design, y, &settings, PTB_E_ARG, "gamma -1");
    settings.gamma = 1;
    settings.tolerance = 0;
    check_refused(&design, y, &settings, PTB_E_ARG, "tolerance 0");
    settings.tolerance = 1e-3;
    settings.cache_mb = 0;
    check_refused(&design, y, &settings, PTB_E_ARG, "cache of 0 MB");
}
END_TEST

START_TEST(test_defaults_and_free)
{
    ptb_svm_settings settings;
    memset(&settings, 0x5a, sizeof settings);
    ptb_svm_settings_default(&settings);
    ck_assert_int_eq(settings.kernel, PTB_KERNEL_RBF);
    ASSERT_CLOSE(settings.cost, 1, 0, 0);
    ASSERT_CLOSE(settings.gamma, 0, 0, 0);
    ASSERT_CLOSE(settings.tolerance, 1e-3, 0, 0);
    ASSERT_CLOSE(settings.cache_mb, 300, 0, 0);
    ck_assert_int_eq(settings.method, PTB_SVM_AUTO);
    ASSERT_CLOSE(settings.memory_mb, 4096, 0, 0);
    ptb_svm_free(NULL);
}
END_TEST

TEST_MAIN("svm", test_fits_are_optimal, test_decisions_are_those_of_libsvm,
          test_the_order_of_labels_does_not_matter, test_rows_may_be_longer_than_columns,
          test_unusable_data_are_refused, test_settings_out_of_range_are_refused, test_defaults_and_free)
