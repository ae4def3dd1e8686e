/* datasets/base/simd.h: one function, compiled for several widths of vector registers, chosen when the program starts.
 *
 * Only for functions whose order of additions is written out: then every width gives the same bits, since products and sums
 * are never contracted (-ffp-contract=off). Sanitizers can't run before the choice is made, so they get one version. */
#ifndef PTB_DATASETS_BASE_SIMD_H
#define PTB_DATASETS_BASE_SIMD_H

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define PTB_ONE_VERSION 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__x86_64__) || \
    !defined(__gnu_linux__)
#define PTB_ONE_VERSION 1
#endif

#ifdef PTB_ONE_VERSION
#define PTB_SIMD
#else
#define PTB_SIMD __attribute__((target_clones("avx2", "default")))
#endif
#define PTB_INLINE static inline __attribute__((always_inline))

#endif
