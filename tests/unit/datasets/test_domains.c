/* tests/unit/datasets/test_domains.c: registrable domains by the public suffix list, free providers, linking contacts to accounts. */
#include "datasets/base/memory.h"
#include "datasets/base/rng.h"
#include "datasets/domains.h"
#include "datasets/history.h"
#include "datasets/punycode.h"
#include "tests/support/test_main.h"

static ptb_domains *open_domains(void)
{
    ptb_error err;
    ptb_domains *domains = NULL;
    ASSERT_OK(ptb_domains_new(&domains, &err));
    return domains;
}

typedef struct {
    const char *text, *want; /* NULL: none */
} expectation;

typedef bool domain_function(const ptb_domains *domains, ptb_str text, char out[PTB_DOMAIN_BYTES]);

static void assert_domains(domain_function *of, const expectation *table, size_t n)
{
    ptb_domains *domains = open_domains();
    for (size_t i = 0; i < n; i++) {
        char got[PTB_DOMAIN_BYTES] = "untouched";
        bool has_domain = of(domains, ptb_str_of(table[i].text), got);
        ck_assert_msg(has_domain == (table[i].want != NULL), "'%s' gave '%s'", table[i].text, got);
        const char *want = table[i].want ? table[i].want : "";
        ck_assert_msg(strcmp(got, want) == 0, "'%s' gave '%s', want '%s'", table[i].text, got, want);
    }
    ptb_domains_free(domains);
}

#define LABEL_63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define LABELS_191 LABEL_63 "." LABEL_63 "." LABEL_63
#define LABEL_57 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcde"
#define HOST_253 LABELS_191 "." LABEL_57 ".com"
#define HOST_254 LABELS_191 ".f" LABEL_57 ".com"

START_TEST(the_list_decides_what_is_registrable)
{
    static const expectation table[] = {
        {"a.b.c.com", "c.com"},
        {"c.com", "c.com"},
        {"com", NULL},
        {"mail.acme.co.uk", "acme.co.uk"},
        {"co.uk", NULL},
        {"a.b.ck", "a.b.ck"},
        {"x.a.b.ck", "a.b.ck"},
        {"b.ck", NULL},
        {"www.ck", "www.ck"},
        {"x.www.ck", "www.ck"},
        {"city.kobe.jp", "city.kobe.jp"},
        {"x.city.kobe.jp", "city.kobe.jp"},
        {"b.c.kobe.jp", "b.c.kobe.jp"},
        {"blogspot.com", NULL},
        {"acme.blogspot.com", "acme.blogspot.com"},
        {"www.foo.github.io", "foo.github.io"},
        {"github.io", NULL},
        {"www.acme.toplevelofthefuture", "acme.toplevelofthefuture"},
        {"localhost", NULL},
    };
    assert_domains(ptb_domain_of_web, table, sizeof table / sizeof table[0]);
}
END_TEST

START_TEST(web_addresses_are_cut_to_their_host)
{
    static const expectation table[] = {
        {"https://www.acme.com/x", "acme.com"},
        {"acme.com", "acme.com"},
        {"WWW.ACME.COM", "acme.com"},
        {"  http://acme.com  ", "acme.com"},
        {"HTTP://ACME.COM:8080?x=http://other.com", "acme.com"},
        {"//acme.com#a@b.com", "acme.com"},
        {"https://jane:pass:2@shop.acme.com:80/", "acme.com"},
        {"https://acme.com@other.com/", "other.com"},
        {"https:\\\\acme.com", NULL},
        {"acme.com\\x", "acme.com"},
        {"acme.com.", "acme.com"},
        {"acme.com//x", "acme.com"},
        {"info@acme.com", "acme.com"},
        {"mailto:info@acme.com", "acme.com"},
        {"my_shop.acme.com", "acme.com"},
        {"my_acme.com", NULL},
        {"acme.com..", NULL},
        {"acme..com", NULL},
        {".acme.com", NULL},
        {"-acme.com", NULL},
        {"acme-.com", NULL},
        {"a-c--me.com", "a-c--me.com"},
        {"acme.com, acme.de", NULL},
        {"acme,com", NULL},
        {"acme%2ecom", NULL},
        {"Acme Inc.", NULL},
        {"n/a", NULL},
        {"N.A.", NULL},
        {"https://", NULL},
        {"://acme.com", NULL},
        {"", NULL},
        {"  ", NULL},
        {"/", NULL},
        {"@", NULL},
        {".", NULL},
        {":80", NULL},
        {HOST_253, LABEL_57 ".com"},
        {HOST_253 ".", LABEL_57 ".com"},
        {HOST_254, NULL},
        {LABEL_63 ".com", LABEL_63 ".com"},
        {LABEL_63 "l.com", NULL},
        {LABEL_63 "l.acme.com", NULL},
    };
    ck_assert_uint_eq(strlen(HOST_253), 253);
    ck_assert_uint_eq(strlen(HOST_254), 254);
    assert_domains(ptb_domain_of_web, table, sizeof table / sizeof table[0]);
}
END_TEST

