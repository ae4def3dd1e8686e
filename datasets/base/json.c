/* datasets/base/json.c: parsed documents: cJSON's trees, each node with its line, typed members, errors with paths. */
#include "datasets/base/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "datasets/base/io.h"
#include "datasets/base/json_scan.h"
#include "datasets/base/memory.h"

struct ptb_json_doc {
    cJSON *root;
    char *name;
};

const char *ptb_json_name(const ptb_json_doc *doc)
{
    return doc->name;
}

static const cJSON *tree(const ptb_json *node)
{
    return (const cJSON *)node;
}

static const ptb_json *node_of(const cJSON *item)
{
    return (const ptb_json *)item;
}

/* One object's keys, sorted, to find equal ones. */
typedef struct {
    const char *key;
    const cJSON *item;
    size_t position;
} key_entry;

typedef struct {
    ptb_json_doc *doc;
    const ptb_json_scan *scan;
    size_t i_value, i_number;
    key_entry *keys; /* scratch, reused */
    size_t keys_capacity;
    ptb_error *err;
} walk;

static int compare_keys(const void *a, const void *b)
{
    const key_entry *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : (x->position > y->position) - (x->position < y->position);
}

static ptb_status check_keys(walk *w, const cJSON *object)
{
    size_t n = 0;
    for (const cJSON *item = object->child; item; item = item->next) {
        PTB_TRY(ptb_reserve(&w->keys, &w->keys_capacity, n + 1, sizeof *w->keys, w->err));
        w->keys[n] = (key_entry){item->string, item, n};
        n++;
    }
    if (n < 2) return PTB_OK;
    qsort(w->keys, n, sizeof *w->keys, compare_keys);
    for (size_t i = 1; i < n; i++)
        if (strcmp(w->keys[i - 1].key, w->keys[i].key) == 0)
            return ptb_json_fail(w->err, PTB_E_PARSE, w->doc, node_of(w->keys[i].item),
                                 "the key \"%s\" was there before, in line %d; expected every key once",
                                 w->keys[i].key, w->keys[i - 1].item->valueint);
    return PTB_OK;
}

/* Gives every node its line, in `valueint`, and every number the value read without a locale. The tree is
 * walked in document order; it is as deep as the text, PTB_JSON_DEPTH_MAX at most. */
static ptb_status annotate(walk *w, cJSON *item)
{
    for (; item; item = item->next) {
        if (w->i_value == w->scan->n_values)
            return ptb_fail(w->err, PTB_E_INTERNAL, "%s: more values than were counted", w->doc->name);
        item->valueint = w->scan->lines[w->i_value++];
        if (cJSON_IsNumber(item)) item->valuedouble = w->scan->numbers[w->i_number++];
        PTB_TRY(annotate(w, item->child));
        if (cJSON_IsObject(item)) PTB_TRY(check_keys(w, item));
    }
    return PTB_OK;
}

ptb_status ptb_json_parse(const char *text, size_t len, const char *name, ptb_json_doc **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_json_scan scan = {0};
    ptb_json_doc *doc = NULL;
    walk w = {.scan = &scan, .err = err};
    *out = NULL;
    PTB_TRY_TO(ptb_json_scan_text(text, len, name, &scan, err));
    PTB_TRY_TO(ptb_alloc(&doc, 1, sizeof *doc, err));
    PTB_TRY_TO(ptb_alloc(&doc->name, strlen(name) + 1, 1, err));
    memcpy(doc->name, name, strlen(name));
    /* The scan has seen to trailing text, so that no terminator is needed. */
    doc->root = cJSON_ParseWithLengthOpts(text, len, NULL, 0);
    if (!doc->root) {
        status = ptb_fail(err, PTB_E_NOMEM, "%s: out of memory for %zu values", name, scan.n_values);
        goto done;
    }
    w.doc = doc;
    PTB_TRY_TO(annotate(&w, doc->root));
    *out = doc;
    doc = NULL;
done:
    free(w.keys);
    ptb_json_scan_free(&scan);
    ptb_json_free(doc);
    return status;
}

ptb_status ptb_json_read_file(const char *path, ptb_json_doc **out, ptb_error *err)
{
    char *text;
    size_t len;
    *out = NULL;
    PTB_TRY(ptb_read_file(path, PTB_JSON_BYTES_MAX, &text, &len, err));
    ptb_status status = ptb_json_parse(text, len, path, out, err);
    free(text);
    return status;
}

void ptb_json_free(ptb_json_doc *doc)
{
    if (!doc) return;
    cJSON_Delete(doc->root);
    free(doc->name);
    free(doc);
}

