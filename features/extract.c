/* features/extract.c: (history, case) -> one row of features. */
#include "features/extract.h"

#include <math.h>
#include <stdlib.h>

#include "features/extract_inside.h"
#include "features/plan_kinds.h"

ptb_status ptb_extractor_new(const ptb_context *context, const ptb_history *history, const ptb_plan *plan,
                             ptb_extractor **out, ptb_error *err)
{
    *out = NULL;
    ptb_extractor *x = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&x, 1, sizeof *x, err));
    x->context = context;
    x->history = history;
    x->plan = plan;
    ptb_halving_fill(&x->halving);
    PTB_TRY_TO(ptb_extract_compile(x, err));
    x->context = NULL;
    *out = x;
    x = NULL;
done:
    ptb_extractor_free(x);
    return status;
}

void ptb_extractor_free(ptb_extractor *extractor)
{
    if (!extractor) return;
    ptb_facts_free(extractor);
    ptb_sweep_plan_free(&extractor->own);
    ptb_sweep_plan_free(&extractor->rolled);
    ptb_arena_free(&extractor->arena);
    free(extractor);
}

ptb_column_kind ptb_extractor_kind(const ptb_extractor *extractor, size_t feature)
{
    const ptb_instruction *instruction = &extractor->instructions[feature];
    if (instruction->levels) return PTB_COLUMN_CATEGORY;
    bool is_attribute = instruction->spec->kind == PTB_FEATURE_ATTRIBUTE;
    return is_attribute ? instruction->column->kind : PTB_COLUMN_NUMBER;
}

const ptb_strings *ptb_extractor_levels(const ptb_extractor *extractor, size_t feature)
{
    return extractor->instructions[feature].levels;
}

/* --- scratch --- */

static ptb_status new_trees(const ptb_extractor *x, ptb_extract_scratch *scratch, ptb_error *err)
{
    if (!x->needs[PTB_OF_AFFILIATES]) return PTB_OK;
    PTB_TRY(ptb_roll_up_new(&scratch->arena, &x->rolled, &scratch->relative, err));
    PTB_TRY(ptb_arena_alloc(&scratch->arena, &scratch->trees, PTB_TREE_CACHE, sizeof *scratch->trees, err));
    for (size_t i = 0; i < PTB_TREE_CACHE; i++)
        PTB_TRY(ptb_roll_up_new(&scratch->arena, &x->rolled, &scratch->trees[i], err));
    return PTB_OK;
}

static ptb_status new_counts(const ptb_extractor *x, ptb_extract_scratch *scratch, ptb_error *err)
{
    for (int f = 0; f < PTB_N_FILTERS; f++) {
        if (!x->scans[f]) continue;
        size_t n = ptb_activity_texts(&x->history->activities, (ptb_filter)f)->n + 1;
        ptb_value_counts *to = &scratch->values[f];
        PTB_TRY(ptb_arena_alloc(&scratch->arena, &to->stamp, n, sizeof *to->stamp, err));
        PTB_TRY(ptb_arena_alloc(&scratch->arena, &to->count, n, sizeof *to->count, err));
    }
    return PTB_OK;
}

static ptb_status fill_scratch(const ptb_extractor *x, ptb_extract_scratch *scratch, ptb_error *err)
{
    size_t n_half_lives = x->own.n_half_lives + x->rolled.n_half_lives;
    ptb_activity_window_init(&scratch->window, &x->history->activities);
    PTB_TRY(ptb_tally_new(&scratch->arena, &x->own, &scratch->own, err));
    PTB_TRY(ptb_tally_new(&scratch->arena, &x->rolled, &scratch->member, err));
    PTB_TRY(ptb_tally_new(&scratch->arena, &x->rolled, &scratch->swept, err));
    PTB_TRY(ptb_roll_up_new(&scratch->arena, &x->rolled, &scratch->account, err));
    PTB_TRY(ptb_roll_up_new(&scratch->arena, &x->rolled, &scratch->parent, err));
    PTB_TRY(new_trees(x, scratch, err));
    PTB_TRY(new_counts(x, scratch, err));
    PTB_TRY(ptb_arena_alloc(&scratch->arena, &scratch->weight, n_half_lives * PTB_SWEEP_CHUNK + 1,
                            sizeof *scratch->weight, err));
    return ptb_arena_alloc(&scratch->arena, &scratch->of_account, x->program.n_of_account + 1,
                           sizeof *scratch->of_account, err);
}

ptb_status ptb_extract_scratch_new(const ptb_extractor *extractor, ptb_extract_scratch **out, ptb_error *err)
{
    *out = NULL;
    ptb_extract_scratch *scratch = NULL;
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&scratch, 1, sizeof *scratch, err));
    PTB_TRY_TO(fill_scratch(extractor, scratch, err));
    *out = scratch;
    scratch = NULL;
done:
    ptb_extract_scratch_free(scratch);
    return status;
}

void ptb_extract_scratch_free(ptb_extract_scratch *scratch)
{
    if (!scratch) return;
    ptb_activity_window_free(&scratch->window);
    ptb_arena_free(&scratch->arena);
    free(scratch);
}

/* --- reading ahead --- */

