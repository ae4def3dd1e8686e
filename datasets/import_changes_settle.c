/* datasets/import_changes_settle.c: changes in their order, checked, converted: from the field history to the record set. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/history_values.h"
#include "datasets/import_changes.h"

/* ---- order ---- */

static int compare_changes(const void *a, const void *b)
{
    const ptb_change *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    if (x->column != y->column) return x->column < y->column ? -1 : 1;
    if (x->ts != y->ts) return x->ts < y->ts ? -1 : 1;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    if (x->old != y->old) return x->old < y->old ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static bool is_same_field(const ptb_change *a, const ptb_change *b)
{
    return a->row == b->row && a->column == b->column;
}

/* Without those that are rejected and those that are there twice. */
static void drop_repeats(struct ptb_table_changes *changes)
{
    size_t n = 0;
    for (size_t i = 0; i < changes->n; i++)
        if (!(changes->items[i].flags & PTB_CHANGE_IS_BAD)) changes->items[n++] = changes->items[i];
    changes->n = n;
    if (n > 1) qsort(changes->items, n, sizeof *changes->items, compare_changes);
    n = 0;
    for (size_t i = 0; i < changes->n; i++) {
        const ptb_change *this = &changes->items[i], *before = &changes->items[n > 0 ? n - 1 : 0];
        if (n > 0 && is_same_field(this, before) && this->ts == before->ts && this->value == before->value &&
            this->old == before->old)
            continue;
        changes->items[n++] = *this;
    }
    changes->n = n;
}

/* ---- several at one second ---- */

static ptb_str text_of(const ptb_text_column *column, uint32_t code)
{
    return code == PTB_NONE ? (ptb_str){"", 0} : ptb_dictionary_key(column->values, code);
}

/* Changes of one field at one second. */
typedef struct {
    const ptb_text_column *column;
    const ptb_change *items;
    size_t n;
} moment_group;

/* Beyond so many nobody looks for a chain: that would take the square of them. */
enum { CHAIN_MAX = 64 };

static bool is_same(const moment_group *g, uint32_t a, uint32_t b)
{
    return a == b || ptb_str_equal(text_of(g->column, a), text_of(g->column, b));
}

/* Did another change of the group begin where change k ended (is_after), or end where k began? */
static bool has_link(const moment_group *g, size_t k, bool is_after)
{
    for (size_t i = 0; i < g->n && g->n <= CHAIN_MAX; i++) {
        if (is_same(g, g->items[i].value, g->items[k].value)) continue;
        uint32_t joint = is_after ? g->items[i].old : g->items[i].value;
        if (is_same(g, joint, is_after ? g->items[k].value : g->items[k].old)) return true;
    }
    return false;
}

/* The value after all of them: the end of the chain of old and new values; where that does not tell, the last in byte order, so
 * that the order of the rows never shows. */
static uint32_t last_value(const moment_group *g)
{
    size_t best = SIZE_MAX;
    bool is_best_end = false;
    for (size_t k = 0; k < g->n; k++) {
        bool is_end = !has_link(g, k, true);
        bool is_better = best == SIZE_MAX || (is_end && !is_best_end);
        if (!is_better && is_end == is_best_end)
            is_better = ptb_str_compare(text_of(g->column, g->items[k].value),
                                        text_of(g->column, g->items[best].value)) > 0;
        if (!is_better) continue;
        best = k;
        is_best_end = is_end;
    }
    return g->items[best].value;
}

/* The value before all of them, likewise. */
static uint32_t first_old(const moment_group *g)
{
    uint32_t best = PTB_NONE;
    for (size_t k = 0; k < g->n; k++) {
        uint32_t old = g->items[k].old;
        if (old == PTB_NONE || has_link(g, k, false)) continue;
        if (best == PTB_NONE || ptb_str_compare(text_of(g->column, old), text_of(g->column, best)) < 0)
            best = old;
    }
    return best;
}

/* One change for each second. */
static void join_moments(ptb_intake *table)
{
    struct ptb_table_changes *changes = table->changes;
    size_t n = 0;
    for (size_t i = 0, next = 0; i < changes->n; i = next) {
        ptb_change joined = changes->items[i];
        for (next = i + 1; next < changes->n; next++)
            if (!is_same_field(&changes->items[next], &joined) || changes->items[next].ts != joined.ts) break;
        if (next > i + 1) {
            const moment_group group = {ptb_change_texts(table, &joined), changes->items + i, next - i};
            uint32_t value = last_value(&group), old = first_old(&group);
            joined.value = value;
            joined.old = old;
        }
        changes->items[n++] = joined;
    }
    changes->n = n;
}

/* ---- when opportunities were closed ---- */

/* "Closed Won", "closedwon", "closedlost (Sales Pipeline)", "Lost"; every other stage is open. */
static ptb_outcome stage_outcome(ptb_str text)
{
    char word[12];
    size_t n = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '('; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '-' || c == '_') continue;
        if (n == sizeof word) return PTB_OPEN;
        word[n++] = c;
    }
    const ptb_str plain = {word, n};
    if (ptb_str_equal_nocase(plain, "closedwon") || ptb_str_equal_nocase(plain, "won")) return PTB_WON;
    return ptb_str_equal_nocase(plain, "closedlost") || ptb_str_equal_nocase(plain, "lost") ? PTB_LOST
                                                                                            : PTB_OPEN;
}

