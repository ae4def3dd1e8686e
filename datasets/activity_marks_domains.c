/* datasets/activity_marks_domains.c: the domains of contacts: of all of them for sweeps, of some for the summary. */
#include <stdlib.h>
#include <string.h>

#include "datasets/activity_marks_parts.h"
#include "datasets/base/memory.h"

enum { DOMAIN_SEED = 7, CANCEL_CONTACTS = 1 << 16 };

ptb_status ptb_marks_domains_new(ptb_dictionary **out, ptb_error *err)
{
    return ptb_dictionary_new(DOMAIN_SEED, out, err);
}

/* ---- of a contact ---- */

/* The answers to what was asked before, by the text from the @ on: nearly every colleague writes the same. */
typedef struct {
    const ptb_activity_marks *marks;
    ptb_dictionary *asked;
    uint32_t *answer; /* by code of what was asked */
    size_t capacity;
} domain_finder;

static void free_finder(domain_finder *f)
{
    ptb_dictionary_free(f->asked);
    free(f->answer);
}

/* `text` is an address's end with its @, or a web address. */
static ptb_status ask(domain_finder *f, ptb_str text, uint32_t *domain, ptb_error *err)
{
    uint32_t code = 0;
    char name[PTB_DOMAIN_BYTES], address[PTB_DOMAIN_BYTES];
    size_t n_before = ptb_dictionary_count(f->asked);
    bool is_there = false;
    *domain = PTB_NONE;
    if (text.len == 0) return PTB_OK;
    PTB_TRY(ptb_dictionary_add(f->asked, text, &code, err));
    if (code < n_before) {
        *domain = f->answer[code];
        return PTB_OK;
    }
    PTB_TRY(ptb_reserve(&f->answer, &f->capacity, (size_t)code + 1, sizeof *f->answer, err));
    if (text.ptr[0] != '@') {
        is_there = ptb_domain_of_web(f->marks->suffixes, text, name);
    } else if (text.len + 1 < sizeof address) {
        address[0] = 'x';
        memcpy(address + 1, text.ptr, text.len);
        is_there = ptb_domain_of_email(f->marks->suffixes, (ptb_str){address, text.len + 1}, name);
    }
    if (is_there) PTB_TRY(ptb_dictionary_add(f->marks->domains, ptb_str_of(name), domain, err));
    f->answer[code] = *domain;
    return PTB_OK;
}

/* The contact's e-mail address from its @ on, or nothing. */
static ptb_str email_end(const ptb_mark_owners *owners, size_t contact)
{
    if (!owners->email.at) return (ptb_str){"", 0};
    ptb_str email = ptb_str_trim(owners->email.at(owners->email.context, contact));
    const char *at = email.len > 0 ? memchr(email.ptr, '@', email.len) : NULL;
    return at ? (ptb_str){at, (size_t)(email.ptr + email.len - at)} : (ptb_str){"", 0};
}

static ptb_str web_address(const ptb_mark_owners *owners, size_t contact)
{
    if (!owners->web.at) return (ptb_str){"", 0};
    return ptb_str_trim(owners->web.at(owners->web.context, contact));
}

static ptb_status find_domain(domain_finder *f, size_t contact, uint32_t *domain, ptb_error *err)
{
    const ptb_mark_owners *owners = &f->marks->owners;
    PTB_TRY(ask(f, email_end(owners, contact), domain, err));
    return *domain != PTB_NONE ? PTB_OK : ask(f, web_address(owners, contact), domain, err);
}

ptb_status ptb_marks_find_domains(const ptb_context *context, ptb_activity_marks *marks, ptb_error *err)
{
    ptb_status status = PTB_OK;
    domain_finder f = {.marks = marks};
    PTB_TRY_TO(ptb_dictionary_new(DOMAIN_SEED, &f.asked, err));
    PTB_TRY_TO(ptb_alloc(&marks->domain, marks->n_contacts, sizeof *marks->domain, err));
    for (size_t i = 0; i < marks->n_contacts; i++) {
        if (i % CANCEL_CONTACTS == 0) PTB_TRY_TO(ptb_check_cancel(context, err));
        PTB_TRY_TO(find_domain(&f, i, &marks->domain[i], err));
    }
done:
    free_finder(&f);
    return status;
}

/* ---- the summary ---- */

/* Bits by the hash of the first labels of some domains: a text without any of these labels has none of the domains. */
typedef struct {
    uint64_t *bits;
    size_t n_bits; /* a power of two */
} label_filter;

