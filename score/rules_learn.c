/* score/rules_learn.c: curves of an additive model as tiers and values of a rules file. */
#include "score/rules_learn.h"

#include <math.h>
#include <stdio.h>

#include "models/rules.h"

typedef struct {
    const ptb_model *model;
    ptb_json_writer writer;
    double scale; /* points a unit of a curve */
    double base;  /* points of the cells that have 0 in the file */
    ptb_learnt *learnt;
} learner;

static const double *values_of(const learner *l, size_t feature)
{
    return l->model->curves->value + l->model->curves->tables.first[feature];
}

/* Whole points of a cell over those of the cell that has 0. */
static double points_of(const learner *l, size_t feature, size_t cell, size_t zero)
{
    const double *value = values_of(l, feature);
    return rint((value[cell] - value[zero]) * l->scale) + 0.0;
}

/* "visits", "visits: missing", "place: 2": unique, as features' names are. */
static void begin_rule(learner *l, size_t feature, const char *suffix)
{
    const ptb_feature_spec *spec = &l->model->plan->features[feature];
    ptb_text id = {0}, label = {0};
    ptb_text_printf(&id, "%s%s", spec->name, suffix);
    ptb_feature_describe(spec, &label);
    ptb_text_add(&label, suffix);
    ptb_json_begin_object(&l->writer, NULL);
    ptb_json_add_string(&l->writer, "id", id.bytes);
    ptb_json_add_string(&l->writer, "label", label.bytes);
    ptb_json_add_string(&l->writer, "axis", spec->kind <= PTB_FEATURE_WEEKEND_SHARE ? "engagement" : "fit");
    l->writer.text->failed = l->writer.text->failed || id.failed || label.failed;
    ptb_text_free(&id);
    ptb_text_free(&label);
    l->learnt->parts++;
}

static void begin_when(learner *l, size_t feature)
{
    ptb_json_begin_object(&l->writer, "when");
    ptb_json_add_string(&l->writer, "feature", l->model->plan->features[feature].name);
}

static void add_missing(learner *l, size_t feature, size_t cell, size_t zero)
{
    double points = points_of(l, feature, cell, zero);
    if (!(points < 0) && !(points > 0)) return;
    begin_rule(l, feature, ": missing");
    begin_when(l, feature);
    ptb_json_add_bool(&l->writer, "missing", true);
    ptb_json_end_object(&l->writer);
    ptb_json_add_number(&l->writer, "points", points);
    ptb_json_end_object(&l->writer);
}

/* Neighbouring cells with the same points are one tier. */
static void add_number(learner *l, size_t feature)
{
    const ptb_feature_bins *bins = &l->model->curves->bins->features[feature];
    double last = 0;
    bool has_tiers = false;
    for (size_t cell = 1; cell <= bins->n_edges; cell++) {
        double points = points_of(l, feature, cell, 0);
        if (!(points < last) && !(points > last)) continue;
        if (!has_tiers) {
            begin_rule(l, feature, "");
            begin_when(l, feature);
            ptb_json_add_bool(&l->writer, "missing", false);
            ptb_json_end_object(&l->writer);
            ptb_json_begin_array(&l->writer, "tiers", false);
        }
        has_tiers = true;
        ptb_json_begin_object(&l->writer, NULL);
        ptb_json_add_number(&l->writer, "at_least", bins->edge[cell - 1]);
        ptb_json_add_number(&l->writer, "points", points);
        ptb_json_end_object(&l->writer);
        last = points;
    }
    if (has_tiers) {
        ptb_json_end_array(&l->writer);
        ptb_json_end_object(&l->writer);
    }
    add_missing(l, feature, bins->n_cells - 1, 0);
}

/* Is the level the first with its points? */
static bool is_first(const learner *l, size_t feature, size_t level, size_t zero)
{
    double points = points_of(l, feature, level, zero);
    for (size_t before = 0; before < level; before++) {
        double other = points_of(l, feature, before, zero);
        if (!(other < points) && !(other > points)) return false;
    }
    return points < 0 || points > 0;
}

