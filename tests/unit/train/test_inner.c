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
    const ptb_inner_stage stage = {&made.view, 0, lambdas, 2, true};
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

TEST_MAIN("inner", test_a_cluster_counts_once_wherever_its_cases_stand)
