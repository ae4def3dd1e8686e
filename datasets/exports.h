/* datasets/exports.h: which export of which CRM a CSV file is, told by its header alone.
 *
 * Known are HubSpot's and Salesforce's exports, by labels and by internal (API) names, and the same tables as
 * warehouses hold them (snake_case, `property_` before HubSpot's names). Case, blanks, `_` and a time zone at the
 * end (`Last Activity Date (EST)`) do not matter. What the columns then mean is datasets/mapping.h's business. */
#ifndef PTB_DATASETS_EXPORTS_H
#define PTB_DATASETS_EXPORTS_H

#include <stdbool.h>

#include "datasets/base/memory.h"
#include "datasets/base/text.h"

/* The tables that an import knows. */
typedef enum {
    PTB_TABLE_CONTACTS,
    PTB_TABLE_ACCOUNTS,
    PTB_TABLE_ACTIVITIES,
    PTB_TABLE_OPPORTUNITIES,
    PTB_TABLE_FIELD_HISTORY,
    PTB_TABLE_ENRICHMENT,
    PTB_TABLE_MERGES,
    PTB_TABLE_KINDS
} ptb_table_kind;

const char *ptb_table_kind_name(ptb_table_kind kind);              /* "contacts", "field_history" */
const char *const *ptb_table_canonical_names(ptb_table_kind kind); /* NULL-terminated */

typedef enum {
    PTB_SYSTEM_NONE, /* canonical names only */
    PTB_SYSTEM_HUBSPOT,
    PTB_SYSTEM_SALESFORCE,
    PTB_SYSTEM_AUTO /* whichever it is; only asked for, never found */
} ptb_export_system;

/* In the order in which they are tried. */
typedef enum {
    PTB_EXPORT_NONE,
    PTB_EXPORT_HUBSPOT_MERGES,
    PTB_EXPORT_HUBSPOT_EMAIL_EVENTS,
    PTB_EXPORT_HUBSPOT_FORMS,
    PTB_EXPORT_HUBSPOT_CONTACT_HISTORY,
    PTB_EXPORT_HUBSPOT_COMPANY_HISTORY,
    PTB_EXPORT_HUBSPOT_DEAL_HISTORY,
    PTB_EXPORT_HUBSPOT_DEAL_STAGES,
    PTB_EXPORT_HUBSPOT_CALLS,
    PTB_EXPORT_HUBSPOT_EMAILS,
    PTB_EXPORT_HUBSPOT_MEETINGS,
    PTB_EXPORT_HUBSPOT_NOTES,
    PTB_EXPORT_HUBSPOT_TASKS,
    PTB_EXPORT_HUBSPOT_ENGAGEMENTS,
    PTB_EXPORT_HUBSPOT_DEALS,
    PTB_EXPORT_HUBSPOT_CONTACTS,
    PTB_EXPORT_HUBSPOT_COMPANIES,
    PTB_EXPORT_SALESFORCE_OPPORTUNITY_FIELDS,
    PTB_EXPORT_SALESFORCE_LEAD_HISTORY,
    PTB_EXPORT_SALESFORCE_CONTACT_HISTORY,
    PTB_EXPORT_SALESFORCE_ACCOUNT_HISTORY,
    PTB_EXPORT_SALESFORCE_STAGES,
    PTB_EXPORT_SALESFORCE_OPPORTUNITY,
    PTB_EXPORT_SALESFORCE_CAMPAIGN_MEMBER,
    PTB_EXPORT_SALESFORCE_EVENT,
    PTB_EXPORT_SALESFORCE_TASK,
    PTB_EXPORT_SALESFORCE_LEAD,
    PTB_EXPORT_SALESFORCE_CONTACT,
    PTB_EXPORT_SALESFORCE_ACCOUNT,
    PTB_EXPORT_SALESFORCE_MERGES, /* never recognised: what `has_merges` stands for */
    PTB_EXPORT_OBJECTS
} ptb_export_object;

typedef struct {
    ptb_export_system system; /* PTB_SYSTEM_NONE: not recognised, the rest says nothing */
    ptb_export_object object;
    ptb_table_kind kind;
    /* The file tells of merged or converted records too (a Salesforce lead's ConvertedContactId, MasterRecordId):
     * read it a second time as PTB_TABLE_MERGES. */
    bool has_merges;
} ptb_export;

const char *ptb_export_words(ptb_export_object object); /* "HubSpot export of contacts" */

/* `system` limits what is looked for; PTB_SYSTEM_NONE finds nothing. E_NOMEM only. */
PTB_MUST_USE ptb_status ptb_exports_recognise(ptb_export_system system, const char *const *names,
                                              size_t n_names, ptb_export *out, ptb_error *err);

typedef struct {
    const char *path;
    ptb_export what; /* system PTB_SYSTEM_NONE: a CSV file that is no export known here, for a note */
} ptb_export_file;

typedef struct {
    ptb_export_file *files; /* by name, in the order of its bytes */
    size_t n;
    ptb_arena arena; /* everything */
} ptb_export_list;

/* Every *.csv and *.csv.gz of a folder (not of folders in it, not those whose name begins with a dot).
 * E_IO: no such folder. E_DATA: no CSV file, or none is recognised. Errors of ptb_csv_open for a file that is no
 * CSV: an export that can't be read must not go unnoticed. */
PTB_MUST_USE ptb_status ptb_exports_scan(const char *folder, ptb_export_system system, ptb_export_list *out,
                                         ptb_error *err);
void ptb_export_list_free(ptb_export_list *list); /* zeroed allowed */

#endif
