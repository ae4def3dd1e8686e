/* datasets/exports_words.c: the vocabularies of HubSpot and Salesforce, one line per alias. Constant data only. */
#include "datasets/mapping_parts.h"

/* A column as it stands; a constant; anything else. Of names that differ only in case, blanks, '_' and the like
 * ("First Name", "firstname", "property_firstname") one is enough. */
#define TAKE(name, alias)                  \
    {                                      \
        name, alias, PTB_MAP_TAKE, 0, NULL \
    }
#define FIXED(name, text)                     \
    {                                         \
        name, NULL, PTB_MAP_CONSTANT, 0, text \
    }
#define ID(name, alias)                  \
    {                                    \
        name, alias, PTB_MAP_ID, 0, NULL \
    }
/* Lists from an API are ["1","2"]: what wraps them counts as a separator. */
#define FIRST(name, alias)                          \
    {                                               \
        name, alias, PTB_MAP_FIRST_OF, 0, ";,[]\" " \
    }
#define DROP(alias)                        \
    {                                      \
        NULL, alias, PTB_MAP_DROP, 0, NULL \
    }
#define SLOT(name, alias, op, slot) \
    {                               \
        name, alias, op, slot, NULL \
    }

/* ---- HubSpot ---- */

static const ptb_vocabulary_line hubspot_contacts[] = {
    TAKE("contact_id", "Record ID"),
    TAKE("contact_id", "hs_object_id"),
    TAKE("contact_id", "vid"),
    TAKE("contact_id", "id"),
    FIRST("account_id", "Primary Associated Company ID"),
    FIRST("account_id", "associatedcompanyid"),
    FIRST("account_id", "Associated Company IDs"),
    TAKE("email", "Email"),
    SLOT("name", "First Name", PTB_MAP_FULL_NAME, 1),
    SLOT("name", "Last Name", PTB_MAP_FULL_NAME, 2),
    TAKE("title", "Job Title"),
    TAKE("country", "Country/Region"),
    TAKE("country", "country"),
    TAKE("source", "Original Source"),
    TAKE("source", "hs_analytics_source"),
    TAKE("created_at", "Create Date"),
};

static const ptb_vocabulary_line hubspot_companies[] = {
    TAKE("account_id", "Record ID"),
    TAKE("account_id", "hs_object_id"),
    TAKE("account_id", "company_id"),
    TAKE("account_id", "id"),
    TAKE("parent_id", "Parent Company ID"),
    TAKE("parent_id", "hs_parent_company_id"),
    TAKE("name", "Company name"),
    TAKE("name", "name"),
    TAKE("domain", "Company Domain Name"),
    TAKE("domain", "domain"),
    TAKE("industry", "Industry"),
    TAKE("employees", "Number of Employees"),
    TAKE("revenue", "Annual Revenue"),
    TAKE("country", "Country/Region"),
    TAKE("country", "country"),
    TAKE("created_at", "Create Date"),
};

static const ptb_vocabulary_line hubspot_deals[] = {
    TAKE("opportunity_id", "Record ID"),
    TAKE("opportunity_id", "hs_object_id"),
    TAKE("opportunity_id", "deal_id"),
    TAKE("opportunity_id", "id"),
    FIRST("account_id", "Primary Associated Company ID"),
    FIRST("account_id", "Associated Company IDs"),
    FIRST("account_id", "associations.companyIds"),
    FIRST("account_id", "associations.associatedCompanyIds"),
    FIRST("contact_id", "Associated Contact IDs"),
    FIRST("contact_id", "associations.contactIds"),
    FIRST("contact_id", "associations.associatedVids"),
    TAKE("created_at", "Create Date"),
    TAKE("closed_at", "Close Date"),
    SLOT("outcome", "hs_is_closed_won", PTB_MAP_OUTCOME, 0),
    SLOT("outcome", "Is Closed Won", PTB_MAP_OUTCOME, 0),
    SLOT("outcome", "hs_is_closed", PTB_MAP_OUTCOME, 1),
    SLOT("outcome", "Is Deal Closed?", PTB_MAP_OUTCOME, 1),
    SLOT("outcome", "Deal Stage", PTB_MAP_OUTCOME, 2),
    SLOT("outcome", "deal_pipeline_stage_id", PTB_MAP_OUTCOME, 2),
    TAKE("stage", "Deal Stage"),
    TAKE("stage", "deal_pipeline_stage_id"),
    TAKE("amount", "Amount"),
    TAKE("lost_reason", "Closed Lost Reason"),
    TAKE("owner", "Deal owner"),
    TAKE("owner", "hubspot_owner_id"),
};

