/* datasets/base/h5_seal.c: the user block before the HDF5 data: what the file is, and the checksums of its bytes. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/base/blocks.h"
#include "datasets/base/crc32c_lanes.h"
#include "datasets/base/digest.h"
#include "datasets/base/h5_internal.h"
#include "datasets/base/memory.h"

enum { FORMAT_BYTES = 32, HEAD_BYTES = 64, MAX_BLOCKS = (PTB_H5_USER_BLOCK - HEAD_BYTES - 4) / 4 };
enum { LEAST_BLOCK_BYTES = 1 << 20, PIECE_BYTES = 1 << 16 }; /* pieces stay in the caches */

static const unsigned char magic[8] = {'P', 'T', 'B', 'H', '5', '\r', '\n', 0x1A};

/* Little-endian, as it stands in the file; bytes that are not used are zero. */
typedef struct {
    unsigned char magic[8];
    char format[FORMAT_BYTES];
    uint32_t version, n_blocks;
    uint64_t file_bytes, block_bytes; /* the last block may be shorter */
    uint32_t crc[MAX_BLOCKS];         /* CRC32C of each block behind the user block */
    uint32_t own_crc;                 /* CRC32C of the user block with this field zero */
} user_block;

_Static_assert(sizeof(user_block) == PTB_H5_USER_BLOCK, "the user block has no padding");

typedef struct {
    const ptb_h5_image *image;
    const user_block *sealed; /* to compare with */
    uint32_t *crc;            /* or to fill */
    unsigned char *buffers;   /* by thread: a piece for each lane, one where no group is full */
    size_t block_bytes, buffer_bytes;
} checksum_work;

ptb_status ptb_h5_read_at(int fd, const char *path, uint64_t at, void *out, size_t n, ptb_error *err)
{
    char *to = out;
    for (size_t done = 0; done < n;) {
        ssize_t step = pread(fd, to + done, n - done, (off_t)(at + done));
        if (step > 0) {
            done += (size_t)step;
        } else if (step == 0) {
            return ptb_fail(err, PTB_E_IO, "%s: ended while it was read; expected %zu bytes more", path,
                            n - done);
        } else if (errno != EINTR) {
            return ptb_fail_errno(err, PTB_E_IO, "%s: reading %zu bytes", path, n - done);
        }
    }
    return PTB_OK;
}

static uint32_t own_checksum(const user_block *block)
{
    static const unsigned char zeros[sizeof block->own_crc];
    uint32_t crc = ptb_crc32c(0, block, sizeof *block - sizeof block->own_crc);
    return ptb_crc32c(crc, zeros, sizeof zeros);
}

/* Read, not mapped: mapping pages costs more than copying them, and they would count as this program's memory. */
static ptb_status read_piece(const ptb_h5_image *image, size_t at, unsigned char *out, size_t n,
                             ptb_error *err)
{
    return ptb_h5_read_at(image->fd, image->path, PTB_H5_USER_BLOCK + at, out, n, err);
}

/* Blocks of full size from `first` on, a lane each. */
static ptb_status sum_lanes(const checksum_work *work, size_t first, unsigned char *buffer,
                            uint32_t crc[PTB_CRC_LANES], ptb_error *err)
{
    for (size_t done = 0; done < work->block_bytes; done += PIECE_BYTES) {
        for (size_t lane = 0; lane < PTB_CRC_LANES; lane++)
            PTB_TRY(read_piece(work->image, first + lane * work->block_bytes + done,
                               buffer + lane * PIECE_BYTES, PIECE_BYTES, err));
        ptb_crc32c_lanes(crc, buffer, PIECE_BYTES, PIECE_BYTES);
    }
    return PTB_OK;
}

static ptb_status sum_block(const checksum_work *work, size_t first, size_t last, unsigned char *buffer,
                            uint32_t *crc, ptb_error *err)
{
    for (size_t n; first < last; first += n) {
        n = last - first < PIECE_BYTES ? last - first : PIECE_BYTES;
        PTB_TRY(read_piece(work->image, first, buffer, n, err));
        *crc = ptb_crc32c(*crc, buffer, n);
    }
    return PTB_OK;
}

