/* datasets/base/h5_read.c: opens our HDF5 files: verifies, maps, and finds where every dataset lies. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/base/blocks.h"
#include "datasets/base/digest.h"
#include "datasets/base/h5_internal.h"

typedef struct {
    ptb_h5_file *file;
    ptb_error *err;
    ptb_status status;
} gathering;

void ptb_h5_close(ptb_h5_file *file)
{
    if (file == NULL) return;
    if (file->map != NULL) (void)munmap(file->map, file->size);
    if (file->fd >= 0) (void)close(file->fd); /* only read from */
    free(file->items);
    ptb_arena_free(&file->arena);
    free(file);
}

static ptb_status fail_dataset(const ptb_h5_file *file, const char *name, const char *words, ptb_error *err)
{
    return ptb_h5_fail(err, PTB_E_SCHEMA, file->path, "dataset '%s' %s", name, words);
}

static ptb_status read_type(const ptb_h5_file *file, hid_t type, ptb_h5_item *view, ptb_error *err)
{
    view->item_bytes = H5Tget_size(type);
    for (uint32_t kind = 0; kind < PTB_H5_N_TYPES; kind++) {
        if (H5Tequal(type, ptb_h5_type_id((ptb_h5_type)kind)) <= 0) continue;
        view->kind = kind;
        return PTB_OK;
    }
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0 || view->item_bytes == 0)
        return fail_dataset(file, view->name, "is of a type that these files do not have", err);
    view->kind = PTB_H5_STRINGS;
    return PTB_OK;
}

static ptb_status read_shape(const ptb_h5_file *file, hid_t space, ptb_h5_item *view, ptb_error *err)
{
    hsize_t dims[2] = {0, 0};
    int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 1 || rank > 2 || H5Sget_simple_extent_dims(space, dims, NULL) != rank)
        return fail_dataset(file, view->name, "has neither one nor two dimensions", err);
    view->rows = dims[0];
    view->cols = rank == 2 ? dims[1] : 0;
    if (rank == 2 && dims[1] == 0) return fail_dataset(file, view->name, "has no columns", err);
    if (__builtin_mul_overflow(view->item_bytes, view->rows, &view->bytes) ||
        __builtin_mul_overflow(view->bytes, view->cols > 0 ? view->cols : 1, &view->bytes) ||
        view->bytes > file->size)
        return fail_dataset(file, view->name, "is larger than the file", err);
    return PTB_OK;
}

static ptb_status read_place(const ptb_h5_file *file, hid_t dataset, hid_t list, ptb_h5_item *view,
                             ptb_error *err)
{
    if (H5Pget_layout(list) != H5D_CONTIGUOUS || H5Pget_external_count(list) != 0 ||
        H5Pget_nfilters(list) != 0)
        return fail_dataset(file, view->name, "does not lie in the file in one piece", err);
    view->data = file->map; /* a valid address where there are no items */
    if (view->bytes == 0) return PTB_OK;
    haddr_t offset = H5Dget_offset(dataset); /* from the start of the file, user block included */
    if (offset == HADDR_UNDEF || offset < PTB_H5_USER_BLOCK || offset % PTB_H5_ALIGNMENT != 0 ||
        offset > file->size - view->bytes)
        return fail_dataset(file, view->name, "lies outside the file or off its alignment", err);
    view->data += offset;
    return PTB_OK;
}

static ptb_status gather_dataset(ptb_h5_file *file, hid_t dataset, const char *name, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_h5_item view = {0};
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset), list = H5Dget_create_plist(dataset);
    PTB_TRY_TO(ptb_arena_text(&file->arena, name, strlen(name), &view.name, err));
    if (type < 0 || space < 0 || list < 0) {
        status = fail_dataset(file, name, "can't be read", err);
        goto done;
    }
    PTB_TRY_TO(read_type(file, type, &view, err));
    PTB_TRY_TO(read_shape(file, space, &view, err));
    PTB_TRY_TO(read_place(file, dataset, list, &view, err));
    PTB_TRY_TO(ptb_reserve(&file->items, &file->capacity, file->n_items + 1, sizeof view, err));
    file->items[file->n_items++] = view;
done:
    if (list >= 0) (void)H5Pclose(list);
    if (space >= 0) (void)H5Sclose(space);
    if (type >= 0) (void)H5Tclose(type);
    return status;
}

