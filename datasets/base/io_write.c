/* datasets/base/io_write.c: replacing files atomically; buffered output. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "datasets/base/csv_text.h"
#include "datasets/base/io.h"
#include "datasets/base/memory.h"

enum { BUFFER_BYTES = 256 * 1024, LOCK_TRIES = 100, SYNC_PAUSE_NS = 20000000 };

struct ptb_replacement {
    char *target;    /* what will be replaced; symbolic links resolved */
    char *folder;    /* where it is */
    char *temporary; /* FOLDER/.NAME.tmp */
    int fd;          /* of the temporary, locked */
    bool is_made;    /* the temporary is ours to unlink */
    pthread_t syncer;
    bool is_syncing;
    int sync_failure;       /* errno; the syncer's until it is joined */
    atomic_bool is_written; /* tells the syncer that no more comes */
};

static void wait_for_sync(ptb_replacement *replacement)
{
    atomic_store(&replacement->is_written, true);
    if (replacement->is_syncing) (void)pthread_join(replacement->syncer, NULL);
    replacement->is_syncing = false;
}

static void replacement_free(ptb_replacement *replacement)
{
    if (!replacement) return;
    wait_for_sync(replacement);
    if (replacement->is_made) (void)unlink(replacement->temporary);
    if (replacement->fd >= 0) (void)close(replacement->fd); /* nothing of worth is in it any more */
    free(replacement->target);
    free(replacement->folder);
    free(replacement->temporary);
    free(replacement);
}

/* Where `path` is a symbolic link, what it leads to is replaced and the link stays. */
static ptb_status resolve_target(ptb_replacement *replacement, const char *path, ptb_error *err)
{
    struct stat info;
    size_t len = strlen(path);
    if (len == 0) return ptb_fail(err, PTB_E_IO, "the output's name is empty; expected a file name");
    if (path[len - 1] == '/')
        return ptb_fail(err, PTB_E_IO, "cannot write '%s': names a folder; expected a file name", path);
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) {
        replacement->target = realpath(path, NULL);
        if (!replacement->target)
            return ptb_fail_errno(err, PTB_E_IO, "cannot write '%s': its symbolic link leads nowhere", path);
    } else {
        PTB_TRY(ptb_alloc(&replacement->target, len + 1, 1, err));
        memcpy(replacement->target, path, len);
    }
    if (stat(replacement->target, &info) != 0) return PTB_OK; /* new, or refused when the temporary is made */
    if (S_ISDIR(info.st_mode))
        return ptb_fail(err, PTB_E_IO, "cannot write '%s': is a folder; expected a file name", path);
    if (!S_ISREG(info.st_mode))
        return ptb_fail(err, PTB_E_IO, "cannot write '%s': is no regular file and can't be replaced", path);
    return PTB_OK;
}

static ptb_status name_temporary(ptb_replacement *replacement, ptb_error *err)
{
    const char *target = replacement->target, *slash = strrchr(target, '/');
    size_t folder_len = slash ? (size_t)(slash - target) + 1 : 0;
    ptb_text folder = {0}, temporary = {0};
    ptb_text_append(&folder, target, folder_len);
    if (folder_len == 0) ptb_text_add(&folder, ".");
    ptb_text_append(&temporary, target, folder_len);
    ptb_text_add(&temporary, ".");
    ptb_text_add(&temporary, target + folder_len);
    ptb_text_add(&temporary, ".tmp");
    replacement->folder = folder.bytes;
    replacement->temporary = temporary.bytes;
    PTB_TRY(ptb_text_check(&folder, err));
    return ptb_text_check(&temporary, err);
}

/* True where the path still names the file that fd has open: nobody renamed or removed it before we had the lock. */
static bool is_still_there(int fd, const char *path)
{
    struct stat open_file, named;
    return fstat(fd, &open_file) == 0 && lstat(path, &named) == 0 && open_file.st_dev == named.st_dev &&
           open_file.st_ino == named.st_ino;
}

