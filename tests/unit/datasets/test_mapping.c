/* tests/unit/datasets/test_mapping.c: what columns become, by rules, by vocabularies, by their own names. */
#include <pthread.h>

#include "datasets/mapping.h"
#include "tests/support/test_main.h"

static ptb_error err;

enum { MOST_CELLS = 32, MOST_COLUMNS = 64 };

/* Headers and rows are written with bars. */
typedef struct {
    char text[1024];
    const char *names[MOST_CELLS];
    ptb_str cells[MOST_CELLS];
    size_t n;
} line;

static void split(const char *text, line *out)
{
    (void)snprintf(out->text, sizeof out->text, "%s", text);
    out->n = 0;
    for (char *c = out->text;;) {
        char *bar = strchr(c, '|');
        if (bar) *bar = 0;
        ck_assert_uint_lt(out->n, MOST_CELLS);
        out->names[out->n] = c;
        out->cells[out->n++] = ptb_str_of(c);
        if (!bar) return;
        c = bar + 1;
    }
}

static ptb_status find(const ptb_map_rules *rules, ptb_table_kind kind, ptb_export_system system,
                       const char *header, ptb_mapping **out)
{
    line names;
    split(header, &names);
    const ptb_map_file file = {kind, system, "t.csv", names.names, names.n};
    ptb_status status = ptb_mapping_find(rules, &file, out, &err);
    /* Nothing is borrowed. */
    memset(&names, 0xDE, sizeof names);
    return status;
}

/* "name=value|name=value", in the mapping's order; "skipped" where the row is none. */
static void show_row(const ptb_mapping *m, const char *row, ptb_map_scratch *scratch, ptb_text *out)
{
    line cells;
    ptb_str values[MOST_COLUMNS];
    size_t n = ptb_mapping_n_columns(m);
    split(row, &cells);
    ptb_text_clear(out);
    ptb_text_add(out, "");
    if (ptb_mapping_skips(m, cells.cells)) {
        ptb_text_add(out, "skipped");
        return;
    }
    ptb_map_scratch_clear(scratch);
    ck_assert_uint_le(n, MOST_COLUMNS);
    for (size_t i = 0; i < n; i++) {
        values[i] = ptb_mapping_cell(m, i, cells.cells, scratch);
        int position = ptb_mapping_position(m, i);
        if (position >= 0) ck_assert_ptr_eq(values[i].ptr, cells.cells[position].ptr);
    }
    for (size_t i = 0; i < n; i++)
        ptb_text_printf(out, "%s%s=%.*s", i ? "|" : "", ptb_mapping_name(m, i), (int)values[i].len,
                        values[i].ptr);
    ASSERT_OK(ptb_map_scratch_check(scratch, &err));
}

static void check_row(const ptb_map_rules *rules, ptb_table_kind kind, ptb_export_system system,
                      const char *header, const char *row, const char *want)
{
    ptb_mapping *m = NULL;
    ptb_map_scratch scratch = {0};
    ptb_text got = {0};
    ASSERT_OK(find(rules, kind, system, header, &m));
    show_row(m, row, &scratch, &got);
    ck_assert_msg(strcmp(got.bytes, want) == 0, "%s\n%s\n got %s\nwant %s", header, row, got.bytes, want);
    ptb_text_free(&got);
    ptb_map_scratch_free(&scratch);
    ptb_mapping_free(m);
}

typedef struct {
    ptb_table_kind kind;
    const char *header, *row, *want;
} row_case;

#define CHECK_ROWS(rules, cases)                                    \
    for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++) \
    check_row(rules, (cases)[i].kind, PTB_SYSTEM_AUTO, (cases)[i].header, (cases)[i].row, (cases)[i].want)

/* ---- without rules and exports ---- */

static const row_case canonical[] = {
    {PTB_TABLE_CONTACTS, "Segment|EMAIL|Contact_ID||created_at", "A|a@b.c|7|x|2024-01-01",
     "contact_id=7|email=a@b.c|created_at=2024-01-01|Segment=A"},
    {PTB_TABLE_ACTIVITIES, "email|ts|type", " a@b.c |2024-01-01|click",
     "email= a@b.c |ts=2024-01-01|type=click"},
    {PTB_TABLE_ENRICHMENT, "domain|technology", "b.c|SAP", "domain=b.c|technology=SAP"},
    {PTB_TABLE_MERGES, "merged_id|kept_id", "2|1", "kept_id=1|merged_id=2"},
    {PTB_TABLE_FIELD_HISTORY, "object|id|field|value|ts", "contact|1|title|CEO|2024-01-01",
     "object=contact|id=1|field=title|value=CEO|ts=2024-01-01"},
    /* an exact name goes before one in another case */
    {PTB_TABLE_CONTACTS, "Contact_Id|contact_id", "1|2", "contact_id=2"},
};

START_TEST(canonical_names)
{
    ptb_mapping *m;
    CHECK_ROWS(NULL, canonical);
    ASSERT_OK(find(NULL, PTB_TABLE_CONTACTS, PTB_SYSTEM_AUTO, "contact_id|Segment", &m));
    ck_assert_str_eq(ptb_mapping_notes(m), "");
    ck_assert(ptb_mapping_is_canonical(m, 0) && !ptb_mapping_is_canonical(m, 1));
    ck_assert_int_eq(ptb_mapping_find_name(m, "Segment"), 1);
    ck_assert_int_eq(ptb_mapping_find_name(m, "email"), -1);
    ck_assert_int_eq(ptb_mapping_export(m).system, PTB_SYSTEM_NONE);
    ptb_mapping_free(m);
}
END_TEST

/* ---- HubSpot ---- */

