import { type PackageSize, readPackageSizes } from './read-package-sizes.ts';

export declare const data: readonly PackageSize[];

/** Read when the site is built. */
const loader: { readonly watch: readonly string[]; load(): Promise<readonly PackageSize[]> } = {
  watch: ['../../../../.size-limit.mjs', '../../../../scripts/tarball-budgets.mjs'],
  load: () => readPackageSizes(),
};

// biome-ignore lint/style/noDefaultExport: VitePress asks a data loader for its default export
export default loader;
