/* features/leaks.c: the leak guard over all features: the sample, the verdicts, the report. */
#include "features/leaks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/blocks.h"
#include "datasets/base/rng.h"
#include "features/groups.h"
#include "features/leak_inside.h"

/* README, "Leak guard": weights of clues; a name counts where the column has this skill; what dated records show. */
enum { ENOUGH = 2 };
static const double name_auc = 0.6, dated_auc = 0.95;

void ptb_leaks_free(ptb_leaks *leaks)
{
    if (!leaks) return;
    ptb_arena_free(&leaks->arena);
    free(leaks);
}

/* --- the sample --- */

static bool is_known(const ptb_vectors *v, size_t row)
{
    return !isnan(v->outcome[row]) && v->weight[row] > 0;
}

/* In how many groups there are won and lost cases. */
static ptb_status count_groups(ptb_leak_sample *s, ptb_error *err)
{
    ptb_group_place *sorted;
    PTB_TRY(ptb_groups_sort(s->vectors->group, s->row, s->n, &sorted, err));
    bool has[2] = {false, false};
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0 && sorted[i].group != sorted[i - 1].group) has[0] = has[1] = false;
        uint8_t won = s->won[sorted[i].place];
        s->groups_of[won] += !has[won];
        has[won] = true;
    }
    free(sorted);
    return PTB_OK;
}

/* Every k-th of the known cases where there are too many. */
static ptb_status take_sample(ptb_leak_sample *s, ptb_error *err)
{
    const ptb_vectors *v = s->vectors;
    size_t n = 0, place = 0;
    for (size_t row = 0; row < v->n_rows; row++)
        n += is_known(v, row);
    size_t most = n < PTB_LEAK_MAX_ROWS ? n : PTB_LEAK_MAX_ROWS;
    PTB_TRY(ptb_alloc(&s->row, most, sizeof *s->row, err));
    PTB_TRY(ptb_alloc(&s->won, most, sizeof *s->won, err));
    PTB_TRY(ptb_alloc(&s->half, most, sizeof *s->half, err));
    for (size_t row = 0; row < v->n_rows; row++) {
        if (!is_known(v, row) || (uint64_t)place++ * most < (uint64_t)s->n * n) continue;
        s->row[s->n] = (uint32_t)row;
        s->won[s->n] = v->outcome[row] > 0.5F;
        s->half[s->n] = ptb_mix64(1, v->group[row]) & 1;
        s->n_of[s->won[s->n++]]++;
    }
    return count_groups(s, err);
}

static void free_sample(ptb_leak_sample *s)
{
    free(s->row);
    free(s->won);
    free(s->half);
}

/* --- one feature --- */

static void judge_name(const ptb_feature_spec *spec, ptb_leak_finding *finding)
{
    ptb_leak_name_kind kind = ptb_leak_name(spec->column);
    if (kind == PTB_LEAK_NAME_PLAIN || finding->auc_low < name_auc) return;
    ptb_clue_kind clue = kind == PTB_LEAK_NAME_STATE ? PTB_CLUE_STATE_NAME : PTB_CLUE_STAFF_NAME;
    ptb_leak_add_mark(finding, (ptb_leak_mark){.kind = clue,
                                               .weight = 1,
                                               .speaks = true,
                                               .figure = {(double)NAN, (double)NAN, (double)NAN}});
}

/* One clue is a question, two are a verdict; a clue that often is honest asks nothing alone. */
static void decide(ptb_leak_finding *finding)
{
    int weight = 0;
    bool speaks = false;
    for (size_t i = 0; i < finding->n; i++) {
        weight += finding->marks[i].weight;
        speaks = speaks || finding->marks[i].speaks;
    }
    if (weight >= ENOUGH) {
        finding->verdict = PTB_LEAK_LEAK;
    } else if (speaks) {
        finding->verdict = PTB_LEAK_SUSPECT;
    }
}

typedef struct {
    const ptb_leak_sample *sample;
    ptb_leak_finding *findings;
} job;