/* For each link of the file, its path given. */
static herr_t gather_link(hid_t root, const char *name, const H5L_info_t *info, void *state)
{
    gathering *work = state;
    if (info->type != H5L_TYPE_HARD) {
        work->status = fail_dataset(work->file, name, "is a link to elsewhere", work->err);
        return -1;
    }
    hid_t object = H5Oopen(root, name, H5P_DEFAULT);
    if (object < 0) {
        work->status = fail_dataset(work->file, name, "can't be opened", work->err);
        return -1;
    }
    H5I_type_t kind = H5Iget_type(object);
    if (kind == H5I_DATASET) {
        work->status = gather_dataset(work->file, object, name, work->err);
    } else if (kind != H5I_GROUP) {
        work->status = fail_dataset(work->file, name, "is neither a dataset nor a folder", work->err);
    }
    (void)H5Oclose(object);
    return work->status == PTB_OK ? 0 : -1;
}

static int by_name(const void *a, const void *b)
{
    const ptb_h5_item *left = a, *right = b;
    return strcmp(left->name, right->name);
}

void ptb_h5_sort_items(ptb_h5_file *file)
{
    if (file->n_items > 0) qsort(file->items, file->n_items, sizeof *file->items, by_name);
}

static ptb_status gather_all(ptb_h5_file *file, int fd, ptb_error *err)
{
    gathering work = {.file = file, .err = err};
    hid_t access = ptb_h5_access_list(), id = H5I_INVALID_HID;
    if (access >= 0) id = H5Fopen(file->path, H5F_ACC_RDONLY, access);
    if (access >= 0) (void)H5Pclose(access);
    if (id < 0) return ptb_h5_fail(err, PTB_E_INTEGRITY, file->path, "HDF5 can't open it");
    if (!ptb_h5_is_file(id, fd)) {
        work.status = ptb_fail(err, PTB_E_IO, "%s was replaced while it was opened; try again", file->path);
    } else if (H5Lvisit(id, H5_INDEX_NAME, H5_ITER_INC, gather_link, &work) < 0 && work.status == PTB_OK) {
        work.status = ptb_h5_fail(err, PTB_E_INTEGRITY, file->path, "listing its datasets");
    }
    if (H5Fclose(id) < 0 && work.status == PTB_OK)
        work.status = ptb_h5_fail(err, PTB_E_IO, file->path, "closing the file");
    ptb_h5_sort_items(file);
    return work.status;
}

static ptb_status measure_file(ptb_h5_file *file, int fd, const char *format, ptb_error *err)
{
    struct stat facts;
    if (fstat(fd, &facts) != 0) return ptb_fail_errno(err, PTB_E_IO, "%s", file->path);
    if (!S_ISREG(facts.st_mode)) return ptb_fail(err, PTB_E_IO, "%s is not a regular file", file->path);
    if (facts.st_size < PTB_H5_USER_BLOCK)
        return ptb_fail(err, PTB_E_INTEGRITY, "%s is not a sealed '%s' file: it has only %lld bytes",
                        file->path, format, (long long)facts.st_size);
    file->size = (size_t)facts.st_size;
    return PTB_OK;
}

