/* tests/unit/features/test_bins.c: where cells begin and end, which levels have one, and what rows become. */
#include <stdint.h>

#include "datasets/base/rng.h"
#include "features/bins.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { ROWS = 1000, SPREAD = 0, SPIKED, CODE, COLOUR, CONSTANT, EMPTY, FEATURES };
static const char *const names[FEATURES] = {"spread", "spiked", "code", "colour", "constant", "empty"};
static const char *const colours[] = {"blue", "green", "red", "violet"};

/* spread: normal, every tenth missing; spiked: 900 zeros, then 1 to 100; code: 1, 2 or 9; colour: red 500, green 300, missing
 * 100, blue 97, violet 3; constant: 7; empty: always missing. */
static void make(made_vectors *made)
{
    static const float codes[] = {1, 2, 9};
    ptb_rng *rng = NULL;
    made_vectors_new(made, ROWS, names, FEATURES);
    made_category(made, COLOUR, colours, 4);
    ASSERT_OK(ptb_rng_new(7, "bins", 0, &rng, &err));
    for (size_t i = 0; i < ROWS; i++) {
        *made_cell(made, i, SPREAD) = i % 10 == 0 ? NAN : (float)(5 + 2 * ptb_rng_normal(rng));
        *made_cell(made, i, SPIKED) = i < 900 ? 0 : (float)(i - 899);
        *made_cell(made, i, CODE) = codes[i % 3];
        *made_cell(made, i, COLOUR) = i < 500 ? 2 : i < 800 ? 1 : i < 900 ? NAN : i < 997 ? 0 : 3;
        *made_cell(made, i, CONSTANT) = 7;
        *made_cell(made, i, EMPTY) = NAN;
    }
    ptb_rng_free(rng);
}

static ptb_bins *fit(const made_vectors *made, size_t max_cells, int threads)
{
    ptb_context context = ptb_context_default();
    ptb_bins_settings settings;
    ptb_bins *bins = NULL;
    context.threads = threads;
    ptb_bins_settings_default(&settings);
    settings.max_cells = max_cells;
    ASSERT_OK(ptb_bins_fit(&context, &made->view, made->rows, made->view.n_rows, &settings, &bins, &err));
    return bins;
}

static void count_cells(const made_vectors *made, const ptb_bins *bins, size_t feature, size_t *count)
{
    ptb_context context = ptb_context_default();
    uint8_t *cells = NULL;
    ASSERT_OK(ptb_bins_columns(&context, bins, &made->view, made->rows, ROWS, &cells, &err));
    memset(count, 0, PTB_CELLS_MAX * sizeof *count);
    for (size_t i = 0; i < ROWS; i++)
        count[cells[feature * ROWS + i]]++;
    free(cells);
}

START_TEST(numbers)
{
    made_vectors made;
    size_t count[PTB_CELLS_MAX];
    make(&made);
    ptb_bins *bins = fit(&made, 10, 1);
    /* shared about evenly, missing last */
    ck_assert_uint_eq(bins->features[SPREAD].n_cells, 11);
    count_cells(&made, bins, SPREAD, count);
    ck_assert_uint_eq(count[10], 100);
    for (size_t k = 0; k < 10; k++)
        ck_assert_msg(count[k] >= 80 && count[k] <= 100, "%zu in cell %zu", count[k], k);
    /* the frequent value alone, the others share nine cells */
    count_cells(&made, bins, SPIKED, count);
    ck_assert_uint_eq(count[0], 900);
    ck_assert_uint_eq(bins->features[SPIKED].n_cells, 11);
    for (size_t k = 1; k < 10; k++)
        ck_assert_msg(count[k] >= 8 && count[k] <= 12, "%zu in cell %zu", count[k], k);
    /* few values have a cell each, however far apart */
    ck_assert_uint_eq(bins->features[CODE].n_cells, 4);
    const double edges[] = {2, 6}; /* of fewest digits, near the middle */
    ck_assert(same_bits(bins->features[CODE].edge, edges, sizeof edges));
    ck_assert_uint_eq(bins->features[CONSTANT].n_cells, 2);
    ck_assert_uint_eq(bins->features[EMPTY].n_cells, 2);
    ptb_bins_free(bins);
    ptb_bins_free(NULL);
    made_vectors_free(&made);
}
END_TEST