/* Of ASCII letters in any case. */
static inline uint64_t hash_on(uint64_t hash, char c)
{
    return (hash ^ ((unsigned char)c | 0x20U)) * UINT64_C(0x100000001B3);
}

static inline bool is_label_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c >= 'A' && c <= 'Z');
}

/* The hash of the label that begins at *i; *i moves to its end. */
static inline uint64_t hash_label(ptb_str text, size_t *i)
{
    uint64_t hash = DOMAIN_SEED;
    for (; *i < text.len && is_label_byte(text.ptr[*i]); ++*i)
        hash = hash_on(hash, text.ptr[*i]);
    return hash ^ hash >> 32;
}

/* True where it can't be ruled out: letters beyond ASCII become other ones. */
static bool may_name(const label_filter *filter, ptb_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80) return true;
        if (!is_label_byte(text.ptr[i])) continue;
        size_t bit = (size_t)hash_label(text, &i) & (filter->n_bits - 1);
        if (filter->bits[bit / 64] >> bit % 64 & 1) return true;
        i--; /* what ended the label may be more than an end */
    }
    return false;
}

static ptb_status make_filter(const ptb_dictionary *domains, size_t n, label_filter *out, ptb_error *err)
{
    for (out->n_bits = 1024; out->n_bits < 32 * n;)
        out->n_bits *= 2;
    PTB_TRY(ptb_alloc(&out->bits, out->n_bits / 64, sizeof *out->bits, err));
    for (uint32_t i = 0; i < n; i++) {
        size_t at = 0, bit = (size_t)hash_label(ptb_dictionary_key(domains, i), &at) & (out->n_bits - 1);
        out->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return PTB_OK;
}

/* What is summed by domain; the first n domains are those of contacts with marked events. */
typedef struct {
    domain_finder finder;
    label_filter filter;
    ptb_bot_domain *all;
    size_t n, capacity;
} domain_sums;

static ptb_status add_contact(domain_sums *s, size_t c, ptb_error *err)
{
    const ptb_activity_marks *marks = s->finder.marks;
    uint32_t domain = PTB_NONE;
    if (marks->domain)
        domain = marks->domain[c];
    else
        PTB_TRY(find_domain(&s->finder, c, &domain, err));
    if (domain == PTB_NONE || (marks->n_marked[c] == 0 && domain >= s->n)) return PTB_OK;
    PTB_TRY(ptb_reserve(&s->all, &s->capacity, (size_t)domain + 1, sizeof *s->all, err));
    for (; s->n <= domain; s->n++)
        s->all[s->n] = (ptb_bot_domain){.domain = ptb_dictionary_key(marks->domains, (uint32_t)s->n)};
    s->all[domain].events += marks->n_events[c];
    s->all[domain].marked += marks->n_marked[c];
    return PTB_OK;
}

/* Only domains with marked events count: of the other contacts those are looked up whose texts may name one of them. */
static ptb_status add_contacts(domain_sums *s, ptb_error *err)
{
    const ptb_activity_marks *marks = s->finder.marks;
    for (size_t c = 0; c < marks->n_contacts; c++)
        if (marks->n_marked[c] > 0) PTB_TRY(add_contact(s, c, err));
    if (s->n == 0) return PTB_OK;
    PTB_TRY(make_filter(marks->domains, s->n, &s->filter, err));
    for (size_t c = 0; c < marks->n_contacts; c++) {
        if (marks->n_marked[c] > 0 || marks->n_events[c] == 0) continue;
        if (may_name(&s->filter, email_end(&marks->owners, c)) ||
            may_name(&s->filter, web_address(&marks->owners, c)))
            PTB_TRY(add_contact(s, c, err));
    }
    return PTB_OK;
}

ptb_status ptb_marks_sum_domains(const ptb_activity_marks *marks, uint64_t least_events, size_t n_top,
                                 ptb_mark_summary *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    domain_sums s = {.finder = {.marks = marks}};
    PTB_TRY_TO(ptb_dictionary_new(DOMAIN_SEED, &s.finder.asked, err));
    PTB_TRY_TO(add_contacts(&s, err));
    for (size_t i = 0; i < s.n; i++) /* the texts may have moved */
        s.all[i].domain = ptb_dictionary_key(marks->domains, (uint32_t)i);
    out->n_top = ptb_bot_summary(s.all, s.n, least_events, out->top, n_top);
done:
    free(s.all);
    free(s.filter.bits);
    free_finder(&s.finder);
    return status;
}