static ptb_status open_temporary(ptb_replacement *replacement, ptb_error *err)
{
    struct stat info;
    /* Not O_TRUNC: until it is locked, it may be another run's. */
    replacement->fd =
        open(replacement->temporary, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0666);
    if (replacement->fd < 0 && errno == ENOENT)
        return ptb_fail(err, PTB_E_IO, "cannot write '%s': the folder '%s' does not exist",
                        replacement->target, replacement->folder);
    if (replacement->fd < 0)
        return ptb_fail_errno(err, PTB_E_IO, "cannot write '%s': making '%s'", replacement->target,
                              replacement->temporary);
    if (fstat(replacement->fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink > 1)
        return ptb_fail(err, PTB_E_IO,
                        "cannot write '%s': '%s' is in the way and is not a file of this program",
                        replacement->target, replacement->temporary);
    return PTB_OK;
}

static ptb_status lock_temporary(ptb_replacement *replacement, ptb_error *err)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        PTB_TRY(open_temporary(replacement, err));
        if (flock(replacement->fd, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK) break;
            return ptb_fail_errno(err, PTB_E_IO, "cannot lock '%s'", replacement->temporary);
        }
        if (is_still_there(replacement->fd, replacement->temporary)) {
            replacement->is_made = true;
            return PTB_OK;
        }
        (void)close(replacement->fd);
        replacement->fd = -1;
    }
    return ptb_fail(err, PTB_E_BUSY, "another run is writing '%s'", replacement->target);
}

/* Empties a dead run's leftover; a file that is replaced keeps its permissions. */
static ptb_status prepare_temporary(const ptb_replacement *replacement, ptb_error *err)
{
    struct stat info;
    if (ftruncate(replacement->fd, 0) != 0)
        return ptb_fail_errno(err, PTB_E_IO, "cannot empty '%s'", replacement->temporary);
    if (stat(replacement->target, &info) == 0 && fchmod(replacement->fd, info.st_mode & 0777) != 0)
        return ptb_fail_errno(err, PTB_E_IO, "cannot set the permissions of '%s'", replacement->temporary);
    return PTB_OK;
}

ptb_status ptb_replacement_begin(const char *path, ptb_replacement **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_replacement *replacement = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&replacement, 1, sizeof *replacement, err));
    replacement->fd = -1;
    PTB_TRY_TO(resolve_target(replacement, path, err));
    PTB_TRY_TO(name_temporary(replacement, err));
    PTB_TRY_TO(lock_temporary(replacement, err));
    PTB_TRY_TO(prepare_temporary(replacement, err));
    *out = replacement;
    replacement = NULL;
done:
    replacement_free(replacement);
    return status;
}

const char *ptb_replacement_path(const ptb_replacement *replacement)
{
    return replacement->temporary;
}

int ptb_replacement_fd(const ptb_replacement *replacement)
{
    return replacement->fd;
}

