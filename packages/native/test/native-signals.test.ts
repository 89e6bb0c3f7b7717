import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { type NativeKernel, nativeKernel } from '../src/index.ts';
import { withEachPoller } from './kernels.ts';

const { EBADF, EINVAL } = constants.errno;
const { SIGKILL, SIGSTOP, SIGUSR2, SIGWINCH, SIGPIPE } = constants.signals;
/** These start processes. */
const SLOW = { timeout: 180_000 };
/** How long what must come at once is waited for. */
const PATIENCE = 100_000;
const opened: NativeKernel[] = [];

type Signals = NonNullable<NativeKernel['signals']>;

afterEach(() => {
  for (const kernel of opened.splice(0)) kernel.close();
});

function signals(): NativeKernel['signals'] {
  const kernel = nativeKernel();
  opened.push(kernel);
  return kernel.signals;
}

function raise(signo: number, times = 1): void {
  for (let i = 0; i < times; i++) process.kill(process.pid, signo);
}

/** Which signals this process catches, and which it ignores, as the system sees it. */
function dispositions(): string {
  return (readFileSync('/proc/self/status', 'latin1').match(/^Sig(?:Ign|Cgt):.*$/gm) ?? []).join();
}

test('gives one entry for each delivery, in order', () => {
  const { watch, take } = bound(signals());
  expect([watch(SIGUSR2), watch(SIGWINCH)]).toEqual([0, 0]);
  for (const signo of [SIGUSR2, SIGWINCH, SIGUSR2, SIGUSR2]) raise(signo);
  expect(take()).toEqual([SIGUSR2, SIGWINCH, SIGUSR2, SIGUSR2]);
  expect(take()).toEqual([]);
});

test('watches a signal once, however often it is asked', () => {
  const { watch, take } = bound(signals());
  expect([watch(SIGUSR2), watch(SIGUSR2)]).toEqual([0, 0]);
  raise(SIGUSR2);
  expect(take()).toEqual([SIGUSR2]);
});

test('answers what cannot be caught with the error of the system', () => {
  const { watch, open, take } = bound(signals());
  open();
  expect([SIGKILL, SIGSTOP, 32, 33, 0, -1, 65, 2 ** 31 - 1].map(watch)).toEqual(new Array(8).fill(-EINVAL));
  expect(take()).toEqual([]);
});

test('forgets an unwatched signal, also one that came and was not taken', () => {
  const { watch, unwatch, take } = bound(signals());
  watch(SIGUSR2);
  watch(SIGWINCH);
  raise(SIGUSR2);
  raise(SIGWINCH);
  expect([unwatch(SIGUSR2), unwatch(SIGUSR2), unwatch(SIGKILL), unwatch(-1)]).toEqual([0, 0, 0, 0]);
  expect(take()).toEqual([SIGWINCH]);
});

test('each kernel that watches a signal is given it', () => {
  const [one, other] = [bound(signals()), bound(signals())];
  one.watch(SIGUSR2);
  other.watch(SIGUSR2);
  raise(SIGUSR2, 2);
  one.unwatch(SIGUSR2);
  raise(SIGUSR2);
  expect([one.take(), other.take()]).toEqual([[], [SIGUSR2, SIGUSR2, SIGUSR2]]);
});

test('what comes faster than it is taken waits, some thousands of them; those beyond are lost, and later ones come again', () => {
  const { watch, take } = bound(signals());
  watch(SIGUSR2);
  raise(SIGUSR2, 20_000);
  const taken = take();
  expect(taken.every((signo) => signo === SIGUSR2)).toBe(true);
  expect(taken.length).toBeGreaterThan(1000);
  expect(taken.length).toBeLessThan(20_000);
  raise(SIGUSR2);
  expect(take()).toEqual([SIGUSR2]);
});

