/* tests/unit/base/test_digest.c: published vectors, pieces and wholes, both forms of CRC32C. */
#include <unistd.h>

#include "datasets/base/crc32c_lanes.h"
#include "datasets/base/digest.h"
#include "tests/support/test_main.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* FIPS 180-4 examples, NIST CSRC "SHA256.pdf" and "SHA2_Additional.pdf" */
START_TEST(test_sha256_vectors)
{
    char hex[PTB_SHA256_HEX];
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    ptb_sha256_of("abc", 3, hex);
    ck_assert_str_eq(hex, ABC);
    ptb_sha256_of(NULL, 0, hex);
    ck_assert_str_eq(hex, EMPTY);
    ptb_sha256_of(two_blocks, strlen(two_blocks), hex);
    ck_assert_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *million = malloc(1000000);
    ck_assert_ptr_nonnull(million);
    memset(million, 'a', 1000000);
    ptb_sha256_of(million, 1000000, hex);
    ck_assert_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}
END_TEST

START_TEST(test_sha256_in_pieces)
{
    ptb_error err;
    char bytes[1000], want[PTB_SHA256_HEX], hex[PTB_SHA256_HEX];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 31);
    ptb_sha256_of(bytes, sizeof bytes, want);
    for (size_t piece = 1; piece <= 200; piece += 13) {
        ptb_sha256 *hash;
        ASSERT_OK(ptb_sha256_new(&hash, &err));
        for (size_t i = 0; i < sizeof bytes; i += piece)
            ptb_sha256_add(hash, bytes + i, sizeof bytes - i < piece ? sizeof bytes - i : piece);
        ptb_sha256_end(hash, hex);
        ck_assert_str_eq(hex, want);
    }
    ptb_sha256_end(NULL, hex);
    ck_assert_str_eq(hex, "");
}
END_TEST

START_TEST(test_sha256_of_files)
{
    ptb_error err;
    char hex[PTB_SHA256_HEX];
    test_write_file("abc", "abc");
    ASSERT_OK(ptb_sha256_file("abc", hex, &err));
    ck_assert_str_eq(hex, ABC);
    test_write_file("empty", "");
    ASSERT_OK(ptb_sha256_file("empty", hex, &err));
    ck_assert_str_eq(hex, EMPTY);
    ASSERT_FAILS(ptb_sha256_file("absent", hex, &err), PTB_E_IO, "cannot open 'absent': No such file");
    ck_assert_str_eq(hex, "");
    ASSERT_FAILS(ptb_sha256_file(".", hex, &err), PTB_E_IO, "Is a directory");
    ck_assert_str_eq(hex, "");
    ck_assert_int_eq(unlink("abc"), 0);
    ck_assert_int_eq(unlink("empty"), 0);
}
END_TEST

/* RFC 3720 B.4 and the usual check value */
START_TEST(test_crc32c_vectors)
{
    static const struct {
        unsigned char fill, step;
        uint32_t crc;
    } cases[] = {{0, 0, 0x8a9136aa}, {0xff, 0, 0x62a8ab43}, {0, 1, 0x46dd794e}, {31, 0xff, 0x113fdb5c}};
    ck_assert_uint_eq(ptb_crc32c(0, "123456789", 9), 0xe3069283);
    ck_assert_uint_eq(ptb_crc32c_portable(0, "123456789", 9), 0xe3069283);
    ck_assert_uint_eq(ptb_crc32c(0, NULL, 0), 0);
    for (size_t i = 0; i < 4; i++) {
        unsigned char bytes[32];
        for (size_t j = 0; j < 32; j++)
            bytes[j] = (unsigned char)(cases[i].fill + j * cases[i].step);
        ck_assert_uint_eq(ptb_crc32c(0, bytes, 32), cases[i].crc);
        ck_assert_uint_eq(ptb_crc32c_portable(0, bytes, 32), cases[i].crc);
    }
}
END_TEST

START_TEST(test_crc32c_forms_agree_and_continue)
{
    unsigned char bytes[600];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * i * 13 + i);
    for (size_t n = 0; n <= 300; n++)
        for (size_t first = 0; first < 9; first++) {
            uint32_t want = ptb_crc32c_portable(5, bytes + first, n);
            ck_assert_uint_eq(ptb_crc32c(5, bytes + first, n), want);
            size_t half = n / 3;
            uint32_t crc = ptb_crc32c(ptb_crc32c(5, bytes + first, half), bytes + first + half, n - half);
            ck_assert_uint_eq(crc, want);
        }
}
END_TEST

START_TEST(test_crc32c_lanes)
{
    unsigned char bytes[PTB_CRC_LANES * 100];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * i * 7 + 3 * i);
    for (size_t n = 0; n <= 100; n++) {
        uint32_t crc[PTB_CRC_LANES] = {1, 2, 3, 4};
        ptb_crc32c_lanes(crc, bytes, 100, n);
        for (uint32_t i = 0; i < PTB_CRC_LANES; i++)
            ck_assert_uint_eq(crc[i], ptb_crc32c_portable(i + 1, bytes + (size_t)100 * i, n));
    }
}
END_TEST

TEST_MAIN("digest", test_sha256_vectors, test_sha256_in_pieces, test_sha256_of_files, test_crc32c_vectors,
          test_crc32c_forms_agree_and_continue, test_crc32c_lanes)
