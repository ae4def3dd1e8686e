/* features/cases_inside.h: one call of ptb_cases_build at work; private to cases*.c. */
#ifndef PTB_FEATURES_CASES_INSIDE_H
#define PTB_FEATURES_CASES_INSIDE_H

#include "features/cases.h"

/* What an activity's type, or a stage, means to the settings. */
enum { PTB_MEANS_OUTCOME = 1, PTB_MEANS_CLOSING = 2, PTB_MEANS_MOMENT = 4 };

/* Something that means something; several at one second are one. */
typedef struct {
    ptb_time ts;
    uint8_t meaning;
} ptb_case_event;

typedef struct {
    ptb_case_event *items;
    size_t n, capacity;
} ptb_case_events;

typedef struct {
    ptb_time *items; /* ascending */
    size_t n, capacity;
} ptb_case_moments;

/* A line of a file of moments. */
typedef struct {
    uint32_t subject; /* its place in the table */
    float outcome, weight;
    ptb_time as_of;
    uint64_t line;
} ptb_given_case;

typedef struct {
    ptb_given_case *items; /* by subject, then as_of */
    size_t n, capacity;
    bool has_outcome, has_weight; /* columns */
} ptb_given_cases;

typedef struct {
    const ptb_history *history;
    ptb_case_settings settings; /* resolved */
    bool for_scoring;
    ptb_time horizon_s; /* 0: none */
    ptb_time begin;     /* earlier snapshots are left out as unrecorded; PTB_NO_TIME: none are */
    uint8_t *types;     /* by activity type: PTB_MEANS_..; NULL where no type means anything */
    uint8_t *stages;    /* by level of the opportunities' stage; NULL likewise */
    size_t stage;       /* the column, where stages mean something */
    bool has_stage_history;
    ptb_case_events events;  /* of the subject at hand, ascending, where types mean something */
    ptb_case_events entries; /* into stages that mean something, of the opportunity at hand, ascending */
    ptb_case_moments
        moments; /* shared by all where snapshots are periodic or as of a moment, else of the subject at hand */
    ptb_given_cases given;     /* FILE */
    const ptb_given_case *now; /* FILE: the line at hand; NULL otherwise */
    size_t items_capacity;
    ptb_cases *out;
} ptb_case_work;

bool ptb_snapshots_are_periodic(ptb_snapshot_kind snapshots);
/* Periodic, or as of one moment: the same for everybody. */
bool ptb_snapshots_are_shared(ptb_snapshot_kind snapshots);

/* ---- cases.c ---- */
PTB_MUST_USE ptb_status ptb_case_room(ptb_case_work *w, size_t more, ptb_error *err);
/* Counts it by its outcome. */
PTB_MUST_USE ptb_status ptb_case_add(ptb_case_work *w, const ptb_case *one, ptb_error *err);
/* False: the snapshot is not wanted (--from, --to), or nothing was recorded yet, which is counted. */
bool ptb_case_in_period(const ptb_case_work *w, ptb_time as_of);
/* A case whose outcome a file of moments says, or not. */
PTB_MUST_USE ptb_status ptb_case_add_given(ptb_case_work *w, ptb_case *one, ptb_error *err);

/* ---- cases_events.c ---- */
/* What types and stages mean; E_ARG: a name that is not in the history, with the nearest. */
PTB_MUST_USE ptb_status ptb_case_find_meanings(ptb_case_work *w, ptb_error *err);
/* Into w->events. PTB_NONE for whom there is not. */
PTB_MUST_USE ptb_status ptb_case_events_of_contact(ptb_case_work *w, uint32_t contact, ptb_error *err);
PTB_MUST_USE ptb_status ptb_case_events_of_account(ptb_case_work *w, uint32_t account, ptb_error *err);
/* Into w->entries. */
PTB_MUST_USE ptb_status ptb_case_entries_of(ptb_case_work *w, uint32_t opportunity, ptb_error *err);
/* The first one after `moment` (PTB_NO_TIME: of all) that has one of the meanings; NULL: none. */
const ptb_case_event *ptb_case_next(const ptb_case_events *events, ptb_time moment, uint8_t meanings);
/* Is an outcome that has a horizon over by the end of the data? */
bool ptb_case_is_over(const ptb_case_work *w, ptb_time as_of);
/* Outcome and known_at by w->events; outcome NaN: not known by the end of the data. */
void ptb_case_judge_events(const ptb_case_work *w, ptb_case *one);

/* ---- cases_moments.c ---- */
/* w->begin and, where they are shared, w->moments; settings.from, where not given. */
PTB_MUST_USE ptb_status ptb_case_list_moments(ptb_case_work *w, ptb_error *err);
PTB_MUST_USE ptb_status ptb_case_add_moment(ptb_case_work *w, ptb_time moment, ptb_error *err);
/* w->moments of one whose record and first activity are of these moments: CREATED, EVENT, FIRST. */
PTB_MUST_USE ptb_status ptb_case_own_moments(ptb_case_work *w, ptb_time created, ptb_time first_activity,
                                             ptb_error *err);
/* The place of the first shared moment at or after `moment`. */
size_t ptb_case_moment_from(const ptb_case_work *w, ptb_time moment);

/* ---- the subjects ---- */
PTB_MUST_USE ptb_status ptb_cases_of_flat(ptb_case_work *w, ptb_error *err);
PTB_MUST_USE ptb_status ptb_cases_of_people(ptb_case_work *w,
                                            ptb_error *err); /* contacts, accounts, customers */
PTB_MUST_USE ptb_status ptb_cases_of_opportunities(ptb_case_work *w, ptb_error *err);

/* ---- cases_file.c ---- */
/* Into w->given; where it says outcomes, settings' outcome. E_IO, E_PARSE; E_SCHEMA: columns; E_DATA: a line. */
PTB_MUST_USE ptb_status ptb_given_cases_read(ptb_case_work *w, ptb_error *err);
/* The lines of one subject: their first place, and *n of them. */
const ptb_given_case *ptb_given_cases_of(const ptb_given_cases *given, uint32_t subject, size_t *n);

#endif
