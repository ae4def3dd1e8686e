/* tests/unit/base/test_table.c: widths, alignment, rule, and texts that would disturb a terminal. */
#include "datasets/base/table.h"
#include "tests/support/test_main.h"

START_TEST(test_layout)
{
    ptb_text_table table = {.n_columns = 3, .align = "lrl"};
    ptb_text out = {0};
    const char *const cells[] = {"feature", "weight", "sign", "days since", "1.25",
                                 "+",       "pages",  "-0.5", "-"};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        ptb_table_cell(&table, "%s", cells[i]);
    ptb_table_render(&table, "  ", &out);
    ck_assert_str_eq(out.bytes, "  feature     weight  sign\n"
                                "  ----------  ------  ----\n"
                                "  days since    1.25  +\n"
                                "  pages         -0.5  -\n");
    ptb_text_free(&out);
    ptb_table_free(&table);
}
END_TEST

START_TEST(test_width_is_in_characters)
{
    ptb_text_table table = {.n_columns = 2, .align = "lr"};
    ptb_text out = {0};
    ptb_table_cell(&table, "Grösse");
    ptb_table_cell(&table, "n");
    ptb_table_cell(&table, "x");
    ptb_table_cell(&table, "%d", 12);
    ptb_table_render(&table, "", &out);
    ck_assert_str_eq(out.bytes, "Grösse   n\n------  --\nx       12\n");
    ptb_text_free(&out);
    ptb_table_free(&table);
}
END_TEST

START_TEST(test_controls_and_long_cells)
{
    ptb_text_table table = {.n_columns = 1, .align = "l"};
    ptb_text out = {0};
    char long_text[1000];
    memset(long_text, 'y', sizeof long_text);
    long_text[sizeof long_text - 1] = 0;
    ptb_table_cell(&table, "%s", "a\x1b[31m\nb\x7f");
    ptb_table_cell(&table, "%s", "");
    ptb_table_cell(&table, "%s", long_text);
    ptb_table_render(&table, "", &out);
    ck_assert_ptr_nonnull(strstr(out.bytes, "a?[31m?b?\n"));
    ck_assert_ptr_nonnull(strstr(out.bytes, long_text));
    ck_assert_uint_eq(out.len, 10 + 1000 + 1 + 1000);
    ptb_text_free(&out);
    ptb_table_free(&table);
}
END_TEST

START_TEST(test_empty_and_reused)
{
    ptb_text_table table = {.n_columns = 1, .align = "l"};
    ptb_text out = {0};
    ptb_error err;
    ptb_table_render(&table, "", &out);
    ck_assert_uint_eq(out.len, 0);
    ptb_table_cell(&table, "a");
    ptb_table_free(&table);
    ptb_table_cell(&table, "b");
    ptb_table_render(&table, "", &out);
    ASSERT_OK(ptb_text_check(&out, &err));
    ck_assert_str_eq(out.bytes, "b\n-\n");
    ptb_text_free(&out);
    ptb_table_free(&table);
}
END_TEST

START_TEST(test_failed_cells_fail_the_text)
{
    ptb_text_table table = {.n_columns = 1, .align = "l"};
    ptb_text out = {0};
    ptb_error err;
    ptb_table_cell(&table, "a");
    table.cells.failed = true;
    ptb_table_render(&table, "", &out);
    ASSERT_FAILS(ptb_text_check(&out, &err), PTB_E_NOMEM, "");
    ptb_text_free(&out);
    ptb_table_free(&table);
}
END_TEST

TEST_MAIN("table", test_layout, test_width_is_in_characters, test_controls_and_long_cells,
          test_empty_and_reused, test_failed_cells_fail_the_text)
