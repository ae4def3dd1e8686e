/* datasets/csv_chunk.c: the rows of a piece of a CSV file: marks found 64 bytes at a time, cells between them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "datasets/csv_parts.h"

enum { WINDOW = 64, FIRST_CAPACITY = 1 << 20 };

/* ---- 64 bytes at a time ---- */

typedef struct {
    uint64_t quotes, ends, suspects; /* a bit for each byte; ends: delimiters, line feeds, carriage returns */
} window_bits;

#if defined(__SSE2__)

static inline uint64_t gather(__m128i a, __m128i b, __m128i c, __m128i d)
{
    uint64_t low = (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16;
    uint64_t high = (uint64_t)(uint32_t)_mm_movemask_epi8(c) | (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 16;
    return low | high << 32;
}

static inline uint64_t equal64(const __m128i v[4], char wanted)
{
    const __m128i w = _mm_set1_epi8(wanted);
    return gather(_mm_cmpeq_epi8(v[0], w), _mm_cmpeq_epi8(v[1], w), _mm_cmpeq_epi8(v[2], w),
                  _mm_cmpeq_epi8(v[3], w));
}

static inline void load64(const char *p, __m128i v[4])
{
    for (int i = 0; i < 4; i++)
        v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + (size_t)16 * (size_t)i));
}

static inline window_bits look_at(const char *p, char delimiter)
{
    __m128i v[4];
    load64(p, v);
    window_bits bits = {equal64(v, '"'), equal64(v, delimiter) | equal64(v, '\n') | equal64(v, '\r'),
                        gather(v[0], v[1], v[2], v[3]) | equal64(v, 0)};
    return bits;
}

#else

static inline uint64_t bits_of(const char *p, char wanted)
{
    uint64_t bits = 0;
    for (int i = 0; i < WINDOW; i++)
        bits |= (uint64_t)(p[i] == wanted) << i;
    return bits;
}

static inline window_bits look_at(const char *p, char delimiter)
{
    window_bits bits = {bits_of(p, '"'), bits_of(p, delimiter) | bits_of(p, '\n') | bits_of(p, '\r'), 0};
    for (int i = 0; i < WINDOW; i++)
        bits.suspects |= (uint64_t)((unsigned char)p[i] >= 0x80 || p[i] == 0) << i;
    return bits;
}

#endif

/* At most 255 windows, so that no byte of the counts runs over. */
enum { COUNTED_WINDOWS = 255 };

#if defined(__SSE2__)