test('nothing is open before the first use, and the descriptor is the same until the kernel closes, which gives it back', () => {
  const before = openDescriptors();
  const { open, watch, unwatch, take } = bound(signals());
  const ofKernel = openDescriptors();
  expect([unwatch(SIGUSR2), take()]).toEqual([0, []]);
  expect(openDescriptors()).toEqual(ofKernel);
  const fd = open();
  expect(fd).toBeGreaterThan(2);
  expect([watch(SIGUSR2), open(), unwatch(SIGUSR2), open()]).toEqual([0, fd, 0, fd]);
  opened.pop()?.close();
  expect([open(), watch(SIGUSR2), unwatch(SIGUSR2), take()]).toEqual([-EBADF, -EBADF, 0, []]);
  expect(openDescriptors()).toEqual(before);
});

withEachPoller(({ newKernel }) => {
  test('the descriptor is readable while there is something to take, and no longer', () => {
    const { signals: ofKernel, poller, turns } = newKernel();
    const { open, watch, take } = bound(ofKernel);
    const fd = open();
    watch(SIGUSR2);
    poller.register(fd, 1);
    expect(turns.poll()).toBe(0);
    raise(SIGUSR2);
    expect([turns.poll(), poller.events[0], poller.events[1]]).toEqual([1, fd, 1]);
    take();
    expect(turns.poll()).toBe(0);
    poller.unregister(fd);
  });

  test('a signal ends a poll that blocks', () => {
    const { signals: ofKernel, poller, turns, clock } = newKernel();
    const { open, watch, take } = bound(ofKernel);
    const fd = open();
    watch(SIGUSR2);
    poller.register(fd, 1);
    raise(SIGUSR2);
    expect(turns.pollSync(clock.now() + PATIENCE)).toBe(1);
    expect(take()).toEqual([SIGUSR2]);
    poller.unregister(fd);
  });
});

test('are not to be had without descriptors, and lose none of the last ones', SLOW, async () => {
  expect(await runProgramOf(import.meta.url, 'signals-without-descriptors', { descriptors: 512 })).toEqual(success('none lost\n'));
});

describe.skipIf(process.platform !== 'linux')('what a signal did before (asks /proc: Linux only)', () => {
  test('it does again when it is unwatched or the kernel closes: handled by Node, ignored, or nothing', () => {
    const before = dispositions();
    const numbers = Array.from({ length: 64 }, (_, i) => i + 1).filter((signo) => ![SIGKILL, SIGSTOP, 32, 33].includes(signo));
    const { watch, unwatch } = bound(signals());
    expect(numbers.map(watch)).toEqual(numbers.map(() => 0));
    expect(dispositions()).not.toBe(before);
    for (const signo of numbers) unwatch(signo);
    expect(dispositions()).toBe(before);
    for (const signo of numbers) watch(signo);
    opened.pop()?.close();
    expect(dispositions()).toBe(before);
  });

  test('it does again only when the last kernel let go', () => {
    const before = dispositions();
    const [one, other] = [bound(signals()), bound(signals())];
    one.watch(SIGPIPE);
    const caught = dispositions();
    other.watch(SIGPIPE);
    one.unwatch(SIGPIPE);
    expect(dispositions()).toBe(caught);
    one.watch(SIGPIPE);
    other.unwatch(SIGPIPE);
    expect(dispositions()).toBe(caught);
    one.unwatch(SIGPIPE);
    expect(dispositions()).toBe(before);
  });

  test('stays with the listeners of process.on, in whichever order they come and go', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'signal-listeners')).toEqual(
      success(
        [
          'listener first: kernel+listener, kernel alone, restored',
          'kernel first: kernel+listener, listener alone, restored',
          'kernel first and last: kernel+listener, listener alone, kernel+listener, kernel alone, restored',
          '',
        ].join('\n'),
      ),
    );
  });

  test('it does again when the worker thread that watched it was terminated, and nothing stays open', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'terminate-watching-worker')).toEqual(
      success('{"caught":true,"restored":true,"left":[]}\n'),
    );
  });
});

/** The methods, to be called without their object. */
function bound(of: NativeKernel['signals']): Pick<Signals, 'open' | 'watch' | 'unwatch' | 'take'> {
  if (of === undefined) throw new Error('the native kernel has no signals');
  return { open: () => of.open(), watch: (signo) => of.watch(signo), unwatch: (signo) => of.unwatch(signo), take: () => of.take() };
}
