/* tests/unit/datasets/test_exports.c: headers of HubSpot's and Salesforce's exports, what is none, folders of them. */
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/exports.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { MOST_NAMES = 64 };

static size_t split(char *text, const char **out)
{
    size_t n = 0;
    out[n++] = text;
    for (char *c = text; *c; c++) {
        if (*c != ',') continue;
        *c = 0;
        ck_assert_uint_lt(n, MOST_NAMES);
        out[n++] = c + 1;
    }
    return n;
}

static ptb_export recognise(ptb_export_system system, const char *header)
{
    char text[1024];
    const char *names[MOST_NAMES];
    ptb_export what;
    (void)snprintf(text, sizeof text, "%s", header);
    size_t n = split(text, names);
    ASSERT_OK(ptb_exports_recognise(system, names, n, &what, &err));
    return what;
}

static const struct {
    const char *header;
    ptb_export_object object;
    ptb_table_kind kind;
} known[] = {
    /* HubSpot, labels */
    {"Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date,Associated Company IDs",
     PTB_EXPORT_HUBSPOT_CONTACTS, PTB_TABLE_CONTACTS},
    {"Record ID,Company name,Company Domain Name,Industry,Number of Employees,Lifecycle Stage",
     PTB_EXPORT_HUBSPOT_COMPANIES, PTB_TABLE_ACCOUNTS},
    {"Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Associated Contact IDs",
     PTB_EXPORT_HUBSPOT_DEALS, PTB_TABLE_OPPORTUNITIES},
    {"Record ID,Body preview,Activity date,Associated Contact IDs", PTB_EXPORT_HUBSPOT_ENGAGEMENTS,
     PTB_TABLE_ACTIVITIES},
    {"Record ID,Call title,Activity date,Associated Contact IDs", PTB_EXPORT_HUBSPOT_CALLS,
     PTB_TABLE_ACTIVITIES},
    {"Record ID,Email subject,Activity date,Associated Contact IDs", PTB_EXPORT_HUBSPOT_EMAILS,
     PTB_TABLE_ACTIVITIES},
    {"Record ID,Meeting name,Activity date,Associated Contact IDs", PTB_EXPORT_HUBSPOT_MEETINGS,
     PTB_TABLE_ACTIVITIES},
    {"Record ID,Note body,Activity date,Associated Contact IDs", PTB_EXPORT_HUBSPOT_NOTES,
     PTB_TABLE_ACTIVITIES},
    {"Record ID,Task title,Activity date (EST),Associated Contact IDs", PTB_EXPORT_HUBSPOT_TASKS,
     PTB_TABLE_ACTIVITIES},
    /* HubSpot, internal names */
    {"vid,firstname,lastname,email,createdate", PTB_EXPORT_HUBSPOT_CONTACTS, PTB_TABLE_CONTACTS},
    {"hs_object_id,name,domain,industry,numberofemployees", PTB_EXPORT_HUBSPOT_COMPANIES, PTB_TABLE_ACCOUNTS},
    {"hs_object_id,dealname,dealstage,amount,closedate", PTB_EXPORT_HUBSPOT_DEALS, PTB_TABLE_OPPORTUNITIES},
    {"hs_object_id,hs_call_title,hs_timestamp", PTB_EXPORT_HUBSPOT_CALLS, PTB_TABLE_ACTIVITIES},
    {"id,type,createdAt,timestamp,ownerId,associations.contactIds", PTB_EXPORT_HUBSPOT_ENGAGEMENTS,
     PTB_TABLE_ACTIVITIES},
    {"id,type,created,recipient,email_campaign_id,sent_by_id,filtered_event", PTB_EXPORT_HUBSPOT_EMAIL_EVENTS,
     PTB_TABLE_ACTIVITIES},
    {"contact_id,form_id,timestamp,page_url,title", PTB_EXPORT_HUBSPOT_FORMS, PTB_TABLE_ACTIVITIES},
    {"contact_id,name,value,timestamp,source,source_id", PTB_EXPORT_HUBSPOT_CONTACT_HISTORY,
     PTB_TABLE_FIELD_HISTORY},
    {"vid,name,value,timestamp", PTB_EXPORT_HUBSPOT_CONTACT_HISTORY, PTB_TABLE_FIELD_HISTORY},
    {"company_id,name,value,timestamp", PTB_EXPORT_HUBSPOT_COMPANY_HISTORY, PTB_TABLE_FIELD_HISTORY},
    {"deal_id,name,value,timestamp", PTB_EXPORT_HUBSPOT_DEAL_HISTORY, PTB_TABLE_FIELD_HISTORY},
    {"deal_id,value,date_entered,source", PTB_EXPORT_HUBSPOT_DEAL_STAGES, PTB_TABLE_FIELD_HISTORY},
    {"canonical_vid,vid_to_merge,timestamp", PTB_EXPORT_HUBSPOT_MERGES, PTB_TABLE_MERGES},
    /* HubSpot in a warehouse */
    {"id,property_email,property_createdate,property_lifecyclestage,_fivetran_synced",
     PTB_EXPORT_HUBSPOT_CONTACTS, PTB_TABLE_CONTACTS},
    {"deal_id,property_dealname,property_amount,deal_pipeline_stage_id", PTB_EXPORT_HUBSPOT_DEALS,
     PTB_TABLE_OPPORTUNITIES},
    /* Salesforce, API names */
    {"Id,FirstName,LastName,Company,Email,LeadSource,Status,IsConverted,CreatedDate",
     PTB_EXPORT_SALESFORCE_LEAD, PTB_TABLE_CONTACTS},
    {"Id,AccountId,FirstName,LastName,Title,Email,MailingCountry,CreatedDate", PTB_EXPORT_SALESFORCE_CONTACT,
     PTB_TABLE_CONTACTS},
    {"Id,Name,ParentId,Industry,AnnualRevenue,NumberOfEmployees,Type", PTB_EXPORT_SALESFORCE_ACCOUNT,
     PTB_TABLE_ACCOUNTS},
    {"Id,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon,CampaignId",
     PTB_EXPORT_SALESFORCE_OPPORTUNITY, PTB_TABLE_OPPORTUNITIES},
    {"Id,WhoId,WhatId,AccountId,Subject,Status,ActivityDate,TaskSubtype", PTB_EXPORT_SALESFORCE_TASK,
     PTB_TABLE_ACTIVITIES},
    {"Id,WhoId,WhatId,AccountId,Subject,StartDateTime,DurationInMinutes,CreatedDate",
     PTB_EXPORT_SALESFORCE_EVENT, PTB_TABLE_ACTIVITIES},
    {"Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate",
     PTB_EXPORT_SALESFORCE_CAMPAIGN_MEMBER, PTB_TABLE_ACTIVITIES},
    {"Id,OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById",
     PTB_EXPORT_SALESFORCE_OPPORTUNITY_FIELDS, PTB_TABLE_FIELD_HISTORY},
    {"Id,LeadId,Field,OldValue,NewValue,CreatedDate", PTB_EXPORT_SALESFORCE_LEAD_HISTORY,
     PTB_TABLE_FIELD_HISTORY},
    {"Id,ContactId,Field,OldValue,NewValue,CreatedDate", PTB_EXPORT_SALESFORCE_CONTACT_HISTORY,
     PTB_TABLE_FIELD_HISTORY},
    {"Id,AccountId,Field,OldValue,NewValue,CreatedDate", PTB_EXPORT_SALESFORCE_ACCOUNT_HISTORY,
     PTB_TABLE_FIELD_HISTORY},
    {"Id,OpportunityId,StageName,Amount,CloseDate,CreatedDate", PTB_EXPORT_SALESFORCE_STAGES,
     PTB_TABLE_FIELD_HISTORY},
    /* Salesforce, reports */
    {"Lead ID,First Name,Last Name,Company / Account,Email,Lead Source,Lead Status,Create Date",
     PTB_EXPORT_SALESFORCE_LEAD, PTB_TABLE_CONTACTS},
    {"Contact ID,First Name,Last Name,Account Name,Account ID,Email", PTB_EXPORT_SALESFORCE_CONTACT,
     PTB_TABLE_CONTACTS},
    {"Account ID,Account Name,Billing Country,Employees", PTB_EXPORT_SALESFORCE_ACCOUNT, PTB_TABLE_ACCOUNTS},
    {"Opportunity ID,Account ID,Account Name,Stage,Amount,Close Date,Won,Closed",
     PTB_EXPORT_SALESFORCE_OPPORTUNITY, PTB_TABLE_OPPORTUNITIES},
    {"Activity ID,Subject,Date,Contact ID,Account ID,Created Date", PTB_EXPORT_SALESFORCE_TASK,
     PTB_TABLE_ACTIVITIES},
    {"Opportunity ID,Field / Event,Old Value,New Value,Edit Date", PTB_EXPORT_SALESFORCE_OPPORTUNITY_FIELDS,
     PTB_TABLE_FIELD_HISTORY},
    /* Salesforce in a warehouse */
    {"id,account_id,name,stage_name,amount,close_date,is_closed,is_won,_fivetran_synced",
     PTB_EXPORT_SALESFORCE_OPPORTUNITY, PTB_TABLE_OPPORTUNITIES},
    {"id,last_name,company,email,is_converted,converted_contact_id", PTB_EXPORT_SALESFORCE_LEAD,
     PTB_TABLE_CONTACTS},
};

