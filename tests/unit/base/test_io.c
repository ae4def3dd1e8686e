/* tests/unit/base/test_io.c: reading whole, in streams and from gzip; replacing files without ever tearing them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

#include "datasets/base/io.h"
#include "tests/support/test_main.h"

enum { BIG = 700000, TWICE_BIG = 2 * BIG };

/* Stands before the C library's flock: once, it first renames a file as another run would at that moment. */
static const char *rename_before_lock, *rename_to;

int flock(int fd, int operation)
{
    if (rename_before_lock) ck_assert_int_eq(rename(rename_before_lock, rename_to), 0);
    rename_before_lock = NULL;
    return (int)syscall(SYS_flock, fd, operation);
}

/* Likewise; the n-th call from now fails, where n is not 0. */
static int fsync_to_fail;

int fsync(int fd)
{
    if (fsync_to_fail > 0 && --fsync_to_fail == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

/* Removed first: a file that is truncated may be flushed by some file systems, a new one is not. */
static void write_bytes(const char *path, const void *bytes, size_t n)
{
    (void)unlink(path);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
}

static void assert_content(const char *path, const char *want)
{
    ptb_error err;
    char *bytes;
    size_t len;
    ASSERT_OK(ptb_read_file(path, 1 << 20, &bytes, &len, &err));
    ck_assert_uint_eq(len, strlen(want));
    ck_assert_str_eq(bytes, want);
    free(bytes);
}

static int exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

/* Text that gzip can't make tiny. */
static char *some_text(size_t n)
{
    char *text = malloc(n + 1);
    ck_assert_ptr_nonnull(text);
    uint32_t state = 1;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = (char)('a' + (state >> 24) % 26);
    }
    text[n] = 0;
    return text;
}

/* Appends a gzip member to out[at ..); returns the new end. */
static size_t add_member(unsigned char *out, size_t at, size_t capacity, char *text, size_t n)
{
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)text;
    z.avail_in = (uInt)n;
    z.next_out = out + at;
    z.avail_out = (uInt)(capacity - at);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t end = at + z.total_out;
    ck_assert_int_eq(deflateEnd(&z), Z_OK);
    return end;
}

/* Reads everything in pieces of `piece` bytes. */
static ptb_status slurp(const char *path, size_t piece, ptb_text *out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_input *input = NULL;
    char *buffer = malloc(piece);
    size_t n = 0;
    ck_assert_ptr_nonnull(buffer);
    PTB_TRY_TO(ptb_input_open(path, &input, err));
    do {
        PTB_TRY_TO(ptb_input_read(input, buffer, piece, &n, err));
        ptb_text_append(out, buffer, n);
    } while (n == piece);
    uint64_t done, total;
    ptb_input_position(input, &done, &total);
    if (total > 0) ck_assert_uint_eq(done, total);
done:
    ptb_input_close(input);
    free(buffer);
    return status;
}

START_TEST(test_read_file)
{
    ptb_error err;
    char *bytes;
    size_t len;
    test_write_file("a.txt", "hello");
    ASSERT_OK(ptb_read_file("a.txt", 5, &bytes, &len, &err));
    ck_assert_uint_eq(len, 5);
    ck_assert_str_eq(bytes, "hello");
    free(bytes);
    test_write_file("empty.txt", "");
    ASSERT_OK(ptb_read_file("empty.txt", 0, &bytes, &len, &err));
    ck_assert_uint_eq(len, 0);
    ck_assert_str_eq(bytes, "");
    free(bytes);
    ASSERT_FAILS(ptb_read_file("a.txt", 4, &bytes, &len, &err), PTB_E_LIMIT,
                 "'a.txt' is longer than 4 bytes");
    ck_assert_ptr_null(bytes);
    ck_assert_uint_eq(len, 0);
    ASSERT_FAILS(ptb_read_file("none.txt", 4, &bytes, &len, &err), PTB_E_IO,
                 "cannot open 'none.txt': No such file");
    ASSERT_FAILS(ptb_read_file(".", 4, &bytes, &len, &err), PTB_E_IO, "'.' is a folder; expected a file");
    ASSERT_FAILS(ptb_read_file("/dev/zero", 1000000, &bytes, &len, &err), PTB_E_LIMIT, "longer than 1000000");
}
END_TEST