static const row_case hubspot[] = {
    {PTB_TABLE_CONTACTS,
     "Record ID|First Name|Last Name|Email|Job Title|Country/Region|Original Source|Create Date|"
     "Associated Company IDs|Lifecycle Stage|Became a lead date",
     "101|Ada|Lovelace|ada@x.org|CTO|UK|ORGANIC_SEARCH|2024-01-15 10:00|55;56|lead|2024-02-01",
     "contact_id=101|account_id=55|email=ada@x.org|name=Ada Lovelace|title=CTO|country=UK|"
     "source=ORGANIC_SEARCH|created_at=2024-01-15 10:00|Lifecycle Stage=lead|Became a lead date=2024-02-01"},
    {PTB_TABLE_CONTACTS, "vid|firstname|lastname|email|hs_analytics_source|createdate|associatedcompanyid",
     "9||Boole|g@x.org|OFFLINE|1705312800000|77",
     "contact_id=9|account_id=77|email=g@x.org|name=Boole|source=OFFLINE|created_at=1705312800000"},
    {PTB_TABLE_CONTACTS, "Record ID|Email|Associated Company IDs|Create Date (EST)",
     "1|a@b.c| ,; 8 , 9|1/2/2024 2:30 PM",
     "contact_id=1|account_id=8|email=a@b.c|created_at=1/2/2024 2:30 PM"},
    {PTB_TABLE_CONTACTS,
     "id|property_email|property_firstname|property_lifecyclestage|property_hs_analytics_source|"
     "_fivetran_deleted",
     "4|a@b.c|Ada|lead|OFFLINE|false",
     "contact_id=4|email=a@b.c|name=Ada|source=OFFLINE|property_lifecyclestage=lead"},
    {PTB_TABLE_CONTACTS, "id|property_email|property_lifecyclestage|_fivetran_deleted", "4|a|lead|true",
     "skipped"},
    {PTB_TABLE_ACCOUNTS,
     "Record ID|Company name|Company Domain Name|Industry|Number of Employees|Annual Revenue|Country/Region|"
     "Create Date|Parent Company ID",
     "55|Analytical|x.org|COMPUTING|12|9e6|UK|2023-01-01|50",
     "account_id=55|parent_id=50|name=Analytical|domain=x.org|industry=COMPUTING|employees=12|revenue=9e6|"
     "country=UK|created_at=2023-01-01"},
    {PTB_TABLE_ACCOUNTS, "hs_object_id|name|domain|numberofemployees|hs_parent_company_id", "5|N|d.e|3|4",
     "account_id=5|parent_id=4|name=N|domain=d.e|employees=3"},
    {PTB_TABLE_OPPORTUNITIES,
     "Record ID|Deal Name|Deal Stage|Amount|Close Date|Create Date|Deal owner|Associated Company IDs|"
     "Associated Contact IDs|Closed Lost Reason",
     "7|Engine|Closed Won (Sales Pipeline)|100|2024-05-01|2024-01-01|Babbage|55;56|101;102|",
     "opportunity_id=7|account_id=55|contact_id=101|created_at=2024-01-01|closed_at=2024-05-01|outcome=won|"
     "stage=Closed Won (Sales Pipeline)|amount=100|lost_reason=|owner=Babbage|Deal Name=Engine"},
    {PTB_TABLE_OPPORTUNITIES, "hs_object_id|dealname|dealstage", "7|x|closedlost",
     "opportunity_id=7|outcome=lost|stage=closedlost|dealname=x"},
    {PTB_TABLE_OPPORTUNITIES, "hs_object_id|dealname|dealstage", "7|x|appointmentscheduled",
     "opportunity_id=7|outcome=|stage=appointmentscheduled|dealname=x"},
    {PTB_TABLE_OPPORTUNITIES, "hs_object_id|dealstage|hs_is_closed_won|hs_is_closed", "7|928173|false|true",
     "opportunity_id=7|outcome=lost|stage=928173"},
    {PTB_TABLE_OPPORTUNITIES, "deal_id|property_dealname|associations.companyIds|associations.contactIds",
     "7|x|[\"5\",\"6\"]|[8]", "opportunity_id=7|account_id=5|contact_id=8|property_dealname=x"},
    {PTB_TABLE_ACTIVITIES,
     "Record ID|Body preview|Activity date|Associated Contact IDs|Associated Company IDs",
     "1|hello|2024-01-15 10:00|101, 102|55",
     "contact_id=101;102|account_id=55|ts=2024-01-15 10:00|type=activity|Record ID=1|Body preview=hello"},
    {PTB_TABLE_ACTIVITIES, "id|type|createdAt|timestamp|associations.contactIds",
     "1|INCOMING_EMAIL|1|2|[\"101\", \"102\"]", "contact_id=101;102|ts=2|type=incoming_email|id=1"},
    {PTB_TABLE_ACTIVITIES, "id|type|createdAt|timestamp|associations.contactIds", "1||3||101",
     "contact_id=101|ts=3|type=activity|id=1"},
    {PTB_TABLE_ACTIVITIES, "Record ID|Call title|Activity date|Associated Contact IDs|hs_call_duration",
     "1|Intro|2024-01-15|101;102|90500",
     "contact_id=101;102|ts=2024-01-15|type=call|asset=Intro|duration_s=90.5|Record ID=1"},
    {PTB_TABLE_ACTIVITIES, "hs_email_subject|hs_timestamp|contact_ids", "Hi|5|1",
     "contact_id=1|ts=5|type=email|asset=Hi"},
    {PTB_TABLE_ACTIVITIES, "Meeting name|Activity date|Associated Contact IDs", "Demo|5|1",
     "contact_id=1|ts=5|type=meeting|asset=Demo"},
    {PTB_TABLE_ACTIVITIES, "Note body|Activity date|Associated Contact IDs", "n|5|1",
     "contact_id=1|ts=5|type=note|Note body=n"},
    {PTB_TABLE_ACTIVITIES, "Task title|Activity date|Associated Contact IDs", "Call back|5|1",
     "contact_id=1|ts=5|type=task|asset=Call back"},
    {PTB_TABLE_ACTIVITIES, "id|type|created|recipient|email_campaign_id|sent_by_id|filtered_event",
     "e1|CLICK|1700|a@b.c|33|s1|false",
     "email=a@b.c|ts=1700|type=email_click|campaign=33|message_id=s1|id=e1"},
    {PTB_TABLE_ACTIVITIES, "id|type|created|recipient|email_campaign_id|sent_by_id|filtered_event",
     "e1|SENT|1700|a@b.c|33||", "email=a@b.c|ts=1700|type=email_sent|campaign=33|message_id=33|id=e1"},
    {PTB_TABLE_ACTIVITIES, "id|type|created|recipient|email_campaign_id|sent_by_id|filtered_event",
     "e1|OPEN|1700|a@b.c|33||True", "skipped"},
    {PTB_TABLE_ACTIVITIES, "contact_id|form_id|timestamp|page_url|title", "101|f|5||Whitepaper",
     "contact_id=101|ts=5|type=form_fill|asset=Whitepaper|form_id=f"},
    {PTB_TABLE_ACTIVITIES, "contact_id|form_id|timestamp|page_url|title", "101|f|5|x.org/p|Whitepaper",
     "contact_id=101|ts=5|type=form_fill|asset=x.org/p|form_id=f"},
    {PTB_TABLE_FIELD_HISTORY, "vid|name|value|timestamp|source", "101|jobtitle|CTO|5|CRM",
     "object=contact|id=101|field=title|value=CTO|ts=5|source=CRM"},
    {PTB_TABLE_FIELD_HISTORY, "company_id|name|value|timestamp", "55|numberofemployees|12|5",
     "object=account|id=55|field=employees|value=12|ts=5"},
    {PTB_TABLE_FIELD_HISTORY, "deal_id|name|value|timestamp", "7|dealstage|closedwon|5",
     "object=opportunity|id=7|field=stage|value=closedwon|ts=5"},
    {PTB_TABLE_FIELD_HISTORY, "deal_id|name|value|timestamp", "7|hs_priority|high|5",
     "object=opportunity|id=7|field=hs_priority|value=high|ts=5"},
    {PTB_TABLE_FIELD_HISTORY, "deal_id|value|date_entered", "7|closedwon|5",
     "object=opportunity|id=7|field=stage|value=closedwon|ts=5"},
    {PTB_TABLE_MERGES, "canonical_vid|vid_to_merge|timestamp", "1|2|5", "kept_id=1|merged_id=2|timestamp=5"},
};

