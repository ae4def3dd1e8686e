/* models/curves_file.c: curves and surfaces as JSON, one line a curve, and back; what is read may come from strangers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/curves.h"

enum { PAIRS_MOST = 1000 };

/* ---- out ---- */

static void write_values(ptb_json_writer *writer, const char *key, const double *value, size_t n)
{
    ptb_json_begin_array(writer, key, true);
    for (size_t i = 0; i < n; i++)
        ptb_json_add_number(writer, NULL, value[i]);
    ptb_json_end_array(writer);
}

static bool is_said(const ptb_curves *curves, size_t feature)
{
    const double *value = curves->value + curves->tables.first[feature];
    for (size_t p = 0; p < curves->n_pairs; p++)
        if (curves->pairs[p].field[0] == feature || curves->pairs[p].field[1] == feature) return true;
    for (size_t k = 0; k < curves->fields[feature].n_cells; k++)
        if (value[k] < 0 || value[k] > 0) return true;
    return false;
}

static void write_curve(ptb_json_writer *writer, const ptb_curves *curves, size_t feature)
{
    const ptb_feature_bins *bins = &curves->bins->features[feature];
    const ptb_vector_column *column = &curves->bins->columns[feature];
    ptb_json_begin_object(writer, NULL);
    writer->is_inline[writer->depth] = true;
    ptb_json_add_string(writer, "feature", curves->bins->names[feature]);
    if (column->is_category) {
        ptb_json_begin_array(writer, "levels", true);
        for (size_t i = 0; i < column->n_levels; i++)
            ptb_json_add_string(writer, NULL, column->levels[i]);
        ptb_json_end_array(writer);
    } else {
        write_values(writer, "edges", bins->edge, bins->n_edges);
    }
    int direction = curves->fields[feature].direction;
    if (direction != 0) ptb_json_add_integer(writer, "monotone", direction);
    write_values(writer, "values", curves->value + curves->tables.first[feature], bins->n_cells);
    ptb_json_end_object(writer);
}

static void write_surface(ptb_json_writer *writer, const ptb_curves *curves, size_t p)
{
    const ptb_pair *pair = &curves->pairs[p];
    const double *value = curves->value + curves->tables.first[curves->bins->n_features + p];
    ptb_json_begin_object(writer, NULL);
    writer->is_inline[writer->depth] = true;
    ptb_json_begin_array(writer, "features", true);
    for (int k = 0; k < 2; k++)
        ptb_json_add_string(writer, NULL, curves->bins->names[pair->field[k]]);
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "groups", true);
    for (int k = 0; k < 2; k++) {
        ptb_json_begin_array(writer, NULL, true);
        for (size_t c = 0; c < curves->fields[pair->field[k]].n_cells; c++)
            ptb_json_add_integer(writer, NULL, pair->coarse[k][c]);
        ptb_json_end_array(writer);
    }
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "values", true);
    for (size_t i = 0; i < pair->n[0]; i++)
        write_values(writer, NULL, value + i * pair->n[1], pair->n[1]);
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}

void ptb_curves_write(ptb_json_writer *writer, const char *key, const ptb_curves *curves)
{
    ptb_json_begin_object(writer, key);
    ptb_json_begin_array(writer, "curves", false);
    for (size_t f = 0; f < curves->bins->n_features; f++)
        if (is_said(curves, f)) write_curve(writer, curves, f);
    ptb_json_end_array(writer);
    ptb_json_begin_array(writer, "surfaces", false);
    for (size_t p = 0; p < curves->n_pairs; p++)
        write_surface(writer, curves, p);
    ptb_json_end_array(writer);
    ptb_json_end_object(writer);
}

/* ---- in ---- */

/* Of a feature; NULL where there is none. */
typedef struct {
    const ptb_json *node;
} curve_node;

typedef struct {
    const ptb_json_doc *doc;
    const ptb_plan *plan;
    ptb_curves *curves;
    curve_node *curve; /* by feature */
    const ptb_json *surfaces;
} reading;

static ptb_status need_number(const reading *r, const ptb_json *item, double *out, ptb_error *err)
{
    if (!ptb_json_is_number(item)) return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want a number");
    *out = ptb_json_number(item);
    return PTB_OK;
}

