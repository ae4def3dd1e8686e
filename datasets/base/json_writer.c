/* datasets/base/json_writer.c: JSON text, the same bytes for the same calls. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "datasets/base/json.h"

enum { DEPTH_MAX = sizeof((ptb_json_writer *)0)->has_items / sizeof(bool) };

/* Printable ASCII but quote and backslash stands for itself. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static void add_escape(ptb_text *text, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *place = c ? strchr(from, c) : NULL;
    if (place)
        ptb_text_printf(text, "\\%c", to[place - from]);
    else
        ptb_text_printf(text, "\\u%04x", (unsigned)c);
}

/* Bytes that are not UTF-8 become U+FFFD, so that the document stays valid. */
static void add_quoted(ptb_text *text, ptb_str value)
{
    ptb_text_append(text, "\"", 1);
    for (size_t i = 0; i < value.len;) {
        size_t n = 0;
        while (i + n < value.len && is_plain((unsigned char)value.ptr[i + n]))
            n++;
        ptb_text_append(text, value.ptr + i, n);
        i += n;
        if (i == value.len) break;
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < 0x80) {
            add_escape(text, c);
            i++;
            continue;
        }
        size_t run = 0;
        while (i + run < value.len && (unsigned char)value.ptr[i + run] >= 0x80)
            run++;
        size_t good = ptb_utf8_valid_prefix(value.ptr + i, run);
        ptb_text_append(text, value.ptr + i, good);
        i += good;
        if (good == run) continue;
        ptb_text_add(text, "\xef\xbf\xbd");
        i++;
    }
    ptb_text_append(text, "\"", 1);
}

static void new_line(const ptb_json_writer *writer)
{
    ptb_text_append(writer->text, "\n", 1);
    for (int i = 0; i < writer->depth; i++)
        ptb_text_append(writer->text, "  ", 2);
}

/* What stands before a value: comma, line break, key. */
static void begin_value(ptb_json_writer *writer, const char *key)
{
    int depth = writer->depth;
    if (depth > 0) {
        bool is_inline = writer->is_inline[depth];
        if (writer->has_items[depth]) ptb_text_add(writer->text, is_inline ? ", " : ",");
        if (!is_inline) new_line(writer);
        writer->has_items[depth] = true;
    }
    if (!key) return;
    add_quoted(writer->text, ptb_str_of(key));
    ptb_text_append(writer->text, ": ", 2);
}

/* Whatever is inside a line stays in that line. */
static void open_bracket(ptb_json_writer *writer, const char *key, char bracket, bool in_one_line)
{
    begin_value(writer, key);
    ptb_text_append(writer->text, &bracket, 1);
    bool is_inside = writer->depth > 0 && writer->is_inline[writer->depth];
    writer->depth++;
    assert(writer->depth < DEPTH_MAX);
    writer->has_items[writer->depth] = false;
    writer->is_inline[writer->depth] = in_one_line || is_inside;
}

static void close_bracket(ptb_json_writer *writer, char bracket)
{
    assert(writer->depth > 0);
    bool breaks = writer->has_items[writer->depth] && !writer->is_inline[writer->depth];
    writer->depth--;
    if (breaks) new_line(writer);
    ptb_text_append(writer->text, &bracket, 1);
}

void ptb_json_begin_object(ptb_json_writer *writer, const char *key)
{
    open_bracket(writer, key, '{', false);
}

void ptb_json_end_object(ptb_json_writer *writer)
{
    close_bracket(writer, '}');
}

void ptb_json_begin_array(ptb_json_writer *writer, const char *key, bool in_one_line)
{
    open_bracket(writer, key, '[', in_one_line);
}

void ptb_json_end_array(ptb_json_writer *writer)
{
    close_bracket(writer, ']');
}

void ptb_json_add_string(ptb_json_writer *writer, const char *key, const char *value)
{
    if (value)
        ptb_json_add_str(writer, key, ptb_str_of(value));
    else
        ptb_json_add_null(writer, key);
}

void ptb_json_add_str(ptb_json_writer *writer, const char *key, ptb_str value)
{
    begin_value(writer, key);
    add_quoted(writer->text, value);
}

void ptb_json_add_number(ptb_json_writer *writer, const char *key, double value)
{
    begin_value(writer, key);
    if (isfinite(value))
        ptb_text_number(writer->text, value);
    else
        ptb_text_add(writer->text, "null");
}

void ptb_json_add_integer(ptb_json_writer *writer, const char *key, int64_t value)
{
    begin_value(writer, key);
    ptb_text_printf(writer->text, "%" PRId64, value);
}

void ptb_json_add_bool(ptb_json_writer *writer, const char *key, bool value)
{
    begin_value(writer, key);
    ptb_text_add(writer->text, value ? "true" : "false");
}

void ptb_json_add_time(ptb_json_writer *writer, const char *key, ptb_time value)
{
    char text[PTB_TIME_BYTES];
    ptb_json_add_string(writer, key, value == PTB_NO_TIME ? NULL : ptb_print_time(text, value));
}

void ptb_json_add_null(ptb_json_writer *writer, const char *key)
{
    begin_value(writer, key);
    ptb_text_add(writer->text, "null");
}

void ptb_json_add_lines(ptb_json_writer *writer, const char *key, const char *lines)
{
    ptb_json_begin_array(writer, key, false);
    while (lines && *lines) {
        size_t len = strcspn(lines, "\n");
        ptb_json_add_str(writer, NULL, (ptb_str){lines, len});
        lines += len + (lines[len] == '\n');
    }
    ptb_json_end_array(writer);
}

static bool has_scalars_only(const ptb_json *array)
{
    for (const ptb_json *child = ptb_json_first(array); child; child = ptb_json_next(child))
        if (ptb_json_is_array(child) || ptb_json_is_object(child)) return false;
    return true;
}

void ptb_json_add_node(ptb_json_writer *writer, const char *key, const ptb_json *node)
{
    if (ptb_json_is_string(node)) {
        ptb_json_add_string(writer, key, ptb_json_string(node));
    } else if (ptb_json_is_number(node)) {
        ptb_json_add_number(writer, key, ptb_json_number(node));
    } else if (ptb_json_is_bool(node)) {
        ptb_json_add_bool(writer, key, ptb_json_true(node));
    } else if (ptb_json_is_object(node)) {
        ptb_json_begin_object(writer, key);
        for (const ptb_json *child = ptb_json_first(node); child; child = ptb_json_next(child))
            ptb_json_add_node(writer, ptb_json_key(child), child);
        ptb_json_end_object(writer);
    } else if (ptb_json_is_array(node)) {
        ptb_json_begin_array(writer, key, has_scalars_only(node));
        for (const ptb_json *child = ptb_json_first(node); child; child = ptb_json_next(child))
            ptb_json_add_node(writer, NULL, child);
        ptb_json_end_array(writer);
    } else {
        ptb_json_add_null(writer, key);
    }
}
