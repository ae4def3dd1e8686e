/* datasets/base/io.c: reading files, whole or as a stream; gzip. */
#include "datasets/base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include "datasets/base/memory.h"

enum { RAW_BYTES = 256 * 1024, STEP_BYTES = 1 << 30 };

/* As read(2), but repeats after a signal and fills the buffer as far as there is input. */
static ptb_status read_fully(int fd, const char *name, void *buffer, size_t capacity, size_t *n,
                             ptb_error *err)
{
    char *bytes = buffer;
    *n = 0;
    while (*n < capacity) {
        size_t step = capacity - *n < STEP_BYTES ? capacity - *n : (size_t)STEP_BYTES;
        ssize_t got = read(fd, bytes + *n, step);
        if (got == 0) break;
        if (got > 0) *n += (size_t)got;
        if (got < 0 && errno != EINTR) return ptb_fail_errno(err, PTB_E_IO, "cannot read '%s'", name);
    }
    return PTB_OK;
}

/* Opens `path` for reading; a folder is refused in words. */
static ptb_status open_to_read(const char *path, int *fd, struct stat *info, ptb_error *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0) return ptb_fail_errno(err, PTB_E_IO, "cannot open '%s'", path);
    ptb_status status = PTB_OK;
    if (fstat(*fd, info) != 0)
        status = ptb_fail_errno(err, PTB_E_IO, "cannot examine '%s'", path);
    else if (S_ISDIR(info->st_mode))
        status = ptb_fail(err, PTB_E_IO, "'%s' is a folder; expected a file", path);
    if (status == PTB_OK) return PTB_OK;
    (void)close(*fd);
    *fd = -1;
    return status;
}

static ptb_status too_long(const char *path, size_t limit, ptb_error *err)
{
    return ptb_fail(err, PTB_E_LIMIT, "'%s' is longer than %zu bytes, the most that is read at once", path,
                    limit);
}

