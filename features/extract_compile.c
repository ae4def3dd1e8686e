/* features/extract_compile.c: binds a plan to a history: names to codes, windows and half-lives to places, features to a program. */
#include <math.h>
#include <string.h>

#include "features/extract_inside.h"
#include "features/plan_kinds.h"

static ptb_sweep_plan *sweep_of(ptb_extractor *x, ptb_feature_of of)
{
    return of == PTB_OF_CONTACT ? &x->own : &x->rolled;
}

static void need(ptb_extractor *x, ptb_feature_of of)
{
    if (of == PTB_OF_CONTACT) {
        x->needs_own = true;
        return;
    }
    x->needs[of] = true;
    if (of == PTB_OF_COLLEAGUES || of == PTB_OF_AFFILIATES) x->needs[PTB_OF_ACCOUNT] = true;
}

/* --- the first round: windows, half-lives and slots --- */

static ptb_status add_sets(ptb_extractor *x, ptb_sweep_plan *plan, ptb_instruction *to, ptb_error *err)
{
    const ptb_texts *sets = &to->spec->sets;
    PTB_TRY(ptb_arena_alloc(&x->arena, &to->set_slots, sets->n, sizeof *to->set_slots, err));
    for (size_t i = 0; i < sets->n; i++) {
        const ptb_activity_set_spec *set = ptb_plan_set(x->plan, sets->items[i]);
        if (!set)
            return ptb_fail(err, PTB_E_SCHEMA, "feature '%s': the plan has no set '%s'", to->spec->name,
                            sets->items[i]);
        PTB_TRY(ptb_sweep_add_set(plan, x->history, set, &to->set_slots[i], err));
    }
    return PTB_OK;
}

/* The set's names as the levels of a category. */
static ptb_status name_sets(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    const ptb_texts *sets = &to->spec->sets;
    uint64_t *offset;
    char *bytes;
    PTB_TRY(ptb_arena_alloc(&x->arena, &offset, sets->n + 1, sizeof *offset, err));
    for (size_t i = 0; i < sets->n; i++)
        offset[i + 1] = offset[i] + strlen(sets->items[i]);
    PTB_TRY(ptb_arena_alloc(&x->arena, &bytes, offset[sets->n] + 1, 1, err));
    for (size_t i = 0; i < sets->n; i++)
        memcpy(bytes + offset[i], sets->items[i], strlen(sets->items[i]));
    to->own_levels = (ptb_strings){.bytes = bytes, .offset = offset, .n = sets->n};
    to->levels = &to->own_levels;
    return PTB_OK;
}

static ptb_status bind_swept(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    static const ptb_feature_spec any = {.filter = PTB_FILTER_ANY};
    const ptb_feature_spec *spec = to->spec;
    ptb_sweep_plan *plan = sweep_of(x, spec->of);
    need(x, spec->of);
    PTB_TRY(ptb_sweep_add_window(plan, spec, spec->window_days, err));
    if (spec->long_window_days > 0) PTB_TRY(ptb_sweep_add_window(plan, spec, spec->long_window_days, err));
    if (spec->half_life_days > 0) PTB_TRY(ptb_sweep_add_half_life(plan, spec, &to->half_life, err));
    if (spec->sets.n > 0) {
        PTB_TRY(add_sets(x, plan, to, err));
        return spec->kind == PTB_FEATURE_TOP ? name_sets(x, to, err) : PTB_OK;
    }
    if (spec->kind == PTB_FEATURE_SHARE)
        PTB_TRY(ptb_sweep_add_filter(plan, x->history, x->plan, &any, &to->all_slot, err));
    return ptb_sweep_add_filter(plan, x->history, x->plan, spec, &to->slot, err);
}

static ptb_status bind_scan(ptb_extractor *x, ptb_instruction *to)
{
    const ptb_feature_spec *spec = to->spec;
    if (spec->field != PTB_FILTER_ANY) x->scans[spec->field] = true;
    if (spec->kind == PTB_FEATURE_TOP) to->levels = ptb_activity_texts(&x->history->activities, spec->field);
    if (spec->kind != PTB_FEATURE_CREDIT) return PTB_OK;
    const ptb_strings *channels = &x->history->activities.channels;
    for (size_t code = 1; code < channels->n; code++) { /* 0 is empty */
        if (ptb_str_equal_text(ptb_strings_at(channels, code), spec->filter_value)) to->code = (uint32_t)code;
    }
    return PTB_OK;
}