static ptb_status settle_block(const checksum_work *work, size_t index, size_t first, size_t last,
                               uint32_t crc, ptb_error *err)
{
    if (work->crc) work->crc[index] = crc;
    if (!work->sealed || crc == work->sealed->crc[index]) return PTB_OK;
    return ptb_fail(err, PTB_E_INTEGRITY,
                    "%s is damaged or altered: bytes %zu to %zu do not match their checksum",
                    work->image->path, PTB_H5_USER_BLOCK + first, PTB_H5_USER_BLOCK + last - 1);
}

/* As many blocks as there are lanes, or what is left at the end. */
static ptb_status sum_group(void *state, const ptb_block *group, ptb_error *err)
{
    const checksum_work *work = state;
    size_t bytes = work->block_bytes;
    uint32_t crc[PTB_CRC_LANES] = {0};
    unsigned char *buffer = work->buffers + (size_t)group->thread * work->buffer_bytes;
    bool is_full = group->last - group->first == PTB_CRC_LANES * bytes;
    if (is_full) PTB_TRY(sum_lanes(work, group->first, buffer, crc, err));
    for (size_t i = 0, first = group->first; first < group->last; i++, first += bytes) {
        size_t last = group->last - first < bytes ? group->last : first + bytes;
        if (!is_full) PTB_TRY(sum_block(work, first, last, buffer, &crc[i], err));
        PTB_TRY(settle_block(work, group->index * PTB_CRC_LANES + i, first, last, crc[i], err));
    }
    return PTB_OK;
}

static ptb_status sum_blocks(const checksum_work *work, ptb_error *err)
{
    ptb_context context = ptb_context_default();
    checksum_work state = *work;
    size_t threads = work->image->threads > 1 ? (size_t)work->image->threads : 1;
    size_t data_bytes = work->image->size - PTB_H5_USER_BLOCK,
           group_bytes = PTB_CRC_LANES * work->block_bytes;
    context.threads = work->image->threads;
    state.buffer_bytes = data_bytes < group_bytes ? PIECE_BYTES : PTB_CRC_LANES * PIECE_BYTES;
    PTB_TRY(ptb_alloc_raw(&state.buffers, threads, state.buffer_bytes, err));
    ptb_status status = ptb_blocks_map(&context, data_bytes, group_bytes, sum_group, &state, err);
    free(state.buffers);
    return status;
}

static ptb_status write_at_start(int fd, const char *path, const void *bytes, size_t n, ptb_error *err)
{
    size_t done = 0;
    while (done < n) {
        ssize_t step = pwrite(fd, (const char *)bytes + done, n - done, (off_t)done);
        if (step > 0) {
            done += (size_t)step;
        } else if (step == 0 || errno != EINTR) {
            return ptb_fail_errno(err, PTB_E_IO, "%s: writing the user block", path);
        }
    }
    return PTB_OK;
}

static ptb_status fill_user_block(const ptb_h5_image *image, user_block *block, ptb_error *err)
{
    size_t data_bytes = image->size - PTB_H5_USER_BLOCK;
    memcpy(block->magic, magic, sizeof magic);
    block->file_bytes = image->size;
    block->block_bytes = LEAST_BLOCK_BYTES;
    while ((data_bytes + block->block_bytes - 1) / block->block_bytes > MAX_BLOCKS)
        block->block_bytes *= 2;
    block->n_blocks = (uint32_t)((data_bytes + block->block_bytes - 1) / block->block_bytes);
    const checksum_work work = {.image = image, .crc = block->crc, .block_bytes = block->block_bytes};
    PTB_TRY(sum_blocks(&work, err));
    block->own_crc = own_checksum(block);
    return PTB_OK;
}

ptb_status ptb_h5_seal(int fd, const char *path, const char *format, uint32_t version, int threads,
                       ptb_error *err)
{
    ptb_status status = PTB_OK;
    user_block *block = NULL;
    struct stat facts;
    if (fstat(fd, &facts) != 0) return ptb_fail_errno(err, PTB_E_IO, "%s", path);
    const ptb_h5_image image = {.path = path, .fd = fd, .size = (size_t)facts.st_size, .threads = threads};
    if (image.size <= PTB_H5_USER_BLOCK)
        return ptb_fail(err, PTB_E_INTERNAL, "%s: HDF5 left %zu bytes", path, image.size);
    PTB_TRY_TO(ptb_alloc(&block, 1, sizeof *block, err));
    memcpy(block->format, format, strlen(format)); /* checked when the file was begun */
    block->version = version;
    PTB_TRY_TO(fill_user_block(&image, block, err));
    status = write_at_start(fd, path, block, sizeof *block, err);
done:
    free(block);
    return status;
}

