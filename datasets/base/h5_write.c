/* datasets/base/h5_write.c: writes our HDF5 files into a replacement, so that equal content gives equal bytes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/base/h5_internal.h"
#include "datasets/base/io.h"

enum { FORMAT_BYTES = 32, FIXED_CHUNK_BYTES = 1 << 20 };

struct ptb_h5_dataset {
    ptb_h5_writer *writer;
    ptb_h5_dataset *next;
    const char *name;
    hid_t id, memory_type; /* memory_type: borrowed from HDF5, or owned where it is of fixed strings */
    uint64_t rows, cols, rows_put;
    uint64_t at, row_bytes; /* in a file in memory: where its rows are */
    bool owns_type;
};

struct ptb_h5_writer {
    ptb_replacement *replacement;
    const char *path;
    char format[FORMAT_BYTES];
    uint32_t version;
    hid_t file, folder_list, dataset_list; /* creation lists */
    ptb_h5_file *memory;                   /* instead of all these, or NULL */
    ptb_h5_dataset *datasets;              /* those that are open */
    ptb_arena arena;
};

/* What a new dataset is like. */
typedef struct {
    const char *name;
    uint32_t kind;
    hid_t type;
    bool owns_type;
    uint64_t rows, cols;
} dataset_shape;

static ptb_status close_dataset(ptb_h5_dataset *dataset, ptb_error *err)
{
    ptb_status status = PTB_OK;
    if (dataset->id >= 0 && H5Dclose(dataset->id) < 0)
        status = ptb_h5_fail(err, PTB_E_IO, dataset->writer->path, "closing dataset '%s'", dataset->name);
    dataset->id = H5I_INVALID_HID;
    if (dataset->owns_type) (void)H5Tclose(dataset->memory_type);
    dataset->owns_type = false;
    return status;
}

/* Closes all handles; the first failure is the one reported, the rest is closed all the same. */
static ptb_status close_handles(ptb_h5_writer *writer, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_error later;
    for (ptb_h5_dataset *dataset = writer->datasets; dataset != NULL; dataset = dataset->next) {
        ptb_status closed = close_dataset(dataset, status == PTB_OK ? err : &later);
        if (status == PTB_OK) status = closed;
    }
    writer->datasets = NULL;
    if (writer->dataset_list >= 0) (void)H5Pclose(writer->dataset_list);
    if (writer->folder_list >= 0) (void)H5Pclose(writer->folder_list);
    if (writer->file >= 0 && H5Fclose(writer->file) < 0 && status == PTB_OK)
        status = ptb_h5_fail(err, PTB_E_IO, writer->path, "closing the file");
    writer->dataset_list = writer->folder_list = writer->file = H5I_INVALID_HID;
    return status;
}

void ptb_h5_discard(ptb_h5_writer *writer)
{
    ptb_error ignored;
    if (writer == NULL) return;
    ptb_h5_lock();
    (void)close_handles(writer, &ignored);
    ptb_h5_unlock();
    ptb_replacement_discard(writer->replacement);
    ptb_h5_close(writer->memory);
    ptb_arena_free(&writer->arena);
    free(writer);
}

/* No times anywhere, or equal content would not give equal bytes. */
static ptb_status make_lists(ptb_h5_writer *writer, ptb_error *err)
{
    writer->folder_list = H5Pcreate(H5P_GROUP_CREATE);
    writer->dataset_list = H5Pcreate(H5P_DATASET_CREATE);
    if (writer->folder_list < 0 || writer->dataset_list < 0 ||
        H5Pset_obj_track_times(writer->folder_list, 0) < 0 ||
        H5Pset_obj_track_times(writer->dataset_list, 0) < 0 ||
        H5Pset_layout(writer->dataset_list, H5D_CONTIGUOUS) < 0 ||
        H5Pset_alloc_time(writer->dataset_list, H5D_ALLOC_TIME_EARLY) < 0 ||
        H5Pset_fill_time(writer->dataset_list, H5D_FILL_TIME_NEVER) < 0)
        return ptb_h5_fail(err, PTB_E_IO, writer->path, "preparing HDF5");
    return PTB_OK;
}

