import { createRequire } from 'node:module';
import { isSyntaxNode, type SyntaxNode } from '../../work/syntax-node.ts';

/** What stands for `import` in work: a function of the interpreter, which rejects. */
export const IMPORT_NAME = 'tsyncioImport';

/**
 * `import()` would call into Node's realm, and reject with an error of it, whose constructors lead to everything. The text of work is all the
 * code that an interpreter ever compiles, and keywords cannot be spelt with escapes, so that work without this word needs no parser.
 *
 * @throws {SyntaxError} when the word is there and the parser does not understand the text.
 */
export function replaceImports(source: string): string {
  if (!source.includes('import')) return source;
  let replaced = '';
  let end = 0;
  for (const start of importsIn(source)) {
    replaced += source.slice(end, start) + IMPORT_NAME;
    end = start + 'import'.length;
  }
  return replaced + source.slice(end);
}

function importsIn(source: string): number[] {
  const starts: number[] = [];
  const pending: unknown[] = [parse(source)];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (isSyntaxNode(value) && value.type === 'ImportExpression') starts.push(value.start as number);
    if (typeof value === 'object' && value !== null) pending.push(...Object.values(value));
  }
  return starts.sort((a, b) => a - b);
}

interface Parser {
  parse(source: string, options: { ecmaVersion: 'latest'; sourceType: 'script' }): SyntaxNode;
}

function parse(source: string): SyntaxNode {
  const parser = createRequire(import.meta.url)('acorn') as Parser;
  return parser.parse(source, { ecmaVersion: 'latest', sourceType: 'script' });
}
