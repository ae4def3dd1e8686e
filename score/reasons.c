/* score/reasons.c: what a score is made of: contributions to z, strongest first, and their words. */
#include <math.h>
#include <stdlib.h>

#include "score/scorer_inside.h"

static size_t count_rules(const ptb_scorer *scorer)
{
    return scorer->rules ? ptb_rules_count(scorer->rules) : 0;
}

size_t ptb_scorer_max_reasons(const ptb_scorer *scorer)
{
    return ptb_scorer_parts(scorer) + count_rules(scorer);
}

static int by_strength(const void *a, const void *b)
{
    const ptb_reason *x = a, *y = b;
    if (x->is_bend != y->is_bend) return x->is_bend ? 1 : -1;
    double dx = fabs(x->contribution), dy = fabs(y->contribution);
    if (dx < dy || dx > dy) return dx < dy ? 1 : -1;
    if (x->is_rule != y->is_rule) return x->is_rule ? 1 : -1;
    if (x->is_pair != y->is_pair) return x->is_pair ? 1 : -1;
    if (x->index != y->index) return x->index < y->index ? -1 : 1;
    return x->other < y->other ? -1 : x->other > y->other;
}

/* Of a feature, of two together, or of the calibration. */
static ptb_reason part_reason(const ptb_model *model, const ptb_score_scratch *scratch, size_t i,
                              double contribution)
{
    size_t n = model->plan->n, first = i, second = i;
    if (ptb_model_bends(model) && i + 1 == ptb_model_parts_count(model))
        return (ptb_reason){.contribution = contribution, .is_bend = true};
    if (i >= n) {
        first = model->curves->pairs[i - n].field[0];
        second = model->curves->pairs[i - n].field[1];
    }
    return (ptb_reason){.contribution = contribution,
                        .is_pair = i >= n,
                        .index = (uint32_t)first,
                        .other = (uint32_t)second,
                        .value = scratch->raw[first],
                        .other_value = scratch->raw[second]};
}

/* The strongest so far, in order. */
typedef struct {
    ptb_reason *items;
    size_t n, most, n_all;
} strongest;

/* Few are wanted and many there are: most of them are weaker than the last that is kept. */
static void keep(strongest *best, const ptb_reason *reason)
{
    if (!(fabs(reason->contribution) > 0)) return;
    best->n_all++;
    size_t at = best->n;
    if (best->n == best->most) {
        if (best->most == 0 || by_strength(reason, &best->items[best->most - 1]) >= 0) return;
        at--;
    } else {
        best->n++;
    }
    for (; at > 0 && by_strength(reason, &best->items[at - 1]) < 0; at--)
        best->items[at] = best->items[at - 1];
    best->items[at] = *reason;
}

size_t ptb_score_reasons(const ptb_scorer *scorer, const ptb_score_scratch *scratch, size_t most,
                         ptb_reason *reasons, double *base)
{
    const ptb_model *model = scorer->model;
    strongest best = {.items = reasons, .most = most};
    double w = scorer->blend.weight;
    *base = w * scorer->blend.a;
    if (model) {
        *base += (1 - w) * ptb_model_parts(model, scratch->seen, scratch->parts);
        size_t n = ptb_scorer_parts(scorer);
        for (size_t i = 0; i < n; i++) {
            ptb_reason reason = part_reason(model, scratch, i, (1 - w) * scratch->parts[i]);
            keep(&best, &reason);
        }
    }
    const double *points = scorer->rules ? ptb_rules_points(scratch->rules) : NULL;
    for (size_t r = 0; r < count_rules(scorer); r++) {
        ptb_reason reason = {.contribution = w * scorer->blend.b * points[r],
                             .is_rule = true,
                             .index = (uint32_t)r,
                             .points = points[r]};
        keep(&best, &reason);
    }
    return best.n_all;
}

/* As "%.4g" would have it; whole numbers, which most are, without its cost. */
static void add_short(ptb_text *out, double value)
{
    if (fabs(value) < 1e4 && !(fabs(value - rint(value)) > 0))
        ptb_text_integer(out, llrint(value));
    else
        ptb_text_printf(out, "%.4g", value);
}

/* "Industry: Software" */
static void describe_value(const ptb_scorer *scorer, size_t feature, double value, ptb_text *out)
{
    const ptb_vector_column *column = &scorer->columns[feature];
    ptb_text_add(out, scorer->meanings[feature]);
    if (isnan(value)) {
        ptb_text_add(out, ": missing");
    } else if (column->is_category) {
        size_t level = (size_t)value;
        ptb_text_add(out, ": ");
        ptb_text_add(out, level < column->n_levels ? column->levels[level] : "unknown");
    } else {
        ptb_text_add(out, ": ");
        add_short(out, value);
    }
}

void ptb_reason_describe(const ptb_scorer *scorer, const ptb_reason *reason, ptb_text *out)
{
    if (reason->is_rule) {
        ptb_text_add(out, ptb_rules_label(scorer->rules, reason->index));
        ptb_text_add(out, reason->points < 0 ? " (" : " (+");
        add_short(out, reason->points);
        ptb_text_add(out, " points)");
        return;
    }
    if (reason->is_bend) {
        ptb_text_add(out, "how cases at this level have come out (calibration)");
        return;
    }
    describe_value(scorer, reason->index, (double)reason->value, out);
    if (!reason->is_pair) return;
    ptb_text_add(out, " together with ");
    describe_value(scorer, reason->other, (double)reason->other_value, out);
}
