/* datasets/exports.c: recognises the exports of CRMs by their headers, one file or a folder of them. */
#include "datasets/exports.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/csv_reader.h"
#include "datasets/mapping_parts.h"

/* ---- names ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What may stand for a zone: EST, GMT-04:00, America/New_York. */
static bool is_zone(ptb_str text)
{
    bool has_slash = text.len > 0 && memchr(text.ptr, '/', text.len) != NULL;
    if (text.len < 2 || !is_upper(text.ptr[0])) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_lower = c >= 'a' && c <= 'z';
        bool is_mark = c == '+' || c == '-' || c == ':' || c == '/' || c == '_';
        if (!is_upper(c) && !is_digit(c) && !is_mark && !(has_slash && is_lower)) return false;
    }
    return true;
}

/* Without " (EST)" at the end. */
static ptb_str without_zone(ptb_str name)
{
    ptb_str all = ptb_str_trim(name);
    if (all.len < 4 || all.ptr[all.len - 1] != ')') return all;
    size_t open = all.len - 1;
    while (open > 0 && all.ptr[open] != '(')
        open--;
    if (open == 0) return all;
    ptb_str zone = {all.ptr + open + 1, all.len - open - 2};
    if (!is_zone(zone)) return all;
    return ptb_str_trim((ptb_str){all.ptr, open});
}

static ptb_str without_prefix(ptb_str name)
{
    static const char *const prefixes[] = {"property_", "properties_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t len = strlen(prefixes[i]);
        if (name.len > len && ptb_str_equal_nocase((ptb_str){name.ptr, len}, prefixes[i]))
            return (ptb_str){name.ptr + len, name.len - len};
    }
    return name;
}

void ptb_plain_name(ptb_str name, char out[PTB_PLAIN_BYTES])
{
    ptb_str text = without_prefix(without_zone(name));
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_upper(c)) c = (char)(c - 'A' + 'a');
        /* Bytes of letters beyond ASCII stay: they tell names apart. */
        bool is_kept = (c >= 'a' && c <= 'z') || is_digit(c) || ((unsigned char)c & 0x80) != 0;
        if (!is_kept) continue;
        if (n == PTB_PLAIN_BYTES - 1) {
            n = 0;
            break;
        }
        out[n++] = c;
    }
    out[n] = 0;
}

ptb_status ptb_header_init(ptb_header *header, const char *const *names, size_t n, ptb_error *err)
{
    *header = (ptb_header){names, n, NULL};
    PTB_TRY(ptb_alloc(&header->plain, n, sizeof *header->plain, err));
    for (size_t i = 0; i < n; i++)
        ptb_plain_name(ptb_str_of(names[i]), header->plain[i]);
    return PTB_OK;
}

void ptb_header_free(ptb_header *header)
{
    free(header->plain);
    header->plain = NULL;
}

int ptb_header_find_name(const ptb_header *header, const char *name)
{
    int found = -1;
    if (!name[0]) return -1;
    for (size_t i = 0; i < header->n; i++) {
        if (strcmp(header->names[i], name) == 0) return (int)i;
        if (found < 0 && ptb_str_equal_nocase(ptb_str_of(header->names[i]), name)) found = (int)i;
    }
    return found;
}

static int find_alias(const ptb_header *header, ptb_str alias)
{
    char plain[PTB_PLAIN_BYTES];
    bool is_label = alias.len > 0 && alias.ptr[0] == '=';
    if (is_label) alias = (ptb_str){alias.ptr + 1, alias.len - 1};
    ptb_plain_name(alias, plain);
    if (!plain[0]) return -1;
    for (size_t i = 0; i < header->n; i++) {
        if (strcmp(header->plain[i], plain) != 0) continue;
        if (!is_label || ptb_str_equal_nocase(alias, header->names[i])) return (int)i;
    }
    return -1;
}

int ptb_header_find_alias(const ptb_header *header, const char *alias)
{
    return find_alias(header, ptb_str_of(alias));
}

/* ---- one header ---- */

/* Cuts the next piece off; false at the end. */
static bool next_piece(ptb_str *rest, char separator, ptb_str *piece)
{
    if (!rest->ptr) return false;
    const char *end = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    if (!end) {
        *piece = *rest;
        *rest = (ptb_str){NULL, 0};
        return true;
    }
    *piece = (ptb_str){rest->ptr, (size_t)(end - rest->ptr)};
    *rest = (ptb_str){end + 1, rest->len - piece->len - 1};
    return true;
}

static bool has_signature(const ptb_header *header, const char *signature)
{
    ptb_str groups = ptb_str_of(signature), group, name;
    while (next_piece(&groups, ';', &group)) {
        bool is_forbidden = group.len > 0 && group.ptr[0] == '!', is_there = false;
        if (is_forbidden) group = (ptb_str){group.ptr + 1, group.len - 1};
        while (!is_there && next_piece(&group, '|', &name))
            is_there = find_alias(header, name) >= 0;
        if (is_there == is_forbidden) return false;
    }
    return true;
}

static bool is_object(const ptb_header *header, const ptb_export_info *info)
{
    for (size_t i = 0; i < PTB_EXPORT_SIGNATURES && info->signatures[i]; i++)
        if (has_signature(header, info->signatures[i])) return true;
    return false;
}

