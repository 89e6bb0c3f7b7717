import { readdirSync, readFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.ts';

/** One behaviour that CPython's own tests check. */
export interface CatalogueRow {
  /** The test in CPython, `module.Class.method`. */
  readonly id: string;
  /** The part of the project it belongs to: 'core', 'net'… */
  readonly part: string;
  readonly statement: string;
}

const folder = new URL('catalogue/', packageFolder);

/** All rows, part by part. */
export function readCatalogue(): readonly CatalogueRow[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tsv'))
    .sort()
    .flatMap((file) => readPart(file.slice(0, -'.tsv'.length)));
}

function readPart(part: string): readonly CatalogueRow[] {
  const lines = readFileSync(new URL(`${part}.tsv`, folder), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.slice(1).map((line) => {
    const [id = '', , , statement = ''] = line.split('\t');
    return { id, part, statement };
  });
}
