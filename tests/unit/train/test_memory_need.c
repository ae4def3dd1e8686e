/* tests/unit/train/test_memory_need.c: the estimate by hand, and what is offered. */
#include "tests/support/test_main.h"
#include "train/memory_need.h"

static ptb_error err;

START_TEST(test_need_by_hand)
{
    ptb_memory_question q = {.rows = 1000, .features = 25, .threads = 2, .procedures = 6};
    ASSERT_CLOSE(ptb_memory_need(&q), 1000 * (2 * 112 + 48), 0, 0);
    q.threads = 16; /* no more at once than there are */
    ASSERT_CLOSE(ptb_memory_need(&q), 1000 * (6 * 112 + 48), 0, 0);
    q.procedures = 1;
    ASSERT_CLOSE(ptb_memory_need(&q), 1000 * (112 + 8), 0, 0);
}
END_TEST

START_TEST(test_what_fits_is_offered)
{
    ptb_memory_question q = {.rows = 1000000, .features = 25, .threads = 4, .procedures = 6};
    ASSERT_OK(ptb_memory_check(&q, 496e6, &err));
    ASSERT_OK(ptb_memory_check(&q, 0, &err)); /* not known */
    ASSERT_FAILS(ptb_memory_check(&q, 400e6, &err), PTB_E_LIMIT,
                 "needs 496 MB or more, 400 MB are available; --threads 1 needs 160 MB");
    ASSERT_FAILS(ptb_memory_check(&q, 80e6, &err), PTB_E_LIMIT,
                 "for 500000 of 1000000 cases at most: use --sample-losses");
}
END_TEST

START_TEST(test_this_machine_has_some)
{
    double bytes = ptb_memory_available();
    ck_assert(bytes <= 0 || bytes > 1e6);
}
END_TEST

TEST_MAIN("memory_need", test_need_by_hand, test_what_fits_is_offered, test_this_machine_has_some)
