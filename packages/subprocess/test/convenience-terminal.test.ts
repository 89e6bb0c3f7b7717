import { createLoop, type WriteTransport } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { killTree, resizeTerminal, spawnInTerminal } from '../src/index.ts';
import { ChildRecorder, end, type Started } from './child-recorder.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

const SIZE = { columns: 90, rows: 30 };

async function startInTerminal(loop: TestLoop, command: string, size = SIZE): Promise<Started> {
  const recorder = new ChildRecorder();
  const [transport] = await spawnInTerminal(loop, () => recorder, ['/bin/sh', '-c', command], size);
  return { transport, protocol: recorder };
}

function type({ transport }: Started, text: string): void {
  (transport.getPipeTransport(0) as WriteTransport).write(Buffer.from(text));
}

describe('a child in a terminal', () => {
  test('needs a loop that makes transports of pipes', async () => {
    const loop = createLoop([sockets()], nativeKernel());
    const starting = loop.createTask(() => spawnInTerminal(loop as unknown as TestLoop, () => ({}), ['true'], SIZE));
    const stop = loop.callLater(2000, () => starting.cancel());
    const error = await failureOf(() => loop.runUntilComplete(starting));
    expect(error.message).toBe('spawnInTerminal needs a loop with connectReadPipe and connectWritePipe: add transports() to its areas');
    stop.cancel();
    loop.close();
  });

  test('has it for all three standard streams, with its size', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, 'for fd in 0 1 2; do test -t $fd && echo $fd; done; stty size; tty >&2');
      expect(await end(child)).toBe(0);
      expect(child.protocol.text(1)).toMatch(/^0\r\n1\r\n2\r\n30 90\r\n\/dev\/pts\/\d+\r\n$/);
    }));

  test('leads a session that the terminal controls', () =>
    withLoop(async (loop) => {
      const program = 'import os; fd = os.open("/dev/tty", os.O_RDWR); print(os.getsid(0) == os.getpid() == os.tcgetpgrp(fd))';
      const child = await startInTerminal(loop, `exec python3 -c '${program}'`);
      expect(await end(child)).toBe(0);
      expect(child.protocol.text(1)).toBe('True\r\n');
    }));

  test('reads what is typed, which the terminal shows as well', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, 'read line; echo "<$line>"');
      type(child, 'hello\n');
      expect(await end(child)).toBe(0);
      expect(child.protocol.text(1)).toBe('hello\r\n<hello>\r\n');
    }));

  test('is interrupted by the key for that', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, 'echo ready; exec sleep 1000');
      await until(() => child.protocol.has('data 1'));
      type(child, '\x03');
      expect(await end(child)).toBe(-2);
    }));

  test('is told of another size of the window', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, `trap 'stty size; exit 5' WINCH; echo ready; while :; do sleep 0.01; done`);
      await until(() => child.protocol.text(1).includes('ready'));
      resizeTerminal(child.transport, { columns: 132, rows: 50 });
      expect(await end(child)).toBe(5);
      expect(child.protocol.text(1)).toBe('ready\r\n50 132\r\n');
    }));

  test('gives everything it wrote before the end is told, with no error', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, 'seq 1 20000');
      expect(await end(child)).toBe(0);
      expect(child.protocol.text(1).trim().split('\r\n')).toHaveLength(20_000);
      const { events } = child.protocol;
      expect(events.filter((event) => event.startsWith('lost')).sort()).toEqual(['lost 0 null', 'lost 1 null', 'lost null']);
      expect(events.at(-1)).toBe('lost null');
    }));

  test('is killed by close', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, `trap '' HUP; echo ready; while :; do sleep 0.01; done`);
      await until(() => child.protocol.has('data 1'));
      child.transport.close();
      expect(await end(child)).toBe(-9);
    }));

  test('is ended by killTree with what it started', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, 'sleep 1000 & echo ready; wait');
      await until(() => child.protocol.has('data 1'));
      expect(await killTree(child.transport)).toBe(-15);
      await end(child);
    }));

  test('has no size once it has ended', () =>
    withLoop(async (loop) => {
      const child = await startInTerminal(loop, 'true');
      await end(child);
      expect((await failureOf(() => resizeTerminal(child.transport, SIZE))).code).toBe('ERR_TRANSPORT_STATE');
    }));
});

describe('spawnInTerminal', () => {
  test('of a program that is not there leaves nothing', () =>
    withLoop(async (loop) => {
      const failure = await failureOf(() => spawnInTerminal(loop, () => new ChildRecorder(), ['/nonexistent/program'], SIZE));
      expect(failure.code).toBe('ENOENT');
    }));

  test('refuses sizes that are none, and streams beside the terminal', () =>
    withLoop(async (loop) => {
      const spawn = (options: unknown): Promise<Error> =>
        failureOf(() => spawnInTerminal(loop, () => new ChildRecorder(), ['true'], options as never));
      for (const options of [undefined, null, {}, { columns: '80', rows: 24 }, { ...SIZE, stdin: null }, { ...SIZE, processGroup: 0 }])
        expect(await spawn(options)).toBeInstanceOf(TypeError);
      for (const columns of [0, -1, 1.5, 65_536, Number.NaN]) expect(await spawn({ columns, rows: 24 })).toBeInstanceOf(RangeError);
    }));

  test('is needed for resizeTerminal', () =>
    withLoop(async (loop) => {
      const [transport, protocol] = await loop.subprocessExec(() => new ChildRecorder(), ['true']);
      expect(await failureOf(() => resizeTerminal(transport, SIZE))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => resizeTerminal({} as never, SIZE))).toBeInstanceOf(TypeError);
      await end({ transport, protocol });
    }));
});
