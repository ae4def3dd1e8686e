/* features/leak_times.c: what a history's moments say: dates after T, what goes with the close, what changed after it. */
#include <math.h>
#include <stdlib.h>

#include "datasets/history_values.h"
#include "features/leak_inside.h"

/* Thresholds; README, "Leak guard", says why. */
static const double after_share = 0.5, z_share = 3;
static const double close_strong = 0.9, close_clue = 0.7;
static const double changed_share = 0.05;
enum { MIN_CASES = 50, MIN_CHANGED = 20 };

/* Where an attribute stands. */
typedef struct {
    const ptb_leak_sample *sample;
    const ptb_record_table *table;
    ptb_feature_of of;
    size_t column;
} place;

static bool find_place(const ptb_leak_sample *s, size_t feature, place *out)
{
    const ptb_feature_spec *spec = &s->vectors->plan->features[feature];
    const ptb_history *h = s->history;
    *out = (place){.sample = s, .of = spec->of};
    out->table = spec->of == PTB_OF_OPPORTUNITY ? &h->opportunities
                 : spec->of == PTB_OF_ACCOUNT   ? &h->accounts
                                                : &h->contacts;
    int column = ptb_table_find(out->table, spec->column);
    out->column = column < 0 ? 0 : (size_t)column;
    return column >= 0;
}

static const ptb_case *case_at(const place *p, size_t i)
{
    return &p->sample->cases->items[p->sample->row[i]];
}

static uint32_t record_of(const place *p, const ptb_case *one)
{
    return p->of == PTB_OF_OPPORTUNITY ? one->opportunity
           : p->of == PTB_OF_ACCOUNT   ? one->account
                                       : one->contact;
}

/* --- dates after T --- */

static void judge_after(const place *p, ptb_leak_finding *finding)
{
    const ptb_column *column = &p->table->columns[p->column];
    double n = 0, after = 0;
    if (column->kind != PTB_COLUMN_DATE) return;
    for (size_t i = 0; i < p->sample->n; i++) {
        const ptb_case *one = case_at(p, i);
        uint32_t record = record_of(p, one);
        if (record == PTB_NONE || one->as_of == PTB_NO_TIME) continue;
        double date = ptb_value_now(column, record);
        if (isnan(date)) continue;
        n++;
        after += date > (double)one->as_of;
    }
    double groups = fmin(n, p->sample->groups_of[0] + p->sample->groups_of[1]);
    if (n < MIN_CASES || ptb_leak_wilson(after / n, groups, z_share, -1) < after_share) return;
    ptb_leak_add_mark(finding, (ptb_leak_mark){.kind = PTB_CLUE_AFTER,
                                               .weight = 1,
                                               .speaks = true,
                                               .figure = {after / n, (double)NAN, (double)NAN}});
}

/* --- what goes with the time to the close --- */

/* Places in the order of size, equal numbers sharing the middle of theirs, less their mean. */
static void rank(const float *x, size_t n, uint64_t *order, uint64_t *scratch, double *out)
{
    ptb_leak_order(x, n, order, scratch);
    for (size_t first = 0, last; first < n; first = last) {
        for (last = first + 1; last < n && order[last] >> 32 == order[first] >> 32;)
            last++;
        for (size_t i = first; i < last; i++)
            out[ptb_leak_order_index(order, i)] = ((double)first + (double)last - (double)n) / 2;
    }
}

typedef struct {
    float *x, *duration;
    double *rank_x, *rank_duration;
    uint64_t *order, *scratch;
    size_t n;
} pairs;

/* A date counts from T, so that what merely comes with later years does not go with the close. */
static void gather_pairs(const place *p, pairs *out)
{
    const ptb_column *column = &p->table->columns[p->column];
    for (size_t i = 0; i < p->sample->n; i++) {
        const ptb_case *one = case_at(p, i);
        uint32_t record = record_of(p, one);
        if (record == PTB_NONE || one->as_of == PTB_NO_TIME || one->known_at == PTB_NO_TIME) continue;
        double x = ptb_value_now(column, record);
        if (isnan(x)) continue;
        if (column->kind == PTB_COLUMN_DATE) x -= (double)one->as_of;
        out->x[out->n] = (float)x;
        out->duration[out->n++] = (float)(one->known_at - one->as_of);
    }
}