void ptb_header_recognise(const ptb_header *header, ptb_export_system system, ptb_export *out)
{
    *out = (ptb_export){0};
    for (int i = PTB_EXPORT_NONE + 1; i < PTB_EXPORT_OBJECTS; i++) {
        const ptb_export_info *info = &ptb_export_infos[i];
        if ((system != PTB_SYSTEM_AUTO && system != info->system) || !is_object(header, info)) continue;
        out->system = info->system;
        out->object = (ptb_export_object)i;
        out->kind = info->kind;
        out->has_merges = info->system == PTB_SYSTEM_SALESFORCE &&
                          (info->kind == PTB_TABLE_CONTACTS || info->kind == PTB_TABLE_ACCOUNTS) &&
                          (ptb_header_find_alias(header, "MasterRecordId") >= 0 ||
                           ptb_header_find_alias(header, "ConvertedContactId") >= 0);
        return;
    }
}

ptb_status ptb_exports_recognise(ptb_export_system system, const char *const *names, size_t n_names,
                                 ptb_export *out, ptb_error *err)
{
    ptb_header header;
    *out = (ptb_export){0};
    PTB_TRY(ptb_header_init(&header, names, n_names, err));
    ptb_header_recognise(&header, system, out);
    ptb_header_free(&header);
    return PTB_OK;
}

const char *ptb_export_words(ptb_export_object object)
{
    return ptb_export_infos[object].words;
}

/* ---- a folder ---- */

static bool ends_with(ptb_str name, const char *ending)
{
    size_t len = strlen(ending);
    return name.len > len && ptb_str_equal_nocase((ptb_str){name.ptr + name.len - len, len}, ending);
}

static int is_csv_name(const struct dirent *entry)
{
    ptb_str name = ptb_str_of(entry->d_name);
    return name.ptr[0] != '.' && (ends_with(name, ".csv") || ends_with(name, ".csv.gz"));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static ptb_status recognise_file(const char *path, ptb_export_system system, ptb_export *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv *csv = NULL;
    const char **names = NULL;
    size_t n = 0;
    PTB_TRY_TO(ptb_csv_open(path, &csv, err));
    n = ptb_csv_n_columns(csv);
    PTB_TRY_TO(ptb_alloc(&names, n, sizeof *names, err));
    for (size_t i = 0; i < n; i++)
        names[i] = ptb_csv_column(csv, i);
    PTB_TRY_TO(ptb_exports_recognise(system, names, n, out, err));
done:
    free(names);
    ptb_csv_close(csv);
    return status;
}

static const char *system_words(ptb_export_system system)
{
    static const char *const words[] = {"known", "HubSpot", "Salesforce", "HubSpot or Salesforce"};
    return words[system];
}

/* None of the files is an export: says what was looked for. */
static ptb_status nothing_found(const char *folder, ptb_export_system system, size_t n, ptb_error *err)
{
    ptb_text all = {0};
    const char *first = "";
    for (int i = PTB_EXPORT_NONE + 1; i < PTB_EXPORT_SALESFORCE_MERGES; i++) {
        const ptb_export_info *info = &ptb_export_infos[i];
        if (system != PTB_SYSTEM_AUTO && system != info->system) continue;
        const char *noun = strstr(info->words, " of ");
        ptb_text_printf(&all, "%s%s", first, noun ? noun + 4 : info->words);
        first = ", ";
    }
    ptb_status status = ptb_text_check(&all, err);
    if (status == PTB_OK)
        status = ptb_fail(err, PTB_E_DATA,
                          "%s: none of its %zu CSV files has the header of a %s export; looked for: %.700s",
                          folder, n, system_words(system), all.bytes ? all.bytes : "nothing");
    ptb_text_free(&all);
    return status;
}

static ptb_status add_file(const char *folder, const char *name, ptb_export_system system,
                           ptb_export_list *list, ptb_error *err)
{
    ptb_text path = {0};
    ptb_export_file *file = &list->files[list->n];
    ptb_status status = PTB_OK;
    size_t len = strlen(folder);
    ptb_text_printf(&path, "%s%s%s", folder, len && folder[len - 1] == '/' ? "" : "/", name);
    PTB_TRY_TO(ptb_text_check(&path, err));
    PTB_TRY_TO(ptb_arena_text(&list->arena, path.bytes, path.len, &file->path, err));
    PTB_TRY_TO(recognise_file(file->path, system, &file->what, err));
    list->n++;
done:
    ptb_text_free(&path);
    return status;
}

ptb_status ptb_exports_scan(const char *folder, ptb_export_system system, ptb_export_list *out,
                            ptb_error *err)
{
    ptb_status status = PTB_OK;
    struct dirent **entries = NULL;
    size_t n_known = 0;
    memset(out, 0, sizeof *out);
    int n = scandir(folder, &entries, is_csv_name, by_name);
    if (n < 0)
        return ptb_fail_errno(err, PTB_E_IO, "%s: can't read this folder (expected one with CSV files)",
                              folder);
    if (n == 0) {
        status = ptb_fail(err, PTB_E_DATA, "%s: no file in this folder ends in .csv or .csv.gz", folder);
        goto done;
    }
    PTB_TRY_TO(ptb_arena_alloc(&out->arena, &out->files, (size_t)n, sizeof *out->files, err));
    for (int i = 0; i < n; i++) {
        PTB_TRY_TO(add_file(folder, entries[i]->d_name, system, out, err));
        n_known += out->files[i].what.system != PTB_SYSTEM_NONE;
    }
    if (n_known == 0) status = nothing_found(folder, system, out->n, err);
done:
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
    if (status != PTB_OK) ptb_export_list_free(out);
    return status;
}

void ptb_export_list_free(ptb_export_list *list)
{
    ptb_arena_free(&list->arena);
    memset(list, 0, sizeof *list);
}