static ptb_status judge_feature(void *state, const ptb_block *block, ptb_error *err)
{
    const job *j = state;
    size_t feature = block->index;
    const ptb_feature_spec *spec = &j->sample->vectors->plan->features[feature];
    ptb_leak_finding *finding = &j->findings[feature];
    ptb_leak_cells cells;
    PTB_TRY(ptb_leak_cells_fill(j->sample, feature, &cells, err));
    ptb_status status;
    PTB_TRY_TO(ptb_leak_judge_alone(j->sample, &cells, finding, err));
    if (spec->kind != PTB_FEATURE_ATTRIBUTE) {
        finding->verdict = finding->auc_low >= dated_auc ? PTB_LEAK_SUSPECT : PTB_LEAK_OK;
        goto done;
    }
    ptb_leak_judge_filling(j->sample, &cells, finding);
    ptb_leak_judge_values(j->sample, &cells, finding);
    PTB_TRY_TO(ptb_leak_judge_times(j->sample, feature, finding, err));
    judge_name(spec, finding);
    decide(finding);
done:
    ptb_leak_cells_free(&cells);
    return status;
}

/* --- the report --- */

static ptb_status copy_text(ptb_arena *arena, const char *text, const char **out, ptb_error *err)
{
    return ptb_arena_text(arena, text, strlen(text), out, err);
}

/* Is it worth telling? Next to no skill says nothing against what other clues show. */
static bool is_told(const ptb_leak_finding *finding, const ptb_leak_mark *mark)
{
    return mark->kind != PTB_CLUE_ALONE || finding->auc_low >= name_auc;
}

static ptb_status report_clues(const ptb_leak_finding *finding, const ptb_vector_column *column,
                               ptb_leak *leak, ptb_arena *arena, ptb_error *err)
{
    ptb_clue *clues = NULL;
    ptb_text words = {0};
    ptb_status status;
    PTB_TRY_TO(ptb_arena_alloc(arena, &clues, finding->n, sizeof *clues, err));
    for (int weight = ENOUGH; weight >= 0; weight--) {
        for (size_t i = 0; i < finding->n; i++) {
            const ptb_leak_mark *mark = &finding->marks[i];
            if (mark->weight != weight || !is_told(finding, mark)) continue;
            ptb_clue *clue = &clues[leak->n_clues++];
            clue->kind = mark->kind;
            memcpy(clue->figure, mark->figure, sizeof clue->figure);
            ptb_text_clear(&words);
            ptb_leak_words(mark, column, &words);
            PTB_TRY_TO(ptb_text_check(&words, err));
            PTB_TRY_TO(copy_text(arena, words.bytes, &clue->says, err));
        }
    }
    leak->clues = clues;
done:
    ptb_text_free(&words);
    return status;
}

static ptb_status report(const ptb_vectors *v, size_t feature, const ptb_leak_finding *finding, ptb_leaks *to,
                         ptb_error *err)
{
    const ptb_feature_spec *spec = &v->plan->features[feature];
    ptb_leak *leak = &to->items[feature];
    leak->verdict = finding->verdict;
    PTB_TRY(copy_text(&to->arena, spec->name, &leak->feature, err));
    if (spec->kind == PTB_FEATURE_ATTRIBUTE) PTB_TRY(copy_text(&to->arena, spec->column, &leak->column, err));
    return report_clues(finding, &v->columns[feature], leak, &to->arena, err);
}

static ptb_status judge_all(const ptb_context *context, const ptb_leak_sample *sample, ptb_leaks *to,
                            ptb_error *err)
{
    size_t n = sample->vectors->n_features;
    job j = {.sample = sample};
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&j.findings, n, sizeof *j.findings, err));
    PTB_TRY_TO(ptb_arena_alloc(&to->arena, &to->items, n, sizeof *to->items, err));
    PTB_TRY_TO(ptb_blocks_map(context, n, 1, judge_feature, &j, err));
    for (; to->n < n; to->n++)
        PTB_TRY_TO(report(sample->vectors, to->n, &j.findings[to->n], to, err));
done:
    free(j.findings);
    return status;
}

ptb_status ptb_leaks_find(const ptb_context *context, const ptb_vectors *vectors, const ptb_history *history,
                          const ptb_cases *cases, ptb_leaks **out, ptb_error *err)
{
    *out = NULL;
    ptb_leaks *leaks = NULL;
    ptb_leak_sample sample = {.vectors = vectors, .history = cases ? history : NULL, .cases = cases};
    ptb_status status;
    PTB_TRY_TO(ptb_alloc(&leaks, 1, sizeof *leaks, err));
    PTB_TRY_TO(take_sample(&sample, err));
    if (sample.n_of[0] >= PTB_LEAK_CLASS_MIN && sample.n_of[1] >= PTB_LEAK_CLASS_MIN)
        PTB_TRY_TO(judge_all(context, &sample, leaks, err));
    *out = leaks;
    leaks = NULL;
done:
    free_sample(&sample);
    ptb_leaks_free(leaks);
    return status;
}
