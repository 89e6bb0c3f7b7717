import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ChildOptions, outputOf, root, startTypeScript } from './child.ts';

const folder = join(root, 'examples');
const examples = readdirSync(folder).filter((file) => file.endsWith('.ts'));

function runExample(name: string, args: readonly string[] = [], options: ChildOptions = {}): Promise<string> {
  return outputOf(startTypeScript(`examples/${name}.ts`, args, options));
}

async function startServer(name: string): Promise<{ readonly server: ReturnType<typeof startTypeScript>; readonly port: string }> {
  const server = startTypeScript(`examples/${name}.ts`);
  const [, port = ''] = await server.printed(/^listening on 127\.0\.0\.1:(\d+)$/m);
  return { server, port };
}

describe.for(examples)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');

  test('says at its top how to run it', () => {
    const comment = text.split('\n').findIndex((line) => !line.startsWith('//'));
    expect(text.split('\n').slice(0, comment).join('\n')).toContain(`//   node --import tsx examples/${file}`);
  });

  test('is short and exports nothing', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThan(file === 'tour.ts' ? 150 : 60);
    expect(text).not.toMatch(/^export /m);
  });

  test('has a test here or beside', () => {
    const besides = readdirSync(join(import.meta.dirname, 'interop')).map((name) => join('interop', name));
    const tests = ['examples.test.ts', ...besides].map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
    expect(tests.join('\n')).toMatch(new RegExp(`'(examples/)?${basename(file, '.ts')}(\\.ts)?'`));
  });
});

test('what an example is made of beside is short too', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /^(?!node_modules)[^/]+\/.*\.ts$/.test(file));
  const long = files.filter((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').length >= 150);
  expect(files).toContain('resp/client.ts');
  expect(long).toEqual([]);
});

test('hello-world says hello and ends', async () => {
  expect(await runExample('hello-world')).toBe('Hello World\n');
});

test('call-later displays the date five times, an interval apart', async () => {
  const interval = 500;
  const dates = (await runExample('call-later', [String(interval)])).trimEnd().split('\n');
  for (const date of dates) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const gaps = dates.slice(1).map((date, index) => Date.parse(date) - Date.parse(dates[index] ?? ''));
  // Dates are whole milliseconds of a clock that may be adjusted meanwhile.
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(interval - 2);
  // Dates that come late add up; on a machine that is busy enough one may be missing.
  expect(dates.length).toBeGreaterThanOrEqual(4);
  expect(dates.length).toBeLessThanOrEqual(5);
});

test('echo-client gets its message back from echo-server', async () => {
  const { server, port } = await startServer('echo-server');
  const said = await runExample('echo-client', [port]);
  expect(said).toBe('Data sent: "Hello World!"\nData received: "Hello World!"\nThe server closed the connection\n');
  await server.printed(/Close the client socket\n/);
  const { stdout } = await server.kill();
  const lines = stdout.trimEnd().split('\n').slice(1);
  expect(lines[0]).toMatch(/^Connection from 127\.0\.0\.1:\d+$/);
  expect(lines.slice(1)).toEqual(['Data received: "Hello World!"', 'Send: "Hello World!"', 'Close the client socket']);
});

test('echo-server serves one client after another', async () => {
  const { port } = await startServer('echo-server');
  const first = await runExample('echo-client', [port]);
  expect(await runExample('echo-client', [port])).toBe(first);
});

test('echo-client says that nobody listens', async () => {
  const { server, port } = await startServer('echo-server');
  await server.kill();
  const { code, stderr } = await startTypeScript('examples/echo-client.ts', [port]).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('ECONNREFUSED');
});

test('connect-socket receives what is sent into its socket', async () => {
  expect(await runExample('connect-socket')).toBe('Connected to the socket\nReceived: abc\nConnection closed\n');
});

test.for(['SIGINT', 'SIGTERM'] as const)('signal-handlers stops at %s', async (signal) => {
  const child = startTypeScript('examples/signal-handlers.ts');
  await child.printed(new RegExp(`^pid ${child.pid}: send`, 'm'));
  const { code, stdout, stderr } = await child.kill(signal);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').at(-2)).toBe(`got signal ${signal}: exit`);
});

test('get-date prints the date that its child printed', async () => {
  const before = Date.now();
  const [, date = ''] = /^Current date: (\S+)\n$/.exec(await runExample('get-date')) ?? [];
  expect(Date.parse(date)).toBeGreaterThanOrEqual(before - 2);
  expect(Date.parse(date)).toBeLessThanOrEqual(Date.now() + 2);
});

test('count-primes counts in threads, and work that never ends is told to', async () => {
  const counts = ['1229 primes', '1033 primes', '983 primes', '958 primes'];
  expect((await runExample('count-primes')).trimEnd().split('\n')).toEqual([...counts, 'gave up on the work that never ends']);
});

test('run-in-executor has every pool do its work', async () => {
  const { size } = statSync(process.execPath);
  expect(await runExample('run-in-executor')).toBe(
    `default thread pool: ${size} bytes\ncustom thread pool: ${size} bytes\ncustom process pool: 333332833333127550\ncustom interpreter pool: 333332833333127550\n`,
  );
});

