/* features/case_settings.h: settings for building cases, resolved against a history; private to case*.c. */
#ifndef PTB_FEATURES_CASE_SETTINGS_H
#define PTB_FEATURES_CASE_SETTINGS_H

#include "features/cases.h"

/* First: the subject, where it was left to default. E_DATA: the history has none of that kind. */
PTB_MUST_USE ptb_status ptb_case_settings_choose_subject(const ptb_history *history,
                                                         ptb_case_settings *settings, ptb_error *err);

/* Then what else was left to default (snapshots, as_of, horizon, the flat outcome); E_ARG and E_DATA as ptb_cases_build
 * says. */
PTB_MUST_USE ptb_status ptb_case_settings_resolve(const ptb_history *history, bool for_scoring,
                                                  ptb_case_settings *settings, ptb_error *err);

#endif
