import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root: string = fileURLToPath(new URL('..', import.meta.url));
const program: string = join(root, 'bin', 'tsyncio-native.mjs');
const folder: string = mkdtempSync(join(tmpdir(), 'tsyncio-command-'));

afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd: string = root): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    // pnpm sets NODE_PATH for what it starts.
    env: { ...process.env, TSYNCIO_NATIVE_BINDING: '', NODE_PATH: '', ...env },
  });
  return { code: status, stdout, stderr };
}

/** A folder in which only these programs can be found. */
function pathWith(name: string, programs: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const one of programs) symlinkSync(execFileSync('which', [one], { encoding: 'utf8' }).trim(), join(path, one));
  return path;
}

describe('where', () => {
  test('prints the file that is loaded here', () => {
    const { code, stdout } = run(['where']);
    expect(code).toBe(0);
    const file = stdout.trim();
    expect(existsSync(file)).toBe(true);
    expect(file.startsWith(join(root, 'prebuilds', `${process.platform}-${process.arch}`))).toBe(true);
  });

  test('prints the file that TSYNCIO_NATIVE_BINDING names', () => {
    expect(run(['where'], { TSYNCIO_NATIVE_BINDING: program })).toEqual({ code: 0, stdout: `${program}\n`, stderr: '' });
  });

  test('fails when that does not exist', () => {
    const { code, stderr } = run(['where'], { TSYNCIO_NATIVE_BINDING: '/nowhere/tsyncio.node' });
    expect(code).toBe(1);
    expect(stderr).toContain('/nowhere/tsyncio.node does not exist');
  });

  test('tells of the copy that the project uses, not of the one that runs', () => {
    const project = join(folder, 'project');
    const copy = join(project, 'node_modules/tsyncio/node_modules/@tsyncio/native');
    mkdirSync(join(copy, 'bin'), { recursive: true });
    writeFileSync(join(copy, 'bin/tsyncio-native.mjs'), "console.log('the copy of the project:', process.argv.slice(2).join(' '));\n");
    for (const owner of [join(project, 'node_modules/tsyncio'), copy]) writeFileSync(join(owner, 'package.json'), '{}');
    expect(run(['where'], {}, project)).toEqual({ code: 0, stdout: 'the copy of the project: where\n', stderr: '' });
  });
});

describe('build', () => {
  test('says which tools are missing, and how to install them', () => {
    const { code, stderr } = run(['build'], { PATH: pathWith('no-tools', []), PYTHON: '', CXX: '', MAKE: '' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/a C\+\+ compiler is missing \(looked for (g|c)\+\+\)/);
    expect(stderr).toContain('make is missing');
    expect(stderr).toContain('Python 3 is missing');
  });

  test('names only what is missing', () => {
    const { stderr } = run(['build'], { PATH: pathWith('no-python', ['g++', 'make']), PYTHON: '' });
    expect(stderr).toContain('Python 3 is missing');
    expect(stderr).not.toContain('make is missing');
    expect(stderr).not.toContain('compiler is missing');
  });

  test('refuses a folder without headers', () => {
    const { code, stderr } = run(['build', '--nodedir', folder]);
    expect(code).toBe(1);
    expect(stderr).toContain(`--nodedir ${folder}: there is no node_api.h or no uv.h in ${join(folder, 'include', 'node')}`);
  });
});

test('without a command, with an unknown one or with an unknown option it shows how it is used, and fails', () => {
  for (const args of [[], ['install'], ['where', 'else'], ['where', '--debug'], ['build', '--fast']]) {
    const { code, stderr } = run(args);
    expect([args, code]).toEqual([args, 2]);
    expect(stderr).toContain('npx @tsyncio/native <command>');
  }
});

test('--help shows how it is used', () => {
  const { code, stdout } = run(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('npx @tsyncio/native <command>');
});
