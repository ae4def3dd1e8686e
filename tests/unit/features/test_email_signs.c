/* tests/unit/features/test_email_signs.c: whose an address is; letters typed at random against names; spam in short texts; any bytes. */
#include "datasets/base/rng.h"
#include "features/email_signs.h"
#include "tests/support/test_main.h"

static ptb_domains *open_domains(void)
{
    ptb_error err;
    ptb_domains *domains = NULL;
    ASSERT_OK(ptb_domains_new(&domains, &err));
    return domains;
}

/* ---- addresses ---- */

enum { MALFORMED = 1, FREE = 2, DISPOSABLE = 4, ROLE = 8, MATCHES = 16 };

static int flags_of(const ptb_email_signs *signs)
{
    return signs->is_malformed * MALFORMED + signs->is_free * FREE + signs->is_disposable * DISPOSABLE +
           signs->is_role * ROLE + signs->matches_account * MATCHES;
}

START_TEST(whose_an_address_is)
{
    static const struct {
        const char *email, *account;
        int want;
    } table[] = {
        {"jane.smith@acme.com", "acme.com", MATCHES},
        {" Jane.Smith@Mail.ACME.co.uk ", "https://www.acme.co.uk/about", MATCHES},
        {"jane@acme.com", "acme.de", 0},
        {"jane@acme.com", "", 0},
        {"jane@acme.com", "n/a", 0},
        {"jane@gmail.com", "gmail.com", FREE | MATCHES},
        {"jane@mailinator.com", "", FREE | DISPOSABLE},
        {"jane@x.yopmail.com", "", FREE | DISPOSABLE},
        {"jane@wegwerfmail.de", "", DISPOSABLE},
        {"info@acme.com", "", ROLE},
        {"Info.Berlin@acme.de", "acme.de", ROLE | MATCHES},
        {"no-reply@acme.com", "", ROLE},
        {"sales2@acme.com", "", ROLE},
        {"einkauf@acme.de", "", ROLE},
        {"vertrieb-süd@acme.de", "", ROLE},
        {"geschäftsleitung@acme.de", "", ROLE},
        {"service.client@acme.fr", "", ROLE},
        {"achats@acme.fr", "", ROLE},
        {"compras@acme.es", "", ROLE},
        {"vendas@acme.com.br", "", ROLE},
        {"inkoop@acme.nl", "", ROLE},
        {"acquisti@acme.it", "", ROLE},
        {"contact+web@acme.com", "", ROLE},
        {"pr.smith@acme.com", "", 0},
        {"infomann@acme.com", "", 0},
        {"42@acme.com", "", 0},
        {"", "acme.com", MALFORMED},
        {"n/a", "", MALFORMED},
        {"jane@", "", MALFORMED},
        {"jane@acme", "", MALFORMED},
        {"jane smith@acme.com", "", MALFORMED},
        {"jane@acme.com, joe@acme.com", "", MALFORMED},
        {".jane@acme.com", "", MALFORMED},
        {"jane.@acme.com", "", MALFORMED},
        {"jane..smith@acme.com", "acme.com", MALFORMED},
    };
    ptb_domains *domains = open_domains();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        ptb_email_signs signs =
            ptb_email_signs_of(domains, ptb_str_of(table[i].email), ptb_str_of(table[i].account));
        ck_assert_msg(flags_of(&signs) == table[i].want, "'%s' gave %d, want %d", table[i].email,
                      flags_of(&signs), table[i].want);
        if (signs.is_malformed || signs.is_role) ck_assert_msg(!(signs.gibberish > 0), "%s", table[i].email);
    }
    ptb_domains_free(domains);
}
END_TEST

START_TEST(gibberish_of_an_address_is_its_local_parts)
{
    ptb_domains *domains = open_domains();
    ptb_str none = {NULL, 0};
    ptb_email_signs random = ptb_email_signs_of(domains, ptb_str_of("sdfkjhg@acme.com"), none);
    ptb_email_signs person = ptb_email_signs_of(domains, ptb_str_of("j.schroeder85@xkcdqz.com"), none);
    ck_assert_double_gt(random.gibberish, 0.9);
    ck_assert_double_lt(person.gibberish, 0.1);
    ptb_domains_free(domains);
}
END_TEST

typedef const char *table_at(size_t i);

static void assert_sorted(size_t n, table_at *at)
{
    for (size_t i = 1; i < n; i++)
        ck_assert_msg(strcmp(at(i - 1), at(i)) < 0, "'%s' is not before '%s'", at(i - 1), at(i));
}