/* The feature that a node names, from feature *from on. */
static ptb_status find_feature(const reading *r, const ptb_json *node, size_t from, size_t *out,
                               ptb_error *err)
{
    const char *name = ptb_json_string(node);
    if (name == NULL) return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "want the name of a feature");
    for (*out = from; *out < r->plan->n; (*out)++)
        if (strcmp(r->plan->features[*out].name, name) == 0) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                         "no feature '%s' in the plan from feature %zu on; want features in the plan's order",
                         name, from + 1);
}

static ptb_status parse_edges(const reading *r, const ptb_json *array, ptb_feature_bins *bins, ptb_error *err)
{
    size_t n = ptb_json_count(array), i = 0;
    if (n + 2 > PTB_CELLS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "%zu edges; want at most %d", n,
                             PTB_CELLS_MAX - 2);
    PTB_TRY(ptb_arena_alloc(&r->curves->bins->arena, &bins->edge, n, sizeof *bins->edge, err));
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item), i++) {
        PTB_TRY(need_number(r, item, &bins->edge[i], err));
        if (i > 0 && !(bins->edge[i] > bins->edge[i - 1]))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "%g; want more than the edge before, %g",
                                 bins->edge[i], bins->edge[i - 1]);
    }
    bins->n_edges = n;
    bins->n_cells = n + 2;
    return PTB_OK;
}

static ptb_status parse_levels(const reading *r, const ptb_json *array, size_t feature, ptb_error *err)
{
    ptb_bins *bins = r->curves->bins;
    ptb_vector_column *column = &bins->columns[feature];
    const char **levels = NULL;
    size_t n = ptb_json_count(array), i = 0;
    if (n + 2 > PTB_CELLS_MAX)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "%zu levels; want at most %d", n,
                             PTB_CELLS_MAX - 2);
    PTB_TRY(ptb_arena_alloc(&bins->arena, &levels, n, sizeof *levels, err));
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item), i++) {
        const char *text = ptb_json_string(item);
        if (text == NULL) return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want a level's text");
        for (size_t k = 0; k < i; k++)
            if (strcmp(levels[k], text) == 0)
                return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "'%s' twice", text);
        PTB_TRY(ptb_arena_text(&bins->arena, text, strlen(text), &levels[i], err));
    }
    column->is_category = true;
    column->kind = PTB_COLUMN_CATEGORY;
    column->levels = levels;
    column->n_levels = n;
    bins->features[feature].n_cells = n + 2;
    return PTB_OK;
}

/* Cells of the features that have curves; the others have one, and missing. */
static ptb_status parse_bins(reading *r, const ptb_json *array, ptb_error *err)
{
    static const char *const known[] = {"feature", "edges", "levels", "monotone", "values", NULL};
    size_t feature = 0, next = 0;
    for (const ptb_json *node = ptb_json_first(array); node != NULL; node = ptb_json_next(node)) {
        if (!ptb_json_is_object(node))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "want a curve's object");
        PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
        if (ptb_json_get(node, "feature") == NULL)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "'feature' is missing; want its name");
        PTB_TRY(find_feature(r, ptb_json_get(node, "feature"), next, &feature, err));
        next = feature + 1;
        r->curve[feature].node = node;
        const ptb_json *edges = ptb_json_get(node, "edges"), *levels = ptb_json_get(node, "levels");
        const ptb_json *cells = edges ? edges : levels;
        if ((edges != NULL) == (levels != NULL) || !ptb_json_is_array(cells))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node,
                                 "want an array 'edges' of a number or 'levels' of a category");
        PTB_TRY(edges ? parse_edges(r, edges, &r->curves->bins->features[feature], err)
                      : parse_levels(r, levels, feature, err));
    }
    return PTB_OK;
}

/* An array of exactly n numbers. */
static ptb_status parse_values(const reading *r, const ptb_json *array, size_t n, double *out, ptb_error *err)
{
    size_t i = 0;
    if (!ptb_json_is_array(array) || ptb_json_count(array) != n)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "want %zu numbers", n);
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item), i++)
        PTB_TRY(need_number(r, item, &out[i], err));
    return PTB_OK;
}

