import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type Program, simulatedNetwork } from '../src/index.ts';
import { ChildWorld } from './children.ts';

const { EINVAL, ESRCH } = constants.errno;
const { SIGKILL, SIGTERM } = constants.signals;

const waitForInput: Program = function* ({ stdin }) {
  yield* stdin.read();
};

describe('starting', () => {
  test('takes the first path with a program, or with its name in any folder', () => {
    const w = new ChildWorld();
    w.kernel.program('/usr/bin/tool', () => 1);
    w.kernel.program('/bin/tool', () => 2);
    w.kernel.program('anywhere', () => 3);
    const started = [['/sbin/tool', '/usr/bin/tool', '/bin/tool'], ['/opt/x/anywhere'], ['tool']].map((paths) =>
      w.start('', { paths, cwd: '/bin' }).ended(),
    );
    expect(started).toEqual([1, 3, 2]);
  });

  test('fails as on Linux when there is nothing to run', () => {
    const w = new ChildWorld();
    w.kernel.program('/bin/data', () => 0, { executable: false });
    w.kernel.program('/bin/tool', () => 0);
    const refused = (request: Parameters<ChildWorld['start']>[1]): string => {
      try {
        return `started ${w.start('', request).pid}`;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect([
      refused({ paths: ['/bin/missing', ''] }),
      refused({ paths: ['/sbin/data', '/bin/data', '/bin/missing'] }),
      refused({ paths: ['/bin'] }),
      refused({ paths: ['/bin/tool'], cwd: '/nowhere' }),
      refused({ paths: ['/bin/tool'], cwd: '/bin/tool' }),
      refused({ paths: ['/bin/tool'], stdio: [0, 99, 2] }),
      refused({ paths: ['/bin/tool'], keep: [99] }),
      refused({ paths: ['/bin/tool'], argv: ['x'.repeat(200_000)] }),
      refused({ paths: ['/bin/tool'], argv: Array.from({ length: 300_000 }, () => 'x') }),
      refused({ paths: ['/bin/tool'], newSession: true, processGroup: 0 }),
      refused({ paths: ['/bin/tool'], processGroup: 12_345 }),
      refused({ paths: ['/bin/tool'], controllingTerminal: true }),
    ]).toEqual([
      'execve ENOENT',
      'execve EACCES',
      'execve EACCES',
      'chdir ENOENT',
      'chdir ENOTDIR',
      'dup2 EBADF',
      'fcntl EBADF',
      'execve E2BIG',
      'execve E2BIG',
      'setpgid EPERM',
      'setpgid EPERM',
      'ioctl ENOTTY',
    ]);
    expect([w.kernel.openDescriptors(), w.kernel.openProcesses()]).toEqual([[], []]);
  });

  test('fails when it is told to, once for each time', () => {
    const w = new ChildWorld();
    w.kernel.failNextSpawn('EAGAIN');
    w.kernel.failNextSpawn('EACCES', 'chdir');
    expect(() => w.start(waitForInput)).toThrow('fork EAGAIN');
    expect(() => w.start(waitForInput)).toThrow('chdir EACCES');
    const child = w.start(waitForInput);
    w.close(child.input);
    expect(child.ended()).toBe(0);
    expect(() => w.kernel.failNextSpawn('EWHAT')).toThrow("an error's code, such as 'EAGAIN', was expected, got \"EWHAT\"");
  });

  test('needs a descriptor for the exit', () => {
    const w = new ChildWorld({ descriptorLimit: 4 });
    expect(() => w.start(waitForInput)).toThrow('fork EMFILE');
  });

  test.each([
    ['', TypeError],
    ['bin/x', TypeError],
    [7 as never, TypeError],
  ])('has no program at %j', (path, kind) => {
    expect(() => new ChildWorld().kernel.program(path, waitForInput)).toThrow(kind);
    expect(() => new ChildWorld().kernel.folder(path)).toThrow(kind);
  });
});

describe('descriptors of a child', () => {
  test('are those that were named, under their numbers; the others are closed in it', () => {
    const w = new ChildWorld();
    const [reader, writer] = w.pipe();
    const child = w.start(
      function* (self) {
        yield* self.stream(writer).write(`${self.descriptors}`);
      },
      { keep: [writer] },
    );
    w.close(writer);
    expect(child.ended()).toBe(0);
    expect([String(w.kernel.pipes.read(reader, 100)), w.kernel.pipes.read(reader, 100)]).toEqual([`0,1,2,${writer}`, 0]);
  });

  test('may be the same file twice', () => {
    const w = new ChildWorld();
    const [reader, writer] = w.pipe();
    const child = w.start(
      function* ({ stdout, stderr }) {
        yield* stdout.write('out ');
        yield* stderr.write('err');
      },
      { stdio: [0, writer, writer] },
    );
    w.close(writer);
    expect(child.ended()).toBe(0);
    expect([String(w.kernel.pipes.read(reader, 100)), w.kernel.pipes.read(reader, 100)]).toEqual(['out err', 0]);
  });

  test('of ours are kept apart: nothing is to be read, and what is written is there to be seen', () => {
    const w = new ChildWorld();
    const child = w.start(
      function* ({ stdin, stdout, stderr }) {
        const { length } = yield* stdin.readAll();
        yield* stdout.write(`read ${length}`);
        yield* stderr.write('oh');
      },
      { stdio: [0, 1, 2] },
    );
    expect([child.ended(), w.kernel.written(1), w.kernel.written(2)]).toEqual([0, 'read 0', 'oh']);
    expect(w.kernel.pipes.kindOf(1)).toBe('character');
  });

  test('can be sockets', () => {
    const w = new ChildWorld();
    const [ours, theirs] = w.kernel.sockets.pair(1, 1, 0) as readonly [number, number];
    const child = w.start(
      function* ({ stdin, stdout }) {
        yield* stdout.write(`read ${yield* stdin.read()}`);
      },
      { stdio: [theirs, theirs, 2] },
    );
    w.close(theirs);
    w.write(ours, 'this');
    expect([child.ended(), String(w.kernel.pipes.read(ours, 100)), w.kernel.pipes.read(ours, 100)]).toEqual([0, 'read this', 0]);
  });

  test('that it closes tell the other side; it cannot use them', () => {
    const w = new ChildWorld();
    const child = w.start(function* ({ stdin, stdout }) {
      stdout.close();
      const code = yield* stdin.read();
      try {
        yield* stdout.write('x');
      } catch (error) {
        return Number((error as { code: string }).code === 'EBADF') + code.length;
      }
    });
    expect(child.text()).toBe('');
    expect(child.reap()).toBeNull();
    w.write(child.input, 'xyz');
    expect(child.ended()).toBe(4);
  });
});

describe('the end of a child', () => {
  test('makes its descriptor readable; it is a zombie until it is reaped, once', () => {
    const w = new ChildWorld();
    const { poller, turns } = w.kernel;
    const child = w.start(() => 5);
    poller.register(child.exit, 1);
    expect([child.reap(), w.kernel.zombies()]).toEqual([null, 0]);
    while (turns.pollSync(0) === 0);
    expect([[...poller.events.subarray(0, 2)], w.kernel.zombies()]).toEqual([[child.exit, 1], 1]);
    expect([child.kill(SIGTERM), child.kill(0), child.kill(200)]).toEqual([0, 0, -EINVAL]);
    expect(w.kernel.openProcesses()).toEqual([`child ${child.pid} (/bin/program), a zombie`]);
    expect([child.reap(), w.kernel.zombies(), child.kill(0), child.reap()]).toEqual([5, 0, -ESRCH, 5]);
    expect(w.kernel.openDescriptors()).toHaveLength(2);
  });

  test('comes when the kernel closes, and leaves nothing', () => {
    const w = new ChildWorld({ seed: 3, childLag: 5 });
    const children = [w.start(waitForInput), w.start(() => 0), w.start((self) => void self.sleep(1000))];
    const [grandparent] = [
      w.start(function* (self) {
        self.spawn('/bin/program');
        yield* self.stdin.read();
      }),
    ];
    for (let i = 0; i < 3; i++) w.pass();
    w.kernel.close();
    expect(w.kernel.openProcesses()).toEqual([]);
    expect([...children, grandparent].map((child) => child?.reap())).toContain(-SIGKILL);
    expect(children.map((child) => child.kill(SIGTERM))).toEqual([-ESRCH, -ESRCH, -ESRCH]);
    w.close(...[...children, grandparent].flatMap((child) => [child?.input ?? -1, child?.output ?? -1]));
    expect(w.kernel.openDescriptors()).toEqual([]);
  });

  test('500 at once leave no zombie and no descriptor', () => {
    const w = new ChildWorld({ seed: 8, childLag: 3 });
    const children = Array.from({ length: 500 }, (_, id) =>
      w.start(function* (self) {
        yield* self.sleep(id % 7);
        return id % 250;
      }),
    );
    expect(children.map((child) => child.ended())).toEqual(children.map((_, id) => id % 250));
    for (const { input, output } of children) w.close(input, output);
    expect([w.kernel.openDescriptors(), w.kernel.zombies()]).toEqual([[], 0]);
  });

  test('has a number that no other process ever had, on all kernels of a network', () => {
    const network = simulatedNetwork();
    const pids = [new ChildWorld({ network }), new ChildWorld({ network })].flatMap((w) => [w.start(() => 0).pid, w.start(() => 0).pid]);
    expect(new Set(pids).size).toBe(4);
    expect(Math.min(...pids)).toBeGreaterThan(2 ** 22);
  });
});