static bool is_format_name(const char format[FORMAT_BYTES])
{
    size_t len = 0;
    while (len < FORMAT_BYTES && format[len] > ' ' && format[len] < 0x7F)
        len++;
    return len > 0 && len < FORMAT_BYTES && format[len] == 0;
}

static bool has_sound_sizes(const user_block *block, size_t size)
{
    size_t bytes = block->block_bytes, data_bytes = size - PTB_H5_USER_BLOCK;
    return bytes >= LEAST_BLOCK_BYTES && (bytes & (bytes - 1)) == 0 && block->n_blocks <= MAX_BLOCKS &&
           block->n_blocks == data_bytes / bytes + (data_bytes % bytes != 0 ? 1 : 0);
}

static ptb_status check_user_block(const ptb_h5_image *image, const user_block *block, const char *format,
                                   uint32_t version, ptb_error *err)
{
    const char *path = image->path;
    if (memcmp(block->magic, magic, sizeof magic) != 0)
        return ptb_fail(err, PTB_E_INTEGRITY, "%s is not a sealed '%s' file: it does not begin as one", path,
                        format);
    if (block->own_crc != own_checksum(block) || !is_format_name(block->format))
        return ptb_fail(err, PTB_E_INTEGRITY,
                        "%s is damaged or altered: bytes 0 to %d do not match their checksum", path,
                        PTB_H5_USER_BLOCK - 1);
    if (strcmp(block->format, format) != 0)
        return ptb_fail(err, PTB_E_SCHEMA, "%s is a '%s' file, not a '%s' file", path, block->format, format);
    if (block->version > version)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "%s is a '%s' file of version %" PRIu32 "; this program reads up to version %" PRIu32,
                        path, format, block->version, version);
    if (block->file_bytes != image->size)
        return ptb_fail(err, PTB_E_INTEGRITY,
                        "%s is cut or altered: it has %zu bytes, was sealed with %" PRIu64, path, image->size,
                        block->file_bytes);
    if (!has_sound_sizes(block, image->size))
        return ptb_fail(err, PTB_E_INTEGRITY, "%s is altered: its checksum blocks do not fit its size", path);
    return PTB_OK;
}

ptb_status ptb_h5_verify(const ptb_h5_image *image, const char *format, uint32_t version, ptb_error *err)
{
    ptb_status status = PTB_OK;
    user_block *block = NULL;
    checksum_work work = {.image = image};
    PTB_TRY(ptb_alloc_raw(&block, 1, sizeof *block, err));
    PTB_TRY_TO(ptb_h5_read_at(image->fd, image->path, 0, block, sizeof *block, err));
    PTB_TRY_TO(check_user_block(image, block, format, version, err));
    work.sealed = block;
    work.block_bytes = block->block_bytes;
    status = sum_blocks(&work, err);
done:
    free(block);
    return status;
}

ptb_status ptb_h5_identify(const char *path, char format[32], ptb_error *err)
{
    unsigned char head[HEAD_BYTES];
    format[0] = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return ptb_fail_errno(err, PTB_E_IO, "%s", path);
    ssize_t n = pread(fd, head, sizeof head, 0);
    ptb_status status = n < 0 ? ptb_fail_errno(err, PTB_E_IO, "%s", path) : PTB_OK;
    (void)close(fd); /* only read from */
    if (status != PTB_OK) return status;
    const char *name = (const char *)head + sizeof magic;
    if (n < (ssize_t)sizeof head || memcmp(head, magic, sizeof magic) != 0 || !is_format_name(name))
        return ptb_fail(err, PTB_E_SCHEMA, "%s is none of this program's HDF5 files", path);
    memcpy(format, name, FORMAT_BYTES);
    return PTB_OK;
}
