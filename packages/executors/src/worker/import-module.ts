import { compileFunction, constants } from 'node:vm';
import { loadAsProgramDoes } from './typescript-loader.ts';

type Import = (specifier: string) => Promise<Record<string, unknown>>;

/** What a module is imported from: the current folder, unless a file is named. */
export const importModuleDynamically: number = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;

const importHere = importer();

// Node 20 warns of this loader when it is used first. That is nothing for the users of a pool, who have not chosen it.
const { emitWarning } = process;
process.emitWarning = () => {};
void importHere('node:vm');
process.emitWarning = emitWarning;

let importFromProgram: Import | null = null;

/** Have packages that are not found from the current folder be looked for from this file. */
export function setProgram(file: string | null): void {
  importFromProgram = file === null ? null : importer(file);
}

let loading = 0;
let tellLoading: (loads: boolean) => void = () => {};

/** Have `tell` called when a module begins to load, and when none does any more. */
export function watchLoading(tell: (loads: boolean) => void): void {
  tellLoading = tell;
}

/** Import what was named by a URL or as a package. */
export async function importModule(specifier: string): Promise<Record<string, unknown>> {
  if (loading++ === 0) tellLoading(true);
  try {
    return await importFromEither(specifier);
  } finally {
    if (--loading === 0) tellLoading(false);
  }
}

async function importFromEither(specifier: string): Promise<Record<string, unknown>> {
  try {
    return await loadAsProgramDoes(importHere, specifier);
  } catch (error) {
    if (importFromProgram === null || !isMissing(error, specifier)) throw error;
    try {
      return await importFromProgram(specifier);
    } catch (second) {
      throw isMissing(second, specifier) ? error : second;
    }
  }
}

function importer(filename?: string): Import {
  const options = filename === undefined ? { importModuleDynamically } : { importModuleDynamically, filename };
  return compileFunction('return import(specifier)', ['specifier'], options) as Import;
}

/** Whether it is this package that was not found, not one that it imports itself. */
function isMissing(error: unknown, specifier: string): boolean {
  if ((error as { code?: unknown } | null)?.code !== 'ERR_MODULE_NOT_FOUND') return false;
  const [name] = /^(@[^/]+\/)?[^/]+/.exec(specifier) ?? [specifier];
  return (error as Error).message.includes(`package '${name}'`);
}
