/* tests/unit/models/test_curves.c: an additive model's JSON: what is written is read to the bit, what makes no sense is refused. */
#include <math.h>

#include "models/curves.h"
#include "tests/support/made_vectors.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { SIZE = 0, COLOUR, FLAT, FEATURES };
static const char *const names[FEATURES] = {"size", "colour", "flat"};

static const char sample[] =
    "{\"curves\": ["
    "{\"feature\": \"size\", \"edges\": [1, 2.5, 10], \"values\": [-1, 0.1, 0.3, 2, 0.5]},"
    "{\"feature\": \"colour\", \"levels\": [\"red\", \"blue\"], \"values\": [0.25, -0.5, 0, 1]}],"
    "\"surfaces\": [{\"features\": [\"size\", \"colour\"],"
    "\"groups\": [[0, 0, 1, 1, 2], [1, 0, 0, 0]],"
    "\"values\": [[0.5, 1], [-0.5, 0], [0, 0.125]]}]}";

static ptb_status parse(const char *text, const ptb_plan *plan, ptb_curves **out)
{
    ptb_json_doc *doc = NULL;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "sample", &doc, &err));
    ptb_status status = ptb_curves_parse(doc, ptb_json_root(doc), plan, out, &err);
    ptb_json_free(doc);
    return status;
}

static void print(const ptb_curves *curves, ptb_text *out)
{
    ptb_json_writer writer = {.text = out};
    ptb_curves_write(&writer, NULL, curves);
    ASSERT_OK(ptb_text_check(out, &err));
}

START_TEST(reads_what_it_says)
{
    static const char *const source[] = {"blue", "pink", "red"};
    ptb_plan *plan = made_plan(names, FEATURES);
    ptb_curves *curves = NULL;
    ptb_bins_binding *binding = NULL;
    ptb_vector_column columns[FEATURES] = {{0}};
    ASSERT_OK(parse(sample, plan, &curves));
    curves->intercept = -3;
    columns[COLOUR] = (ptb_vector_column){
        .is_category = true, .kind = PTB_COLUMN_CATEGORY, .levels = source, .n_levels = 3};
    ASSERT_OK(ptb_bins_bind(curves->bins, columns, &binding, &err));
    const struct {
        float size, colour;
        double z;
    } cases[] = {{0, 2, -3 - 1 + 0.25 + 1},     /* below 1, red */
                 {1, 0, -3 + 0.1 - 0.5 + 0.5},  /* from 1 on, blue */
                 {10, 1, -3 + 2 + 0 - 0.5},     /* pink is another */
                 {NAN, NAN, -3 + 0.5 + 1 + 0}}; /* both missing */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const float raw[FEATURES] = {cases[i].size, cases[i].colour, 7};
        uint8_t cells[FEATURES];
        double part[FEATURES + 1];
        ptb_bins_row(curves->bins, binding, raw, cells);
        ASSERT_CLOSE(ptb_curves_z(curves, cells), cases[i].z, 1e-12, 0);
        ptb_curves_parts(curves, cells, part);
        ASSERT_CLOSE(curves->intercept + part[0] + part[1] + part[2] + part[3], cases[i].z, 1e-12, 0);
    }
    ptb_bins_binding_free(binding);
    ptb_curves_free(curves);
    ptb_plan_free(plan);
}
END_TEST

START_TEST(there_and_back)
{
    ptb_plan *plan = made_plan(names, FEATURES);
    ptb_curves *curves = NULL, *back = NULL;
    ptb_text first = {0}, second = {0};
    ASSERT_OK(parse(sample, plan, &curves));
    curves->value[2] = 1.0 / 3;
    print(curves, &first);
    ASSERT_OK(parse(first.bytes, plan, &back));
    print(back, &second);
    ck_assert_str_eq(first.bytes, second.bytes);
    ck_assert(same_bits(curves->value, back->value,
                        curves->tables.first[curves->tables.n_tables] * sizeof(double)));
    ck_assert_ptr_null(strstr(first.bytes, "flat")); /* nothing to say */
    ptb_text_free(&first);
    ptb_text_free(&second);
    ptb_curves_free(curves);
    ptb_curves_free(back);
    ptb_plan_free(plan);
}
END_TEST

START_TEST(in_words)
{
    ptb_plan *plan = made_plan(names, FEATURES);
    ptb_curves *curves = NULL;
    ptb_text text = {0};
    ASSERT_OK(parse(sample, plan, &curves));
    ptb_curves_tabulate(curves, plan, 3, &text);
    ASSERT_OK(ptb_text_check(&text, &err));
    ck_assert_ptr_nonnull(strstr(text.bytes, "2 curves, 1 surfaces"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "-1.000  below 1"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "+2.000  10 or more"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "-0.500  2.5 or more, other"));
    ptb_text_free(&text);
    ptb_curves_free(curves);
    ptb_plan_free(plan);
}
END_TEST