START_TEST(hubspot_rows)
{
    CHECK_ROWS(NULL, hubspot);
}
END_TEST

/* ---- Salesforce ---- */

static const row_case salesforce[] = {
    {PTB_TABLE_CONTACTS,
     "Id|FirstName|LastName|Name|Company|Title|Email|Country|LeadSource|Status|IsConverted|"
     "ConvertedContactId|CreatedDate|IsDeleted|MasterRecordId",
     "00Q000000000001AAA|Ada|Lovelace||Analytical|CTO|ada@x.org|UK|Web|Open|false||2024-01-01|false|",
     "contact_id=00Q000000000001|email=ada@x.org|name=Ada Lovelace|title=CTO|country=UK|source=Web|"
     "created_at=2024-01-01|Company=Analytical|Status=Open|IsConverted=false"},
    {PTB_TABLE_CONTACTS, "Id|FirstName|LastName|Name|IsConverted|IsDeleted",
     "00Q000000000001|Ada|Lovelace|Countess|false|false",
     "contact_id=00Q000000000001|name=Countess|IsConverted=false"},
    {PTB_TABLE_CONTACTS, "Id|LastName|IsConverted|IsDeleted", "00Q000000000001|x|false|true", "skipped"},
    /* one letter's case apart: two ids; what is not an id stays whole */
    {PTB_TABLE_CONTACTS, "Id|AccountId|LastName", "003000000000aBcAAB|legacy-number-0018|x",
     "contact_id=003000000000aBc|account_id=legacy-number-0018|name=x"},
    {PTB_TABLE_CONTACTS, "Id|AccountId|LastName", "003000000000abc|12345678901234567|x",
     "contact_id=003000000000abc|account_id=12345678901234567|name=x"},
    {PTB_TABLE_CONTACTS, "Lead ID|First Name|Last Name|Company / Account|Lead Source|Create Date",
     "00Q000000000001|Ada|L|An|Web|2/1/2024",
     "contact_id=00Q000000000001|name=Ada L|source=Web|created_at=2/1/2024|Company / Account=An"},
    {PTB_TABLE_CONTACTS, "Contact ID|Account ID|Account Name|Last Name|Mailing Country|Created Date",
     "003000000000001|001000000000001AAA|An|L|UK|2/1/2024",
     "contact_id=003000000000001|account_id=001000000000001|name=L|country=UK|created_at=2/1/2024|"
     "Account Name=An"},
    {PTB_TABLE_ACCOUNTS, "Id|Name|ParentId|Industry|AnnualRevenue|NumberOfEmployees|Website|BillingCountry",
     "001000000000001AAA|An|001000000000002AAA|IT|9|12|https://www.x.org/home|UK",
     "account_id=001000000000001|parent_id=001000000000002|name=An|domain=x.org|industry=IT|employees=12|"
     "revenue=9|country=UK"},
    {PTB_TABLE_OPPORTUNITIES,
     "Id|AccountId|Name|StageName|Amount|CloseDate|IsClosed|IsWon|OwnerId|CreatedDate",
     "006000000000001AAA|001000000000001AAA|n|Signed|5|2024-05-01|true|true|005000000000001AAA|2024-01-01",
     "opportunity_id=006000000000001|account_id=001000000000001|created_at=2024-01-01|closed_at=2024-05-01|"
     "outcome=won|stage=Signed|amount=5|owner=005000000000001|Name=n"},
    {PTB_TABLE_OPPORTUNITIES, "Id|StageName|IsClosed|IsWon", "1|Abandoned|true|false",
     "opportunity_id=1|outcome=lost|stage=Abandoned"},
    {PTB_TABLE_OPPORTUNITIES, "Id|StageName|IsClosed|IsWon", "1|Closed Won|false|false",
     "opportunity_id=1|outcome=|stage=Closed Won"},
    {PTB_TABLE_OPPORTUNITIES, "Id|StageName", "1|Closed Lost",
     "opportunity_id=1|outcome=lost|stage=Closed Lost"},
    {PTB_TABLE_OPPORTUNITIES, "Id|StageName", "1|Closed Won",
     "opportunity_id=1|outcome=won|stage=Closed Won"},
    {PTB_TABLE_OPPORTUNITIES, "Id|StageName", "1|Proposal", "opportunity_id=1|outcome=|stage=Proposal"},
    {PTB_TABLE_OPPORTUNITIES, "Opportunity ID|Stage|Won|Closed|Close Date|Opportunity Owner",
     "006000000000001|Signed|1|1|5/1/2024|EighteenLettersNam",
     "opportunity_id=006000000000001|closed_at=5/1/2024|outcome=won|stage=Signed|owner=EighteenLettersNam"},
    {PTB_TABLE_OPPORTUNITIES, "Opportunity ID|Stage|Won|Closed|Close Date", "1|Signed|0|1|5/1/2024",
     "opportunity_id=1|closed_at=5/1/2024|outcome=lost|stage=Signed"},
    {PTB_TABLE_OPPORTUNITIES, "id|account_id|stage_name|is_won|is_closed|_fivetran_active",
     "1|2|Signed|true|true|true", "opportunity_id=1|account_id=2|outcome=won|stage=Signed"},
    {PTB_TABLE_OPPORTUNITIES, "id|account_id|stage_name|is_won|is_closed|_fivetran_active",
     "1|2|Signed|true|true|false", "skipped"},
    {PTB_TABLE_ACTIVITIES,
     "Id|WhoId|WhatId|AccountId|Subject|ActivityDate|CompletedDateTime|CreatedDate|Type|TaskSubtype|"
     "CallDurationInSeconds",
     "00T000000000001AAA|003000000000001AAA|006000000000001AAA|001000000000001AAA|Intro|2024-01-02|"
     "2024-01-03T10:00:00.000Z|2024-01-01|Other|Call|60",
     "contact_id=003000000000001|account_id=001000000000001|ts=2024-01-03T10:00:00.000Z|type=task_call|"
     "asset=Intro|duration_s=60|Id=00T000000000001AAA"},
    {PTB_TABLE_ACTIVITIES,
     "WhoId|WhatId|AccountId|Subject|ActivityDate|CompletedDateTime|CreatedDate|Type|TaskSubtype",
     "00Q000000000001|001000000000009AAA||s|2024-01-02||2024-01-01|Email|Task",
     "contact_id=00Q000000000001|account_id=001000000000009|ts=2024-01-02|type=task_email|asset=s"},
    {PTB_TABLE_ACTIVITIES, "WhoId|WhatId|Subject|ActivityDate|CreatedDate|TaskSubtype",
     "|006000000000009AAA|s||2024-01-01|Task", "contact_id=|account_id=|ts=2024-01-01|type=task|asset=s"},
    {PTB_TABLE_ACTIVITIES, "WhoId|Subject|CreatedDate|TaskSubtype", "003000000000001|s|2024-01-01|List Email",
     "contact_id=003000000000001|ts=2024-01-01|type=task_list_email|asset=s"},
    {PTB_TABLE_ACTIVITIES, "WhoId|Subject|CreatedDate", "003000000000001|s|2024-01-01",
     "contact_id=003000000000001|ts=2024-01-01|type=task|asset=s"},
    {PTB_TABLE_ACTIVITIES, "WhoId|AccountId|Subject|StartDateTime|ActivityDateTime|DurationInMinutes|Type",
     "003000000000001|001000000000001|Demo||2024-01-02|45|Meeting",
     "contact_id=003000000000001|account_id=001000000000001|ts=2024-01-02|type=meeting|asset=Demo|"
     "duration_s=2700"},
    {PTB_TABLE_ACTIVITIES, "WhoId|Subject|StartDateTime|DurationInMinutes", "1|Demo|2024-01-02|long",
     "contact_id=1|ts=2024-01-02|type=meeting|asset=Demo|duration_s=long"},
    {PTB_TABLE_ACTIVITIES, "CampaignId|LeadId|ContactId|HasResponded|FirstRespondedDate|CreatedDate",
     "701000000000001AAA|00Q000000000001AAA||true|2024-02-01|2024-01-01",
     "contact_id=00Q000000000001|ts=2024-02-01|type=campaign_response|campaign=701000000000001"},
    {PTB_TABLE_ACTIVITIES, "CampaignId|LeadId|ContactId|HasResponded|FirstRespondedDate|CreatedDate",
     "701000000000001|00Q000000000001|003000000000001AAA|false||2024-01-01",
     "contact_id=003000000000001|ts=2024-01-01|type=campaign_member|campaign=701000000000001"},
    {PTB_TABLE_FIELD_HISTORY, "Id|OpportunityId|Field|OldValue|NewValue|CreatedDate",
     "1|006000000000001AAA|StageName|Proposal|Closed Won|2024-05-01",
     "object=opportunity|id=006000000000001|field=stage|value=Closed Won|ts=2024-05-01|old_value=Proposal"},
    {PTB_TABLE_FIELD_HISTORY, "LeadId|Field|OldValue|NewValue|CreatedDate", "00Q000000000001|Title||CEO|5",
     "object=contact|id=00Q000000000001|field=title|value=CEO|ts=5|old_value="},
    {PTB_TABLE_FIELD_HISTORY, "ContactId|Field|OldValue|NewValue|CreatedDate", "3|MailingCountry|a|b|5",
     "object=contact|id=3|field=country|value=b|ts=5|old_value=a"},
    {PTB_TABLE_FIELD_HISTORY, "AccountId|Field|OldValue|NewValue|CreatedDate", "1|Tier__c|a|b|5",
     "object=account|id=1|field=Tier__c|value=b|ts=5|old_value=a"},
    {PTB_TABLE_FIELD_HISTORY, "Id|OpportunityId|StageName|Amount|CreatedDate", "8|6|Proposal|5|2024-01-01",
     "object=opportunity|id=6|field=stage|value=Proposal|ts=2024-01-01|Amount=5"},
    /* the second reading of leads and contacts; merged records are deleted ones */
    {PTB_TABLE_MERGES, "Id|IsConverted|ConvertedContactId|MasterRecordId|IsDeleted",
     "00Q000000000001AAA|true|003000000000001AAA||false",
     "kept_id=003000000000001|merged_id=00Q000000000001|IsConverted=true"},
    {PTB_TABLE_MERGES, "Id|IsConverted|ConvertedContactId|MasterRecordId|IsDeleted",
     "00Q000000000001AAA|false||00Q000000000002AAA|true",
     "kept_id=00Q000000000002|merged_id=00Q000000000001|IsConverted=false"},
    {PTB_TABLE_MERGES, "Id|IsConverted|ConvertedContactId|MasterRecordId|IsDeleted",
     "00Q000000000001AAA|false|||false", "skipped"},
};

