/* tests/unit/models/test_calibration.c: every kind never falls, is finite, and heeds no order; isotonic blocks; JSON and its refusals. */
#include "models/calibration.h"
#include "models/logistic.h"
#include "tests/support/random_matrix.h"
#include "tests/support/test_main.h"

static ptb_error err;
enum { CASES = 500 };

typedef struct {
    double margin[CASES], weight[CASES];
    float y[CASES];
} sample;

/* Margins in steps of 1/8 (ties), outcomes by the curve. */
static sample sample_of(uint64_t seed, double (*log_odds)(double))
{
    sample s = {0};
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(seed, "test calibration", 0, &rng, &err));
    for (size_t i = 0; i < CASES; i++) {
        s.margin[i] = round(12 * ptb_rng_normal(rng)) / 8;
        s.y[i] = ptb_rng_uniform(rng) < ptb_sigmoid(log_odds(s.margin[i])) ? 1 : 0;
        s.weight[i] = 0.5 + ptb_rng_uniform(rng);
    }
    ptb_rng_free(rng);
    return s;
}

static double straight(double m)
{
    return 0.8 * m - 0.5;
}

static double capped(double m)
{
    return fmin(m, 0.5) - 1;
}

static double falling(double m)
{
    return -m;
}

static double parted(double m)
{
    return m > 0 ? 100 : -100;
}

static double (*const curves[])(double) = {straight, capped, falling, parted};

/* Steps of 1/32 far beyond the cases, and the knots themselves. */
static void check_never_falls(const ptb_calibration *c)
{
    double last = -(double)INFINITY;
    for (int i = -1600; i <= 1600; i++) {
        double z = ptb_calibration_logit(c, i / 32.0), p = ptb_sigmoid(z);
        ck_assert(z >= last && isfinite(z));
        ck_assert((p > 0 || z < -700) && (p < 1 || z > 36));
        last = z;
    }
    for (size_t k = 0; k < c->n_knots; k++) {
        double at = c->margin[k], z = ptb_calibration_logit(c, at);
        ck_assert(ptb_calibration_logit(c, nextafter(at, -HUGE_VAL)) <= z);
        ck_assert(ptb_calibration_logit(c, nextafter(at, HUGE_VAL)) >= z);
        ASSERT_CLOSE(z, c->logit[k], 0, 0);
        ck_assert(k == 0 || (c->logit[k] > c->logit[k - 1] && at > c->margin[k - 1]));
    }
}

static void check_kind(const sample *s, ptb_calibration_kind kind)
{
    ptb_calibration c;
    bool bends = kind == PTB_CALIBRATION_BETA || kind == PTB_CALIBRATION_ISOTONIC;
    ASSERT_OK(ptb_calibration_fit(kind, s->margin, s->y, s->weight, CASES, &c, &err));
    ck_assert(c.kind == kind && c.a >= 0 && ptb_calibration_is_finite(&c));
    ck_assert(ptb_calibration_bends(&c) == bends);
    check_never_falls(&c);
}

START_TEST(test_every_kind_never_falls)
{
    for (size_t f = 0; f < sizeof curves / sizeof *curves; f++) {
        for (uint64_t seed = 1; seed <= 10; seed++) {
            sample s = sample_of(seed, curves[f]);
            for (ptb_calibration_kind kind = 0; kind < PTB_CALIBRATION_KINDS; kind++)
                check_kind(&s, kind);
        }
    }
}
END_TEST

/* Margins that go the wrong way give everybody the base rate. */
START_TEST(test_wrong_way_is_the_base_rate)
{
    sample s = sample_of(3, falling);
    ptb_calibration c;
    for (ptb_calibration_kind kind = PTB_CALIBRATION_PLATT; kind <= PTB_CALIBRATION_BETA; kind++) {
        ASSERT_OK(ptb_calibration_fit(kind, s.margin, s.y, NULL, CASES, &c, &err));
        ASSERT_CLOSE(ptb_calibration_logit(&c, -3), ptb_calibration_logit(&c, 3), 1e-9, 0);
        ASSERT_CLOSE(ptb_calibration_logit(&c, 0), 0, 0.3, 0);
    }
    for (size_t i = 0; i < CASES; i++)
        s.y[i] = s.margin[i] < 0 ? 1 : 0;
    ASSERT_OK(ptb_calibration_fit(PTB_CALIBRATION_ISOTONIC, s.margin, s.y, NULL, CASES, &c, &err));
    ck_assert_uint_eq(c.n_knots, 1);
    ASSERT_CLOSE(ptb_calibration_logit(&c, -30), c.logit[0], 0, 0);
    ASSERT_CLOSE(ptb_calibration_logit(&c, 30), c.logit[0], 0, 0);
}
END_TEST

