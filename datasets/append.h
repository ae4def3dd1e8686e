/* datasets/append.h: the history that new records are merged into. Private to datasets/import*.c and append*.c.
 *
 * open (the old file, its kinds, an index of its ids) -> the new tables are read; each, once its rows are settled, is
 * numbered -> join -> order -> the writer asks for the columns one by one -> free.
 *
 * Rows of a joined table: the old records at their positions, then those that are new. A record that is in both is a row of
 * the old ones with the values of the new file; of columns that the new files do not have it keeps its own. */
#ifndef PTB_DATASETS_APPEND_H
#define PTB_DATASETS_APPEND_H

#include "datasets/import_parts.h"

typedef struct {
    const ptb_record_table *old;
    ptb_record_table fresh;         /* as the new files have it, by fresh row; shallow */
    ptb_key_index *index;           /* of the old ids, or NULL: nothing names any */
    uint32_t *row;                  /* by fresh row: its row in the joined table */
    size_t n_added;                 /* fresh rows that are new */
    bool has_created;               /* the new files have created_at */
    int *old_column, *fresh_column; /* by column of the joined table, or -1 */
    bool *is_loaded;                /* by column of the joined table: for the rest of the run */
} ptb_append_table;

struct ptb_append {
    ptb_history *old;
    /* What the new files say of their rows, where they have any: an old record keeps the rest. */
    struct {
        bool account_parent, contact_account, deal_account, deal_contact, deal_outcome, deal_amount;
    } has;
    ptb_append_table contacts, accounts, opportunities;
    ptb_column_loader loader;
    ptb_arena column; /* what the loader made last */
    bool derives_accounts;
    bool derives_contacts; /* likewise */
};

/* Of a table that was read: which of its rows are new. */
PTB_MUST_USE ptb_status ptb_append_number(ptb_import_run *run, const ptb_intake *table,
                                          const ptb_record_table *fresh, ptb_error *err);
/* The row of the joined table that the id names, or PTB_NONE; fresh: its row among the new ones, or PTB_NONE. */
uint32_t ptb_append_row_of(const ptb_import_run *run, const ptb_intake *table, uint32_t fresh, ptb_str id);
/* run->set, which holds the new rows, becomes the joined one; attributes come through its loader. */
PTB_MUST_USE ptb_status ptb_append_join(ptb_import_run *run, ptb_error *err);
/* The order of the joined set: what is in order stays so, the rest is put between. */
PTB_MUST_USE ptb_status ptb_append_order(ptb_import_run *run, ptb_error *err);

/* ---- between the parts ---- */

/* The joined table's list of columns: names and kinds, no values yet where there are fresh rows. */
PTB_MUST_USE ptb_status ptb_append_list_columns(ptb_import_run *run, ptb_append_table *table,
                                                ptb_record_table *joined, ptb_error *err);
/* Makes the column now, if there is one; it stays until the run ends: for those that are asked for before the writer. */
PTB_MUST_USE ptb_status ptb_append_need_column(ptb_import_run *run, const ptb_record_table *table,
                                               const char *name, ptb_error *err);
PTB_MUST_USE ptb_status ptb_append_load_column(void *state, const ptb_record_table *table, size_t column,
                                               ptb_error *err);
void ptb_append_drop_column(void *state);

#endif