static ptb_outcome outcome_of(const ptb_text_column *texts, uint32_t code, bool is_stage)
{
    ptb_outcome outcome = PTB_OPEN;
    if (is_stage) return stage_outcome(text_of(texts, code));
    (void)ptb_outcome_parse(text_of(texts, code), &outcome); /* it was checked */
    return outcome;
}

/* The last state of one field of an opportunity, if that is closed, and the last time it came to it. */
static ptb_status find_turn(ptb_intake *table, size_t first, size_t last, ptb_error *err)
{
    struct ptb_table_changes *changes = table->changes;
    const ptb_change *items = changes->items;
    const ptb_text_column *texts = ptb_change_texts(table, &items[first]);
    bool is_stage = items[first].flags & PTB_CHANGE_IS_STAGE;
    ptb_outcome state = outcome_of(texts, items[first].old, is_stage);
    ptb_turn turn = {.row = items[first].row, .is_stage = is_stage};
    for (size_t i = first; i < last; i++) {
        ptb_outcome next = outcome_of(texts, items[i].value, is_stage);
        if (next != state) {
            turn.ts = items[i].ts;
            turn.is_dated = true;
        }
        state = next;
    }
    if (state == PTB_OPEN) return PTB_OK;
    turn.outcome = (uint8_t)state;
    PTB_TRY(ptb_reserve(&changes->turns, &changes->turn_capacity, changes->n_turns + 1,
                        sizeof *changes->turns, err));
    changes->turns[changes->n_turns++] = turn;
    return PTB_OK;
}

static int compare_turns(const void *a, const void *b)
{
    const ptb_turn *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return (int)x->is_stage - (int)y->is_stage;
}

static size_t end_of_field(const struct ptb_table_changes *changes, size_t first)
{
    size_t last = first + 1;
    while (last < changes->n && is_same_field(&changes->items[last], &changes->items[first]))
        last++;
    return last;
}

static ptb_status find_turns(ptb_intake *table, ptb_error *err)
{
    struct ptb_table_changes *changes = table->changes;
    for (size_t i = 0, next = 0; i < changes->n; i = next) {
        next = end_of_field(changes, i);
        bool is_outcome = changes->items[i].column == PTB_CHANGE_OUTCOME;
        if (is_outcome || (changes->items[i].flags & PTB_CHANGE_IS_STAGE))
            PTB_TRY(find_turn(table, i, next, err));
    }
    if (changes->n_turns > 1) qsort(changes->turns, changes->n_turns, sizeof *changes->turns, compare_turns);
    return PTB_OK;
}