START_TEST(tables_are_as_the_search_needs_them)
{
    ptb_domains *domains = open_domains();
    char domain[PTB_DOMAIN_BYTES];
    ck_assert_uint_ge(ptb_disposable_domain_count(), 150);
    assert_sorted(ptb_disposable_domain_count(), ptb_disposable_domain_at);
    assert_sorted(ptb_role_address_count(), ptb_role_address_at);
    for (size_t i = 0; i < ptb_disposable_domain_count(); i++) {
        const char *at = ptb_disposable_domain_at(i);
        bool has_domain = ptb_domain_of_web(domains, ptb_str_of(at), domain);
        ck_assert_msg(has_domain && strcmp(domain, at) == 0, "'%s' is not registrable", at);
        ck_assert(ptb_domain_is_disposable(ptb_str_of(at)));
    }
    for (size_t i = 0; i < ptb_role_address_count(); i++)
        for (const char *c = ptb_role_address_at(i); *c != 0; c++)
            ck_assert_msg(*c >= 'a' && *c <= 'z', "'%s' is not folded", ptb_role_address_at(i));
    ck_assert(!ptb_domain_is_disposable(ptb_str_of("acme.com")));
    ck_assert(!ptb_domain_is_disposable(ptb_str_of("")));
    ptb_domains_free(domains);
}
END_TEST

/* ---- gibberish ---- */

/* Given and family names of the seven languages; none of them was counted for the table of letter pairs. */
static const char names[] =
    "abigail afonso agathe aguilar agustin alistair amaral amato amparo annegret annelies antonella "
    "araujo arias arnaud arnold aubry bailey baptiste barbier barros basile bastos batista battaglia "
    "beatrice bell bellini bennett benoit bergmann bernardi besson bethany beverley bijl blanchard bosman "
    "bourgeois bradley brandt brito brooks brun busch caballero cabrera caleb calvo cameron campos "
    "carmona carrasco cattaneo cavalcanti cedric charlotte charpentier claudio clemence clive cole "
    "concepcion connor cooper coppens corentin cox crespo cristiane cruickshank damico debora declercq "
    "delaunay deschamps detlef dietrich diez dombrowski dominik donati duarte dufour duncan dylan ebert "
    "edeltraud edoardo eichhorn ekkehard ellis emanuele emilio emmanuel encarnacion engel esperanza "
    "esteban ethan ettore evert everton ewout fabian fabrice fabrizio faria farina figueiredo filipa "
    "filippo fisher fitzgerald florence ford foster friederike fuentes gaetan gaillard gallego gatti "
    "gavin geertruida genevieve gennaro gerritsen ghislaine gianluca gibson gijs gilles gillian giraud "
    "giuliani gonzalo gottfried grabowski graf graham gray graziella griffin guerra guilherme guillermo "
    "guimaraes haas hamilton harold harriet harrison harry hartmut hayes hayley heather hector helene "
    "hendrika henning hermans herrera hidalgo hildebrandt hildegard hofstra holger horn howard hubert "
    "hugh hylke ignacio ilaria ilse imogen inmaculada isaac jacqueline jasmin joachim joaquin jolanda "
    "joly jordan jorrit josiane jurriaan karsten kerstin kirchhoff kooistra koopman kowalski kuhn "
    "kuijpers lacroix leblanc leclerc leite lennart leonardo liam liesbeth liselotte logan loredana "
    "lorena lorraine luciana macdonald madalena maes magalhaes marcel marchand margarida margherita "
    "mariangela marlies marloes marta mason massimo matheus matthijs maurizio medeiros megan meunier "
    "mieke milagros miranda mireille molenaar montanari monteiro montero monti morgan moritz moura murphy "
    "myers nathan neri neves nicola nienke nieuwenhuis nigel noah noel oceane odile olaf oliver "
    "oosterhout oppermann orlando ornella oscar pacheco palumbo pascual patrizia pellegrini pena "
    "petronella pfeifer pfeiffer picard piras pohl powell price queiroz raffaele raimundo ramiro raphael "
    "renard renata reyes reynolds riccardo richardson riedel riva riviere roos rosangela rosario ross "
    "roswitha ruediger ruggiero ruijter russell rutger salvador sampaio sanders sanna santiago sauer "
    "scholten schreiber schumacher sebastiao seidel serena siegfried silvestri simao sjoerd sluis solange "
    "soledad sonia sorrentino soto spencer stein steinbach stephane stijn strauss sullivan svenja swart "
    "tanja tatiana tavares tavora terpstra testa thiago thibault timmermans tjeerd tommaso tracey trevor "
    "vandenberghe vargas vasco vasconcelos vasseur vega velasco veldhuis verbeek veronica victoria vidal "
    "vinicius voigt volker wallace waltraud ward watson wegner west whitworth willemijn woods xavier "
    "yannick yolanda yves ziegler zijlstra ";
