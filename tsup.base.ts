import { defineConfig, type Options } from 'tsup';

/** The build of every package: `entry` maps the name in dist/ to the source file. */
export const packageBuild = (entry: Record<string, string> = { index: 'src/index.ts' }): Options => ({
  entry,
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: true,
  sourcemap: true,
  clean: true,
  // With several entry points a class must exist once per format, so both formats share chunks.
  splitting: true,
  // `import.meta.url` in the CommonJS build.
  shims: true,
  removeNodeProtocol: false,
  silent: true,
});

export { defineConfig };
