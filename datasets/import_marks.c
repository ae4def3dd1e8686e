/* datasets/import_marks.c: gateways' opens and clicks among the activities of an import, and what is reported of them. */
#include <string.h>

#include "datasets/activity_marks.h"
#include "datasets/append.h"
#include "datasets/import_parts.h"

enum { LEAST_EVENTS = 20 }; /* of a domain that is named in the report */

/* Texts of contacts by their places in the history. */
typedef struct {
    const ptb_import_run *run;
    const ptb_column *email;
    ptb_account_domains domains;
} owner_texts;

static ptb_str email_at(const void *context, size_t place)
{
    const owner_texts *texts = context;
    return ptb_import_text(texts->email, texts->run->order.contacts.order[place]);
}

static ptb_str web_at(const void *context, size_t place)
{
    const owner_texts *texts = context;
    uint32_t account = texts->run->set.contact_account[texts->run->order.contacts.order[place]];
    return account == PTB_NONE ? (ptb_str){"", 0} : ptb_import_account_domain(&texts->domains, account);
}

static const ptb_json *last_import(const ptb_history *history)
{
    const ptb_json *last = NULL;
    for (const ptb_json *node = history->imports ? ptb_json_first(history->imports) : NULL; node;
         node = ptb_json_next(node))
        last = node;
    return last;
}

ptb_status ptb_import_mark(ptb_import_run *run, ptb_error *err)
{
    const ptb_record_set *set = &run->set;
    owner_texts *texts = NULL; /* as long as the marks */
    ptb_mark_owners owners = {.n_contacts = set->contacts.n};
    if (run->settings->keep_gateways || run->activities.n == 0) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&run->arena, &texts, 1, sizeof *texts, err));
    *texts = (owner_texts){run, ptb_import_texts(&set->contacts, "email"),
                           ptb_import_account_domains(&set->accounts)};
    if (run->append) owners.import = last_import(run->append->old);
    if (texts->email) owners.email = (ptb_texts){email_at, texts};
    if (texts->domains.domain || texts->domains.website) owners.web = (ptb_texts){web_at, texts};
    PTB_TRY(ptb_activity_marks_new(run->context, &run->activities, &owners, &run->marks, err));
    run->activities.marks = run->marks;
    if (!ptb_activity_marks_are_fine(run->marks))
        ptb_import_note(
            run, "opens and clicks are dated to the minute or day, too coarse to tell mail gateways from "
                 "people; none is marked");
    return PTB_OK;
}

ptb_status ptb_import_sum_marks(ptb_import_run *run, ptb_error *err)
{
    ptb_gateway_report *out = &run->report->gateways;
    ptb_bot_domain top[PTB_GATEWAY_DOMAINS];
    ptb_mark_summary sum;
    if (!run->marks) return PTB_OK;
    PTB_TRY(ptb_activity_marks_sum(run->marks, LEAST_EVENTS, top, PTB_GATEWAY_DOMAINS, &sum, err));
    out->is_judged = true;
    out->opens_and_clicks = sum.opens_and_clicks;
    out->n_domains = sum.n_top;
    for (size_t i = 0; i < sum.n_top; i++) {
        size_t len = ptb_str_cut(top[i].domain, PTB_GATEWAY_DOMAIN_BYTES - 1).len;
        memcpy(out->domains[i].name, top[i].domain.ptr, len);
        out->domains[i].name[len] = 0;
        out->domains[i].events = top[i].events;
        out->domains[i].marked = top[i].marked;
    }
    return PTB_OK;
}

void ptb_import_free_marks(ptb_import_run *run)
{
    ptb_activity_marks_free(run->marks);
    run->marks = NULL;
    run->activities.marks = NULL;
}
