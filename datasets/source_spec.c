/* datasets/source_spec.c: how a source's text is read, checked, and shown without its password. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/source_parts.h"

static const char example[] =
    "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE#TABLE, special characters of user and "
    "password as %XX (# is %23, / is %2F, @ is %40)";

static bool starts_with(ptb_str text, const char *word)
{
    ptb_str head = {text.ptr, strlen(word)};
    return text.len >= head.len && ptb_str_equal_nocase(head, word);
}

static ptb_str from(ptb_str text, size_t i)
{
    ptb_str rest = {text.ptr + i, text.len - i};
    return rest;
}

/* The offset of the first `wanted` in text[i ..), or text.len. */
static size_t find(ptb_str text, size_t i, const char *wanted)
{
    while (i < text.len && strchr(wanted, text.ptr[i]) == NULL)
        i++;
    return i;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- queries and quoted names ---- */

/* Without blanks, comments and opening parentheses before the first word. */
static ptb_str first_word(ptb_str text)
{
    for (;;) {
        text = ptb_str_trim(text);
        size_t skip = 0;
        if (starts_with(text, "(")) skip = 1;
        if (starts_with(text, "--")) skip = find(text, 0, "\n");
        if (starts_with(text, "/*")) {
            skip = 2;
            while (skip < text.len && (text.ptr[skip - 1] != '/' || text.ptr[skip - 2] != '*' || skip < 4))
                skip++;
        }
        if (skip == 0) break;
        text = from(text, skip);
    }
    size_t n = 0;
    while (n < text.len && (is_letter(text.ptr[n]) || is_digit(text.ptr[n]) || text.ptr[n] == '_'))
        n++;
    ptb_str word = {text.ptr, n < text.len ? n : 0}; /* something must follow */
    return word;
}

static bool is_query(ptb_str text)
{
    ptb_str word = first_word(text);
    return ptb_str_equal_nocase(word, "select") || ptb_str_equal_nocase(word, "with") ||
           ptb_str_equal_nocase(word, "values") || ptb_str_equal_nocase(word, "table");
}

bool ptb_source_unquote(ptb_str text, ptb_text *out)
{
    if (text.len < 3 || text.ptr[0] != '"' || text.ptr[text.len - 1] != '"') return false;
    ptb_text_clear(out);
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.ptr[i] == '"' && (i + 2 >= text.len || text.ptr[++i] != '"')) return false;
        ptb_text_append(out, text.ptr + i, 1);
    }
    return true;
}

/* "..." or "..."."...": all of the text. */
static bool is_quoted(ptb_str text)
{
    size_t i = 0, names = 0;
    while (i < text.len && text.ptr[i] == '"') {
        i++;
        while (i < text.len && (text.ptr[i] != '"' || (i + 1 < text.len && text.ptr[i + 1] == '"')))
            i += text.ptr[i] == '"' ? 2 : 1;
        if (i >= text.len) return false;
        i++;
        names++;
        if (i < text.len && text.ptr[i] == '.') i++;
    }
    return names > 0 && i == text.len && text.ptr[i - 1] == '"';
}

/* ---- parts ---- */

static ptb_source_kind kind_of(ptb_str spec)
{
    if (starts_with(spec, "sqlite:")) return PTB_SOURCE_SQLITE;
    if (starts_with(spec, "postgresql:") || starts_with(spec, "postgres:")) return PTB_SOURCE_POSTGRES;
    return PTB_SOURCE_FILE;
}

bool ptb_source_is_database(const char *spec)
{
    return kind_of(ptb_str_of(spec)) != PTB_SOURCE_FILE;
}

void ptb_source_split(const char *spec, ptb_source_parts *out)
{
    ptb_str text = ptb_str_of(spec);
    memset(out, 0, sizeof *out);
    out->kind = kind_of(text);
    out->location = text;
    if (out->kind == PTB_SOURCE_FILE) return;
    size_t hash = find(text, 0, "#");
    out->location.len = hash;
    if (out->kind == PTB_SOURCE_SQLITE) out->location = from(out->location, strlen("sqlite:"));
    out->has_hash = hash < text.len;
    if (!out->has_hash) return;
    out->wanted = ptb_str_trim(from(text, hash + 1));
    out->is_query = is_query(out->wanted);
}

