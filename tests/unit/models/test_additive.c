/* tests/unit/models/test_additive.c: additive fits against ridge regression on the columns that they stand for, their shape, and
 * which pairs are found. */
#include <math.h>
#include <stdlib.h>

#include "datasets/base/rng.h"
#include "models/additive.h"
#include "models/logistic.h"
#include "tests/support/test_main.h"

enum { ROWS = 1500, FIELDS = 4, PARAMS_MOST = 400 };

/* Two numbers, a category, another number that only counts together with the category. */
typedef struct {
    uint8_t cell[FIELDS * ROWS];
    float y[ROWS];
    double weight[ROWS];
    ptb_field fields[FIELDS];
    ptb_cells cells;
} made_cells;

static double truth(const made_cells *m, size_t i)
{
    double a = m->cell[i], b = m->cell[ROWS + i], c = m->cell[(size_t)2 * ROWS + i],
           d = m->cell[(size_t)3 * ROWS + i];
    double z = -0.5 + 0.35 * a - 0.06 * (b - 4) * (b - 4) + (c > 0.5 && c < 1.5 ? 0.8 : 0);
    return z + ((c < 0.5) == (d < 3.5) ? 0.9 : -0.9);
}

static void made_cells_new(made_cells *m, uint64_t seed)
{
    static const size_t n_cells[FIELDS] = {6, 10, 4, 8};
    ptb_rng *rng = NULL;
    ptb_error err;
    ptb_gsl_global_init();
    ASSERT_OK(ptb_rng_new(seed, "made cells", 0, &rng, &err));
    for (size_t f = 0; f < FIELDS; f++) {
        m->fields[f] = (ptb_field){n_cells[f], f != 2, 0};
        for (size_t i = 0; i < ROWS; i++)
            m->cell[f * ROWS + i] = (uint8_t)ptb_rng_below(rng, (uint32_t)n_cells[f]);
    }
    for (size_t i = 0; i < ROWS; i++) {
        m->y[i] = ptb_rng_uniform(rng) < ptb_sigmoid(truth(m, i)) ? 1 : 0;
        m->weight[i] = 1 + (double)ptb_rng_below(rng, 3);
    }
    m->cells = (ptb_cells){.n_rows = ROWS,
                           .n_fields = FIELDS,
                           .cell = m->cell,
                           .fields = m->fields,
                           .y = m->y,
                           .weight = m->weight};
    ptb_rng_free(rng);
}

/* Every second cell together, missing apart where the field is in order. */
static ptb_pair pair_of(const made_cells *m, size_t a, size_t b)
{
    ptb_pair pair = {.field = {a, b}};
    for (int k = 0; k < 2; k++) {
        const ptb_field *field = &m->fields[pair.field[k]];
        pair.is_ordered[k] = field->is_ordered;
        for (size_t c = 0; c < field->n_cells; c++)
            pair.coarse[k][c] = (uint8_t)(c + 1 == field->n_cells ? (c + 1) / 2 : c / 2);
        pair.n[k] = field->n_cells / 2 + 1;
    }
    return pair;
}

/* What a table's difference k is for a cell: 1 where the cell is at or beyond it, for unordered cells where it is the cell. */
static double basis(size_t cell, size_t k, size_t n, bool is_ordered)
{
    if (!is_ordered) return cell == k;
    if (k == 0) return 0;
    if (k + 1 == n || cell + 1 == n) return cell == k;
    return cell >= k;
}

/* The columns of all differences. */
static void expand(const made_cells *m, const ptb_tables *tables, float *x)
{
    const ptb_cells *c = &m->cells;
    size_t n = tables->first[tables->n_tables];
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t f = 0; f < c->n_fields; f++)
            for (size_t k = 0; k < c->fields[f].n_cells; k++)
                x[i * n + tables->first[f] + k] =
                    (float)basis(c->cell[f * ROWS + i], k, c->fields[f].n_cells, c->fields[f].is_ordered);
        for (size_t p = 0; p < c->n_pairs; p++) {
            const ptb_pair *pair = &c->pairs[p];
            size_t a = pair->coarse[0][c->cell[pair->field[0] * ROWS + i]],
                   b = pair->coarse[1][c->cell[pair->field[1] * ROWS + i]];
            for (size_t k = 0; k < pair->n[0] * pair->n[1]; k++)
                x[i * n + tables->first[c->n_fields + p] + k] =
                    (float)(basis(a, k / pair->n[1], pair->n[0], pair->is_ordered[0]) *
                            basis(b, k % pair->n[1], pair->n[1], pair->is_ordered[1]));
        }
    }
}

