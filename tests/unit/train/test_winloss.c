/* tests/unit/train/test_winloss.c: cells against all others: every figure by brute force, what is told, what is refused. */
#include "datasets/base/rng.h"
#include "features/leaks.h"
#include "models/proportions.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/winloss_inside.h"

static ptb_error err;

enum { COLOUR, VISITS, NOISE, FEATURES, ROWS = 900 };
static const char *const names[FEATURES] = {"colour", "visits", "noise"};
static const char *const colours[] = {"blue", "green", "red"};

/* Groups of 1 to 6 cases whose outcomes are alike; colour: one of three or missing, the same in half of the groups; visits:
 * 0 to 3, more for the won; weights where asked for. */
static void make(made_vectors *made, bool is_weighted)
{
    ptb_rng *rng = NULL;
    made_vectors_new(made, ROWS, names, FEATURES);
    made_category(made, COLOUR, colours, 3);
    made->plan->features[VISITS].kind = PTB_FEATURE_COUNT;
    ASSERT_OK(ptb_rng_new(17, "winloss", 0, &rng, &err));
    uint32_t group = 40;
    double taste = 0.3;
    for (size_t i = 0; i < ROWS; i++) {
        if (ptb_rng_below(rng, 3) == 0) {
            group += 7;
            taste = ptb_rng_uniform(rng) < 0.5 ? 0.1 : 0.6;
        }
        made->group[i] = group;
        made->outcome[i] = ptb_rng_uniform(rng) < taste ? 1 : 0;
        if (is_weighted) made->weight[i] = (float)(1 + ptb_rng_below(rng, 4)) / 4;
        size_t colour = group % 2 ? group % 4 : (size_t)ptb_rng_below(rng, 4);
        *made_cell(made, i, COLOUR) = colour == 3 ? NAN : (float)colour;
        *made_cell(made, i, VISITS) = (float)ptb_rng_below(rng, made->outcome[i] > 0.5F ? 4 : 3);
        *made_cell(made, i, NOISE) = (float)ptb_rng_normal(rng);
    }
    ptb_rng_free(rng);
}

static void find(const made_vectors *made, int threads, ptb_winloss *out)
{
    ptb_context context = ptb_context_default();
    context.threads = threads;
    ASSERT_OK(ptb_winloss_find(&context, &made->view, out, &err));
}

static bool is_found(const ptb_winloss *w, size_t feature, const char *value, size_t *place)
{
    for (*place = 0; *place < w->findings.n; (*place)++) {
        const ptb_finding *f = &w->findings.items[*place];
        if (f->feature == feature && strcmp(f->value, value) == 0) return true;
    }
    return false;
}

static const ptb_finding *finding_of(const ptb_winloss *w, size_t feature, const char *value)
{
    size_t place;
    ck_assert_msg(is_found(w, feature, value, &place), "no %s: %s", names[feature], value);
    return &w->findings.items[place];
}

static bool has_value(const made_vectors *made, size_t row, const ptb_finding *f)
{
    float x = made->x[row * FEATURES + f->feature];
    if (f->feature == COLOUR)
        return isnan(x) ? strcmp(f->value, "missing") == 0 : strcmp(colours[(size_t)x], f->value) == 0;
    if (strcmp(f->value, "any") == 0) return x > 0;
    return strcmp(f->value, "none") == 0 ? !(x > 0) : fabsf(x - strtof(f->value, NULL)) < 0.5F;
}

/* --- the definitions, as they stand in the books, pair by pair --- */

static double brute_intra_class(const made_vectors *made)
{
    double all = 0, between = 0, within = 0, squares = 0;
    size_t k = 0;
    for (size_t i = 0; i < ROWS; i++)
        all += (double)made->outcome[i] / ROWS;
    for (size_t i = 0, end; i < ROWS; i = end, k++) {
        double mean = 0;
        for (end = i; end < ROWS && made->group[end] == made->group[i]; end++)
            mean += (double)made->outcome[end];
        double size = (double)(end - i);
        mean /= size;
        squares += size * size;
        between += size * (mean - all) * (mean - all);
        for (size_t j = i; j < end; j++)
            within += ((double)made->outcome[j] - mean) * ((double)made->outcome[j] - mean);
    }
    double size = (ROWS - squares / ROWS) / ((double)k - 1);
    double ms_between = between / ((double)k - 1), ms_within = within / (double)(ROWS - k);
    return (ms_between - ms_within) / (ms_between + (size - 1) * ms_within);
}