static const char rising[] =
    "{\"curves\": [{\"feature\": \"size\", \"edges\": [1, 2.5, 10], \"monotone\": 1, "
    "\"values\": [-1, 0.1, 0.1, 2, -3]}], \"surfaces\": []}";

START_TEST(a_direction_is_kept_and_checked)
{
    ptb_plan *plan = made_plan(names, FEATURES);
    ptb_curves *curves = NULL, *again = NULL;
    ptb_text text = {0};
    ASSERT_OK(parse(rising, plan, &curves));
    ck_assert_int_eq(curves->fields[SIZE].direction, 1);
    print(curves, &text);
    ASSERT_OK(parse(text.bytes, plan, &again));
    ck_assert_int_eq(again->fields[SIZE].direction, 1);
    ptb_text_clear(&text);
    ptb_curves_tabulate(curves, plan, 3, &text);
    ck_assert_ptr_nonnull(strstr(text.bytes, "size (never falls)"));
    ptb_curves_free(curves);
    ptb_curves_free(again);
    ptb_text_clear(&text);
    ptb_text_add(&text, rising);
    memcpy(strstr(text.bytes, "0.1, 2"), "0.0", 3); /* the third value */
    ASSERT_FAILS(parse(text.bytes, plan, &curves), PTB_E_SCHEMA, "$.curves[0].values: value 3 falls");
    ptb_text_free(&text);
    ptb_plan_free(plan);
}
END_TEST

/* One place of the sample is replaced. */
START_TEST(senseless_ones_are_refused)
{
    static const struct {
        const char *from, *to, *words;
    } bad[] = {
        {"[1, 2.5, 10]", "[1, 1, 10]", "$.curves[0].edges[1]: 1; want more than the edge before, 1"},
        {"[1, 2.5, 10]", "[1, \"2\", 10]", "$.curves[0].edges[1]: want a number"},
        {"[-1, 0.1, 0.3, 2, 0.5]", "[-1, 0.1, 0.3, 2]", "$.curves[0].values: want 5 numbers"},
        {"[-1, 0.1, 0.3, 2, 0.5]", "[-1, 0.1, 0.3, 2, null]", "want a number"},
        {"\"red\", \"blue\"", "\"red\", \"red\"", "'red' twice"},
        {"\"feature\": \"size\"", "\"feature\": \"sise\"", "no feature 'sise' in the plan"},
        {"\"feature\": \"size\"", "\"feature\": \"flat\"", "want features in the plan's order"},
        {"\"edges\": [1, 2.5, 10], ", "", "want an array 'edges' of a number or 'levels'"},
        {"\"edges\": [1", "\"levels\": [], \"edges\": [1", "want an array 'edges' of a number or 'levels'"},
        {"\"edges\"", "\"edge\"", "unknown key \"edge\""},
        {"[\"size\", \"colour\"]", "[\"size\", \"size\"]", "want two features that have curves"},
        {"[\"size\", \"colour\"]", "[\"size\", \"flat\"]", "want two features that have curves"},
        {"[\"size\", \"colour\"]", "[\"size\"]", "1 of them; want two"},
        {"[1, 0, 0, 0]", "[1, 0, 0]", "want a group for each of 4 cells"},
        {"[1, 0, 0, 0]", "[1, 0, 0, 16]", "want a whole number from 0 to 15"},
        {"[1, 0, 0, 0]", "[1, 0, 0, 0.5]", "want a whole number from 0 to 15"},
        {"[[0.5, 1], [-0.5, 0]", "[[0.5, 1]", "want 3 rows of values"},
        {"[0, 0.125]", "[0]", "want 2 numbers"},
        {"10], \"values\"", "10], \"monotone\": 2, \"values\"",
         "$.curves[0].monotone: want 1 or -1, of a number's"},
        {"10], \"values\"", "10], \"monotone\": \"+\", \"values\"", "want 1 or -1"},
        {"\"blue\"], ", "\"blue\"], \"monotone\": 1, ", "want 1 or -1, of a number's curve"},
        {"10], \"values\"", "10], \"monotone\": 1, \"values\"", "want no feature that is monotone"},
    };
    ptb_plan *plan = made_plan(names, FEATURES);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *at = strstr(sample, bad[i].from);
        ck_assert_ptr_nonnull(at);
        ptb_text text = {0};
        ptb_curves *curves = NULL;
        ptb_text_append(&text, sample, (size_t)(at - sample));
        ptb_text_add(&text, bad[i].to);
        ptb_text_add(&text, at + strlen(bad[i].from));
        ASSERT_FAILS(parse(text.bytes, plan, &curves), PTB_E_SCHEMA, bad[i].words);
        ck_assert_ptr_null(curves);
        ptb_text_free(&text);
    }
    ptb_plan_free(plan);
}
END_TEST

