const root = new URL('../../../../', import.meta.url);

export interface PackageSize {
  readonly name: string;
  /** The most that its own code adds to a bundle, as the budget says it: '14 kB'. */
  readonly bundled: string;
  /** The most that its tarball may weigh, in bytes. */
  readonly tarball: number;
}

/** The budgets that the checks hold every package to. */
export async function readPackageSizes(): Promise<readonly PackageSize[]> {
  const limits: { readonly default: readonly { readonly name: string; readonly limit: string }[] } = await import(
    new URL('.size-limit.mjs', root).href
  );
  const { tarballBudgets }: { readonly tarballBudgets: Readonly<Record<string, number>> } = await import(
    new URL('scripts/tarball-budgets.mjs', root).href
  );
  return Object.entries(tarballBudgets)
    .map(([name, tarball]) => {
      const bundled = limits.default.find((check) => check.name === name)?.limit;
      if (bundled === undefined) throw new Error(`.size-limit.mjs has no budget for ${name}`);
      return { name, bundled, tarball };
    })
    .sort((left, right) => left.name.localeCompare(right.name));
}