/* One side of a finding: the cases that have the value, or all others. */
typedef struct {
    size_t cases, wins;
    double weight, won, worth, alone; /* worth so many cases; were all of them independent, so many */
} brute_side;

static brute_side brute(const made_vectors *made, const ptb_finding *f, bool has_it, double rho)
{
    brute_side s = {0};
    double spread = 0, squares = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (has_value(made, i, f) != has_it) continue;
        squares += (double)made->weight[i] * (double)made->weight[i];
        s.cases++;
        s.wins += made->outcome[i] > 0.5F;
        s.weight += (double)made->weight[i];
        s.won += (double)(made->weight[i] * made->outcome[i]);
        for (size_t j = 0; j < ROWS; j++)
            if (made->group[i] == made->group[j] && has_value(made, j, f) == has_it)
                spread += (i == j ? 1 : rho) * (double)made->weight[i] * (double)made->weight[j];
    }
    s.worth = s.weight * s.weight / spread;
    s.alone = s.weight * s.weight / squares;
    return s;
}

static double share_with(const made_vectors *made, const ptb_finding *f)
{
    double weight = 0, with_it = 0;
    for (size_t i = 0; i < ROWS; i++) {
        weight += (double)made->weight[i];
        with_it += has_value(made, i, f) ? (double)made->weight[i] : 0;
    }
    return with_it / weight;
}

/* Of the difference, over all pairs of cases. */
static double brute_effect(const made_vectors *made, const ptb_finding *f, double rho)
{
    double mean = share_with(made, f), alone = 0, together = 0;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++) {
            if (made->group[i] != made->group[j]) continue;
            double product = (double)made->weight[i] * (has_value(made, i, f) - mean) *
                             (double)made->weight[j] * (has_value(made, j, f) - mean);
            alone += i == j ? product : 0;
            together += i == j ? product : rho * product;
        }
    return fmax(1, together / alone);
}

static double brute_score_p(const made_vectors *made, const ptb_finding *f)
{
    double weight = 0, won = 0, mean = share_with(made, f), score = 0, variance = 0;
    size_t k = 0;
    for (size_t i = 0; i < ROWS; i++) {
        weight += (double)made->weight[i];
        won += (double)(made->weight[i] * made->outcome[i]);
    }
    for (size_t i = 0, end; i < ROWS; i = end, k++) {
        double of_group = 0;
        for (end = i; end < ROWS && made->group[end] == made->group[i]; end++)
            of_group += (double)made->weight[end] * (has_value(made, end, f) - mean) *
                        ((double)made->outcome[end] - won / weight);
        score += of_group;
        variance += of_group * of_group;
    }
    return ptb_normal_p(score / sqrt(variance * (double)k / (double)(k - 1)));
}

static void check_finding(const made_vectors *made, const ptb_finding *f, double rho)
{
    brute_side with = brute(made, f, true, rho), without = brute(made, f, false, rho);
    ptb_figure rate, other_rate, ratio;
    ck_assert_uint_eq(f->cases, with.cases);
    ck_assert_uint_eq(f->wins, with.wins);
    ck_assert_uint_eq(f->other_cases, without.cases);
    ck_assert_uint_eq(f->other_wins, without.wins);
    ptb_wilson(with.won / with.weight, with.worth, &rate);
    ptb_wilson(without.won / without.weight, without.worth, &other_rate);
    ASSERT_CLOSE(f->rate.mean, rate.mean, 1e-12, 0);
    ASSERT_CLOSE(f->rate.low, rate.low, 1e-12, 0);
    ASSERT_CLOSE(f->other_rate.high, other_rate.high, 1e-12, 0);
    double effect = brute_effect(made, f, rho);
    ptb_wilson(rate.mean, with.alone / effect, &rate);
    ptb_wilson(other_rate.mean, without.alone / effect, &other_rate);
    ptb_rate_ratio(&rate, &other_rate, &ratio);
    ASSERT_CLOSE(f->ratio.mean, ratio.mean, 1e-12, 0);
    ASSERT_CLOSE(f->ratio.low, ratio.low, 1e-12, 0);
    ASSERT_CLOSE(f->ratio.high, ratio.high, 1e-12, 0);
    ASSERT_CLOSE(f->share_of_won, with.won / (with.won + without.won), 1e-12, 0);
    ASSERT_CLOSE(f->share_of_lost,
                 (with.weight - with.won) / (with.weight - with.won + without.weight - without.won), 1e-12,
                 0);
    ptb_two_by_two table = {.cases = (uint64_t)(with.alone / effect + 1e-9),
                            .other_cases = (uint64_t)(without.alone / effect + 1e-9)};
    table.wins = (uint64_t)lround(rate.mean * (double)table.cases);
    table.other_wins = (uint64_t)lround(other_rate.mean * (double)table.other_cases);
    ASSERT_CLOSE(f->p, fmax(ptb_fisher_p(&table), brute_score_p(made, f)), 1e-12, 1e-9);
}

