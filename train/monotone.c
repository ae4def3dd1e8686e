/* train/monotone.c: which features' curves may never fall or never rise, as `train` is told. */
#include "train/monotone.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "datasets/base/text.h"

/* Splits "NAME=+" off the front of *rest; names may hold commas and equals signs of their own. */
static bool next_pair(const char **rest, ptb_str *name, int *direction)
{
    for (const char *at = *rest; (at = strchr(at, '=')) != NULL; at++) {
        bool is_end = (at[1] == '+' || at[1] == '-') && (at[2] == 0 || at[2] == ',');
        if (!is_end || at == *rest) continue;
        *name = (ptb_str){*rest, (size_t)(at - *rest)};
        *direction = at[1] == '+' ? 1 : -1;
        *rest = at + (at[2] == 0 ? 2 : 3);
        return true;
    }
    return false;
}

static ptb_status fail_no_feature(const ptb_plan *plan, ptb_str name, ptb_error *err)
{
    const char **names = NULL;
    PTB_TRY(ptb_alloc(&names, plan->n, sizeof *names, err));
    for (size_t f = 0; f < plan->n; f++)
        names[f] = plan->features[f].name;
    const char *near = ptb_nearest_name(name, names, plan->n);
    ptb_status status =
        ptb_fail(err, PTB_E_ARG, "--monotone: no feature is named '%.*s'%s%s%s", (int)name.len, name.ptr,
                 near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    free(names);
    return status;
}

static ptb_status note_direction(const ptb_vectors *vectors, ptb_str name, int direction, int *of_feature,
                                 ptb_error *err)
{
    const ptb_plan *plan = vectors->plan;
    size_t f = 0;
    while (f < plan->n && !ptb_str_equal_text(name, plan->features[f].name))
        f++;
    if (f == plan->n) return fail_no_feature(plan, name, err);
    if (vectors->columns[f].is_category)
        return ptb_fail(err, PTB_E_ARG,
                        "--monotone: '%s' is a category, whose levels are in no order; want a number",
                        plan->features[f].name);
    if (of_feature[f] == -direction)
        return ptb_fail(err, PTB_E_ARG, "--monotone: '%s' is given both ways", plan->features[f].name);
    of_feature[f] = direction;
    return PTB_OK;
}

static ptb_status parse_text(const char *text, const ptb_vectors *vectors, int *of_feature, ptb_error *err)
{
    const char *rest = text;
    ptb_str name;
    int direction = 0;
    do {
        if (!next_pair(&rest, &name, &direction))
            return ptb_fail(err, PTB_E_ARG,
                            "--monotone: '%s'; want FEATURE=+ (never falls) or FEATURE=- (never rises)",
                            rest);
        PTB_TRY(note_direction(vectors, name, direction, of_feature, err));
    } while (*rest != 0);
    return PTB_OK;
}

ptb_status ptb_monotone_parse(const ptb_arg_list *texts, const ptb_vectors *vectors, int **out,
                              ptb_error *err)
{
    ptb_status status = PTB_OK;
    *out = NULL;
    if (texts->n == 0) return PTB_OK;
    PTB_TRY(ptb_alloc(out, vectors->n_features, sizeof **out, err));
    for (size_t i = 0; i < texts->n; i++)
        PTB_TRY_TO(parse_text(texts->items[i], vectors, *out, err));
    return PTB_OK;
done:
    free(*out);
    *out = NULL;
    return status;
}
