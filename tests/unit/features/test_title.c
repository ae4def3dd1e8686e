/* tests/unit/features/test_title.c: job titles: words of each language and kind, gendered forms, phrases, compounds, typing errors; any bytes. */
#include "datasets/base/rng.h"
#include "features/title.h"
#include "features/title_inside.h"
#include "tests/support/test_main.h"

static ptb_titles *open_titles(void)
{
    ptb_error err;
    ptb_titles *titles = NULL;
    ASSERT_OK(ptb_titles_new(&titles, &err));
    return titles;
}

typedef struct {
    const char *title, *seniority, *department;
} expectation;

static void assert_titles(const expectation *table, size_t n)
{
    ptb_titles *titles = open_titles();
    for (size_t i = 0; i < n; i++) {
        ptb_title got = ptb_title_parse(titles, ptb_str_of(table[i].title));
        const char *seniority = ptb_seniority_name(got.seniority);
        const char *department = ptb_department_name(got.department);
        ck_assert_msg(strcmp(seniority, table[i].seniority) == 0 &&
                          strcmp(department, table[i].department) == 0,
                      "'%s' gave %s, %s; want %s, %s", table[i].title, seniority, department,
                      table[i].seniority, table[i].department);
        ck_assert_int_eq(got.buying_role, ptb_buying_role_of(got.seniority, got.department));
    }
    ptb_titles_free(titles);
}
#define ASSERT_TITLES(table) assert_titles(table, sizeof(table) / sizeof(table)[0])