/* Something://... that is none of ours. */
static bool is_strange_url(ptb_str text)
{
    size_t i = 0;
    while (i < text.len && (is_letter(text.ptr[i]) || is_digit(text.ptr[i]) || text.ptr[i] == '+'))
        i++;
    return i > 1 && starts_with(from(text, i), "://");
}

static bool is_port(ptb_str text)
{
    size_t i = 0;
    while (i < text.len && is_digit(text.ptr[i]))
        i++;
    return i == text.len && i <= 5;
}

/* host[:port],[v6][:port],... A password with an odd character, not encoded, would be taken for these. */
static bool are_hosts(ptb_str text)
{
    for (size_t i = 0; i <= text.len;) {
        size_t end = find(text, i, ","), colon = i;
        if (i < text.len && text.ptr[i] == '[') colon = find(text, i, "]");
        ptb_str host = {text.ptr, end};
        colon = find(host, colon, ":");
        if (colon < end && !is_port(from(host, colon + 1))) return false;
        i = end + 1;
    }
    return true;
}

/* libpq reads a URL generously; what it could read in two ways might show part of a password as a host or database. */
static bool is_clear_url(ptb_str url)
{
    size_t start = find(url, 0, ":");
    if (!starts_with(from(url, start), "://")) return false;
    ptb_str rest = from(url, start + 3);
    size_t authority = find(rest, 0, "/?"), at = find(rest, 0, "@");
    ptb_str hosts = {rest.ptr, authority};
    if (at < authority) hosts = from(hosts, at + 1);
    return (at < authority ? find(rest, at + 1, "@") : at) == rest.len && are_hosts(hosts);
}

static ptb_status check_postgres(const ptb_source_parts *parts, const char *name, ptb_error *err)
{
    if (!is_clear_url(parts->location))
        return ptb_fail(err, PTB_E_ARG, "'%s' is not a URL that can be read in one way only; %s", name,
                        example);
    if (!parts->is_query && !is_quoted(parts->wanted) && find(parts->wanted, 0, "#@") < parts->wanted.len)
        return ptb_fail(err, PTB_E_ARG,
                        "'%s': a # or @ stands after the first #; %s; a table whose name holds them goes in "
                        "double quotes",
                        name, example);
    return PTB_OK;
}

ptb_status ptb_source_check_parts(const ptb_source_parts *parts, const char *name, ptb_error *err)
{
    if (parts->location.len == 0) {
        if (parts->kind == PTB_SOURCE_FILE)
            return ptb_fail(err, PTB_E_ARG,
                            "the name of an input is empty; expected a file, sqlite:FILE#TABLE or a "
                            "postgresql:// URL");
        return ptb_fail(err, PTB_E_ARG, "'%s' names no file; expected sqlite:FILE#TABLE", name);
    }
    if (parts->kind == PTB_SOURCE_FILE) {
        if (is_strange_url(parts->location))
            return ptb_fail(err, PTB_E_ARG,
                            "'%s' is no source that can be read; expected a file, sqlite:FILE#TABLE or a "
                            "postgresql:// URL",
                            name);
        return PTB_OK;
    }
    if (parts->kind == PTB_SOURCE_POSTGRES) PTB_TRY(check_postgres(parts, name, err));
    if (!parts->has_hash)
        return ptb_fail(err, PTB_E_ARG, "'%s' names no table; expected #TABLE or #SELECT ... at its end",
                        name);
    if (parts->wanted.len == 0)
        return ptb_fail(err, PTB_E_ARG, "'%s': nothing follows the #; expected a table or a query", name);
    return PTB_OK;
}

ptb_status ptb_source_check(const char *spec, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_text name = {0};
    ptb_source_parts parts;
    ptb_source_split(spec, &parts);
    ptb_source_redact(spec, &name);
    PTB_TRY_TO(ptb_text_check(&name, err));
    PTB_TRY_TO(ptb_source_check_parts(&parts, name.bytes ? name.bytes : "", err));
done:
    ptb_text_free(&name);
    return status;
}

/* ---- without the password ---- */

