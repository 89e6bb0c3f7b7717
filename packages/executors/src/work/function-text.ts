import { createRequire } from 'node:module';
import { NotShareableError } from '../errors.ts';
import type { FunctionText } from './sent-work.ts';
import { isSyntaxNode, type SyntaxNode } from './syntax-node.ts';

/** A function's text as an expression, and its syntax tree. */
export interface ParsedFunction {
  readonly text: FunctionText;
  readonly program: SyntaxNode;
}

interface Parser {
  parse(source: string, options: { ecmaVersion: 'latest'; ranges: true; sourceType: 'module' | 'script' }): SyntaxNode;
}

let parser: Parser | null = null;

// Loading a parser takes longer than starting a program should: only who sends functions needs one.
function acorn(): Parser {
  parser ??= loadParser() as Parser;
  return parser;
}

function loadParser(): unknown {
  const load = createRequire(import.meta.url);
  try {
    return load('acorn');
  } catch (error) {
    try {
      // To Node 20 a package is missing for good when its package.json could not be read once, such as when no descriptor was left.
      return load('acorn/dist/acorn.js');
    } catch {
      throw error;
    }
  }
}

/** @throws {NotShareableError} for what is no plain function with a text of its own. */
export function parseFunction(fn: (...args: never[]) => unknown): ParsedFunction {
  const source = Function.prototype.toString.call(fn);
  const name = fn.name || 'anonymous';
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    throw new NotShareableError(
      `the function '${name}' has no text of its own, as it is bound or built in: write a function that calls it`,
    );
  }
  if (/^class\b/.test(source)) throw new NotShareableError(`'${name}' is a class, which cannot be called: write a function that uses it`);
  const parsed = (isSloppy(fn) ? null : parseAs(source, true)) ?? parseAs(source, false);
  if (parsed === null)
    throw new NotShareableError(`the function '${name}' cannot be taken out of where it stands: its text is ${source.slice(0, 60)}…`);
  return parsed;
}

/** Whether it is known to be code of sloppy mode: only of such a function `caller` may be asked for. Of arrow functions and methods nothing tells. */
export function isSloppy(fn: (...args: never[]) => unknown): boolean {
  try {
    void fn.caller;
    return true;
  } catch {
    return false;
  }
}

function parseAs(source: string, strict: boolean): ParsedFunction | null {
  const program = tryParse(`(${source})`, strict);
  if (program !== null) return { text: { kind: 'function', source: `(${source})`, strict }, program };
  const method = asFunction(source, strict);
  if (method === null) return null;
  const again = tryParse(method, strict);
  return again === null ? null : { text: { kind: 'function', source: method, strict }, program: again };
}

/** A method's text as a function expression. */
function asFunction(source: string, strict: boolean): string | null {
  const wrapped = `({${source}})`;
  const object = tryParse(wrapped, strict);
  const property = object === null ? null : onlyProperty(object);
  if (property === null || property.method !== true) return null;
  const fn = property.value as MethodNode;
  const head = `${fn.async ? 'async ' : ''}function${fn.generator ? '*' : ''}`;
  return `(${head} ${wrapped.slice(fn.start, fn.end)})`;
}

interface MethodNode {
  readonly async: boolean;
  readonly generator: boolean;
  readonly start: number;
  readonly end: number;
}

function onlyProperty({ body }: SyntaxNode): SyntaxNode | null {
  const [statement, ...rest] = body as SyntaxNode[];
  const object = statement?.expression;
  if (rest.length > 0 || !isSyntaxNode(object) || object.type !== 'ObjectExpression') return null;
  const [property, ...others] = object.properties as SyntaxNode[];
  return property?.type === 'Property' && others.length === 0 ? property : null;
}

function tryParse(source: string, strict: boolean): SyntaxNode | null {
  // That the parser cannot be loaded is no fault of the function.
  const { parse } = acorn();
  try {
    return parse(source, { ecmaVersion: 'latest', ranges: true, sourceType: strict ? 'module' : 'script' });
  } catch {
    return null;
  }
}