static inline uint64_t sum_bytes(__m128i counts)
{
    const __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
    return (uint64_t)_mm_cvtsi128_si64(sums) + (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
}

static void count_windows(const char *p, size_t n_windows, ptb_csv_counts *counts)
{
    const __m128i quote = _mm_set1_epi8('"'), line_feed = _mm_set1_epi8('\n');
    __m128i quotes[4] = {{0}}, line_feeds[4] = {{0}}, v[4];
    for (size_t w = 0; w < n_windows; w++, p += WINDOW) {
        load64(p, v);
        for (int i = 0; i < 4; i++) {
            quotes[i] = _mm_sub_epi8(quotes[i], _mm_cmpeq_epi8(v[i], quote));
            line_feeds[i] = _mm_sub_epi8(line_feeds[i], _mm_cmpeq_epi8(v[i], line_feed));
        }
    }
    for (int i = 0; i < 4; i++) {
        counts->quotes += sum_bytes(quotes[i]);
        counts->line_feeds += sum_bytes(line_feeds[i]);
    }
}

#else

static void count_windows(const char *p, size_t n_windows, ptb_csv_counts *counts)
{
    for (size_t i = 0; i < n_windows * WINDOW; i++) {
        counts->quotes += p[i] == '"';
        counts->line_feeds += p[i] == '\n';
    }
}

#endif

ptb_csv_counts ptb_csv_count(const char *bytes, size_t n)
{
    ptb_csv_counts counts = {0, 0};
    size_t n_windows = n / WINDOW;
    for (size_t w = 0; w < n_windows; w += COUNTED_WINDOWS)
        count_windows(bytes + w * WINDOW, n_windows - w < COUNTED_WINDOWS ? n_windows - w : COUNTED_WINDOWS,
                      &counts);
    for (size_t i = n_windows * WINDOW; i < n; i++) {
        counts.quotes += bytes[i] == '"';
        counts.line_feeds += bytes[i] == '\n';
    }
    return counts;
}

/* Bit i is the parity of bits 0 to i (Lemire and Langdale 2019 use a carry-less product for the same). */
static inline uint64_t running_parity(uint64_t bits)
{
    for (int shift = 1; shift < WINDOW; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

static void look_on(ptb_csv_chunk *chunk)
{
    const window_bits bits = look_at(chunk->bytes + chunk->window, chunk->delimiter);
    chunk->marks = bits.ends | bits.quotes;
    if (bits.quotes != 0 || chunk->quoted != 0) {
        uint64_t inside = running_parity(bits.quotes) ^ chunk->quoted;
        chunk->quoted = (inside >> (WINDOW - 1)) != 0 ? UINT64_MAX : 0;
        chunk->marks = (bits.ends & ~inside) | bits.quotes;
    }
    if (bits.suspects == 0) return;
    /* The zeros behind the last byte are not the file's. */
    size_t left = chunk->n > chunk->window ? chunk->n - chunk->window : 0;
    uint64_t ours = left >= WINDOW ? UINT64_MAX : (UINT64_C(1) << left) - 1;
    if (bits.suspects & ours) chunk->is_suspect = true;
}

/* The next mark at or behind the place where rows are read, at most n: there the line feed of the end stands,
 * unless a quote is open. */
static inline size_t next_mark(ptb_csv_chunk *chunk)
{
    while (chunk->marks == 0) {
        if (chunk->window + WINDOW > chunk->n) return chunk->n;
        chunk->window += WINDOW;
        look_on(chunk);
    }
    size_t at = chunk->window + (size_t)__builtin_ctzll(chunk->marks);
    chunk->marks &= chunk->marks - 1;
    return at < chunk->n ? at : chunk->n;
}

/* ---- the chunk ---- */

ptb_status ptb_csv_chunk_new(ptb_csv_chunk **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_csv_chunk *chunk = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&chunk, 1, sizeof *chunk, err));
    PTB_TRY_TO(ptb_alloc(&chunk->cells, PTB_CSV_MAX_COLUMNS, sizeof *chunk->cells, err));
    PTB_TRY_TO(ptb_csv_chunk_reserve(chunk, FIRST_CAPACITY, err));
    *out = chunk;
    chunk = NULL;
done:
    ptb_csv_chunk_free(chunk);
    return status;
}

void ptb_csv_chunk_free(ptb_csv_chunk *chunk)
{
    if (!chunk) return;
    free(chunk->bytes);
    free(chunk->scratch);
    free(chunk->cells);
    free(chunk);
}

ptb_status ptb_csv_chunk_reserve(ptb_csv_chunk *chunk, size_t n, ptb_error *err)
{
    char *bytes = NULL;
    if (chunk->capacity >= n) return PTB_OK;
    PTB_TRY(ptb_alloc_raw(&bytes, n + PTB_CSV_PADDING, 1, err));
    if (chunk->n > 0) memcpy(bytes, chunk->bytes, chunk->n);
    free(chunk->bytes);
    chunk->bytes = bytes;
    chunk->capacity = n;
    return PTB_OK;
}

void ptb_csv_chunk_begin(ptb_csv_chunk *chunk, size_t n, char delimiter, uint64_t line)
{
    chunk->n = n;
    chunk->bytes[n] = '\n';
    memset(chunk->bytes + n + 1, 0, PTB_CSV_PADDING - 1);
    chunk->is_cut = false;
    chunk->at = 0;
    chunk->line = line;
    chunk->delimiter = delimiter;
    chunk->window = 0;
    chunk->quoted = 0;
    chunk->is_suspect = false;
    chunk->scratch_used = 0;
    look_on(chunk);
}

/* ---- rows ---- */

/* What the parts of a row's reading share. */
typedef struct {
    ptb_csv_chunk *chunk;
    const char *path;
    bool has_quotes;
} row_reader;

static ptb_status fail_at(const row_reader *r, size_t place, ptb_status status, const char *words,
                          ptb_error *err)
{
    const ptb_csv_chunk *chunk = r->chunk;
    uint64_t line = chunk->line, column = 1;
    for (size_t i = chunk->at; i < place; i++) {
        if (chunk->bytes[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)chunk->bytes[i] & 0xC0) != 0x80) {
            column++; /* characters, not bytes: continuation bytes do not count */
        }
    }
    return ptb_fail(err, status, "%s:%" PRIu64 ":%" PRIu64 ": %s", r->path, line, column, words);
}