/* HDF5 opens the temporary by its name and empties it; it stays the file that is locked. */
static ptb_status create_file(ptb_h5_writer *writer, ptb_error *err)
{
    ptb_status status = PTB_OK;
    hid_t access = ptb_h5_access_list(), creation = H5Pcreate(H5P_FILE_CREATE);
    if (access < 0 || creation < 0 || H5Pset_userblock(creation, PTB_H5_USER_BLOCK) < 0 ||
        H5Pset_obj_track_times(creation, 0) < 0) {
        status = ptb_h5_fail(err, PTB_E_IO, writer->path, "preparing HDF5");
        goto done;
    }
    writer->file = H5Fcreate(ptb_replacement_path(writer->replacement), H5F_ACC_TRUNC, creation, access);
    if (writer->file < 0) {
        status = ptb_h5_fail(err, PTB_E_IO, writer->path, "creating the file");
        goto done;
    }
    if (!ptb_h5_is_file(writer->file, ptb_replacement_fd(writer->replacement)))
        status = ptb_fail(err, PTB_E_IO, "%s: its temporary was exchanged meanwhile", writer->path);
done:
    if (creation >= 0) (void)H5Pclose(creation);
    if (access >= 0) (void)H5Pclose(access);
    return status;
}

static ptb_status new_writer(const char *path, ptb_h5_writer **out, ptb_error *err)
{
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    ptb_h5_writer *writer = *out;
    writer->file = writer->folder_list = writer->dataset_list = H5I_INVALID_HID;
    return ptb_arena_text(&writer->arena, path, strlen(path), &writer->path, err);
}

ptb_status ptb_h5_create_in_memory(const char *name, int threads, ptb_h5_writer **out, ptb_error *err)
{
    ptb_status status = new_writer(name, out, err);
    if (status == PTB_OK) status = ptb_h5_memory_new(name, threads, &(*out)->memory, err);
    if (status == PTB_OK) return PTB_OK;
    ptb_h5_discard(*out);
    *out = NULL;
    return status;
}

ptb_status ptb_h5_create(const char *path, const char *format, uint32_t version, ptb_h5_writer **out,
                         ptb_error *err)
{
    *out = NULL;
    ptb_status status = PTB_OK;
    ptb_h5_writer *writer = NULL;
    if (strlen(format) == 0 || strlen(format) >= FORMAT_BYTES)
        return ptb_fail(err, PTB_E_ARG, "'%s' is no name for a format (1 to %d bytes)", format,
                        FORMAT_BYTES - 1);
    PTB_TRY_TO(new_writer(path, &writer, err));
    writer->version = version;
    memcpy(writer->format, format, strlen(format));
    PTB_TRY_TO(ptb_replacement_begin(path, &writer->replacement, err));
    ptb_h5_lock();
    status = make_lists(writer, err);
    if (status == PTB_OK) status = create_file(writer, err);
    ptb_h5_unlock();
done:
    if (status != PTB_OK) {
        ptb_h5_discard(writer);
    } else {
        *out = writer;
    }
    return status;
}

/* The folders of "a/b/c", each without times, which H5Pset_create_intermediate_group would record. */
static ptb_status make_folders(ptb_h5_writer *writer, const char *name, ptb_error *err)
{
    char folder[PTB_H5_NAME_BYTES];
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - name), name);
        htri_t exists = H5Lexists(writer->file, folder, H5P_DEFAULT);
        if (exists > 0) continue;
        hid_t group = exists < 0
                          ? exists
                          : H5Gcreate2(writer->file, folder, H5P_DEFAULT, writer->folder_list, H5P_DEFAULT);
        if (group < 0 || H5Gclose(group) < 0)
            return ptb_h5_fail(err, PTB_E_IO, writer->path, "making the folder of dataset '%s'", name);
    }
    return PTB_OK;
}

