import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const entry = fileURLToPath(new URL('../../../packages/tsyncio/src/index.ts', import.meta.url));

/** What the package `tsyncio` exports, as the compiler sees its sources. */
export interface PublicNames {
  readonly exported: ReadonlySet<string>;
  /** The members of an exported interface or class, of a class those of its instances; none when there is no such type. */
  readonly membersOf: (type: string) => ReadonlySet<string>;
  /** The exported classes whose instances are errors. */
  readonly errors: readonly string[];
  /** What `code` of the instances of an exported class is, when that is one string; '' otherwise. */
  readonly codeOf: (type: string) => string;
  /** The strings of an exported union of strings; none when there is no such type. */
  readonly literalsOf: (type: string) => readonly string[];
}

export function publicNames(): PublicNames {
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    customConditions: ['@tsyncio/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`the compiler finds no module in ${entry}`);
  const symbols = new Map(
    checker
      .getExportsOfModule(module)
      .map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]),
  );
  const declaredType = (name: string): ts.Type | undefined => {
    const symbol = symbols.get(name);
    return symbol && checker.getDeclaredTypeOfSymbol(symbol);
  };
  return {
    exported: new Set(symbols.keys()),
    membersOf: (name) => new Set((declaredType(name)?.getProperties() ?? []).map((member) => member.name)),
    errors: [...symbols].filter(([name, { flags }]) => flags & ts.SymbolFlags.Class && isError(declaredType(name))).map(([name]) => name),
    codeOf(name) {
      const code = declaredType(name)?.getProperty('code');
      const type = code && checker.getTypeOfSymbol(code);
      return type?.isStringLiteral() ? type.value : '';
    },
    literalsOf(name) {
      const type = declaredType(name);
      return type?.isUnion() ? type.types.flatMap((member) => (member.isStringLiteral() ? [member.value] : [])) : [];
    },
  };
}

function isError(type: ts.Type | undefined): boolean {
  return type?.symbol.name === 'Error' || (type?.getBaseTypes() ?? []).some(isError);
}