/* The last activity of the account, or of a contact without one. */
static ptb_status bind_unanswered(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    need(x, PTB_OF_CONTACT);
    need(x, PTB_OF_ACCOUNT);
    PTB_TRY(ptb_sweep_add_window(&x->own, to->spec, 0, err));
    PTB_TRY(ptb_sweep_add_window(&x->rolled, to->spec, 0, err));
    PTB_TRY(ptb_sweep_add_filter(&x->own, x->history, x->plan, to->spec, &to->all_slot, err));
    return ptb_sweep_add_filter(&x->rolled, x->history, x->plan, to->spec, &to->slot, err);
}

static ptb_status bind_feature(ptb_extractor *x, ptb_instruction *to, ptb_error *err)
{
    const ptb_feature_spec *spec = to->spec;
    bool is_timed = spec->kind != PTB_FEATURE_ATTRIBUTE && spec->kind != PTB_FEATURE_TITLE &&
                    spec->kind != PTB_FEATURE_EMAIL && spec->kind != PTB_FEATURE_GIBBERISH;
    if (is_timed && x->history->is_timeless) {
        return ptb_fail(err, PTB_E_SCHEMA, "feature '%s' needs time, and the history has no dates",
                        spec->name);
    }
    if (ptb_is_swept(spec)) return bind_swept(x, to, err);
    if (ptb_is_scanned(spec)) return bind_scan(x, to);
    if (spec->kind == PTB_FEATURE_UNANSWERED) PTB_TRY(bind_unanswered(x, to, err));
    return ptb_bind_record(x, to, err);
}

/* --- the second round: places, and what slots want --- */

static uint8_t wants_of(ptb_feature_kind kind, ptb_measure measure)
{
    switch ((int)kind) {
    case PTB_FEATURE_DECAYED_COUNT:
        return PTB_WANTS_DECAY;
    case PTB_FEATURE_DAYS_SINCE_LAST:
    case PTB_FEATURE_DAYS_SINCE_FIRST:
        return PTB_WANTS_RECENCY;
    case PTB_FEATURE_ACTIVE_DAYS:
    case PTB_FEATURE_MEAN_GAP:
    case PTB_FEATURE_LONGEST_GAP:
        return PTB_WANTS_DAYS;
    case PTB_FEATURE_SILENCE:
        return PTB_WANTS_DAYS | PTB_WANTS_RECENCY;
    case PTB_FEATURE_SESSIONS:
        return PTB_WANTS_SESSIONS;
    case PTB_FEATURE_TREND:
        return PTB_WANTS_AGES;
    case PTB_FEATURE_SUM:
    case PTB_FEATURE_MEAN:
    case PTB_FEATURE_MAXIMUM:
        return measure == PTB_MEASURE_VALUE ? PTB_WANTS_VALUE : PTB_WANTS_DURATION;
    default:
        return 0;
    }
}

static void place(ptb_extractor *x, ptb_instruction *to)
{
    const ptb_feature_spec *spec = to->spec;
    ptb_sweep_plan *plan = sweep_of(x, spec->of);
    to->window = ptb_sweep_bucket(plan, spec->window_days);
    to->long_window = ptb_sweep_bucket(plan, spec->long_window_days);
    uint8_t wants = wants_of(spec->kind, spec->measure);
    uint32_t last = (uint32_t)plan->n_windows;
    if (wants & PTB_WANTS_DAYS) { /* recency looks at all of history, days at the window only */
        ptb_sweep_want(plan, to->slot, to->window, PTB_WANTS_DAYS);
        wants &= (uint8_t)~PTB_WANTS_DAYS;
    }
    if (wants) ptb_sweep_want(plan, to->slot, last, wants);
    for (size_t i = 0; spec->kind == PTB_FEATURE_TOP && i < spec->sets.n; i++)
        ptb_sweep_want(plan, to->set_slots[i], last, PTB_WANTS_RECENCY);
}

/* --- the program: which features are computed how --- */

static bool is_of_account(ptb_feature_of of)
{
    return of == PTB_OF_ACCOUNT || of == PTB_OF_PARENT || of == PTB_OF_AFFILIATES;
}

