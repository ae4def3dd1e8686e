/* score/subject.c: one subject by its id, as of a moment. */
#include "score/subject.h"

#include <math.h>

ptb_status ptb_subject_find(const ptb_history *history, ptb_subject subject, const char *id, uint32_t *index,
                            ptb_error *err)
{
    *index = ptb_table_find_id(ptb_subject_table(history, subject), id);
    if (*index != PTB_NONE) return PTB_OK;
    return ptb_fail(err, PTB_E_ARG, "no %s has the id '%s'", ptb_subject_name(subject), id);
}

static ptb_time default_moment(const ptb_history *history, ptb_subject subject, uint32_t index)
{
    if (history->is_timeless) return PTB_NO_TIME;
    bool dated_row = history->is_flat;
    bool closed = subject == PTB_SUBJECT_OPPORTUNITY && history->opportunity_outcome[index] != PTB_OPEN;
    if (dated_row || closed) return ptb_subject_table(history, subject)->created_at[index];
    return history->last_record;
}

ptb_status ptb_subject_case(const ptb_history *history, ptb_subject subject, uint32_t index, ptb_time as_of,
                            ptb_case *out, ptb_error *err)
{
    const ptb_record_table *table = ptb_subject_table(history, subject);
    if (history->is_timeless && as_of != PTB_NO_TIME)
        return ptb_fail(err, PTB_E_ARG,
                        "these records carry no dates: a moment (--as-of) means nothing here");
    if (as_of == PTB_NO_TIME) as_of = default_moment(history, subject, index);
    ptb_time created = table->created_at[index];
    if (created != PTB_NO_TIME && created > as_of) {
        char c[PTB_TIME_BYTES], t[PTB_TIME_BYTES];
        ptb_str id = ptb_strings_at(&table->id, index);
        return ptb_fail(err, PTB_E_ARG, "%s '%.*s' was created %s, after %s", ptb_subject_name(subject),
                        (int)id.len, id.ptr, ptb_print_time(c, created), ptb_print_time(t, as_of));
    }
    uint32_t contact = PTB_NONE, account = PTB_NONE, opportunity = PTB_NONE;
    if (table == &history->opportunities) {
        opportunity = index;
        contact = history->opportunity_contact[index];
        account = history->opportunity_account[index];
    } else if (table == &history->accounts) {
        account = index;
    } else {
        contact = index;
        account = history->contact_account[index];
    }
    *out = (ptb_case){.contact = contact,
                      .account = account,
                      .opportunity = opportunity,
                      .as_of = as_of,
                      .known_at = PTB_NO_TIME,
                      .outcome = NAN,
                      .weight = 1};
    return PTB_OK;
}
