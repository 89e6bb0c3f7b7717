import { kindOf } from './kind-of.ts';

/** The name of every option: the compiler demands all of them, and no other. */
export type OptionNames<Options extends object> = { readonly [Name in keyof Options]-?: true };

/** Own properties only: what an options object inherits was not meant, and neither is what all objects do. With `names`, no others are taken. */
export function ownOptions<Options extends object>(options: Options, method: string, names?: OptionNames<Options>): Options {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${method} needs an options object, got ${kindOf(options)}`);
  if (names !== undefined) refuseUnknown(options, method, names);
  return { __proto__: null, ...options };
}

// It would do nothing, and whoever gave it would not learn that.
function refuseUnknown<Options extends object>(options: Options, method: string, names: OptionNames<Options>): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(names, name)) throw new TypeError(`${method} has no option '${name}': it takes ${Object.keys(names).join(', ')}`);
  }
}
