/* datasets/import_activity_owners.c: whose an activity is: contacts by id, by lists of ids, by e-mail address; accounts. */
#include <stdlib.h>
#include <string.h>

#include "datasets/append.h"
#include "datasets/import_activities.h"

enum { ADDRESS_BYTES = 320, SHOWN_BYTES = 60, COMPARED_OWNERS = 64 };

/* ---- contacts by e-mail ---- */

/* In lower case; empty where it is too long for an address. */
static ptb_str lower_address(ptb_str address, char space[ADDRESS_BYTES])
{
    if (address.len > ADDRESS_BYTES) return (ptb_str){"", 0};
    for (size_t i = 0; i < address.len; i++) {
        char c = address.ptr[i];
        space[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (ptb_str){space, address.len};
}

static ptb_status add_address(ptb_email_index *index, ptb_str address, uint32_t row, ptb_error *err)
{
    char space[ADDRESS_BYTES];
    uint32_t code = 0;
    size_t n = ptb_dictionary_count(index->addresses);
    ptb_str lower = lower_address(address, space);
    if (lower.len == 0) return PTB_OK;
    PTB_TRY(ptb_dictionary_add(index->addresses, lower, &code, err));
    PTB_TRY(ptb_reserve(&index->row, &index->capacity, (size_t)code + 1, sizeof *index->row, err));
    if (code == n)
        index->row[code] = row;
    else if (index->row[code] != row)
        index->row[code] = PTB_NONE;
    return PTB_OK;
}

/* Old contacts, but for those that the new files give an address or none. */
static ptb_status add_old_addresses(ptb_import_run *run, bool has_new, ptb_error *err)
{
    ptb_status status = PTB_OK;
    const ptb_append_table *contacts = &run->append->contacts;
    int at = ptb_table_find(contacts->old, "email");
    bool *is_new = NULL;
    const ptb_column *column = at < 0 ? NULL : &contacts->old->columns[at];
    if (!column || column->kind != PTB_COLUMN_CATEGORY) return PTB_OK;
    PTB_TRY_TO(ptb_alloc(&is_new, run->set.contacts.n, sizeof *is_new, err));
    for (size_t i = 0; has_new && i < contacts->fresh.n; i++)
        is_new[contacts->row[i]] = true;
    for (uint32_t i = 0; i < contacts->old->n; i++)
        if (!is_new[i] && column->code[i] != PTB_NONE)
            PTB_TRY_TO(add_address(&run->emails, ptb_strings_at(&column->levels, column->code[i]), i, err));
done:
    free(is_new);
    return status;
}

ptb_status ptb_emails_read(ptb_import_run *run, ptb_error *err)
{
    const ptb_intake *contacts = &run->contacts;
    const ptb_text_column *column = NULL;
    PTB_TRY(ptb_dictionary_new(1, &run->emails.addresses, err));
    for (size_t i = 0; i < contacts->n_columns && !column; i++)
        if (ptb_str_equal_nocase(ptb_str_of(contacts->columns[i].name), "email"))
            column = &contacts->columns[i];
    for (size_t row = 0; column && row < contacts->n_rows; row++) {
        if (column->code[row] == PTB_NONE || contacts->new_row[row] == PTB_NONE) continue;
        PTB_TRY(add_address(&run->emails, ptb_dictionary_key(column->values, column->code[row]),
                            ptb_import_set_row(run, contacts->new_row[row]), err));
    }
    return run->append ? add_old_addresses(run, column != NULL, err) : PTB_OK;
}

static void reject_several(const ptb_activity_reader *r, ptb_activity_lane *lane,
                           const ptb_activity_text *text)
{
    ptb_str cell = ptb_str_cut(text->cells[PTB_FIELD_EMAIL], SHOWN_BYTES);
    const ptb_reject_place place = {ptb_csv_path(r->csv), text->line, "email", PTB_REJECT_ORPHAN};
    ptb_reject(
        &lane->rejects, &place, text->raw,
        "e-mail address '%.*s' in column email is that of several contacts, expected one of one contact",
        (int)cell.len, cell.ptr);
}

static bool find_by_email(const ptb_activity_reader *r, ptb_activity_lane *lane,
                          const ptb_activity_text *text, uint32_t *owner)
{
    char space[ADDRESS_BYTES];
    const ptb_import_run *run = r->run;
    ptb_str address = lower_address(text->cells[PTB_FIELD_EMAIL], space);
    uint32_t code = address.len == 0 ? PTB_NO_CODE : ptb_dictionary_find(run->emails.addresses, address);
    if (code == PTB_NO_CODE) {
        ptb_activity_reject_cell(r, lane, text, PTB_FIELD_EMAIL, PTB_REJECT_ORPHAN,
                                 "the address of a contact");
        return false;
    }
    if (run->emails.row[code] == PTB_NONE) {
        reject_several(r, lane, text);
        return false;
    }
    *owner = run->order.contacts.rank[run->emails.row[code]];
    return true;
}

/* ---- accounts; contacts by id ---- */

/* Of an account alone; a file without account_id has contacts only. */
static bool find_account(const ptb_activity_reader *r, ptb_activity_lane *lane, const ptb_activity_text *text,
                         uint32_t *owner)
{
    const ptb_import_run *run = r->run;
    if (text->cells[PTB_FIELD_ACCOUNT].len == 0) {
        const ptb_reject_place place = {ptb_csv_path(r->csv), text->line, "contact_id",
                                        PTB_REJECT_NO_SUBJECT};
        ptb_reject(&lane->rejects, &place, text->raw,
                   "neither contact_id nor account_id, expected one of them");
        return false;
    }
    uint32_t row = ptb_import_row_of(run, &run->accounts, text->cells[PTB_FIELD_ACCOUNT]);
    if (row == PTB_NONE) {
        ptb_activity_reject_cell(r, lane, text, PTB_FIELD_ACCOUNT, PTB_REJECT_ORPHAN, "one of the accounts");
        return false;
    }
    *owner = (uint32_t)run->set.contacts.n + run->order.accounts.rank[row];
    return true;
}

static uint32_t place_of_contact(const ptb_import_run *run, ptb_str id)
{
    uint32_t row = ptb_import_row_of(run, &run->contacts, id);
    return row == PTB_NONE ? PTB_NO_CODE : run->order.contacts.rank[row];
}

/* Was it taken already? Long lists are compared with their last contacts only. */
static bool is_taken(const ptb_activity_lane *lane, uint32_t first, uint32_t contact)
{
    size_t n = lane->n_more_owners;
    if (contact == first) return true;
    for (size_t i = n; i > 0 && n - i < COMPARED_OWNERS; i--)
        if (lane->more_owners[i - 1] == contact) return true;
    return false;
}

/* Every contact of "c1;c2" that is known; *owner stays PTB_NO_CODE where none is. */
static ptb_status find_list(const ptb_activity_reader *r, ptb_activity_lane *lane, ptb_str list,
                            uint32_t *owner, ptb_error *err)
{
    *owner = PTB_NO_CODE;
    for (size_t from = 0; from <= list.len;) {
        const char *end = memchr(list.ptr + from, r->separator, list.len - from);
        size_t len = end ? (size_t)(end - (list.ptr + from)) : list.len - from;
        uint32_t contact = place_of_contact(r->run, ptb_str_trim((ptb_str){list.ptr + from, len}));
        from += len + 1;
        if (contact == PTB_NO_CODE || (*owner != PTB_NO_CODE && is_taken(lane, *owner, contact))) continue;
        if (*owner == PTB_NO_CODE) {
            *owner = contact;
            continue;
        }
        PTB_TRY(ptb_reserve(&lane->more_owners, &lane->owner_capacity, lane->n_more_owners + 1,
                            sizeof *lane->more_owners, err));
        lane->more_owners[lane->n_more_owners++] = contact;
    }
    return PTB_OK;
}

ptb_status ptb_activity_find_owner(const ptb_activity_reader *reader, ptb_activity_lane *lane,
                                   const ptb_activity_text *text, uint32_t contact, uint32_t *owner,
                                   bool *is_known, ptb_error *err)
{
    ptb_str id = text->cells[PTB_FIELD_CONTACT];
    lane->n_more_owners = 0;
    *is_known = true;
    *owner = contact;
    if (contact != PTB_NO_CODE) return PTB_OK;
    if (id.len == 0) {
        *is_known = text->cells[PTB_FIELD_EMAIL].len > 0 ? find_by_email(reader, lane, text, owner)
                                                         : find_account(reader, lane, text, owner);
        return PTB_OK;
    }
    if (reader->separator)
        PTB_TRY(find_list(reader, lane, id, owner, err));
    else if (reader->run->contacts.merges)
        *owner = place_of_contact(reader->run, id);
    if (*owner != PTB_NO_CODE) return PTB_OK;
    *is_known = false;
    ptb_activity_reject_cell(reader, lane, text, PTB_FIELD_CONTACT, PTB_REJECT_ORPHAN, "one of the contacts");
    return PTB_OK;
}