START_TEST(test_order_of_cases_does_not_matter)
{
    sample s = sample_of(5, capped), back;
    for (size_t i = 0; i < CASES; i++) {
        back.margin[i] = s.margin[CASES - 1 - i];
        back.weight[i] = s.weight[CASES - 1 - i];
        back.y[i] = s.y[CASES - 1 - i];
    }
    for (ptb_calibration_kind kind = 0; kind < PTB_CALIBRATION_KINDS; kind++) {
        ptb_calibration a, b;
        ASSERT_OK(ptb_calibration_fit(kind, s.margin, s.y, s.weight, CASES, &a, &err));
        ASSERT_OK(ptb_calibration_fit(kind, back.margin, back.y, back.weight, CASES, &b, &err));
        for (int i = -40; i <= 40; i++)
            ASSERT_CLOSE(ptb_calibration_logit(&a, i / 8.0), ptb_calibration_logit(&b, i / 8.0),
                         kind == PTB_CALIBRATION_ISOTONIC ? 0 : 1e-8, 0);
    }
}
END_TEST

/* A win low down pools with the losses above it; the half cases draw the small pure blocks at the ends in. */
START_TEST(test_blocks_by_hand)
{
    const double value[] = {1, 2, 2, 3, 4, 5, 6, 7};
    const float y[] = {0, 1, 0, 0, 0, 1, 1, 1};
    ptb_isotonic_block *blocks = NULL;
    size_t n = 0;
    ASSERT_OK(ptb_isotonic_fit(value, y, NULL, 8, &blocks, &n, &err));
    ck_assert_uint_eq(n, 3);
    ASSERT_CLOSE(blocks[0].wins / blocks[0].all, 0, 0, 0);
    ASSERT_CLOSE(blocks[1].wins / blocks[1].all, 0.25, 0, 0);
    ASSERT_CLOSE(blocks[1].first, 2, 0, 0);
    ASSERT_CLOSE(blocks[1].last, 4, 0, 0);
    ASSERT_CLOSE(blocks[1].mean, 2.75, 1e-15, 0);
    ASSERT_CLOSE(blocks[2].wins, 3, 0, 0);
    ASSERT_CLOSE(ptb_isotonic_logit(&blocks[2]), log(3.5 / 0.5), 1e-15, 0);
    /* 0 of 1 reads 0.25 with the half cases, 1 of 4 reads 0.3. */
    ck_assert_uint_eq(ptb_isotonic_smooth(blocks, n, 256), 3);
    ck_assert_uint_eq(ptb_isotonic_smooth(blocks, 3, 2), 2);
    ASSERT_CLOSE(blocks[0].all, 5, 0, 0);
    ASSERT_CLOSE(blocks[1].all, 3, 0, 0);
    free(blocks);
    /* 4 of 5 above 1 of 1, which reads 0.75 only: one block. */
    const double other[] = {1, 2, 3, 4, 5, 6};
    const float lone[] = {0, 1, 1, 1, 1, 1};
    ASSERT_OK(ptb_isotonic_fit(other, lone, (const double[]){10, 10, 1, 1, 1, 1}, 6, &blocks, &n, &err));
    ck_assert_uint_eq(n, 2);
    free(blocks);
    ptb_isotonic_block two[] = {{1, 2, 1.5, 9, 10}, {3, 3, 3, 1, 1}};
    ck_assert_uint_eq(ptb_isotonic_smooth(two, 2, 256), 1);
    ASSERT_CLOSE(two[0].mean, (15 + 3) / 11.0, 1e-15, 0);
    ASSERT_CLOSE(two[0].last, 3, 0, 0);
}
END_TEST

/* Weighted wins and cases from one margin to another. */
static void count(const sample *s, double first, double last, double *wins, double *all)
{
    *wins = *all = 0;
    for (size_t i = 0; i < CASES; i++) {
        if (s->margin[i] < first || s->margin[i] > last) continue;
        *all += s->weight[i];
        *wins += s->y[i] > 0.5F ? s->weight[i] : 0;
    }
}

