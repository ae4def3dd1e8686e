/* score/card_effects.c: the strongest terms, curves and surfaces of a model. */
#include "score/card_effects.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/base/memory.h"
#include "models/inference.h"
#include "models/terms.h"

static void take_term(const ptb_model *model, size_t term, ptb_effect *out)
{
    const ptb_feature_spec *spec = &model->plan->features[model->encoder->terms[term].feature];
    double coef = model->coef[term + 1];
    ptb_wald wald = ptb_wald_of(coef, model->standard_error ? model->standard_error[term + 1] : nan(""));
    out->feature = spec->name;
    out->unit = ptb_feature_unit(spec);
    out->odds_ratio = (ptb_figure){exp(coef), exp(wald.low), exp(wald.high)};
    ptb_term_describe(model->encoder, model->plan, term, &out->what);
}

static ptb_status find_terms(const ptb_model *model, size_t most, ptb_effect *out, size_t *n, ptb_error *err)
{
    size_t *chosen = NULL;
    PTB_TRY(ptb_alloc(&chosen, model->encoder->n_terms + 1, sizeof *chosen, err));
    size_t n_chosen = ptb_terms_strongest(model, most, chosen);
    for (size_t i = 0; i < n_chosen; i++)
        take_term(model, chosen[i], &out[(*n)++]);
    free(chosen);
    return PTB_OK;
}

static void take_curve(const ptb_model *model, const ptb_curve_extent *extent, ptb_effect *out)
{
    const ptb_curves *curves = model->curves;
    size_t n_features = curves->bins->n_features, table = extent->table;
    const ptb_feature_spec *spec =
        &model->plan->features[table < n_features ? table : curves->pairs[table - n_features].field[0]];
    out->feature = spec->name;
    out->unit = ptb_feature_unit(spec);
    out->odds_ratio = (ptb_figure){exp(extent->spread), nan(""), nan("")};
    ptb_curves_name(curves, model->plan, table, &out->what);
    ptb_curves_place(curves, table, extent->lowest, &out->lowest_at);
    ptb_curves_place(curves, table, extent->highest, &out->highest_at);
}

static ptb_status find_curves(const ptb_model *model, size_t most, ptb_effect *out, size_t *n, ptb_error *err)
{
    ptb_curve_extent *extents = NULL;
    PTB_TRY(ptb_curves_extents(model->curves, &extents, err));
    for (size_t i = 0; i < model->curves->tables.n_tables && *n < most && extents[i].spread > 0; i++)
        take_curve(model, &extents[i], &out[(*n)++]);
    free(extents);
    return PTB_OK;
}

ptb_status ptb_effects_find(const ptb_model *model, size_t most, ptb_effect *out, size_t *n, ptb_error *err)
{
    *n = 0;
    if (model->curves) PTB_TRY(find_curves(model, most, out, n, err));
    if (model->coef) PTB_TRY(find_terms(model, most, out, n, err));
    for (size_t i = 0; i < *n; i++) {
        PTB_TRY(ptb_text_check(&out[i].what, err));
        PTB_TRY(ptb_text_check(&out[i].lowest_at, err));
        PTB_TRY(ptb_text_check(&out[i].highest_at, err));
    }
    return PTB_OK;
}

void ptb_effects_free(ptb_effect *effects, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ptb_text_free(&effects[i].what);
        ptb_text_free(&effects[i].lowest_at);
        ptb_text_free(&effects[i].highest_at);
    }
}
