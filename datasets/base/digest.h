/* datasets/base/digest.h: SHA-256 of bytes and files (libcrypto), XXH3 and CRC32C of blocks. */
#ifndef PTB_DATASETS_BASE_DIGEST_H
#define PTB_DATASETS_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"

enum { PTB_SHA256_HEX = 65 }; /* 64 lower-case digits and the terminator */

typedef struct ptb_sha256 ptb_sha256;
PTB_MUST_USE ptb_status ptb_sha256_new(ptb_sha256 **out, ptb_error *err);
void ptb_sha256_add(ptb_sha256 *hash, const void *bytes, size_t n); /* NULL does nothing */
/* Frees the hash; NULL gives an empty text. */
void ptb_sha256_end(ptb_sha256 *hash, char hex[PTB_SHA256_HEX]);

void ptb_sha256_of(const void *bytes, size_t n, char hex[PTB_SHA256_HEX]);
PTB_MUST_USE ptb_status ptb_sha256_file(const char *path, char hex[PTB_SHA256_HEX], ptb_error *err);

/* 128 bits of XXH3 (libxxhash), big-endian: at the memory's speed, for what changes by accident, not on purpose. */
enum { PTB_FAST_HASH_BYTES = 16 };
void ptb_fast_hash(const void *bytes, size_t n, unsigned char out[PTB_FAST_HASH_BYTES]);

/* CRC32C (Castagnoli, reflected 0x82F63B78; RFC 3720 B.4), continuing from `crc` (0 to begin). */
uint32_t ptb_crc32c(uint32_t crc, const void *bytes, size_t n);
/* The same, without the processor's own instruction. */
uint32_t ptb_crc32c_portable(uint32_t crc, const void *bytes, size_t n);

#endif
