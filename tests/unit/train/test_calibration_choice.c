/* tests/unit/train/test_calibration_choice.c: the simplest calibration unless another is clearly better, fitted on all judged cases. */
#include "datasets/base/rng.h"
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/calibration_choice.h"

static ptb_error err;
enum { CASES = 6000, FOLDS = 5 };

typedef struct {
    made_vectors made;
    ptb_calibration_cases cases;
    double *margin;
    int *fold;
} fixture;

static void fixture_make(fixture *f, double (*log_odds)(double), size_t n)
{
    ptb_rng *rng = NULL;
    made_vectors_new(&f->made, n, (const char *const[]){"x"}, 1);
    f->margin = made_alloc(n, sizeof *f->margin);
    f->fold = made_alloc(n, sizeof *f->fold);
    ASSERT_OK(ptb_rng_new(17, "test choice", 0, &rng, &err));
    for (size_t i = 0; i < n; i++) {
        f->margin[i] = 2 * ptb_rng_normal(rng);
        f->fold[i] = (int)(i % FOLDS);
        f->made.outcome[i] = ptb_rng_uniform(rng) < ptb_sigmoid(log_odds(f->margin[i])) ? 1 : 0;
    }
    ptb_rng_free(rng);
    f->cases = (ptb_calibration_cases){&f->made.view, f->made.rows, f->margin, f->fold, n, FOLDS, false};
}

static void fixture_free(fixture *f)
{
    made_vectors_free(&f->made);
    free(f->margin);
    free(f->fold);
}

static ptb_calibration chosen(const fixture *f)
{
    ptb_calibration out;
    ASSERT_OK(ptb_calibration_choose(&f->cases, PTB_CALIBRATION_AUTO, &out, &err));
    return out;
}

static double straight(double m)
{
    return 0.7 * m - 0.4;
}

static double bent(double m)
{
    return ptb_beta_logit(&(ptb_beta){0.2, 1.8, -0.5}, m);
}

static double stepped(double m)
{
    return m < -1 ? -3 : m < 1.5 ? -0.5 : 2.5;
}

static double as_it_is(double m)
{
    return m;
}

/* Margins that are calibrated stay as they are, unless another kind is clearly better. */
START_TEST(test_what_is_calibrated_is_left_alone)
{
    static double (*const truths[])(double) = {as_it_is, straight, bent};
    static const ptb_calibration_kind kinds[] = {PTB_CALIBRATION_NONE, PTB_CALIBRATION_PLATT,
                                                 PTB_CALIBRATION_BETA};
    for (size_t t = 0; t < 3; t++) {
        fixture f;
        fixture_make(&f, truths[t], CASES);
        f.cases.are_calibrated = true;
        ptb_calibration c = chosen(&f);
        ck_assert_msg(c.kind == kinds[t], "truth %zu: %s", t, ptb_calibration_name(c.kind));
        fixture_free(&f);
    }
}
END_TEST

START_TEST(test_each_truth_gets_its_kind)
{
    static double (*const truths[])(double) = {straight, bent, stepped};
    static const ptb_calibration_kind kinds[] = {PTB_CALIBRATION_PLATT, PTB_CALIBRATION_BETA,
                                                 PTB_CALIBRATION_ISOTONIC};
    for (size_t t = 0; t < 3; t++) {
        fixture f;
        fixture_make(&f, truths[t], CASES);
        ptb_calibration c = chosen(&f);
        ck_assert_msg(c.kind == kinds[t], "truth %zu: %s", t, ptb_calibration_name(c.kind));
        /* The fit is on all judged cases. */
        ptb_calibration all;
        ASSERT_OK(ptb_calibration_fit(c.kind, f.margin, f.made.outcome, NULL, CASES, &all, &err));
        for (int m = -8; m <= 8; m++)
            ASSERT_CLOSE(ptb_calibration_logit(&c, m), ptb_calibration_logit(&all, m), 0, 0);
        fixture_free(&f);
    }
}
END_TEST

/* One account is one case, and nothing is clear. */
START_TEST(test_a_group_counts_as_one)
{
    fixture f;
    fixture_make(&f, bent, CASES);
    ck_assert(chosen(&f).kind == PTB_CALIBRATION_BETA);
    for (size_t i = 0; i < CASES; i++)
        f.made.group[i] = 0;
    ck_assert(chosen(&f).kind == PTB_CALIBRATION_PLATT);
    fixture_free(&f);
}
END_TEST

START_TEST(test_unjudged_cases_and_folds_of_one_class)
{
    fixture f;
    fixture_make(&f, straight, 60);
    for (size_t i = 0; i < 60; i++) {
        if (i % FOLDS == 1) f.margin[i] = (double)NAN;
        f.made.outcome[i] = i % FOLDS == 0 && i % 2 ? 1 : 0; /* without fold 0 there is no win to fit by */
    }
    ptb_calibration c = chosen(&f), again;
    ck_assert(c.kind == PTB_CALIBRATION_PLATT);
    f.margin[1] = 100; /* now it is judged */
    again = chosen(&f);
    ck_assert(fabs(again.a - c.a) + fabs(again.b - c.b) > 1e-6);
    for (ptb_calibration_kind kind = 0; kind < PTB_CALIBRATION_KINDS; kind++) {
        ASSERT_OK(ptb_calibration_choose(&f.cases, kind, &c, &err));
        ck_assert(c.kind == kind);
    }
    memset(f.made.outcome, 0, 60 * sizeof *f.made.outcome);
    ASSERT_FAILS(ptb_calibration_choose(&f.cases, PTB_CALIBRATION_AUTO, &c, &err), PTB_E_DATA, "losses");
    fixture_free(&f);
}
END_TEST

TEST_MAIN("calibration choice", test_what_is_calibrated_is_left_alone, test_each_truth_gets_its_kind,
          test_a_group_counts_as_one, test_unjudged_cases_and_folds_of_one_class)
