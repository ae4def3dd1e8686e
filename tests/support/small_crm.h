/* tests/support/small_crm.h: a small generated CRM, imported, with a model trained on it: for tests of the upper
 * stages. Everything is made in the working folder. */
#ifndef PTB_TESTS_SUPPORT_SMALL_CRM_H
#define PTB_TESTS_SUPPORT_SMALL_CRM_H

#include "datasets/base/h5.h"
#include "datasets/base/rng.h"
#include "datasets/generate.h"
#include "datasets/import.h"
#include "models/linalg.h"
#include "tests/support/test_main.h"
#include "tests/support/test_paths.h"
#include "train/trainer.h"

typedef struct {
    ptb_context context;
    ptb_history *history;
    ptb_plan *plan;
    ptb_cases cases;
    ptb_vectors *vectors;
    ptb_train_result trained;
} small_crm;

static inline void small_crm_import(const ptb_context *context, const char *output)
{
    ptb_error err = {0};
    ptb_generate_settings generate = {.contacts = 1500, .activities = 30000, .directory = "crm"};
    ptb_generate_report generated;
    ASSERT_OK(ptb_generate(context, &generate, &generated, &err));
    ptb_import_settings import;
    ptb_import_settings_default(&import);
    import.contacts = test_path("crm/contacts.csv");
    import.accounts = test_path("crm/accounts.csv");
    import.activities = test_path("crm/activities.csv");
    import.opportunities = test_path("crm/opportunities.csv");
    import.output = output;
    import.command_line = "test";
    ptb_import_report report;
    ASSERT_OK(ptb_import(context, &import, &report, &err));
    ptb_import_report_free(&report);
}

/* Opportunities as of their creation, trained with the default settings. */
static inline void small_crm_open(small_crm *crm)
{
    ptb_error err = {0};
    *crm = (small_crm){.context = ptb_context_default()};
    ptb_h5_global_init();
    ptb_gsl_global_init();
    ASSERT_OK(ptb_blas_global_init(&err));
    small_crm_import(&crm->context, "crm.h5");
    ASSERT_OK(ptb_history_open(&crm->context, "crm.h5", &crm->history, &err));
    ptb_plan_settings plan = {.for_opportunities = true};
    ptb_text notes = {0};
    ASSERT_OK(ptb_plan_default(crm->history, &plan, &crm->plan, &notes, &err));
    ptb_text_free(&notes);
    ptb_case_settings settings;
    ptb_case_settings_default(&settings);
    ASSERT_OK(ptb_cases_build(crm->history, &settings, false, &crm->cases, &err));
    ASSERT_OK(ptb_vectors_extract(&crm->context, crm->history, crm->plan, &crm->cases, &crm->vectors, &err));
    ptb_train_settings train;
    ptb_train_settings_default(&train);
    train.lambda = 0.01;
    ASSERT_OK(ptb_train(&crm->context, crm->vectors, &train, &crm->trained, &err));
}

static inline void small_crm_close(small_crm *crm)
{
    ptb_train_result_free(&crm->trained);
    ptb_vectors_free(crm->vectors);
    ptb_cases_free(&crm->cases);
    ptb_plan_free(crm->plan);
    ptb_history_close(crm->history);
}

#endif
