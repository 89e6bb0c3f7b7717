import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Child, outputOf, root, startTypeScript } from '../../../packages/tsyncio/test/child.ts';
import { newFolder } from '../../../packages/tsyncio/test/temporary-folder.ts';
import { describeWith } from '../../../test-support/needs-tool.ts';
import { type ShownProgram, shownPrograms } from './shown-programs.ts';

const folder = 'apps/docs/programs';
const programs = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'));
const shown = shownPrograms();

/** Programs that need something before they print what their page says. */
const special: Readonly<Record<string, (file: string) => Promise<string>>> = {
  'apps/docs/programs/tls-echo.ts': async (file) => {
    const [cert, key] = await makeCertificate(file);
    return await outputOf(startTypeScript(file, [cert, key]));
  },
  'examples/graceful-stop.ts': async (file) => {
    const { server } = await startServer(file);
    const { stdout } = await server.kill('SIGTERM');
    return stdout;
  },
  'examples/echo-client.ts': async (file) => {
    const { port } = await startServer('examples/echo-server.ts');
    return await outputOf(startTypeScript(file, [port]));
  },
  'examples/udp-echo-client.ts': async (file) => {
    const { port } = await startServer('examples/udp-echo-server.ts');
    return await outputOf(startTypeScript(file, [port]));
  },
};

/** Their lines come at times that a busy machine may mix up; which lines there are is the same. */
const timed = new Set(['apps/docs/programs/first-loop.ts']);

async function startServer(file: string): Promise<{ readonly server: Child; readonly port: string }> {
  const server = startTypeScript(file);
  const [, port = ''] = await server.printed(/^listening on 127\.0\.0\.1:(\d+)$/m);
  return { server, port };
}

/** By the command that the program itself shows. */
async function makeCertificate(file: string): Promise<[cert: string, key: string]> {
  const [, args = ''] = /^\/\/ {3}openssl (.*)$/m.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  const here = newFolder();
  execFileSync('openssl', args.split(' '), { cwd: here, stdio: 'pipe' });
  return [join(here, 'cert.pem'), join(here, 'key.pem')];
}

/** Ports are the system's choice, and real time passes as it likes. */
function comparable(file: string, output: string): string {
  const plain = output.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>').replaceAll(/^(native: .*) \d+ ms$/gm, '$1 <time> ms');
  const lines = plain.split('\n');
  return (timed.has(file) ? lines.sort() : lines).join('\n');
}

describe.for(programs)('%s', (name) => {
  const file = `${folder}/${name}`;
  const text = readFileSync(join(root, file), 'utf8');

  test('is shown on a page, with what it prints', () => {
    expect(shown.filter((program) => program.file === file && program.output !== null)).toHaveLength(1);
  });

  test('says at its top how to run it', () => {
    const end = text.split('\n').findIndex((line) => !line.startsWith('//'));
    expect(text.split('\n').slice(0, end).join('\n')).toContain(`//   node --import tsx ${file}`);
  });

  test('is short and exports nothing', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThan(60);
    expect(text).not.toMatch(/^export /m);
  });
});

describe('a program prints what its page says', () => {
  const withOutput = shown.filter((program): program is ShownProgram & { output: string } => program.output !== null);
  const [tls, others] = [withOutput.filter(isTls), withOutput.filter((program) => !isTls(program))];

  test.for(others)('$file on $page', (program) => check(program));
  describeWith(['openssl'], 'over TLS', () => {
    test.for(tls)('$file on $page', (program) => check(program));
  });

  async function check({ file, output }: ShownProgram & { output: string }): Promise<void> {
    const run = special[file] ?? ((name: string) => outputOf(startTypeScript(name)));
    expect(comparable(file, await run(file))).toBe(comparable(file, output));
  }
  function isTls({ file }: ShownProgram): boolean {
    return basename(file).startsWith('tls-');
  }
});

describe('examples', () => {
  const examples = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.ts'));

  test.for(examples)('%s is shown on a page', (name) => {
    expect(shown.map(({ file }) => file)).toContain(`examples/${name}`);
  });
});