static void check_by_brute_force(bool is_weighted)
{
    made_vectors made;
    ptb_winloss w;
    make(&made, is_weighted);
    find(&made, 2, &w);
    double rho = brute_intra_class(&made);
    ck_assert(rho > 0.1);
    ck_assert(w.has_shared_groups && w.is_weighted == is_weighted);
    ASSERT_CLOSE(w.intra_class, rho, 1e-12, 0);
    size_t checked = 0;
    for (size_t i = 0; i < w.findings.n; i++) {
        if (w.findings.items[i].feature == NOISE) continue;
        check_finding(&made, &w.findings.items[i], rho);
        checked++;
    }
    ck_assert_uint_eq(checked, 4 + 4); /* colours and missing; 1, 2, 3, any: "none" is said by "any" */
    size_t place;
    ck_assert(!is_found(&w, VISITS, "none", &place));
    ck_assert(is_found(&w, VISITS, "3", &place));
    ck_assert_str_eq(w.findings.items[0].value, "3");
    ck_assert(w.findings.items[0].q < 1e-6);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}

START_TEST(figures_of_groups_by_brute_force)
{
    check_by_brute_force(false);
}
END_TEST

START_TEST(figures_of_weights_by_brute_force)
{
    check_by_brute_force(true);
}
END_TEST

/* 80 cases on their own: 20 with a visit, 10 of them won; of 60 others 6 won. */
static void make_eighty(made_vectors *made)
{
    made_vectors_new(made, 80, names, FEATURES);
    made_category(made, COLOUR, colours, 3);
    made->plan->features[VISITS].kind = PTB_FEATURE_COUNT;
    for (size_t i = 0; i < 80; i++) {
        *made_cell(made, i, VISITS) = i < 20;
        *made_cell(made, i, COLOUR) = i % 5 == 0 ? NAN : 1;
        *made_cell(made, i, NOISE) = i < 9 ? NAN : 7;
        made->outcome[i] = i < 10 || (i >= 20 && i < 26) ? 1 : 0;
    }
}