static void add_category(learner *l, size_t feature)
{
    const ptb_bins *bins = l->model->curves->bins;
    const ptb_vector_column *column = &bins->columns[feature];
    size_t other = bins->features[feature].n_cells - 2, n = 0;
    for (size_t level = 0; level < other; level++) {
        char suffix[32];
        if (!is_first(l, feature, level, other)) continue;
        double points = points_of(l, feature, level, other);
        (void)snprintf(suffix, sizeof suffix, ": %zu", ++n);
        begin_rule(l, feature, suffix);
        begin_when(l, feature);
        ptb_json_begin_array(&l->writer, "in", true);
        for (size_t same = level; same < other; same++) {
            double its = points_of(l, feature, same, other);
            if (!(its < points) && !(its > points))
                ptb_json_add_string(&l->writer, NULL, column->levels[same]);
        }
        ptb_json_end_array(&l->writer);
        ptb_json_end_object(&l->writer);
        ptb_json_add_number(&l->writer, "points", points);
        ptb_json_end_object(&l->writer);
    }
    add_missing(l, feature, other + 1, other);
}

static void add_feature(learner *l, size_t feature)
{
    const ptb_bins *bins = l->model->curves->bins;
    bool is_category = bins->columns[feature].is_category;
    size_t n_cells = bins->features[feature].n_cells, zero = is_category ? n_cells - 2 : 0,
           before = l->learnt->parts;
    l->base += values_of(l, feature)[zero] * l->scale;
    if (is_category)
        add_category(l, feature);
    else
        add_number(l, feature);
    /* Rounded is what differs from the cell that has 0; once a feature. */
    if (l->learnt->parts > before) l->learnt->coarse += 0.5;
}

/* Of the rounded points: log-odds at none of them, and of one. */
static void add_blend(learner *l, double doubling)
{
    const ptb_calibration *line = &l->model->calibration;
    double a_point = log(2) / doubling;
    ptb_json_begin_object(&l->writer, "blend");
    ptb_json_add_string(&l->writer, "method", "weighted");
    ptb_json_add_number(&l->writer, "weight", 1);
    ptb_json_add_number(&l->writer, "a", line->a * l->model->curves->intercept + line->b + l->base * a_point);
    ptb_json_add_number(&l->writer, "b", a_point);
    ptb_json_end_object(&l->writer);
    l->learnt->coarse *= a_point;
}

static void write_file(learner *l, double doubling)
{
    ptb_json_begin_object(&l->writer, NULL);
    ptb_json_add_string(&l->writer, "format", "propensity-rules");
    ptb_json_add_integer(&l->writer, "format_version", 1);
    ptb_json_add_string(&l->writer, "name", "learnt points");
    ptb_json_add_string(&l->writer, "description",
                        "The curves of a model as points; used with the model, whose features they test.");
    ptb_json_begin_array(&l->writer, "rules", false);
    for (size_t f = 0; f < l->model->curves->bins->n_features; f++)
        add_feature(l, f);
    ptb_json_end_array(&l->writer);
    add_blend(l, doubling);
    ptb_json_end_object(&l->writer);
    ptb_text_add(l->writer.text, "\n");
}

ptb_status ptb_rules_learn(const ptb_model *model, double doubling, ptb_text *out, ptb_learnt *learnt,
                           ptb_error *err)
{
    ptb_rules *rules = NULL;
    *learnt = (ptb_learnt){0};
    if (model->curves == NULL)
        return ptb_fail(
            err, PTB_E_ARG,
            "a model of family '%s' has no curves that could be points; train with --model additive",
            model->family);
    learner l = {.model = model,
                 .writer = {.text = out},
                 .scale = model->calibration.a * doubling / log(2),
                 .learnt = learnt};
    learnt->surfaces = model->curves->n_pairs;
    write_file(&l, doubling);
    PTB_TRY(ptb_text_check(out, err));
    if (learnt->parts == 0)
        return ptb_fail(err, PTB_E_DATA, "at %g points to double the odds no value is worth a whole point",
                        doubling);
    /* By what will read it: it may have more rules than a file may. */
    PTB_TRY(ptb_rules_parse(out->bytes, out->len, "the points", &rules, err));
    ptb_rules_free(rules);
    return PTB_OK;
}