enum { N_NAMES = 376, N_MASHED = 2000, MOST_MASHED = 12 };

/* As people drum on a keyboard: letters of the middle row, any letters, or to and fro along a row. */
static size_t mash(ptb_rng *rng, char out[MOST_MASHED])
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    static const char middle[] = "asdfghjklasdfghjklasdfghjklqwertyuiopzxcvbnm",
                      steps[] = {1, 1, 1, -1, -2, 2};
    size_t n = 5 + ptb_rng_below(rng, 8);
    uint64_t way = ptb_rng_below(rng, 10);
    const char *row = rows[ptb_rng_below(rng, 3)];
    int last = (int)strlen(row) - 1, at = (int)ptb_rng_below(rng, strlen(row));
    for (size_t i = 0; i < n; i++) {
        at += steps[ptb_rng_below(rng, sizeof steps)];
        at = at < 0 ? 0 : at > last ? last : at;
        if (way < 4)
            out[i] = middle[ptb_rng_below(rng, sizeof middle - 1)];
        else
            out[i] = way < 7 ? (char)('a' + ptb_rng_below(rng, 26)) : row[at];
    }
    return n;
}

static size_t name_scores(double scores[N_NAMES])
{
    size_t n = 0;
    for (const char *name = names; *name != 0 && n < N_NAMES;) {
        size_t len = strcspn(name, " ");
        scores[n++] = ptb_gibberish((ptb_str){name, len});
        name += len + 1;
    }
    return n;
}

START_TEST(random_letters_are_told_from_names)
{
    double scores[N_NAMES], above = 0;
    size_t caught = 0, wronged = 0, n_long = 0;
    ptb_rng *rng = NULL;
    ptb_error err;
    ASSERT_OK(ptb_rng_new(3, "mash", 0, &rng, &err));
    ck_assert_uint_eq(name_scores(scores), N_NAMES);
    for (size_t i = 0; i < N_MASHED; i++) {
        char text[MOST_MASHED];
        double score = ptb_gibberish((ptb_str){text, mash(rng, text)});
        caught += score >= 0.5;
        for (size_t k = 0; k < N_NAMES; k++)
            above += score > scores[k] ? 1 : score < scores[k] ? 0 : 0.5;
    }
    for (size_t k = 0; k < N_NAMES; k++) {
        wronged += scores[k] >= 0.5;
        n_long += scores[k] > 0;
    }
    double auc = above / N_MASHED / N_NAMES;
    printf("gibberish: AUC %.4f; caught %.1f %%, names taken for it %.1f %%\n", auc,
           100.0 * (double)caught / N_MASHED, 100.0 * (double)wronged / N_NAMES);
    ck_assert_uint_gt(n_long, N_NAMES / 2);
    ck_assert_double_ge(auc, 0.95);
    ck_assert_double_ge((double)caught / N_MASHED, 0.8);
    ck_assert_double_le((double)wronged / N_NAMES, 0.02);
    ptb_rng_free(rng);
}
END_TEST

