import { createHash } from 'node:crypto';
import { constants } from 'node:os';
import { createLoop, DEVNULL, STDOUT, type SubprocessOptions, sleep, type WriteTransport } from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { type ChildLoop, ChildNotes, cat, simulateChildren } from './simulate-children.ts';

const { SIGKILL } = constants.signals;
const MEGABYTE = 1 << 20;

async function start(loop: ChildLoop, argv: readonly [string, ...string[]], options?: SubprocessOptions): Promise<ChildNotes> {
  const [, notes] = await loop.subprocessExec(() => new ChildNotes(), argv, options);
  return notes;
}

function stdinOf({ transport }: ChildNotes): WriteTransport {
  return transport.getPipeTransport(0) as WriteTransport;
}

describe('subprocessExec on a simulated kernel', () => {
  test('talks to a child through its pipes', () =>
    simulateChildren(async (loop) => {
      const notes = await start(loop, ['cat']);
      const stdin = stdinOf(notes);
      stdin.write('hello ');
      stdin.write('world');
      stdin.writeEof();
      const events = await notes.lost(loop);
      expect([notes.text(), notes.transport.getReturncode()]).toEqual(['hello world', 0]);
      expect([events[0], events.at(-1), [...events].sort()]).toEqual([
        'made',
        'closed null',
        ['closed null', 'data 1', 'exited 0', 'lost 0 null', 'lost 1 null', 'lost 2 null', 'made'],
      ]);
    }));

  test.each([1, 2, 3])('sends 10 MB through cat unchanged, and is paused meanwhile, seed %i', (seed) =>
    simulateChildren(
      async (loop) => {
        const notes = await start(loop, ['cat']);
        const hashes = [createHash('sha256'), createHash('sha256')] as const;
        let came = 0;
        notes.onData = (_fd, data) => {
          came += data.length;
          hashes[1].update(data);
        };
        const stdin = stdinOf(notes);
        for (let i = 0; i < 10; i++) {
          const part = Buffer.alloc(MEGABYTE, i * 7 + seed);
          hashes[0].update(part);
          stdin.write(part);
          if (stdin.getWriteBufferSize() > 0) await notes.next(loop);
        }
        stdin.writeEof();
        await notes.lost(loop);
        expect(came).toBe(10 * MEGABYTE);
        expect(hashes[1].digest('hex')).toBe(hashes[0].digest('hex'));
        const flow = notes.events.filter((event) => event === 'pause' || event === 'resume');
        expect(flow).toEqual(Array.from({ length: 10 }, () => ['pause', 'resume']).flat());
      },
      { seed, fragment: true },
    ),
  );

  test('leaves a child that is not read from waiting, with a full pipe', () =>
    simulateChildren(async (loop, kernel) => {
      let written = 0;
      kernel.program('/bin/flood', function* ({ stdout }) {
        for (;;) {
          yield* stdout.write(Buffer.alloc(10_000));
          written += 10_000;
        }
      });
      const notes = await start(loop, ['flood']);
      (notes.transport.getPipeTransport(1) as unknown as { pauseReading(): void }).pauseReading();
      await sleep(1000);
      const before = written;
      await sleep(1000);
      expect([written, before < 1_000_000]).toEqual([before, true]);
      notes.transport.close();
      expect((await notes.lost(loop)).filter((event) => event.startsWith('exited'))).toEqual([`exited ${-SIGKILL}`]);
    }));

  test('takes every kind of stream', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/talk', function* ({ stdin, stdout, stderr }) {
        const { length } = yield* stdin.readAll();
        yield* stdout.write(`read ${length} `);
        yield* stderr.write('oh');
      });
      const told = async (options: SubprocessOptions): Promise<string[]> => {
        const notes = await start(loop, ['talk'], options);
        const stdin = notes.transport.getPipeTransport(0) as WriteTransport | null;
        stdin?.write('four');
        stdin?.writeEof();
        await notes.lost(loop);
        return [notes.text(1), notes.text(2)];
      };
      expect(await told({})).toEqual(['read 4 ', 'oh']);
      expect(await told({ stderr: STDOUT })).toEqual(['read 4 oh', '']);
      expect(await told({ stdin: DEVNULL, stdout: DEVNULL })).toEqual(['', 'oh']);
      expect(await told({ stdin: null, stdout: null, stderr: null })).toEqual(['', '']);
      expect([kernel.written(1), kernel.written(2)]).toEqual(['read 0 ', 'oh']);
      const [reader, writer] = kernel.pipes.open() as readonly [number, number];
      expect(await told({ stdout: writer, stderr: STDOUT })).toEqual(['', '']);
      kernel.sockets.close(writer);
      expect([String(kernel.pipes.read(reader, 100)), kernel.pipes.read(reader, 100)]).toEqual(['read 4 oh', 0]);
      kernel.sockets.close(reader);
    }));

  test('hands on folder, environment, name, descriptors, session and mask', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.folder('/srv');
      kernel.program('/opt/tools/show', function* (self) {
        const { argv, env, cwd, umask, descriptors, pid, session, group } = self;
        yield* self.stdout.write(JSON.stringify([argv, env, cwd, umask, descriptors, session === pid, group === pid]));
      });
      const [reader, writer] = kernel.pipes.open() as readonly [number, number];
      const notes = await start(loop, ['show', 'it'], {
        argv0: 'another',
        cwd: '/srv',
        env: { PATH: '/bin:/opt/tools', A: '1' },
        passFds: [writer],
        umask: 0o27,
        startNewSession: true,
      });
      await notes.lost(loop);
      const env = { PATH: '/bin:/opt/tools', A: '1' };
      expect(JSON.parse(notes.text())).toEqual([['another', 'it'], env, '/srv', 0o27, [0, 1, 2, writer], true, true]);
      for (const fd of [reader, writer]) kernel.sockets.close(fd);
    }));

  test('tells why a child cannot be started, and leaves nothing', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/data', () => 0, { executable: false });
      const failure = async (argv: readonly [string, ...string[]], options?: SubprocessOptions): Promise<unknown> => {
        const notes = new ChildNotes();
        const error: unknown = await loop
          .subprocessExec(() => notes, argv, options)
          .then(
            () => 'started',
            (thrown: unknown) => thrown,
          );
        const { code, syscall } = error as { code: string; syscall: string };
        return [code, syscall, notes.events];
      };
      expect(await failure(['missing'])).toEqual(['ENOENT', 'execve', []]);
      expect(await failure(['data'])).toEqual(['EACCES', 'execve', []]);
      expect(await failure(['cat'], { cwd: '/nowhere' })).toEqual(['ENOENT', 'chdir', []]);
      expect(await failure(['cat', 'x'.repeat(200_000)])).toEqual(['E2BIG', 'execve', []]);
      for (const code of ['EAGAIN', 'ENOMEM']) {
        kernel.failNextSpawn(code);
        expect(await failure(['cat'])).toEqual([code, 'fork', []]);
      }
      expect([kernel.openDescriptors(), kernel.openProcesses()]).toEqual([[], []]);
    }));

  test.each(Array.from({ length: 8 }, (_, limit) => limit))('fails with EMFILE where only %i descriptors may be open', (limit) =>
    simulateChildren(
      async (loop, kernel) => {
        const started = await start(loop, ['cat']).then(
          (notes) => notes,
          (error: { code: string }) => error.code,
        );
        if (typeof started === 'string') expect(started).toBe('EMFILE');
        else {
          started.transport.close();
          await started.lost(loop);
        }
        expect([typeof started === 'string', kernel.openDescriptors()]).toEqual([limit < 7, []]);
      },
      { descriptorLimit: limit },
    ),
  );

  test('runs a command line of the shell, where there is one', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/sh', function* ({ argv, stdout }) {
        yield* stdout.write(argv.join(' | '));
        return 7;
      });
      const [transport, notes] = await loop.subprocessShell(() => new ChildNotes(), 'exit 7');
      await notes.lost(loop);
      expect([notes.text(), transport.getReturncode()]).toEqual(['/bin/sh | -c | exit 7', 7]);
    }));

  test('sends signals; a child may take its time', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/slow', function* (self) {
        self.onSignal('SIGTERM', function* () {
          yield* self.sleep(2000);
          self.exit(3);
        });
        yield* self.stdout.write('ready');
        yield* self.stdin.read();
      });
      const notes = await start(loop, ['slow']);
      while (notes.text() === '') await sleep(0);
      notes.transport.terminate();
      await notes.lost(loop);
      expect([notes.transport.getReturncode(), loop.time()]).toEqual([3, 2000]);
      const killed = await start(loop, ['slow']);
      while (killed.text() === '') await sleep(0);
      killed.transport.terminate();
      loop.callLater(500, () => killed.transport.kill());
      await killed.lost(loop);
      expect([killed.transport.getReturncode(), loop.time()]).toEqual([-SIGKILL, 2500]);
      expect(() => killed.transport.kill()).toThrow('no such process');
    }));

  test('is told the end of a pipe only when the last that has it has gone', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/daemon', function* (self) {
        yield* self.sleep(700);
        yield* self.stdout.write('late');
      });
      kernel.program('/bin/forks', (self) => {
        self.spawn('/bin/daemon', { stdio: [0, 1, 1] });
      });
      const notes = await start(loop, ['forks']);
      const events = await notes.lost(loop);
      expect([notes.text(), loop.time(), events.indexOf('exited 0') < events.indexOf('data 1')]).toEqual(['late', 700, true]);
    }));

  test('waits for nothing but its own pipes: children do not get the ends of others', () =>
    simulateChildren(async (loop) => {
      const [first, second] = [await start(loop, ['cat']), await start(loop, ['cat'])];
      stdinOf(first).close();
      expect((await first.lost(loop)).at(-1)).toBe('closed null');
      stdinOf(second).close();
      await second.lost(loop);
    }));

  test('runs async programs, which may wait for Node', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/upper', async (self) => {
        for await (const data of self.stdin) await self.stdout.write(String(data).toUpperCase());
        await kernel.clock.hold(new Promise((resolve) => void setImmediate(resolve)));
        await self.sleep(5);
        return 2;
      });
      const notes = await start(loop, ['upper']);
      stdinOf(notes).write('quiet');
      stdinOf(notes).writeEof();
      await notes.lost(loop);
      expect([notes.text(), notes.transport.getReturncode(), loop.time()]).toEqual(['QUIET', 2, 5]);
    }));

  test('runs 100 children at once', () =>
    simulateChildren(
      async (loop) => {
        const all = await Promise.all(Array.from({ length: 100 }, () => start(loop, ['cat'])));
        all.forEach((notes, id) => {
          stdinOf(notes).write(`${id}`.repeat(5));
          stdinOf(notes).writeEof();
        });
        await Promise.all(all.map((notes) => notes.lost(loop)));
        expect(all.map((notes) => notes.text())).toEqual(all.map((_, id) => `${id}`.repeat(5)));
      },
      { seed: 5, childLag: 3 },
    ));
});

describe('a blocking run', () => {
  test('lets children go on whose programs are generators', () => {
    const kernel = simulatedKernel({ seed: 6 });
    kernel.program('/bin/cat', cat);
    const loop = createLoop([sockets(), transports(), subprocess()], kernel);
    const notes = new ChildNotes();
    const connect = notes.connectionMade.bind(notes);
    notes.connectionMade = (transport) => {
      connect(transport);
      stdinOf(notes).write('blocked');
      stdinOf(notes).writeEof();
    };
    const lose = notes.connectionLost.bind(notes);
    notes.connectionLost = (error) => {
      lose(error);
      loop.stop();
    };
    loop.callSoon(() => void loop.subprocessExec(() => notes, ['cat']));
    loop.runForeverSync();
    expect([notes.text(), notes.transport.getReturncode()]).toEqual(['blocked', 0]);
    loop.close();
    expect(kernel.openDescriptors()).toEqual([]);
  });
});
