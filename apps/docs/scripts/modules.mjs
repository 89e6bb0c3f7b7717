/** What a reader imports from, and the file where it is written; in the order of the API's index. */
export const modules = {
  tsyncio: 'packages/tsyncio/src/index.ts',
  '@tsyncio/core': 'packages/core/src/index.ts',
  '@tsyncio/sockets': 'packages/sockets/src/index.ts',
  '@tsyncio/transports': 'packages/transports/src/index.ts',
  '@tsyncio/signals': 'packages/signals/src/index.ts',
  '@tsyncio/subprocess': 'packages/subprocess/src/index.ts',
  '@tsyncio/executors': 'packages/executors/src/index.ts',
  '@tsyncio/policies': 'packages/policies/src/index.ts',
  '@tsyncio/simulation': 'packages/simulation/src/index.ts',
  '@tsyncio/native': 'packages/native/src/index.ts',
  '@tsyncio/unix-dgram': 'packages/unix-dgram/src/index.ts',
  // What areas and kernels are made with.
  '@tsyncio/core/area': 'packages/core/src/area-kit.ts',
};