ptb_time ptb_changes_turn(const ptb_intake *table, size_t row, ptb_outcome outcome, bool *differs)
{
    const struct ptb_table_changes *changes = table->changes;
    size_t low = 0, high = changes ? changes->n_turns : 0;
    *differs = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (changes->turns[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    for (; changes && low < changes->n_turns && changes->turns[low].row == row; low++) {
        const ptb_turn *turn = &changes->turns[low];
        *differs = *differs || turn->outcome != outcome;
        if (turn->outcome != outcome || !turn->is_dated) continue;
        *differs = false;
        return (ptb_time)turn->ts;
    }
    return PTB_NO_TIME;
}

/* ---- what is kept ---- */

/* Of the first change of a field the old value counts, of later ones the value before tells it. Of changes later than --until
 * only this is known: the export's value is not that of the time before. */
static size_t keep_field(struct ptb_table_changes *changes, size_t first, size_t last, size_t n)
{
    for (size_t i = first; i < last; i++) {
        ptb_change change = changes->items[i];
        bool is_late = change.flags & PTB_CHANGE_IS_LATE;
        if (i > first && is_late) break;
        if (!is_late) change.flags |= PTB_CHANGE_HAS_VALUE;
        if (is_late || (i == first && change.old != PTB_NONE)) change.flags |= PTB_CHANGE_HAS_OLD;
        changes->items[n++] = change;
    }
    return n;
}

static void keep_attributes(struct ptb_table_changes *changes)
{
    size_t n = 0;
    for (size_t i = 0, next = 0; i < changes->n; i = next) {
        next = end_of_field(changes, i);
        if (changes->items[i].column < PTB_CHANGE_COLUMNS) n = keep_field(changes, i, next, n);
    }
    changes->n = n;
}

/* ---- values in use ---- */

static void use_value(ptb_text_column *column, uint32_t code, bool is_used)
{
    if (code == PTB_NONE) return;
    column->more[code] += is_used ? 1U : (uint32_t)-1;
}

static void use_values(const ptb_intake *table, const ptb_change *change, bool is_used)
{
    ptb_text_column *column = &table->columns[change->column];
    if (change->flags & PTB_CHANGE_HAS_VALUE) use_value(column, change->value, is_used);
    if (change->flags & PTB_CHANGE_HAS_OLD) use_value(column, change->old, is_used);
}

static ptb_status count_values(ptb_intake *table, ptb_error *err)
{
    for (size_t i = 0; i < table->changes->n; i++) {
        ptb_text_column *column = &table->columns[table->changes->items[i].column];
        if (!column->more) {
            column->n_more = ptb_dictionary_count(column->values);
            PTB_TRY(ptb_alloc(&column->more, column->n_more, sizeof *column->more, err));
        }
        use_values(table, &table->changes->items[i], true);
    }
    return PTB_OK;
}

ptb_status ptb_changes_order(ptb_intake *table, ptb_error *err)
{
    drop_repeats(table->changes);
    join_moments(table);
    PTB_TRY(find_turns(table, err));
    keep_attributes(table->changes);
    return count_values(table, err);
}

/* ---- checks ---- */

static ptb_reject_place place_of(const ptb_import_run *run, const ptb_change *change, const char *column,
                                 ptb_reject_kind kind)
{
    const struct ptb_field_history *history = run->field_history;
    size_t file = run->settings->field_history.n - 1;
    while (file > 0 && history->first_line[file] >= change->line)
        file--;
    const char *name = ptb_import_name(run, run->settings->field_history.items[file]);
    return (ptb_reject_place){name, change->line - history->first_line[file], column, kind};
}

static bool is_fitting(const ptb_intake *table, const ptb_change *change, uint32_t code)
{
    if (code == PTB_NONE) return true;
    return ptb_value_fits(ptb_dictionary_key(table->columns[change->column].values, code),
                          &table->types[change->column]);
}

static ptb_status reject_value(ptb_import_run *run, const ptb_intake *table, const ptb_change *change,
                               bool is_old, ptb_error *err)
{
    char reason[PTB_REASON_BYTES];
    const ptb_text_column *column = &table->columns[change->column];
    ptb_str value = ptb_dictionary_key(column->values, is_old ? change->old : change->value);
    ptb_reject_kind kind = ptb_import_bad_value(reason, column, &table->types[change->column], value);
    const ptb_reject_place place = place_of(run, change, is_old ? "old_value" : "value", kind);
    return ptb_reject_late(&run->rejects, &place, err, "%s of the %s", reason, table->spec.noun);
}

static ptb_status reject_orphan(ptb_import_run *run, const ptb_intake *table, const ptb_change *change,
                                ptb_error *err)
{
    ptb_str id = ptb_dictionary_key(table->ids.values, change->row);
    const ptb_reject_place place = place_of(run, change, "id", PTB_REJECT_ORPHAN);
    run->field_history->n_orphans++;
    return ptb_reject_late(&run->rejects, &place, err,
                           "unknown id '%.*s' in column id, expected one of the %s",
                           (int)ptb_str_cut(id, 60).len, id.ptr, table->spec.noun);
}

/* One that is late was rejected as such before. */
static ptb_status check_change(ptb_import_run *run, const ptb_intake *table, const ptb_change *change,
                               bool *is_kept, ptb_error *err)
{
    bool is_late = change->flags & PTB_CHANGE_IS_LATE;
    *is_kept = false;
    if (table->is_dropped[change->row]) return is_late ? PTB_OK : reject_orphan(run, table, change, err);
    if ((change->flags & PTB_CHANGE_HAS_VALUE) && !is_fitting(table, change, change->value))
        return reject_value(run, table, change, false, err);
    if ((change->flags & PTB_CHANGE_HAS_OLD) && !is_fitting(table, change, change->old) && !is_late)
        return reject_value(run, table, change, true, err);
    *is_kept = true;
    return PTB_OK;
}

ptb_status ptb_changes_settle(ptb_import_run *run, ptb_intake *table, ptb_error *err)
{
    struct ptb_table_changes *changes = table->changes;
    size_t n = 0;
    if (!changes) return PTB_OK;
    for (size_t i = 0; i < changes->n; i++) {
        bool is_kept = true;
        PTB_TRY(check_change(run, table, &changes->items[i], &is_kept, err));
        if (is_kept)
            changes->items[n++] = changes->items[i];
        else
            use_values(table, &changes->items[i], false);
    }
    changes->n = n;
    return PTB_OK;
}

/* ---- conversion ---- */

ptb_status ptb_changes_expect(ptb_intake *table, size_t column, size_t target, double **value_of,
                              ptb_error *err)
{
    struct ptb_table_changes *changes = table->changes;
    *value_of = NULL;
    if (!changes) return PTB_OK;
    if (!changes->target) {
        PTB_TRY(ptb_alloc(&changes->target, table->n_columns, sizeof *changes->target, err));
        PTB_TRY(ptb_alloc(&changes->value_of, table->n_columns, sizeof *changes->value_of, err));
        changes->n_columns = table->n_columns;
    }
    const ptb_text_column *text = &table->columns[column];
    if (!text->more) return PTB_OK;
    changes->target[column] = target;
    PTB_TRY(
        ptb_alloc(&changes->value_of[column], ptb_dictionary_count(text->values), sizeof **value_of, err));
    *value_of = changes->value_of[column];
    return PTB_OK;
}

/* The set's arrays while they are filled. */
typedef struct {
    uint64_t *first;
    ptb_time *ts;
    uint32_t *column;
    double *value;
    size_t n;
} filling;

static ptb_status make_room(ptb_import_run *run, const ptb_intake *table, filling *to, ptb_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < table->changes->n; i++) {
        unsigned flags = table->changes->items[i].flags;
        n += (flags & PTB_CHANGE_HAS_VALUE) != 0;
        n += (flags & PTB_CHANGE_HAS_OLD) != 0;
    }
    PTB_TRY(ptb_arena_alloc(&run->arena, &to->first, table->n_kept + 1, sizeof *to->first, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &to->ts, n, sizeof *to->ts, err));
    PTB_TRY(ptb_arena_alloc(&run->arena, &to->column, n, sizeof *to->column, err));
    return ptb_arena_alloc(&run->arena, &to->value, n, sizeof *to->value, err);
}

static void put_change(const struct ptb_table_changes *changes, const ptb_change *change, bool is_old,
                       filling *to)
{
    uint32_t code = is_old ? change->old : change->value;
    to->ts[to->n] = is_old ? PTB_NO_TIME : (ptb_time)change->ts;
    to->column[to->n] = (uint32_t)changes->target[change->column];
    to->value[to->n++] = code == PTB_NONE ? (double)NAN : changes->value_of[change->column][code];
}

static bool is_other(double a, double b)
{
    return isnan(a) != isnan(b) || a < b || a > b;
}

ptb_status ptb_changes_build(ptb_import_run *run, ptb_intake *table, ptb_record_table *out, ptb_error *err)
{
    struct ptb_table_changes *changes = table->changes;
    filling to = {0};
    if (!changes || changes->n == 0) return PTB_OK;
    PTB_TRY(make_room(run, table, &to, err));
    for (size_t i = 0; i < changes->n; i++) {
        const ptb_change *change = &changes->items[i];
        uint32_t row = table->new_row[change->row];
        size_t before = to.n;
        if (change->flags & PTB_CHANGE_HAS_OLD) put_change(changes, change, true, &to);
        if (change->flags & PTB_CHANGE_HAS_VALUE) {
            put_change(changes, change, false, &to);
            run->report->changes++;
            const ptb_column *column = &out->columns[changes->target[change->column]];
            bool is_last = i + 1 == changes->n || !is_same_field(change, &changes->items[i + 1]);
            if (is_last && is_other(to.value[to.n - 1], ptb_value_now(column, row)))
                run->field_history->n_differing++;
        }
        to.first[row + 1] += to.n - before;
    }
    for (size_t row = 0; row < table->n_kept; row++)
        to.first[row + 1] += to.first[row];
    out->changes = (ptb_changes){to.first, to.ts, to.column, to.value};
    free(changes->items);
    changes->items = NULL;
    changes->n = changes->capacity = 0;
    return PTB_OK;
}
