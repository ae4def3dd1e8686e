/* datasets/base/crc32c_lanes.c: four CRC32C at once, by the processor's instruction where it has one. */
#include "datasets/base/crc32c_lanes.h"

#include <string.h>

#include "datasets/base/digest.h"

#if defined(__x86_64__)
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint64_t step_on(uint64_t state, const unsigned char *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return _mm_crc32_u64(state, eight);
}

/* The first n bytes of each lane, n a multiple of eight. */
__attribute__((target("sse4.2"))) static void add_eights(uint32_t crc[PTB_CRC_LANES],
                                                         const unsigned char *bytes, size_t step, size_t n)
{
    uint64_t a = ~crc[0], b = ~crc[1], c = ~crc[2], d = ~crc[3];
    for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
        a = step_on(a, bytes + i);
        b = step_on(b, bytes + step + i);
        c = step_on(c, bytes + 2 * step + i);
        d = step_on(d, bytes + 3 * step + i);
    }
    crc[0] = ~(uint32_t)a;
    crc[1] = ~(uint32_t)b;
    crc[2] = ~(uint32_t)c;
    crc[3] = ~(uint32_t)d;
}
#endif

void ptb_crc32c_lanes(uint32_t crc[PTB_CRC_LANES], const unsigned char *bytes, size_t step, size_t n)
{
    size_t done = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) {
        done = n / sizeof(uint64_t) * sizeof(uint64_t);
        add_eights(crc, bytes, step, done);
    }
#endif
    for (size_t i = 0; i < PTB_CRC_LANES && done < n; i++)
        crc[i] = ptb_crc32c(crc[i], bytes + i * step + done, n - done);
}
