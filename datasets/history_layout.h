/* datasets/history_layout.h: the names of the history file's datasets, known to its writer and its reader only. */
#ifndef PTB_DATASETS_HISTORY_LAYOUT_H
#define PTB_DATASETS_HISTORY_LAYOUT_H

#include <stdio.h>

/* Texts: the JSON of the meta data; the provenance, which the digest leaves out. */
#define LAYOUT_META "meta"
#define LAYOUT_PROVENANCE "provenance"

/* Tables: TABLE/id, TABLE/created_at, TABLE/columns/INDEX/PART with the parts below. */
#define LAYOUT_CONTACTS "contacts"
#define LAYOUT_ACCOUNTS "accounts"
#define LAYOUT_OPPORTUNITIES "opportunities"
#define LAYOUT_ACTIVITIES "activities"
#define LAYOUT_ID "id"                /* strings */
#define LAYOUT_CREATED "created_at"   /* i64 */
#define LAYOUT_COLUMN_NUMBER "number" /* f64: numbers and flags */
#define LAYOUT_COLUMN_CODE "code"     /* u32: categories */
#define LAYOUT_COLUMN_LEVELS "levels" /* strings: categories */
#define LAYOUT_COLUMN_TIME "time"     /* i64: dates */

/* Where attributes changed: TABLE/changes/PART, each or none. */
#define LAYOUT_CHANGE_FIRST "changes/first"   /* u64, n + 1 */
#define LAYOUT_CHANGE_TS "changes/ts"         /* i64 */
#define LAYOUT_CHANGE_COLUMN "changes/column" /* u32 */
#define LAYOUT_CHANGE_VALUE "changes/value"   /* f64 */

#define LAYOUT_CONTACT_ACCOUNT "contacts/account"                     /* u32 */
#define LAYOUT_CONTACT_OUTCOME "contacts/outcome"                     /* f32; flat with an outcome only */
#define LAYOUT_CONTACT_OPPORTUNITY_FIRST "contacts/opportunity_first" /* u64, n + 1 */
#define LAYOUT_CONTACT_OPPORTUNITY "contacts/opportunity"             /* u32 */
#define LAYOUT_ACCOUNT_PARENT "accounts/parent"                       /* u32 */
#define LAYOUT_ACCOUNT_ROOT "accounts/root"                           /* u32 */
#define LAYOUT_ACCOUNT_CONTACT "accounts/contact"                     /* u64, n + 1 */
#define LAYOUT_ACCOUNT_OPPORTUNITY_FIRST "accounts/opportunity_first" /* u64, n + 1 */
#define LAYOUT_ACCOUNT_OPPORTUNITY "accounts/opportunity"             /* u32 */
#define LAYOUT_OPPORTUNITY_ACCOUNT "opportunities/account"            /* u32 */
#define LAYOUT_OPPORTUNITY_CONTACT "opportunities/contact"            /* u32 */
#define LAYOUT_OPPORTUNITY_CLOSED "opportunities/closed_at"           /* i64 */
#define LAYOUT_OPPORTUNITY_OUTCOME "opportunities/outcome"            /* u8 */
#define LAYOUT_OPPORTUNITY_AMOUNT "opportunities/amount"              /* f64 */
#define LAYOUT_ACTIVITY_FIRST "activities/first"                      /* u64, contacts + 1 */
#define LAYOUT_ACTIVITY_ACCOUNT_FIRST "activities/account_first"      /* u64, accounts + 1 */
#define LAYOUT_ACTIVITY_GATEWAY_FIRST "activities/gateway_first"      /* u64, contacts + 1 */
#define LAYOUT_ACTIVITY_TS "activities/ts"                            /* u32 */
#define LAYOUT_ACTIVITY_TYPE "activities/type"                        /* u16 */
#define LAYOUT_ACTIVITY_CHANNEL "activities/channel"                  /* u16 */
#define LAYOUT_ACTIVITY_ASSET "activities/asset"                      /* u32 */
/* Where a record has one: */
#define LAYOUT_ACTIVITY_TOPIC "activities/topic"         /* u32 */
#define LAYOUT_ACTIVITY_CAMPAIGN "activities/campaign"   /* u32 */
#define LAYOUT_ACTIVITY_MESSAGE "activities/message"     /* u32 */
#define LAYOUT_ACTIVITY_VALUE "activities/value"         /* f32 */
#define LAYOUT_ACTIVITY_DURATION "activities/duration_s" /* f32 */
#define LAYOUT_ACTIVITY_TYPES "activities/types"         /* strings, as the four below */
#define LAYOUT_ACTIVITY_CHANNELS "activities/channels"
#define LAYOUT_ACTIVITY_ASSETS "activities/assets"
#define LAYOUT_ACTIVITY_TOPICS "activities/topics"
#define LAYOUT_ACTIVITY_CAMPAIGNS "activities/campaigns"

enum { LAYOUT_NAME_BYTES = 96 };

static inline const char *layout_name(char out[LAYOUT_NAME_BYTES], const char *table, const char *part)
{
    (void)snprintf(out, LAYOUT_NAME_BYTES, "%s/%s", table, part);
    return out;
}

static inline const char *layout_column_name(char out[LAYOUT_NAME_BYTES], const char *table, size_t column,
                                             const char *part)
{
    (void)snprintf(out, LAYOUT_NAME_BYTES, "%s/columns/%zu/%s", table, column, part);
    return out;
}

#endif