/* bytes[from .. to) with doubled quotes made single. */
static ptb_status undouble(ptb_csv_chunk *chunk, size_t from, size_t to, ptb_str *cell, ptb_error *err)
{
    if (chunk->scratch_capacity < chunk->capacity) {
        char *scratch = NULL;
        PTB_TRY(ptb_alloc_raw(&scratch, chunk->capacity + PTB_CSV_PADDING, 1, err));
        /* Views of this chunk's earlier rows may point into the old one only if it was long enough: it is made for the
         * chunk's capacity, which changes only when the chunk is filled. */
        free(chunk->scratch);
        chunk->scratch = scratch;
        chunk->scratch_capacity = chunk->capacity;
    }
    char *out = chunk->scratch + chunk->scratch_used;
    size_t n = 0;
    while (from < to) {
        const char *quote = memchr(chunk->bytes + from, '"', to - from);
        size_t step = quote ? (size_t)(quote - (chunk->bytes + from)) + 1 : to - from;
        memcpy(out + n, chunk->bytes + from, step);
        n += step;
        from += step + (quote != NULL);
    }
    *cell = (ptb_str){out, n};
    chunk->scratch_used += n;
    return PTB_OK;
}

/* The cell whose opening quote is at `open`; *end is the mark behind it. */
static ptb_status read_quoted(row_reader *r, size_t open, ptb_str *cell, size_t *end, ptb_error *err)
{
    ptb_csv_chunk *chunk = r->chunk;
    bool is_doubled = false;
    size_t close = 0;
    r->has_quotes = true;
    for (;;) {
        close = next_mark(chunk);
        if (close == chunk->n && chunk->is_cut)
            return fail_at(r, open, PTB_E_LIMIT, "the quote that opens here is not closed within 16 MiB",
                           err);
        if (close == chunk->n)
            return fail_at(r, open, PTB_E_PARSE, "the quote that opens here is never closed", err);
        if (close + 1 == chunk->n || chunk->bytes[close + 1] != '"') break;
        (void)next_mark(chunk);
        is_doubled = true;
    }
    *cell = (ptb_str){chunk->bytes + open + 1, close - open - 1};
    if (is_doubled) PTB_TRY(undouble(chunk, open + 1, close, cell, err));
    *end = next_mark(chunk);
    if (*end == close + 1) return PTB_OK;
    return fail_at(r, close + 1, PTB_E_PARSE, "text after a closing quote (a quote inside is doubled: \"\")",
                   err);
}

/* The cell that begins at `from`; *end is the mark behind it: a delimiter or the end of the row. */
static inline ptb_status read_cell(row_reader *r, size_t from, ptb_str *cell, size_t *end, ptb_error *err)
{
    const ptb_csv_chunk *chunk = r->chunk;
    size_t at = next_mark(r->chunk);
    if (chunk->bytes[at] == '"') {
        if (at == from) return read_quoted(r, at, cell, end, err);
        return fail_at(r, at, PTB_E_PARSE,
                       "a quote inside an unquoted cell (quote the whole cell, the quote doubled)", err);
    }
    *cell = (ptb_str){chunk->bytes + from, at - from};
    *end = at;
    return PTB_OK;
}

