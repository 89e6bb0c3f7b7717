import vm, { type Context } from 'node:vm';
import { isStrictScript } from '../../work/is-strict-script.ts';
import type { PackedError } from '../../work/packed-error.ts';
import type { FunctionText, ScriptText } from '../../work/sent-work.ts';
import { runInside, WORK_FILES } from './interpreter-context.ts';
import { replaceImports } from './replace-imports.ts';

const KEPT = 200;
const DIRECTIVE = "'use strict';";

/** Compiled work. `value` is of the context, and may throw what is: nothing of either may be looked at in this realm. */
export interface Compiled {
  readonly script: boolean;
  /** The function, or the completion value of the script. */
  value(): unknown;
}

/** Compiles work for a context. What was used last is kept: functions stay the same, so that V8 goes on to optimize them. */
export class WorkCompiler {
  readonly #context: Context;
  readonly #strict = new Map<string, Compiled>();
  readonly #sloppy = new Map<string, Compiled>();
  readonly #scripts = new Map<string, Compiled>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** @throws {SyntaxError} of this realm. */
  compile(work: FunctionText | ScriptText): Compiled {
    if (work.kind === 'script') return kept(this.#scripts, work.source, () => this.#script(work));
    return kept(work.strict ? this.#strict : this.#sloppy, work.source, () => this.#function(work));
  }

  // In a block its `let` and `const` are its own: the same script can run again in the same context.
  #script({ source }: ScriptText): Compiled {
    // It must be a script without the block, too.
    compileText('', source, '');
    const text = compileText(`${isStrictScript(source) ? DIRECTIVE : ''}{`, source, '}');
    return { script: true, value: () => runInside(text, this.#context) };
  }

  #function({ source, strict }: FunctionText): Compiled {
    const text = compileText(`${strict ? DIRECTIVE : ''}(`, source, ')');
    let made: unknown;
    return { script: false, value: () => (made ??= runInside(text, this.#context)) };
  }
}

/** The same as what work throws, of text that does not compile. */
export function packSyntaxError(thrown: unknown): PackedError {
  const { name, message, stack = '' } = thrown as Error;
  // Up to the frames, which are the worker's own.
  const [heading = ''] = stack.split('\n    at ', 1);
  return { type: 'SyntaxError', name, message, stack: heading, props: {} };
}

function compileText(before: string, source: string, after: string): vm.Script {
  const text = replaceImports(`${before}${source}\n${after}`);
  return new vm.Script(text, { filename: WORK_FILES, columnOffset: -before.length });
}

/** The least recently used are forgotten. */
function kept(cache: Map<string, Compiled>, key: string, make: () => Compiled): Compiled {
  const value = cache.get(key) ?? make();
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > KEPT) cache.delete(cache.keys().next().value as string);
  return value;
}
