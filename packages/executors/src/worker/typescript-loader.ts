import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/** Loads a module by its name or URL. */
type Load = (specifier: string) => Promise<Record<string, unknown>>;

/** Where tsx, with which this program was started, has what registers it; `null` when it was not. */
function tsxApi(): string | null {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  for (const [index, option] of options.entries()) {
    const given =
      option === '--import' ? options[index + 1] : option.startsWith('--import=') ? option.slice('--import='.length) : undefined;
    if (given === undefined) continue;
    if (given === 'tsx' || given === 'tsx/esm') return 'tsx/esm/api';
    const [, dist] = /^(.*\/tsx\/dist\/)(loader|esm\/index)\.mjs$/.exec(given) ?? [];
    if (dist !== undefined) return new URL('esm/api/index.mjs', dist.startsWith('file:') ? dist : pathToFileURL(dist)).href;
  }
  return null;
}

/** Node 20 does not run what `--import` names in worker threads; later versions do. */
const ignoresImports = !isMainThread && process.versions.node.startsWith('20.');

let ready: Promise<void> | null = null;

/** Worker threads of Node 20 would not load the TypeScript that their program loads by tsx. What did not load once does not the second time. */
export async function loadAsProgramDoes(load: Load, specifier: string): Promise<Record<string, unknown>> {
  if (ignoresImports) {
    ready ??= registerTsx(load);
    await ready;
  }
  return load(specifier);
}

async function registerTsx(load: Load): Promise<void> {
  const api = tsxApi();
  if (api === null) return;
  const { register } = await load(api);
  (register as () => void)();
}
