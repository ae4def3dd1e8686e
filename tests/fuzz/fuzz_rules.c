/* tests/fuzz/fuzz_rules.c: any bytes as a rules file; what is accepted is bound to a small history and gives a finite total. */
#include "tests/support/rules_world.h"

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool holds)
{
    if (!holds) abort();
}

/* Deeds of all kinds, some within a second. */
static world *the_world(void)
{
    static world w;
    static const char *const types[] = {"page_view", "pricing_view", "email_open",
                                        "webinar",   "download",     "demo_request"};
    static const char *const assets[] = {"", "/pricing", "/blog/1", "/blog/2", "/careers/1", "web-12"};
    if (w.history.contacts.n > 0) return &w;
    make_world(&w);
    for (uint32_t contact = 0; contact < N_CONTACTS; contact++) {
        for (int i = 0; i < 20; i++)
            act(&w, -130 + 6 * i - (i % 3 ? 0 : 5), types[(i + (int)contact) % 6], assets[i % 6],
                i % 2 ? "email" : "");
        end_contact(&w, contact);
    }
    return &w;
}

static void evaluate(const ptb_rules *rules)
{
    ptb_error err;
    ptb_text notes = {0};
    ptb_rules_bound *bound = NULL;
    ptb_rules_scratch *scratch = NULL;
    ptb_rules_outcome outcome;
    const world *w = the_world();
    if (ptb_rules_bind(rules, &w->history, NULL, NULL, &bound, &err) != PTB_OK) {
        require(bound == NULL && strncmp(err.message, "fuzz.json:", 10) == 0);
        return;
    }
    require(ptb_rules_scratch_new(bound, &scratch, &err) == PTB_OK);
    for (uint32_t contact = 0; contact <= N_CONTACTS; contact++) {
        ptb_case one = case_of(w, contact % N_CONTACTS, (double)contact * 40);
        if (contact == N_CONTACTS) one.contact = one.account = PTB_NONE;
        ptb_rules_evaluate(bound, scratch, &one, NULL, &outcome);
        ptb_rules_add_notes(bound, scratch, &one, NULL, &notes);
        double sum = 0;
        for (size_t i = 0; i < ptb_rules_count(rules); i++)
            sum += ptb_rules_points(scratch)[i];
        require(isfinite(outcome.points) && !(sum < outcome.points) && !(sum > outcome.points));
        require(strlen(outcome.stage) > 0 && strlen(outcome.grade) < PTB_GRADE_BYTES);
    }
    ptb_text_free(&notes);
    ptb_rules_scratch_free(scratch);
    ptb_rules_bound_free(bound);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    ptb_error err;
    ptb_rules *rules = NULL;
    err.message[0] = 0;
    if (ptb_rules_parse((const char *)bytes, n, "fuzz.json", &rules, &err) == PTB_OK)
        evaluate(rules);
    else
        require(rules == NULL && strncmp(err.message, "fuzz.json", 9) == 0);
    ptb_rules_free(rules);
    return 0;
}
