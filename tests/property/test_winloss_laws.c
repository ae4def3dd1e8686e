/* tests/property/test_winloss_laws.c: laws of the win/loss analysis: order, sides, chance. */
#include "datasets/base/rng.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/winloss.h"

static ptb_error err;

enum { ROWS = 1200, FEATURES = 24 };
static const char *const names[FEATURES] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l",
                                            "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x"};
static const char *const levels[] = {"one", "two", "three", "four"};

/* Accounts of up to 15 cases, whose outcomes are alike; every second feature is the account's, the same for all its cases. No
 * feature has anything to do with the outcome. */
static void make_chance(made_vectors *made, uint64_t seed)
{
    ptb_rng *rng = NULL;
    made_vectors_new(made, ROWS, names, FEATURES);
    for (size_t f = 0; f < FEATURES; f += 3)
        made_category(made, f, levels, 4);
    ASSERT_OK(ptb_rng_new(seed, "chance", 0, &rng, &err));
    uint32_t group = 0;
    float of_account[FEATURES] = {0};
    double taste = 0;
    for (size_t i = 0, left = 0; i < ROWS; i++, left--) {
        bool is_new = left == 0;
        if (is_new) {
            left = 1 + (size_t)ptb_rng_below(rng, 15);
            taste = ptb_rng_uniform(rng) < 0.25 ? 0.7 : 0.05;
            group++;
        }
        made->group[i] = group;
        made->outcome[i] = ptb_rng_uniform(rng) < taste ? 1 : 0;
        for (size_t f = 0; f < FEATURES; f++) {
            float x =
                made->columns[f].is_category ? (float)ptb_rng_below(rng, 4) : (float)ptb_rng_normal(rng);
            if (is_new) of_account[f] = x;
            *made_cell(made, i, f) = f % 2 ? x : of_account[f];
        }
    }
    ptb_rng_free(rng);
}

static ptb_winloss find(const made_vectors *made)
{
    ptb_context context = ptb_context_default();
    ptb_winloss w;
    context.threads = 2;
    ASSERT_OK(ptb_winloss_find(&context, &made->view, &w, &err));
    return w;
}

static size_t count_set_apart(const ptb_winloss *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->findings.n; i++)
        n += w->findings.items[i].q <= PTB_WINLOSS_Q;
    return n;
}

/* Of sets without anything in them 5 % may have a finding. Were the cases of an account taken for independent, nearly all would. */
START_TEST(chance_sets_nothing_apart)
{
    enum { SETS = 80 };
    size_t with_findings = 0, wrongly = 0;
    for (uint64_t seed = 1; seed <= SETS; seed++) {
        made_vectors made;
        make_chance(&made, seed);
        ptb_winloss w = find(&made);
        ck_assert_uint_gt(w.findings.n, 90);
        with_findings += count_set_apart(&w) > 0;
        ptb_winloss_free(&w);
        for (size_t i = 0; i < ROWS; i++)
            made.group[i] = (uint32_t)i;
        w = find(&made);
        wrongly += count_set_apart(&w) > 0;
        ptb_winloss_free(&w);
        made_vectors_free(&made);
    }
    ck_assert_msg(with_findings <= 8, "%zu of %d sets", with_findings, SETS);
    ck_assert_msg(wrongly > SETS / 2, "%zu of %d sets: the test could not fail", wrongly, SETS);
}
END_TEST

/* Intervals of the win rate: of samples of many accounts about 95 % have the true one. */
START_TEST(intervals_of_dependent_cases_cover)
{
    enum { SETS = 300 };
    const double truth = 0.25 * 0.7 + 0.75 * 0.05;
    int covered = 0;
    for (uint64_t seed = 1; seed <= SETS; seed++) {
        made_vectors made;
        make_chance(&made, 1000 + seed);
        made.view.n_features = 0; /* the rate alone */
        ptb_winloss w = find(&made);
        covered += w.rate.low <= truth && truth <= w.rate.high;
        ptb_winloss_free(&w);
        made_vectors_free(&made);
    }
    ck_assert_msg(covered >= 0.91 * SETS && covered < SETS, "%d of %d", covered, SETS);
}
END_TEST