START_TEST(addresses_are_plain_or_nothing)
{
    static const expectation table[] = {
        {"jane@Mail.Acme.co.uk", "acme.co.uk"},
        {" jane@acme.com.\t", "acme.com"},
        {"JANE.DOE+x@ACME.COM", "acme.com"},
        {"o'brien!#$%&*/=?^_`{|}~-@acme.com", "acme.com"},
        {"j\xc3\xa4ne@acme.com", "acme.com"},
        {"Jane <jane@Mail.Acme.co.uk>", NULL},
        {"<jane@acme.com>", NULL},
        {"\"jane\"@acme.com", NULL},
        {"jane@acme.com;joe@acme.com", NULL},
        {"jane@acme.com@acme.com", NULL},
        {"jane doe@acme.com", NULL},
        {"mailto:jane@acme.com", NULL},
        {"jane@acme.com/x", NULL},
        {"jane@acme.com:25", NULL},
        {"@acme.com", NULL},
        {"jane@", NULL},
        {"jane", NULL},
        {"acme.com", NULL},
        {"jane@com", NULL},
        {"jane@localhost", NULL},
        {"jane@co.uk", NULL},
        {"jane@[192.0.2.1]", NULL},
        {"jane@[IPv6:2001:db8::1]", NULL},
        {"jane@192.0.2.1", NULL},
        {"jane@0xc0.0.2.0x1", NULL},
        {"", NULL},
        {LABEL_63 "l@acme.com", "acme.com"},
        {LABEL_63 "lm@acme.com", NULL},
    };
    assert_domains(ptb_domain_of_email, table, sizeof table / sizeof table[0]);
}
END_TEST

START_TEST(ip_addresses_have_no_domain)
{
    static const expectation table[] = {
        {"http://192.0.2.1/", NULL},      {"192.0.2.1:80", NULL}, {"http://[2001:db8::1]/", NULL},
        {"http://[::1]:80", NULL},        {"2001:db8::1", NULL},  {"0x7f.1", NULL},
        {"\xef\xbc\x91.2.3.4", NULL},     {"3232235777", NULL},   {"1.2.3.4.", NULL},
        {"4.3.2.1.acme.com", "acme.com"}, {"163.com", "163.com"},
    };
    assert_domains(ptb_domain_of_web, table, sizeof table / sizeof table[0]);
}
END_TEST

START_TEST(letters_beyond_ascii_have_one_form)
{
    static const expectation table[] = {
        {"www.m\xc3\xbcller.de", "xn--mller-kva.de"},
        {"M\xc3\x9cLLER.DE", "xn--mller-kva.de"},
        {"mu\xcc\x88ller.de", "xn--mller-kva.de"}, /* u and a combining diaeresis */
        {"XN--MLLER-KVA.de", "xn--mller-kva.de"},
        {"www.\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.\xd1\x80\xd1\x84", "xn--e1afmkfd.xn--p1ai"},
        {"a.b.\xe5\x85\xac\xe5\x8f\xb8.cn", "b.xn--55qx5d.cn"}, /* a suffix of the list */
        {"\xe5\x85\xac\xe5\x8f\xb8.cn", NULL},
        {"a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"},
        {"\xef\xbc\xa1\xef\xbc\xa3\xef\xbc\xad\xef\xbc\xa5.com", "acme.com"}, /* full width */
        {"acme\xe2\x80\xa6"
         "com",
         NULL}, /* an ellipsis is three dots */
        {"acme\xff.com", NULL},
        {"acme.c\xc3", NULL},
        {"\xed\xa0\x80.com", NULL},
        {"acme\xc2\xa0.com", NULL}, /* a blank that does not break */
    };
    assert_domains(ptb_domain_of_web, table, sizeof table / sizeof table[0]);
}
END_TEST