START_TEST(test_plain_stream_in_any_pieces)
{
    ptb_error err;
    char *want = some_text(BIG);
    test_write_file("big.csv", want);
    static const size_t pieces[] = {1, 7, 4096, BIG - 1, BIG, BIG + 1};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        ptb_text got = {0};
        ASSERT_OK(slurp("big.csv", pieces[i], &got, &err));
        ck_assert_uint_eq(got.len, BIG);
        ck_assert_int_eq(memcmp(got.bytes, want, BIG), 0);
        ptb_text_free(&got);
    }
    test_write_file("empty.csv", "");
    test_write_file("one.csv", "x");
    ptb_text got = {0};
    ASSERT_OK(slurp("empty.csv", 10, &got, &err));
    ASSERT_OK(slurp("one.csv", 10, &got, &err));
    ck_assert_str_eq(got.bytes, "x");
    ptb_text_free(&got);
    free(want);
}
END_TEST

START_TEST(test_gzip_by_content_with_several_members)
{
    ptb_error err;
    char *want = some_text(BIG);
    unsigned char *packed = malloc(TWICE_BIG);
    ck_assert_ptr_nonnull(packed);
    size_t n = add_member(packed, 0, TWICE_BIG, want, BIG / 3);
    n = add_member(packed, n, TWICE_BIG, want, 0);
    n = add_member(packed, n, TWICE_BIG, want + BIG / 3, BIG - BIG / 3);
    write_bytes("data.csv.gz", packed, n);
    write_bytes("data.csv", packed, n); /* whatever the name */
    static const size_t pieces[] = {1, 1000, BIG, TWICE_BIG};
    for (size_t i = 0; i < 4; i++) {
        ptb_text got = {0};
        ASSERT_OK(slurp(i % 2 ? "data.csv" : "data.csv.gz", pieces[i], &got, &err));
        ck_assert_uint_eq(got.len, BIG);
        ck_assert_int_eq(memcmp(got.bytes, want, BIG), 0);
        ptb_text_free(&got);
    }
    free(packed);
    free(want);
}
END_TEST

START_TEST(test_damaged_gzip_is_refused)
{
    ptb_error err;
    char *want = some_text(2000);
    unsigned char packed[4000];
    ptb_text got = {0};
    size_t n = add_member(packed, 0, sizeof packed, want, 2000);
    for (size_t cut = 2; cut < n; cut++) {
        write_bytes("cut.gz", packed, cut);
        ptb_text_clear(&got);
        ASSERT_FAILS(slurp("cut.gz", 512, &got, &err), PTB_E_PARSE, "'cut.gz': the gzip data is cut short");
    }
    /* every byte behind the header's time, flags and system: content, check sum, length */
    for (size_t at = 10; at < n; at++) {
        packed[at] ^= 0x10;
        write_bytes("bad.gz", packed, n);
        ptb_text_clear(&got);
        ck_assert_int_eq(slurp("bad.gz", 512, &got, &err), PTB_E_PARSE);
        packed[at] ^= 0x10;
    }
    packed[n] = 'x';
    write_bytes("more.gz", packed, n + 1);
    ASSERT_FAILS(slurp("more.gz", 512, &got, &err), PTB_E_PARSE, "bytes that are not gzip follow");
    test_write_file("plain.gz", "id,name\n");
    ASSERT_FAILS(slurp("plain.gz", 512, &got, &err), PTB_E_PARSE,
                 "'plain.gz' is named .gz but holds no gzip");
    test_write_file("empty.GZ", "");
    ASSERT_FAILS(slurp("empty.GZ", 512, &got, &err), PTB_E_PARSE, "holds no gzip");
    ptb_text_free(&got);
    free(want);
}
END_TEST

START_TEST(test_standard_input)
{
    ptb_error err;
    ptb_text got = {0};
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    ck_assert_int_eq(write(ends[1], "abc", 3), 3);
    ck_assert_int_eq(close(ends[1]), 0);
    ASSERT_OK(slurp("-", 2, &got, &err));
    ck_assert_str_eq(got.bytes, "abc");
    ck_assert_int_eq(fcntl(STDIN_FILENO, F_GETFD), 0); /* still open */
    ptb_text_free(&got);
}
END_TEST