static const char two_numbers[] =
    "{\"curves\": ["
    "{\"feature\": \"size\", \"edges\": [1, 2.5, 10], \"monotone\": -1, \"values\": [1, 0.5, 0.5, -2, 0.25]},"
    "{\"feature\": \"colour\", \"edges\": [0, 2], \"values\": [0.5, -0.75, 1, 0.25]},"
    "{\"feature\": \"flat\", \"edges\": [5], \"values\": [-1, 1, 3]}],"
    "\"surfaces\": [{\"features\": [\"colour\", \"flat\"],"
    "\"groups\": [[0, 1, 1, 2], [0, 1, 2]],"
    "\"values\": [[0.5, 1, 2], [-0.5, 0, 4], [0, 0.125, -3]]}]}";

/* Law: the coefficients give the curves back, whatever the values: each cell's log-odds, scaled, and no other. */
static void check_coef(const char *text, double scale)
{
    ptb_plan *plan = made_plan(names, FEATURES);
    ptb_curves *curves = NULL;
    double coef[64], value[64];
    ASSERT_OK(parse(text, plan, &curves));
    curves->intercept = -3;
    ASSERT_OK(ptb_curves_coef(curves, scale, coef, &err));
    const ptb_cells shape = ptb_curves_shape(curves);
    ptb_additive_values(&shape, &curves->tables, coef, value);
    const ptb_field *fields = curves->fields;
    size_t n_cases = 0;
    for (uint8_t a = 0; a < fields[0].n_cells; a++)
        for (uint8_t b = 0; b < fields[1].n_cells; b++)
            for (uint8_t c = 0; c < fields[2].n_cells; c++) {
                const uint8_t cell[FEATURES] = {a, b, c};
                double z = ptb_curves_z(curves, cell), own[64];
                memcpy(own, curves->value, ptb_tables_size(&curves->tables) * sizeof(double));
                memcpy(curves->value, value, ptb_tables_size(&curves->tables) * sizeof(double));
                curves->intercept = coef[0];
                ASSERT_CLOSE(ptb_curves_z(curves, cell), scale * z, 1e-12, 0);
                curves->intercept = -3;
                memcpy(curves->value, own, ptb_tables_size(&curves->tables) * sizeof(double));
                n_cases++;
            }
    ck_assert_uint_ge(n_cases, 40);
    /* where a fit has none */
    for (size_t f = 0; f < FEATURES; f++)
        if (fields[f].is_ordered) ASSERT_CLOSE(coef[1 + curves->tables.first[f]], 0, 0, 0);
    for (size_t k = 1; fields[0].direction != 0 && k + 1 < fields[0].n_cells; k++)
        ck_assert_double_ge(coef[1 + k], 0);
    ptb_curves_free(curves);
    ptb_plan_free(plan);
}

START_TEST(curves_are_coefficients)
{
    check_coef(sample, 1);
    check_coef(sample, 0.7);
    check_coef(two_numbers, 1.3);
}
END_TEST

/* New values have mean 0 over the cases they were set by, and give the same log-odds. */
START_TEST(new_values_are_centred)
{
    ptb_plan *plan = made_plan(names, FEATURES);
    ptb_curves *curves = NULL;
    double coef[64];
    const uint8_t cell[FEATURES * 3] = {0, 3, 4, 1, 2, 0, 0, 2, 1}; /* by feature, three cases */
    ASSERT_OK(parse(two_numbers, plan, &curves));
    curves->intercept = 0.5;
    double before = ptb_curves_z(curves, (const uint8_t[FEATURES]){3, 2, 2}), sum = 0;
    ASSERT_OK(ptb_curves_coef(curves, 1, coef, &err));
    ptb_cells cells = ptb_curves_shape(curves);
    cells.cell = cell;
    cells.n_rows = 3;
    ptb_curves_set(curves, &cells, coef);
    ASSERT_CLOSE(ptb_curves_z(curves, (const uint8_t[FEATURES]){3, 2, 2}), before, 1e-12, 0);
    for (size_t i = 0; i < 3; i++)
        sum += curves->value[cell[i]];
    ASSERT_CLOSE(sum, 0, 1e-12, 0);
    ptb_curves_free(curves);
    ptb_plan_free(plan);
}
END_TEST

TEST_MAIN("curves", curves_are_coefficients, new_values_are_centred, reads_what_it_says, there_and_back,
          in_words, senseless_ones_are_refused, a_direction_is_kept_and_checked)
