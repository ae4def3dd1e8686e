/* models/model.c: a fitted model in use: log-odds of a row, score of log-odds. */
#include "models/model.h"

#include <stdlib.h>

void ptb_model_free(ptb_model *model)
{
    if (model == NULL) return;
    ptb_plan_free(model->plan);
    ptb_encoder_free(model->encoder);
    free(model->coef);
    ptb_arena_free(&model->arena);
    free(model);
}

double ptb_model_logit(const ptb_model *model, const double *encoded)
{
    double sum = model->coef[0];
    for (size_t i = 0; i < model->encoder->n_terms; i++)
        sum += model->coef[i + 1] * encoded[i];
    return model->platt.a * sum + model->platt.b;
}

double ptb_model_score(const ptb_model *model, double z)
{
    const double *knots = model->score_knots;
    if (!(z > knots[0])) return 0.0;
    if (z >= knots[PTB_SCORE_KNOTS - 1]) return 100.0;
    int k = 0;
    while (z >= knots[k + 1])
        k++;
    double share = (z - knots[k]) / (knots[k + 1] - knots[k]);
    return (k + share) * (100.0 / (PTB_SCORE_KNOTS - 1));
}
