/* datasets/import_marks.c: gateways' opens and clicks among the activities of an import, and what is reported of them. */
#include <string.h>

#include "datasets/activity_marks.h"
#include "datasets/import_parts.h"

enum { LEAST_EVENTS = 20 }; /* of a domain that is named in the report */

static ptb_str email_at(const void *context, size_t contact)
{
    const ptb_import_run *run = context;
    return ptb_record_text(&run->set.contacts, run->set.contacts.email, run->order.contacts.order[contact]);
}