START_TEST(a_byte_of_zero_ends_nothing)
{
    ptb_domains *domains = open_domains();
    char out[PTB_DOMAIN_BYTES];
    ck_assert(!ptb_domain_of_web(domains, (ptb_str){"acme.com\0.de", 12}, out));
    ck_assert(!ptb_domain_of_web(domains, (ptb_str){"m\xc3\xbc.com\0.de", 11}, out));
    ck_assert(!ptb_domain_of_email(domains, (ptb_str){"a\0b@acme.com", 12}, out));
    ck_assert(!ptb_domain_of_email(domains, (ptb_str){NULL, 0}, out));
    ck_assert(!ptb_domain_of_web(domains, (ptb_str){NULL, 0}, out));
    ptb_domains_free(domains);
}
END_TEST

/* The samples of RFC 3492, section 7.1 (lower case), and what does not fit. */
START_TEST(punycode_is_the_rfcs)
{
    static const expectation table[] = {
        {"\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d\xe8\xaf\xb4\xe4\xb8\xad"
         "\xe6\x96"
         "\x87",
         "xn--ihqwcrb4cv8a8dqg056pqjye"},
        {"pro\xc4\x8dprost\xc4\x9bnemluv\xc3\xad\xc4\x8d"
         "esky",
         "xn--proprostnemluvesky-uyb24dma41a"},
        {"3\xe5\xb9\xb4"
         "b\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7\x94\x9f",
         "xn--3b-ww4c5e180e575a65lsy2b"},
        {"\xf0\x9f\x92\xa9", "xn--ls8h"},
    };
    char out[PTB_LABEL_BYTES], many[3 * 64];
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t n = ptb_punycode_label(ptb_str_of(table[i].text), out);
        ck_assert_msg(ptb_str_equal_text((ptb_str){out, n}, table[i].want), "%.*s", (int)n, out);
    }
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (i % 6 < 3 ? "\xe4\xbb\x96" : "\xe9\x87\x91")[i % 3];
    ck_assert_uint_eq(ptb_punycode_label((ptb_str){many, sizeof many}, out), 0);
    ck_assert_uint_eq(ptb_punycode_label((ptb_str){many, sizeof many - 3}, out), 0);
}
END_TEST

START_TEST(random_bytes_do_no_harm)
{
    static const char alphabet[] = "aZ09.@-_:/?#\\[]<> \xc3\xbc\xe4\xbb\x96\xff\x80";
    ptb_domains *domains = open_domains();
    ptb_error err;
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(1, "domains", 0, &rng, &err));
    for (int i = 0; i < 10000; i++) {
        size_t n = ptb_rng_below(rng, i % 10 == 0 ? 2000 : 40);
        char *text = malloc(n + 1),
             out[PTB_DOMAIN_BYTES]; /* of its exact size, so that a sanitizer sees the end */
        ck_assert_ptr_nonnull(text);
        for (size_t j = 0; j < n; j++)
            text[j] =
                i % 2 ? (char)ptb_rng_below(rng, 256) : alphabet[ptb_rng_below(rng, sizeof alphabet - 1)];
        char *exact = n > 0 ? realloc(text, n) : text;
        ptb_str view = {exact, n};
        domain_function *const functions[] = {ptb_domain_of_email, ptb_domain_of_web};
        for (int k = 0; k < 2; k++) {
            bool has_domain = functions[k](domains, view, out);
            ck_assert_int_eq(has_domain, out[0] != 0);
            char again[PTB_DOMAIN_BYTES];
            if (has_domain) ck_assert(ptb_domain_of_web(domains, ptb_str_of(out), again));
            if (has_domain) ck_assert_str_eq(out, again);
        }
        free(exact);
    }
    ptb_rng_free(rng);
    ptb_domains_free(domains);
}
END_TEST

START_TEST(the_list_says_which_it_is)
{
    ptb_domains *domains = open_domains();
    ptb_domains_source source = ptb_domains_source_of(domains);
    ck_assert_uint_gt(strlen(source.library), 0);
    ck_assert_uint_eq(strlen(source.sha1), 40);
    ck_assert_int_gt(source.date, INT64_C(1500000000));
    ck_assert_int_gt(source.n_suffixes, 5000);
    ptb_domains_free(domains);
    ptb_domains_free(NULL);
}
END_TEST

