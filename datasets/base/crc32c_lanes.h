/* datasets/base/crc32c_lanes.h: CRC32C of four runs of bytes side by side: the instruction waits for its own result only. */
#ifndef PTB_DATASETS_BASE_CRC32C_LANES_H
#define PTB_DATASETS_BASE_CRC32C_LANES_H

#include <stddef.h>
#include <stdint.h>

enum { PTB_CRC_LANES = 4 };

/* crc[i] = ptb_crc32c(crc[i], bytes + i * step, n). */
void ptb_crc32c_lanes(uint32_t crc[PTB_CRC_LANES], const unsigned char *bytes, size_t step, size_t n);

#endif
