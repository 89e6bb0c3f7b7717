import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type SimulatedKernel, simulatedKernel } from '../src/index.ts';
import { ChildWorld } from './children.ts';

const { EINVAL, EMFILE } = constants.errno;
const { SIGCHLD, SIGKILL, SIGSTOP, SIGTERM, SIGUSR1, SIGUSR2 } = constants.signals;

function isReadable({ poller, turns }: SimulatedKernel, fd: number): boolean {
  poller.register(fd, 1);
  const ready = turns.poll() > 0;
  poller.unregister(fd);
  return ready;
}

describe('signals of a simulated kernel', () => {
  test('come in order through one descriptor, once for each time they were raised', () => {
    const kernel = simulatedKernel();
    const { signals } = kernel;
    const fd = signals.open();
    expect([fd >= 0, signals.open() === fd, isReadable(kernel, fd)]).toEqual([true, true, false]);
    for (const signo of [SIGUSR1, SIGTERM]) expect(signals.watch(signo)).toBe(0);
    expect([kernel.raise('SIGTERM'), kernel.raise(SIGUSR1), kernel.raise('SIGTERM')]).toEqual([true, true, true]);
    expect(isReadable(kernel, fd)).toBe(true);
    expect([signals.take(), signals.take(), isReadable(kernel, fd)]).toEqual([[SIGTERM, SIGUSR1, SIGTERM], [], false]);
    kernel.close();
    expect(kernel.openDescriptors()).toEqual([]);
  });

  test.each([SIGKILL, SIGSTOP, 0, -1, 65, 1.5, 32, 33].map((signo) => [signo]))('%d cannot be watched', (signo) => {
    const { signals } = simulatedKernel();
    expect([signals.watch(signo), signals.unwatch(signo)]).toEqual([-EINVAL, -EINVAL]);
  });

  test('that nobody watches would end or stop the process, or are ignored', () => {
    const kernel = simulatedKernel();
    kernel.signals.watch(SIGUSR2);
    kernel.signals.unwatch(SIGUSR2);
    expect(() => kernel.raise('SIGUSR2')).toThrow('SIGUSR2 would have ended this process: nobody handles it');
    expect(() => kernel.raise('SIGKILL')).toThrow('SIGKILL would have ended this process');
    expect(() => kernel.raise('SIGTSTP')).toThrow('SIGTSTP would have stopped this process');
    expect((['SIGCHLD', 'SIGWINCH', 'SIGURG', 'SIGCONT', 'SIGPIPE'] as const).map((name) => kernel.raise(name))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(() => kernel.raise('SIGNOTHING' as NodeJS.Signals)).toThrow(RangeError);
    expect(kernel.signals.take()).toEqual([]);
  });

  test('need a descriptor', () => {
    const { signals } = simulatedKernel({ descriptorLimit: 0 });
    expect([signals.open(), signals.open()]).toEqual([-EMFILE, -EMFILE]);
  });

  test('come from children, whose end raises SIGCHLD', () => {
    const w = new ChildWorld();
    const { signals } = w.kernel;
    for (const signo of [SIGCHLD, SIGUSR1]) signals.watch(signo);
    const child = w.start((self) => self.kill(self.parent, 'SIGUSR1'));
    expect([child.ended(), signals.take()]).toEqual([0, [SIGUSR1, SIGCHLD]]);
  });
});