static ptb_status parse_groups(const reading *r, const ptb_json *array, ptb_pair *pair, int side,
                               ptb_error *err)
{
    size_t n = r->curves->fields[pair->field[side]].n_cells, i = 0;
    if (!ptb_json_is_array(array) || ptb_json_count(array) != n)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "want a group for each of %zu cells", n);
    for (const ptb_json *item = ptb_json_first(array); item != NULL; item = ptb_json_next(item), i++) {
        double group = ptb_json_number(item);
        if (!(group >= 0 && group < PTB_COARSE_MAX && floor(group) >= group))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want a whole number from 0 to %d",
                                 PTB_COARSE_MAX - 1);
        pair->coarse[side][i] = (uint8_t)group;
        if ((size_t)group >= pair->n[side]) pair->n[side] = (size_t)group + 1;
    }
    return PTB_OK;
}

/* The array of two that a surface has under the key. */
static ptb_status need_two(const reading *r, const ptb_json *node, const char *key, const ptb_json *two[2],
                           ptb_error *err)
{
    const ptb_json *array = NULL;
    PTB_TRY(ptb_json_need_array(r->doc, node, key, &array, err));
    if (ptb_json_count(array) != 2)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, array, "%zu of them; want two",
                             ptb_json_count(array));
    two[0] = ptb_json_first(array);
    two[1] = ptb_json_next(two[0]);
    return PTB_OK;
}

static ptb_status parse_pair(const reading *r, const ptb_json *node, ptb_pair *pair, ptb_error *err)
{
    static const char *const known[] = {"features", "groups", "values", NULL};
    const ptb_json *names[2] = {NULL, NULL}, *groups[2] = {NULL, NULL};
    if (!ptb_json_is_object(node))
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "want a surface's object");
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(need_two(r, node, "features", names, err));
    PTB_TRY(need_two(r, node, "groups", groups, err));
    for (int k = 0; k < 2; k++) {
        PTB_TRY(find_feature(r, names[k], 0, &pair->field[k], err));
        if (r->curve[pair->field[k]].node == NULL || (k == 1 && pair->field[0] == pair->field[1]))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, names[k], "want two features that have curves");
        if (r->curves->fields[pair->field[k]].direction != 0)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, names[k], "want no feature that is monotone");
        pair->is_ordered[k] = r->curves->fields[pair->field[k]].is_ordered;
        PTB_TRY(parse_groups(r, groups[k], pair, k, err));
    }
    return PTB_OK;
}

static ptb_status parse_pairs(const reading *r, ptb_error *err)
{
    ptb_curves *curves = r->curves;
    size_t n = ptb_json_count(r->surfaces);
    if (n > PAIRS_MOST)
        return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, r->surfaces, "%zu surfaces; want at most %d", n,
                             PAIRS_MOST);
    PTB_TRY(ptb_alloc(&curves->pairs, n, sizeof *curves->pairs, err));
    for (const ptb_json *node = ptb_json_first(r->surfaces); node != NULL; node = ptb_json_next(node))
        PTB_TRY(parse_pair(r, node, &curves->pairs[curves->n_pairs++], err));
    return PTB_OK;
}

static ptb_status parse_directions(const reading *r, ptb_error *err)
{
    for (size_t f = 0; f < r->plan->n; f++) {
        const ptb_json *node = r->curve[f].node, *item = node ? ptb_json_get(node, "monotone") : NULL;
        ptb_field *field = &r->curves->fields[f];
        if (item == NULL) continue;
        double direction = ptb_json_is_number(item) ? ptb_json_number(item) : 0;
        if (!field->is_ordered || !(fabs(direction) >= 1 && fabs(direction) <= 1))
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, item, "want 1 or -1, of a number's curve");
        field->direction = direction > 0 ? 1 : -1;
    }
    return PTB_OK;
}

/* A curve that is said to go one way does. */
static ptb_status check_direction(const reading *r, size_t feature, ptb_error *err)
{
    const ptb_field *field = &r->curves->fields[feature];
    const double *value = r->curves->value + r->curves->tables.first[feature];
    for (size_t k = 1; field->direction != 0 && k + 1 < field->n_cells; k++)
        if (field->direction * (value[k] - value[k - 1]) < 0)
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, ptb_json_get(r->curve[feature].node, "values"),
                                 "value %zu %s, which 'monotone' rules out", k + 1,
                                 field->direction > 0 ? "falls" : "rises");
    return PTB_OK;
}

