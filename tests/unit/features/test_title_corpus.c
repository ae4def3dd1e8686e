/* tests/unit/features/test_title_corpus.c: the titles of tests/corpus/titles.csv and titles_blind.csv get the labels that a person
 * gave them. Who wrote and labelled titles_blind.csv had not seen the parser, and nobody has made it fit them since: keep it so.
 *
 * Prints every miss, and where the bar is missed how often each label was taken for which other. */
#include "datasets/csv_reader.h"
#include "features/title.h"
#include "tests/support/test_main.h"

/* The first rows were written before the tables of words and read while those were made; the others afterwards. */
enum { N_TUNED = 375, N_LABELS = PTB_N_DEPARTMENTS };

typedef struct {
    size_t n, right_seniority, right_department;
} tally;

typedef const char *label_name(int label);

static const char *seniority_name(int label)
{
    return ptb_seniority_name((ptb_seniority)label);
}

static const char *department_name(int label)
{
    return ptb_department_name((ptb_department)label);
}

typedef struct {
    unsigned counts[N_LABELS][N_LABELS]; /* wanted, got */
} confusion;

static int label_of(ptb_str text, int n_labels, label_name *name)
{
    for (int i = 0; i < n_labels; i++)
        if (ptb_str_equal_text(text, name(i))) return i;
    ck_abort_msg("'%.*s' is no label", (int)text.len, text.ptr);
    return 0;
}

static void print_confusion(const confusion *of, int n_labels, label_name *name)
{
    for (int want = 0; want < n_labels; want++)
        for (int got = 0; got < n_labels; got++)
            if (want != got && of->counts[want][got] > 0)
                printf("  %s taken for %s: %u\n", name(want), name(got), of->counts[want][got]);
}

static void judge(const ptb_titles *titles, const ptb_csv_row *row, tally *of, confusion both[2])
{
    ptb_title got = ptb_title_parse(titles, row->cells[0]);
    int seniority = label_of(row->cells[1], PTB_N_SENIORITIES, seniority_name);
    int department = label_of(row->cells[2], PTB_N_DEPARTMENTS, department_name);
    of->n++;
    of->right_seniority += (int)got.seniority == seniority;
    of->right_department += (int)got.department == department;
    both[0].counts[seniority][got.seniority]++;
    both[1].counts[department][got.department]++;
    if ((int)got.seniority != seniority || (int)got.department != department)
        printf("missed: '%.*s' is %s, %s; got %s, %s\n", (int)row->cells[0].len, row->cells[0].ptr,
               seniority_name(seniority), department_name(department), seniority_name((int)got.seniority),
               department_name((int)got.department));
}

static void print_tally(const char *words, const tally *of)
{
    printf("%s: %zu titles, seniority %.1f %%, department %.1f %%\n", words, of->n,
           100.0 * (double)of->right_seniority / (double)of->n,
           100.0 * (double)of->right_department / (double)of->n);
}

/* The share that has to be right. */
typedef struct {
    double seniority, department;
} bars;

static bool is_above(const tally *of, bars least)
{
    return (double)of->right_seniority >= least.seniority * (double)of->n &&
           (double)of->right_department >= least.department * (double)of->n;
}

/* Rows before `first_other` to halves[0], the others to halves[1]. */
static void read_corpus(const char *name, size_t first_other, tally halves[2], confusion both[2])
{
    char path[1024];
    ptb_error err;
    ptb_titles *titles = NULL;
    ptb_csv *csv = NULL;
    ptb_csv_row row;
    bool is_row = true;
    const char *folder = getenv("PTB_TEST_SOURCE_DIR"); // NOLINT(concurrency-mt-unsafe)
    (void)snprintf(path, sizeof path, "%s/../../corpus/%s", folder, name);
    ASSERT_OK(ptb_titles_new(&titles, &err));
    ASSERT_OK(ptb_csv_open(path, &csv, &err));
    for (size_t i = 0;; i++) {
        ASSERT_OK(ptb_csv_next(csv, &row, &is_row, &err));
        if (!is_row) break;
        ck_assert_msg(!row.is_ragged, "line %u is ragged", (unsigned)row.line);
        judge(titles, &row, &halves[i >= first_other], both);
    }
    ptb_csv_close(csv);
    ptb_titles_free(titles);
}

static void require(bool is_good, const confusion both[2])
{
    if (is_good) return;
    print_confusion(&both[0], PTB_N_SENIORITIES, seniority_name);
    print_confusion(&both[1], PTB_N_DEPARTMENTS, department_name);
    ck_abort_msg("too few of the corpus are right; the misses are listed above");
}

START_TEST(titles_of_the_corpus)
{
    static const bars least = {0.97, 0.97};
    static confusion both[2];
    tally halves[2] = {{0}};
    read_corpus("titles.csv", N_TUNED, halves, both);
    ck_assert_uint_eq(halves[0].n, N_TUNED);
    ck_assert_uint_gt(halves[1].n, 200);
    print_tally("seen while the tables were made", &halves[0]);
    print_tally("written afterwards", &halves[1]);
    require(is_above(&halves[0], least) && is_above(&halves[1], least), both);
}
END_TEST

START_TEST(titles_of_somebody_else)
{
    static const bars least = {0.95, 0.90};
    static confusion both[2];
    tally halves[2] = {{0}};
    read_corpus("titles_blind.csv", 0, halves, both);
    ck_assert_uint_eq(halves[1].n, 100);
    print_tally("written by somebody who had not seen the parser", &halves[1]);
    require(is_above(&halves[1], least), both);
}
END_TEST

TEST_MAIN("title_corpus", titles_of_the_corpus, titles_of_somebody_else)
