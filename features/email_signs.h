/* features/email_signs.h: what an e-mail address and the short texts of a form tell: whose it is, and whether anybody meant it.
 *
 * Plain functions over constant tables; any bytes; any thread. Nothing is allocated, but where a domain has letters
 * beyond ASCII (datasets/domains.h). */
#ifndef PTB_FEATURES_EMAIL_SIGNS_H
#define PTB_FEATURES_EMAIL_SIGNS_H

#include "datasets/domains.h"

typedef struct {
    bool
        is_malformed; /* no plain address with a registrable domain, or dots in the local part where none may be */
    bool is_free;         /* ptb_domain_is_free */
    bool is_disposable;   /* a well-known provider of throw-away addresses */
    bool is_role;         /* info@, sales@, einkauf@, noreply@ */
    bool matches_account; /* the same registrable domain as the account's */
    double gibberish;     /* ptb_gibberish of the local part; 0 for role addresses */
} ptb_email_signs;

/* account_domain: a domain or web address, or empty. An empty address is malformed; of a malformed address nothing else
 * is said (false, 0). Blanks around an address are ignored. */
ptb_email_signs ptb_email_signs_of(const ptb_domains *domains, ptb_str email, ptb_str account_domain);
/* As ptb_email_signs_of; domain: the address's registrable one, "" of a malformed address. */
ptb_email_signs ptb_email_signs_and_domain(const ptb_domains *domains, ptb_str email, ptb_str account_domain,
                                           char domain[PTB_DOMAIN_BYTES]);

/* How likely the letters were typed at random: 0 (a name or word) to 1. From letter pairs of names and words of seven languages,
 * runs of consonants, neighbours on the keyboard, digits between letters. Case and accents do not matter; digits at the end of a word
 * do not. 0 for fewer than 4 letters, and for words with letters of other scripts. */
double ptb_gibberish(ptb_str text);
bool ptb_is_gibberish(ptb_str text); /* ptb_gibberish of 0.5 or more */

/* What the text of a form has that people's names have not; of these, or 0. */
enum {
    PTB_SPAM_URL = 1,      /* http://, www., or a domain with a common ending */
    PTB_SPAM_SCRIPTS = 2,  /* Latin and Cyrillic or Greek letters in one word */
    PTB_SPAM_REPEATED = 4, /* a character four times in a row, or two in turn over eight or more */
};
unsigned ptb_spam_signs(ptb_str text);

/* The tables, in byte order. */
bool ptb_domain_is_disposable(ptb_str domain); /* registrable, lower case */
size_t ptb_disposable_domain_count(void);
const char *ptb_disposable_domain_at(size_t i);
size_t ptb_role_address_count(void);
const char *ptb_role_address_at(size_t i);

#endif
