import type { Intrinsics } from './intrinsics.ts';
import type { ErrorText } from './pack-thrown.ts';

interface CallSite {
  getFileName(): unknown;
  toString(): string;
}

/**
 * Makes stack traces the interpreter's own matter. Node formats every stack with a function of its own realm, which first looks for
 * `Error.prepareStackTrace` here: what it finds is this, for good, so that neither Node's function (it throws its own realm's TypeError for a
 * name that is a symbol) nor work (it would be handed call sites) has a part in it.
 *
 * Runs inside the interpreter: it uses its arguments only.
 */
export function lockErrors(language: Intrinsics, errorText: ErrorText, ownFile: string, workFiles: string): void {
  const { apply, define } = language;
  let fileName: CallSite['getFileName'] | undefined;
  let siteText: CallSite['toString'] | undefined;

  const prepare = (error: object, sites: ArrayLike<CallSite>): string => {
    const heading = headingOf(error);
    if (fileName === undefined || siteText === undefined) {
      const first = sites[0] as CallSite;
      fileName = first.getFileName;
      siteText = first.toString;
    }
    try {
      return heading + frames(sites, fileName, siteText);
    } catch {
      return heading;
    }
  };
  define(language.Error, 'prepareStackTrace', constant(prepare));
  define(globalThis, 'Error', constant(language.Error));
  // Makes it take the methods of call sites before work can have changed them.
  language.String(new language.Error().stack);

  function headingOf(error: object): string {
    const name = errorText(error, 'name');
    const message = errorText(error, 'message');
    if (name === '') return message;
    return message === '' ? name : `${name}: ${message}`;
  }

  // Only the work's own frames, and the language's between them.
  function frames(sites: ArrayLike<CallSite>, getFileName: CallSite['getFileName'], toText: CallSite['toString']): string {
    let text = '';
    for (let index = 0; index < sites.length; index += 1) {
      const file = apply(getFileName, sites[index], []);
      if (file === ownFile) break;
      if (typeof file === 'string' && !isWork(file)) continue;
      text += `\n    at ${apply(toText, sites[index], []) as string}`;
    }
    return text;
  }

  function isWork(file: string): boolean {
    for (let index = 0; index < workFiles.length; index += 1) if (file[index] !== workFiles[index]) return false;
    return true;
  }

  function constant(value: unknown): PropertyDescriptor {
    return { __proto__: null, value, writable: false, configurable: false, enumerable: false } as PropertyDescriptor;
  }
}
