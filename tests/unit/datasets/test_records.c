/* tests/unit/datasets/test_records.c: what is kept of a folder's activities, and where it came from. */
#include <string.h>
#include <sys/stat.h>

#include "datasets/records.h"
#include "tests/support/test_main.h"

#define PLAIN "contact_id,ts,type,asset,channel"
static const char plain_rows[] = PLAIN "\nc1,2024-01-02,visit,/b,web\nc1,2024-01-02,visit,/a,mail\n"
                                       "c2,2024-01-03,call,,phone\nc9,2024-01-03,call,,phone\n";
static const char measured_rows[] = PLAIN ",topic,value\nc1,2024-01-02,visit,/b,web,x,1.5\n"
                                          "c2,2024-01-02,visit,/a,mail,y,\n";
static const char campaign_rows[] = PLAIN ",campaign\nc1,2024-01-02,visit,/b,web,spring\n";

static ptb_status open_folder(const char *activities, ptb_activity_extent extent, ptb_history **out,
                              ptb_error *err)
{
    ptb_context context = ptb_context_default();
    (void)mkdir("crm", 0777); /* may be there */
    test_write_file("crm/contacts.csv", "contact_id,title\nc1,Head\nc2,\n");
    test_write_file("crm/activities.csv", activities);
    return ptb_records_open(&context, "crm", extent, out, err);
}

static ptb_history *open_rows(const char *activities, ptb_activity_extent extent)
{
    ptb_error err = {0};
    ptb_history *history = NULL;
    ASSERT_OK(open_folder(activities, extent, &history, &err));
    return history;
}

START_TEST(only_what_the_extent_asks_for_is_there)
{
    for (int extent = PTB_ACTIVITIES_ALL; extent <= PTB_ACTIVITIES_TO_TYPE; extent++) {
        ptb_history *h = open_rows(plain_rows, (ptb_activity_extent)extent);
        const ptb_activities *a = &h->activities;
        ck_assert_uint_eq(a->n, 3); /* without the orphan */
        ck_assert_uint_eq(a->first[1], 2);
        ck_assert_uint_eq(a->types.n, 3);
        ck_assert_int_eq(a->asset != NULL, extent <= PTB_ACTIVITIES_TO_ASSET);
        ck_assert_int_eq(a->channel != NULL, extent <= PTB_ACTIVITIES_TO_CHANNEL);
        ck_assert_uint_eq(a->assets.n, a->asset ? 3 : 1);
        ck_assert_uint_eq(a->channels.n, a->channel ? 4 : 1);
        if (a->asset) ck_assert_uint_eq(a->asset[0], 1); /* "/a" comes first */
        ptb_history_close(h);
    }
}
END_TEST

START_TEST(rarer_fields_are_there_where_all_is_asked_for)
{
    ptb_history *all = open_rows(measured_rows, PTB_ACTIVITIES_ALL),
                *some = open_rows(measured_rows, PTB_ACTIVITIES_TO_CHANNEL);
    ck_assert_ptr_nonnull(all->activities.topic);
    ck_assert_ptr_nonnull(all->activities.value);
    ck_assert_ptr_null(some->activities.topic);
    ck_assert_ptr_null(some->activities.value);
    ck_assert_ptr_nonnull(some->activities.channel);
    ptb_history_close(all);
    ptb_history_close(some);
}
END_TEST

START_TEST(what_is_left_out_is_checked_all_the_same)
{
    ptb_error err = {0};
    ptb_history *h = NULL;
    ASSERT_FAILS(
        open_folder(PLAIN ",value\nc1,2024-01-02,visit,/b,web,much\n", PTB_ACTIVITIES_TO_TYPE, &h, &err),
        PTB_E_DATA, "bad number 'much' in column value");
}
END_TEST

/* Campaigns tell gateways' activities, and stand behind assets and channels in the order. */
START_TEST(with_campaigns_everything_is_there)
{
    ptb_history *h = open_rows(campaign_rows, PTB_ACTIVITIES_TO_TYPE);
    ck_assert_ptr_nonnull(h->activities.asset);
    ck_assert_ptr_nonnull(h->activities.channel);
    ck_assert_ptr_nonnull(h->activities.campaign);
    ptb_history_close(h);
}
END_TEST

START_TEST(inputs_are_the_tables)
{
    ptb_error err = {0};
    ptb_arena arena = {0};
    ptb_input_digest *inputs = NULL;
    size_t n = 0;
    ptb_history *h = open_rows(plain_rows, PTB_ACTIVITIES_TO_TYPE);
    ASSERT_OK(ptb_records_inputs("crm", h, &arena, &inputs, &n, &err));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(inputs[0].name, "crm/contacts.csv");
    ck_assert_str_eq(inputs[1].name, "crm/activities.csv");
    ck_assert_uint_eq(strlen(inputs[1].xxh128), 32);
    ASSERT_OK(ptb_records_inputs("crm/contacts.csv", h, &arena, &inputs, &n,
                                 &err)); /* any file: it has the digest */
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_eq(strlen(inputs[0].sha256), 64);
    ptb_history_close(h);
    ptb_arena_free(&arena);
}
END_TEST

TEST_MAIN("records", only_what_the_extent_asks_for_is_there, rarer_fields_are_there_where_all_is_asked_for,
          what_is_left_out_is_checked_all_the_same, with_campaigns_everything_is_there, inputs_are_the_tables)