START_TEST(test_input_that_changes_is_noticed)
{
    ptb_error err;
    ptb_input *input;
    char buffer[100];
    size_t n;
    test_write_file("moving.csv", "a,b\n1,2\n");
    ASSERT_OK(ptb_input_open("moving.csv", &input, &err));
    ASSERT_OK(ptb_input_read(input, buffer, 4, &n, &err));
    ptb_input_close(input);
    char *big = some_text(BIG);
    test_write_file("moving.csv", big);
    ASSERT_OK(ptb_input_open("moving.csv", &input, &err));
    ck_assert_int_eq(truncate("moving.csv", BIG / 2), 0);
    ck_assert_uint_eq(strlen(big), BIG);
    ASSERT_FAILS(ptb_input_read(input, big, BIG, &n, &err), PTB_E_IO,
                 "'moving.csv' changed while it was being read");
    ck_assert_uint_eq(n, 0);
    ptb_input_close(input);
    free(big);
}
END_TEST

START_TEST(test_input_that_is_not_there)
{
    ptb_error err;
    ptb_input *input;
    ASSERT_FAILS(ptb_input_open("absent.csv", &input, &err), PTB_E_IO, "cannot open 'absent.csv'");
    ck_assert_ptr_null(input);
    ASSERT_FAILS(ptb_input_open(".", &input, &err), PTB_E_IO, "'.' is a folder");
    ck_assert_ptr_null(input);
    ptb_input_close(NULL);
}
END_TEST

