/* datasets/base/rng.h: seeded random numbers (GSL's MT19937), one stream per (seed, purpose, index).
 *
 * The same triple gives the same numbers on every machine; streams of different purposes do not meet. */
#ifndef PTB_DATASETS_BASE_RNG_H
#define PTB_DATASETS_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

#include "datasets/base/status.h"

typedef struct ptb_rng ptb_rng;

/* Once, before any GSL call of the process: errors come back as values, not as abort(). */
void ptb_gsl_global_init(void);
const char *ptb_gsl_library_version(void); /* of the library that runs */

PTB_MUST_USE ptb_status ptb_rng_new(uint64_t seed, const char *purpose, uint64_t index, ptb_rng **out,
                                    ptb_error *err);
void ptb_rng_free(ptb_rng *rng);
double ptb_rng_uniform(ptb_rng *rng);             /* [0, 1) */
uint64_t ptb_rng_below(ptb_rng *rng, uint64_t n); /* 0 .. n-1, without bias; n > 0 */
double ptb_rng_normal(ptb_rng *rng);              /* mean 0, sd 1 */
double ptb_rng_exponential(ptb_rng *rng, double mean);
uint64_t ptb_rng_poisson(ptb_rng *rng, double mean);
void ptb_rng_shuffle(ptb_rng *rng, uint32_t *items, size_t n);

/* A well-mixed 64-bit value of (seed, x): splitmix64. Stateless; for hashing ids to folds and shards. */
uint64_t ptb_mix64(uint64_t seed, uint64_t x);
uint64_t ptb_hash_bytes(uint64_t seed, const void *bytes, size_t n);

#endif
