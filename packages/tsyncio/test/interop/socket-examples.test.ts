import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf, startChild, startTypeScript } from '../child.ts';
import { newFolder } from '../temporary-folder.ts';

/** A Unix datagram server that prints each datagram as JSON. */
async function startDatagramServer(name: string): Promise<Child> {
  const program = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace("@", "\\0", 1))
print("ready", flush=True)
while True:
    print(json.dumps(s.recv(65536).decode()), flush=True)
`;
  const server = startChild('python3', ['-c', program, name]);
  await server.printed(/ready/);
  return server;
}

describeWith(['python3'], 'notify-systemd', () => {
  test.each(['path', 'name without a file'])('tells whoever listens at the %s', async (kind) => {
    const name = kind === 'path' ? join(newFolder(), 'notify') : `@tsyncio-notify-${process.pid}`;
    const server = await startDatagramServer(name);
    const example = startTypeScript('examples/notify-systemd.ts', [], { env: { NOTIFY_SOCKET: name } });
    expect(await outputOf(example)).toBe('systemd knows that we are ready\n');
    await server.printed(/STOPPING/);
    const { stdout } = await server.kill();
    const messages = stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as string);
    expect(messages[0]).toBe(`READY=1\nMAINPID=${example.pid}\nSTATUS=Serving\n`);
    expect(messages.filter((text) => text.startsWith('WATCHDOG=1\n'))).toHaveLength(3);
    expect(messages.at(-1)).toBe('STOPPING=1\n');
  });

  test('has nobody to tell outside a service', async () => {
    const example = startTypeScript('examples/notify-systemd.ts', [], { env: { NOTIFY_SOCKET: '' } });
    expect(await outputOf(example)).toBe('NOTIFY_SOCKET is not set: nobody to tell\n');
  });
});

describeWith(['python3'], 'log-to-syslog', () => {
  test('sends a line that a log daemon takes', async () => {
    const path = join(newFolder(), 'log');
    const server = await startDatagramServer(path);
    const example = startTypeScript('examples/log-to-syslog.ts', ['it works', path]);
    expect(await outputOf(example)).toMatch(/^sent \d+ bytes to /);
    const [, line = ''] = await server.printed(/^(".*")$/m);
    expect(JSON.parse(line)).toMatch(
      new RegExp(`^<14>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d tsyncio\\[${example.pid}\\]: it works$`),
    );
  });

  test('says that there is no log daemon', async () => {
    const { code, stderr } = await startTypeScript('examples/log-to-syslog.ts', ['x', '/nowhere/log']).ended;
    expect([code, stderr]).toEqual([1, 'no log daemon at /nowhere/log: ENOENT\n']);
  });
});

describe('hand-over', () => {
  test('refuses nobody while one process replaces the other, twice', async () => {
    const path = join(newFolder(), 'channel');
    const start = (): Child => startTypeScript('examples/hand-over.ts', [path]);
    const first = start();
    const [, port = ''] = await first.printed(/^listening on 127\.0\.0\.1:(\d+)$/m);

    const answers: string[] = [];
    let stopping = false;
    const hammer = (async () => {
      while (!stopping) answers.push(await ask(Number(port)));
    })();
    while (answers.length === 0) await ask(Number(port));
    const children = [first];
    for (let replaced = 0; replaced < 2; replaced++) {
      const next = start();
      children.push(next);
      await next.printed(new RegExp(`^took over on 127\\.0\\.0\\.1:${port}$`, 'm'));
      expect((await (children.at(-2) as Child).ended).code).toBe(0);
      const seen = answers.length;
      while (answers.length < seen + 5) await ask(Number(port));
    }
    stopping = true;
    await hammer;
    const pids = [...new Set(answers)];
    expect(pids).toEqual(children.map(({ pid }) => `hello from process ${pid}\n`));
  });
});

/** What a server says before it closes; rejects when it refuses or resets. */
function ask(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    createConnection(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (chunk: string) => {
        text += chunk;
      })
      .once('error', reject)
      .once('close', () => resolve(text));
  });
}

describe('ping', () => {
  test('gets its echoes back', async () => {
    const lines = (await outputOf(startTypeScript('examples/ping.ts', ['127.0.0.1', '2']))).trimEnd().split('\n');
    expect(lines).toEqual(
      [1, 2].map((sequence) =>
        expect.stringMatching(new RegExp(`^16 bytes from 127\\.0\\.0\\.1: sequence ${sequence}, \\d+\\.\\d\\d ms$`)),
      ),
    );
  });
});

describe('list-routes', () => {
  test('lists what the system itself lists', async () => {
    const listed = await outputOf(startTypeScript('examples/list-routes.ts'));
    expect(listed).toContain('127.0.0.0/8 interface 1\n');
    // /proc/net/route has the main table: in hexadecimal, the least significant byte first.
    const rows = readFileSync('/proc/net/route', 'latin1').trim().split('\n').slice(1);
    for (const [, destination = '', , , , , , mask = ''] of rows.map((row) => row.split('\t'))) {
      const bits = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
      const bytes = Buffer.from(destination, 'hex').reverse();
      expect(listed).toContain(bits === 0 ? 'default' : `${bytes.join('.')}/${bits}`);
    }
  });
});

describe('watch-folder', () => {
  test('tells what happens in a folder', async () => {
    const folder = newFolder();
    const example = startTypeScript('examples/watch-folder.ts', [folder]);
    await example.printed(/^watching/);
    writeFileSync(join(folder, 'one.txt'), 'x');
    renameSync(join(folder, 'one.txt'), join(folder, 'two.txt'));
    execFileSync('rm', [join(folder, 'two.txt')]);
    await example.printed(/IN_DELETE two\.txt/);
    const { stdout } = await example.kill();
    expect(stdout.trimEnd().split('\n').slice(1)).toEqual([
      'IN_CREATE one.txt',
      'IN_CLOSE_WRITE one.txt',
      'IN_MOVED_FROM one.txt',
      'IN_MOVED_TO two.txt',
      'IN_DELETE two.txt',
    ]);
  });
});