/* A value on an edge, or far outside, or new. */
START_TEST(rows_of_any_value)
{
    made_vectors made;
    float raw[FEATURES] = {5, 0, 3, 2, 100, 4};
    uint8_t cells[FEATURES] = {0};
    ptb_bins_binding *binding = NULL;
    make(&made);
    ptb_bins *bins = fit(&made, 10, 1);
    ASSERT_OK(ptb_bins_bind(bins, made.columns, &binding, &err));
    const ptb_feature_bins *spread = &bins->features[SPREAD];
    for (size_t k = 0; k < spread->n_edges; k++) {
        raw[SPREAD] = (float)spread->edge[k];
        ptb_bins_row(bins, binding, raw, cells);
        ck_assert_uint_eq(cells[SPREAD], k + ((double)raw[SPREAD] >= spread->edge[k]));
    }
    ck_assert_uint_eq(cells[CODE], 1); /* 3 was never seen; it is nearer to 2 than to 9 */
    ck_assert_uint_eq(cells[COLOUR], 0);
    ck_assert_uint_eq(cells[CONSTANT], 0);
    ck_assert_uint_eq(cells[EMPTY], 0);
    raw[SPREAD] = -INFINITY;
    raw[SPIKED] = INFINITY;
    raw[COLOUR] = 3; /* too rare for a cell of its own */
    raw[CONSTANT] = NAN;
    ptb_bins_row(bins, binding, raw, cells);
    ck_assert_uint_eq(cells[SPREAD], 0);
    ck_assert_uint_eq(cells[SPIKED], bins->features[SPIKED].n_edges);
    ck_assert_uint_eq(cells[COLOUR], 3);
    ck_assert_uint_eq(cells[CONSTANT], 1);
    ptb_bins_binding_free(binding);
    ptb_bins_free(bins);
    made_vectors_free(&made);
}
END_TEST

/* Another source of the same feature has other codes, and values that were never seen. */
START_TEST(other_sources)
{
    static const char *const other[] = {"pink", "red", "blue"};
    made_vectors made;
    ptb_vector_column columns[FEATURES];
    float raw[FEATURES] = {0};
    uint8_t cells[FEATURES];
    ptb_bins_binding *binding = NULL;
    make(&made);
    ptb_bins *bins = fit(&made, 10, 1);
    memcpy(columns, made.columns, sizeof columns);
    columns[COLOUR].levels = other;
    columns[COLOUR].n_levels = 3;
    ASSERT_OK(ptb_bins_bind(bins, columns, &binding, &err));
    static const uint8_t wanted[] = {3, 0, 2}; /* red, green, blue have cells; pink is "other" */
    for (size_t code = 0; code < 3; code++) {
        raw[COLOUR] = (float)code;
        ptb_bins_row(bins, binding, raw, cells);
        ck_assert_uint_eq(cells[COLOUR], wanted[code]);
    }
    ptb_bins_binding_free(binding);
    columns[COLOUR].is_category = false;
    ASSERT_FAILS(ptb_bins_bind(bins, columns, &binding, &err), PTB_E_SCHEMA, "'colour' is a number here");
    columns[COLOUR].is_category = true;
    columns[SPREAD].is_category = true;
    columns[SPREAD].levels = other;
    columns[SPREAD].n_levels = 3;
    ASSERT_FAILS(ptb_bins_bind(bins, columns, &binding, &err), PTB_E_SCHEMA, "'spread' is a category here");
    columns[SPREAD].n_levels = 0; /* no value at all */
    ASSERT_OK(ptb_bins_bind(bins, columns, &binding, &err));
    ptb_bins_binding_free(binding);
    ptb_bins_free(bins);
    made_vectors_free(&made);
}
END_TEST