static ptb_status check_text(const row_reader *r, size_t from, size_t to, ptb_error *err)
{
    const char *bytes = r->chunk->bytes, *nul = memchr(bytes + from, 0, to - from);
    if (nul)
        return fail_at(r, (size_t)(nul - bytes), PTB_E_PARSE,
                       "a NUL byte; expected UTF-8 text (is it UTF-16 or binary?)", err);
    size_t valid = ptb_utf8_valid_prefix(bytes + from, to - from);
    if (valid < to - from)
        return fail_at(r, from + valid, PTB_E_PARSE,
                       "a byte that is not UTF-8; convert the file (iconv -f WINDOWS-1252 -t UTF-8)", err);
    return PTB_OK;
}

/* The row at chunk->at; *end is where its text ends and *next where the next row begins. */
static ptb_status read_row(row_reader *r, size_t *end, size_t *next, ptb_error *err)
{
    ptb_csv_chunk *chunk = r->chunk;
    size_t at = chunk->at, mark = 0;
    chunk->n_cells = 0;
    r->has_quotes = false;
    for (;; at = mark + 1) {
        ptb_str cell;
        PTB_TRY(read_cell(r, at, &cell, &mark, err));
        if (chunk->n_cells < PTB_CSV_MAX_COLUMNS) chunk->cells[chunk->n_cells] = cell;
        chunk->n_cells++;
        if (mark == chunk->n || chunk->bytes[mark] != chunk->delimiter) break;
    }
    *end = mark;
    *next = mark + 1;
    if (mark - chunk->at >= PTB_CSV_MAX_ROW)
        return fail_at(r, chunk->at, PTB_E_LIMIT, "a row longer than 16 MiB", err);
    if (mark == chunk->n || chunk->bytes[mark] != '\r') return PTB_OK;
    if (chunk->bytes[mark + 1] != '\n')
        return fail_at(r, mark, PTB_E_PARSE, "a carriage return without line feed outside quotes", err);
    *next = next_mark(chunk) + 1;
    return PTB_OK;
}

ptb_status ptb_csv_chunk_row(ptb_csv_chunk *chunk, const char *path, ptb_csv_row *row, bool *is_row,
                             ptb_error *err)
{
    row_reader r = {.chunk = chunk, .path = path};
    *is_row = false;
    while (chunk->at < chunk->n) {
        size_t from = chunk->at, end = 0, next = 0;
        PTB_TRY(read_row(&r, &end, &next, err));
        if (chunk->is_suspect) PTB_TRY(check_text(&r, from, end, err));
        *row = (ptb_csv_row){.cells = chunk->cells,
                             .n_cells = chunk->n_cells,
                             .line = chunk->line,
                             .raw = {chunk->bytes + from, end - from}};
        chunk->at = next < chunk->n ? next : chunk->n;
        chunk->line++;
        if (r.has_quotes)
            for (const char *p = row->raw.ptr;
                 (p = memchr(p, '\n', (size_t)(chunk->bytes + end - p))) != NULL; p++)
                chunk->line++;
        if (end == from) continue;
        *is_row = true;
        return PTB_OK;
    }
    return PTB_OK;
}

/* ---- plain rows ---- */

/* The cell at `from`; returns the mark behind it, or chunk->n + 1 where the cell is not plain. */
static inline size_t read_plain_cell(ptb_csv_chunk *chunk, size_t from, ptb_csv_span *span)
{
    const char *bytes = chunk->bytes;
    size_t mark = next_mark(chunk);
    *span = (ptb_csv_span){(uint32_t)from, (uint32_t)mark};
    if (bytes[mark] != '"') return mark;
    size_t close = next_mark(chunk);
    if (mark != from || close == chunk->n || memchr(bytes + from, '\n', close - from)) return chunk->n + 1;
    *span = (ptb_csv_span){(uint32_t)from + 1, (uint32_t)close};
    mark = next_mark(chunk);
    return mark == close + 1 ? mark : chunk->n + 1;
}