START_TEST(free_domains_are_sorted_and_registrable)
{
    ptb_domains *domains = open_domains();
    size_t n = ptb_free_domain_count();
    ck_assert_uint_ge(n, 400);
    for (size_t i = 0; i < n; i++) {
        const char *domain = ptb_free_domain_at(i);
        char out[PTB_DOMAIN_BYTES];
        if (i > 0) ck_assert_msg(strcmp(ptb_free_domain_at(i - 1), domain) < 0, "%s is out of order", domain);
        ck_assert_msg(ptb_domain_of_web(domains, ptb_str_of(domain), out), "%s is not registrable", domain);
        ck_assert_str_eq(out, domain);
        ck_assert(ptb_domain_is_free(ptb_str_of(domain)));
    }
    ptb_domains_free(domains);
}
END_TEST

START_TEST(free_domains_are_told)
{
    static const char *const are[] = {
        "gmail.com",   "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "yahoo.com",
        "yahoo.co.jp", "gmx.de",         "gmx.net",     "web.de",      "icloud.com",    "mail.ru",
        "qq.com",      "163.com",        "orange.fr",   "libero.it",   "comcast.net",   "aol.com",
        "proton.me",   "naver.com",      "yandex.ru"};
    static const char *const are_not[] = {"",         "acme.com",  "microsoft.com",  "google.com",
                                          "gmail.co", "Gmail.com", "mail.gmail.com", "gmail.comm",
                                          "zzzz.zz",  "0.com"};
    for (size_t i = 0; i < sizeof are / sizeof are[0]; i++)
        ck_assert_msg(ptb_domain_is_free(ptb_str_of(are[i])), "%s", are[i]);
    for (size_t i = 0; i < sizeof are_not / sizeof are_not[0]; i++)
        ck_assert_msg(!ptb_domain_is_free(ptb_str_of(are_not[i])), "%s", are_not[i]);
}
END_TEST

static ptb_str text_at(const void *context, size_t i)
{
    const char *const *texts = context;
    return ptb_str_of(texts[i]);
}

#define N(array) (sizeof(array) / sizeof(array)[0])

START_TEST(contacts_find_the_account_of_their_domain)
{
    static const char *const email[] = {
        "jane@mail.acme.com", "joe@acme.com",   "x@gmail.com", "x@nobody.com", "",
        "no address",         "x@foo.github.io"};
    static const char *const domain[] = {"", "https://www.acme.com/", "gmail.com", "foo.github.io", "n/a"};
    uint32_t account[] = {PTB_NONE, 4, PTB_NONE, PTB_NONE, PTB_NONE, PTB_NONE, PTB_NONE};
    static const uint32_t want[] = {1, 4, PTB_NONE, PTB_NONE, PTB_NONE, PTB_NONE, 3};
    ptb_link_records records = {N(email), N(domain), {text_at, email}, {text_at, domain}, NULL};
    ptb_domains *domains = open_domains();
    ptb_link_counts counts;
    ptb_error err;
    ASSERT_OK(ptb_link_by_domain(domains, &records, account, &counts, &err));
    for (size_t i = 0; i < N(email); i++)
        ck_assert_uint_eq(account[i], want[i]);
    ck_assert_uint_eq(counts.linked, 2);
    ck_assert_uint_eq(counts.free, 1);
    ck_assert_uint_eq(counts.ambiguous, 0);
    ck_assert_uint_eq(counts.unknown, 3);
    records.n_accounts = 0;
    uint32_t nobody[] = {PTB_NONE};
    records.n_contacts = 1;
    ASSERT_OK(ptb_link_by_domain(domains, &records, nobody, &counts, &err));
    ck_assert_uint_eq(counts.unknown, 1);
    ptb_domains_free(domains);
}
END_TEST

/* Whom jane@acme.com belongs to: accounts as "domain parent" pairs. */
static uint32_t owner_of_acme(const char *const *domain, const uint32_t *parent, size_t n)
{
    static const char *const email[] = {"jane@acme.com"};
    uint32_t account[] = {PTB_NONE};
    ptb_link_records records = {1, n, {text_at, email}, {text_at, domain}, parent};
    ptb_domains *domains = open_domains();
    ptb_link_counts counts;
    ptb_error err;
    ASSERT_OK(ptb_link_by_domain(domains, &records, account, &counts, &err));
    ck_assert_uint_eq(counts.ambiguous, account[0] == PTB_NONE);
    ck_assert_uint_eq(counts.linked, account[0] != PTB_NONE);
    ptb_domains_free(domains);
    return account[0];
}