static double rank_correlation(const pairs *v)
{
    rank(v->x, v->n, v->order, v->scratch, v->rank_x);
    rank(v->duration, v->n, v->order, v->scratch, v->rank_duration);
    double xx = 0, dd = 0, xd = 0;
    for (size_t i = 0; i < v->n; i++) {
        xx += v->rank_x[i] * v->rank_x[i];
        dd += v->rank_duration[i] * v->rank_duration[i];
        xd += v->rank_x[i] * v->rank_duration[i];
    }
    return xx > 0 && dd > 0 ? xd / sqrt(xx * dd) : 0;
}

static ptb_status judge_close(const place *p, ptb_leak_finding *finding, ptb_error *err)
{
    ptb_column_kind kind = p->table->columns[p->column].kind;
    size_t n = p->sample->n;
    pairs v = {0};
    double r;
    ptb_status status = PTB_OK;
    /* A contact's outcome is known a horizon after T, whenever it was won. */
    if (p->sample->vectors->subject != PTB_SUBJECT_OPPORTUNITY) return PTB_OK;
    if (kind != PTB_COLUMN_DATE && kind != PTB_COLUMN_NUMBER) return PTB_OK;
    PTB_TRY_TO(ptb_alloc_raw(&v.x, n, sizeof *v.x, err));
    PTB_TRY_TO(ptb_alloc_raw(&v.duration, n, sizeof *v.duration, err));
    PTB_TRY_TO(ptb_alloc_raw(&v.rank_x, n, sizeof *v.rank_x, err));
    PTB_TRY_TO(ptb_alloc_raw(&v.rank_duration, n, sizeof *v.rank_duration, err));
    PTB_TRY_TO(ptb_alloc_raw(&v.order, n, sizeof *v.order, err));
    PTB_TRY_TO(ptb_alloc_raw(&v.scratch, n, sizeof *v.scratch, err));
    gather_pairs(p, &v);
    if (v.n < MIN_CASES) goto done;
    r = rank_correlation(&v);
    if (fabs(r) < close_clue) goto done;
    ptb_leak_add_mark(finding, (ptb_leak_mark){.kind = PTB_CLUE_CLOSE,
                                               .weight = fabs(r) >= close_strong ? 2 : 1,
                                               .speaks = true,
                                               .figure = {r, (double)NAN, (double)NAN}});
done:
    free(v.x);
    free(v.duration);
    free(v.rank_x);
    free(v.rank_duration);
    free(v.order);
    free(v.scratch);
    return status;
}

/* --- what changed after the outcome was known --- */

static bool is_other(double a, double b)
{
    return isnan(a) != isnan(b) || a < b || a > b;
}

static void judge_changed(const place *p, ptb_leak_finding *finding)
{
    const ptb_column *column = &p->table->columns[p->column];
    double n = 0, changed = 0;
    if (!p->table->changes.first) return;
    for (size_t i = 0; i < p->sample->n; i++) {
        const ptb_case *one = case_at(p, i);
        uint32_t record = record_of(p, one);
        if (record == PTB_NONE || one->known_at == PTB_NO_TIME) continue;
        n++;
        changed +=
            is_other(ptb_value_now(column, record), ptb_value_at(p->table, p->column, record, one->known_at));
    }
    if (changed < MIN_CHANGED || changed < changed_share * n) return;
    ptb_leak_add_mark(finding, (ptb_leak_mark){.kind = PTB_CLUE_CHANGED,
                                               .weight = 1,
                                               .speaks = true,
                                               .figure = {changed / n, (double)NAN, (double)NAN}});
}

ptb_status ptb_leak_judge_times(const ptb_leak_sample *sample, size_t feature, ptb_leak_finding *finding,
                                ptb_error *err)
{
    place p;
    if (!sample->history || sample->history->is_timeless || !find_place(sample, feature, &p)) return PTB_OK;
    judge_after(&p, finding);
    judge_changed(&p, finding);
    return judge_close(&p, finding, err);
}
