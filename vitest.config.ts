import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The first condition of every package's `exports`: tests run the sources, no build needed.
const source = ['@tsyncio/source'];

const config: ViteUserConfig = defineConfig({
  // `using` is not in Node 20.
  esbuild: { target: 'node20' },
  resolve: { conditions: [...source, 'node', 'module', 'import', 'default'] },
  ssr: { resolve: { conditions: [...source, 'node', 'module', 'import', 'default'], externalConditions: source } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'ports/*/test/**/*.test.ts', 'scripts/test/**/*.test.mjs'],
    setupFiles: ['./vitest.setup.ts'],
    globalSetup: ['./vitest.global-setup.ts'],
    environment: 'node',
    pool: 'forks',
    execArgv: ['--expose-gc'],
    // A machine that is slow, or has much else to do, may take long for anything: these end what would never end.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    // With --coverage, as the checks do: core, whose lines every area's tests run.
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**'],
      reportsDirectory: '.cache/coverage',
      reporter: [['text', { skipFull: true }], 'json-summary'],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});

export default config;
