import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { outputOf, packageFolder, root, startChild, startTypeScript } from './child.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The programs of a README, in order. */
function programsOf(readme: string): string[] {
  return [...readFileSync(readme, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program = '']) => program);
}

/** A user's project with this program in it. */
function projectWith(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-readme-'));
  folders.push(folder);
  symlinkSync(join(root, 'examples/node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'program.ts'), program);
  return join(folder, 'program.ts');
}

/** Talks as any program would that knows nothing of us. */
async function echoed(port: number, message: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(message);
  let received = 0;
  socket.on('data', (data: Buffer) => {
    received += data.length;
    if (received >= Buffer.byteLength(message)) socket.end();
  });
  return await text(socket);
}

describe("the repository's README", () => {
  const [program = ''] = programsOf(join(root, 'README.md'));

  test('has a program of at most 20 lines', () => {
    expect(program).toContain("from 'tsyncio'");
    expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  });

  test('has a program that echoes to whoever connects', async () => {
    // The only change: a free port, because another program may have 8888.
    expect(program.split('port: 8888')).toHaveLength(2);
    const child = startTypeScript(projectWith(program.replace('port: 8888', 'port: 0')));
    const [, port] = await child.printed(/^listening on \{ host: '127\.0\.0\.1', port: (\d+) \}$/m);
    const messages = ['hello', 'ünïcödé', 'x'.repeat(1_000_000)];
    expect(await Promise.all(messages.map((message) => echoed(Number(port), message)))).toEqual(messages);
    expect(await echoed(Number(port), 'again')).toBe('again');
  });

  test('has a program that compiles under strict TypeScript against what is built', { timeout: 180_000 }, async () => {
    const file = projectWith(program);
    const flags = ['--noEmit', '--strict', '--target', 'es2023', '--lib', 'es2023,esnext.disposable', '--module', 'nodenext'];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const tsc = startChild(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...types, file]);
    const { code, stdout } = await tsc.ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });
});

test("the package's README has programs that print what they say", async () => {
  const printed: string[] = [];
  for (const program of programsOf(join(packageFolder, 'README.md'))) printed.push(await outputOf(startTypeScript(projectWith(program))));
  expect(printed).toEqual(['42\n', 'Ada true\n', "3600000 { kernel: 'simulated', native: false, sockets: true, signals: true }\n"]);
});