/* A block is the mean of its cases, and each of its first parts has a win rate of at least that mean. */
static void check_block(const sample *s, const ptb_isotonic_block *block)
{
    double wins, all, rate = block->wins / block->all;
    count(s, block->first, block->last, &wins, &all);
    ASSERT_CLOSE(wins, block->wins, 1e-10, 0);
    ASSERT_CLOSE(all, block->all, 1e-10, 0);
    for (int k = 0; k <= lround(8 * (block->last - block->first)); k++) {
        count(s, block->first, block->first + k / 8.0, &wins, &all);
        ck_assert(wins / all >= rate - 1e-12);
    }
}

/* The definition: of all rising sequences none has a smaller weighted square. */
START_TEST(test_isotonic_is_optimal)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        sample s = sample_of(seed, seed % 2 ? straight : capped);
        ptb_isotonic_block *blocks = NULL;
        size_t n = 0;
        double all = 0, seen = 0;
        ASSERT_OK(ptb_isotonic_fit(s.margin, s.y, s.weight, CASES, &blocks, &n, &err));
        for (size_t b = 0; b < n; b++) {
            check_block(&s, &blocks[b]);
            seen += blocks[b].all;
            if (b == 0) continue;
            ck_assert(blocks[b].first > blocks[b - 1].last);
            ck_assert(blocks[b].wins / blocks[b].all > blocks[b - 1].wins / blocks[b - 1].all);
        }
        for (size_t i = 0; i < CASES; i++)
            all += s.weight[i];
        ASSERT_CLOSE(seen, all, 1e-9, 0);
        free(blocks);
    }
}
END_TEST

/* A perfect staircase has more blocks than a file may: the closest are pooled. */
START_TEST(test_knots_are_bounded)
{
    enum { STEPS = 400, EACH = 400 };
    double *margin = calloc((size_t)STEPS * EACH, sizeof *margin);
    float *y = calloc((size_t)STEPS * EACH, sizeof *y);
    ck_assert(margin != NULL && y != NULL);
    for (size_t i = 0; i < (size_t)STEPS * EACH; i++) {
        size_t step = i / EACH;
        margin[i] = (double)step;
        y[i] = i % EACH < step ? 1 : 0;
    }
    ptb_calibration c;
    ASSERT_OK(ptb_calibration_fit(PTB_CALIBRATION_ISOTONIC, margin, y, NULL, (size_t)STEPS * EACH, &c, &err));
    ck_assert_uint_eq(c.n_knots, PTB_CALIBRATION_KNOTS);
    check_never_falls(&c);
    for (int i = 20; i < 380; i++)
        ASSERT_CLOSE(ptb_sigmoid(ptb_calibration_logit(&c, i)), i / 400.0, 0.004, 0);
    free(margin);
    free(y);
}
END_TEST

/* Beta holds Platt, and bends where the truth does. */
START_TEST(test_beta_bends)
{
    enum { MANY = 40000 };
    double *margin = calloc(MANY, sizeof *margin);
    float *y = calloc(MANY, sizeof *y);
    ck_assert(margin != NULL && y != NULL);
    const ptb_beta truth = {0.4, 1.7, -0.3};
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(8, "test calibration", 1, &rng, &err));
    for (size_t i = 0; i < MANY; i++) {
        margin[i] = 2 * ptb_rng_normal(rng);
        y[i] = ptb_rng_uniform(rng) < ptb_sigmoid(ptb_beta_logit(&truth, margin[i])) ? 1 : 0;
    }
    ptb_rng_free(rng);
    ptb_beta found;
    ASSERT_OK(ptb_beta_fit(margin, y, NULL, MANY, &found, &err));
    ASSERT_CLOSE(found.low, truth.low, 0.06, 0);
    ASSERT_CLOSE(found.high, truth.high, 0.06, 0);
    ASSERT_CLOSE(found.shift, truth.shift, 0.06, 0);
    ptb_beta line = {0.7, 0.7, 0.2};
    for (int m = -30; m <= 30; m += 5)
        ASSERT_CLOSE(ptb_beta_logit(&line, m), 0.7 * m + 0.2, 1e-12, 0);
    ASSERT_FAILS(ptb_beta_fit(margin, y, (const double[]){1, 0}, 2, &found, &err), PTB_E_DATA, "weight 0");
    free(margin);
    free(y);
}
END_TEST

