import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const entry = fileURLToPath(new URL('../../../packages/tsyncio/src/index.ts', import.meta.url));

/** What the package `tsyncio` exports, as the compiler sees its sources. */
export interface PublicNames {
  readonly exported: ReadonlySet<string>;
  /** The members of an exported interface or class, of a class those of its instances; none when there is no such type. */
  readonly membersOf: (type: string) => ReadonlySet<string>;
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
  const symbols = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
  return {
    exported: new Set(symbols.keys()),
    membersOf(name) {
      const symbol = symbols.get(name);
      if (symbol === undefined) return new Set();
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return new Set(
        checker
          .getDeclaredTypeOfSymbol(target)
          .getProperties()
          .map(({ name: member }) => member),
      );
    },
  };
}