static ptb_status check_shape(const ptb_h5_writer *writer, const dataset_shape *shape, ptb_error *err)
{
    size_t len = strlen(shape->name);
    uint64_t bytes = H5Tget_size(shape->type);
    if (len == 0 || len >= PTB_H5_NAME_BYTES - sizeof "_offset" || shape->name[0] == '/' ||
        shape->name[len - 1] == '/' || strstr(shape->name, "//") != NULL)
        return ptb_fail(err, PTB_E_INTERNAL, "%s: '%s' is no name for a dataset", writer->path, shape->name);
    if (__builtin_mul_overflow(bytes, shape->rows, &bytes) ||
        __builtin_mul_overflow(bytes, shape->cols > 0 ? shape->cols : 1, &bytes) || bytes > INT64_MAX)
        return ptb_fail(err, PTB_E_LIMIT, "%s: dataset '%s' of %" PRIu64 " x %" PRIu64 " items is too large",
                        writer->path, shape->name, shape->rows, shape->cols);
    return PTB_OK;
}

static ptb_status create_dataset(ptb_h5_writer *writer, const dataset_shape *shape, hid_t *id, ptb_error *err)
{
    hsize_t dims[2] = {shape->rows, shape->cols};
    PTB_TRY(check_shape(writer, shape, err));
    PTB_TRY(make_folders(writer, shape->name, err));
    hid_t space = H5Screate_simple(shape->cols > 0 ? 2 : 1, dims, NULL);
    if (space < 0) return ptb_h5_fail(err, PTB_E_IO, writer->path, "shaping dataset '%s'", shape->name);
    *id = H5Dcreate2(writer->file, shape->name, shape->type, space, H5P_DEFAULT, writer->dataset_list,
                     H5P_DEFAULT);
    ptb_status status = PTB_OK;
    if (*id < 0) status = ptb_h5_fail(err, PTB_E_IO, writer->path, "creating dataset '%s'", shape->name);
    (void)H5Sclose(space);
    return status;
}

static ptb_status place_in_memory(const ptb_h5_writer *writer, const dataset_shape *shape,
                                  ptb_h5_dataset *dataset, ptb_error *err)
{
    ptb_h5_item item = {.name = shape->name, .kind = shape->kind, .rows = shape->rows, .cols = shape->cols};
    PTB_TRY(check_shape(writer, shape, err));
    item.item_bytes = H5Tget_size(shape->type);
    item.bytes = dataset->row_bytes * shape->rows;
    return ptb_h5_memory_add(writer->memory, &item, &dataset->at, err);
}

static ptb_status begin_shape(ptb_h5_writer *writer, const dataset_shape *shape, ptb_h5_dataset **out,
                              ptb_error *err)
{
    ptb_h5_dataset *dataset = NULL;
    PTB_TRY(ptb_arena_alloc(&writer->arena, &dataset, 1, sizeof *dataset, err));
    PTB_TRY(ptb_arena_text(&writer->arena, shape->name, strlen(shape->name), &dataset->name, err));
    dataset->id = H5I_INVALID_HID;
    dataset->row_bytes = H5Tget_size(shape->type) * (shape->cols > 0 ? shape->cols : 1);
    PTB_TRY(writer->memory ? place_in_memory(writer, shape, dataset, err)
                           : create_dataset(writer, shape, &dataset->id, err));
    dataset->writer = writer;
    dataset->memory_type = shape->type;
    dataset->owns_type = shape->owns_type;
    dataset->rows = shape->rows;
    dataset->cols = shape->cols;
    dataset->next = writer->datasets;
    writer->datasets = dataset;
    *out = dataset;
    return PTB_OK;
}

ptb_status ptb_h5_begin(ptb_h5_writer *writer, const char *name, ptb_h5_type type, uint64_t rows,
                        uint64_t cols, ptb_h5_dataset **out, ptb_error *err)
{
    *out = NULL;
    ptb_h5_lock();
    dataset_shape shape = {
        .name = name, .kind = type, .type = ptb_h5_type_id(type), .rows = rows, .cols = cols};
    ptb_status status = begin_shape(writer, &shape, out, err);
    ptb_h5_unlock();
    return status;
}