START_TEST(salesforce_rows)
{
    CHECK_ROWS(NULL, salesforce);
}
END_TEST

START_TEST(lists_of_contacts)
{
    ptb_mapping *m;
    ASSERT_OK(find(NULL, PTB_TABLE_ACTIVITIES, PTB_SYSTEM_AUTO,
                   "Record ID|Activity date|Associated Contact IDs", &m));
    ck_assert_str_eq(ptb_mapping_name(m, 0), "contact_id");
    ck_assert_int_eq(ptb_mapping_list_separator(m, 0), ';');
    ck_assert_int_eq(ptb_mapping_list_separator(m, 1), 0);
    ptb_mapping_free(m);
}
END_TEST

START_TEST(the_system_asked_for)
{
    ptb_mapping *m;
    /* no export: canonical names only, even where a column is called as in one */
    check_row(NULL, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "Record ID|Email|Job Title", "1|a|b",
              "email=a|Record ID=1|Job Title=b");
    /* recognised, but another table than asked for */
    check_row(NULL, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_AUTO, "Record ID|Email|Lifecycle Stage", "1|a|b",
              "Record ID=1|Email=a|Lifecycle Stage=b");
    ASSERT_FAILS(find(NULL, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_HUBSPOT, "Record ID|Email", &m), PTB_E_SCHEMA,
                 "t.csv:1: this is a HubSpot export of contacts, it can't be read as opportunities");
    ck_assert_ptr_null(m);
    /* not recognised, but said to be one */
    check_row(NULL, PTB_TABLE_CONTACTS, PTB_SYSTEM_HUBSPOT, "Job Title|Vorname", "b|c", "title=b|Vorname=c");
    check_row(NULL, PTB_TABLE_ENRICHMENT, PTB_SYSTEM_HUBSPOT, "domain|x", "b|c", "domain=b|x=c");
    ASSERT_OK(
        find(NULL, PTB_TABLE_CONTACTS, PTB_SYSTEM_AUTO, "Record ID|Email|First Name|Last Name|Name", &m));
    ck_assert_int_eq(ptb_mapping_export(m).object, PTB_EXPORT_HUBSPOT_CONTACTS);
    ck_assert_str_eq(ptb_mapping_notes(m),
                     "t.csv: read as a HubSpot export of contacts; contact_id is 'Record ID', name is 'First "
                     "Name' + 'Last Name'\nt.csv: left out: 'Name' (name is made of other columns)\n");
    ck_assert_int_eq(ptb_mapping_find_name(m, "Name"), -1);
    ptb_mapping_free(m);
}
END_TEST

