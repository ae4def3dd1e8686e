/* tests/unit/train/test_inner.c: the base rate against a penalty, where cases are clustered. */
#include "models/logistic.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"
#include "train/inner.h"

static ptb_error err;
enum { CLUSTERS = 3, EACH = 30, CASES = CLUSTERS * EACH };

/* A penalty that is somewhat right on two clusters and somewhat wrong on the third. */
static bool is_base_rate(uint32_t (*group_of)(size_t), bool clustered)
{
    made_vectors made;
    made_vectors_new(&made, CASES, (const char *const[]){"x"}, 1);
    const double lambdas[] = {HUGE_VAL, 1};
    ptb_procedure procedure = {.train = made.rows, .n_train = CASES};
    ptb_choice choice = {.family = PTB_FAMILY_LOGISTIC};
    procedure.margin = made_alloc((size_t)2 * CASES, sizeof(double));
    for (size_t i = 0; i < CASES; i++) {
        uint32_t group = group_of(i);
        made.outcome[i] = i % 2 == 0 ? 1 : 0;
        if (clustered) made.group[i] = group;
        procedure.margin[CASES + i] = (i % 2 == 0 ? 0.2 : -0.2) * (group == 0 ? -1 : 1);
    }
    const ptb_inner_stage stage = {&made.view, 0, lambdas, 2, true, false, false};
    ASSERT_OK(ptb_inner_choose(&stage, &procedure, &choice, &err));
    free(choice.unseen);
    made_vectors_free(&made);
    return choice.is_base_rate;
}

static uint32_t neighbours(size_t i)
{
    return (uint32_t)(i / EACH);
}

static uint32_t scattered(size_t i)
{
    return (uint32_t)(i % CLUSTERS);
}

START_TEST(test_a_cluster_counts_once_wherever_its_cases_stand)
{
    ck_assert(!is_base_rate(neighbours, false));
    ck_assert(!is_base_rate(scattered, false));
    ck_assert(is_base_rate(neighbours, true));
    ck_assert(is_base_rate(scattered, true));
}
END_TEST

/* By values whose margins are right by so much for two thirds of the cases and wrong by so much for the others; that of the third is
 * best, but all these are alike for noise. */
static double chosen_of_four(bool one_se, double second)
{
    made_vectors made;
    made_vectors_new(&made, CASES, (const char *const[]){"x"}, 1);
    const double lambdas[] = {HUGE_VAL, 3, 2, 1}, right[] = {0, second, 0.7, 0.2};
    ptb_procedure procedure = {.train = made.rows, .n_train = CASES};
    ptb_choice choice = {.family = PTB_FAMILY_LOGISTIC};
    procedure.margin = made_alloc((size_t)4 * CASES, sizeof(double));
    for (size_t i = 0; i < CASES; i++) {
        made.outcome[i] = i % 2 == 0 ? 1 : 0;
        for (size_t v = 0; v < 4; v++) {
            double side = (i % 2 == 0) == (i % 3 != 0) ? 1 : -1;
            procedure.margin[v * CASES + i] = right[v] * side;
        }
    }
    const ptb_inner_stage stage = {&made.view, 0, lambdas, 4, true, false, one_se};
    ASSERT_OK(ptb_inner_choose(&stage, &procedure, &choice, &err));
    ck_assert(!choice.is_base_rate);
    free(choice.unseen);
    made_vectors_free(&made);
    return choice.value[0];
}

START_TEST(test_one_standard_error_takes_the_strongest_as_good)
{
    ASSERT_CLOSE(chosen_of_four(false, 0.4), 2, 0, 0);
    ASSERT_CLOSE(chosen_of_four(true, 0.4), 3, 0, 0);
    ASSERT_CLOSE(chosen_of_four(true, 0.02), 2, 0, 0); /* worse by more than a standard error */
}
END_TEST

TEST_MAIN("inner", test_a_cluster_counts_once_wherever_its_cases_stand,
          test_one_standard_error_takes_the_strongest_as_good)
