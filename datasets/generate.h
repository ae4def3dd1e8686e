/* datasets/generate.h: a synthetic CRM with known truth, for the demo, tests and benchmarks.
 *
 * Outcomes come from a truth that the program's features do not simply mirror: engagement saturates and then
 * turns negative, seniority and demo requests interact, interest decays with its own half-life, accounts matter
 * by breadth and history, part of every decision is noise that nobody can know, one day a list of dead leads was
 * imported, and security gateways open and click mails. The same settings give the same bytes. */
#ifndef PTB_DATASETS_GENERATE_H
#define PTB_DATASETS_GENERATE_H

#include "datasets/base/context.h"

typedef struct {
    int64_t contacts, activities; /* 100 .. 50 million; activities at least contacts */
    const char *directory;        /* made if absent (its parent must exist) */
} ptb_generate_settings;

typedef struct {
    uint64_t accounts, contacts, activities, opportunities, closed, won;
    double best_auc, best_log_loss; /* of the true probabilities given the records, on closed opportunities */
} ptb_generate_report;

/* Writes accounts.csv, contacts.csv, activities.csv, opportunities.csv and truth.csv
 * (opportunity_id,p: the probability of winning given all that the records held when it was created). */
PTB_MUST_USE ptb_status ptb_generate(const ptb_context *context, const ptb_generate_settings *settings,
                                     ptb_generate_report *report, ptb_error *err);

#endif