/* ---- rules ---- */

static ptb_map_rules *rules_of(const char *json)
{
    ptb_map_rules *rules = NULL;
    ASSERT_OK(ptb_map_rules_parse(json, strlen(json), "m.json", &rules, &err));
    return rules;
}

START_TEST(rules_of_a_file)
{
    ptb_map_rules *rules = rules_of(
        "{\"format_version\": 1, \"description\": \"x\", \"contacts\": {\n"
        "\"Contact_ID\": \"Kundennr\", \"title\": {\"column\": \"position\"},\n"
        "\"source\": {\"constant\": \"trade fair\"}, \"segment\": {\"column\": \"Seg\", \"values\": {\"1\": "
        "\"A\", \"2\": \"B\"}},\n"
        "\"name\": {\"join\": [\"Vorname\", \"Nachname\"], \"with\": \", \"},\n"
        "\"account_id\": {\"column\": \"Firmen\", \"first_of\": \"/\"}, \"email\": {\"ignore\": true},\n"
        "\"county\": \"County\", \"Notiz\": {\"ignore\": true}},\n"
        "\"opportunities\": {\"outcome\": {\"column\": \"Status\", \"values\": {\"Gewonnen\": \"won\", "
        "\"Verloren\": \"lost\", \"*\": \"\"}}}}");
    const char *header = "Kundennr|Position|Seg|Vorname|Nachname|Firmen|Email|County|Notiz|Segment|Ort";
    check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_AUTO, header, "1|CEO|2|Ada|L| / 5 /6|e|c|n|s|o",
              "contact_id=1|account_id=5|name=Ada, L|title=CEO|source=trade fair|segment=B|county=c|Ort=o");
    /* what is not listed stays; what is missing leaves no separator */
    check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_AUTO, header, "1|CEO|9||L|5|e|c|n|s|o",
              "contact_id=1|account_id=5|name=L|title=CEO|source=trade fair|segment=9|county=c|Ort=o");
    static const char *const outcomes[][2] = {{"Gewonnen", "outcome=won"},
                                              {" Verloren ", "outcome=lost"},
                                              {"Angebot", "outcome="},
                                              {"", "outcome="}};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        check_row(rules, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_NONE, "Status", outcomes[i][0], outcomes[i][1]);
    /* a canonical name keeps its column when a rule of another name uses it too */
    ptb_map_rules *shared =
        rules_of("{\"contacts\": {\"contact_id\": \"Email\"}, \"opportunities\": "
                 "{\"outcome\": {\"column\": \"StageName\", \"values\": {\"x\": \"won\"}}}}");
    check_row(shared, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "Email|x", "a|b", "contact_id=a|email=a|x=b");
    check_row(shared, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_AUTO, "Id|StageName", "1|x",
              "opportunity_id=1|outcome=won|stage=x");
    ptb_map_rules_free(shared);
    ptb_map_rules_free(rules);
}
END_TEST

