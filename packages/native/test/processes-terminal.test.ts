import { readFileSync } from 'node:fs';
import { constants as os } from 'node:os';
import { isatty } from 'node:tty';
import { beforeEach, describe, expect, test } from 'vitest';
import { close, ended, keepUntilEnd, pipe, processesOf, request, send, started, textUntil } from './children.ts';

const { EINVAL, EBADF, ENOTTY } = os.errno;
const processes: ReturnType<typeof processesOf> = processesOf();
let primary = -1;
let secondary = -1;

beforeEach(() => {
  const sides = processes.openTerminal?.(100, 40) ?? -1;
  if (typeof sides === 'number') throw new Error(`no terminal: ${sides}`);
  for (const side of sides) keepUntilEnd(side);
  [primary, secondary] = sides;
});

/** A child whose terminal it is; only the child has it open then. */
function inTerminal(script: string): ReturnType<typeof started> {
  const stdio = [secondary, secondary, secondary] as const;
  const child = started(processes, request(script, { stdio, newSession: true, controllingTerminal: true }));
  close(secondary);
  return child;
}

describe.skipIf(process.platform !== 'linux')('a new pseudo-terminal (asks /proc: Linux only)', () => {
  test('has a side that does not block and one that does, both close-on-exec', () => {
    expect([primary, secondary].map((fd) => isatty(fd))).toEqual([true, true]);
    const flags = [primary, secondary].map((fd) => /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]);
    const bits = flags.map((text) => Number.parseInt(text ?? '', 8));
    const closeOnExec = 0o2000000;
    const nonBlocking = 0o4000;
    expect(bits.map((all) => [(all & closeOnExec) !== 0, (all & nonBlocking) !== 0])).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  test('is refused with a size that none can have', () => {
    for (const [columns, rows] of [
      [-1, 24],
      [80, -1],
      [65_536, 24],
      [80, 65_536],
    ] as const)
      expect(processes.openTerminal?.(columns, rows)).toBe(-EINVAL);
  });
});

describe('a child in a pseudo-terminal', () => {
  test('has it for its controlling terminal, with its size', async () => {
    const child = inTerminal('stty size; echo to the terminal > /dev/tty');
    expect(await textUntil(primary, () => false)).toBe('40 100\r\nto the terminal\r\n');
    expect(await ended(child)).toBe(0);
  });

  test('reads what is typed, and sees it echoed', async () => {
    const child = inTerminal('read line; echo "got $line"');
    send(primary, 'hello\n');
    expect(await textUntil(primary, () => false)).toBe('hello\r\ngot hello\r\n');
    expect(await ended(child)).toBe(0);
  });

  test('is interrupted by Ctrl-C', async () => {
    const child = inTerminal('echo ready; exec sleep 60');
    await textUntil(primary, (text) => text.includes('ready'));
    send(primary, '\x03');
    expect(await ended(child)).toBe(-os.signals.SIGINT);
  });

  test('is told when the size changes', async () => {
    const child = inTerminal("trap 'stty size; exit 5' WINCH; echo ready; while :; do sleep 0.01; done");
    await textUntil(primary, (text) => text.includes('ready'));
    expect(processes.resizeTerminal?.(primary, 132, 50)).toBe(0);
    expect(await textUntil(primary, () => false)).toBe('50 132\r\n');
    expect(await ended(child)).toBe(5);
  });

  test('hangs up when the other side is closed', async () => {
    const child = inTerminal('echo ready; exec sleep 60');
    await textUntil(primary, (text) => text.includes('ready'));
    close(primary);
    expect(await ended(child)).toBe(-os.signals.SIGHUP);
  });

  test('needs a session of its own for that', () => {
    const stdio = [secondary, secondary, secondary] as const;
    const failure = processes.spawn(request('exit 0', { stdio, controllingTerminal: true }));
    expect(failure).toMatchObject({ syscall: 'ioctl' });
    expect(processes.spawn(request('exit 0', { stdio: [0, secondary, 2], newSession: true, controllingTerminal: true }))).toEqual({
      errno: -ENOTTY,
      syscall: 'ioctl',
    });
  });
});

test('a size is refused for what is no terminal', () => {
  const [reader] = pipe();
  expect(processes.resizeTerminal?.(reader, 80, 24)).toBe(-ENOTTY);
  expect(processes.resizeTerminal?.(987_654, 80, 24)).toBe(-EBADF);
  expect(processes.resizeTerminal?.(primary, -1, 24)).toBe(-EINVAL);
});
