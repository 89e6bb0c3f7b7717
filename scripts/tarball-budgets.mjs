// What the registry gives for a package, in bytes: compiled code in both formats, their maps, types and sources.
// A budget is what was measured, rounded up to the next 10 kB and 10 kB more (2 kB each below 50 kB).
const KB = 1000;

/** Of each binary that @tsyncio/native carries, compressed: 58 kB were measured for linux-x64. */
export const binaryBudget = 75 * KB;

/** Package -> the most that its tarball may weigh, without the binaries. */
export const tarballBudgets = {
  '@tsyncio/core': 270 * KB,
  '@tsyncio/executors': 220 * KB,
  '@tsyncio/native': 100 * KB,
  '@tsyncio/policies': 10 * KB,
  '@tsyncio/signals': 12 * KB,
  '@tsyncio/simulation': 240 * KB,
  '@tsyncio/sockets': 34 * KB,
  '@tsyncio/subprocess': 80 * KB,
  '@tsyncio/transports': 190 * KB,
  '@tsyncio/unix-dgram': 24 * KB,
  tsyncio: 24 * KB,
};