START_TEST(many_values)
{
    ptb_map_rules *rules =
        rules_of("{\"contacts\": {\"source\": {\"column\": \"s\", \"values\": {\"z\": \"1\", \"m\": "
                 "\"2\", \"a\": \"3\", \"aa\": \"4\", \"b\": \"5\"}}}}");
    static const char *const rows[][2] = {{"z", "source=1"},  {"m", "source=2"}, {"a", "source=3"},
                                          {"aa", "source=4"}, {"b", "source=5"}, {"Z", "source=Z"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "s", rows[i][0], rows[i][1]);
    ptb_map_rules_free(rules);
}
END_TEST

START_TEST(values_of_missing_cells)
{
    ptb_map_rules *rules =
        rules_of("{\"contacts\": {\"source\": {\"column\": \"s\", \"values\": {\"*\": \"z\"}}, "
                 "\"title\": {\"column\": \"t\", \"values\": {\"\": \"none\"}}}}");
    check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "s|t", "a|b", "title=b|source=z");
    check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "s|t", " | ", "title=none|source=");
    ptb_map_rules_free(rules);
}
END_TEST

START_TEST(an_ignored_column_of_an_export)
{
    ptb_map_rules *rules = rules_of("{\"contacts\": {\"source\": {\"ignore\": true}}}");
    check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_AUTO, "Record ID|Email|Original Source", "1|a|x",
              "contact_id=1|email=a");
    ptb_map_rules_free(rules);
}
END_TEST

static const struct {
    const char *json;
    ptb_status status;
    const char *words;
} bad_rules[] = {
    {"{", PTB_E_PARSE, "m.json:1"},
    {"[]", PTB_E_SCHEMA, "m.json:1"},
    {"{\"contact\": {}}", PTB_E_SCHEMA, "unknown key \"contact\"; did you mean \"contacts\"?"},
    {"{\"contacts\": 1}", PTB_E_SCHEMA, "is a number; expected an object"},
    {"{\"format_version\": 2}", PTB_E_SCHEMA, "expected 1"},
    {"{\"contacts\": {\n\"titel\": \"Position\"}}", PTB_E_SCHEMA,
     "m.json:2: $.contacts.titel: unknown column \"titel\"; did you mean \"title\"?"},
    {"{\"contacts\": {\"title\": {\n\"colum\": \"x\"}}}", PTB_E_SCHEMA,
     "m.json:2: $.contacts.title.colum: unknown key \"colum\"; did you mean \"column\"?"},
    {"{\"contacts\": {\"title\": {\"column\": \"x\", \"with\": \"y\"}}}", PTB_E_SCHEMA,
     "unknown key \"with\""},
    {"{\"contacts\": {\"title\": {\"values\": {}}}}", PTB_E_SCHEMA, "expected one of \"column\""},
    {"{\"contacts\": {\"title\": {}}}", PTB_E_SCHEMA, "expected one of \"column\""},
    {"{\"contacts\": {\"title\": {\"column\": 3}}}", PTB_E_SCHEMA, "expected the name of a column"},
    {"{\"contacts\": {\"title\": \" \"}}", PTB_E_SCHEMA, "expected the name of a column"},
    {"{\"contacts\": {\"title\": 3}}", PTB_E_SCHEMA,
     "expected the name of a column of the file, or an object"},
    {"{\"contacts\": {\" \": \"x\"}}", PTB_E_SCHEMA, "a column needs a name"},
    {"{\"contacts\": {\"title\": {\"join\": []}}}", PTB_E_SCHEMA, "expected columns to join"},
    {"{\"contacts\": {\"title\": {\"join\": [\"a\", 1]}}}", PTB_E_SCHEMA, "$.contacts.title.join[1]"},
    {"{\"contacts\": {\"title\": {\"ignore\": false}}}", PTB_E_SCHEMA, "expected true"},
    {"{\"contacts\": {\"title\": {\"constant\": 1}}}", PTB_E_SCHEMA, "expected a string"},
    {"{\"contacts\": {\"title\": {\"column\": \"x\", \"first_of\": \"\"}}}", PTB_E_SCHEMA, "separates"},
    {"{\"contacts\": {\"title\": {\"column\": \"x\", \"values\": {\"a\": 1}}}}", PTB_E_SCHEMA,
     "expected a string"},
    {"{\"contacts\": {\"title\": \"x\",\n\"Title\": \"y\"}}", PTB_E_SCHEMA,
     "a second rule for \"title\" (m.json:1)"},
};

