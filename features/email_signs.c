/* features/email_signs.c: whose an address is: free, throw-away, a role's, the account's own; malformed ones. */
#include "features/email_signs.h"

#include <string.h>

#include "features/latin.h"

enum { MOST_LOCAL_BYTES = 64 };

bool ptb_domain_is_disposable(ptb_str domain)
{
    return ptb_str_is_listed(domain, ptb_disposable_domain_count(), ptb_disposable_domain_at);
}

/* The umlaut as two letters, as addresses have it. */
static size_t fold_letter(uint32_t code, char out[2])
{
    static const uint32_t umlauts[] = {0xe4, 0xc4, 0xf6, 0xd6, 0xfc, 0xdc};
    size_t n = ptb_latin_fold(code, out);
    for (size_t i = 0; i < sizeof umlauts / sizeof umlauts[0]; i++) {
        if (code != umlauts[i]) continue;
        out[1] = 'e';
        n = 2;
    }
    return n;
}

/* "Vertrieb-Süd.2" as letters; *first is how many of them are before the first separator. */
static size_t letters_of(ptb_str local, char letters[2 * MOST_LOCAL_BYTES], size_t *first)
{
    ptb_latin_rest rest = {local.ptr, local.ptr + local.len};
    size_t n = 0;
    *first = 0;
    while (rest.at < rest.end) {
        char folded[2];
        size_t n_folded = fold_letter(ptb_latin_next(&rest), folded);
        for (size_t i = 0; i < n_folded; i++) {
            bool is_letter = folded[i] >= 'a' && folded[i] <= 'z';
            if (is_letter) letters[n++] = folded[i];
            if (!is_letter && *first == 0) *first = n;
        }
    }
    if (*first == 0) *first = n;
    return n;
}

static bool is_role(ptb_str local)
{
    enum { SHORTEST_FIRST = 3 }; /* "pr.smith" may be Peter Roy Smith */
    char letters[2 * MOST_LOCAL_BYTES];
    size_t first, n = letters_of(local, letters, &first);
    if (n == 0) return false;
    return ptb_str_is_listed((ptb_str){letters, n}, ptb_role_address_count(), ptb_role_address_at) ||
           (first >= SHORTEST_FIRST &&
            ptb_str_is_listed((ptb_str){letters, first}, ptb_role_address_count(), ptb_role_address_at));
}

/* Dots at an end, or two in a row. */
static bool has_bad_dots(ptb_str local)
{
    for (size_t i = 0; i < local.len; i++) {
        bool is_at_end = i == 0 || i + 1 == local.len;
        if (local.ptr[i] == '.' && (is_at_end || local.ptr[i + 1] == '.')) return true;
    }
    return false;
}

ptb_email_signs ptb_email_signs_and_domain(const ptb_domains *domains, ptb_str email, ptb_str account_domain,
                                           char domain[PTB_DOMAIN_BYTES])
{
    char account[PTB_DOMAIN_BYTES];
    ptb_email_signs signs = {.is_malformed = true};
    if (!ptb_domain_of_email(domains, email, domain)) return signs;
    email = ptb_str_trim(email);
    const char *at = memchr(email.ptr, '@', email.len);
    ptb_str local = {email.ptr, (size_t)(at - email.ptr)};
    if (has_bad_dots(local)) {
        domain[0] = 0;
        return signs;
    }
    signs.is_malformed = false;
    signs.is_free = ptb_domain_is_free(ptb_str_of(domain));
    signs.is_disposable = ptb_domain_is_disposable(ptb_str_of(domain));
    signs.is_role = is_role(local);
    signs.matches_account =
        ptb_domain_of_web(domains, account_domain, account) && strcmp(account, domain) == 0;
    signs.gibberish = signs.is_role ? 0 : ptb_gibberish(local);
    return signs;
}

ptb_email_signs ptb_email_signs_of(const ptb_domains *domains, ptb_str email, ptb_str account_domain)
{
    char domain[PTB_DOMAIN_BYTES];
    return ptb_email_signs_and_domain(domains, email, account_domain, domain);
}