START_TEST(independent_cases_by_hand)
{
    made_vectors made;
    ptb_winloss w;
    ptb_figure want;
    make_eighty(&made);
    find(&made, 1, &w);
    ck_assert(!w.has_shared_groups && !w.is_weighted);
    ck_assert_uint_eq(w.cases, 80);
    ck_assert_uint_eq(w.wins, 16);
    /* visits 1; colour green, for missing says the same; noise: 9 missing are too few, and with them their mirror */
    ck_assert_uint_eq(w.findings.n, 2);
    ck_assert_uint_eq(w.findings.n_too_small, 1);
    const ptb_finding *f = finding_of(&w, VISITS, "1");
    ck_assert_uint_eq(f->groups, 20);
    ptb_wilson(0.5, 20, &want);
    ASSERT_CLOSE(f->rate.low, want.low, 1e-15, 0);
    ptb_wilson(0.1, 60, &want);
    ASSERT_CLOSE(f->other_rate.high, want.high, 1e-15, 0);
    ASSERT_CLOSE(f->ratio.mean, 5, 1e-14, 0);
    ASSERT_CLOSE(f->share_of_won, 10 / 16.0, 1e-15, 0);
    ASSERT_CLOSE(f->share_of_lost, 10 / 64.0, 1e-15, 0);
    ASSERT_CLOSE(f->p, 0.000379515535531, 1e-14, 0); /* R: fisher.test(matrix(c(10, 10, 6, 54), 2)) */
    ASSERT_CLOSE(f->q, 2 * f->p, 1e-15, 0);
    ck_assert(ptb_finding_is_won(f) && f->is_strongest && !f->is_asked_about);
    (void)finding_of(&w, COLOUR, "green");
    ck_assert_ptr_null(w.steps);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

/* 300 cases of one account, all won, all red: by the cases certain, but it is one account. */
START_TEST(one_account_alone_proves_nothing)
{
    made_vectors made;
    ptb_winloss w;
    made_vectors_new(&made, ROWS, names, FEATURES);
    made_category(&made, COLOUR, colours, 3);
    for (size_t i = 0; i < ROWS; i++) {
        made.group[i] = i < 300 ? 1 : (uint32_t)i;
        made.outcome[i] = i < 300 || i % 5 == 0;
        *made_cell(&made, i, COLOUR) = i < 300 ? 2 : (float)(i % 2);
    }
    find(&made, 1, &w);
    const ptb_finding *red = finding_of(&w, COLOUR, "red");
    ck_assert_uint_eq(red->groups, 1);
    ck_assert_msg(red->p > 0.2, "p = %g", red->p);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

START_TEST(what_the_guard_asks_about_is_marked)
{
    made_vectors made;
    ptb_winloss w;
    ptb_leak items[] = {{.feature = "visits", .verdict = PTB_LEAK_SUSPECT},
                        {.feature = "colour", .verdict = PTB_LEAK_OK}};
    ptb_leaks leaks = {.items = items, .n = 2};
    make_eighty(&made);
    made.view.leaks = &leaks;
    find(&made, 1, &w);
    ck_assert(finding_of(&w, VISITS, "1")->is_asked_about);
    ck_assert(!finding_of(&w, COLOUR, "green")->is_asked_about);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

START_TEST(one_of_a_matter_stands_for_it)
{
    made_vectors made;
    ptb_winloss w;
    make(&made, false);
    find(&made, 1, &w);
    size_t strongest = 0;
    for (size_t i = 0; i < w.findings.n; i++) {
        const ptb_finding *f = &w.findings.items[i];
        if (f->feature == VISITS && ptb_finding_is_won(f)) strongest += f->is_strongest;
        if (f->feature == COLOUR) ck_assert_msg(f->is_strongest, "level %s", f->value);
        if (i > 0) ck_assert(w.findings.items[i - 1].p <= f->p && w.findings.items[i - 1].q <= f->q);
    }
    ck_assert_uint_eq(strongest, 1);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

/* The decayed count has better evidence, but is not plain to read. */
START_TEST(plain_findings_stand_for_derived_ones)
{
    made_vectors made;
    ptb_winloss w;
    make(&made, false);
    made.plan->features[NOISE].kind = PTB_FEATURE_DECAYED_COUNT;
    made.plan->features[NOISE].column = made.plan->features[VISITS].column = NULL;
    for (size_t i = 0; i < ROWS; i++)
        *made_cell(&made, i, NOISE) = *made_cell(&made, i, VISITS) + made.outcome[i] / 2;
    find(&made, 1, &w);
    ck_assert_uint_eq(w.findings.items[0].feature, NOISE);
    bool has_plain = false;
    for (size_t i = 0; i < w.findings.n; i++) {
        if (w.findings.items[i].feature == NOISE) ck_assert(!w.findings.items[i].is_strongest);
        if (w.findings.items[i].feature == VISITS) has_plain = has_plain || w.findings.items[i].is_strongest;
    }
    ck_assert(has_plain);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

/* visits say how far somebody came: reading, pricing, demo; noise is an action that counts among those of the demo alone. */
START_TEST(the_journey_is_followed)
{
    static const char *const sets[] = {"reading", "pricing", "demo"};
    made_vectors made;
    ptb_winloss w;
    make(&made, false);
    made.plan->features[VISITS].kind = PTB_FEATURE_FURTHEST;
    made.plan->features[VISITS].sets = (ptb_texts){sets, 3};
    made.plan->features[NOISE].kind = PTB_FEATURE_COUNT;
    size_t cases[4] = {0}, wins[4] = {0};
    for (size_t i = 0; i < ROWS; i++) {
        size_t step = (size_t)*made_cell(&made, i, VISITS);
        bool has_some = step == 3 ? i % 3 == 0 : i % 2 == 0;
        if (step == 3 && i % 2) made.outcome[i] = !has_some;
        *made_cell(&made, i, NOISE) = has_some;
        for (size_t s = 0; s <= step; s++) {
            cases[s]++;
            wins[s] += made.outcome[i] > 0.5F;
        }
    }
    find(&made, 2, &w);
    ck_assert_uint_eq(w.n_steps, 3);
    ck_assert_uint_eq(w.journey_feature, VISITS);
    for (size_t s = 0; s < 3; s++) {
        ck_assert_str_eq(w.steps[s].name, sets[s]);
        ck_assert_uint_eq(w.steps[s].cases, cases[s + 1]);
        ck_assert_uint_eq(w.steps[s].wins, wins[s + 1]);
        ASSERT_CLOSE(w.steps[s].share, (double)cases[s + 1] / ROWS, 1e-15, 0);
        ck_assert(w.steps[s].is_judged);
        ck_assert_uint_eq(w.steps[s].findings.n, 1); /* the colour is no action */
        ck_assert_uint_eq(w.steps[s].findings.items[0].feature, NOISE);
        ck_assert_uint_eq(w.steps[s].findings.items[0].cases + w.steps[s].findings.items[0].other_cases,
                          cases[s + 1]);
    }
    ck_assert(w.steps[2].findings.items[0].q < 0.01);
    (void)finding_of(&w, VISITS, "demo");
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

START_TEST(few_at_a_step_are_not_judged)
{
    static const char *const sets[] = {"reading", "demo"};
    made_vectors made;
    ptb_winloss w;
    make_eighty(&made);
    made.plan->features[VISITS].kind = PTB_FEATURE_FURTHEST;
    made.plan->features[VISITS].sets = (ptb_texts){sets, 2};
    *made_cell(&made, 0, VISITS) = 2;
    find(&made, 1, &w);
    ck_assert(w.steps[0].is_judged); /* 10 won, 10 lost */
    ck_assert_uint_eq(w.steps[1].cases, 1);
    ck_assert(!w.steps[1].is_judged);
    ck_assert_uint_eq(w.steps[1].findings.n, 0);
    ptb_winloss_free(&w);
    made_vectors_free(&made);
}
END_TEST

static void check_same(const ptb_findings *a, const ptb_findings *b)
{
    ck_assert_uint_eq(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const ptb_finding *x = &a->items[i], *y = &b->items[i];
        ck_assert_uint_eq(x->feature, y->feature);
        ck_assert_str_eq(x->value, y->value);
        ck_assert(same_bits(&x->rate, &y->rate, sizeof x->rate) &&
                  same_bits(&x->ratio, &y->ratio, sizeof x->ratio));
        ck_assert(same_bits(&x->p, &y->p, sizeof x->p) && same_bits(&x->q, &y->q, sizeof x->q));
    }
}

START_TEST(threads_never_show)
{
    made_vectors made;
    ptb_winloss one, three;
    make(&made, true);
    find(&made, 1, &one);
    find(&made, 3, &three);
    check_same(&one.findings, &three.findings);
    ptb_winloss_free(&one);
    ptb_winloss_free(&three);
    made_vectors_free(&made);
}
END_TEST

START_TEST(what_can_not_be_compared_is_refused)
{
    made_vectors made;
    ptb_winloss w;
    ptb_context context = ptb_context_default();
    make_eighty(&made);
    for (size_t i = 0; i < 7; i++)
        made.outcome[i] = NAN;
    ASSERT_FAILS(ptb_winloss_find(&context, &made.view, &w, &err), PTB_E_REVIEW,
                 "9 won and 64 lost cases are too few for a comparison");
    for (size_t i = 0; i < 80; i++)
        made.outcome[i] = 0;
    ASSERT_FAILS(ptb_winloss_find(&context, &made.view, &w, &err), PTB_E_DATA, "all 80 cases are lost");
    for (size_t i = 0; i < 80; i++)
        made.outcome[i] = NAN;
    ASSERT_FAILS(ptb_winloss_find(&context, &made.view, &w, &err), PTB_E_DATA, "none of 80 cases");
    ck_assert_uint_eq(w.findings.n, 0);
    made_vectors_free(&made);
    make_eighty(&made);
    *made_cell(&made, 3, COLOUR) = 9;
    ASSERT_FAILS(ptb_winloss_find(&context, &made.view, &w, &err), PTB_E_DATA, "has the code 9");
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("winloss", figures_of_groups_by_brute_force, figures_of_weights_by_brute_force,
          independent_cases_by_hand, one_account_alone_proves_nothing, what_the_guard_asks_about_is_marked,
          one_of_a_matter_stands_for_it, plain_findings_stand_for_derived_ones, the_journey_is_followed,
          few_at_a_step_are_not_judged, threads_never_show, what_can_not_be_compared_is_refused)