START_TEST(rules_that_are_wrong)
{
    for (size_t i = 0; i < sizeof bad_rules / sizeof bad_rules[0]; i++) {
        ptb_map_rules *rules = NULL;
        const char *json = bad_rules[i].json;
        ASSERT_FAILS(ptb_map_rules_parse(json, strlen(json), "m.json", &rules, &err), bad_rules[i].status,
                     bad_rules[i].words);
        ck_assert_ptr_null(rules);
    }
}
END_TEST

START_TEST(columns_that_are_not_there)
{
    ptb_mapping *m;
    ptb_map_rules *rules = rules_of("{\"contacts\": {\n\"title\": \"Positoin\"}, \"accounts\": {\"Notizen\": "
                                    "{\"ignore\": true}, \"domain\": {\"ignore\": true}}}");
    ASSERT_FAILS(
        find(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "Kundennr|Position", &m), PTB_E_SCHEMA,
        "t.csv:1: no column 'Positoin' (contacts.title, m.json:2); did you mean 'Position'?; the columns "
        "are: Kundennr, Position");
    ck_assert_ptr_null(m);
    ASSERT_FAILS(find(rules, PTB_TABLE_ACCOUNTS, PTB_SYSTEM_NONE, "Notiz|", &m), PTB_E_SCHEMA,
                 "no column 'Notizen'");
    check_row(rules, PTB_TABLE_ACCOUNTS, PTB_SYSTEM_NONE, "notizen|name", "x|y", "name=y");
    ptb_map_rules_free(rules);
}
END_TEST

/* ---- pairs ---- */

START_TEST(pairs)
{
    static const char *const good[] = {"contacts.contact_id=Kundennr", "lost_reason = Grund",
                                       "contact_id=Kontakt", "contacts.segment=a=b"};
    ptb_map_rules *rules;
    test_write_file("m.json", "{\"contacts\": {\"title\": \"Position\", \"contact_id\": \"Alt\"}, "
                              "\"opportunities\": {\"contact_id\": \"Person\"}}");
    ASSERT_OK(ptb_map_rules_read("m.json", good, 4, &rules, &err));
    check_row(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "Kundennr|Position|Alt|a=b", "1|2|3|4",
              "contact_id=1|title=2|segment=4|Alt=3");
    /* the pair without table counts where its column is, and the file's rule elsewhere */
    check_row(rules, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_NONE, "Kontakt|Person|Grund", "1|2|3",
              "contact_id=1|lost_reason=3|Person=2");
    check_row(rules, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_NONE, "Person|Grund", "2|3",
              "contact_id=2|lost_reason=3");
    check_row(rules, PTB_TABLE_ACTIVITIES, PTB_SYSTEM_NONE, "contact_id|ts", "2|3", "contact_id=2|ts=3");
    /* a name that one table has must be in its file */
    ptb_mapping *m, *c;
    ASSERT_FAILS(
        find(rules, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_NONE, "Person|Grnd", &m), PTB_E_SCHEMA,
        "no column 'Grund' (opportunities.lost_reason, --map lost_reason = Grund); did you mean 'Grnd'?");
    ASSERT_OK(find(rules, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_NONE, "Person|Grund", &m));
    ASSERT_OK(find(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "Kundennr|Position|a=b", &c));
    ASSERT_FAILS(ptb_map_rules_check_used(rules, (const ptb_mapping *const[]){m, c}, 2, &err), PTB_E_ARG,
                 "--map contact_id=Kontakt: of no use: none of the files has a column 'Kontakt'");
    ptb_mapping_free(m);
    ASSERT_OK(find(rules, PTB_TABLE_OPPORTUNITIES, PTB_SYSTEM_NONE, "Kontakt|Grund", &m));
    ASSERT_OK(ptb_map_rules_check_used(rules, (const ptb_mapping *const[]){m, c}, 2, &err));
    ASSERT_OK(ptb_map_rules_check_used(NULL, NULL, 0, &err));
    ptb_mapping_free(m);
    ptb_mapping_free(c);
    ptb_map_rules_free(rules);
    ck_assert_int_eq(remove("m.json"), 0);
}
END_TEST