const ptb_json *ptb_json_root(const ptb_json_doc *doc)
{
    return node_of(doc->root);
}

bool ptb_json_is_object(const ptb_json *node)
{
    return cJSON_IsObject(tree(node));
}

bool ptb_json_is_array(const ptb_json *node)
{
    return cJSON_IsArray(tree(node));
}

bool ptb_json_is_string(const ptb_json *node)
{
    return cJSON_IsString(tree(node));
}

bool ptb_json_is_number(const ptb_json *node)
{
    return cJSON_IsNumber(tree(node));
}

bool ptb_json_is_bool(const ptb_json *node)
{
    return cJSON_IsBool(tree(node));
}

bool ptb_json_is_null(const ptb_json *node)
{
    return cJSON_IsNull(tree(node));
}

const char *ptb_json_string(const ptb_json *node)
{
    return cJSON_IsString(tree(node)) ? tree(node)->valuestring : NULL;
}

double ptb_json_number(const ptb_json *node)
{
    return cJSON_IsNumber(tree(node)) ? tree(node)->valuedouble : (double)NAN;
}

bool ptb_json_true(const ptb_json *node)
{
    return cJSON_IsTrue(tree(node));
}

const ptb_json *ptb_json_first(const ptb_json *node)
{
    return node ? node_of(tree(node)->child) : NULL;
}

const ptb_json *ptb_json_next(const ptb_json *node)
{
    return node ? node_of(tree(node)->next) : NULL;
}

const char *ptb_json_key(const ptb_json *node)
{
    return node ? tree(node)->string : NULL;
}

size_t ptb_json_count(const ptb_json *node)
{
    size_t n = 0;
    for (const ptb_json *child = ptb_json_first(node); child; child = ptb_json_next(child))
        n++;
    return n;
}

const ptb_json *ptb_json_get(const ptb_json *object, const char *key)
{
    if (!ptb_json_is_object(object)) return NULL;
    return node_of(cJSON_GetObjectItemCaseSensitive(tree(object), key));
}

int ptb_json_line(const ptb_json *node)
{
    return node ? tree(node)->valueint : 0;
}

/* From the root to a node: trail[0] is the root. Returns the number of nodes, 0 where it is not below `item`. */
static size_t find_trail(const cJSON *item, const cJSON *wanted, const cJSON **trail, size_t depth)
{
    if (depth > PTB_JSON_DEPTH_MAX) return 0;
    trail[depth] = item;
    if (item == wanted) return depth + 1;
    for (const cJSON *child = item->child; child; child = child->next) {
        size_t found = find_trail(child, wanted, trail, depth + 1);
        if (found > 0) return found;
    }
    return 0;
}

static bool is_identifier(const char *key)
{
    if (!*key) return false;
    for (; *key; key++) {
        bool is_letter = (*key >= 'a' && *key <= 'z') || (*key >= 'A' && *key <= 'Z') || *key == '_';
        if (!is_letter && !(*key >= '0' && *key <= '9')) return false;
    }
    return true;
}

/* "$.rules[3].points", cut where it is too long. */
static void print_path(const cJSON *const *trail, size_t n, char *path, size_t capacity)
{
    size_t used = 1;
    path[0] = '$';
    path[1] = 0;
    for (size_t i = 1; i < n && used < capacity; i++) {
        int step;
        if (trail[i]->string) {
            const char *key = trail[i]->string;
            step = is_identifier(key) ? snprintf(path + used, capacity - used, ".%s", key)
                                      : snprintf(path + used, capacity - used, "[\"%s\"]", key);
        } else {
            size_t index = 0;
            for (const cJSON *child = trail[i - 1]->child; child != trail[i]; child = child->next)
                index++;
            step = snprintf(path + used, capacity - used, "[%zu]", index);
        }
        used += step > 0 ? (size_t)step : 0;
    }
}

ptb_status ptb_json_fail(ptb_error *err, ptb_status status, const ptb_json_doc *doc, const ptb_json *node,
                         const char *format, ...)
{
    if (!err) return status;
    char message[PTB_MESSAGE_BYTES], path[256];
    const cJSON *trail[PTB_JSON_DEPTH_MAX + 1];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (n < 0) message[0] = 0;
    size_t depth = node ? find_trail(doc->root, tree(node), trail, 0) : 0;
    if (depth == 0) return ptb_fail(err, status, "%s: %s", doc->name, message);
    print_path(trail, depth, path, sizeof path);
    return ptb_fail(err, status, "%s:%d: %s: %s", doc->name, ptb_json_line(node), path, message);
}

const char *ptb_json_library_version(void)
{
    return cJSON_Version();
}