START_TEST(test_replacement_replaces_at_commit_only)
{
    ptb_error err;
    ptb_replacement *replacement;
    test_write_file("target.txt", "old");
    ck_assert_int_eq(chmod("target.txt", 0640), 0);
    ASSERT_OK(ptb_replacement_begin("target.txt", &replacement, &err));
    ck_assert_str_eq(ptb_replacement_path(replacement), ".target.txt.tmp");
    ck_assert_int_eq(write(ptb_replacement_fd(replacement), "new", 3), 3);
    assert_content("target.txt", "old");
    ASSERT_OK(ptb_replacement_commit(replacement, &err));
    assert_content("target.txt", "new");
    ck_assert(!exists(".target.txt.tmp"));
    struct stat info;
    ck_assert_int_eq(stat("target.txt", &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0640);

    ASSERT_OK(ptb_replacement_begin("target.txt", &replacement, &err));
    ck_assert_int_eq(write(ptb_replacement_fd(replacement), "newer", 5), 5);
    ptb_replacement_discard(replacement);
    ptb_replacement_discard(NULL);
    assert_content("target.txt", "new");
    ck_assert(!exists(".target.txt.tmp"));
}
END_TEST

START_TEST(test_new_file_obeys_the_umask)
{
    ptb_error err;
    struct stat info;
    (void)unlink("fresh.txt");
    mode_t before = umask(027);
    ASSERT_OK(ptb_write_file("fresh.txt", "x", 1, &err));
    umask(before);
    ck_assert_int_eq(stat("fresh.txt", &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0640);
}
END_TEST

START_TEST(test_second_run_is_told_to_wait)
{
    ptb_error err;
    ptb_replacement *first, *second;
    ASSERT_OK(ptb_replacement_begin("shared.txt", &first, &err));
    ASSERT_FAILS(ptb_replacement_begin("shared.txt", &second, &err), PTB_E_BUSY,
                 "another run is writing 'shared.txt'");
    ck_assert_ptr_null(second);
    ck_assert(exists(".shared.txt.tmp")); /* the second run left the first one's file alone */
    ASSERT_OK(ptb_replacement_commit(first, &err));
    ASSERT_OK(ptb_replacement_begin("shared.txt", &second, &err));
    ptb_replacement_discard(second);
}
END_TEST

/* Another run commits between our opening of the temporary and our lock: its new file must not be emptied. */
START_TEST(test_file_renamed_before_the_lock_is_left_alone)
{
    ptb_error err;
    ptb_replacement *replacement;
    test_write_file(".raced.txt.tmp", "of the other run");
    rename_before_lock = ".raced.txt.tmp";
    rename_to = "raced.txt";
    ASSERT_OK(ptb_replacement_begin("raced.txt", &replacement, &err));
    ck_assert_ptr_null(rename_before_lock);
    assert_content("raced.txt", "of the other run");
    ck_assert_int_eq(write(ptb_replacement_fd(replacement), "ours", 4), 4);
    ASSERT_OK(ptb_replacement_commit(replacement, &err));
    assert_content("raced.txt", "ours");
}
END_TEST

START_TEST(test_leftover_of_a_dead_run_is_taken_over)
{
    ptb_error err;
    ptb_output *output;
    test_write_file(".result.csv.tmp", "half of something that was longer");
    ASSERT_OK(ptb_output_open("result.csv", &output, &err));
    ptb_output_write(output, "whole", 5);
    ASSERT_OK(ptb_output_commit(output, &err));
    assert_content("result.csv", "whole");
    ck_assert(!exists(".result.csv.tmp"));
}
END_TEST

START_TEST(test_targets_that_cannot_be_replaced)
{
    ptb_error err;
    ptb_replacement *replacement;
    (void)mkdir("folder", 0777);
    ASSERT_FAILS(ptb_replacement_begin("folder", &replacement, &err), PTB_E_IO, "'folder': is a folder");
    ck_assert_ptr_null(replacement);
    ASSERT_FAILS(ptb_replacement_begin("folder/", &replacement, &err), PTB_E_IO, "names a folder");
    ASSERT_FAILS(ptb_replacement_begin("", &replacement, &err), PTB_E_IO, "name is empty");
    ASSERT_FAILS(ptb_replacement_begin("none/x.csv", &replacement, &err), PTB_E_IO,
                 "'none/x.csv': the folder 'none/' does not exist");
    ASSERT_FAILS(ptb_replacement_begin("/dev/null", &replacement, &err), PTB_E_IO, "no regular file");
    ASSERT_FAILS(ptb_replacement_begin("/proc/x.csv", &replacement, &err), PTB_E_IO, "'/proc/x.csv'");
    char longest[400];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    ASSERT_FAILS(ptb_replacement_begin(longest, &replacement, &err), PTB_E_IO, "File name too long");
    (void)unlink("elsewhere");
    test_write_file("precious", "precious");
    (void)unlink(".trap.tmp");
    ck_assert_int_eq(symlink("precious", ".trap.tmp"), 0);
    ASSERT_FAILS(ptb_replacement_begin("trap", &replacement, &err), PTB_E_IO, ".trap.tmp");
    ck_assert_int_eq(unlink(".trap.tmp"), 0);
    ck_assert_int_eq(link("precious", ".trap.tmp"), 0);
    ASSERT_FAILS(ptb_replacement_begin("trap", &replacement, &err), PTB_E_IO, "'.trap.tmp' is in the way");
    assert_content("precious", "precious");
    ck_assert_int_eq(unlink(".trap.tmp"), 0);
}
END_TEST

START_TEST(test_symbolic_links_stay_links)
{
    ptb_error err;
    ptb_replacement *replacement;
    struct stat info;
    (void)mkdir("real", 0777);
    test_write_file("real/file.txt", "old");
    (void)unlink("link.txt");
    ck_assert_int_eq(symlink("real/file.txt", "link.txt"), 0);
    ASSERT_OK(ptb_write_file("link.txt", "new", 3, &err));
    ck_assert_int_eq(lstat("link.txt", &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    assert_content("real/file.txt", "new");
    (void)unlink("dangling.txt");
    ck_assert_int_eq(symlink("nowhere", "dangling.txt"), 0);
    ASSERT_FAILS(ptb_replacement_begin("dangling.txt", &replacement, &err), PTB_E_IO,
                 "symbolic link leads nowhere");
    (void)unlink("to_folder");
    ck_assert_int_eq(symlink("real", "to_folder"), 0);
    ASSERT_FAILS(ptb_replacement_begin("to_folder", &replacement, &err), PTB_E_IO, "is a folder");
}
END_TEST

START_TEST(test_output_of_any_length)
{
    ptb_error err;
    ptb_output *output;
    char *text = some_text(BIG), *bytes;
    size_t len;
    ASSERT_OK(ptb_output_open("out.txt", &output, &err));
    for (size_t i = 0; i < 1000; i++)
        ptb_output_write(output, text + i * 300, 300);
    ptb_output_write(output, text + 300000, BIG - 300000);
    ptb_output_write(output, NULL, 0);
    ptb_output_printf(output, "\n%d;%.2f;%s\n", 42, 0.5, "end");
    ASSERT_OK(ptb_output_commit(output, &err));
    ASSERT_OK(ptb_read_file("out.txt", TWICE_BIG, &bytes, &len, &err));
    ck_assert_int_eq(memcmp(bytes, text, BIG), 0);
    ck_assert_str_eq(bytes + BIG, "\n42;0.50;end\n");
    free(bytes);
    free(text);
    ASSERT_OK(ptb_output_open("out.txt", &output, &err));
    ptb_output_write(output, "x", 1);
    ptb_output_discard(output);
    ptb_output_discard(NULL);
    ck_assert(!exists(".out.txt.tmp"));
}
END_TEST

/* A limit on file sizes stands for the full disk: the reason and the file are named, the old file stays. */
START_TEST(test_full_disk_leaves_the_old_file)
{
    ptb_error err;
    ptb_output *output;
    struct rlimit before, small;
    char *text = some_text(BIG);
    test_write_file("kept.txt", "old");
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 100000;
    ASSERT_OK(ptb_output_open("kept.txt", &output, &err));
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    ptb_output_write(output, text, BIG);
    ptb_status status = ptb_output_commit(output, &err);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(status, PTB_E_IO);
    ck_assert_str_eq(err.message, "cannot write 'kept.txt': File too large");
    assert_content("kept.txt", "old");
    ck_assert(!exists(".kept.txt.tmp"));
    free(text);
}
END_TEST

START_TEST(test_failures_at_commit)
{
    ptb_error err;
    ptb_replacement *replacement;
    test_write_file("synced.txt", "old");
    fsync_to_fail = 1; /* of the file */
    ASSERT_FAILS(ptb_write_file("synced.txt", "new", 3, &err), PTB_E_IO,
                 "cannot write 'synced.txt': Input/output");
    assert_content("synced.txt", "old");
    ck_assert(!exists(".synced.txt.tmp"));
    fsync_to_fail = 2; /* of the folder */
    ASSERT_FAILS(ptb_write_file("synced.txt", "new", 3, &err), PTB_E_IO,
                 "'synced.txt' is replaced, but may not survive");
    assert_content("synced.txt", "new");
    (void)rmdir("became_folder");
    ASSERT_OK(ptb_replacement_begin("became_folder", &replacement, &err));
    ck_assert_int_eq(mkdir("became_folder", 0777), 0);
    ASSERT_FAILS(ptb_replacement_commit(replacement, &err), PTB_E_IO,
                 "cannot replace 'became_folder': Is a directory");
    ck_assert(!exists(".became_folder.tmp"));
}
END_TEST

/* Two files that belong together: both are on the disk before the first is replaced. */
START_TEST(test_settled_output_is_written_but_not_in_place)
{
    ptb_error err;
    ptb_output *output;
    write_bytes("settled.txt", "old", 3);
    ASSERT_OK(ptb_output_open("settled.txt", &output, &err));
    ptb_output_write(output, "new", 3);
    assert_content(".settled.txt.tmp", "");
    ASSERT_OK(ptb_output_settle(output, &err));
    assert_content(".settled.txt.tmp", "new");
    assert_content("settled.txt", "old");
    ptb_output_write(output, "er", 2); /* more may follow, and be settled again */
    ASSERT_OK(ptb_output_settle(output, &err));
    ASSERT_OK(ptb_output_commit(output, &err));
    assert_content("settled.txt", "newer");
    ck_assert(!exists(".settled.txt.tmp"));
}
END_TEST

START_TEST(test_failures_to_settle)
{
    ptb_error err;
    ptb_output *output;
    write_bytes("settled.txt", "old", 3);
    ASSERT_OK(ptb_output_open("settled.txt", &output, &err));
    ptb_output_write(output, "new", 3);
    fsync_to_fail = 1;
    ASSERT_FAILS(ptb_output_settle(output, &err), PTB_E_IO, "cannot write 'settled.txt': Input/output error");
    ptb_output_discard(output); /* still the caller's */

    struct rlimit limit, before;
    static char bytes[4096];
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 1024;
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ASSERT_OK(ptb_output_open("settled.txt", &output, &err));
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ptb_output_write(output, bytes, sizeof bytes); /* buffered: nothing has failed yet */
    ptb_status status = ptb_output_settle(output, &err);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(status, PTB_E_IO);
    ck_assert_str_eq(err.message, "cannot write 'settled.txt': File too large");
    ASSERT_FAILS(ptb_output_commit(output, &err), PTB_E_IO, "settled.txt"); /* the failure sticks */
    assert_content("settled.txt", "old");
    ck_assert(!exists(".settled.txt.tmp"));
}
END_TEST

START_TEST(test_same_file_by_other_names)
{
    static const char *const made[] = {"same.txt", "same-hard.txt", "same-link.txt", "same-other.txt"};
    for (size_t i = 0; i < 4; i++)
        (void)unlink(made[i]);
    write_bytes("same.txt", "x", 1);
    write_bytes("same-other.txt", "x", 1);
    ck_assert_int_eq(link("same.txt", "same-hard.txt"), 0);
    ck_assert_int_eq(symlink("same.txt", "same-link.txt"), 0);
    ck_assert(ptb_is_same_file("same.txt", "same.txt"));
    ck_assert(ptb_is_same_file("same.txt", "./same.txt"));
    ck_assert(ptb_is_same_file("same.txt", "same-hard.txt"));
    ck_assert(ptb_is_same_file("same-link.txt", "same.txt"));
    ck_assert(!ptb_is_same_file("same.txt", "same-other.txt")); /* the same bytes are not the same file */
    ck_assert(!ptb_is_same_file("same-none.txt", "same-none.txt"));
    ck_assert(!ptb_is_same_file("same.txt", "same-none.txt"));
    ck_assert(!ptb_is_same_file("same-none.txt", "same.txt"));
    ck_assert(!ptb_is_same_file(".", "."));                 /* a folder */
    ck_assert(!ptb_is_same_file("/dev/null", "/dev/null")); /* read and written at once without harm */
}
END_TEST

START_TEST(test_standard_output)
{
    ptb_error err;
    ck_assert_ptr_nonnull(freopen("stdout.txt", "wb", stdout));
    ASSERT_OK(ptb_write_file("-", "to the screen\n", 14, &err));
    assert_content("stdout.txt", "to the screen\n");
    ck_assert_ptr_nonnull(freopen("/dev/full", "wb", stdout));
    ASSERT_FAILS(ptb_write_file("-", "lost", 4, &err), PTB_E_IO,
                 "cannot write 'standard output': No space left on device");
}
END_TEST

START_TEST(test_csv_fields)
{
    ptb_error err;
    ptb_output *output;
    static const struct {
        const char *field;
        int text;
    } cases[] = {{"plain", 1}, {"a,b", 1}, {"say \"hi\"", 1}, {"two\nlines", 1}, {"=1+1", 1},
                 {"-5.25", 0}, {"", 1}};
    ASSERT_OK(ptb_output_open("fields.csv", &output, &err));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ptb_output_csv_field(output, ptb_str_of(cases[i].field), cases[i].text);
        ptb_output_write(output, "|", 1);
    }
    ASSERT_OK(ptb_output_commit(output, &err));
    char *bytes;
    size_t len;
    ASSERT_OK(ptb_read_file("fields.csv", 1000, &bytes, &len, &err));
    ck_assert_ptr_nonnull(strstr(bytes, "plain|\"a,b\"|\"say \"\"hi\"\"\"|\"two\nlines\"|"));
    ck_assert_ptr_nonnull(strstr(bytes, "'=1+1"));
    ck_assert_ptr_nonnull(strstr(bytes, "|-5.25||"));
    free(bytes);
}
END_TEST

TEST_MAIN("io", test_read_file, test_plain_stream_in_any_pieces, test_gzip_by_content_with_several_members,
          test_damaged_gzip_is_refused, test_standard_input, test_input_that_changes_is_noticed,
          test_input_that_is_not_there, test_replacement_replaces_at_commit_only,
          test_new_file_obeys_the_umask, test_second_run_is_told_to_wait,
          test_file_renamed_before_the_lock_is_left_alone, test_leftover_of_a_dead_run_is_taken_over,
          test_targets_that_cannot_be_replaced, test_symbolic_links_stay_links, test_output_of_any_length,
          test_full_disk_leaves_the_old_file, test_failures_at_commit,
          test_settled_output_is_written_but_not_in_place, test_failures_to_settle,
          test_same_file_by_other_names, test_standard_output, test_csv_fields)