/* The contacts that the cases name, and those of their accounts, which stand one behind the other. */
static void span_contacts(const ptb_history *h, const ptb_case *cases, size_t n, uint64_t *first,
                          uint64_t *last)
{
    *first = UINT64_MAX;
    *last = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t account = cases[i].account, contact = cases[i].contact;
        bool has_both = contact != PTB_NONE;
        uint64_t from = has_both ? contact : UINT64_MAX, to = has_both ? contact + 1ULL : 0;
        if (account != PTB_NONE && h->account_contact[account] < h->account_contact[account + 1]) {
            if (h->account_contact[account] < from) from = h->account_contact[account];
            if (h->account_contact[account + 1] > to) to = h->account_contact[account + 1];
        }
        if (from < *first) *first = from;
        if (to > *last) *last = to;
    }
}

ptb_status ptb_extract_read_ahead(const ptb_extractor *extractor, ptb_extract_scratch *scratch,
                                  const ptb_case *cases, size_t n, ptb_error *err)
{
    const ptb_history *h = extractor->history;
    uint64_t first, last;
    if (!extractor->needs_own && !extractor->needs[PTB_OF_ACCOUNT]) return PTB_OK;
    span_contacts(h, cases, n, &first, &last);
    if (first >= last) return PTB_OK;
    return ptb_activity_window_read(&scratch->window, &extractor->parts, h->activities.first[first],
                                    h->activities.first[last], err);
}

/* --- one row --- */

static bool has_owner(const ptb_asking *q)
{
    ptb_feature_of of = q->instruction->spec->of;
    if (of == PTB_OF_CONTACT) return q->one->contact != PTB_NONE;
    if (of == PTB_OF_OPPORTUNITY) return q->one->opportunity != PTB_NONE;
    return of == PTB_OF_MOMENT || q->one->account != PTB_NONE;
}

static double value_of(const ptb_asking *q)
{
    const ptb_feature_spec *spec = q->instruction->spec;
    ptb_feature_kind kind = spec->kind;
    if (!has_owner(q)) return (double)NAN;
    if (ptb_is_swept(spec)) return ptb_value_of_activities(q);
    if (ptb_is_scanned(spec)) return ptb_value_of_scan(q);
    bool is_record = kind == PTB_FEATURE_ATTRIBUTE || kind == PTB_FEATURE_AGE;
    return is_record ? ptb_value_of_record(q) : ptb_value_of_facts(q);
}

static void fill_copies(const ptb_extractor *x, const ptb_extract_scratch *scratch, bool has_contact,
                        float *row)
{
    const ptb_row_program *p = &x->program;
    const uint32_t *count = scratch->own.count;
    const double *decayed = scratch->own.decayed;
    if (!has_contact) {
        for (size_t i = 0; i < p->n_counts; i++)
            row[p->counts[i].feature] = NAN;
        for (size_t i = 0; i < p->n_decayed; i++)
            row[p->decayed[i].feature] = NAN;
        return;
    }
    for (size_t i = 0; i < p->n_counts; i++)
        row[p->counts[i].feature] = (float)count[p->counts[i].at];
    for (size_t i = 0; i < p->n_decayed; i++)
        row[p->decayed[i].feature] = (float)decayed[p->decayed[i].at];
}

/* Cases of one account at one moment come one after the other. An own opportunity, which deals leave out, sets a case apart. */
static bool is_same_account(const ptb_extract_scratch *scratch, const ptb_case *one)
{
    const ptb_case *before = &scratch->before;
    return scratch->has_of_account && before->account == one->account && before->as_of == one->as_of &&
           before->opportunity == PTB_NONE && one->opportunity == PTB_NONE && one->account != PTB_NONE;
}

static void fill_of_account(const ptb_extractor *x, ptb_extract_scratch *scratch, const ptb_case *one,
                            float *row)
{
    const ptb_row_program *p = &x->program;
    if (!is_same_account(scratch, one)) {
        for (size_t i = 0; i < p->n_of_account; i++) {
            ptb_asking q = {x, scratch, &x->instructions[p->of_account[i]], one};
            scratch->of_account[i] = (float)value_of(&q);
        }
        scratch->before = *one;
        scratch->has_of_account = true;
    }
    for (size_t i = 0; i < p->n_of_account; i++)
        row[p->of_account[i]] = scratch->of_account[i];
}

void ptb_extract_row(const ptb_extractor *extractor, ptb_extract_scratch *scratch, const ptb_case *one,
                     float *row)
{
    const ptb_row_program *p = &extractor->program;
    ptb_extract_gather(extractor, scratch, one);
    fill_copies(extractor, scratch, one->contact != PTB_NONE, row);
    fill_of_account(extractor, scratch, one, row);
    for (size_t i = 0; i < p->n_others; i++) {
        ptb_asking q = {extractor, scratch, &extractor->instructions[p->others[i]], one};
        row[p->others[i]] = (float)value_of(&q);
    }
}

ptb_status ptb_extract_rows(const ptb_extractor *extractor, ptb_extract_scratch *scratch,
                            const ptb_case *cases, size_t n, float *rows, ptb_error *err)
{
    PTB_TRY(ptb_extract_read_ahead(extractor, scratch, cases, n, err));
    for (size_t i = 0; i < n; i++)
        ptb_extract_row(extractor, scratch, &cases[i], rows + i * extractor->plan->n);
    return PTB_OK;
}