#define ENGAGEMENT_LINES                                                                                     \
    {"contact_id", "Associated Contact IDs", PTB_MAP_IDS, 0, NULL},                                          \
        {"contact_id", "associations.contactIds", PTB_MAP_IDS, 0, NULL},                                     \
        {"contact_id", "contact_ids", PTB_MAP_IDS, 0, NULL},                                                 \
        {"contact_id", "contact_id", PTB_MAP_IDS, 0, NULL},                                                  \
        {"contact_id", "contacts", PTB_MAP_IDS, 0, NULL}, FIRST("account_id", "Associated Company IDs"),     \
        FIRST("account_id", "associations.companyIds"), FIRST("account_id", "company_ids"),                  \
        FIRST("account_id", "company_id"), FIRST("account_id", "companies"), TAKE("ts", "Activity date"),    \
        TAKE("ts", "hs_timestamp"), TAKE("ts", "timestamp"), TAKE("ts", "hs_meeting_start_time"),            \
        TAKE("ts", "createdAt"), TAKE("ts", "hs_createdate"), TAKE("ts", "Create Date"),                     \
        TAKE("asset", "Call title"), TAKE("asset", "hs_call_title"), TAKE("asset", "Email subject"),         \
        TAKE("asset", "hs_email_subject"), TAKE("asset", "Meeting name"), TAKE("asset", "hs_meeting_title"), \
        TAKE("asset", "Task title"), TAKE("asset", "hs_task_subject"),                                       \
        {"duration_s", "hs_call_duration", PTB_MAP_MILLISECONDS, 0, NULL},                                   \
        TAKE("campaign", "hs_campaign_guid")

static const ptb_vocabulary_line hubspot_calls[] = {FIXED("type", "call"), ENGAGEMENT_LINES};
static const ptb_vocabulary_line hubspot_emails[] = {FIXED("type", "email"), ENGAGEMENT_LINES};
static const ptb_vocabulary_line hubspot_meetings[] = {FIXED("type", "meeting"), ENGAGEMENT_LINES};
static const ptb_vocabulary_line hubspot_notes[] = {FIXED("type", "note"), ENGAGEMENT_LINES};
static const ptb_vocabulary_line hubspot_tasks[] = {FIXED("type", "task"), ENGAGEMENT_LINES};
static const ptb_vocabulary_line hubspot_engagements[] = {
    {"type", "type", PTB_MAP_WORD, 0, "activity"},
    {"type", "Engagement type", PTB_MAP_WORD, 0, "activity"},
    {"type", "hs_engagement_type", PTB_MAP_WORD, 0, "activity"},
    {"type", "Activity type", PTB_MAP_WORD, 0, "activity"},
    FIXED("type", "activity"),
    ENGAGEMENT_LINES,
};

static const ptb_vocabulary_line hubspot_email_events[] = {
    TAKE("email", "recipient"),
    TAKE("ts", "created"),
    {"type", "type", PTB_MAP_PREFIXED, 0, "email"},
    TAKE("asset", "subject"),
    TAKE("campaign", "email_campaign_id"),
    TAKE("message_id", "sent_by_id"),
    TAKE("message_id", "email_campaign_id"),
};

static const ptb_vocabulary_line hubspot_forms[] = {
    TAKE("contact_id", "contact_id"), TAKE("contact_id", "vid"),  TAKE("email", "email"),
    TAKE("ts", "timestamp"),          FIXED("type", "form_fill"), TAKE("asset", "page_url"),
    TAKE("asset", "title"),
};