static void fit(const ptb_cells *cells, double lambda, int threads, double *coef)
{
    ptb_context context = ptb_context_default();
    ptb_additive_settings settings;
    ptb_additive_report report;
    ptb_error err;
    context.threads = threads;
    ptb_additive_settings_default(&settings);
    settings.lambda = settings.pair_lambda = lambda;
    settings.tolerance = 1e-9;
    settings.max_iterations = 5000;
    ASSERT_OK(ptb_additive_fit(&context, cells, &settings, coef, &report, &err));
    ck_assert_msg(report.converged, "gradient %g after %d", report.gradient_max, report.iterations);
}

/* The fit is the ridge regression on the columns of its differences, coefficient by coefficient. */
START_TEST(is_ridge_regression)
{
    static made_cells m;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        const double lambda = seed == 1 ? 1e-2 : 3e-4;
        made_cells_new(&m, seed);
        const ptb_pair pairs[] = {pair_of(&m, 2, 3), pair_of(&m, 0, 1)};
        m.cells.pairs = pairs;
        m.cells.n_pairs = 2;
        ptb_tables tables;
        ptb_error err;
        ASSERT_OK(ptb_tables_new(&m.cells, &tables, &err));
        size_t n = tables.first[tables.n_tables];
        ck_assert_uint_lt(n, PARAMS_MOST);
        double coef[PARAMS_MOST] = {0}, wanted[PARAMS_MOST] = {0};
        float *x = calloc(ROWS * n, sizeof *x);
        ck_assert_ptr_nonnull(x);
        expand(&m, &tables, x);
        ptb_context context = ptb_context_default();
        ptb_logistic_settings settings;
        ptb_logistic_report report;
        ptb_logistic_gram gram = {0};
        ptb_logistic_settings_default(&settings);
        settings.lambda = lambda;
        const ptb_design design = {x, ROWS, n, n};
        ASSERT_OK(
            ptb_logistic_fit(&context, &design, m.y, m.weight, &settings, &gram, wanted, &report, &err));
        fit(&m.cells, lambda, 1, coef);
        for (size_t k = 0; k <= n; k++)
            ASSERT_CLOSE(coef[k], wanted[k], 2e-6, 0);
        /* and its log-odds are those of the columns */
        double value[PARAMS_MOST], margin[ROWS], z[ROWS];
        ptb_additive_values(&m.cells, &tables, coef, value);
        ASSERT_OK(ptb_additive_margins(&context, &m.cells, coef[0], value, margin, &err));
        ptb_logistic_margins(&context, &design, coef, z);
        for (size_t i = 0; i < ROWS; i++)
            ASSERT_CLOSE(margin[i], z[i], 1e-12, 0);
        ptb_logistic_gram_free(&gram);
        ptb_tables_free(&tables);
        free(x);
    }
}
END_TEST

START_TEST(same_bits_on_any_threads)
{
    static made_cells m;
    double one[PARAMS_MOST] = {0}, other[PARAMS_MOST];
    made_cells_new(&m, 5);
    const ptb_pair pair = pair_of(&m, 2, 3);
    m.cells.pairs = &pair;
    m.cells.n_pairs = 1;
    fit(&m.cells, 1e-3, 1, one);
    for (int threads = 2; threads <= 3; threads++) {
        memset(other, 0, sizeof other);
        fit(&m.cells, 1e-3, threads, other);
        ck_assert_mem_eq(one, other, sizeof one);
    }
}
END_TEST

/* A curve that must not fall does not, costs little where the truth rises, and is flat where it falls. */
START_TEST(monotone_curves)
{
    static made_cells m;
    double coef[PARAMS_MOST] = {0}, value[PARAMS_MOST];
    ptb_tables tables;
    ptb_error err;
    made_cells_new(&m, 7);
    m.fields[0].direction = 1;
    m.fields[1].direction = 1; /* the truth is a hill */
    m.fields[3].direction = -1;
    ASSERT_OK(ptb_tables_new(&m.cells, &tables, &err));
    fit(&m.cells, 1e-3, 2, coef);
    ptb_additive_values(&m.cells, &tables, coef, value);
    for (size_t k = 1; k + 1 < m.fields[0].n_cells; k++)
        ck_assert(value[k] >= value[k - 1]);
    ck_assert(value[4] - value[0] > 0.8);
    size_t n_flat = 0;
    for (size_t k = 1; k + 1 < m.fields[1].n_cells; k++) {
        ck_assert(value[tables.first[1] + k] >= value[tables.first[1] + k - 1]);
        n_flat += value[tables.first[1] + k] <= value[tables.first[1] + k - 1];
    }
    ck_assert_uint_ge(n_flat, 3);
    for (size_t k = 1; k + 1 < m.fields[3].n_cells; k++)
        ck_assert(value[tables.first[3] + k] <= value[tables.first[3] + k - 1]);
    ptb_tables_free(&tables);
}
END_TEST

