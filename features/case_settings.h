/* features/case_settings.h: settings for building cases, resolved against a history; private to case*.c. */
#ifndef PTB_FEATURES_CASE_SETTINGS_H
#define PTB_FEATURES_CASE_SETTINGS_H

#include "features/cases.h"

/* Fills in what was left to default (subject, snapshots, as_of, the flat outcome); E_ARG and E_DATA as
 * ptb_cases_build says. */
PTB_MUST_USE ptb_status ptb_case_settings_resolve(const ptb_history *history, bool for_scoring,
                                                  ptb_case_settings *settings, ptb_error *err);

#endif
