import { constants } from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import type { Program } from '../src/index.ts';
import { ChildWorld } from './children.ts';

const { SIGKILL, SIGPIPE, SIGTERM } = constants.signals;

const cat: Program = function* ({ stdin, stdout }) {
  for (;;) {
    const data = yield* stdin.read();
    if (data.length === 0) return 0;
    yield* stdout.write(data);
  }
};

describe('a simulated program', () => {
  test('reads what we write and writes what we read, until its input ends', () => {
    const w = new ChildWorld();
    const child = w.start(cat);
    w.write(child.input, 'hello ');
    w.write(child.input, 'world');
    w.close(child.input);
    expect([child.text(), child.ended()]).toEqual(['hello world', 0]);
    w.close(child.output);
    expect([w.kernel.openDescriptors(), w.kernel.openProcesses()]).toEqual([[], []]);
  });

  test('sees what it was started with', () => {
    const w = new ChildWorld();
    w.kernel.folder('/srv/data');
    const seen: unknown[] = [];
    const child = w.start(
      ({ argv, env, cwd, umask, user, userGroup, descriptors, parent }) => {
        seen.push(argv, env, cwd, [umask, user, userGroup], descriptors, parent);
        return 3;
      },
      { argv: ['name', 'an argument'], env: ['A=1', 'EMPTY=', 'X=a=b'], cwd: '/srv/data', umask: 0o77, user: 5, group: 6 },
    );
    expect(child.ended()).toBe(3);
    expect(seen).toEqual([['name', 'an argument'], { A: '1', EMPTY: '', X: 'a=b' }, '/srv/data', [0o77, 5, 6], [0, 1, 2], process.pid]);
  });

  test('reads lines, and all that is left', () => {
    const w = new ChildWorld({ seed: 4, fragment: true });
    const child = w.start(function* ({ stdin, stdout }) {
      const lines = [yield* stdin.readLine(), yield* stdin.readLine()];
      const rest = yield* stdin.readAll();
      yield* stdout.write(JSON.stringify([lines, String(rest), yield* stdin.readLine()]));
    });
    w.write(child.input, 'first\nsecond\nthe\nrest');
    w.close(child.input);
    expect(JSON.parse(child.text())).toEqual([['first\n', 'second\n'], 'the\nrest', '']);
  });

  test('sleeps in virtual time, which jumps', () => {
    const w = new ChildWorld();
    const sleeper = w.start(function* (self) {
      yield* self.sleep(3_600_000);
    });
    expect([sleeper.ended(), w.kernel.clock.now()]).toEqual([0, 3_600_000]);
  });

  test('may be a function that returns what it waits for', () => {
    const w = new ChildWorld();
    const child = w.start((self) => self.sleep(20));
    expect([child.ended(), w.kernel.clock.now()]).toEqual([0, 20]);
  });

  test('ends when it exits, whatever it was about to do', () => {
    const w = new ChildWorld();
    const after = vi.fn();
    const child = w.start(function* (self) {
      yield* self.sleep(1);
      self.exit(260);
      after();
    });
    expect([child.ended(), after.mock.calls]).toEqual([4, []]);
  });

  test('that writes to nobody gets SIGPIPE, or an error', () => {
    const w = new ChildWorld();
    const dies = w.start(function* ({ stdin, stdout }) {
      yield* stdin.read();
      yield* stdout.write('x');
    });
    const codes: unknown[] = [];
    const lives = w.start(function* (self) {
      self.onSignal('SIGPIPE', 'ignore');
      yield* self.stdin.read();
      try {
        yield* self.stdout.write('x');
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
      return 7;
    });
    for (const { input, output } of [dies, lives]) w.close(input, output);
    expect([dies.ended(), lives.ended(), codes]).toEqual([-SIGPIPE, 7, ['EPIPE']]);
  });

  test('that throws is told by a warning and on its standard error, and exits with 1', () => {
    const w = new ChildWorld();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const child = w.start(() => {
      throw new TypeError('a mistake');
    });
    expect([child.ended(), w.kernel.written(2)]).toEqual([1, 'TypeError: a mistake\n']);
    expect(String(warn.mock.calls)).toMatch(/the program \/bin\/program of process \d+ failed: TypeError: a mistake/);
    warn.mockRestore();
  });

  test('that waits for something of Node in a generator is refused', () => {
    const w = new ChildWorld();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const child = w.start(function* () {
      yield Promise.resolve() as never;
    });
    expect(child.ended()).toBe(1);
    expect(String(warn.mock.calls)).toContain('write yield*');
    warn.mockRestore();
  });

  test('reads and writes one after the other, also when it does not wait', () => {
    for (let seed = 0; seed < 20; seed++) {
      const w = new ChildWorld({ seed, fragment: true });
      const child = w.start(function* ({ stdout }) {
        const last = ['a', 'b'.repeat(100_000), 'c', 'd'].map((text) => stdout.write(text)).at(-1);
        if (last !== undefined) yield* last;
      });
      expect(child.text().replace(/b+/, (all) => `${all.length}`)).toBe('a100000cd');
      w.kernel.close();
    }
  });

  test('in a blocking run may not be async: the deadlock says so', () => {
    const w = new ChildWorld();
    const child = w.start(async ({ stdin }) => {
      await stdin.read();
    });
    w.close(child.input);
    expect(() => child.ended()).toThrow(/child \d+ \(\/bin\/program\), running, whose async function goes on in a hosted run only/);
    w.kernel.close();
  });

  test('that waits is named where nothing can go on', () => {
    const w = new ChildWorld();
    const child = w.start(cat);
    expect(() => child.ended()).toThrow(/child \d+ \(\/bin\/program\), running, waits to read descriptor 0$/);
    w.kernel.close();
  });
});

describe('a signal', () => {
  test.each([SIGTERM, SIGKILL])('%i ends a child, before its first step as well', (signo) => {
    const w = new ChildWorld();
    const started = vi.fn();
    const children = [w.start(started), w.start(cat)];
    w.kernel.program('/bin/program', cat);
    for (const child of children) expect(child.kill(signo)).toBe(0);
    expect(children.map((child) => child.ended())).toEqual([-signo, -signo]);
    expect(started).not.toHaveBeenCalled();
  });

  test('is handled by whoever wants to, as slowly as it likes; it may be ignored, and given back', () => {
    const w = new ChildWorld();
    const child = w.start(function* (self) {
      self.onSignal('SIGINT', 'ignore');
      self.onSignal('SIGHUP', () => self.onSignal('SIGHUP', 'default'));
      self.onSignal('SIGTERM', function* () {
        yield* self.stdout.write('cleaning up');
        yield* self.sleep(50);
        self.exit(9);
      });
      yield* self.stdout.write('ready\n');
      yield* self.stdin.read();
    });
    while (w.kernel.pipes.read(child.output, 100) === -constants.errno.EAGAIN) w.pass();
    for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) child.kill(constants.signals[name]);
    expect([child.text(), child.ended(), w.kernel.clock.now()]).toEqual(['cleaning up', 9, 50]);
  });

  test('that is still on its way counts once', () => {
    const w = new ChildWorld();
    let count = 0;
    const child = w.start(function* (self) {
      self.onSignal('SIGUSR1', () => void count++);
      yield* self.stdout.write('x');
      yield* self.sleep(10);
    });
    w.pass();
    for (let i = 0; i < 3; i++) child.kill(constants.signals.SIGUSR1);
    expect([child.ended(), count]).toEqual([0, 1]);
  });

  test('stops a child and lets it go on; while it is stopped only SIGKILL gets through', () => {
    const w = new ChildWorld();
    const child = w.start(cat);
    w.write(child.input, 'x');
    child.kill(constants.signals.SIGSTOP);
    child.kill(SIGTERM);
    expect(() => child.text()).toThrow(/stopped/);
    child.kill(constants.signals.SIGCONT);
    expect(child.ended()).toBe(-SIGTERM);
    const other = w.start(cat);
    other.kill(constants.signals.SIGSTOP);
    expect(() => other.text()).toThrow(/stopped/);
    other.kill(SIGKILL);
    expect(other.ended()).toBe(-SIGKILL);
  });

  test('that stops and one that lets go on call each other off: the last one counts', () => {
    const { SIGCONT, SIGSTOP } = constants.signals;
    const w = new ChildWorld();
    const [goes, stops] = [w.start(() => 1), w.start(() => 2)];
    for (const signo of [SIGCONT, SIGSTOP, SIGCONT]) goes.kill(signo);
    for (const signo of [SIGSTOP, SIGCONT, SIGSTOP]) stops.kill(signo);
    expect(goes.ended()).toBe(1);
    expect(() => stops.ended()).toThrow(/stopped/);
    stops.kill(SIGCONT);
    expect(stops.ended()).toBe(2);
  });

  test('cannot be caught when it is SIGKILL or SIGSTOP', () => {
    const w = new ChildWorld();
    const errors: unknown[] = [];
    const child = w.start((self) => {
      for (const name of ['SIGKILL', 'SIGSTOP'] as const) {
        try {
          self.onSignal(name, 'ignore');
        } catch (error) {
          errors.push((error as Error).message);
        }
      }
    });
    expect([child.ended(), errors]).toEqual([0, ['SIGKILL cannot be caught', 'SIGSTOP cannot be caught']]);
  });
});