START_TEST(known_headers)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ptb_export what = recognise(PTB_SYSTEM_AUTO, known[i].header);
        ck_assert_msg(what.object == known[i].object && what.kind == known[i].kind, "'%s' is taken for a %s",
                      known[i].header, ptb_export_words(what.object));
        bool is_hubspot = known[i].object < PTB_EXPORT_SALESFORCE_OPPORTUNITY_FIELDS;
        ptb_export_system own = is_hubspot ? PTB_SYSTEM_HUBSPOT : PTB_SYSTEM_SALESFORCE;
        ck_assert_int_eq(what.system, own);
        ck_assert_int_eq(recognise(own, known[i].header).object, known[i].object);
        ck_assert_int_eq(recognise(PTB_SYSTEM_NONE, known[i].header).object, PTB_EXPORT_NONE);
    }
}
END_TEST

START_TEST(every_object_is_met)
{
    for (int object = PTB_EXPORT_NONE + 1; object < PTB_EXPORT_SALESFORCE_MERGES; object++) {
        bool is_met = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            is_met = is_met || known[i].object == (ptb_export_object)object;
        ck_assert_msg(is_met, "no header for the %s", ptb_export_words((ptb_export_object)object));
    }
}
END_TEST

START_TEST(case_does_not_matter)
{
    char header[1024];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        (void)snprintf(header, sizeof header, "%s", known[i].header);
        for (char *c = header; *c; c++)
            if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
        ck_assert_msg(recognise(PTB_SYSTEM_AUTO, header).object == known[i].object, "'%s'", header);
    }
}
END_TEST

