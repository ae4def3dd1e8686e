/* datasets/base/h5_memory.c: a file that has no name and is in memory only, read as any other once it is written.
 *
 * It is a file for the system, too (memfd_create): pages of a file cost less than fresh memory, which must be cleared before it
 * is filled. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "datasets/base/h5_internal.h"

ptb_status ptb_h5_memory_new(const char *name, int threads, ptb_h5_file **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    PTB_TRY(ptb_alloc(out, 1, sizeof **out, err));
    ptb_h5_file *file = *out;
    file->threads = threads;
    file->fd = memfd_create("propensity", MFD_CLOEXEC);
    if (file->fd < 0) status = ptb_fail_errno(err, PTB_E_NOMEM, "%s: no file in memory", name);
    if (status == PTB_OK) status = ptb_arena_text(&file->arena, name, strlen(name), &file->path, err);
    if (status == PTB_OK) return PTB_OK;
    ptb_h5_close(file);
    *out = NULL;
    return status;
}

ptb_status ptb_h5_memory_add(ptb_h5_file *file, const ptb_h5_item *shape, uint64_t *at, ptb_error *err)
{
    ptb_h5_item item = *shape;
    const uint64_t mask = PTB_H5_ALIGNMENT - 1;
    PTB_TRY(ptb_arena_text(&file->arena, shape->name, strlen(shape->name), &item.name, err));
    PTB_TRY(ptb_reserve(&file->items, &file->capacity, file->n_items + 1, sizeof item, err));
    *at = (file->size + mask) & ~mask;
    item.at = *at;
    file->size = (size_t)(*at + item.bytes);
    file->items[file->n_items++] = item;
    return PTB_OK;
}

ptb_status ptb_h5_memory_put(ptb_h5_file *file, uint64_t at, const void *data, size_t n, ptb_error *err)
{
    const char *from = data;
    while (n > 0) {
        ssize_t done = pwrite(file->fd, from, n, (off_t)at);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return ptb_fail_errno(err, PTB_E_NOMEM, "%s: keeping it in memory", file->path);
        from += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return PTB_OK;
}

ptb_status ptb_h5_memory_map(ptb_h5_file *file, ptb_error *err)
{
    file->size = file->size > 0 ? file->size : 1;
    if (ftruncate(file->fd, (off_t)file->size) != 0) /* a dataset without items may be the last */
        return ptb_fail_errno(err, PTB_E_NOMEM, "%s: keeping %zu bytes in memory", file->path, file->size);
    void *map = mmap(NULL, file->size, PROT_READ, MAP_SHARED, file->fd, 0);
    if (map == MAP_FAILED)
        return ptb_fail_errno(err, PTB_E_NOMEM, "%s: mapping %zu bytes", file->path, file->size);
    file->map = map;
    for (size_t i = 0; i < file->n_items; i++)
        file->items[i].data = (const char *)map + file->items[i].at;
    ptb_h5_sort_items(file);
    return PTB_OK;
}