static const struct {
    const char *pair, *words;
} bad_pairs[] = {
    {"contact_id", "--map contact_id: expected NAME=COLUMN"},
    {"=x", "expected NAME=COLUMN"},
    {"contact_id=", "expected NAME=COLUMN"},
    {"contacts.=x", "expected NAME=COLUMN"},
    {"contact.title=x", "no table 'contact'; did you mean 'contacts'?"},
    {"contacts.titel=x", "unknown column 'titel' of contacts; did you mean 'title'?"},
    {"contactid=x", "no table has a column 'contactid'; did you mean 'contact_id'?"},
    {"segment=x", "no table has a column 'segment'; for an attribute of your own name the table"},
};

START_TEST(pairs_that_are_wrong)
{
    ptb_map_rules *rules;
    for (size_t i = 0; i < sizeof bad_pairs / sizeof bad_pairs[0]; i++)
        ASSERT_FAILS(ptb_map_rules_read(NULL, &bad_pairs[i].pair, 1, &rules, &err), PTB_E_ARG,
                     bad_pairs[i].words);
    static const char *const twice[] = {"contacts.title=a", "contacts.Title=b"};
    ASSERT_FAILS(ptb_map_rules_read(NULL, twice, 2, &rules, &err), PTB_E_ARG,
                 "contacts.title has a column already (--map contacts.title=a)");
    ck_assert_ptr_null(rules);
    ASSERT_FAILS(ptb_map_rules_read("nowhere.json", NULL, 0, &rules, &err), PTB_E_IO, "nowhere.json");
}
END_TEST

START_TEST(too_many_rules)
{
    ptb_text json = {0};
    ptb_map_rules *rules;
    ptb_text_add(&json, "{\"contacts\": {");
    for (int i = 0; i < 4097; i++)
        ptb_text_printf(&json, "%s\"attribute %d\": \"x\"", i ? ", " : "", i);
    ptb_text_add(&json, "}}");
    ASSERT_FAILS(ptb_map_rules_parse(json.bytes, json.len, "m.json", &rules, &err), PTB_E_LIMIT, "4096");
    ptb_text_free(&json);
}
END_TEST

/* ---- scratch, threads ---- */

/* Values of a row stay while more of them are made, and a second row needs no more memory than the first. */
START_TEST(values_stay_valid)
{
    ptb_map_rules *rules =
        rules_of("{\"contacts\": {\"name\": {\"join\": [\"a\", \"b\"]}, \"title\": {\"join\": "
                 "[\"b\", \"a\"]}, \"email\": {\"join\": [\"a\", \"a\"], \"with\": \"\"}}}");
    static char a[3000], b[3000];
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    const ptb_str cells[] = {{a, sizeof a}, {b, sizeof b}};
    ptb_mapping *m;
    ptb_map_scratch scratch = {0};
    ASSERT_OK(find(rules, PTB_TABLE_CONTACTS, PTB_SYSTEM_NONE, "a|b", &m));
    const void *block = NULL;
    for (int row = 0; row < 6; row++) {
        ptb_map_scratch_clear(&scratch);
        ptb_str email = ptb_mapping_cell(m, 0, cells, &scratch);
        ptb_str name = ptb_mapping_cell(m, 1, cells, &scratch);
        ptb_str title = ptb_mapping_cell(m, 2, cells, &scratch);
        ck_assert(email.len == 6000 && name.len == 6001 && title.len == 6001);
        ck_assert(email.ptr[5999] == 'a' && name.ptr[2999] == 'a' && name.ptr[3000] == ' ');
        ck_assert(name.ptr[6000] == 'b' && title.ptr[0] == 'b' && title.ptr[6000] == 'a');
        if (row >= 3) ck_assert_ptr_eq(scratch.newest, block);
        block = scratch.newest;
    }
    ASSERT_OK(ptb_map_scratch_check(&scratch, &err));
    scratch.failed = true;
    ASSERT_FAILS(ptb_map_scratch_check(&scratch, &err), PTB_E_NOMEM, "memory");
    ptb_map_scratch_free(&scratch);
    ptb_mapping_free(m);
    ptb_map_rules_free(rules);
}
END_TEST

/* Check and the error are the main thread's: a thread only tells whether all values were right. */
static void *read_rows(void *mapping)
{
    static const char *const row[] = {"101", "Ada", "Lovelace", "55;56"};
    static const char *const want[] = {"101", "55", "Ada Lovelace"};
    ptb_str cells[4];
    ptb_map_scratch scratch = {0};
    size_t n_good = 0;
    for (size_t i = 0; i < 4; i++)
        cells[i] = ptb_str_of(row[i]);
    for (int i = 0; i < 200; i++) {
        ptb_map_scratch_clear(&scratch);
        if (ptb_mapping_skips(mapping, cells)) continue;
        for (size_t k = 0; k < 3; k++)
            n_good += ptb_str_equal_text(ptb_mapping_cell(mapping, k, cells, &scratch), want[k]);
    }
    ptb_map_scratch_free(&scratch);
    return n_good == 600 ? mapping : NULL;
}

START_TEST(threads_share_a_mapping)
{
    ptb_mapping *m;
    pthread_t threads[3];
    ASSERT_OK(find(NULL, PTB_TABLE_CONTACTS, PTB_SYSTEM_AUTO,
                   "Record ID|First Name|Last Name|Associated Company IDs", &m));
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_rows, m), 0);
    for (size_t i = 0; i < 3; i++) {
        void *result = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_eq(result, m);
    }
    ptb_mapping_free(m);
}
END_TEST

TEST_MAIN("mapping", canonical_names, hubspot_rows, salesforce_rows, lists_of_contacts, the_system_asked_for,
          rules_of_a_file, many_values, values_of_missing_cells, an_ignored_column_of_an_export,
          rules_that_are_wrong, columns_that_are_not_there, pairs, pairs_that_are_wrong, too_many_rules,
          values_stay_valid, threads_share_a_mapping)
