/* features/title_lexicon.c: the tables of words as a hash table of folded words and phrases, with one-edit neighbours. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/memory.h"
#include "features/title_inside.h"

enum { SHORTEST_WITH_TYPO = 7, LONGEST_WITH_TYPO = 24 };

/* A word, phrase, or beginning of phrases. */
typedef struct {
    uint64_t hash;
    uint32_t at; /* in text */
    uint16_t len;
    uint8_t longest; /* tokens of the longest phrase that begins so; 0: the slot is free */
    ptb_sense sense;
} lexicon_slot;

/* A word without one of its letters. */
typedef struct {
    uint64_t hash;
    uint32_t slot; /* of the whole word, plus 1; 0: free */
} gap_slot;

struct ptb_lexicon {
    lexicon_slot *slots;
    gap_slot *gaps;
    char *text;
    size_t mask, gap_mask, text_bytes;
};

/* FNV-1a, mixed: keys are short, and the tables are ours. */
static uint64_t hash_start(void)
{
    return UINT64_C(0xcbf29ce484222325);
}

static uint64_t hash_byte(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * UINT64_C(0x100000001b3);
}

static uint64_t hash_end(uint64_t hash)
{
    hash ^= hash >> 32;
    return hash * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t hash_word(const char *word, size_t len)
{
    uint64_t hash = hash_start();
    for (size_t i = 0; i < len; i++)
        hash = hash_byte(hash, word[i]);
    return hash_end(hash);
}

static uint64_t hash_without(const char *word, size_t len, size_t gap)
{
    uint64_t hash = hash_start();
    for (size_t i = 0; i < len; i++)
        if (i != gap) hash = hash_byte(hash, word[i]);
    return hash_end(hash);
}

/* The word's slot, or the free one where it would be. */
static size_t place_of(const ptb_lexicon *lexicon, const char *word, size_t len, uint64_t hash)
{
    for (size_t at = hash >> 32 & lexicon->mask;; at = (at + 1) & lexicon->mask) {
        const lexicon_slot *slot = &lexicon->slots[at];
        if (slot->longest == 0) return at;
        if (slot->hash == hash && slot->len == len && memcmp(lexicon->text + slot->at, word, len) == 0)
            return at;
    }
}

static lexicon_slot *take_slot(ptb_lexicon *lexicon, const char *word, size_t len)
{
    uint64_t hash = hash_word(word, len);
    lexicon_slot *slot = &lexicon->slots[place_of(lexicon, word, len, hash)];
    if (slot->longest != 0) return slot;
    *slot =
        (lexicon_slot){.hash = hash, .at = (uint32_t)lexicon->text_bytes, .len = (uint16_t)len, .longest = 1};
    memcpy(lexicon->text + lexicon->text_bytes, word, len);
    lexicon->text_bytes += len;
    return slot;
}

static ptb_status add_word(ptb_lexicon *lexicon, ptb_str word, ptb_sense sense, ptb_error *err)
{
    ptb_title_tokens tokens;
    ptb_title_tokenise(word, &tokens);
    if (tokens.n == 0)
        return ptb_fail(err, PTB_E_INTERNAL, "title tables: '%.*s' has no letters", (int)word.len, word.ptr);
    lexicon_slot *slot = take_slot(lexicon, tokens.text, tokens.bytes);
    if (slot->sense.kind != PTB_SENSE_NOTHING && memcmp(&slot->sense, &sense, sizeof sense) != 0)
        return ptb_fail(err, PTB_E_INTERNAL, "title tables: '%.*s' stands there with two meanings",
                        (int)word.len, word.ptr);
    slot->sense = sense;
    lexicon_slot *first = take_slot(lexicon, tokens.text, tokens.tokens[0].len);
    if (tokens.n > first->longest) first->longest = (uint8_t)tokens.n;
    return PTB_OK;
}

/* The next of the words with | between them; false behind the last. */
static bool next_word(const char **rest, ptb_str *word)
{
    if (**rest == 0) return false;
    size_t len = strcspn(*rest, "|");
    *word = (ptb_str){*rest, len};
    *rest += len + ((*rest)[len] == '|');
    return true;
}

static ptb_status add_table(ptb_lexicon *lexicon, ptb_title_table table, ptb_error *err)
{
    for (size_t i = 0; i < table.n; i++) {
        const char *rest = table.lines[i].words;
        ptb_str word;
        while (next_word(&rest, &word))
            PTB_TRY(add_word(lexicon, word, table.lines[i].sense, err));
    }
    return PTB_OK;
}

static void count(ptb_title_table table, size_t *n_words, size_t *n_bytes)
{
    for (size_t i = 0; i < table.n; i++) {
        const char *rest = table.lines[i].words;
        ptb_str word;
        while (next_word(&rest, &word)) {
            ++*n_words;
            *n_bytes += word.len;
        }
    }
}

static size_t power_above(size_t n)
{
    size_t power = 64;
    while (power < n)
        power *= 2;
    return power;
}

static bool can_have_typo(const lexicon_slot *slot, const char *text)
{
    return slot->sense.kind != PTB_SENSE_NOTHING && slot->len >= SHORTEST_WITH_TYPO &&
           slot->len <= LONGEST_WITH_TYPO && !memchr(text + slot->at, ' ', slot->len);
}

/* In the order of the text, so that the first in the tables is found first. */
static void add_gaps(ptb_lexicon *lexicon, size_t slot)
{
    const lexicon_slot *whole = &lexicon->slots[slot];
    for (size_t gap = 1; gap < whole->len; gap++) {
        uint64_t hash = hash_without(lexicon->text + whole->at, whole->len, gap);
        size_t at = hash >> 32 & lexicon->gap_mask;
        while (lexicon->gaps[at].slot != 0)
            at = (at + 1) & lexicon->gap_mask;
        lexicon->gaps[at] = (gap_slot){hash, (uint32_t)slot + 1};
    }
}

static ptb_status index_gaps(ptb_lexicon *lexicon, ptb_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i <= lexicon->mask; i++)
        if (can_have_typo(&lexicon->slots[i], lexicon->text)) n += lexicon->slots[i].len;
    lexicon->gap_mask = power_above(2 * n) - 1;
    PTB_TRY(ptb_alloc(&lexicon->gaps, lexicon->gap_mask + 1, sizeof *lexicon->gaps, err));
    for (size_t i = 0; i <= lexicon->mask; i++)
        if (can_have_typo(&lexicon->slots[i], lexicon->text)) add_gaps(lexicon, i);
    return PTB_OK;
}