/* Canonical tables and other people's are no exports. */
START_TEST(none_of_them)
{
    static const char *const headers[] = {
        "contact_id,account_id,email,name,title,country,source,created_at",
        "account_id,parent_id,name,domain,industry,employees,revenue,country,created_at",
        "contact_id,account_id,email,ts,type,asset,channel,topic,value,duration_s,campaign,message_id",
        "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage,amount,lost_reason,owner",
        "object,id,field,value,ts,old_value",
        "account_id,domain,technology",
        "kept_id,merged_id",
        "Record Id,First Name,Last Name,Email,Account Name,Created Time",
        "Kundennr,Vorname,Nachname",
        "id,name,email",
        "x",
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        ptb_export what = recognise(PTB_SYSTEM_AUTO, headers[i]);
        ck_assert_msg(what.system == PTB_SYSTEM_NONE, "'%s' is taken for a %s", headers[i],
                      ptb_export_words(what.object));
    }
}
END_TEST

START_TEST(files_with_merges)
{
    ck_assert(recognise(PTB_SYSTEM_AUTO, "Id,LastName,Company,IsConverted,ConvertedContactId").has_merges);
    ck_assert(recognise(PTB_SYSTEM_AUTO, "Id,LastName,AccountId,MasterRecordId").has_merges);
    ck_assert(recognise(PTB_SYSTEM_AUTO, "Id,Name,BillingCity,MasterRecordId").has_merges);
    ck_assert(!recognise(PTB_SYSTEM_AUTO, "Id,LastName,Company,IsConverted").has_merges);
}
END_TEST

