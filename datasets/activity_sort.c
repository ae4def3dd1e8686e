/* datasets/activity_sort.c: a bucket's rows unpacked, put in order of owners, then of time. */
#include <stdlib.h>

#include "datasets/activity_store_parts.h"

static uint32_t float_bits(float value)
{
    uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

#define COMPARE(a, b) \
    if ((a) != (b)) return (a) < (b) ? -1 : 1

int ptb_activity_compare(const ptb_activity *a, const ptb_activity_more *more_a, const ptb_activity *b,
                         const ptb_activity_more *more_b)
{
    COMPARE(a->ts, b->ts);
    COMPARE(a->type, b->type);
    COMPARE(a->asset, b->asset);
    COMPARE(a->channel, b->channel);
    if (!more_a) return 0;
    COMPARE(more_a->topic, more_b->topic);
    COMPARE(more_a->campaign, more_b->campaign);
    COMPARE(float_bits(more_a->value), float_bits(more_b->value));
    COMPARE(float_bits(more_a->duration_s), float_bits(more_b->duration_s));
    COMPARE(more_a->message, more_b->message);
    return 0;
}

/* Where the reading of a stream stands. */
typedef struct {
    const ptb_activity_stream *stream;
    size_t block;
    const unsigned char *at;
    uint32_t left; /* rows of the block */
    uint32_t ts;
} stream_reader;

/* A bucket while it is sorted. */
typedef struct {
    const ptb_activity_store *store;
    size_t bucket;
    ptb_activity_recode recode; /* a copy: a store to a row can't change it */
    ptb_activity_bucket out;
    uint32_t *file;  /* by row; NULL where all come from one file */
    uint32_t *first; /* by owner in the bucket, and two more: where its rows begin */
    /* The rows as they were read, then room for those of an owner that need sorting. */
    ptb_activity *rows;
    ptb_activity_more *more;
    uint32_t *files, *order;
} bucket_sort;

static void free_arrays(struct ptb_activity_room *room)
{
    free(room->rows);
    free(room->sorted_rows);
    free(room->more);
    free(room->sorted_more);
    free(room->file);
    free(room->sorted_file);
    free(room->order);
    free(room->first);
    *room = (struct ptb_activity_room){.merged = room->merged, .old = room->old};
}

static ptb_status make_room(struct ptb_activity_room *room, const ptb_activity_store *store, size_t n,
                            size_t n_owners, ptb_error *err)
{
    if (n <= room->capacity && n_owners + 2 <= room->first_capacity) return PTB_OK;
    if (n < room->capacity) n = room->capacity;
    if (n_owners + 2 < room->first_capacity) n_owners = room->first_capacity - 2;
    free_arrays(room);
    n += n / 8; /* the next bucket may be a little larger */
    PTB_TRY(ptb_alloc_raw(&room->rows, n, sizeof *room->rows, err));
    PTB_TRY(ptb_alloc_raw(&room->sorted_rows, n, sizeof *room->rows, err));
    if (store->shape.has_more) {
        PTB_TRY(ptb_alloc_raw(&room->more, n, sizeof *room->more, err));
        PTB_TRY(ptb_alloc_raw(&room->sorted_more, n, sizeof *room->more, err));
    }
    if (store->n_files > 1) {
        PTB_TRY(ptb_alloc_raw(&room->file, n, sizeof *room->file, err));
        PTB_TRY(ptb_alloc_raw(&room->sorted_file, n, sizeof *room->file, err));
    }
    PTB_TRY(ptb_alloc_raw(&room->order, 2 * n, sizeof *room->order, err));
    PTB_TRY(ptb_alloc_raw(&room->first, n_owners + 2, sizeof *room->first, err));
    room->capacity = n;
    room->first_capacity = n_owners + 2;
    return PTB_OK;
}

static ptb_status allocate(bucket_sort *s, ptb_error *err)
{
    const ptb_activity_store *store = s->store;
    size_t n = 0, n_owners = (size_t)(s->out.last_owner - s->out.first_owner);
    for (int lane = 0; lane < store->shape.n_lanes; lane++)
        n += store->lanes[lane].streams[s->bucket].n;
    if (!s->out.room) PTB_TRY(ptb_alloc(&s->out.room, 1, sizeof *s->out.room, err));
    struct ptb_activity_room *room = s->out.room;
    PTB_TRY(make_room(room, store, n, n_owners, err));
    s->out.n = n;
    s->out.rows = room->sorted_rows;
    s->out.more = room->sorted_more;
    s->rows = room->rows;
    s->more = room->more;
    s->file = room->sorted_file;
    s->files = room->file;
    s->order = room->order;
    s->first = room->first;
    memset(s->first, 0, (n_owners + 2) * sizeof *s->first);
    return PTB_OK;
}

static inline void next_block(stream_reader *reader)
{
    const ptb_activity_block *block = &reader->stream->blocks[reader->block++];
    reader->at = block->bytes;
    reader->left = block->n;
}

/* n rows of the stream to rows[0 .. n), their owners counted. */
static void unpack(bucket_sort *s, stream_reader *reader, size_t from, size_t n)
{
    uint32_t *count = s->first + 2, first_owner = s->out.first_owner;
    const bool is_wide = s->store->is_wide;
    for (size_t i = from; i < from + n; i++) {
        ptb_activity row;
        while (reader->left == 0)
            next_block(reader);
        reader->left--;
        reader->at = unpack_row(reader->at, &row, is_wide, &reader->ts);
        count[row.owner]++;
        row.owner += first_owner;
        row.type = (uint16_t)s->recode.type[row.type];
        row.channel = (uint16_t)s->recode.channel[row.channel];
        row.asset = s->recode.asset[row.asset];
        s->rows[i] = row;
        if (!s->more) continue;
        reader->at = unpack_more(reader->at, &s->more[i]);
        s->more[i].topic = s->recode.topic[s->more[i].topic];
        s->more[i].campaign = s->recode.campaign[s->more[i].campaign];
    }
}

static ptb_status unpack_all(bucket_sort *s, ptb_error *err)
{
    const ptb_activity_store *store = s->store;
    stream_reader *readers = NULL;
    size_t at = 0;
    PTB_TRY(ptb_alloc(&readers, (size_t)store->shape.n_lanes, sizeof *readers, err));
    for (int lane = 0; lane < store->shape.n_lanes; lane++)
        readers[lane].stream = &store->lanes[lane].streams[s->bucket];
    for (size_t p = 0; p < store->n_pieces; p++) {
        const ptb_activity_piece *piece = &store->pieces[p];
        size_t n = piece->n[s->bucket];
        unpack(s, &readers[piece->lane], at, n);
        for (size_t i = at; s->files && i < at + n; i++)
            s->files[i] = piece->file;
        at += n;
    }
    free(readers);
    return PTB_OK;
}

/* first[1 + owner] is where the owner's next row goes; at the end first[owner] is where its rows begin. */
static void place_rows(bucket_sort *s)
{
    size_t n_owners = (size_t)(s->out.last_owner - s->out.first_owner);
    uint32_t *next = s->first + 1;
    for (size_t i = 0; i < n_owners; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < s->out.n; i++) {
        uint32_t at = next[s->rows[i].owner - s->out.first_owner]++;
        s->out.rows[at] = s->rows[i];
        if (s->more) s->out.more[at] = s->more[i];
        if (s->file) s->file[at] = s->files[i];
    }
}

static int compare_at(const bucket_sort *s, size_t i, size_t j)
{
    const ptb_activity_bucket *b = &s->out;
    int result = ptb_activity_compare(&b->rows[i], b->more ? &b->more[i] : NULL, &b->rows[j],
                                      b->more ? &b->more[j] : NULL);
    if (result != 0 || !s->file) return result;
    return (s->file[i] > s->file[j]) - (s->file[i] < s->file[j]);
}

static bool is_sorted(const bucket_sort *s, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        if (s->out.rows[i - 1].ts >= s->out.rows[i].ts && compare_at(s, i - 1, i) > 0) return false;
    return true;
}

/* Merges order[0 .. half) and order[half .. n) by way of `spare`. */
static void merge_halves(const bucket_sort *s, uint32_t *order, size_t half, size_t n, uint32_t *spare)
{
    size_t i = 0, j = half, k = 0;
    memcpy(spare, order, half * sizeof *order);
    while (i < half && j < n)
        order[k++] = compare_at(s, order[j], spare[i]) < 0 ? order[j++] : spare[i++];
    while (i < half)
        order[k++] = spare[i++];
}

/* Stable, and bottom-up: runs of 1, 2, 4, ... rows. */
static void merge_sort(const bucket_sort *s, uint32_t *order, size_t n, uint32_t *spare)
{
    for (size_t run = 1; run < n; run *= 2)
        for (size_t i = 0; i + run < n; i += 2 * run) {
            size_t end = n - i < 2 * run ? n - i : 2 * run;
            if (compare_at(s, order[i + run - 1], order[i + run]) > 0)
                merge_halves(s, order + i, run, end, spare);
        }
}

static void sort_owner(bucket_sort *s, size_t from, size_t to)
{
    size_t n = to - from;
    for (size_t i = 0; i < n; i++)
        s->order[i] = (uint32_t)(from + i);
    merge_sort(s, s->order, n, s->order + n);
    for (size_t i = 0; i < n; i++) {
        s->rows[i] = s->out.rows[s->order[i]];
        if (s->out.more) s->more[i] = s->out.more[s->order[i]];
        if (s->file) s->files[i] = s->file[s->order[i]];
    }
    memcpy(s->out.rows + from, s->rows, n * sizeof *s->rows);
    if (s->out.more) memcpy(s->out.more + from, s->more, n * sizeof *s->more);
    if (s->file) memcpy(s->file + from, s->files, n * sizeof *s->files);
}

/* Of rows from `i` that are the same record, how many there are, and how many the file with most of them has. */
static size_t count_same(const bucket_sort *s, size_t i, size_t end, size_t *n_kept)
{
    const ptb_activity_bucket *b = &s->out;
    size_t j = i, in_file = 0;
    *n_kept = 0;
    while (j < end && b->rows[j].owner == b->rows[i].owner &&
           ptb_activity_compare(&b->rows[i], b->more ? &b->more[i] : NULL, &b->rows[j],
                                b->more ? &b->more[j] : NULL) == 0) {
        in_file = j > i && s->file[j] == s->file[j - 1] ? in_file + 1 : 1;
        if (in_file > *n_kept) *n_kept = in_file;
        j++;
    }
    return j - i;
}

/* Only where there are several files. */
static void drop_repeated(bucket_sort *s)
{
    ptb_activity_bucket *b = &s->out;
    size_t n = 0, n_kept = 0;
    for (size_t i = 0, same = 0; i < b->n; i += same) {
        same = count_same(s, i, b->n, &n_kept);
        for (size_t k = 0; k < n_kept; k++, n++) {
            b->rows[n] = b->rows[i];
            if (b->more) b->more[n] = b->more[i];
        }
    }
    b->n = n;
}

static ptb_status sort_bucket(bucket_sort *s, ptb_error *err)
{
    size_t n_owners = (size_t)(s->out.last_owner - s->out.first_owner);
    PTB_TRY(allocate(s, err));
    if (s->store->is_fixed) {
        PTB_TRY(ptb_activity_place_fixed(s->store, s->bucket, s->recode.type, s->first, &s->out, err));
    } else {
        PTB_TRY(unpack_all(s, err));
        place_rows(s);
    }
    for (size_t i = 0; i < n_owners; i++)
        if (!is_sorted(s, s->first[i], s->first[i + 1])) sort_owner(s, s->first[i], s->first[i + 1]);
    if (s->file) drop_repeated(s);
    return PTB_OK;
}

ptb_status ptb_activity_store_sort(const ptb_activity_store *store, size_t bucket,
                                   const ptb_activity_recode *recode, ptb_activity_bucket *out,
                                   ptb_error *err)
{
    bucket_sort s = {.store = store, .bucket = bucket, .recode = *recode};
    size_t last = (bucket + 1) << store->shift;
    s.out.first_owner = (uint32_t)(bucket << store->shift);
    s.out.last_owner = (uint32_t)(last < store->shape.n_owners ? last : store->shape.n_owners);
    if (s.out.last_owner < s.out.first_owner) s.out.last_owner = s.out.first_owner;
    s.out.room = out->room;
    free(out->is_gateway);
    ptb_status status = sort_bucket(&s, err);
    *out = s.out;
    if (status != PTB_OK) out->n = 0;
    return status;
}

void ptb_activity_bucket_free(ptb_activity_bucket *bucket)
{
    if (bucket->room) {
        free_arrays(bucket->room);
        free(bucket->room->merged.rows);
        free(bucket->room->merged.more);
        free(bucket->room->old.rows);
        free(bucket->room->old.more);
    }
    free(bucket->room);
    free(bucket->is_gateway);
    *bucket = (ptb_activity_bucket){0};
}
