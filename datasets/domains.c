/* datasets/domains.c: registrable domains by libpsl's built-in list of public suffixes. */
#include "datasets/domains.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/punycode.h"

enum { MOST_HOST_BYTES = 253, MOST_TEXT_BYTES = 1024, MOST_LOCAL_BYTES = 64 };

struct ptb_domains {
    const psl_ctx_t *list; /* static in libpsl */
};

ptb_status ptb_domains_new(ptb_domains **out, ptb_error *err)
{
    *out = NULL;
    const psl_ctx_t *list = psl_builtin();
    if (!list)
        return ptb_fail(err, PTB_E_INTERNAL,
                        "libpsl %s has no public suffix list built in; expected one, as in Debian's libpsl5",
                        psl_get_version());
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    (*out)->list = list;
    return PTB_OK;
}

void ptb_domains_free(ptb_domains *domains)
{
    free(domains);
}

ptb_domains_source ptb_domains_source_of(const ptb_domains *domains)
{
    return (ptb_domains_source){psl_get_version(), psl_builtin_sha1sum(), (ptb_time)psl_builtin_file_time(),
                                psl_suffix_count(domains->list)};
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_ascii(ptb_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80) return false;
    return true;
}

static bool is_good_label(ptb_str label)
{
    if (label.len == 0 || label.len > PTB_LABEL_BYTES) return false;
    if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-') return false;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
    }
    return true;
}

/* What is before the first dot; *rest is what is after it, or has no ptr. */
static ptb_str cut_label(ptb_str host, ptb_str *rest)
{
    const char *dot = memchr(host.ptr, '.', host.len);
    *rest = (ptb_str){NULL, 0};
    if (!dot) return host;
    ptb_str label = {host.ptr, (size_t)(dot - host.ptr)};
    *rest = (ptb_str){dot + 1, host.len - label.len - 1};
    return label;
}

/* The host's labels are what the DNS may have, and the last is no number, as it would be in an IP address. */
static bool is_good_host(ptb_str host)
{
    ptb_str label, rest = host;
    do {
        label = cut_label(rest, &rest);
        if (!is_good_label(label)) return false;
    } while (rest.ptr);
    return label.len >= 2 && is_letter(label.ptr[0]);
}

static bool copy_lower(ptb_str host, char out[PTB_DOMAIN_BYTES])
{
    if (host.len > MOST_HOST_BYTES) return false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    out[host.len] = 0;
    return true;
}

/* Label by label: as it is, or encoded. */
static bool encode_labels(ptb_str host, char out[PTB_DOMAIN_BYTES])
{
    size_t n = 0;
    for (ptb_str rest = host; rest.ptr;) {
        char encoded[PTB_LABEL_BYTES];
        ptb_str label = cut_label(rest, &rest);
        if (!is_ascii(label)) label = (ptb_str){encoded, ptb_punycode_label(label, encoded)};
        if (label.len == 0 || n + label.len + 1 > MOST_HOST_BYTES + 1) return false;
        memcpy(out + n, label.ptr, label.len);
        n += label.len;
        out[n++] = '.';
    }
    out[n - 1] = 0;
    return true;
}

static bool map_beyond_ascii(ptb_str host, char out[PTB_DOMAIN_BYTES])
{
    char text[MOST_TEXT_BYTES + 1], *lower = NULL;
    if (host.len > MOST_TEXT_BYTES) return false;
    if (ptb_utf8_valid_prefix(host.ptr, host.len) != host.len) return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = 0;
    if (psl_str_to_utf8lower(text, "utf-8", NULL, &lower) != PSL_SUCCESS) return false;
    bool is_mapped = encode_labels(ptb_str_of(lower), out);
    psl_free_string(lower);
    return is_mapped;
}

static bool reduce(const ptb_domains *domains, ptb_str host, char out[PTB_DOMAIN_BYTES])
{
    if (host.len > 0 && host.ptr[host.len - 1] == '.') host.len--;
    if (host.len == 0 || memchr(host.ptr, 0, host.len)) return false;
    if (is_ascii(host) ? !copy_lower(host, out) : !map_beyond_ascii(host, out)) return false;
    if (!is_good_host(ptb_str_of(out))) return false;
    const char *domain = psl_registrable_domain(domains->list, out);
    if (!domain || strchr(domain, '_')) return false;
    memmove(out, domain, strlen(domain) + 1);
    return true;
}

static bool domain_of_host(const ptb_domains *domains, ptb_str host, char out[PTB_DOMAIN_BYTES])
{
    bool has_domain = reduce(domains, host, out);
    if (!has_domain) out[0] = 0;
    return has_domain;
}

static bool is_plain_local_part(ptb_str local)
{
    if (local.len == 0 || local.len > MOST_LOCAL_BYTES) return false;
    for (size_t i = 0; i < local.len; i++) {
        unsigned char c = (unsigned char)local.ptr[i];
        if (c <= ' ' || c == 0x7f || strchr("()<>[],;:\\\"@", c)) return false;
    }
    return true;
}

bool ptb_domain_of_email(const ptb_domains *domains, ptb_str email, char out[PTB_DOMAIN_BYTES])
{
    out[0] = 0;
    email = ptb_str_trim(email);
    const char *at = email.len > 0 ? memchr(email.ptr, '@', email.len) : NULL;
    if (!at) return false;
    ptb_str local = {email.ptr, (size_t)(at - email.ptr)};
    ptb_str host = {at + 1, email.len - local.len - 1};
    return is_plain_local_part(local) && domain_of_host(domains, host, out);
}

/* Without "https://" or "//". */
static ptb_str without_scheme(ptb_str text)
{
    size_t i = 0;
    while (i < text.len && text.ptr[i] != '/' && text.ptr[i] != '.' && text.ptr[i] != '@')
        i++;
    bool has_scheme = text.len - i >= 2 && memcmp(text.ptr + i, "//", 2) == 0 &&
                      (i == 0 || (i > 1 && text.ptr[i - 1] == ':'));
    if (!has_scheme) return text;
    return (ptb_str){text.ptr + i + 2, text.len - i - 2};
}

static ptb_str before_any(ptb_str text, const char *ends)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != 0 && strchr(ends, text.ptr[i])) text.len = i;
    return text;
}

static ptb_str without_user(ptb_str authority)
{
    for (size_t i = authority.len; i > 0; i--)
        if (authority.ptr[i - 1] == '@') return (ptb_str){authority.ptr + i, authority.len - i};
    return authority;
}

static ptb_str without_port(ptb_str authority)
{
    size_t i = authority.len;
    while (i > 0 && is_digit(authority.ptr[i - 1]))
        i--;
    if (i > 0 && authority.ptr[i - 1] == ':') authority.len = i - 1;
    return authority;
}

bool ptb_domain_of_web(const ptb_domains *domains, ptb_str text, char out[PTB_DOMAIN_BYTES])
{
    out[0] = 0;
    text = ptb_str_trim(text);
    if (text.len == 0) return false;
    ptb_str authority = before_any(without_scheme(text), "/?#\\");
    return domain_of_host(domains, without_port(without_user(authority)), out);
}
