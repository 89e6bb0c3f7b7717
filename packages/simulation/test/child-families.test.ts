import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { Program } from '../src/index.ts';
import { ChildWorld } from './children.ts';

const { EINVAL, ESRCH } = constants.errno;
const { SIGKILL, SIGTERM } = constants.signals;

const waitForInput: Program = function* ({ stdin }) {
  yield* stdin.read();
};

describe('grandchildren', () => {
  test('keep a pipe open when their parent has gone, and are nobody else’s zombies', () => {
    const w = new ChildWorld();
    w.kernel.program('/bin/late', function* (self) {
      yield* self.sleep(500);
      yield* self.stdout.write(`late, child of ${self.parent}`);
    });
    const child = w.start((self) => void self.spawn('late'));
    expect([child.ended(), w.kernel.clock.now()]).toEqual([0, 0]);
    expect([child.text(), w.kernel.clock.now()]).toEqual(['late, child of 1', 500]);
    while (w.kernel.openProcesses().length > 0) w.pass();
    expect(w.kernel.zombies()).toBe(0);
  });

  test('are waited for by their parent, which hears how they ended', () => {
    const w = new ChildWorld({ seed: 2 });
    w.kernel.program('/bin/exits', ({ argv }) => Number(argv[1]));
    w.kernel.program('/bin/waits', waitForInput);
    const child = w.start(function* (self) {
      const pids = ['3', '4'].map((code) => self.spawn('exits', { argv: ['exits', code] }));
      const killed = self.spawn('/bin/waits');
      self.kill(killed, 'SIGTERM');
      const codes = [];
      for (const pid of [...pids, killed]) codes.push(yield* self.wait(pid));
      try {
        yield* self.wait(killed);
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
      yield* self.stdout.write(JSON.stringify(codes));
    });
    expect(child.text()).toBe(`[3,4,${-SIGTERM},"ECHILD"]`);
    expect([child.ended(), w.kernel.openProcesses()]).toEqual([0, []]);
  });

  test('are refused as children are', () => {
    const w = new ChildWorld();
    const codes: string[] = [];
    const child = w.start((self) => {
      for (const attempt of [() => self.spawn('missing'), () => self.kill(999_999, 'SIGTERM'), () => self.kill(-999_999, 'SIGTERM')]) {
        try {
          attempt();
        } catch (error) {
          codes.push((error as { code: string }).code);
        }
      }
    });
    expect([child.ended(), codes]).toEqual([0, ['ENOENT', 'ESRCH', 'ESRCH']]);
  });
});

describe('process groups', () => {
  const leader: Program = function* (self) {
    yield* self.stdout.write(`${self.group === self.pid} ${self.session === self.pid}`);
    self.spawn('/bin/waits');
    yield* self.stdin.read();
  };

  test.each([
    ['a session of its own', { newSession: true }, 'true true'],
    ['a group of its own', { processGroup: 0 }, 'true false'],
  ])('a child with %s gets a signal with all its descendants', (_title, request, told) => {
    const w = new ChildWorld();
    w.kernel.program('/bin/waits', waitForInput);
    const child = w.start(leader, request);
    while (w.kernel.openProcesses().length < 2) w.pass();
    expect(w.kernel.processes.killGroup(child.pid, 0)).toBe(0);
    expect(w.kernel.processes.killGroup(child.pid, SIGTERM)).toBe(0);
    expect([child.text(), child.ended()]).toEqual([told, -SIGTERM]);
    expect(w.kernel.openProcesses()).toEqual([]);
    expect(w.kernel.processes.killGroup(child.pid, SIGTERM)).toBe(-ESRCH);
  });

  test('a child joins the group of another', () => {
    const w = new ChildWorld();
    const first = w.start(waitForInput, { processGroup: 0 });
    const second = w.start(waitForInput, { processGroup: first.pid });
    w.kernel.processes.killGroup(first.pid, SIGKILL);
    expect([first.ended(), second.ended()]).toEqual([-SIGKILL, -SIGKILL]);
  });

  test.each([1, 0, -5])('number %i is refused', (group) => {
    expect(new ChildWorld().kernel.processes.killGroup(group, SIGTERM)).toBe(-EINVAL);
  });
});
