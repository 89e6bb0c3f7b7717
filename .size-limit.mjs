// What a package adds to a bundle, minified and compressed with brotli: its own code, without that of the packages it imports.
// A budget is what was measured, rounded up to half a kB that leaves at least a quarter. `npx size-limit` compares, after a build.
const nodeModule = (config) => ({ ...config, platform: 'node', format: 'esm', target: 'node20' });

/** Everything that it exports. */
const whole = (folder, limit) => ({
  name: folder === 'tsyncio' ? 'tsyncio' : `@tsyncio/${folder}`,
  path: `packages/${folder}/dist/index.js`,
  import: '*',
  ignore: ['@tsyncio/*', 'acorn', 'eslint-scope'],
  limit,
  modifyEsbuildConfig: nodeModule,
});

/** These names only, with all that they need from any package. */
const names = (folder, wanted, limit) => ({
  name: `${wanted} of ${folder}, with what it needs`,
  path: `packages/${folder}/dist/index.js`,
  import: wanted,
  limit,
  modifyEsbuildConfig: nodeModule,
});

const checks = [
  whole('core', '15 kB'),
  names('core', '{ createLoop }', '13.5 kB'),
  whole('native', '5 kB'),
  whole('sockets', '6 kB'),
  whole('transports', '21.5 kB'),
  whole('signals', '1.5 kB'),
  whole('subprocess', '7.5 kB'),
  whole('executors', '14.5 kB'),
  whole('policies', '1.5 kB'),
  whole('simulation', '23 kB'),
  whole('unix-dgram', '3 kB'),
  whole('tsyncio', '3.5 kB'),
  names('tsyncio', '{ run }', '60 kB'),
  names('tsyncio', '{ sleep }', '11 kB'),
  names('tsyncio', '*', '87 kB'),
];

export default checks;