static ptb_status map_file(ptb_h5_file *file, int fd, ptb_error *err)
{
    void *map = mmap(NULL, file->size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return ptb_fail_errno(err, PTB_E_IO, "%s: mapping %zu bytes", file->path, file->size);
    file->map = map;
    return PTB_OK;
}

ptb_status ptb_h5_open(const char *path, const char *format, uint32_t version, int threads, ptb_h5_file **out,
                       ptb_error *err)
{
    *out = NULL;
    ptb_status status = PTB_OK;
    ptb_h5_file *file = NULL;
    ptb_h5_image image = {.path = path, .threads = threads};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us up */
    if (fd < 0) return ptb_fail_errno(err, PTB_E_IO, "%s", path);
    PTB_TRY_TO(ptb_alloc(&file, 1, sizeof *file, err));
    file->fd = fd;
    file->threads = threads;
    PTB_TRY_TO(ptb_arena_text(&file->arena, path, strlen(path), &file->path, err));
    PTB_TRY_TO(measure_file(file, fd, format, err));
    image.fd = fd;
    image.size = file->size;
    PTB_TRY_TO(ptb_h5_verify(&image, format, version, err));
    PTB_TRY_TO(map_file(file, fd, err));
    ptb_h5_lock();
    status = gather_all(file, fd, err);
    ptb_h5_unlock();
done:
    if (status != PTB_OK) {
        if (file == NULL) (void)close(fd);
        ptb_h5_close(file);
    } else {
        *out = file;
    }
    return status;
}

static const ptb_h5_item *find_dataset(const ptb_h5_file *file, const char *name)
{
    ptb_h5_item wanted = {.name = name};
    if (file->n_items == 0) return NULL;
    return bsearch(&wanted, file->items, file->n_items, sizeof wanted, by_name);
}

bool ptb_h5_has(const ptb_h5_file *file, const char *name)
{
    return find_dataset(file, name) != NULL;
}

static const char *kind_name(uint32_t kind)
{
    return kind == PTB_H5_STRINGS ? "fixed-width strings" : ptb_h5_type_name((ptb_h5_type)kind);
}

static ptb_status need_dataset(const ptb_h5_file *file, const char *name, uint32_t kind,
                               const ptb_h5_item **out, ptb_error *err)
{
    *out = find_dataset(file, name);
    if (*out == NULL) return ptb_fail(err, PTB_E_SCHEMA, "%s: has no dataset '%s'", file->path, name);
    if ((*out)->kind != kind)
        return ptb_fail(err, PTB_E_SCHEMA, "%s: dataset '%s' holds %s, want %s", file->path, name,
                        kind_name((*out)->kind), kind_name(kind));
    return PTB_OK;
}

ptb_status ptb_h5_view(const ptb_h5_file *file, const char *name, ptb_h5_type type, void *out, uint64_t *rows,
                       uint64_t *cols, ptb_error *err)
{
    const void *data = NULL;
    const ptb_h5_item *view = NULL;
    memcpy(out, &data, sizeof data);
    if (rows != NULL) *rows = 0;
    if (cols != NULL) *cols = 0;
    PTB_TRY(need_dataset(file, name, type, &view, err));
    data = view->data;
    memcpy(out, &data, sizeof data);
    if (rows != NULL) *rows = view->rows;
    if (cols != NULL) *cols = view->cols;
    return PTB_OK;
}

ptb_status ptb_h5_fetch(const ptb_h5_file *file, const void *from, size_t n, void *out, ptb_error *err)
{
    const char *bytes = from, *map = file->map;
    if (n == 0) return PTB_OK;
    if (bytes < map || n > file->size || (size_t)(bytes - map) > file->size - n)
        return ptb_fail(err, PTB_E_INTERNAL, "%s: %zu bytes that are not within the file", file->path, n);
    return ptb_h5_read_at(file->fd, file->path, (uint64_t)(bytes - map), out, n, err);
}

ptb_status ptb_h5_view_strings(const ptb_h5_file *file, const char *name, ptb_strings *out, ptb_error *err)
{
    char part[PTB_H5_NAME_BYTES];
    uint64_t n_bytes = 0, n_offsets = 0, cols = 0;
    const char *bytes = NULL;
    const uint64_t *offset = NULL;
    *out = (ptb_strings){0};
    (void)snprintf(part, sizeof part, "%s_bytes", name);
    PTB_TRY(ptb_h5_view(file, part, PTB_H5_U8, &bytes, &n_bytes, NULL, err));
    (void)snprintf(part, sizeof part, "%s_offset", name);
    PTB_TRY(ptb_h5_view(file, part, PTB_H5_U64, &offset, &n_offsets, &cols, err));
    if (n_offsets == 0 || cols != 0 || offset[0] != 0 || offset[n_offsets - 1] != n_bytes)
        return ptb_fail(err, PTB_E_SCHEMA,
                        "%s: dataset '%s' does not run from 0 to the %" PRIu64 " bytes of its texts",
                        file->path, part, n_bytes);
    for (uint64_t i = 1; i < n_offsets; i++)
        if (offset[i] < offset[i - 1])
            return ptb_fail(err, PTB_E_SCHEMA, "%s: dataset '%s' descends at item %" PRIu64, file->path, part,
                            i);
    out->bytes = bytes;
    out->offset = offset;
    out->n = (size_t)(n_offsets - 1);
    return PTB_OK;
}

ptb_status ptb_h5_shape_of(const ptb_h5_file *file, const char *name, ptb_h5_shape *out, ptb_error *err)
{
    const ptb_h5_item *view = find_dataset(file, name);
    *out = (ptb_h5_shape){0};
    if (view == NULL) return ptb_fail(err, PTB_E_SCHEMA, "%s: has no dataset '%s'", file->path, name);
    if (view->kind == PTB_H5_STRINGS)
        return ptb_fail(err, PTB_E_SCHEMA, "%s: dataset '%s' holds texts, want numbers", file->path, name);
    *out = (ptb_h5_shape){(ptb_h5_type)view->kind, view->rows, view->cols, view->data};
    return PTB_OK;
}

ptb_status ptb_h5_view_fixed_strings(const ptb_h5_file *file, const char *name, const char **out,
                                     uint64_t *rows, uint64_t *width, ptb_error *err)
{
    const ptb_h5_item *view = NULL;
    *out = NULL;
    *rows = *width = 0;
    PTB_TRY(need_dataset(file, name, PTB_H5_STRINGS, &view, err));
    *out = view->data;
    *rows = view->rows;
    *width = view->item_bytes;
    return PTB_OK;
}

ptb_status ptb_h5_view_text(const ptb_h5_file *file, const char *name, ptb_str *out, ptb_error *err)
{
    uint64_t len = 0;
    *out = (ptb_str){0};
    PTB_TRY(ptb_h5_view(file, name, PTB_H5_U8, &out->ptr, &len, NULL, err));
    out->len = (size_t)len;
    return PTB_OK;
}

static bool is_provenance(const char *name)
{
    const char *slash = strrchr(name, '/');
    return strcmp(slash != NULL ? slash + 1 : name, "provenance") == 0;
}

/* Pieces of datasets, hashed by all threads; in the order of datasets and bytes. */
enum { DIGEST_PIECE = 1 << 18 };

typedef struct {
    const char *data;
    size_t bytes;
} digest_piece;

typedef struct {
    digest_piece *pieces;
    size_t n, capacity;
    unsigned char (*hashes)[PTB_FAST_HASH_BYTES];
    const ptb_h5_file *file;
    char *buffers; /* a piece for each thread */
} digest_work;

static ptb_status list_pieces(const ptb_h5_item *view, digest_work *work, ptb_error *err)
{
    for (uint64_t at = 0; at < view->bytes; at += DIGEST_PIECE) {
        uint64_t left = view->bytes - at;
        PTB_TRY(ptb_reserve(&work->pieces, &work->capacity, work->n + 1, sizeof *work->pieces, err));
        work->pieces[work->n++] =
            (digest_piece){view->data + at, (size_t)(left < DIGEST_PIECE ? left : DIGEST_PIECE)};
    }
    return PTB_OK;
}

static ptb_status hash_pieces(void *state, const ptb_block *block, ptb_error *err)
{
    const digest_work *work = state;
    char *buffer = work->buffers + (size_t)block->thread * DIGEST_PIECE;
    for (size_t i = block->first; i < block->last; i++) { /* read, not mapped: see h5_seal.c */
        PTB_TRY(ptb_h5_fetch(work->file, work->pieces[i].data, work->pieces[i].bytes, buffer, err));
        ptb_fast_hash(buffer, work->pieces[i].bytes, work->hashes[i]);
    }
    return PTB_OK;
}

ptb_status ptb_h5_digest(const ptb_h5_file *file, char hex[65], ptb_error *err)
{
    ptb_sha256 *hash = NULL;
    digest_work work = {.file = file};
    ptb_context context = ptb_context_default();
    ptb_status status;
    hex[0] = 0;
    context.threads = file->threads;
    PTB_TRY_TO(ptb_sha256_new(&hash, err));
    for (size_t i = 0; i < file->n_items; i++) {
        const ptb_h5_item *view = &file->items[i];
        const uint64_t shape[4] = {view->kind, view->item_bytes, view->rows, view->cols};
        if (is_provenance(view->name)) continue;
        ptb_sha256_add(hash, view->name, strlen(view->name) + 1);
        ptb_sha256_add(hash, shape, sizeof shape);
        PTB_TRY_TO(list_pieces(view, &work, err));
    }
    PTB_TRY_TO(ptb_alloc_raw(&work.hashes, work.n, sizeof *work.hashes, err));
    PTB_TRY_TO(ptb_alloc_raw(&work.buffers, (size_t)context.threads, DIGEST_PIECE, err));
    PTB_TRY_TO(ptb_blocks_map(&context, work.n, 16, hash_pieces, &work, err));
    ptb_sha256_add(hash, work.hashes, work.n * sizeof *work.hashes);
done:
    ptb_sha256_end(hash, status == PTB_OK ? hex : (char[PTB_SHA256_HEX]){0});
    free(work.pieces);
    free(work.hashes);
    free(work.buffers);
    return status;
}