/* Where a URL's own part begins, behind scheme and slashes; text.len where there is no URL. */
static size_t find_url(ptb_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        ptb_str rest = from(text, i);
        if (starts_with(rest, "sqlite:")) return text.len;
        if (starts_with(rest, "://")) return i + 3;
        if (kind_of(rest) == PTB_SOURCE_POSTGRES) {
            i = find(text, i, ":") + 1;
            while (i < text.len && text.ptr[i] == '/')
                i++;
            return i;
        }
    }
    return text.len;
}

/* Where the table or query begins (its #): the first # with a query or a quoted name behind it, else the last one, since an
 * earlier one may be part of a password. */
static size_t find_wanted(ptb_str text)
{
    size_t last = text.len;
    for (size_t i = find(text, 0, "#"); i < text.len; i = find(text, i + 1, "#")) {
        ptb_str rest = ptb_str_trim(from(text, i + 1));
        if (is_query(rest) || is_quoted(rest)) return i;
        last = i;
    }
    return last;
}

static int hex_digit(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The length of "password=" (also sslpassword=, also with %XX in it) at text[i], or 0. */
static size_t password_key(ptb_str text, size_t i)
{
    char key[16];
    size_t n = 0, at = i;
    while (at < text.len && text.ptr[at] != '=' && n + 1 < sizeof key) {
        int high = at + 2 < text.len ? hex_digit(text.ptr[at + 1]) : -1;
        int low = at + 2 < text.len ? hex_digit(text.ptr[at + 2]) : -1;
        bool is_coded = text.ptr[at] == '%' && high >= 0 && low >= 0;
        key[n++] = is_coded ? (char)(high * 16 + low) : text.ptr[at];
        at += is_coded ? 3 : 1;
    }
    key[n] = 0;
    if (at >= text.len || text.ptr[at] != '=') return 0;
    ptb_str view = ptb_str_of(key);
    return ptb_str_equal_nocase(view, "password") || ptb_str_equal_nocase(view, "sslpassword") ? at + 1 - i
                                                                                               : 0;
}

/* The end of a parameter's value: the next & that has a key behind it, for a password may hold an & of its own. */
static size_t value_end(ptb_str text, size_t i)
{
    for (; i < text.len; i++) {
        size_t key = i + 1;
        if (text.ptr[i] != '&') continue;
        while (key < text.len && (is_letter(text.ptr[key]) || text.ptr[key] == '_'))
            key++;
        if (key > i + 1 && key < text.len && text.ptr[key] == '=') return i;
    }
    return text.len;
}

/* Copies text[i ..) with the values of password= hidden. Without a URL a value has no sure end: all of it is. */
static void hide_parameters(ptb_str text, size_t i, bool is_url, ptb_text *out)
{
    bool at_key = true;
    while (i < text.len) {
        size_t key = at_key ? password_key(text, i) : 0;
        if (key > 0) {
            ptb_text_append(out, text.ptr + i, key);
            ptb_text_add(out, "***");
            i = is_url ? value_end(text, i + key) : text.len;
            continue;
        }
        at_key = strchr(is_url ? "?&" : " =\t'\"?&", text.ptr[i]) != NULL;
        ptb_text_append(out, text.ptr + i, 1);
        i++;
    }
}

void ptb_source_redact(const char *spec, ptb_text *out)
{
    ptb_str text = ptb_str_of(spec);
    size_t start = find_url(text);
    ptb_text_append(out, "", 0);
    if (kind_of(text) == PTB_SOURCE_SQLITE) {
        ptb_text_add(out, spec);
        return;
    }
    if (start == text.len) {
        hide_parameters(text, 0, false, out);
        return;
    }
    ptb_str url = {text.ptr, find_wanted(text)};
    if (url.len < start) url.len = text.len;
    size_t colon = find(url, start, ":"), at = url.len;
    while (at > start && url.ptr[at - 1] != '@')
        at--;
    size_t next = start;
    if (at > start && colon < at - 1) { /* USER:PASSWORD@, the last @ */
        ptb_text_append(out, text.ptr, colon + 1);
        ptb_text_add(out, "***");
        next = at - 1;
    } else {
        ptb_text_append(out, text.ptr, start);
    }
    hide_parameters(url, next, true, out);
    ptb_text_append(out, text.ptr + url.len, text.len - url.len);
}