bool ptb_is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    if (stat(a, &x) != 0 || stat(b, &y) != 0 || !S_ISREG(x.st_mode)) return false;
    return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool ptb_is_in(const char *path, const char *folder)
{
    struct stat x, y;
    char parent[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    int n = slash ? snprintf(parent, sizeof parent, "%.*s", (int)(slash + 1 - path), path) : 1;
    if (n < 0 || (size_t)n >= sizeof parent) return false;
    if (stat(parent, &x) != 0 || stat(folder, &y) != 0 || !S_ISDIR(y.st_mode)) return false;
    return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

ptb_status ptb_read_file(const char *path, size_t limit, char **out, size_t *len, ptb_error *err)
{
    ptb_status status = PTB_OK;
    char *bytes = NULL;
    size_t n = 0, capacity = 0, got, want;
    struct stat info = {0};
    int fd;
    *out = NULL;
    *len = 0;
    PTB_TRY(open_to_read(path, &fd, &info, err));
    if (S_ISREG(info.st_mode) && (uintmax_t)info.st_size > limit) {
        status = too_long(path, limit, err);
        goto done;
    }
    /* One byte more than the file has, so that its end is seen at the first reading; then the terminator. */
    want = S_ISREG(info.st_mode) ? (size_t)info.st_size + 1 : RAW_BYTES;
    do {
        PTB_TRY_TO(ptb_reserve(&bytes, &capacity, n + want + 1, 1, err));
        PTB_TRY_TO(read_fully(fd, path, bytes + n, want, &got, err));
        n += got;
    } while (got == want && n <= limit);
    if (n > limit) {
        status = too_long(path, limit, err);
        goto done;
    }
    bytes[n] = 0;
    *out = bytes;
    *len = n;
    bytes = NULL;
done:
    free(bytes);
    (void)close(fd); /* only read: nothing can be lost */
    return status;
}

struct ptb_input {
    char *name;
    int fd;
    bool is_gzip, at_end; /* at_end: of the file, as far as it was read */
    z_stream inflater;
    bool has_inflater, in_member;
    unsigned char *raw; /* what was read and not yet used: raw[raw_first .. raw_last) */
    size_t raw_first, raw_last;
    uint64_t done, total;
    struct stat opened;
    XXH3_state_t *hash;
};

/* A file that somebody writes while we read it gives neither the old nor the new content. */
static ptb_status check_unchanged(const ptb_input *input, ptb_error *err)
{
    struct stat now;
    if (!S_ISREG(input->opened.st_mode)) return PTB_OK;
    if (fstat(input->fd, &now) != 0) return ptb_fail_errno(err, PTB_E_IO, "cannot examine '%s'", input->name);
    if (now.st_size != input->opened.st_size || now.st_mtim.tv_sec != input->opened.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != input->opened.st_mtim.tv_nsec)
        return ptb_fail(err, PTB_E_IO, "'%s' changed while it was being read", input->name);
    return PTB_OK;
}

/* Reads from the file itself; notices its end. */
static ptb_status read_raw(ptb_input *input, void *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    *n = 0;
    if (input->at_end) return PTB_OK;
    PTB_TRY(read_fully(input->fd, input->name, buffer, capacity, n, err));
    input->done += *n;
    (void)XXH3_128bits_update(input->hash, buffer, *n); /* fails for no state only */
    if (*n == capacity) return PTB_OK;
    input->at_end = true;
    return check_unchanged(input, err);
}

/* At least `need` unused raw bytes, or as many as there are. */
static ptb_status need_raw(ptb_input *input, size_t need, ptb_error *err)
{
    size_t left = input->raw_last - input->raw_first, got;
    if (left >= need || input->at_end) return PTB_OK;
    memmove(input->raw, input->raw + input->raw_first, left);
    input->raw_first = 0;
    input->raw_last = left;
    PTB_TRY(read_raw(input, input->raw + left, RAW_BYTES - left, &got, err));
    input->raw_last += got;
    return PTB_OK;
}

/* RFC 1952: two magic bytes. */
static bool has_gzip_magic(const ptb_input *input)
{
    return input->raw_last - input->raw_first >= 2 && input->raw[input->raw_first] == 0x1f &&
           input->raw[input->raw_first + 1] == 0x8b;
}

static bool is_named_gz(const char *path)
{
    size_t n = strlen(path);
    ptb_str ending = {n > 3 ? path + n - 3 : path, n > 3 ? 3 : 0};
    return ptb_str_equal_nocase(ending, ".gz");
}

static ptb_status begin_gzip(ptb_input *input, ptb_error *err)
{
    /* 15 + 16: the largest window, gzip header and check sum */
    if (inflateInit2(&input->inflater, 15 + 16) != Z_OK)
        return ptb_fail(err, PTB_E_NOMEM, "out of memory for unpacking '%s'", input->name);
    input->is_gzip = input->has_inflater = input->in_member = true;
    return PTB_OK;
}

static ptb_status open_stream(ptb_input *input, const char *path, ptb_error *err)
{
    if (strcmp(path, "-") == 0) {
        input->fd = STDIN_FILENO;
        if (fstat(input->fd, &input->opened) != 0)
            return ptb_fail_errno(err, PTB_E_IO, "cannot read '%s'", input->name);
    } else {
        PTB_TRY(open_to_read(path, &input->fd, &input->opened, err));
    }
    if (S_ISREG(input->opened.st_mode)) input->total = (uint64_t)input->opened.st_size;
    PTB_TRY(need_raw(input, 2, err));
    if (has_gzip_magic(input)) return begin_gzip(input, err);
    if (is_named_gz(path))
        return ptb_fail(err, PTB_E_PARSE, "'%s' is named .gz but holds no gzip data", input->name);
    return PTB_OK;
}

ptb_status ptb_input_open(const char *path, ptb_input **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_input *input = NULL;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&input, 1, sizeof *input, err));
    input->fd = -1;
    PTB_TRY_TO(ptb_alloc_raw(&input->raw, RAW_BYTES, 1, err));
    input->hash = XXH3_createState();
    if (!input->hash || XXH3_128bits_reset(input->hash) != XXH_OK) {
        status = ptb_fail(err, PTB_E_NOMEM, "out of memory for the digest of '%s'", name);
        goto done;
    }
    PTB_TRY_TO(ptb_alloc(&input->name, strlen(name) + 1, 1, err));
    memcpy(input->name, name, strlen(name));
    PTB_TRY_TO(open_stream(input, path, err));
    *out = input;
    input = NULL;
done:
    ptb_input_close(input);
    return status;
}

