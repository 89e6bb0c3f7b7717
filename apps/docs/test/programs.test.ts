import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
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
  'apps/docs/programs/graceful-stop.ts': async (file) => {
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

/** Ports are the system's choice. */
function comparable(file: string, output: string): string {
  const lines = output.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>').split('\n');
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

describe('graceful-stop', () => {
  const file = `${folder}/graceful-stop.ts`;

  test.for(['SIGINT', 'SIGTERM'] as const)('lets a client that is waiting have its answer at %s', async (signal) => {
    const { server, port } = await startServer(file);
    const client = await connectTo(port);
    client.write('again\n');
    process.kill(server.pid, signal);
    await server.printed(/^got SIG\w+: no new connections$/m);
    expect(await client.answer()).toBe('again\n');
    client.leave();
    const { code, stdout, stderr } = await server.ended;
    expect({ code, stderr, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, stderr: '', last: 'stopped' });
  });

  test('ends the connection of a client that does not leave', async () => {
    const { server, port } = await startServer(file);
    await connectTo(port);
    process.kill(server.pid, 'SIGTERM');
    const { code, stdout } = await server.ended;
    const lines = stdout.trimEnd().split('\n').slice(2);
    expect({ code, lines }).toEqual({ code: 0, lines: ['some clients did not leave: aborting their connections', 'stopped'] });
  });

  test('ends it at once at a second signal', async () => {
    const { server, port } = await startServer(file);
    await connectTo(port);
    process.kill(server.pid, 'SIGINT');
    await server.printed(/^got SIGINT: no new connections$/m);
    process.kill(server.pid, 'SIGINT');
    const { code, stdout } = await server.ended;
    expect({ code, last: stdout.trimEnd().split('\n').slice(1) }).toEqual({ code: 0, last: ['got SIGINT: no new connections', 'stopped'] });
  });
});

interface Client {
  write(text: string): void;
  answer(): Promise<string>;
  leave(): void;
}

/** A client that had one answer already, so that the server knows of it. */
async function connectTo(port: string): Promise<Client> {
  const socket = createConnection(Number(port), '127.0.0.1')
    .setEncoding('utf8')
    .on('error', () => {});
  const client: Client = {
    write: (text) => void socket.write(text),
    answer: () =>
      new Promise((resolve, reject) => {
        socket.once('data', resolve).once('close', () => reject(new Error('the connection ended without an answer')));
      }),
    leave: () => void socket.destroy(),
  };
  client.write('hello\n');
  await client.answer();
  return client;
}