START_TEST(one_word_of_each_table)
{
    static const expectation table[] = {
        {"CEO", "c_level", "general"},
        {"Buyer", "staff", "purchasing"},
        {"Geschäftsführer", "c_level", "general"},
        {"Acheteur", "staff", "purchasing"},
        {"Dueño", "owner", "general"},
        {"Sócio-gerente", "owner", "general"},
        {"Amministratore delegato", "c_level", "general"},
        {"Zaakvoerder", "c_level", "general"},
        {"Vertriebsleiter", "director", "sales"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(spelling_does_not_matter)
{
    static const expectation table[] = {
        {"  GESCHÄFTSFÜHRER  ", "c_level", "general"},
        {"Geschaeftsfuehrerin", "c_level", "general"},
        {"Gescha\xcc\x88"
         "ftsfu\xcc\x88hrer",
         "c_level", "general"},                      /* decomposed */
        {"GeschÃ¤ftsfÃ¼hrer", "c_level", "general"}, /* encoded twice */
        {"C.E.O.", "c_level", "general"},
        {"R & D Manager", "manager", "engineering"},
        {"Leiter*in Einkauf", "director", "purchasing"},
        {"Leiter:in Einkauf", "director", "purchasing"},
        {"Leiter/-in Einkauf (m/w/d)", "director", "purchasing"},
        {"LeiterIn Einkauf", "director", "purchasing"},
        {"Acheteur·euse", "staff", "purchasing"},
        {"Directeur/trice commercial(e)", "director", "sales"},
        {"Conducteur/trice de travaux", "manager", "engineering"},
        {"Assistant(e) de direction", "staff", "admin"},
        {"Chef(fe) de produit H/F", "manager", "product"},
        {"Diretor(a) de Compras", "director", "purchasing"},
        {"Purchasing Manager, MBA", "manager", "purchasing"},
        {"Ingeniera de ventas", "staff", "sales"},
        {"Direttrice vendite", "director", "sales"},
        {"Socias", "owner", "general"},
        {"Medici", "staff", "science"},
        {"Leiterinnen Einkauf", "director", "purchasing"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(typing_errors)
{
    static const expectation table[] = {
        {"Procurment Manager", "manager", "purchasing"},   /* a letter too few */
        {"Procurrement Manager", "manager", "purchasing"}, /* one too many */
        {"Procuremant Manager", "manager", "purchasing"},  /* another one */
        {"Procuremetn Manager", "manager", "purchasing"},  /* exchanged */
        {"Legel Manager", "manager", "other"},             /* short words are not guessed at */
        {"Qrocurement Manager", "manager", "other"},       /* nor is the first letter */
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(two_roles)
{
    static const expectation table[] = {
        {"Founder & CTO", "owner", "engineering"},
        {"Prokurist / Leiter Vertrieb", "director", "sales"},
        {"CEO and Head of Sales", "c_level", "general"},
        {"Office Manager & Assistant to the CEO", "manager", "admin"},
        {"Sales Manager / Student", "manager", "sales"},
        {"Student / Sales Manager", "manager", "sales"},
        {"Trainee Sales & Marketing Manager", "trainee", "sales"},
        {"Inhaber, Maler", "owner", "general"},
        {"Partner - Tax", "owner", "finance"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(areas_beside_roles)
{
    static const expectation table[] = {
        {"IT Sales Director", "director", "sales"},
        {"Head of Sales and Marketing", "director", "sales"},
        {"Sales, Marketing and Logistics Manager", "manager", "sales"},
        {"Vertriebs- und Marketingleiter", "director", "sales"},
        {"Purchasing & Logistics Manager", "manager", "purchasing"},
        {"Director of Operations and Logistics", "director", "operations"},
        {"Manager, Human Resources", "manager", "hr"},
        {"Geschäftsführer Vertrieb", "c_level", "sales"},
        {"Geschäftsführer Technik", "c_level", "engineering"},
        {"Purchasing Director at Legal & General", "director", "purchasing"},
        {"Director, General Services", "director", "admin"},
        {"Director", "director", "general"},
        {"Manager", "manager", "other"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(somebody_elses_level)
{
    static const expectation table[] = {
        {"Assistant to the CEO", "staff", "admin"},
        {"CEO Assistant", "staff", "admin"},
        {"Assistentin der Geschäftsleitung", "staff", "admin"},
        {"Assistenz der Vertriebsleitung", "staff", "admin"},
        {"Vorstandsassistentin", "staff", "admin"},
        {"Advisor to the Board", "staff", "other"},
        {"Referent der Geschäftsführung", "senior", "other"},
        {"Marketing Assistant", "staff", "marketing"},
        {"Assistant Manager", "manager", "other"},
        {"Assistant Store Manager", "manager", "sales"},
        {"Deputy Director of Finance", "director", "finance"},
        {"stv. Geschäftsführer", "c_level", "general"},
        {"Interim CFO", "c_level", "finance"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(words_that_depend_on_others)
{
    static const expectation table[] = {
        {"Chief Sustainability & Compliance Officer", "c_level", "operations"},
        {"Chief Logistics and Purchasing Officer", "c_level", "logistics"},
        {"Compliance Officer", "staff", "legal"},
        {"Partner", "owner", "general"},
        {"Partner Marketing Manager", "manager", "marketing"},
        {"HR Business Partner", "staff", "hr"},
        {"HR Partner", "staff", "hr"},
        {"Product Owner", "staff", "product"},
        {"Associate Director", "director", "general"},
        {"Associate Buyer", "junior", "purchasing"},
        {"Staff Engineer", "senior", "engineering"},
        {"Kitchen Staff", "staff", "operations"},
        {"Direction Marketing", "director", "marketing"},
        {"Assistante Direction", "staff", "admin"},
        {"AD", "c_level", "general"},
        {"Direktor a.D.", "none", "other"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(grades)
{
    static const expectation table[] = {
        {"Junior Key Account Manager", "junior", "sales"},
        {"Junior Director", "director", "general"},
        {"Senior Manager", "manager", "other"},
        {"Senior Assistant", "staff", "admin"},
        {"Trainee Manager", "trainee", "other"},
        {"Praktikantin der Geschäftsführung", "trainee", "other"},
        {"Director of Student Affairs", "director", "science"},
        {"Head of the Apprentices", "director", "general"},
        {"International Buyer", "staff", "purchasing"},
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(nobody)
{
    static const expectation table[] = {
        {"", "none", "other"},
        {"n/a", "none", "other"},
        {"12345", "none", "other"},
        {"???", "none", "other"},
        {"sdfkjhg", "none", "other"},
        {"Dr.", "none", "other"},
        {"Former CEO & Founder", "none", "other"},
        {"Former CEO, now Consultant", "staff", "other"},
        {"Ex-Director", "none", "other"},
        {"Retired Teacher", "none", "other"},
        {"Glasbläser", "staff", "other"}, /* somebody's work, though it stands in no table */
    };
    ASSERT_TITLES(table);
}
END_TEST

START_TEST(buying_roles_are_the_headers_table)
{
    static const char *const want[PTB_N_SENIORITIES][2] = {
        [PTB_SENIORITY_NONE] = {"none", "none"},
        [PTB_SENIORITY_TRAINEE] = {"none", "none"},
        [PTB_SENIORITY_JUNIOR] = {"user", "gatekeeper"},
        [PTB_SENIORITY_STAFF] = {"user", "gatekeeper"},
        [PTB_SENIORITY_SENIOR] = {"influencer", "gatekeeper"},
        [PTB_SENIORITY_MANAGER] = {"influencer", "gatekeeper"},
        [PTB_SENIORITY_DIRECTOR] = {"decision_maker", "gatekeeper"},
        [PTB_SENIORITY_VP] = {"decision_maker", "gatekeeper"},
        [PTB_SENIORITY_C_LEVEL] = {"decision_maker", "decision_maker"},
        [PTB_SENIORITY_OWNER] = {"decision_maker", "decision_maker"},
    };
    for (int s = 0; s < PTB_N_SENIORITIES; s++) {
        for (int d = 0; d < PTB_N_DEPARTMENTS; d++) {
            bool is_guard =
                d == PTB_DEPARTMENT_PURCHASING || d == PTB_DEPARTMENT_LEGAL || d == PTB_DEPARTMENT_ADMIN;
            ptb_buying_role role = ptb_buying_role_of((ptb_seniority)s, (ptb_department)d);
            ck_assert_str_eq(ptb_buying_role_name(role), want[s][is_guard]);
        }
    }
}
END_TEST

START_TEST(names_differ)
{
    for (int a = 0; a < PTB_N_DEPARTMENTS; a++)
        for (int b = 0; b < a; b++)
            ck_assert_str_ne(ptb_department_name((ptb_department)a), ptb_department_name((ptb_department)b));
    ck_assert_str_eq(ptb_department_name(PTB_DEPARTMENT_ADMIN), "admin");
    ck_assert_str_eq(ptb_seniority_name(PTB_SENIORITY_OWNER), "owner");
}
END_TEST

START_TEST(a_word_with_two_meanings_is_refused)
{
    static const ptb_title_line lines[] = {{PTB_JOB(SALES, PLAIN), "baker|seller"},
                                           {PTB_JOB(OPERATIONS, PLAIN), "miller|Baker"}};
    static const ptb_title_line empty[] = {{PTB_JOB(SALES, PLAIN), "seller|--"}};
    ptb_title_table twice = {lines, 2}, none = {empty, 1};
    ptb_lexicon *lexicon = NULL;
    ptb_error err;
    ASSERT_FAILS(ptb_lexicon_new(&twice, 1, &lexicon, &err), PTB_E_INTERNAL,
                 "'Baker' stands there with two meanings");
    ck_assert_ptr_null(lexicon);
    ASSERT_FAILS(ptb_lexicon_new(&none, 1, &lexicon, &err), PTB_E_INTERNAL, "'--' has no letters");
    ptb_lexicon_free(NULL);
    ptb_titles_free(NULL);
}
END_TEST

/* ---- laws ---- */

enum { N_RANDOM = 20000, MOST_BYTES = 400 };

static const char *const pieces[] = {
    "Leiter",  "Head of", "CEO", "Sales", "&",       "/",      ",",     "und", "Assistant",
    "to the",  "Jr.",     "VP",  "é",     "(m/w/d)", "former", "Chief", "-",   "officer",
    "Partner", "\xff",    "IT",  "Ü",     "*in",     "a.D.",   " ",     "R&D", "staff",
    "at",      "Student", "x",   "1",     "связь",   "\n",     "Ã",     "Ã¼",  "director"};

static size_t put(char *to, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = text[i];
    return n;
}

/* Words of the tables, bytes of all kinds. */
static size_t random_title(ptb_rng *rng, char text[MOST_BYTES])
{
    size_t n = 0, want = ptb_rng_below(rng, 14);
    for (size_t i = 0; i < want; i++) {
        const char *piece = pieces[ptb_rng_below(rng, sizeof pieces / sizeof pieces[0])];
        if (ptb_rng_below(rng, 3) == 0) {
            text[n++] = (char)ptb_rng_below(rng, 256);
            continue;
        }
        n += put(text + n, piece, strlen(piece));
        if (ptb_rng_below(rng, 4) > 0) text[n++] = ' ';
    }
    return n;
}

static ptb_title parse_copy(const ptb_titles *titles, const char *bytes, size_t n)
{
    char *copy = malloc(n + 1); /* of its own: reading beyond it shows */
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, n);
    copy = realloc(copy, n > 0 ? n : 1);
    ck_assert_ptr_nonnull(copy);
    ptb_title title = ptb_title_parse(titles, (ptb_str){copy, n});
    free(copy);
    return title;
}

static bool is_same(ptb_title a, ptb_title b)
{
    return a.seniority == b.seniority && a.department == b.department && a.buying_role == b.buying_role;
}

START_TEST(any_bytes_have_an_answer_that_case_and_blanks_do_not_change)
{
    ptb_titles *titles = open_titles();
    ptb_error err;
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(7, "titles", 0, &rng, &err));
    for (int round = 0; round < N_RANDOM; round++) {
        char text[MOST_BYTES], upper[MOST_BYTES], wide[MOST_BYTES + 8];
        size_t n = random_title(rng, text);
        for (size_t i = 0; i < n; i++)
            upper[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
        put(wide, " \t\r\n", 4);
        memcpy(wide + 4, text, n);
        put(wide + 4 + n, "  \n ", 4);
        ptb_title title = parse_copy(titles, text, n);
        ck_assert_int_lt(title.seniority, PTB_N_SENIORITIES);
        ck_assert_int_lt(title.department, PTB_N_DEPARTMENTS);
        ck_assert_msg(is_same(title, parse_copy(titles, upper, n)), "case matters: '%.*s'", (int)n, text);
        ck_assert_msg(is_same(title, parse_copy(titles, wide, n + 8)), "blanks matter: '%.*s'", (int)n, text);
    }
    ptb_rng_free(rng);
    ptb_titles_free(titles);
}
END_TEST

START_TEST(long_titles)
{
    enum { LONG = 100000 };
    ptb_titles *titles = open_titles();
    char *text = malloc(LONG);
    ck_assert_ptr_nonnull(text);
    static const char *const fillers[] = {"a ", "é", "ß", "& ", "\xc3", "Leiter ", "x.", "m/", "ij"};
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
        size_t n = strlen(fillers[i]);
        for (size_t at = 0; at + n <= LONG; at += n)
            put(text + at, fillers[i], n);
        (void)parse_copy(titles, text, LONG - LONG % n);
    }
    memset(text, ' ', LONG);
    put(text + LONG - 3, "CEO", 3);
    ck_assert_int_eq(ptb_title_parse(titles, (ptb_str){text, LONG}).seniority, PTB_SENIORITY_C_LEVEL);
    free(text);
    ptb_titles_free(titles);
}
END_TEST

TEST_MAIN("title", one_word_of_each_table, spelling_does_not_matter, typing_errors, two_roles,
          areas_beside_roles, somebody_elses_level, words_that_depend_on_others, grades, nobody,
          buying_roles_are_the_headers_table, names_differ, a_word_with_two_meanings_is_refused,
          any_bytes_have_an_answer_that_case_and_blanks_do_not_change, long_titles)