test('set-after waits for the future that a task sets', async () => {
  const child = startTypeScript('examples/set-after.ts', ['100']);
  const [early] = await child.printed(/^hello \.\.\.\n/);
  expect(early).toBe('hello ...\n');
  expect(await outputOf(child)).toBe('hello ...\n... world\n');
});

test('swap-loop runs one program in the time of this world and in virtual time', async () => {
  const said = await runExample('swap-loop');
  const [, native = '', simulated = ''] =
    /^native: "hello" came back after (\d+) ms\nsimulated: "hello" came back after (\d+) ms\n$/.exec(said) ?? [];
  expect(Number(native)).toBeGreaterThanOrEqual(100);
  expect(simulated).toBe('3600000');
});

test('custom-policy decides what run gets, until it is reset', async () => {
  expect(await runExample('custom-policy')).toBe('debug mode: true\ndebug mode: true\n2 loops made\ndebug mode: false\n');
});

test('simulate-a-drop has a client get through losses, a partition and a crash', async () => {
  expect(await runExample('simulate-a-drop')).toBe(
    "hello\nhello after the partition: true\nthe host 'server' crashed: what runs on it after a restart needs a new kernel\nECONNREFUSED\nhello\n",
  );
});

/** A client that has sent a message and got it back; it stays connected. */
async function connectedClient(port: string): Promise<Socket> {
  const client = connect(Number(port), '127.0.0.1');
  client.write('hello');
  await once(client, 'data');
  return client;
}

test.for(['SIGINT', 'SIGTERM'] as const)('graceful-stop lets those who are connected finish after %s', async (signal) => {
  const { server, port } = await startServer('graceful-stop');
  const client = await connectedClient(port);
  const ended = server.kill(signal);
  await server.printed(/^no new connections; waiting for those that are open$/m);
  client.write('still here');
  expect(String(await once(client, 'data'))).toBe('still here');
  client.end();
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').slice(1)).toEqual([
    'no new connections; waiting for those that are open',
    'every connection has ended',
    'stopped',
    '',
  ]);
});

test('graceful-stop ends at once at the second SIGINT', async () => {
  const { server, port } = await startServer('graceful-stop');
  const client = await connectedClient(port);
  // It goes with the server that it is connected to.
  const gone = new Promise((resolve) => client.on('error', resolve).on('close', resolve));
  const ended = server.kill('SIGINT');
  await server.printed(/^no new connections/m);
  server.kill('SIGINT');
  expect(await ended).toMatchObject({ code: null, signal: 'SIGINT' });
  await gone;
});

test('accept-socket serves one client after another', async () => {
  const { server, port } = await startServer('accept-socket');
  const said = await runExample('echo-client', [port]);
  expect(said).toBe('Data sent: "Hello World!"\nData received: "Hello World!"\nThe server closed the connection\n');
  expect(await runExample('echo-client', [port])).toBe(said);
  await server.printed(/client 2 has gone\n/);
  const { stdout } = await server.kill();
  expect(stdout.trimEnd().split('\n').slice(1)).toEqual([
    'client 1 has come',
    'client 1 has gone',
    'client 2 has come',
    'client 2 has gone',
  ]);
});

test('watch-descriptor receives what is sent into its socket', async () => {
  expect(await runExample('watch-descriptor')).toBe('Received: abc\n');
});

test('cancel-task reaches the await and runs finally', async () => {
  expect((await runExample('cancel-task')).trimEnd().split('\n')).toEqual([
    'task: waiting for an hour',
    'main: cancel the task',
    'task: cleaning up',
    'task: cleaned up',
    'main: the task was cancelled',
  ]);
});

describe('tour', () => {
  const slow = { timeout: 180_000 };

  test('shows everything, without a colour where there is no terminal', slow, async () => {
    const said = await runExample('tour', ['--no-benchmark']);
    expect(said).not.toContain('\u001b');
    expect(said).not.toContain('FAIL');
    expect(said).toMatch(/our client sends 1 MiB .*-> 1 MiB back, byte for byte the same/);
    expect(said).toMatch(/Python's asyncio client .*-> (Python \S+ got 1 MiB back, same bytes|python3 cannot be started)/);
    expect(said).toMatch(/a raw socket: .*-> sockRecv: "hello, raw socket"/);
    expect(said).toMatch(/await task .*-> CancelledError/);
    expect(said).toMatch(/loop\.callLater, .*none too early/);
    expect(said).toMatch(/fetch from node:http .*-> 200 "from node:http"/);
    expect(said).toMatch(/a message goes through each .*came back unchanged/);
    if (process.platform === 'linux') expect(said).toMatch(/-> (\d+) before, \d+ meanwhile, \1 after/);
    expect(said).toMatch(/The tour took \d+\.\d s\.\n$/);
  });

  test('says that there is no python3, and goes on', slow, async () => {
    const said = await runExample('tour', ['--no-benchmark'], { env: { PATH: '' } });
    expect(said).toMatch(/skip Python's asyncio client .*python3 cannot be started \(ENOENT\)/);
    expect(said).toMatch(/a raw socket: .*-> sockRecv/);
  });

  test('ends with code 1 and says what did not come back as it should', slow, async () => {
    const missing = join(root, 'no-such-file.node');
    const { code, stderr } = await startTypeScript('examples/tour.ts', ['--no-benchmark'], { env: { TSYNCIO_NATIVE_BINDING: missing } })
      .ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`${missing} does not exist`);
  });
});