static void check_same_bits(const ptb_winloss *a, const ptb_winloss *b)
{
    ck_assert_uint_eq(a->findings.n, b->findings.n);
    for (size_t i = 0; i < a->findings.n; i++) {
        const ptb_finding *x = &a->findings.items[i], *y = &b->findings.items[i];
        ck_assert_uint_eq(x->feature, y->feature);
        ck_assert_uint_eq(x->cell, y->cell);
        ck_assert_str_eq(x->value, y->value);
        ck_assert_uint_eq(x->cases, y->cases);
        ck_assert(same_bits(&x->rate, &y->rate, sizeof x->rate));
        ck_assert(same_bits(&x->ratio, &y->ratio, sizeof x->ratio));
        ck_assert(same_bits(&x->p, &y->p, sizeof x->p) && same_bits(&x->q, &y->q, sizeof x->q));
    }
}

START_TEST(order_of_the_rows_never_shows)
{
    made_vectors made, mixed;
    ptb_rng *rng = NULL;
    make_chance(&made, 7);
    make_chance(&mixed, 7);
    ASSERT_OK(ptb_rng_new(8, "order", 0, &rng, &err));
    ptb_rng_shuffle(rng, made.rows, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        size_t from = made.rows[i];
        mixed.group[i] = made.group[from];
        mixed.outcome[i] = made.outcome[from];
        memcpy(&mixed.x[i * FEATURES], &made.x[from * FEATURES], FEATURES * sizeof *made.x);
    }
    ptb_winloss straight = find(&made), shuffled = find(&mixed);
    check_same_bits(&straight, &shuffled);
    ptb_winloss_free(&straight);
    ptb_winloss_free(&shuffled);
    ptb_rng_free(rng);
    made_vectors_free(&made);
    made_vectors_free(&mixed);
}
END_TEST

/* Won for lost and lost for won: the same evidence, the other side. */
START_TEST(swapping_outcomes_swaps_sides)
{
    made_vectors made;
    make_chance(&made, 9);
    ptb_winloss before = find(&made);
    for (size_t i = 0; i < ROWS; i++)
        made.outcome[i] = 1 - made.outcome[i];
    ptb_winloss after = find(&made);
    ck_assert_uint_eq(before.findings.n, after.findings.n);
    for (size_t i = 0; i < before.findings.n; i++) {
        const ptb_finding *x = &before.findings.items[i], *y = NULL;
        for (size_t j = 0; j < after.findings.n; j++)
            if (after.findings.items[j].feature == x->feature && after.findings.items[j].cell == x->cell)
                y = &after.findings.items[j];
        ck_assert_ptr_nonnull(y);
        ASSERT_CLOSE(y->p, x->p, 1e-9, 1e-6);
        ASSERT_CLOSE(y->rate.mean, 1 - x->rate.mean, 1e-12, 0);
        ASSERT_CLOSE(y->rate.low, 1 - x->rate.high, 1e-12, 0);
        ASSERT_CLOSE(y->share_of_won, x->share_of_lost, 1e-12, 0);
        ck_assert(ptb_finding_is_won(x) != ptb_finding_is_won(y));
    }
    ptb_winloss_free(&before);
    ptb_winloss_free(&after);
    made_vectors_free(&made);
}
END_TEST

/* All weights twice as large: they say how much a case counts beside others, not how many there are. */
START_TEST(scale_of_weights_never_shows)
{
    made_vectors made;
    make_chance(&made, 10);
    for (size_t i = 0; i < ROWS; i++)
        made.weight[i] = i % 3 ? 1 : 0.5F;
    ptb_winloss before = find(&made);
    ck_assert(before.is_weighted);
    for (size_t i = 0; i < ROWS; i++)
        made.weight[i] *= 2;
    ptb_winloss after = find(&made);
    check_same_bits(&before, &after);
    ptb_winloss_free(&before);
    ptb_winloss_free(&after);
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("winloss laws", chance_sets_nothing_apart, intervals_of_dependent_cases_cover,
          order_of_the_rows_never_shows, swapping_outcomes_swaps_sides, scale_of_weights_never_shows)