#define HISTORY_LINES \
    {"field", "name", PTB_MAP_FIELD, 0, NULL}, TAKE("value", "value"), TAKE("ts", "timestamp")

static const ptb_vocabulary_line hubspot_contact_history[] = {
    FIXED("object", "contact"),
    TAKE("id", "contact_id"),
    TAKE("id", "vid"),
    HISTORY_LINES,
};
static const ptb_vocabulary_line hubspot_company_history[] = {
    FIXED("object", "account"),
    TAKE("id", "company_id"),
    HISTORY_LINES,
};
static const ptb_vocabulary_line hubspot_deal_history[] = {
    FIXED("object", "opportunity"),
    TAKE("id", "deal_id"),
    HISTORY_LINES,
};
static const ptb_vocabulary_line hubspot_deal_stages[] = {
    FIXED("object", "opportunity"), TAKE("id", "deal_id"),      FIXED("field", "stage"),
    TAKE("value", "value"),         TAKE("ts", "date_entered"),
};

static const ptb_vocabulary_line hubspot_merges[] = {
    TAKE("kept_id", "canonical_vid"),
    TAKE("merged_id", "vid_to_merge"),
};

/* ---- Salesforce ---- */

#define FULL_NAME_LINES                                                                          \
    SLOT("name", "Name", PTB_MAP_FULL_NAME, 0), SLOT("name", "Full Name", PTB_MAP_FULL_NAME, 0), \
        SLOT("name", "First Name", PTB_MAP_FULL_NAME, 1), SLOT("name", "Last Name", PTB_MAP_FULL_NAME, 2)
#define CREATED_LINES TAKE("created_at", "CreatedDate"), TAKE("created_at", "Create Date")

static const ptb_vocabulary_line salesforce_lead[] = {
    ID("contact_id", "Id"), ID("contact_id", "Lead ID"), TAKE("email", "Email"),        FULL_NAME_LINES,
    TAKE("title", "Title"), TAKE("country", "Country"),  TAKE("source", "Lead Source"), CREATED_LINES,
    DROP("MasterRecordId"), DROP("ConvertedContactId"),
};

static const ptb_vocabulary_line salesforce_contact[] = {
    ID("contact_id", "Id"),
    ID("contact_id", "Contact ID"),
    ID("account_id", "Account ID"),
    TAKE("email", "Email"),
    FULL_NAME_LINES,
    TAKE("title", "Title"),
    TAKE("country", "Mailing Country"),
    TAKE("source", "Lead Source"),
    CREATED_LINES,
    DROP("MasterRecordId"),
};

static const ptb_vocabulary_line salesforce_account[] = {
    ID("account_id", "Id"),
    ID("account_id", "Account ID"),
    ID("parent_id", "ParentId"),
    ID("parent_id", "Parent Account ID"),
    TAKE("name", "Name"),
    TAKE("name", "Account Name"),
    {"domain", "Website", PTB_MAP_DOMAIN, 0, NULL},
    TAKE("industry", "Industry"),
    TAKE("employees", "Number of Employees"),
    TAKE("employees", "Employees"),
    TAKE("revenue", "Annual Revenue"),
    TAKE("country", "Billing Country"),
    CREATED_LINES,
    DROP("MasterRecordId"),
};

static const ptb_vocabulary_line salesforce_opportunity[] = {
    ID("opportunity_id", "Id"),
    ID("opportunity_id", "Opportunity ID"),
    ID("account_id", "Account ID"),
    ID("contact_id", "Contact ID"),
    CREATED_LINES,
    TAKE("closed_at", "Close Date"),
    SLOT("outcome", "IsWon", PTB_MAP_OUTCOME, 0),
    SLOT("outcome", "Won", PTB_MAP_OUTCOME, 0),
    SLOT("outcome", "IsClosed", PTB_MAP_OUTCOME, 1),
    SLOT("outcome", "Closed", PTB_MAP_OUTCOME, 1),
    SLOT("outcome", "StageName", PTB_MAP_OUTCOME, 2),
    SLOT("outcome", "Stage", PTB_MAP_OUTCOME, 2),
    TAKE("stage", "StageName"),
    TAKE("stage", "Stage"),
    TAKE("amount", "Amount"),
    TAKE("lost_reason", "Loss Reason"),
    ID("owner", "OwnerId"),
    TAKE("owner", "Opportunity Owner"),
};

