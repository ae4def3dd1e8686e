/* datasets/base/h5.c: the HDF5 library as we use it: quiet, without plugins, one thread at a time, 1.10 files. */
#include "datasets/base/h5.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "datasets/base/h5_internal.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "views are the file's little-endian bytes");

static pthread_once_t is_initialised = PTHREAD_ONCE_INIT;
static pthread_mutex_t library_lock = PTHREAD_MUTEX_INITIALIZER;

static const struct {
    const char *name;
    size_t bytes;
} types[PTB_H5_N_TYPES] = {
    [PTB_H5_U8] = {"u8", 1},   [PTB_H5_U16] = {"u16", 2}, [PTB_H5_U32] = {"u32", 4},
    [PTB_H5_U64] = {"u64", 8}, [PTB_H5_I64] = {"i64", 8}, [PTB_H5_F32] = {"f32", 4},
    [PTB_H5_F64] = {"f64", 8},
};

static void initialise(void)
{
    /* Both fail only where HDF5 is in use already; then its owner has decided. */
    (void)H5dont_atexit();
    (void)H5PLset_loading_state(0);
}

void ptb_h5_global_init(void)
{
    (void)pthread_once(&is_initialised, initialise);
}

void ptb_h5_lock(void)
{
    ptb_h5_global_init();
    (void)pthread_mutex_lock(&library_lock);
    /* HDF5 keeps this by thread. */
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    (void)H5Eclear2(H5E_DEFAULT);
}

void ptb_h5_unlock(void)
{
    (void)pthread_mutex_unlock(&library_lock);
}

/* The first entry is the deepest; of a failed system call its words are "... error message = 'WORDS', ...". */
static herr_t note_cause(unsigned n, const H5E_error2_t *entry, void *text)
{
    static const char mark[] = "error message = '";
    if (n != 0) return 0;
    const char *words = entry->desc != NULL ? entry->desc : "";
    const char *system_words = strstr(words, mark);
    if (system_words != NULL) words = system_words + strlen(mark);
    int len = (int)(system_words != NULL ? strcspn(words, "'") : strlen(words));
    (void)snprintf(text, PTB_H5_NAME_BYTES, "%.*s", len, words);
    return 0;
}

ptb_status ptb_h5_fail(ptb_error *err, ptb_status status, const char *path, const char *format, ...)
{
    char words[PTB_H5_NAME_BYTES] = "", cause[PTB_H5_NAME_BYTES] = "";
    va_list args;
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_cause, cause);
    (void)H5Eclear2(H5E_DEFAULT);
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    if (cause[0] == 0) return ptb_fail(err, status, "%s: %s", path, words);
    return ptb_fail(err, status, "%s: %s (%s)", path, words, cause);
}

size_t ptb_h5_type_bytes(ptb_h5_type type)
{
    return types[type].bytes;
}

const char *ptb_h5_type_name(ptb_h5_type type)
{
    return types[type].name;
}

hid_t ptb_h5_type_id(ptb_h5_type type)
{
    switch (type) {
    case PTB_H5_U8:
        return H5T_STD_U8LE;
    case PTB_H5_U16:
        return H5T_STD_U16LE;
    case PTB_H5_U32:
        return H5T_STD_U32LE;
    case PTB_H5_U64:
        return H5T_STD_U64LE;
    case PTB_H5_I64:
        return H5T_STD_I64LE;
    case PTB_H5_F32:
        return H5T_IEEE_F32LE;
    case PTB_H5_F64:
        return H5T_IEEE_F64LE;
    }
    return H5I_INVALID_HID;
}

hid_t ptb_h5_access_list(void)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    if (list < 0) return list;
    /* No flock of HDF5's: the temporary is locked by us, and some file systems have none. */
    if (H5Pset_libver_bounds(list, H5F_LIBVER_V110, H5F_LIBVER_V110) < 0 ||
        H5Pset_file_locking(list, 0, 1) < 0 || H5Pset_alignment(list, 1, PTB_H5_ALIGNMENT) < 0 ||
        H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) < 0) {
        (void)H5Pclose(list);
        return H5I_INVALID_HID;
    }
    return list;
}

bool ptb_h5_is_file(hid_t file, int fd)
{
    void *handle = NULL; /* of the default driver: the address of its descriptor */
    struct stat ours, theirs;
    if (H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0 || handle == NULL) return false;
    if (fstat(fd, &ours) != 0 || fstat(*(const int *)handle, &theirs) != 0) return false;
    return ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

void ptb_h5_library_version(char out[32])
{
    unsigned major = 0, minor = 0, release = 0;
    ptb_h5_lock();
    (void)H5get_libversion(&major, &minor, &release);
    ptb_h5_unlock();
    (void)snprintf(out, 32, "%u.%u.%u", major, minor, release);
}
