/* datasets/domains.h: from e-mail and web addresses to registrable domains, and from those to accounts.
 *
 * The registrable domain is what somebody has registered: one label more than the public suffix (acme.co.uk of
 * mail.acme.co.uk). Suffixes come from the public suffix list that is built into libpsl, never from a file that
 * changes with an update of the system: ptb_domains_source says which list it is, for the provenance of what
 * was made with it. Rules:
 *
 *  - both parts of the list count, ICANN's and the private one: foo.github.io is a domain of its own, github.io
 *    and blogspot.com are none. What is hosted below a provider belongs to many owners.
 *  - a top-level domain that the list does not know counts as a suffix (the list's own last rule, `*`), so that a
 *    top-level domain younger than the list works.
 *  - answers are lower-case ASCII; letters beyond ASCII are mapped by NFKC and lower case (libpsl), then encoded
 *    as RFC 3492 has it, so that müller.de and xn--mller-kva.de are one domain. libidn2's further checks (which
 *    code points may stand in a label) are not made: a domain that nobody can register is nobody's domain.
 *  - no domain: IP addresses, an empty label or one of more than 63 bytes, more than 253 bytes in all, other
 *    characters than letters, digits, hyphens (in sub-domains also underscores), invalid UTF-8, a last label
 *    that does not begin with a letter or has one character only ("N.A."), a public suffix itself.
 *
 *   ptb_domains_new -> ptb_domain_of_email, ptb_domain_of_web, ptb_link_by_domain -> ptb_domains_free
 *
 * Immutable, shared between threads without locks. */
#ifndef PTB_DATASETS_DOMAINS_H
#define PTB_DATASETS_DOMAINS_H

#include <stdbool.h>

#include "datasets/base/civil_time.h"
#include "datasets/base/text.h"

enum { PTB_DOMAIN_BYTES = 256 }; /* room for any domain and its end */

typedef struct ptb_domains ptb_domains;

/* E_INTERNAL where libpsl was built without a list. */
PTB_MUST_USE ptb_status ptb_domains_new(ptb_domains **out, ptb_error *err);
void ptb_domains_free(ptb_domains *domains);

/* Which list: for provenance. The texts live as long as the program. */
typedef struct {
    const char *library; /* version of libpsl */
    const char *sha1;    /* of the list's source file */
    ptb_time date;       /* of the list's source file */
    int n_suffixes;
} ptb_domains_source;
ptb_domains_source ptb_domains_source_of(const ptb_domains *domains);

/* The domain of a plain address, "jane@Mail.Acme.co.uk." -> "acme.co.uk"; blanks around it are ignored, one
 * trailing dot too. False, and out is "", for anything else: no address ("Jane <jane@acme.com>", two of them, a
 * quoted local part), an IP literal, no registrable domain. Allocates for letters beyond ASCII only; where that
 * fails there is no domain. */
bool ptb_domain_of_email(const ptb_domains *domains, ptb_str email, char out[PTB_DOMAIN_BYTES]);

/* The domain of a web address or bare domain: "https://jane@www.acme.com:80/x?y", "//acme.com", "WWW.ACME.COM"
 * -> "acme.com". What stands before an @ is left out, so that an e-mail address in such a column also has
 * its domain. Otherwise as above. */
bool ptb_domain_of_web(const ptb_domains *domains, ptb_str text, char out[PTB_DOMAIN_BYTES]);

/* Whether a registrable domain (as above) is a free mail or consumer internet provider's, whose addresses tell
 * nothing about an employer. A table of well-known ones, by exact name. */
bool ptb_domain_is_free(ptb_str domain);
size_t ptb_free_domain_count(void);
const char *ptb_free_domain_at(size_t i); /* in byte order */

/* Texts by position; the view is used before the next call. */
typedef struct {
    ptb_str (*at)(const void *context, size_t i);
    const void *context;
} ptb_texts;

typedef struct {
    size_t n_contacts, n_accounts;
    ptb_texts email;                /* of contacts: raw text, may be empty */
    ptb_texts domain;               /* of accounts: domain or web address, raw text, may be empty */
    const uint32_t *account_parent; /* PTB_NONE without; NULL where no account has one */
} ptb_link_records;

/* Of the contacts that had no account: their sum is the number of these. */
typedef struct {
    uint64_t linked;
    uint64_t free;      /* a free provider's address */
    uint64_t ambiguous; /* several accounts have the domain */
    uint64_t unknown;   /* no usable address, or no account has its domain */
} ptb_link_counts;

/* Gives contacts without account (PTB_NONE in contact_account, n_contacts entries) the account that has the
 * domain of their address. A domain that several accounts have counts only where all but one of them are below
 * that one in the tree of parents, over any number of steps: then it is that one. Accounts in a circle of parents,
 * or with a parent out of range, are below nothing. Free providers link nobody, also where an account has one.
 *
 * The answer depends on neither the order of the contacts nor that of the accounts.
 * Errors   E_NOMEM: contact_account is as it was; E_LIMIT: more than 2^32 - 3 accounts
 * Cost     O(contacts + accounts) time; 16 bytes an account, and its domain's text and about 24 bytes. */
PTB_MUST_USE ptb_status ptb_link_by_domain(const ptb_domains *domains, const ptb_link_records *records,
                                           uint32_t *contact_account, ptb_link_counts *counts,
                                           ptb_error *err);

#endif
