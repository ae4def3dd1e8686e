/* models/model_fit_file.c: what was fitted (terms, curves or vectors, intercept, calibration) in model files; checked, as they may come
 * from strangers. */
#include <string.h>

#include "models/model_names.h"
#include "models/svm_model.h"

double ptb_model_intercept(const ptb_model *model)
{
    if (model->svm) return -model->svm->rho;
    return model->curves ? model->curves->intercept : model->coef[0];
}

void ptb_model_write_fit(ptb_json_writer *writer, const ptb_model *model)
{
    double intercept = ptb_model_intercept(model);
    if (model->curves)
        ptb_curves_write(writer, "additive", model->curves);
    else
        ptb_encoder_write(writer, "encoder", model->encoder, model->plan,
                          model->coef == NULL ? NULL : model->coef + 1,
                          model->standard_error == NULL ? NULL : model->standard_error + 1);
    if (model->svm) ptb_svm_write(writer, "svm", model->svm);
    ptb_json_add_number(writer, "intercept", intercept);
    ptb_calibration_write(writer, "calibration", &model->calibration);
}

/* One object with a fit, and the model that it is of. */
typedef struct {
    const ptb_json_doc *doc;
    const ptb_json *node;
    ptb_model *model;
} reading;

static ptb_status refuse_part(const reading *r, const char *part, ptb_error *err)
{
    const ptb_json *node = ptb_json_get(r->node, part);
    if (node == NULL) return PTB_OK;
    return ptb_json_fail(err, PTB_E_SCHEMA, r->doc, node, "want none of it in a model of family '%s'",
                         r->model->family);
}

static ptb_status read_additive(const reading *r, ptb_error *err)
{
    const ptb_json *node;
    ptb_model *model = r->model;
    PTB_TRY(refuse_part(r, "encoder", err));
    PTB_TRY(ptb_json_need_object(r->doc, r->node, "additive", &node, err));
    PTB_TRY(ptb_curves_parse(r->doc, node, model->plan, &model->curves, err));
    return ptb_json_need_number(r->doc, r->node, "intercept", &model->curves->intercept, err);
}

static ptb_status read_svm(const reading *r, ptb_error *err)
{
    const ptb_json *node;
    double intercept = 0;
    ptb_model *model = r->model;
    PTB_TRY(ptb_json_need_object(r->doc, r->node, "encoder", &node, err));
    PTB_TRY(ptb_encoder_parse(r->doc, node, model->plan, &model->encoder, NULL, NULL, err));
    PTB_TRY(ptb_json_need_object(r->doc, r->node, "svm", &node, err));
    PTB_TRY(ptb_svm_parse(r->doc, node, model->encoder->n_terms, &model->svm, err));
    PTB_TRY(ptb_json_need_number(r->doc, r->node, "intercept", &intercept, err));
    model->svm->rho = -intercept;
    return PTB_OK;
}

static ptb_status read_logistic(const reading *r, ptb_error *err)
{
    const ptb_json *node;
    ptb_model *model = r->model;
    PTB_TRY(ptb_json_need_object(r->doc, r->node, "encoder", &node, err));
    PTB_TRY(ptb_encoder_parse(r->doc, node, model->plan, &model->encoder, &model->coef,
                              &model->standard_error, err));
    return ptb_json_need_number(r->doc, r->node, "intercept", &model->coef[0], err);
}

/* What the family has, and not what another has. */
ptb_status ptb_model_read_fit(const ptb_json_doc *doc, const ptb_json *node, ptb_model *model, ptb_error *err)
{
    const reading r = {doc, node, model};
    bool is_additive = strcmp(model->family, "additive") == 0, is_svm = strcmp(model->family, "svm") == 0;
    const ptb_json *calibration;
    if (!is_additive) PTB_TRY(refuse_part(&r, "additive", err));
    if (!is_svm) PTB_TRY(refuse_part(&r, "svm", err));
    PTB_TRY(is_additive ? read_additive(&r, err) : is_svm ? read_svm(&r, err) : read_logistic(&r, err));
    PTB_TRY(ptb_json_need_object(doc, node, "calibration", &calibration, err));
    return ptb_calibration_parse(doc, calibration, &model->calibration, err);
}