static ptb_status read_plain(ptb_input *input, char *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    size_t left = input->raw_last - input->raw_first, got;
    size_t first = left < capacity ? left : capacity;
    memcpy(buffer, input->raw + input->raw_first, first);
    input->raw_first += first;
    *n = first;
    if (first == capacity) return PTB_OK;
    PTB_TRY(read_raw(input, buffer + first, capacity - first, &got, err));
    *n += got;
    return PTB_OK;
}

/* Between members: either another one begins, or the file ends here. */
static ptb_status next_member(ptb_input *input, bool *is_over, ptb_error *err)
{
    *is_over = false;
    PTB_TRY(need_raw(input, 2, err));
    if (input->raw_first == input->raw_last) {
        *is_over = true;
        return PTB_OK;
    }
    if (!has_gzip_magic(input) || inflateReset(&input->inflater) != Z_OK)
        return ptb_fail(err, PTB_E_PARSE, "'%s': bytes that are not gzip follow the gzip data", input->name);
    input->in_member = true;
    return PTB_OK;
}

static ptb_status inflate_error(const ptb_input *input, int result, ptb_error *err)
{
    if (result == Z_MEM_ERROR)
        return ptb_fail(err, PTB_E_NOMEM, "out of memory for unpacking '%s'", input->name);
    return ptb_fail(err, PTB_E_PARSE, "'%s': damaged gzip data (%s)", input->name,
                    input->inflater.msg ? input->inflater.msg : "unknown form");
}

/* One step: unpacks into buffer[*n .. capacity). */
static ptb_status inflate_step(ptb_input *input, char *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    z_stream *z = &input->inflater;
    PTB_TRY(need_raw(input, 1, err));
    if (input->raw_first == input->raw_last)
        return ptb_fail(err, PTB_E_PARSE, "'%s': the gzip data is cut short", input->name);
    size_t room = capacity - *n < STEP_BYTES ? capacity - *n : (size_t)STEP_BYTES;
    z->next_in = input->raw + input->raw_first;
    z->avail_in = (uInt)(input->raw_last - input->raw_first);
    z->next_out = (unsigned char *)buffer + *n;
    z->avail_out = (uInt)room;
    int result = inflate(z, Z_NO_FLUSH);
    input->raw_first = input->raw_last - z->avail_in;
    *n += room - z->avail_out;
    if (result == Z_STREAM_END) input->in_member = false;
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR
               ? PTB_OK
               : inflate_error(input, result, err);
}

static ptb_status read_gzip(ptb_input *input, char *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    bool is_over = false;
    *n = 0;
    while (*n < capacity) {
        if (!input->in_member) PTB_TRY(next_member(input, &is_over, err));
        if (is_over) break;
        PTB_TRY(inflate_step(input, buffer, capacity, n, err));
    }
    return PTB_OK;
}

ptb_status ptb_input_read(ptb_input *input, char *buffer, size_t capacity, size_t *n, ptb_error *err)
{
    ptb_status status = input->is_gzip ? read_gzip(input, buffer, capacity, n, err)
                                       : read_plain(input, buffer, capacity, n, err);
    if (status != PTB_OK) *n = 0;
    return status;
}

void ptb_input_position(const ptb_input *input, uint64_t *done, uint64_t *total)
{
    *done = input->done - (input->raw_last - input->raw_first);
    *total = input->total;
}

void ptb_input_digest_of(const ptb_input *input, char hex[PTB_INPUT_HEX])
{
    XXH128_canonical_t digest;
    hex[0] = 0;
    if (!input->at_end) return;
    XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(input->hash));
    for (size_t i = 0; i < sizeof digest.digest; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", digest.digest[i]);
}

void ptb_input_close(ptb_input *input)
{
    if (!input) return;
    if (input->has_inflater) (void)inflateEnd(&input->inflater);
    if (input->fd > STDIN_FILENO) (void)close(input->fd); /* only read: nothing can be lost */
    (void)XXH3_freeState(input->hash);
    free(input->raw);
    free(input->name);
    free(input);
}
