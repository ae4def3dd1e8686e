/* tests/fuzz/fuzz_model.c: any bytes as a model file whose seal was looked at; what is accepted scores a row without harm and is
 * written as it was read. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/model_names.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool holds)
{
    if (!holds) abort();
}

static void score(const ptb_model *model, float value)
{
    ptb_error err;
    ptb_model_binding *binding = NULL;
    float *raw = NULL;
    double *seen = NULL, *parts = NULL;
    require(ptb_alloc(&raw, model->plan->n + 1, sizeof *raw, &err) == PTB_OK);
    require(ptb_alloc(&seen, ptb_model_scratch(model) + 1, sizeof *seen, &err) == PTB_OK);
    require(ptb_alloc(&parts, ptb_model_parts_count(model) + 1, sizeof *parts, &err) == PTB_OK);
    for (size_t f = 0; f < model->plan->n; f++)
        raw[f] = value;
    if (ptb_model_bind(model, ptb_model_columns(model), &binding, &err) == PTB_OK) {
        double score = ptb_model_score(model, ptb_model_logit(model, binding, raw, seen));
        (void)ptb_model_parts(model, seen, parts);
        require(score >= 0 && score <= 100);
    }
    ptb_model_binding_free(binding);
    free(raw);
    free(seen);
    free(parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    ptb_error err;
    ptb_json_doc *doc = NULL;
    ptb_model *model = NULL;
    char digest[65];
    if (ptb_json_parse((const char *)bytes, n, "fuzz.json", &doc, &err) != PTB_OK) return 0;
    err.message[0] = 0;
    if (ptb_model_parse(doc, &model, &err) != PTB_OK) {
        require(model == NULL && strncmp(err.message, "fuzz.json", 9) == 0);
    } else {
        score(model, 0);
        score(model, 1);
        score(model, 1e30F);
        score(model, -1e30F);
        score(model, (float)NAN);
        require(ptb_model_digest(model, digest, &err) == PTB_OK);
    }
    ptb_model_free(model);
    ptb_json_free(doc);
    return 0;
}
