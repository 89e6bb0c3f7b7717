/*
 * How far apart are two processor cores? Bounces one cache line between two
 * threads, one on each core, and prints the nanoseconds of a round trip.
 *
 * A server and its client on one machine hand every byte, and every lock of the
 * kernel's socket, from one core to the other. What that costs depends on which
 * caches the two share, and on a virtual machine the host may change that at
 * any moment: figures are comparable only when this one is the same.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRIPS_PER_SAMPLE = 500, SAMPLES = 41 };

static _Alignas(128) atomic_uint ball;

static void check(int error, const char* what) {
  if (error == 0) return;
  fprintf(stderr, "distance: %s: %s\n", what, strerror(error));
  exit(1);
}

static void pin_to(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)core, &set);
  check(pthread_setaffinity_np(pthread_self(), sizeof set, &set), "pthread_setaffinity_np");
}

static void* answer(void* core) {
  pin_to(*(int*)core);
  for (unsigned turn = 1; turn < 2u * TRIPS_PER_SAMPLE * SAMPLES; turn += 2) {
    while (atomic_load_explicit(&ball, memory_order_acquire) != turn) continue;
    atomic_store_explicit(&ball, turn + 1, memory_order_release);
  }
  return NULL;
}

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_value(const void* a, const void* b) {
  double left = *(const double*)a, right = *(const double*)b;
  return (left > right) - (left < right);
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: distance CORE CORE\n");
    return 2;
  }
  int here = atoi(argv[1]), there = atoi(argv[2]);
  pthread_t partner;
  pin_to(here);
  check(pthread_create(&partner, NULL, answer, &there), "pthread_create");

  double samples[SAMPLES];
  unsigned turn = 0;
  for (int sample = 0; sample < SAMPLES; sample++) {
    double begin = now_ns();
    for (int trip = 0; trip < TRIPS_PER_SAMPLE; trip++, turn += 2) {
      atomic_store_explicit(&ball, turn + 1, memory_order_release);
      while (atomic_load_explicit(&ball, memory_order_acquire) != turn + 2) continue;
    }
    samples[sample] = (now_ns() - begin) / TRIPS_PER_SAMPLE;
  }
  check(pthread_join(partner, NULL), "pthread_join");
  /* The median: a sample during which another process had a core is no distance. */
  qsort(samples, SAMPLES, sizeof samples[0], by_value);
  printf("%.1f\n", samples[SAMPLES / 2]);
  return 0;
}
