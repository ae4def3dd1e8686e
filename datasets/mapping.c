/* datasets/mapping.c: what a mapping answers: its columns, the values of a row, rows that are none. */
#include "datasets/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/mapping_parts.h"

void ptb_mapping_free(ptb_mapping *mapping)
{
    if (!mapping) return;
    ptb_arena_free(&mapping->arena);
    free(mapping);
}

size_t ptb_mapping_n_columns(const ptb_mapping *mapping)
{
    return mapping->n_columns;
}

const char *ptb_mapping_name(const ptb_mapping *mapping, size_t column)
{
    return mapping->columns[column].name;
}

bool ptb_mapping_is_canonical(const ptb_mapping *mapping, size_t column)
{
    return mapping->columns[column].is_canonical;
}

int ptb_mapping_find_name(const ptb_mapping *mapping, const char *name)
{
    for (size_t i = 0; i < mapping->n_columns; i++)
        if (strcmp(mapping->columns[i].name, name) == 0) return (int)i;
    return -1;
}

int ptb_mapping_position(const ptb_mapping *mapping, size_t column)
{
    const ptb_map_column *c = &mapping->columns[column];
    return c->op == PTB_MAP_TAKE && c->n_at == 1 && !c->values ? c->at[0] : -1;
}

char ptb_mapping_list_separator(const ptb_mapping *mapping, size_t column)
{
    return mapping->columns[column].op == PTB_MAP_IDS ? ';' : 0;
}

ptb_export ptb_mapping_export(const ptb_mapping *mapping)
{
    return mapping->what;
}

const char *ptb_mapping_notes(const ptb_mapping *mapping)
{
    return mapping->notes;
}

ptb_str ptb_mapping_cell(const ptb_mapping *mapping, size_t column, const ptb_str *cells,
                         ptb_map_scratch *scratch)
{
    int position = ptb_mapping_position(mapping, column);
    if (position >= 0) return cells[position];
    return ptb_map_value_of(&mapping->columns[column], cells, scratch);
}

bool ptb_mapping_may_skip(const ptb_mapping *mapping)
{
    return mapping->n_skips > 0;
}

bool ptb_mapping_skips(const ptb_mapping *mapping, const ptb_str *cells)
{
    for (size_t i = 0; i < mapping->n_skips; i++) {
        bool value = false;
        ptb_str cell = ptb_str_trim(cells[mapping->skips[i].at]);
        if (ptb_map_flag(cell, &value) && value == mapping->skips[i].when) return true;
    }
    if (mapping->needed < 0) return false;
    const ptb_map_column *needed = &mapping->columns[mapping->needed];
    for (size_t i = 0; i < needed->n_at; i++)
        if (ptb_str_trim(cells[needed->at[i]]).len > 0) return false;
    return needed->n_at > 0;
}

ptb_status ptb_map_rules_check_used(const ptb_map_rules *rules, const ptb_mapping *const *mappings,
                                    size_t n_mappings, ptb_error *err)
{
    for (size_t i = 0; rules && i < rules->n; i++) {
        const ptb_map_rule *rule = &rules->rules[i];
        bool is_used = rule->pair == PTB_NO_PAIR;
        for (size_t k = 0; !is_used && k < n_mappings; k++)
            is_used = mappings[k]->is_pair_used[rule->pair];
        if (!is_used)
            return ptb_fail(err, PTB_E_ARG,
                            "%s: of no use: none of the files has a column '%s' that could be %s",
                            rule->origin, rule->columns[0], rule->name);
    }
    return PTB_OK;
}
