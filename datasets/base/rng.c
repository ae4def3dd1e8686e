/* datasets/base/rng.c: seeded streams of random numbers on GSL, and the 64-bit mixing they are seeded by. */
#include "datasets/base/rng.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_version.h>

#include "datasets/base/memory.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "hashes read words as little-endian bytes");

struct ptb_rng {
    gsl_rng *gsl;
};

void ptb_gsl_global_init(void)
{
    (void)gsl_set_error_handler_off();
}

/* One step of splitmix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). */
static uint64_t splitmix64(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

uint64_t ptb_mix64(uint64_t seed, uint64_t x)
{
    return splitmix64(splitmix64(seed) + x);
}

uint64_t ptb_hash_bytes(uint64_t seed, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    uint64_t hash = ptb_mix64(seed, n); /* the length first: padding below can't be mistaken for bytes */
    uint64_t word = 0;
    for (; n >= sizeof word; n -= sizeof word, at += sizeof word) {
        memcpy(&word, at, sizeof word);
        hash = splitmix64(hash ^ word);
    }
    if (n == 0) return hash;
    word = 0;
    memcpy(&word, at, n);
    return splitmix64(hash ^ word);
}

ptb_status ptb_rng_new(uint64_t seed, const char *purpose, uint64_t index, ptb_rng **out, ptb_error *err)
{
    *out = NULL;
    ptb_rng *rng = NULL;
    PTB_TRY(ptb_alloc(&rng, 1, sizeof *rng, err));
    rng->gsl = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng->gsl == NULL) {
        free(rng);
        return ptb_fail(err, PTB_E_NOMEM, "out of memory for a random number generator");
    }
    uint64_t hash = ptb_mix64(ptb_hash_bytes(seed, purpose, strlen(purpose)), index);
    /* MT19937 takes 32 bits of seed; ten more choose where the stream begins, so that two of many streams
     * whose seeds meet still differ. */
    gsl_rng_set(rng->gsl, (unsigned long)(hash & UINT32_MAX));
    for (uint64_t skip = hash >> 54; skip > 0; skip--)
        (void)gsl_rng_get(rng->gsl);
    *out = rng;
    return PTB_OK;
}

void ptb_rng_free(ptb_rng *rng)
{
    if (rng == NULL) return;
    gsl_rng_free(rng->gsl);
    free(rng);
}

double ptb_rng_uniform(ptb_rng *rng)
{
    return gsl_rng_uniform(rng->gsl);
}

static uint64_t next_64(ptb_rng *rng)
{
    uint64_t high = gsl_rng_get(rng->gsl);
    return high << 32 | gsl_rng_get(rng->gsl);
}

uint64_t ptb_rng_below(ptb_rng *rng, uint64_t n)
{
    assert(n > 0);
    uint64_t unfair = (0 - n) % n; /* 2^64 mod n: the values that some remainders would have too many of */
    uint64_t value = next_64(rng);
    while (value < unfair)
        value = next_64(rng);
    return value % n;
}

double ptb_rng_normal(ptb_rng *rng)
{
    return gsl_ran_gaussian_ziggurat(rng->gsl, 1.0);
}

double ptb_rng_exponential(ptb_rng *rng, double mean)
{
    return gsl_ran_exponential(rng->gsl, mean);
}

uint64_t ptb_rng_poisson(ptb_rng *rng, double mean)
{
    assert(mean >= 0.0 && mean <= 1e9); /* GSL counts in unsigned int */
    return gsl_ran_poisson(rng->gsl, mean);
}

void ptb_rng_shuffle(ptb_rng *rng, uint32_t *items, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t other = (size_t)ptb_rng_below(rng, i);
        uint32_t kept = items[i - 1];
        items[i - 1] = items[other];
        items[other] = kept;
    }
}

const char *ptb_gsl_library_version(void)
{
    return gsl_version;
}
