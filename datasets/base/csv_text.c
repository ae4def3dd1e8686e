/* datasets/base/csv_text.c: quoting and formula neutralisation (OWASP ASVS 1.2.10). */
#include "datasets/base/csv_text.h"

#include <string.h>

static bool is_formula(ptb_str field)
{
    return field.len > 0 && field.ptr[0] != '\0' && strchr("=+-@\t\r", field.ptr[0]) != NULL;
}

static bool needs_quotes(ptb_str field)
{
    for (size_t i = 0; i < field.len; i++)
        if (field.ptr[i] == ',' || field.ptr[i] == '"' || field.ptr[i] == '\n' || field.ptr[i] == '\r')
            return true;
    return false;
}

void ptb_csv_append_field(ptb_text *out, ptb_str field, bool is_text)
{
    bool neutralise = is_text && is_formula(field);
    if (!neutralise && !needs_quotes(field)) {
        ptb_text_append(out, field.ptr, field.len);
        return;
    }
    ptb_text_add(out, neutralise ? "\"'" : "\"");
    size_t from = 0;
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] != '"') continue;
        ptb_text_append(out, field.ptr + from, i + 1 - from);
        from = i; /* the quote again: doubled */
    }
    ptb_text_append(out, field.ptr + from, field.len - from);
    ptb_text_add(out, "\"");
}