static ptb_status parse_tables(const reading *r, ptb_error *err)
{
    ptb_curves *curves = r->curves;
    const size_t *first = curves->tables.first;
    size_t p = 0;
    for (size_t f = 0; f < r->plan->n; f++) {
        const ptb_json *values = NULL;
        if (r->curve[f].node == NULL) continue;
        PTB_TRY(ptb_json_need_array(r->doc, r->curve[f].node, "values", &values, err));
        PTB_TRY(parse_values(r, values, curves->fields[f].n_cells, curves->value + first[f], err));
        PTB_TRY(check_direction(r, f, err));
    }
    for (const ptb_json *node = ptb_json_first(r->surfaces); node != NULL; node = ptb_json_next(node), p++) {
        const ptb_pair *pair = &curves->pairs[p];
        double *value = curves->value + first[r->plan->n + p];
        const ptb_json *rows = NULL;
        PTB_TRY(ptb_json_need_array(r->doc, node, "values", &rows, err));
        if (ptb_json_count(rows) != pair->n[0])
            return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, rows, "want %zu rows of values", pair->n[0]);
        for (const ptb_json *row = ptb_json_first(rows); row != NULL; row = ptb_json_next(row)) {
            PTB_TRY(parse_values(r, row, pair->n[1], value, err));
            value += pair->n[1];
        }
    }
    return PTB_OK;
}

static ptb_status begin(reading *r, ptb_error *err)
{
    ptb_curves *curves = r->curves;
    size_t n = r->plan->n;
    PTB_TRY(ptb_alloc(&curves->bins, 1, sizeof *curves->bins, err));
    ptb_bins *bins = curves->bins;
    bins->n_features = n;
    PTB_TRY(ptb_arena_alloc(&bins->arena, &bins->features, n, sizeof *bins->features, err));
    PTB_TRY(ptb_arena_alloc(&bins->arena, &bins->columns, n, sizeof *bins->columns, err));
    PTB_TRY(ptb_arena_alloc(&bins->arena, &bins->names, n, sizeof *bins->names, err));
    PTB_TRY(ptb_arena_alloc(&bins->arena, &r->curve, n, sizeof *r->curve, err));
    PTB_TRY(ptb_alloc(&curves->fields, n, sizeof *curves->fields, err));
    for (size_t f = 0; f < n; f++) {
        const char *name = r->plan->features[f].name;
        PTB_TRY(ptb_arena_text(&bins->arena, name, strlen(name), &bins->names[f], err));
        bins->features[f].n_cells = 2;
    }
    return PTB_OK;
}

static ptb_status parse_all(reading *r, const ptb_json *node, ptb_error *err)
{
    static const char *const known[] = {"curves", "surfaces", NULL};
    const ptb_json *curves = NULL;
    PTB_TRY(ptb_json_known_keys(r->doc, node, known, err));
    PTB_TRY(ptb_json_need_array(r->doc, node, "curves", &curves, err));
    PTB_TRY(ptb_json_need_array(r->doc, node, "surfaces", &r->surfaces, err));
    PTB_TRY(begin(r, err));
    PTB_TRY(parse_bins(r, curves, err));
    for (size_t f = 0; f < r->plan->n; f++)
        r->curves->fields[f] = (ptb_field){.n_cells = r->curves->bins->features[f].n_cells,
                                           .is_ordered = !r->curves->bins->columns[f].is_category};
    PTB_TRY(parse_directions(r, err));
    PTB_TRY(parse_pairs(r, err));
    const ptb_cells shape = {.n_fields = r->plan->n,
                             .fields = r->curves->fields,
                             .pairs = r->curves->pairs,
                             .n_pairs = r->curves->n_pairs};
    PTB_TRY(ptb_tables_new(&shape, &r->curves->tables, err));
    PTB_TRY(ptb_alloc(&r->curves->value, ptb_tables_size(&r->curves->tables), sizeof *r->curves->value, err));
    return parse_tables(r, err);
}

ptb_status ptb_curves_parse(const ptb_json_doc *doc, const ptb_json *node, const ptb_plan *plan,
                            ptb_curves **out, ptb_error *err)
{
    reading r = {.doc = doc, .plan = plan};
    *out = NULL;
    PTB_TRY(ptb_alloc(&r.curves, 1, sizeof *r.curves, err));
    ptb_status status = parse_all(&r, node, err);
    if (status == PTB_OK)
        *out = r.curves;
    else
        ptb_curves_free(r.curves);
    return status;
}
