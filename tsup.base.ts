import { basename } from 'node:path';
import { transform } from 'esbuild';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['plugins']>[number];

const IMPORT_META_URL = 'import.meta.url';
const FILE_URL = "require('node:url').pathToFileURL(__filename).href";

/** tsup's own CommonJS chunks go through a compiler for old engines, which renames classes and slows their fields. */
const toCommonJs: Plugin = {
  name: 'to-commonjs',
  async renderChunk(code, chunk) {
    if (!chunk.path.endsWith('.cjs')) return undefined;
    const { code: commonJs, map } = await transform(code.replaceAll(IMPORT_META_URL, FILE_URL) + mapComment(chunk.map), {
      format: 'cjs',
      target: 'node20',
      sourcemap: true,
      sourcesContent: false,
      sourcefile: basename(chunk.path),
    });
    return { code: commonJs, map };
  },
};

/** The compiler reads the map of its input and maps to the sources; otherwise the chunk and its path would be in the map. */
function mapComment(map: unknown): string {
  const text = typeof map === 'string' ? map : JSON.stringify(map);
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(text).toString('base64')}`;
}

/**
 * The build of every package: `entry` maps the name in dist/ to the source file. Entry points of one format share chunks, so that a
 * class exists once per format; both formats are made from the same chunks.
 */
export const packageBuild = (entry: Record<string, string> = { index: 'src/index.ts' }): Options[] => [
  { ...common, entry, format: ['esm'] },
  { ...common, entry, format: ['esm'], outExtension: () => ({ js: '.cjs' }), plugins: [toCommonJs] },
  { ...common, entry, format: ['esm', 'cjs'], dts: { only: true } },
];

const common: Options = {
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  // The package has src/ beside dist/.
  esbuildOptions: (options) => {
    options.sourcesContent = false;
  },
  // The build script empties dist/ first: the two formats are built side by side.
  clean: false,
  splitting: true,
  removeNodeProtocol: false,
  silent: true,
};