static const ptb_vocabulary_line salesforce_task[] = {
    ID("contact_id", "WhoId"),
    ID("contact_id", "Contact ID"),
    ID("contact_id", "Lead ID"),
    SLOT("account_id", "Account ID", PTB_MAP_ACCOUNT, 0),
    SLOT("account_id", "WhatId", PTB_MAP_ACCOUNT, 1),
    TAKE("ts", "CompletedDateTime"),
    TAKE("ts", "Completed Date"),
    TAKE("ts", "ActivityDate"),
    TAKE("ts", "Date"),
    TAKE("ts", "Due Date"),
    TAKE("ts", "CreatedDate"),
    {"type", "TaskSubtype", PTB_MAP_TASK, 0, "task"},
    {"type", "Type", PTB_MAP_TASK, 1, "task"},
    {"type", "Activity Type", PTB_MAP_TASK, 1, "task"},
    FIXED("type", "task"),
    TAKE("asset", "Subject"),
    TAKE("duration_s", "CallDurationInSeconds"),
    TAKE("duration_s", "Call Duration"),
};

static const ptb_vocabulary_line salesforce_event[] = {
    ID("contact_id", "WhoId"),
    ID("contact_id", "Contact ID"),
    ID("contact_id", "Lead ID"),
    SLOT("account_id", "Account ID", PTB_MAP_ACCOUNT, 0),
    SLOT("account_id", "WhatId", PTB_MAP_ACCOUNT, 1),
    TAKE("ts", "StartDateTime"),
    TAKE("ts", "ActivityDateTime"),
    TAKE("ts", "ActivityDate"),
    FIXED("type", "meeting"),
    TAKE("asset", "Subject"),
    {"duration_s", "DurationInMinutes", PTB_MAP_MINUTES, 0, NULL},
    DROP("Type"),
};

static const ptb_vocabulary_line salesforce_campaign_member[] = {
    ID("contact_id", "Contact ID"),
    ID("contact_id", "Lead ID"),
    TAKE("ts", "FirstRespondedDate"),
    TAKE("ts", "CreatedDate"),
    SLOT("type", "HasResponded", PTB_MAP_RESPONSE, 0),
    SLOT("type", "Responded", PTB_MAP_RESPONSE, 0),
    SLOT("type", "FirstRespondedDate", PTB_MAP_RESPONSE, 1),
    FIXED("type", "campaign_member"),
    ID("campaign", "Campaign ID"),
};

#define CHANGE_LINES                                                                                \
    {"field", "Field", PTB_MAP_FIELD, 0, NULL}, {"field", "Field / Event", PTB_MAP_FIELD, 0, NULL}, \
        TAKE("value", "NewValue"), TAKE("ts", "CreatedDate"), TAKE("ts", "Edit Date"),              \
        TAKE("old_value", "OldValue")

static const ptb_vocabulary_line salesforce_opportunity_fields[] = {FIXED("object", "opportunity"),
                                                                    ID("id", "Opportunity ID"), CHANGE_LINES};
static const ptb_vocabulary_line salesforce_lead_history[] = {FIXED("object", "contact"), ID("id", "Lead ID"),
                                                              CHANGE_LINES};
static const ptb_vocabulary_line salesforce_contact_history[] = {FIXED("object", "contact"),
                                                                 ID("id", "Contact ID"), CHANGE_LINES};
static const ptb_vocabulary_line salesforce_account_history[] = {FIXED("object", "account"),
                                                                 ID("id", "Account ID"), CHANGE_LINES};
static const ptb_vocabulary_line salesforce_stages[] = {
    FIXED("object", "opportunity"), ID("id", "Opportunity ID"), FIXED("field", "stage"),
    TAKE("value", "StageName"),     TAKE("ts", "CreatedDate"),
};

