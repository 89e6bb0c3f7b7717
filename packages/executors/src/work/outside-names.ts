import { createRequire } from 'node:module';
import type { ParsedFunction } from './function-text.ts';
import { isSyntaxNode, type SyntaxNode } from './syntax-node.ts';

/** What a function takes from where it stands. */
export interface OutsideNames {
  /** Identifiers that it does not declare itself. `typeof x` asks for nothing. */
  readonly identifiers: readonly string[];
  /** `this`, `super` … where they mean those of a function around it. */
  readonly keywords: readonly string[];
}

interface Reference {
  readonly identifier: SyntaxNode & { readonly name: string };
}

interface ScopeAnalysis {
  analyze(
    program: SyntaxNode,
    options: { ecmaVersion: number; sourceType: 'module' | 'script'; childVisitorKeys?: unknown; fallback: 'iteration' },
  ): { readonly globalScope: { readonly through: readonly Reference[] } };
}

let scopes: ScopeAnalysis | null = null;

// Loaded when first needed, as the parser is.
function eslintScope(): ScopeAnalysis {
  scopes ??= createRequire(import.meta.url)('eslint-scope') as ScopeAnalysis;
  return scopes;
}

export function outsideNames({ program, text }: ParsedFunction): OutsideNames {
  const sourceType = text.strict ? 'module' : 'script';
  const { through } = eslintScope().analyze(program, { ecmaVersion: 2022, sourceType, fallback: 'iteration' }).globalScope;
  const asked = new Set<unknown>();
  const keywords = new Set<string>();
  visit(program, { asked, keywords, ownThis: false });
  const names = new Set(through.filter(({ identifier }) => !asked.has(identifier)).map(({ identifier }) => identifier.name));
  return { identifiers: [...names], keywords: [...keywords] };
}

interface Visit {
  /** Operands of typeof. */
  readonly asked: Set<unknown>;
  readonly keywords: Set<string>;
  /** Whether `this` is that of a function inside the text. */
  readonly ownThis: boolean;
}

function visit(node: SyntaxNode, found: Visit): void {
  if (node.type === 'UnaryExpression' && node.operator === 'typeof') found.asked.add(node.argument);
  if (node.type === 'MetaProperty' && isSyntaxNode(node.meta) && node.meta.name === 'import') found.keywords.add('import.meta');
  if (node.type === 'ThisExpression' && !found.ownThis) found.keywords.add('this');
  const inner = bindsThis(node) ? { ...found, ownThis: true } : found;
  // The computed name of a field is evaluated outside of the class.
  for (const child of childrenOf(node)) visit(child, child === node.key ? found : inner);
}

function bindsThis({ type }: SyntaxNode): boolean {
  return type === 'FunctionExpression' || type === 'FunctionDeclaration' || type === 'PropertyDefinition' || type === 'StaticBlock';
}

function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const one of value) if (isSyntaxNode(one)) yield one;
    } else if (isSyntaxNode(value)) yield value;
  }
}