static ptb_status put_rows(ptb_h5_dataset *dataset, uint64_t first_row, uint64_t n_rows, const void *data,
                           ptb_error *err)
{
    hsize_t start[2] = {first_row, 0}, count[2] = {n_rows, dataset->cols};
    int rank = dataset->cols > 0 ? 2 : 1;
    hid_t file_space = H5Dget_space(dataset->id), memory_space = H5Screate_simple(rank, count, NULL);
    ptb_status status = PTB_OK;
    if (file_space < 0 || memory_space < 0 ||
        H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dwrite(dataset->id, dataset->memory_type, memory_space, file_space, H5P_DEFAULT, data) < 0)
        status = ptb_h5_fail(err, PTB_E_IO, dataset->writer->path,
                             "writing rows %" PRIu64 " to %" PRIu64 " of dataset '%s'", first_row,
                             first_row + n_rows - 1, dataset->name);
    if (memory_space >= 0) (void)H5Sclose(memory_space);
    if (file_space >= 0) (void)H5Sclose(file_space);
    return status;
}

ptb_status ptb_h5_put(ptb_h5_dataset *dataset, uint64_t first_row, uint64_t n_rows, const void *data,
                      ptb_error *err)
{
    if (first_row > dataset->rows || n_rows > dataset->rows - first_row)
        return ptb_fail(err, PTB_E_INTERNAL,
                        "%s: rows %" PRIu64 " + %" PRIu64 " are beyond dataset '%s' of %" PRIu64 " rows",
                        dataset->writer->path, first_row, n_rows, dataset->name, dataset->rows);
    if (n_rows == 0) return PTB_OK;
    ptb_h5_lock();
    ptb_status status =
        dataset->writer->memory
            ? ptb_h5_memory_put(dataset->writer->memory, dataset->at + first_row * dataset->row_bytes, data,
                                n_rows * dataset->row_bytes, err)
            : put_rows(dataset, first_row, n_rows, data, err);
    if (status == PTB_OK) dataset->rows_put += n_rows;
    ptb_h5_unlock();
    return status;
}

ptb_status ptb_h5_write(ptb_h5_writer *writer, const char *name, ptb_h5_type type, const void *data,
                        uint64_t rows, uint64_t cols, ptb_error *err)
{
    ptb_h5_dataset *dataset = NULL;
    PTB_TRY(ptb_h5_begin(writer, name, type, rows, cols, &dataset, err));
    return ptb_h5_put(dataset, 0, rows, data, err);
}

ptb_status ptb_h5_write_strings(ptb_h5_writer *writer, const char *name, const ptb_strings *strings,
                                ptb_error *err)
{
    static const uint64_t none[1] = {0};
    char part[PTB_H5_NAME_BYTES];
    const uint64_t *offset = strings->n > 0 ? strings->offset : none;
    (void)snprintf(part, sizeof part, "%s_bytes", name);
    PTB_TRY(ptb_h5_write(writer, part, PTB_H5_U8, strings->bytes, offset[strings->n], 0, err));
    (void)snprintf(part, sizeof part, "%s_offset", name);
    return ptb_h5_write(writer, part, PTB_H5_U64, offset, strings->n + 1, 0, err);
}

ptb_status ptb_h5_write_text(ptb_h5_writer *writer, const char *name, ptb_str text, ptb_error *err)
{
    return ptb_h5_write(writer, name, PTB_H5_U8, text.ptr, text.len, 0, err);
}

static size_t longest(const ptb_strings *strings)
{
    size_t width = 1; /* HDF5 has no strings of no bytes */
    for (size_t i = 0; i < strings->n; i++) {
        size_t len = ptb_strings_at(strings, i).len;
        if (len > width) width = len;
    }
    return width;
}