static ptb_status parse(const char *text, ptb_calibration *out)
{
    ptb_json_doc *doc = NULL;
    ASSERT_OK(ptb_json_parse(text, strlen(text), "c.json", &doc, &err));
    ptb_status status = ptb_calibration_parse(doc, ptb_json_root(doc), out, &err);
    ptb_json_free(doc);
    return status;
}

START_TEST(test_written_and_read_is_the_same)
{
    sample s = sample_of(2, capped);
    for (ptb_calibration_kind kind = 0; kind < PTB_CALIBRATION_KINDS; kind++) {
        ptb_calibration c, back;
        ptb_text text = {0};
        ptb_json_writer writer = {.text = &text};
        ASSERT_OK(ptb_calibration_fit(kind, s.margin, s.y, NULL, CASES, &c, &err));
        ptb_calibration_write(&writer, NULL, &c);
        ASSERT_OK(ptb_text_check(&text, &err));
        ASSERT_OK(parse(text.bytes, &back));
        ck_assert(c.kind == back.kind && c.n_knots == back.n_knots);
        ASSERT_CLOSE(back.a, c.a, 0, 0);
        for (int i = -80; i <= 80; i++)
            ASSERT_CLOSE(ptb_calibration_logit(&back, i / 8.0), ptb_calibration_logit(&c, i / 8.0), 0, 0);
        ptb_text_free(&text);
    }
}
END_TEST

static void refuse(const char *text, const char *words)
{
    ptb_calibration c;
    ASSERT_FAILS(parse(text, &c), PTB_E_SCHEMA, words);
}

START_TEST(test_refusals)
{
    ptb_calibration c;
    ASSERT_OK(parse("{\"a\": 0.5, \"b\": -1}", &c)); /* as files were before there were kinds */
    ck_assert(c.kind == PTB_CALIBRATION_PLATT);
    ASSERT_CLOSE(ptb_calibration_logit(&c, 4), 1, 0, 0);
    refuse("{\"kind\": \"auto\", \"a\": 1, \"b\": 0}", "$.kind: 'auto'; want none, platt");
    refuse("{\"kind\": 3, \"a\": 1, \"b\": 0}", "$.kind");
    refuse("{\"kind\": \"platt\", \"a\": -1, \"b\": 0}", "$.a: -1; want 0 or more");
    refuse("{\"kind\": \"platt\", \"a\": 1}", "key \"b\" is missing");
    refuse("{\"kind\": \"platt\", \"a\": 1, \"b\": 0, \"low\": 1}", "low");
    refuse("{\"kind\": \"beta\", \"a\": 1, \"b\": 0, \"low\": 1, \"high\": 1}", "key \"shift\"");
    refuse("{\"kind\": \"beta\", \"a\": 1, \"b\": 0, \"low\": 1, \"high\": -1, \"shift\": 0}", "$.high");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [1, 2]}", "key \"log_odds\"");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [1, 2], \"log_odds\": [0]}",
           "1 numbers; want 2");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [1, 1], \"log_odds\": [0, 1]}",
           "$.margins[1]");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [1, 2], \"log_odds\": [1, 0]}",
           "$.log_odds[1]");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [1, \"2\"], \"log_odds\": [1, 2]}",
           "$.margins[1]");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [1, 1e200], \"log_odds\": [1, 2]}",
           "$.margins[1]");
    refuse("{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"margins\": [], \"log_odds\": []}", "0 numbers");
    ptb_text text = {0};
    ptb_text_add(&text, "{\"kind\": \"isotonic\", \"a\": 1, \"b\": 0, \"log_odds\": [0], \"margins\": [0");
    for (int i = 1; i <= PTB_CALIBRATION_KNOTS; i++)
        ptb_text_printf(&text, ", %d", i);
    ptb_text_add(&text, "]}");
    refuse(text.bytes, "257 numbers; want 1 to 256");
    ptb_text_free(&text);
}
END_TEST

TEST_MAIN("calibration", test_every_kind_never_falls, test_wrong_way_is_the_base_rate,
          test_order_of_cases_does_not_matter, test_blocks_by_hand, test_isotonic_is_optimal,
          test_knots_are_bounded, test_beta_bends, test_written_and_read_is_the_same, test_refusals)