static ptb_status make_program(ptb_extractor *x, ptb_error *err)
{
    ptb_row_program *p = &x->program;
    size_t n = x->plan->n;
    PTB_TRY(ptb_arena_alloc(&x->arena, &p->counts, n, sizeof *p->counts, err));
    PTB_TRY(ptb_arena_alloc(&x->arena, &p->decayed, n, sizeof *p->decayed, err));
    PTB_TRY(ptb_arena_alloc(&x->arena, &p->of_account, n, sizeof *p->of_account, err));
    PTB_TRY(ptb_arena_alloc(&x->arena, &p->others, n, sizeof *p->others, err));
    for (size_t i = 0; i < n; i++) {
        const ptb_instruction *to = &x->instructions[i];
        uint32_t feature = (uint32_t)i;
        bool is_own = to->spec->of == PTB_OF_CONTACT;
        if (is_own && to->spec->kind == PTB_FEATURE_COUNT) {
            p->counts[p->n_counts++] =
                (ptb_copy){feature, (uint32_t)ptb_tally_at(&x->own, to->slot, to->window)};
        } else if (is_own && to->spec->kind == PTB_FEATURE_DECAYED_COUNT) {
            p->decayed[p->n_decayed++] =
                (ptb_copy){feature, to->half_life * (uint32_t)x->own.n_slots + to->slot};
        } else if (is_of_account(to->spec->of)) {
            p->of_account[p->n_of_account++] = feature;
        } else {
            p->others[p->n_others++] = feature;
        }
    }
    return PTB_OK;
}

/* Which arrays of the activities are looked at. */
static void add_parts(const ptb_sweep_plan *plan, ptb_activity_parts *parts)
{
    for (size_t l = 0; l < plan->n_layers; l++) {
        parts->field[plan->layers[l].field] = true;
        for (int f = 0; f < PTB_N_FILTERS; f++)
            if (plan->layers[l].fits[f])
                parts->field[f] = true; /* with |= gcc 12 -O3 forgets the line above */
    }
    parts->value |= plan->wants_any & PTB_WANTS_VALUE;
    parts->duration |= plan->wants_any & PTB_WANTS_DURATION;
}

static void list_parts(ptb_extractor *x)
{
    add_parts(&x->own, &x->parts);
    add_parts(&x->rolled, &x->parts);
    for (int f = 0; f < PTB_N_FILTERS; f++)
        x->parts.field[f] |= x->scans[f];
    for (size_t i = 0; i < x->plan->n; i++)
        x->parts.field[PTB_FILTER_CHANNEL] |= x->plan->features[i].kind == PTB_FEATURE_CREDIT;
}

/* Accounts by the root of their tree. */
static ptb_status list_trees(ptb_extractor *x, ptb_error *err)
{
    const ptb_history *h = x->history;
    if (!x->needs[PTB_OF_AFFILIATES]) return PTB_OK;
    PTB_TRY(ptb_arena_alloc(&x->arena, &x->tree_first, h->accounts.n + 2, sizeof *x->tree_first, err));
    PTB_TRY(ptb_arena_alloc(&x->arena, &x->tree_account, h->accounts.n, sizeof *x->tree_account, err));
    for (size_t a = 0; a < h->accounts.n; a++)
        x->tree_first[h->account_root[a] + 2]++;
    for (size_t r = 2; r < h->accounts.n + 2; r++)
        x->tree_first[r] += x->tree_first[r - 1];
    for (size_t a = 0; a < h->accounts.n;
         a++) /* moves each begin to the tree's end, which is the next one's begin */
        x->tree_account[x->tree_first[h->account_root[a] + 1]++] = (uint32_t)a;
    return PTB_OK;
}

ptb_status ptb_extract_compile(ptb_extractor *x, ptb_error *err)
{
    PTB_TRY(ptb_arena_alloc(&x->arena, &x->instructions, x->plan->n, sizeof *x->instructions, err));
    PTB_TRY(ptb_arena_alloc(&x->arena, &x->sources, x->plan->n, sizeof *x->sources, err));
    for (size_t i = 0; i < x->plan->n; i++) {
        x->instructions[i].spec = &x->plan->features[i];
        x->instructions[i].window_s = llround(x->plan->features[i].window_days * PTB_DAY);
        PTB_TRY(bind_feature(x, &x->instructions[i], err));
    }
    PTB_TRY(ptb_sweep_plan_finish(&x->own, err));
    PTB_TRY(ptb_sweep_plan_finish(&x->rolled, err));
    for (size_t i = 0; i < x->plan->n; i++) {
        ptb_instruction *to = &x->instructions[i];
        if (ptb_is_swept(to->spec)) place(x, to);
        if (to->spec->kind != PTB_FEATURE_UNANSWERED) continue;
        ptb_sweep_want(&x->own, to->all_slot, (uint32_t)x->own.n_windows, PTB_WANTS_RECENCY);
        ptb_sweep_want(&x->rolled, to->slot, (uint32_t)x->rolled.n_windows, PTB_WANTS_RECENCY);
    }
    ptb_sweep_settle(&x->own, x->history);
    ptb_sweep_settle(&x->rolled, x->history);
    PTB_TRY(list_trees(x, err));
    list_parts(x);
    return make_program(x, err);
}
