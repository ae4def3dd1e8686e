/* tests/fault/fault_shim.c: preloaded into the program, makes the k-th call of one kind fail.
 *
 *   FAULT_CALL    alloc, write, fsync or rename
 *   FAULT_AT      k, counted from the start of main; 0: none fails
 *   FAULT_LASTING 1: the k-th and all later ones fail; else only the k-th
 *   FAULT_MARK    a file: holds "hit" once a call failed, else the number of calls at the end of the program
 *
 * Only allocations that the program's own code makes count: HDF5, libsvm and GSL are known to crash when theirs fail,
 * and it is our promise that is tested. Writes count to files only, so that the program can still complain. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

enum kind { NONE, ALLOC, WRITE, FSYNC, RENAME };
static enum kind kind;
static long at;
static int is_lasting, is_armed, is_hit;
static const char *mark;
static atomic_long n_calls;
static uintptr_t program_first, program_last;

static void write_mark(const char *text)
{
    if (mark == NULL) return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return;
    (void)syscall(SYS_write, fd, text, strlen(text));
    (void)syscall(SYS_close, fd);
}

static int must_fail(enum kind of, int error)
{
    if (!is_armed || of != kind) return 0;
    long n = atomic_fetch_add(&n_calls, 1) + 1;
    if (at == 0 || (is_lasting ? n < at : n != at)) return 0;
    is_hit = 1;
    write_mark("hit\n");
    errno = error;
    return 1;
}

static int is_ours(const void *caller)
{
    return (uintptr_t)caller >= program_first && (uintptr_t)caller < program_last;
}

#define ALLOC_FAILS (is_armed && is_ours(__builtin_return_address(0)) && must_fail(ALLOC, ENOMEM))

void *malloc(size_t n)
{
    return ALLOC_FAILS ? NULL : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
    return ALLOC_FAILS ? NULL : __libc_calloc(count, n);
}

void *realloc(void *old, size_t n)
{
    return ALLOC_FAILS ? NULL : __libc_realloc(old, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return ALLOC_FAILS ? NULL : __libc_memalign(alignment, n);
}

int posix_memalign(void **out, size_t alignment, size_t n)
{
    if (ALLOC_FAILS) return ENOMEM;
    *out = __libc_memalign(alignment, n);
    return *out == NULL ? ENOMEM : 0;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (fd > STDERR_FILENO && must_fail(WRITE, ENOSPC)) return -1;
    return syscall(SYS_write, fd, bytes, n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
    if (must_fail(WRITE, ENOSPC)) return -1;
    return syscall(SYS_pwrite64, fd, bytes, n, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
    return pwrite64(fd, bytes, n, offset);
}

int fsync(int fd)
{
    if (must_fail(FSYNC, EIO)) return -1;
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    if (must_fail(FSYNC, EIO)) return -1;
    return (int)syscall(SYS_fdatasync, fd);
}

int rename(const char *from, const char *to)
{
    if (must_fail(RENAME, EIO)) return -1;
    return (int)syscall(SYS_rename, from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    if (must_fail(RENAME, EIO)) return -1;
    return (int)syscall(SYS_renameat, from_folder, from, to_folder, to);
}

/* The first object of the list is the program itself. */
static int find_program(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0) continue;
        program_first = info->dlpi_addr + segment->p_vaddr;
        program_last = program_first + segment->p_memsz;
    }
    return 1;
}

static void arm(void)
{
    static const char *const names[] = {"", "alloc", "write", "fsync", "rename"};
    const char *call = getenv("FAULT_CALL"), *k = getenv("FAULT_AT"), *lasting = getenv("FAULT_LASTING");
    mark = getenv("FAULT_MARK");
    for (int i = ALLOC; i <= RENAME; i++)
        if (call != NULL && strcmp(call, names[i]) == 0) kind = (enum kind)i;
    at = k == NULL ? 0 : strtol(k, NULL, 10);
    is_lasting = lasting != NULL && lasting[0] == '1';
    dl_iterate_phdr(find_program, NULL);
    is_armed = kind != NONE;
}

__attribute__((destructor)) static void tell(void)
{
    char text[32];
    is_armed = 0;
    if (kind == NONE || is_hit) return;
    (void)snprintf(text, sizeof text, "%ld\n", atomic_load(&n_calls));
    write_mark(text);
}

/* Arms at the start of main: the loader's own allocations are over then. */
static int (*program_main)(int, char **, char **);

static int armed_main(int argc, char **argv, char **environment)
{
    arm();
    return program_main(argc, argv, environment);
}

typedef int start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
                       void (*)(void), void *);

int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
    start_main *real;
    void *found = dlsym(RTLD_NEXT, "__libc_start_main");
    memcpy(&real, &found, sizeof real);
    program_main = entry;
    return real(armed_main, argc, argv, init, fini, rtld_fini, stack_end);
}