/* A merged record names the one that was kept, a converted lead its contact. */
static const ptb_vocabulary_line salesforce_merges[] = {
    ID("kept_id", "MasterRecordId"), ID("kept_id", "ConvertedContactId"), ID("merged_id", "Id"),
    ID("merged_id", "Lead ID"),      ID("merged_id", "Contact ID"),       ID("merged_id", "Account ID"),
};

/* ---- headers ---- */

#define ENGAGED                                                                                           \
    ";Activity date|hs_timestamp|timestamp|createdAt|hs_createdate|Create Date;!type|hs_engagement_type|" \
    "Engagement type"
#define HUBSPOT(table) .system = PTB_SYSTEM_HUBSPOT, .kind = PTB_TABLE_##table
#define SALESFORCE(table) .system = PTB_SYSTEM_SALESFORCE, .kind = PTB_TABLE_##table
#define VOCABULARY(array) .lines = (array), .n_lines = sizeof(array) / sizeof((array)[0])
#define IS_DEFAULT .is_default = true

const ptb_export_info ptb_export_infos[PTB_EXPORT_OBJECTS] = {
    [PTB_EXPORT_NONE] = {.words = "nothing known"},
    [PTB_EXPORT_HUBSPOT_MERGES] = {HUBSPOT(MERGES), IS_DEFAULT, VOCABULARY(hubspot_merges),
                                   .words = "HubSpot export of merged contacts",
                                   .signatures = {"canonical_vid;vid_to_merge"}},
    [PTB_EXPORT_HUBSPOT_EMAIL_EVENTS] = {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_email_events),
                                         .words = "HubSpot export of e-mail events",
                                         .signatures = {"recipient;email_campaign_id;type;created"}},
    [PTB_EXPORT_HUBSPOT_FORMS] =
        {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_forms), .words = "HubSpot export of form submissions",
         .signatures = {"form_id;timestamp;contact_id|vid|email;page_url|title|conversion_id"}},
    [PTB_EXPORT_HUBSPOT_CONTACT_HISTORY] = {HUBSPOT(FIELD_HISTORY), IS_DEFAULT,
                                            VOCABULARY(hubspot_contact_history),
                                            .words = "HubSpot export of contacts' property history",
                                            .signatures = {"contact_id|vid;name;value;timestamp"},
                                            .record = PTB_EXPORT_HUBSPOT_CONTACTS},
    [PTB_EXPORT_HUBSPOT_COMPANY_HISTORY] = {HUBSPOT(FIELD_HISTORY), VOCABULARY(hubspot_company_history),
                                            .words = "HubSpot export of companies' property history",
                                            .signatures = {"company_id;name;value;timestamp"},
                                            .record = PTB_EXPORT_HUBSPOT_COMPANIES},
    [PTB_EXPORT_HUBSPOT_DEAL_HISTORY] = {HUBSPOT(FIELD_HISTORY), VOCABULARY(hubspot_deal_history),
                                         .words = "HubSpot export of deals' property history",
                                         .signatures = {"deal_id;name;value;timestamp"},
                                         .record = PTB_EXPORT_HUBSPOT_DEALS},
    [PTB_EXPORT_HUBSPOT_DEAL_STAGES] = {HUBSPOT(FIELD_HISTORY), VOCABULARY(hubspot_deal_stages),
                                        .words = "HubSpot export of deal stages",
                                        .signatures = {"deal_id;value;date_entered"},
                                        .record = PTB_EXPORT_HUBSPOT_DEALS},
    [PTB_EXPORT_HUBSPOT_CALLS] =
        {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_calls), .words = "HubSpot export of calls",
         .signatures = {"hs_call_title|hs_call_duration|hs_call_body|hs_call_direction|Call title|"
                        "Call outcome|Call direction" ENGAGED}},
    [PTB_EXPORT_HUBSPOT_EMAILS] =
        {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_emails), .words = "HubSpot export of e-mails",
         .signatures = {"hs_email_subject|hs_email_text|hs_email_html|hs_email_direction|Email subject|"
                        "Email direction|Email send status" ENGAGED}},
    [PTB_EXPORT_HUBSPOT_MEETINGS] =
        {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_meetings), .words = "HubSpot export of meetings",
         .signatures = {"hs_meeting_title|hs_meeting_start_time|hs_meeting_outcome|Meeting name|"
                        "Meeting outcome|Meeting start time" ENGAGED}},
    [PTB_EXPORT_HUBSPOT_NOTES] = {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_notes),
                                  .words = "HubSpot export of notes",
                                  .signatures = {"hs_note_body|Note body" ENGAGED}},
    [PTB_EXPORT_HUBSPOT_TASKS] =
        {HUBSPOT(ACTIVITIES), VOCABULARY(hubspot_tasks), .words = "HubSpot export of tasks",
         .signatures = {"hs_task_subject|hs_task_body|hs_task_status|Task title" ENGAGED}},
    [PTB_EXPORT_HUBSPOT_ENGAGEMENTS] =
        {HUBSPOT(ACTIVITIES), IS_DEFAULT, VOCABULARY(hubspot_engagements),
         .words = "HubSpot export of activities",
         .signatures = {"Record ID;Activity date;Associated Contact IDs|Associated Contact|"
                        "Associated Company IDs",
                        "type|hs_engagement_type|Engagement type;hs_timestamp|timestamp|createdAt|"
                        "hs_createdate|Activity date;associations.contactIds|Associated Contact IDs|"
                        "associations.companyIds|Associated Company IDs"}},
    [PTB_EXPORT_HUBSPOT_DEALS] = {HUBSPOT(OPPORTUNITIES), IS_DEFAULT, VOCABULARY(hubspot_deals),
                                  .words = "HubSpot export of deals",
                                  .signatures = {"Record ID|hs_object_id|deal_id|id;Deal Stage",
                                                 "deal_id;Deal Name"}},
    [PTB_EXPORT_HUBSPOT_CONTACTS] =
        {HUBSPOT(CONTACTS), IS_DEFAULT, VOCABULARY(hubspot_contacts), .words = "HubSpot export of contacts",
         /* "Created Time" is Zoho's, whose "Record Id" would pass */
         .signatures = {"Record ID|hs_object_id|vid;Email|First Name|Last Name;!Created Time",
                        "id;Email;lifecyclestage|hs_lead_status|hs_analytics_source|hubspot_owner_id"}},
    [PTB_EXPORT_HUBSPOT_COMPANIES] =
        {HUBSPOT(ACCOUNTS), IS_DEFAULT, VOCABULARY(hubspot_companies), .words = "HubSpot export of companies",
         .signatures = {"Record ID|hs_object_id;Company name|name|Company Domain Name|domain;"
                        "!Email|First Name|Last Name|Created Time",
                        "id|company_id;name;lifecyclestage|hubspot_owner_id|num_associated_contacts|"
                        "hs_num_contacts_with_buying_roles;!Email"}},
    [PTB_EXPORT_SALESFORCE_OPPORTUNITY_FIELDS] =
        {SALESFORCE(FIELD_HISTORY), IS_DEFAULT, VOCABULARY(salesforce_opportunity_fields),
         .words = "Salesforce export of opportunity field history",
         .signatures = {"OpportunityId;Field|Field / Event;NewValue"},
         .record = PTB_EXPORT_SALESFORCE_OPPORTUNITY},
    [PTB_EXPORT_SALESFORCE_LEAD_HISTORY] = {SALESFORCE(FIELD_HISTORY), VOCABULARY(salesforce_lead_history),
                                            .words = "Salesforce export of lead history",
                                            .signatures = {"LeadId;Field|Field / Event;NewValue"},
                                            .record = PTB_EXPORT_SALESFORCE_LEAD},
    [PTB_EXPORT_SALESFORCE_CONTACT_HISTORY] = {SALESFORCE(FIELD_HISTORY),
                                               VOCABULARY(salesforce_contact_history),
                                               .words = "Salesforce export of contact history",
                                               .signatures = {"ContactId;Field|Field / Event;NewValue"},
                                               .record = PTB_EXPORT_SALESFORCE_CONTACT},
    [PTB_EXPORT_SALESFORCE_ACCOUNT_HISTORY] = {SALESFORCE(FIELD_HISTORY),
                                               VOCABULARY(salesforce_account_history),
                                               .words = "Salesforce export of account history",
                                               .signatures = {"AccountId;Field|Field / Event;NewValue"},
                                               .record = PTB_EXPORT_SALESFORCE_ACCOUNT},
    [PTB_EXPORT_SALESFORCE_STAGES] = {SALESFORCE(FIELD_HISTORY), VOCABULARY(salesforce_stages),
                                      .words = "Salesforce export of opportunity stage history",
                                      .signatures = {"Id;OpportunityId;StageName;CreatedDate"},
                                      .record = PTB_EXPORT_SALESFORCE_OPPORTUNITY},
    [PTB_EXPORT_SALESFORCE_OPPORTUNITY] =
        {SALESFORCE(OPPORTUNITIES), IS_DEFAULT, VOCABULARY(salesforce_opportunity),
         .words = "Salesforce export of opportunities",
         .signatures = {"Id;StageName;!OpportunityId",
                        "=Opportunity ID;Stage;Close Date|Amount|Won|Closed|Created Date"}},
    [PTB_EXPORT_SALESFORCE_CAMPAIGN_MEMBER] =
        {SALESFORCE(ACTIVITIES), VOCABULARY(salesforce_campaign_member),
         .words = "Salesforce export of campaign members",
         .signatures = {"CampaignId;LeadId|ContactId;HasResponded|Responded|FirstRespondedDate|"
                        "Member Status"}},
    [PTB_EXPORT_SALESFORCE_EVENT] =
        {SALESFORCE(ACTIVITIES), VOCABULARY(salesforce_event), .words = "Salesforce export of events",
         .signatures = {"Subject;StartDateTime|ActivityDateTime|DurationInMinutes;WhoId|WhatId|AccountId|"
                        "=Contact ID|=Lead ID"}},
    [PTB_EXPORT_SALESFORCE_TASK] =
        {SALESFORCE(ACTIVITIES), IS_DEFAULT, VOCABULARY(salesforce_task),
         .words = "Salesforce export of tasks",
         .signatures = {"Subject;WhoId|WhatId;ActivityDate|CompletedDateTime|CreatedDate",
                        "=Activity ID|=Task ID;Subject;=Contact ID|=Lead ID|=Account ID"}},
    [PTB_EXPORT_SALESFORCE_LEAD] =
        {SALESFORCE(CONTACTS), VOCABULARY(salesforce_lead), .words = "Salesforce export of leads",
         .signatures = {"Id;IsConverted", "Id;Company;LastName;LeadSource|Status|CreatedDate",
                        "=Lead ID;Last Name|Email|Company / Account|Lead Status|Lead Source"}},
    [PTB_EXPORT_SALESFORCE_CONTACT] =
        {SALESFORCE(CONTACTS), IS_DEFAULT, VOCABULARY(salesforce_contact),
         .words = "Salesforce export of contacts",
         .signatures = {"Id;LastName;AccountId|MailingCountry|MailingCity|MailingState|ReportsToId",
                        "=Contact ID;Last Name|Email|Account Name;!=Opportunity ID|Subject"}},
    [PTB_EXPORT_SALESFORCE_ACCOUNT] =
        {SALESFORCE(ACCOUNTS), IS_DEFAULT, VOCABULARY(salesforce_account),
         .words = "Salesforce export of accounts",
         .signatures = {"Id;Name;ParentId|BillingCountry|BillingCity|BillingState|AccountSource|Ownership|"
                        "Sic|NumberOfEmployees|AnnualRevenue;!LastName|StageName",
                        "=Account ID;Account Name;!=Contact ID|=Opportunity ID|=Lead ID|Subject"}},
    [PTB_EXPORT_SALESFORCE_MERGES] = {SALESFORCE(MERGES), VOCABULARY(salesforce_merges),
                                      .words = "Salesforce export of merged or converted records"},
};
