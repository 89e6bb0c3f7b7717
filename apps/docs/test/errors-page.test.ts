import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publicNames } from './public-names.ts';

const packages = new URL('../../../packages/', import.meta.url);
const page = readFileSync(new URL('../reference/errors.md', import.meta.url), 'utf8');
/** The first cell of each row. */
const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
const tsyncio = publicNames();

describe('the page of errors', () => {
  it('has every class of errors that tsyncio exports', () => {
    const wanted = tsyncio.errors;
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !rows.includes(name))).toEqual([]);
  });

  it('has every code of LoopError', () => {
    const codes = tsyncio.literalsOf('LoopErrorCode');
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !rows.includes(code))).toEqual([]);
  });

  it('names no class and no code that does not exist', () => {
    const sources = readSources();
    const codes = [...new Set(page.match(/\bERR_[A-Z_]+\b/g))];
    expect(codes.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
    const classes = rows.filter((name) => name.endsWith('Error') || name === 'KeyboardInterrupt');
    expect(classes.filter((name) => !sources.includes(`class ${name} extends`))).toEqual([]);
  });

  it('gives each class the code that it has', () => {
    const given = [...page.matchAll(/^\| `(\w+)` \| `(ERR_\w+)` \|/gm)].map(([, name = '', code = '']) => `${name} ${code}`);
    expect(given.length).toBeGreaterThan(10);
    expect(given).toEqual(given.map((line) => line.split(' ')).map(([name = '']) => `${name} ${tsyncio.codeOf(name)}`));
  });
});

let sources: string | undefined;

/** The sources of all packages that are published, one behind the other. */
function readSources(): string {
  sources ??= readdirSync(packages)
    .filter((name) => name !== 'conformance')
    .flatMap((name) =>
      readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: 'utf8' }).map((file) => `${name}/src/${file}`),
    )
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, packages), 'utf8'))
    .join('\n');
  return sources;
}
