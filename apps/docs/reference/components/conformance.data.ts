import { type ConformanceRow, readConformance } from './read-conformance.ts';

export declare const data: readonly ConformanceRow[];

/** Read when the site is built. */
const loader: { readonly watch: readonly string[]; load(): readonly ConformanceRow[] } = {
  watch: ['../../../../packages/conformance/TABLE.md'],
  load: () => readConformance(),
};

// biome-ignore lint/style/noDefaultExport: VitePress asks a data loader for its default export
export default loader;