START_TEST(of_a_family_the_top_account_has_the_domain)
{
    const char *const acme[] = {"acme.com", "acme.com", "acme.com"};
    const char *const gap[] = {"acme.com", "other.com", "acme.com"};
    const char *const child[] = {"other.com", "acme.com", "acme.com"};
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){PTB_NONE, 0, 1}, 3), 0);
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){2, 2, PTB_NONE}, 3), 2);
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){1, PTB_NONE, 0}, 3), 1);
    ck_assert_uint_eq(owner_of_acme(gap, (const uint32_t[]){1, 2, PTB_NONE}, 3), 2);
    ck_assert_uint_eq(owner_of_acme(child, (const uint32_t[]){PTB_NONE, 0, 1}, 3), 1);
}
END_TEST

START_TEST(strangers_with_one_domain_are_ambiguous)
{
    const char *const acme[] = {"acme.com", "www.acme.com", "acme.com"};
    const char *const siblings[] = {"other.com", "acme.com", "acme.com"};
    ck_assert_uint_eq(owner_of_acme(acme, NULL, 2), PTB_NONE);
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){PTB_NONE, 0, PTB_NONE}, 3), PTB_NONE);
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){PTB_NONE, PTB_NONE, 1}, 3), PTB_NONE);
    ck_assert_uint_eq(owner_of_acme(siblings, (const uint32_t[]){PTB_NONE, 0, 0}, 3), PTB_NONE);
    /* circles, oneself, and nobody as a parent */
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){1, 0, 0}, 3), PTB_NONE);
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){0, 77}, 2), PTB_NONE);
    ck_assert_uint_eq(owner_of_acme(acme, (const uint32_t[]){0}, 1), 0);
}
END_TEST

static bool is_below(const uint32_t *parent, uint32_t account, uint32_t top)
{
    for (uint32_t at = parent[account]; at != PTB_NONE; at = parent[at])
        if (at == top) return true;
    return false;
}

enum { ACCOUNTS = 8 };

/* The definition, account by account. */
static uint32_t owner_by_definition(const char *const *domain, const uint32_t *parent, size_t n_acme)
{
    for (uint32_t top = 0; top < ACCOUNTS; top++) {
        size_t n_below = 0;
        for (uint32_t i = 0; i < ACCOUNTS; i++)
            n_below += domain[i][0] == 'a' && is_below(parent, i, top);
        if (domain[top][0] == 'a' && n_below + 1 == n_acme) return top;
    }
    return PTB_NONE;
}

/* Over random forests; parents come before or after their children. */
START_TEST(random_forests_agree_with_the_definition)
{
    ptb_error err;
    ptb_rng *rng = NULL;
    ASSERT_OK(ptb_rng_new(2, "forest", 0, &rng, &err));
    for (int round = 0; round < 2000; round++) {
        const char *domain[ACCOUNTS];
        uint32_t parent[ACCOUNTS];
        bool is_turned = round % 2;
        size_t n_acme = 0;
        for (uint32_t i = 0; i < ACCOUNTS; i++) {
            uint32_t at = is_turned ? ACCOUNTS - 1 - i : i;
            uint32_t up = (uint32_t)ptb_rng_below(rng, (uint64_t)i + 1);
            parent[at] = up == i ? PTB_NONE : is_turned ? ACCOUNTS - 1 - up : up;
            bool is_acme = ptb_rng_below(rng, 3) == 0;
            domain[at] = is_acme ? "acme.com" : "other.com";
            n_acme += is_acme;
        }
        if (n_acme == 0) continue;
        ck_assert_uint_eq(owner_of_acme(domain, parent, ACCOUNTS),
                          owner_by_definition(domain, parent, n_acme));
    }
    ptb_rng_free(rng);
}
END_TEST

TEST_MAIN("domains", the_list_decides_what_is_registrable, web_addresses_are_cut_to_their_host,
          addresses_are_plain_or_nothing, ip_addresses_have_no_domain, letters_beyond_ascii_have_one_form,
          a_byte_of_zero_ends_nothing, punycode_is_the_rfcs, random_bytes_do_no_harm,
          the_list_says_which_it_is, free_domains_are_sorted_and_registrable, free_domains_are_told,
          contacts_find_the_account_of_their_domain, of_a_family_the_top_account_has_the_domain,
          strangers_with_one_domain_are_ambiguous, random_forests_agree_with_the_definition)