START_TEST(pairs_are_found)
{
    static made_cells m;
    double coef[PARAMS_MOST] = {0}, value[PARAMS_MOST], margin[ROWS];
    const double strength[FIELDS] = {1, 1, 1, 1};
    ptb_context context = ptb_context_default();
    ptb_screen_settings settings;
    ptb_tables tables;
    ptb_pairs pairs;
    ptb_error err;
    made_cells_new(&m, 9);
    ASSERT_OK(ptb_tables_new(&m.cells, &tables, &err));
    fit(&m.cells, 1e-3, 1, coef);
    ptb_additive_values(&m.cells, &tables, coef, value);
    ASSERT_OK(ptb_additive_margins(&context, &m.cells, coef[0], value, margin, &err));
    ptb_screen_settings_default(&settings);
    settings.n_coarse = 4;
    ASSERT_OK(ptb_additive_screen(&context, &m.cells, margin, strength, &settings, &pairs, &err));
    ck_assert_uint_ge(pairs.n, 1);
    ck_assert_uint_eq(pairs.items[0].field[0] + pairs.items[0].field[1], 5);
    for (int k = 0; k < 2; k++) {
        size_t field = pairs.items[0].field[k], most = 0;
        for (size_t c = 0; c < m.fields[field].n_cells; c++) {
            ck_assert_uint_lt(pairs.items[0].coarse[k][c], pairs.items[0].n[k]);
            if (pairs.items[0].coarse[k][c] > most) most = pairs.items[0].coarse[k][c];
        }
        ck_assert_uint_eq(most + 1, pairs.items[0].n[k]);
        ck_assert_uint_le(pairs.items[0].n[k], 5);
    }
    free(pairs.items);
    m.fields[3].direction = 1;
    ASSERT_OK(ptb_additive_screen(&context, &m.cells, margin, strength, &settings, &pairs, &err));
    for (size_t i = 0; i < pairs.n; i++)
        ck_assert(pairs.items[i].field[0] != 3 && pairs.items[i].field[1] != 3);
    free(pairs.items);
    settings.n_coarse = 16;
    ASSERT_FAILS(ptb_additive_screen(&context, &m.cells, margin, strength, &settings, &pairs, &err),
                 PTB_E_ARG, "16 coarse cells");
    ptb_tables_free(&tables);
}
END_TEST

START_TEST(wrong_requests)
{
    static made_cells m;
    double coef[PARAMS_MOST] = {0};
    ptb_context context = ptb_context_default();
    ptb_additive_settings settings;
    ptb_additive_report report;
    ptb_error err;
    made_cells_new(&m, 11);
    ptb_additive_settings_default(&settings);
    settings.lambda = 0;
    ASSERT_FAILS(ptb_additive_fit(&context, &m.cells, &settings, coef, &report, &err), PTB_E_ARG,
                 "penalties 0");
    ptb_additive_settings_default(&settings);
    settings.max_iterations = 0;
    ASSERT_FAILS(ptb_additive_fit(&context, &m.cells, &settings, coef, &report, &err), PTB_E_ARG,
                 "0 iterations");
    ptb_additive_settings_default(&settings);
    settings.max_iterations = 2;
    ASSERT_OK(ptb_additive_fit(&context, &m.cells, &settings, coef, &report, &err));
    ck_assert(!report.converged);
    for (size_t i = 0; i < ROWS; i++)
        m.y[i] = 1;
    ASSERT_FAILS(ptb_additive_fit(&context, &m.cells, &settings, coef, &report, &err), PTB_E_DATA,
                 "all 1500 cases are won");
}
END_TEST

/* Two curves, the second ten times as steep, and one without any difference. */
START_TEST(factors_spare_what_a_fit_needed)
{
    ptb_error err;
    const ptb_field fields[] = {{3, true, 0}, {3, true, 0}, {3, true, 0}};
    const ptb_cells cells = {.n_fields = 3, .fields = fields};
    ptb_tables tables;
    double factor[9];
    const double coef[] = {0.5, 0, 0.1, 0.1, 0, 1, 1, 0, 0, 0};
    ASSERT_OK(ptb_tables_new(&cells, &tables, &err));
    ptb_additive_factors(&cells, &tables, coef, factor);
    /* by hand: mean squares 0.02 / 3, 2 / 3, 0, so that before scaling 100, 1, 10,000 by curve, and by difference
     * (3 / 2)^-1/4 or, of none, 0.01^-1/4 */
    const double scale = 1 / cbrt(100.0 * 1 * 10000), some = pow(1.5, -0.25), none = pow(0.01, -0.25);
    const double want[] = {100 * none, 100 * some, 100 * some, none, some, some, 10000, 10000, 10000};
    for (int k = 0; k < 9; k++)
        ASSERT_CLOSE(factor[k], want[k] * scale, 1e-12 * want[k], 0);
    ptb_additive_factors(&cells, &tables, (const double[10]){1}, factor);
    for (int k = 0; k < 9; k++)
        ASSERT_CLOSE(factor[k], 1, 1e-12, 0);
    ptb_tables_free(&tables);
}
END_TEST