START_TEST(words)
{
    made_vectors made;
    ptb_text text = {0};
    make(&made);
    ptb_bins *bins = fit(&made, 10, 1);
    for (size_t k = 0; k < 4; k++) {
        ptb_bins_words(bins, CODE, k, k, &text);
        ptb_text_add(&text, "; ");
    }
    for (size_t k = 0; k < 5; k++) {
        ptb_bins_words(bins, COLOUR, k, k, &text);
        ptb_text_add(&text, "; ");
    }
    ptb_bins_words(bins, CONSTANT, 0, 0, &text);
    ptb_text_add(&text, "; ");
    ptb_bins_words(bins, CODE, 0, 1, &text);
    ptb_text_add(&text, "; ");
    ptb_bins_words(bins, COLOUR, 2, 4, &text);
    ck_assert_str_eq(
        text.bytes,
        "below 2; 2 to below 6; 6 or more; missing; red; green; blue; other; missing; any; below 6; other");
    ptb_text_free(&text);
    ptb_bins_free(bins);
    made_vectors_free(&made);
}
END_TEST

START_TEST(threads_never_show)
{
    made_vectors made;
    make(&made);
    ptb_bins *one = fit(&made, 128, 1), *three = fit(&made, 128, 3);
    for (size_t f = 0; f < FEATURES; f++) {
        ck_assert_uint_eq(one->features[f].n_cells, three->features[f].n_cells);
        ck_assert_uint_eq(one->features[f].n_edges, three->features[f].n_edges);
        if (one->features[f].n_edges > 0)
            ck_assert_mem_eq(one->features[f].edge, three->features[f].edge,
                             one->features[f].n_edges * sizeof(double));
    }
    ptb_bins_free(one);
    ptb_bins_free(three);
    made_vectors_free(&made);
}
END_TEST

START_TEST(wrong_requests)
{
    made_vectors made;
    ptb_context context = ptb_context_default();
    ptb_bins_settings settings;
    ptb_bins *bins = NULL;
    make(&made);
    ptb_bins_settings_default(&settings);
    ASSERT_FAILS(ptb_bins_fit(&context, &made.view, made.rows, 0, &settings, &bins, &err), PTB_E_DATA,
                 "no cases");
    settings.max_cells = 255;
    ASSERT_FAILS(ptb_bins_fit(&context, &made.view, made.rows, ROWS, &settings, &bins, &err), PTB_E_ARG,
                 "255 cells");
    ptb_bins_settings_default(&settings);
    settings.max_levels = 0;
    ASSERT_FAILS(ptb_bins_fit(&context, &made.view, made.rows, ROWS, &settings, &bins, &err), PTB_E_ARG,
                 "0 levels");
    ptb_bins_settings_default(&settings);
    *made_cell(&made, 17, SPREAD) = INFINITY;
    ASSERT_FAILS(ptb_bins_fit(&context, &made.view, made.rows, ROWS, &settings, &bins, &err), PTB_E_DATA,
                 "'spread' is infinite in row 18");
    ck_assert_ptr_null(bins);
    made_vectors_free(&made);
}
END_TEST

/* For reading: zeros apart though they are few, edges of few digits within a quarter of the smaller cell beside them. */
START_TEST(edges_for_reading)
{
    made_vectors made;
    size_t count[PTB_CELLS_MAX];
    ptb_context context = ptb_context_default();
    ptb_bins_settings settings;
    ptb_bins *bins = NULL;
    make(&made);
    for (size_t i = 0; i < ROWS; i++)
        *made_cell(&made, i, SPIKED) = i < 60 ? 0 : (float)(i % 7 + 1); /* 60 zeros would not fill a cell */
    ptb_bins_settings_default(&settings);
    settings.max_cells = 5;
    settings.for_reading = true;
    ASSERT_OK(ptb_bins_fit(&context, &made.view, made.rows, ROWS, &settings, &bins, &err));
    count_cells(&made, bins, SPIKED, count);
    ck_assert_uint_eq(count[0], 60);
    ck_assert_uint_eq(bins->features[SPREAD].n_cells, 6);
    count_cells(&made, bins, SPREAD, count);
    for (size_t k = 0; k < 5; k++)
        ck_assert_msg(count[k] >= 90 && count[k] <= 270, "%zu in cell %zu", count[k], k);
    for (size_t e = 0; e < 4; e++) {
        char text[PTB_NUMBER_BYTES];
        ck_assert_msg(ptb_print_number(text, bins->features[SPREAD].edge[e]) <= 3, "edge %s", text);
    }
    ptb_bins_free(bins);
    made_vectors_free(&made);
}
END_TEST

TEST_MAIN("bins", numbers, edges_for_reading, rows_of_any_value, other_sources, words, threads_never_show,
          wrong_requests)