static ptb_status begin_fixed_strings(ptb_h5_writer *writer, const char *name, uint64_t rows, size_t width,
                                      ptb_h5_dataset **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    dataset_shape shape = {
        .name = name, .kind = PTB_H5_STRINGS, .type = H5Tcopy(H5T_C_S1), .owns_type = true, .rows = rows};
    if (shape.type < 0 || H5Tset_size(shape.type, width) < 0 ||
        H5Tset_strpad(shape.type, H5T_STR_NULLPAD) < 0 || H5Tset_cset(shape.type, H5T_CSET_UTF8) < 0) {
        (void)ptb_h5_fail(err, PTB_E_IO, writer->path, "dataset '%s': strings of %zu bytes", name, width);
        status = PTB_E_IO;
    } else {
        status = begin_shape(writer, &shape, out, err);
    }
    if (status != PTB_OK && shape.type >= 0) (void)H5Tclose(shape.type);
    return status;
}

ptb_status ptb_h5_write_fixed_strings(ptb_h5_writer *writer, const char *name, const ptb_strings *strings,
                                      ptb_error *err)
{
    ptb_h5_dataset *dataset = NULL;
    char *buffer = NULL;
    size_t width = longest(strings), step = FIXED_CHUNK_BYTES / width + 1;
    if (step > strings->n) step = strings->n;
    ptb_h5_lock();
    ptb_status status = begin_fixed_strings(writer, name, strings->n, width, &dataset, err);
    ptb_h5_unlock();
    if (status != PTB_OK) return status;
    PTB_TRY_TO(ptb_alloc(&buffer, step, width, err));
    for (size_t first = 0; first < strings->n; first += step) {
        size_t n = strings->n - first < step ? strings->n - first : step;
        memset(buffer, 0, n * width);
        for (size_t i = 0; i < n; i++) {
            ptb_str text = ptb_strings_at(strings, first + i);
            if (text.len > 0) memcpy(buffer + i * width, text.ptr, text.len);
        }
        PTB_TRY_TO(ptb_h5_put(dataset, first, n, buffer, err));
    }
done:
    free(buffer);
    return status;
}

/* HDF5 does not fill: rows that nobody wrote would be whatever the file held there. */
static ptb_status check_all_put(const ptb_h5_writer *writer, ptb_error *err)
{
    for (const ptb_h5_dataset *dataset = writer->datasets; dataset != NULL; dataset = dataset->next)
        if (dataset->rows_put < dataset->rows)
            return ptb_fail(err, PTB_E_INTERNAL,
                            "%s: only %" PRIu64 " of %" PRIu64 " rows of dataset '%s' are written",
                            writer->path, dataset->rows_put, dataset->rows, dataset->name);
    return PTB_OK;
}

void ptb_h5_sync_ahead(ptb_h5_writer *writer)
{
    if (writer->replacement) ptb_replacement_sync_ahead(writer->replacement);
}

ptb_status ptb_h5_keep(ptb_h5_writer *writer, ptb_h5_file **out, ptb_error *err)
{
    ptb_status status = check_all_put(writer, err);
    *out = NULL;
    if (status == PTB_OK) status = ptb_h5_memory_map(writer->memory, err);
    if (status == PTB_OK) {
        *out = writer->memory;
        writer->memory = NULL;
    }
    ptb_h5_discard(writer);
    return status;
}

ptb_status ptb_h5_commit(ptb_h5_writer *writer, int threads, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_replacement *finished = NULL;
    PTB_TRY_TO(check_all_put(writer, err));
    ptb_h5_lock();
    status = close_handles(writer, err);
    ptb_h5_unlock();
    if (status != PTB_OK) goto done;
    PTB_TRY_TO(ptb_h5_seal(ptb_replacement_fd(writer->replacement), writer->path, writer->format,
                           writer->version, threads, err));
    finished = writer->replacement;
    writer->replacement = NULL; /* the commit frees it */
    status = ptb_replacement_commit(finished, err);
done:
    ptb_h5_discard(writer);
    return status;
}