/* One of n cells at chunk->at, where the next one begins to *next; false where it is another kind of row. */
static inline bool read_plain(ptb_csv_chunk *chunk, size_t n, ptb_csv_span *spans, size_t *next)
{
    const char *bytes = chunk->bytes;
    size_t at = chunk->at, mark = 0;
    for (size_t i = 0; i < n; i++, at = mark + 1) {
        mark = read_plain_cell(chunk, at, &spans[i]);
        if (mark > chunk->n || (i + 1 < n && (mark == chunk->n || bytes[mark] != chunk->delimiter)))
            return false;
    }
    size_t len = mark - chunk->at;
    *next = mark + 1;
    if (mark < chunk->n && bytes[mark] == '\r' && bytes[mark + 1] == '\n')
        *next = next_mark(chunk) + 1;
    else if (mark < chunk->n && bytes[mark] != '\n')
        return false;
    if (len >= PTB_CSV_MAX_ROW || (mark == chunk->n && chunk->is_cut)) return false;
    bytes += chunk->at;
    return !chunk->is_suspect || (!memchr(bytes, 0, len) && ptb_utf8_valid_prefix(bytes, len) == len);
}

typedef struct {
    size_t max_rows, n_columns;
    ptb_csv_span *spans; /* of the next cell */
    size_t from;         /* where it begins */
    size_t column, n;
} quick_rows;

/* The first of the window's marks; false where reading ends: at another kind of row, or behind rows enough. The chunk stands behind
 * the last row that is whole. */
static inline bool take_mark(ptb_csv_chunk *chunk, quick_rows *q, size_t window, uint64_t marks)
{
    size_t at = window + (size_t)__builtin_ctzll(marks);
    bool is_last = ++q->column == q->n_columns;
    if (chunk->bytes[at] != (is_last ? '\n' : chunk->delimiter)) return false;
    *q->spans++ = (ptb_csv_span){(uint32_t)q->from, (uint32_t)at};
    q->from = at + 1;
    if (!is_last) return true;
    if (at - chunk->at >= PTB_CSV_MAX_ROW) return false;
    q->column = 0;
    chunk->at = at < chunk->n ? at + 1 : chunk->n;
    chunk->window = window;
    chunk->marks = marks & (marks - 1);
    return ++q->n < q->max_rows;
}

/* Rows in windows without quotes and without anything beyond ASCII: what stands in them is not looked at. */
static size_t read_quickly(ptb_csv_chunk *chunk, size_t max_rows, size_t n_columns, ptb_csv_span *spans)
{
    quick_rows q = {max_rows, n_columns, spans, chunk->at, 0, 0};
    size_t window = chunk->window;
    uint64_t marks = chunk->marks;
    if (chunk->is_cut || chunk->is_suspect || chunk->quoted != 0) return 0;
    for (;;) {
        for (; marks != 0; marks &= marks - 1)
            if (!take_mark(chunk, &q, window, marks)) return q.n;
        if (window + WINDOW > chunk->n) return q.n;
        window += WINDOW;
        const window_bits bits = look_at(chunk->bytes + window, chunk->delimiter);
        if ((bits.quotes | bits.suspects) != 0) return q.n;
        marks = bits.ends;
    }
}

size_t ptb_csv_chunk_rows(ptb_csv_chunk *chunk, size_t max_rows, size_t n_columns, ptb_csv_span *spans)
{
    size_t n = read_quickly(chunk, max_rows, n_columns, spans);
    while (n < max_rows && chunk->at < chunk->n) {
        const size_t window = chunk->window;
        const uint64_t marks = chunk->marks, quoted = chunk->quoted;
        size_t next = 0;
        if (!read_plain(chunk, n_columns, spans + n * n_columns, &next)) {
            chunk->window = window; /* the row is still to be read */
            chunk->marks = marks;
            chunk->quoted = quoted;
            break;
        }
        n++;
        chunk->at = next < chunk->n ? next : chunk->n;
    }
    chunk->line += n;
    return n;
}
