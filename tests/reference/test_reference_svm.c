/* tests/reference/test_reference_svm.c: decision values and fits beside libsvm's own, which is there to be asked. */
#include <libsvm/svm.h>

#include "models/svm.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

enum { ROWS = 500, COLS = 19 };

static void be_silent(const char *text)
{
    (void)text;
}

/* Dense rows as libsvm's; the caller frees both. */
static struct svm_node **nodes_of(const float *x, size_t n, size_t p)
{
    struct svm_node *nodes = calloc(n * (p + 1), sizeof *nodes);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): libsvm wants an array of pointers to rows */
    struct svm_node **rows = calloc(n, sizeof *rows);
    ck_assert(nodes != NULL && rows != NULL);
    for (size_t i = 0; i < n; i++) {
        rows[i] = nodes + i * (p + 1);
        for (size_t j = 0; j < p; j++)
            rows[i][j] = (struct svm_node){(int)j + 1, (double)x[i * p + j]};
        rows[i][p].index = -1;
    }
    return rows;
}

static void nodes_free(struct svm_node **rows)
{
    free(rows[0]);
    free(rows);
}

static struct svm_parameter parameter_of(ptb_kernel kernel, double gamma, double cost, double tolerance)
{
    return (struct svm_parameter){.svm_type = C_SVC,
                                  .kernel_type = kernel == PTB_KERNEL_RBF ? RBF : LINEAR,
                                  .gamma = gamma,
                                  .C = cost,
                                  .eps = tolerance,
                                  .cache_size = 100,
                                  .shrinking = 1};
}

/* Our model, put into libsvm's struct and asked by svm_predict_values. */
static void decide_by_libsvm(const ptb_svm *svm, const test_matrix *m, double *out)
{
    struct svm_node **vectors = nodes_of(svm->vector, svm->n_vectors, svm->n_cols);
    struct svm_node **rows = nodes_of(m->x, ROWS, COLS);
    double *coef[] = {svm->coef}, rho[] = {svm->rho};
    int label[] = {1, -1}, n_of_class[2] = {0};
    for (size_t i = 0; i < svm->n_vectors; i++)
        n_of_class[svm->coef[i] > 0 ? 0 : 1]++;
    struct svm_model model = {.param = parameter_of(svm->kernel, svm->gamma, 1, 1e-3),
                              .nr_class = 2,
                              .l = (int)svm->n_vectors,
                              .SV = vectors,
                              .sv_coef = coef,
                              .rho = rho,
                              .label = label,
                              .nSV = n_of_class};
    for (size_t i = 0; i < ROWS; i++)
        (void)svm_predict_values(&model, rows[i], &out[i]);
    nodes_free(vectors);
    nodes_free(rows);
}

static ptb_svm *fit(const test_matrix *m, ptb_kernel kernel, double gamma, double cost, double tolerance)
{
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    ptb_svm_settings settings;
    ptb_svm *svm = NULL;
    ptb_svm_settings_default(&settings);
    settings.kernel = kernel;
    settings.gamma = gamma;
    settings.cost = cost;
    settings.tolerance = tolerance;
    settings.method = PTB_SVM_MATRIX;
    ASSERT_OK(ptb_svm_fit(&context, &m->design, m->y, &settings, &svm, &err));
    return svm;
}

START_TEST(test_decision_values_are_those_of_svm_predict_values)
{
    static double want[ROWS], got[ROWS];
    const double gammas[] = {1e-3, 1e-2, 0.1, 1, 10};
    ptb_error err = {0};
    ptb_context context = ptb_context_default();
    test_matrix m = test_matrix_new(31, ROWS, COLS);
    for (int kernel = 0; kernel < 2; kernel++) {
        for (size_t k = 0; k < 5; k++) {
            ptb_svm *svm = fit(&m, (ptb_kernel)kernel, gammas[k], 2, 1e-3);
            decide_by_libsvm(svm, &m, want);
            ASSERT_OK(ptb_svm_decide_rows(&context, svm, &m.design, got, &err));
            for (size_t i = 0; i < ROWS; i++)
                ASSERT_CLOSE(got[i], want[i], 1e-10, 1e-10);
            ptb_svm_free(svm);
        }
    }
    test_matrix_free(&m);
}
END_TEST

/* 1/2 sum c (f + rho) - sum |c|: the dual's objective, from coefficients and decision values at them. */
static double objective(const ptb_svm *svm)
{
    double sum = 0;
    for (size_t i = 0; i < svm->n_vectors; i++)
        sum +=
            svm->coef[i] * (ptb_svm_decide(svm, svm->vector + i * COLS) + svm->rho) / 2 - fabs(svm->coef[i]);
    return sum;
}

/* What svm_train makes of the same rows, as a model of ours. */
static ptb_svm *train_by_libsvm(const test_matrix *m, const ptb_svm *like, double cost, double tolerance)
{
    struct svm_node **rows = nodes_of(m->x, ROWS, COLS);
    double sides[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        sides[i] = m->y[i] > 0.5F ? 1 : -1;
    struct svm_problem problem = {ROWS, sides, rows};
    struct svm_parameter parameter = parameter_of(like->kernel, like->gamma, cost, tolerance);
    struct svm_model *model = svm_train(&problem, &parameter);
    double sign = model->label[0] > 0 ? 1 : -1;
    ptb_svm *svm = calloc(1, sizeof *svm);
    ck_assert_ptr_nonnull(svm);
    *svm = (ptb_svm){.kernel = like->kernel,
                     .gamma = like->gamma,
                     .rho = sign * model->rho[0],
                     .n_vectors = (size_t)model->l,
                     .n_cols = COLS};
    svm->coef = calloc(svm->n_vectors, sizeof *svm->coef);
    svm->vector = calloc(svm->n_vectors * COLS, sizeof *svm->vector);
    ck_assert(svm->coef != NULL && svm->vector != NULL);
    for (size_t i = 0; i < svm->n_vectors; i++) {
        svm->coef[i] = sign * model->sv_coef[0][i];
        for (size_t j = 0; j < COLS; j++)
            svm->vector[i * COLS + j] = (float)model->SV[i][j].value;
    }
    svm_free_and_destroy_model(&model);
    nodes_free(rows);
    return svm;
}

START_TEST(test_fits_have_the_objective_of_svm_train)
{
    const double costs[] = {0.1, 1, 10};
    test_matrix m = test_matrix_new(32, ROWS, COLS);
    svm_set_print_string_function(be_silent);
    for (int kernel = 0; kernel < 2; kernel++) {
        for (size_t k = 0; k < 3; k++) {
            ptb_svm *ours = fit(&m, (ptb_kernel)kernel, 0.05, costs[k], 1e-6);
            ptb_svm *theirs = train_by_libsvm(&m, ours, costs[k], 1e-6);
            ck_assert_int_le(abs((int)ours->n_vectors - (int)theirs->n_vectors), 1);
            ASSERT_CLOSE(objective(ours), objective(theirs), 0, 1e-8);
            ASSERT_CLOSE(ours->rho, theirs->rho, 1e-4, 0);
            for (size_t i = 0; i < ROWS; i++)
                ASSERT_CLOSE(ptb_svm_decide(ours, m.x + i * COLS), ptb_svm_decide(theirs, m.x + i * COLS),
                             1e-4, 0);
            ptb_svm_free(ours);
            ptb_svm_free(theirs);
        }
    }
    test_matrix_free(&m);
}
END_TEST

TEST_MAIN("reference svm", test_decision_values_are_those_of_svm_predict_values,
          test_fits_have_the_objective_of_svm_train)