/* A fit with all factors c and penalty lambda is that of c times lambda. */
START_TEST(factors_weigh_the_penalty)
{
    made_cells made;
    ptb_error err;
    made_cells_new(&made, 5);
    ptb_additive_settings settings;
    ptb_additive_settings_default(&settings);
    ptb_additive_report report;
    double factor[PARAMS_MOST], plain[PARAMS_MOST] = {0}, weighed[PARAMS_MOST] = {0};
    for (int k = 0; k < PARAMS_MOST; k++)
        factor[k] = 4;
    settings.tolerance = 1e-9;
    settings.lambda = 0.04;
    ptb_context context = ptb_context_default();
    ASSERT_OK(ptb_additive_fit(&context, &made.cells, &settings, plain, &report, &err));
    settings.lambda = 0.01;
    settings.factor = factor;
    ASSERT_OK(ptb_additive_fit(&context, &made.cells, &settings, weighed, &report, &err));
    for (int k = 0; k < 29; k++)
        ASSERT_CLOSE(weighed[k], plain[k], 1e-6, 0);
}
END_TEST

/* A ridge around given differences, as offsets have it: with d = prior + e the fit of e around 0 has the prior's log-odds as its offset. Held
 * to its definition: no small step from the fit makes the penalised loss, summed case by case, less. */
static double penalised(const made_cells *m, const ptb_tables *tables, const double *coef,
                        const double *prior, double lambda)
{
    double value[PARAMS_MOST], loss = 0, weights = 0, penalty = 0;
    ptb_additive_values(&m->cells, tables, coef, value);
    for (size_t i = 0; i < ROWS; i++) {
        double z = coef[0];
        for (size_t f = 0; f < FIELDS; f++)
            z += value[tables->first[f] + m->cell[f * ROWS + i]];
        loss += m->weight[i] * ptb_log1p_exp(m->y[i] > 0.5F ? -z : z);
        weights += m->weight[i];
    }
    for (size_t k = 0; k < tables->first[FIELDS]; k++)
        penalty += lambda / 2 * (coef[k + 1] - prior[k]) * (coef[k + 1] - prior[k]);
    return loss / weights + penalty;
}

START_TEST(a_prior_is_what_penalties_count_from)
{
    static made_cells m;
    ptb_error err;
    made_cells_new(&m, 6);
    ptb_tables tables;
    ASSERT_OK(ptb_tables_new(&m.cells, &tables, &err));
    size_t n = tables.first[FIELDS];
    double coef[PARAMS_MOST] = {0}, prior[PARAMS_MOST] = {0};
    for (size_t f = 0; f < FIELDS; f++)
        for (size_t k = m.fields[f].is_ordered; k < m.fields[f].n_cells; k++)
            prior[tables.first[f] + k] = k % 2 ? 0.4 : -0.3;
    ptb_context context = ptb_context_default();
    ptb_additive_report report;
    ptb_additive_settings settings;
    ptb_additive_settings_default(&settings);
    settings.prior = prior;
    settings.tolerance = 1e-9;
    settings.lambda = 1e6;
    ASSERT_OK(ptb_additive_fit(&context, &m.cells, &settings, coef, &report, &err));
    for (size_t k = 0; k < n; k++)
        ASSERT_CLOSE(coef[k + 1], prior[k], 1e-5, 0);
    settings.lambda = 0.02;
    ASSERT_OK(ptb_additive_fit(&context, &m.cells, &settings, coef, &report, &err));
    double least = penalised(&m, &tables, coef, prior, 0.02);
    ASSERT_CLOSE(report.objective, least, 1e-12, 0);
    for (size_t k = 0; k <= n; k++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double there = coef[k];
            coef[k] += sign * 1e-4;
            ck_assert_double_gt(penalised(&m, &tables, coef, prior, 0.02), least);
            coef[k] = there;
        }
    }
    ptb_tables_free(&tables);
}
END_TEST

TEST_MAIN("additive", a_prior_is_what_penalties_count_from, factors_spare_what_a_fit_needed,
          factors_weigh_the_penalty, is_ridge_regression, same_bits_on_any_threads, monotone_curves,
          pairs_are_found, wrong_requests)