static ptb_status sync_folder(const ptb_replacement *replacement, ptb_error *err)
{
    int fd = open(replacement->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return ptb_fail_errno(err, PTB_E_IO, "cannot open the folder '%s'", replacement->folder);
    ptb_status status = PTB_OK;
    /* EINVAL: a file system without fsync for folders */
    if (fsync(fd) != 0 && errno != EINVAL)
        status = ptb_fail_errno(err, PTB_E_IO,
                                "'%s' is replaced, but may not survive a power failure: fsync of '%s'",
                                replacement->target, replacement->folder);
    (void)close(fd);
    return status;
}

static void *sync_file(void *state)
{
    ptb_replacement *replacement = state;
    const struct timespec pause = {0, SYNC_PAUSE_NS};
    while (!atomic_load(&replacement->is_written) && replacement->sync_failure == 0) {
        if (fsync(replacement->fd) != 0) replacement->sync_failure = errno;
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

void ptb_replacement_sync_ahead(ptb_replacement *replacement)
{
    if (replacement->is_syncing) return;
    replacement->is_syncing = pthread_create(&replacement->syncer, NULL, sync_file, replacement) == 0;
}

/* What the system could not write it says once: the first failure counts, whoever met it. */
static bool sync_all(ptb_replacement *replacement)
{
    wait_for_sync(replacement);
    if (fsync(replacement->fd) != 0) return false;
    errno = replacement->sync_failure;
    return errno == 0;
}

ptb_status ptb_replacement_commit(ptb_replacement *replacement, ptb_error *err)
{
    ptb_status status = PTB_OK;
    if (!sync_all(replacement)) {
        status = ptb_fail_errno(err, PTB_E_IO, "cannot write '%s'", replacement->target);
        goto done;
    }
    if (rename(replacement->temporary, replacement->target) != 0) {
        status = ptb_fail_errno(err, PTB_E_IO, "cannot replace '%s'", replacement->target);
        goto done;
    }
    replacement->is_made = false;
    PTB_TRY_TO(sync_folder(replacement, err));
    if (close(replacement->fd) != 0)
        status = ptb_fail_errno(err, PTB_E_IO, "cannot write '%s'", replacement->target);
    replacement->fd = -1;
done:
    replacement_free(replacement);
    return status;
}

void ptb_replacement_discard(ptb_replacement *replacement)
{
    replacement_free(replacement);
}

struct ptb_output {
    ptb_replacement *replacement; /* NULL: standard output */
    char *buffer;
    size_t used;
    ptb_text scratch; /* for printf */
    int failure;      /* errno of the first write that failed */
};

ptb_status ptb_output_open(const char *path, ptb_output **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_output *output = NULL;
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&output, 1, sizeof *output, err));
    PTB_TRY_TO(ptb_alloc_raw(&output->buffer, BUFFER_BYTES, 1, err));
    if (strcmp(path, "-") != 0) PTB_TRY_TO(ptb_replacement_begin(path, &output->replacement, err));
    *out = output;
    output = NULL;
done:
    ptb_output_discard(output);
    return status;
}

/* Standard output goes through stdio, so that it stays in order with what the program prints itself. */
static void write_out(ptb_output *output, const char *bytes, size_t n)
{
    if (!output->replacement) {
        if (output->failure == 0 && fwrite(bytes, 1, n, stdout) != n) output->failure = errno ? errno : EIO;
        return;
    }
    while (n > 0 && output->failure == 0) {
        ssize_t written = write(output->replacement->fd, bytes, n);
        if (written >= 0) {
            bytes += written;
            n -= (size_t)written;
        } else if (errno != EINTR) {
            output->failure = errno;
        }
    }
}

static void flush(ptb_output *output)
{
    write_out(output, output->buffer, output->used);
    output->used = 0;
}

void ptb_output_write(ptb_output *output, const void *bytes, size_t n)
{
    if (n == 0) return;
    if (n > BUFFER_BYTES - output->used) flush(output);
    if (n > BUFFER_BYTES) {
        write_out(output, bytes, n);
        return;
    }
    memcpy(output->buffer + output->used, bytes, n);
    output->used += n;
}

static void write_scratch(ptb_output *output)
{
    if (output->scratch.failed)
        output->failure = ENOMEM;
    else
        ptb_output_write(output, output->scratch.bytes, output->scratch.len);
}

void ptb_output_printf(ptb_output *output, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    ptb_text_clear(&output->scratch);
    ptb_text_vprintf(&output->scratch, format, args);
    va_end(args);
    write_scratch(output);
}

static ptb_status finish_writes(ptb_output *output, ptb_error *err)
{
    flush(output);
    if (!output->replacement && output->failure == 0 && fflush(stdout) != 0) output->failure = errno;
    if (output->failure == 0) return PTB_OK;
    errno = output->failure;
    return ptb_fail_errno(err, PTB_E_IO, "cannot write '%s'",
                          output->replacement ? output->replacement->target : "standard output");
}

ptb_status ptb_output_settle(ptb_output *output, ptb_error *err)
{
    PTB_TRY(finish_writes(output, err));
    if (!output->replacement || fsync(output->replacement->fd) == 0) return PTB_OK;
    return ptb_fail_errno(err, PTB_E_IO, "cannot write '%s'", output->replacement->target);
}

ptb_status ptb_output_commit(ptb_output *output, ptb_error *err)
{
    ptb_status status = finish_writes(output, err);
    if (status == PTB_OK && output->replacement) {
        ptb_replacement *replacement = output->replacement;
        output->replacement = NULL;
        status = ptb_replacement_commit(replacement, err);
    }
    ptb_output_discard(output);
    return status;
}

void ptb_output_discard(ptb_output *output)
{
    if (!output) return;
    ptb_replacement_discard(output->replacement);
    ptb_text_free(&output->scratch);
    free(output->buffer);
    free(output);
}

void ptb_output_csv_field(ptb_output *output, ptb_str field, int text)
{
    ptb_text_clear(&output->scratch);
    ptb_csv_append_field(&output->scratch, field, text != 0);
    write_scratch(output);
}

ptb_status ptb_write_file(const char *path, const void *bytes, size_t n, ptb_error *err)
{
    ptb_output *output;
    PTB_TRY(ptb_output_open(path, &output, err));
    ptb_output_write(output, bytes, n);
    return ptb_output_commit(output, err);
}