START_TEST(a_folder)
{
    ptb_export_list list;
    ASSERT_FAILS(ptb_exports_scan("nowhere", PTB_SYSTEM_AUTO, &list, &err), PTB_E_IO, "nowhere");
    ck_assert_int_eq(mkdir("crm", 0700), 0);
    test_write_file("crm/.hidden.csv", "\"");
    test_write_file("crm/readme.txt", "\"");
    ASSERT_FAILS(ptb_exports_scan("crm", PTB_SYSTEM_AUTO, &list, &err), PTB_E_DATA,
                 "crm: no file in this folder ends in .csv");
    test_write_file("crm/other.csv", "a,b\n1,2\n");
    ASSERT_FAILS(ptb_exports_scan("crm", PTB_SYSTEM_AUTO, &list, &err), PTB_E_DATA,
                 "none of its 1 CSV files has the header of a HubSpot or Salesforce export; looked for: ");
    ck_assert_ptr_nonnull(strstr(err.message, "deals"));
    ck_assert_ptr_null(list.files);
    test_write_file("crm/b.CSV", "\xEF\xBB\xBFRecord ID;Deal Stage\n1;x\n");
    test_write_file("crm/a.csv", "Id,Name,BillingCity\n");
    ASSERT_OK(ptb_exports_scan("crm/", PTB_SYSTEM_AUTO, &list, &err));
    ck_assert_uint_eq(list.n, 3);
    ck_assert_str_eq(list.files[0].path, "crm/a.csv");
    ck_assert_int_eq(list.files[0].what.object, PTB_EXPORT_SALESFORCE_ACCOUNT);
    ck_assert_str_eq(list.files[1].path, "crm/b.CSV");
    ck_assert_int_eq(list.files[1].what.object, PTB_EXPORT_HUBSPOT_DEALS);
    ck_assert_str_eq(list.files[2].path, "crm/other.csv");
    ck_assert_int_eq(list.files[2].what.system, PTB_SYSTEM_NONE);
    ptb_export_list_free(&list);
    ASSERT_OK(ptb_exports_scan("crm", PTB_SYSTEM_HUBSPOT, &list, &err));
    ck_assert_int_eq(list.files[0].what.system, PTB_SYSTEM_NONE);
    ck_assert_int_eq(list.files[1].what.system, PTB_SYSTEM_HUBSPOT);
    ptb_export_list_free(&list);
    test_write_file("crm/c.csv.gz", "no gzip");
    ASSERT_FAILS(ptb_exports_scan("crm", PTB_SYSTEM_AUTO, &list, &err), PTB_E_PARSE, "crm/c.csv.gz");
    static const char *const made[] = {"crm/.hidden.csv", "crm/readme.txt", "crm/other.csv",
                                       "crm/a.csv",       "crm/b.CSV",      "crm/c.csv.gz"};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        ck_assert_int_eq(unlink(made[i]), 0);
    ck_assert_int_eq(rmdir("crm"), 0);
}
END_TEST

TEST_MAIN("exports", known_headers, every_object_is_met, case_does_not_matter, none_of_them,
          files_with_merges, a_folder)