START_TEST(what_makes_gibberish)
{
    static const struct {
        const char *text;
        bool want;
    } table[] = {
        {"asdfasdf", true},      {"nchtschst", true},
        {"kl4ar7ni", true},      {"qwerty", true},
        {"hjkhkjh", true},       {"xcvbnm", true},
        {"a8f3k2z", true},       {"Jane Smith", false},
        {"Ng", false},           {"Strž", false},
        {"Müller", false},       {"Björn Ångström", false},
        {"michael1985", false},  {"", false},
        {"12345678", false},     {"Иван", false},
        {"李小龍", false},       {"Schwarzkopf", false},
        {"Wordsworth", false},   {"sdf jkl qwx zxc", true},
        {"van den Berg", false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        ck_assert_msg(ptb_is_gibberish(ptb_str_of(table[i].text)) == table[i].want, "'%s': %.3f",
                      table[i].text, ptb_gibberish(ptb_str_of(table[i].text)));
}
END_TEST

START_TEST(signs_of_spam)
{
    static const struct {
        const char *text;
        unsigned want;
    } table[] = {
        {"Jane Smith", 0},
        {"", 0},
        {"Anna-Lena Müller, Dr. rer. nat.", 0},
        {"Иван Петров (Ivan Petrov)", 0},
        {"0000 1111", 0},
        {"Ludwig VIII", 0},
        {"Hannah", 0},
        {"St.Compton", 0},
        {"www.", 0},
        {"https://spam.example/x", PTB_SPAM_URL},
        {"WWW.CASINO.RU", PTB_SPAM_URL},
        {"visit cheap-pills.com now", PTB_SPAM_URL},
        {"t.me/x", PTB_SPAM_URL},
        {"Jаne", PTB_SPAM_SCRIPTS}, /* a Cyrillic letter */
        {"Αnna", PTB_SPAM_SCRIPTS}, /* a Greek one */
        {"aaaaah", PTB_SPAM_REPEATED},
        {"AaAa", PTB_SPAM_REPEATED},
        {"hello!!!!", PTB_SPAM_REPEATED},
        {"hahahaha", PTB_SPAM_REPEATED},
        {"Јohn http://x.ru zzzz", PTB_SPAM_URL | PTB_SPAM_SCRIPTS | PTB_SPAM_REPEATED},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        unsigned got = ptb_spam_signs(ptb_str_of(table[i].text));
        ck_assert_msg(got == table[i].want, "'%s' gave %u, want %u", table[i].text, got, table[i].want);
    }
}
END_TEST

/* ---- laws ---- */

enum { N_RANDOM = 20000, MOST_BYTES = 200 };

static size_t random_text(ptb_rng *rng, char text[MOST_BYTES])
{
    static const char *const pieces[] = {"@",    ".", "acme.com", "info", "ü",         "ж",  "Ã",  "Ã¼",
                                         "www.", "x", "-",        "99",   "gmail.com", "..", "sdf"};
    size_t n = 0, want = ptb_rng_below(rng, 12);
    for (size_t i = 0; i < want; i++) {
        const char *piece = pieces[ptb_rng_below(rng, sizeof pieces / sizeof pieces[0])];
        if (ptb_rng_below(rng, 3) == 0) {
            text[n++] = (char)ptb_rng_below(rng, 256);
            continue;
        }
        for (size_t k = 0; piece[k] != 0; k++)
            text[n++] = piece[k];
    }
    return n;
}

/* Of their own, so that reading beyond them shows. */
static char *copy_of(const char *bytes, size_t n, bool is_upper)
{
    char *copy = malloc(n > 0 ? n : 1);
    ck_assert_ptr_nonnull(copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = (char)(is_upper && bytes[i] >= 'a' && bytes[i] <= 'z' ? bytes[i] - 'a' + 'A' : bytes[i]);
    return copy;
}

START_TEST(any_bytes_have_an_answer_that_case_does_not_change)
{
    ptb_domains *domains = open_domains();
    ptb_error err;
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(8, "addresses", 0, &rng, &err));
    for (int round = 0; round < N_RANDOM; round++) {
        char text[MOST_BYTES];
        size_t n = random_text(rng, text);
        char *lower = copy_of(text, n, false), *upper = copy_of(text, n, true);
        ptb_str a = {lower, n}, b = {upper, n};
        double score = ptb_gibberish(a), other = ptb_gibberish(b);
        ptb_email_signs signs_a = ptb_email_signs_of(domains, a, a),
                        signs_b = ptb_email_signs_of(domains, b, a);
        ck_assert_msg(score >= 0 && score <= 1, "'%.*s': %g", (int)n, text, score);
        ck_assert_msg(!(score < other) && !(score > other), "case matters: '%.*s'", (int)n, text);
        ck_assert_msg(flags_of(&signs_a) == flags_of(&signs_b), "case matters: '%.*s'", (int)n, text);
        ck_assert_msg(ptb_spam_signs(a) == ptb_spam_signs(b), "case matters: '%.*s'", (int)n, text);
        free(lower);
        free(upper);
    }
    ptb_rng_free(rng);
    ptb_domains_free(domains);
}
END_TEST

TEST_MAIN("email_signs", whose_an_address_is, gibberish_of_an_address_is_its_local_parts,
          tables_are_as_the_search_needs_them, random_letters_are_told_from_names, what_makes_gibberish,
          signs_of_spam, any_bytes_have_an_answer_that_case_does_not_change)
