/*
 * Latency histogram of fixed size: 64 steps per power of two, so that a
 * percentile is right to within 1.6 % at any magnitude, and recording one
 * value costs a few instructions whatever was recorded before.
 */
#ifndef LATENCY_H
#define LATENCY_H

#include <stdint.h>

enum { STEP_BITS = 6, STEPS = 1 << STEP_BITS, BUCKETS = (64 - STEP_BITS + 1) * STEPS };

struct latency {
  uint64_t count;
  uint64_t buckets[BUCKETS];
};

static inline void latency_record(struct latency* latency, uint64_t value) {
  unsigned index = (unsigned)value;
  if (value >= STEPS) {
    unsigned shift = 63u - (unsigned)__builtin_clzll(value) - STEP_BITS;
    /* The leading bit is in value >> shift, hence the bucket row is shift + 1. */
    index = shift * STEPS + (unsigned)(value >> shift);
  }
  latency->buckets[index]++;
  latency->count++;
}

/* The middle of the bucket in which the percentile lies. */
static inline double latency_percentile(const struct latency* latency, double percent) {
  uint64_t wanted = (uint64_t)((double)latency->count * percent / 100.0);
  uint64_t seen = 0;
  for (unsigned index = 0; index < BUCKETS; index++) {
    seen += latency->buckets[index];
    if (seen <= wanted) continue;
    if (index < STEPS) return index;
    unsigned shift = index / STEPS - 1;
    uint64_t low = (uint64_t)(index % STEPS + STEPS) << shift;
    return (double)low + (double)((uint64_t)1 << shift) / 2.0;
  }
  return 0;
}

#endif