ptb_status ptb_lexicon_new(const ptb_title_table *tables, size_t n_tables, ptb_lexicon **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_lexicon *lexicon = NULL;
    size_t n_words = 0, n_bytes = 0;
    *out = NULL;
    for (size_t i = 0; i < n_tables; i++)
        count(tables[i], &n_words, &n_bytes);
    PTB_TRY_TO(ptb_alloc(&lexicon, 1, sizeof *lexicon, err));
    lexicon->mask = power_above(4 * n_words) - 1; /* phrases add their first words */
    PTB_TRY_TO(ptb_alloc(&lexicon->slots, lexicon->mask + 1, sizeof *lexicon->slots, err));
    PTB_TRY_TO(ptb_alloc(&lexicon->text, 2 * n_bytes + 1, 1, err));
    for (size_t i = 0; i < n_tables; i++)
        PTB_TRY_TO(add_table(lexicon, tables[i], err));
    PTB_TRY_TO(index_gaps(lexicon, err));
    *out = lexicon;
    lexicon = NULL;
done:
    ptb_lexicon_free(lexicon);
    return status;
}

void ptb_lexicon_free(ptb_lexicon *lexicon)
{
    if (!lexicon) return;
    free(lexicon->gaps);
    free(lexicon->text);
    free(lexicon->slots);
    free(lexicon);
}

ptb_sense ptb_lexicon_find(const ptb_lexicon *lexicon, const char *word, size_t len, uint8_t *longest)
{
    const lexicon_slot *slot = &lexicon->slots[place_of(lexicon, word, len, hash_word(word, len))];
    if (longest) *longest = slot->longest;
    return slot->sense; /* of a free slot: nothing */
}

/* One letter too many, too few, another one, or two neighbours exchanged. */
static bool is_one_edit(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t same = 0;
    while (same < n_a && same < n_b && a[same] == b[same])
        same++;
    if (n_a == n_b) {
        if (n_a - same < 2) return true;
        bool is_swap = a[same] == b[same + 1] && a[same + 1] == b[same];
        return memcmp(a + same + 1, b + same + 1, n_a - same - 1) == 0 ||
               (is_swap && memcmp(a + same + 2, b + same + 2, n_a - same - 2) == 0);
    }
    if (n_a == n_b + 1) return memcmp(a + same + 1, b + same, n_b - same) == 0;
    return n_a + 1 == n_b && memcmp(a + same, b + same + 1, n_a - same) == 0;
}

/* The word of which this hash leaves out a letter, if it is one edit away. */
static ptb_sense find_gap(const ptb_lexicon *lexicon, uint64_t hash, const char *word, size_t len)
{
    for (size_t at = hash >> 32 & lexicon->gap_mask; lexicon->gaps[at].slot != 0;
         at = (at + 1) & lexicon->gap_mask) {
        if (lexicon->gaps[at].hash != hash) continue;
        const lexicon_slot *slot = &lexicon->slots[lexicon->gaps[at].slot - 1];
        if (is_one_edit(word, len, lexicon->text + slot->at, slot->len)) return slot->sense;
    }
    return (ptb_sense){0};
}

/* The word that `word` is without the letter at `gap`. */
static ptb_sense find_without(const ptb_lexicon *lexicon, const char *word, size_t len, size_t gap)
{
    char shorter[LONGEST_WITH_TYPO];
    memcpy(shorter, word, gap);
    memcpy(shorter + gap, word + gap + 1, len - gap - 1);
    return ptb_lexicon_find(lexicon, shorter, len - 1, NULL);
}

ptb_sense ptb_lexicon_near(const ptb_lexicon *lexicon, const char *word, size_t len)
{
    if (len < SHORTEST_WITH_TYPO || len > LONGEST_WITH_TYPO) return (ptb_sense){0};
    ptb_sense near = find_gap(lexicon, hash_word(word, len), word, len);
    for (size_t gap = 1; gap < len && near.kind == PTB_SENSE_NOTHING; gap++) {
        if (len > SHORTEST_WITH_TYPO) near = find_without(lexicon, word, len, gap);
        if (near.kind == PTB_SENSE_NOTHING) near = find_gap(lexicon, hash_without(word, len, gap), word, len);
    }
    return near;
}
