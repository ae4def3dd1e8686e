/* tests/unit/datasets/test_column_texts.c: cells of pieces that several lanes read make the column that one reader would. */
#include "datasets/column_texts.h"
#include "tests/support/test_main.h"

enum { PIECES = 40, PIECE = 1000, ROWS = PIECES * PIECE, LANES = 3 };

static ptb_error err;

/* How a column's values are written, by row; an empty one is missing. */
typedef void write_value(char out[40], int i);

static void few(char out[40], int i)
{
    (void)snprintf(out, 40, "%s", i % 5 == 0 ? "" : i % 2 ? "a value of more than sixteen bytes" : "b");
}

static void own(char out[40], int i)
{
    (void)snprintf(out, 40, "user.%d@example.com", i);
    if (i % 500 == 7) out[0] = 0;
}

static void few_then_own(char out[40], int i)
{
    (void)snprintf(out, 40, "v%d", i < ROWS / 2 ? i % 9 : i);
}

static void own_then_few(char out[40], int i)
{
    (void)snprintf(out, 40, "v%d", i < ROWS / 2 ? i : i % 9);
}

static bool is_out(int i)
{
    return i % PIECE >= 500 && i % 71 == 3 && i / PIECE % 2 == 0;
}

static void check_row(const ptb_text_column *column, size_t row, const char *wanted)
{
    uint32_t code = column->code[row];
    bool is_right = wanted[0] ? code != PTB_NO_CODE &&
                                    ptb_str_equal_text(ptb_dictionary_key(column->values, code), wanted)
                              : code == PTB_NO_CODE;
    if (!is_right) ck_abort_msg("row %zu is not '%s'", row, wanted);
}

/* Lane k reads every piece whose number leaves k; lanes take part in turns, as threads might. */
static void join_all(ptb_text_column *column, write_value *value, int n_lanes, bool leaves_out)
{
    ptb_text_cells lanes[LANES];
    bool is_left_out[PIECE];
    char text[40];
    for (int k = 0; k < n_lanes; k++)
        ASSERT_OK(ptb_text_cells_init(&lanes[k], &err));
    for (int piece = 0; piece < PIECES; piece += n_lanes) {
        for (int k = 0; k < n_lanes && piece + k < PIECES; k++) /* all read before any is joined */
            for (int i = 0; i < PIECE; i++) {
                value(text, (piece + k) * PIECE + i);
                if (ptb_text_cells_add(&lanes[k], ptb_str_of(text), &err) != PTB_OK ||
                    !ptb_str_equal_text(ptb_text_cells_at(&lanes[k], (size_t)i), text))
                    ck_abort_msg("cell %d of piece %d", i, piece + k);
            }
        for (int k = 0; k < n_lanes && piece + k < PIECES; k++) {
            for (int i = 0; i < PIECE; i++)
                is_left_out[i] = is_out((piece + k) * PIECE + i);
            ASSERT_OK(ptb_text_column_join(column, &lanes[k], leaves_out ? is_left_out : NULL, &err));
            ck_assert_uint_eq(lanes[k].n, 0);
        }
    }
    for (int k = 0; k < n_lanes; k++)
        ptb_text_cells_free(&lanes[k]);
}

static void check_column(const ptb_text_column *column, write_value *value, bool leaves_out)
{
    char text[40];
    size_t row = 0;
    for (int i = 0; i < ROWS; i++) {
        if (leaves_out && is_out(i)) continue;
        value(text, i);
        check_row(column, row++, text);
    }
    ck_assert_uint_eq(column->n_rows, row);
}

static write_value *const columns[] = {few, own, few_then_own, own_then_few};

/* The texts of the rows, and the same codes for any number of lanes. */
static void check_lanes(write_value *value, bool is_expected, bool leaves_out)
{
    ptb_text_column by_lanes[LANES];
    for (int n_lanes = 1; n_lanes <= LANES; n_lanes++) {
        ptb_text_column *column = &by_lanes[n_lanes - 1];
        ASSERT_OK(ptb_text_column_init(column, "c", &err));
        if (is_expected) ASSERT_OK(ptb_text_column_expect(column, ROWS, &err));
        join_all(column, value, n_lanes, leaves_out);
        check_column(column, value, leaves_out);
        ck_assert_uint_eq(column->n_rows, by_lanes[0].n_rows);
        ck_assert_mem_eq(column->code, by_lanes[0].code, column->n_rows * sizeof *column->code);
        ck_assert_uint_eq(ptb_dictionary_count(column->values), ptb_dictionary_count(by_lanes[0].values));
    }
    /* Of a long column that begins with values of its rows' own, none is looked for again. */
    ck_assert_int_eq(by_lanes[0].has_repeats, is_expected && (value == own || value == own_then_few));
    for (int k = 0; k < LANES; k++)
        ptb_text_column_free(&by_lanes[k]);
}

START_TEST(joined_cells)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        for (int how = 0; how < 4; how++)
            check_lanes(columns[i], how % 2, how / 2);
}
END_TEST

/* What was read by one reader goes on with pieces, codes as before. */
START_TEST(added_then_joined)
{
    ptb_text_column column;
    ptb_text_cells cells;
    ASSERT_OK(ptb_text_column_init(&column, "c", &err));
    ASSERT_OK(ptb_text_cells_init(&cells, &err));
    ASSERT_OK(ptb_text_column_add(&column, ptb_str_of("x"), &err));
    ASSERT_OK(ptb_text_column_add(&column, ptb_str_of("y"), &err));
    ASSERT_OK(ptb_text_cells_add(&cells, ptb_str_of("z"), &err));
    ASSERT_OK(ptb_text_cells_add(&cells, ptb_str_of("y"), &err));
    ASSERT_OK(ptb_text_cells_add(&cells, ptb_str_of(""), &err));
    ASSERT_OK(ptb_text_column_join(&column, &cells, NULL, &err));
    static const uint32_t wanted[] = {0, 1, 2, 1, PTB_NO_CODE};
    ck_assert_uint_eq(column.n_rows, 5);
    ck_assert_mem_eq(column.code, wanted, sizeof wanted);
    ptb_text_cells_free(&cells);
    ptb_text_column_free(&column);
}
END_TEST

/* Where a field history is to come, its values must find those of the rows. */
START_TEST(columns_with_changes)
{
    ptb_text_column column;
    uint32_t code = 0;
    char text[40];
    ASSERT_OK(ptb_text_column_init(&column, "c", &err));
    column.has_changes = true;
    ASSERT_OK(ptb_text_column_expect(&column, ROWS, &err));
    join_all(&column, own, 2, false);
    own(text, 9);
    ASSERT_OK(ptb_text_column_code(&column, ptb_str_of(text), &code, &err));
    ck_assert_uint_eq(code, column.code[9]);
    ptb_text_column_free(&column);
}
END_TEST

TEST_MAIN("column_texts", joined_cells, added_then_joined, columns_with_changes)
