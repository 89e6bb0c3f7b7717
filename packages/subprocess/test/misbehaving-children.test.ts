import { PIPE, type ReadTransport, type SubprocessProtocol, type SubprocessTransport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { startProcess } from '../src/index.ts';
import { ChildRecorder, end, readerOf, type Started, start, startShell, stdinOf } from './child-recorder.ts';
import { stateOfProcess, type TestLoop, turns, until, withLoop } from './with-loop.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Reads nothing until it is told to, and then only counts. */
class Counter implements SubprocessProtocol {
  received = 0;
  lost = false;
  reader: ReadTransport | null = null;

  connectionMade(transport: SubprocessTransport): void {
    this.reader = transport.getPipeTransport(1) as ReadTransport;
    this.reader.pauseReading();
  }

  pipeDataReceived(_fd: number, { length }: Buffer): void {
    this.received += length;
  }

  connectionLost(): void {
    this.lost = true;
  }
}

/** How many bytes more of memory there are than before. */
function growth(): () => number {
  const before = process.memoryUsage().rss;
  return () => process.memoryUsage().rss - before;
}

/** The number that the child wrote to its standard output. */
async function numberIn({ protocol }: Started): Promise<number> {
  await until(() => protocol.text(1).endsWith('\n'));
  return Number(protocol.text(1));
}

describe('a child that writes more than anybody reads', () => {
  test('waits: 1 GiB costs no memory, neither before it is read nor while', () =>
    withLoop(async (loop) => {
      const grown = growth();
      const [transport, counter] = await loop.subprocessExec(
        () => new Counter(),
        ['dd', 'if=/dev/zero', 'bs=1M', 'count=1024', 'status=none'],
      );
      // Sleeping: the pipe is full.
      await until(() => stateOfProcess(transport.getPid()) === 'S');
      for (let i = 0; i < 100; i++) await turns(1);
      expect([counter.received <= MIB, transport.getReturncode()]).toEqual([true, null]);
      expect(grown()).toBeLessThan(16 * MIB);
      counter.reader?.resumeReading();
      let largest = 0;
      while (!counter.lost) {
        largest = Math.max(largest, grown());
        await turns(10);
      }
      expect([counter.received, transport.getReturncode()]).toEqual([GIB, 0]);
      expect(largest).toBeLessThan(192 * MIB);
    }));

  test('is killed by close while it waits', () =>
    withLoop(async (loop) => {
      const [transport, counter] = await loop.subprocessExec(() => new Counter(), ['yes']);
      await until(() => stateOfProcess(transport.getPid()) === 'S');
      transport.close();
      await until(() => counter.lost);
      expect(transport.getReturncode()).toBe(-9);
    }));

  test('is told to stop when its reader goes', () =>
    withLoop(async (loop) => {
      const [transport, counter] = await loop.subprocessExec(() => new Counter(), ['yes'], { stdin: PIPE, stdout: PIPE, stderr: null });
      counter.reader?.close();
      (transport.getPipeTransport(0) as ReadTransport).close();
      await until(() => counter.lost);
      expect(transport.getReturncode()).toBe(-13);
    }));
});

describe('a child that does not read', () => {
  test('makes the writer wait, whose buffer stays as it is', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['sleep', '1000']);
      const stdin = stdinOf(child);
      while (!child.protocol.has('pause')) stdin.write(Buffer.alloc(16_384));
      const size = stdin.getWriteBufferSize();
      await turns(20);
      expect(stdin.getWriteBufferSize()).toBe(size);
      expect(size).toBeLessThanOrEqual(2 * 65_536);
      child.transport.kill();
      expect(await end(child)).toBe(-9);
      expect(child.protocol.has('lost 0 EPIPE')).toBe(true);
    }));

  test('and ends ends the writing with EPIPE, which ends nothing else', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'exec 0<&-; echo closed; sleep 0.05; echo end');
      await until(() => child.protocol.has('data 1'));
      stdinOf(child).write(Buffer.alloc(MIB));
      expect(await end(child)).toBe(0);
      expect(child.protocol.text(1)).toBe('closed\nend\n');
    }));
});

describe('a child that forks and ends', () => {
  test('is reaped, and its pipe lasts as long as its descendant has it', () =>
    withLoop(async (loop) => {
      // The descendant ends when its standard input does, which is ours to close.
      const child = await startShell(loop, 'exec 3<&0; (cat <&3; echo from the grandchild) & exit 5');
      await until(() => child.protocol.has('exited'));
      expect(child.transport.getReturncode()).toBe(5);
      await turns(20);
      expect(child.protocol.lost).toBe(false);
      stdinOf(child).write(Buffer.from('still here\n'));
      await until(() => child.protocol.has('data 1'));
      stdinOf(child).close();
      await end(child);
      expect(child.protocol.text(1)).toBe('still here\nfrom the grandchild\n');
      expect(child.protocol.events.at(-1)).toBe('lost null');
    }));

  test('can be left by close, whoever has its pipe', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'sleep 1000 2>&- & echo $!');
      const grandchild = await numberIn(child);
      await until(() => child.protocol.has('exited'));
      child.transport.close();
      expect(await end(child)).toBe(0);
      process.kill(grandchild, 'SIGKILL');
    }));

  test('ends at once when its descendant has no pipe of it', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'sleep 1000 >/dev/null 2>&1 <&- & echo $!');
      const grandchild = await numberIn(child);
      expect(await end(child)).toBe(0);
      process.kill(grandchild, 'SIGKILL');
    }));

  test('does not keep those who wait for it, only those who want its output', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'exec 3<&0; (cat <&3; echo last) & exit 6' }, { stdin: PIPE, stdout: PIPE });
      expect(await child.wait()).toBe(6);
      expect(String((await child.communicate(Buffer.from('first\n'))).stdout)).toBe('first\nlast\n');
    }));
});

describe('a child that ends badly', () => {
  test('in the middle of a line has told the half of it', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'printf "one\\nhalf a li"; kill -9 $$');
      expect(await end(child)).toBe(-9);
      expect(child.protocol.text(1)).toBe('one\nhalf a li');
    }));

  test('by a crash tells the signal', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'ulimit -c 0; kill -SEGV $$');
      expect(await end(child)).toBe(-11);
    }));

  test('ignoring SIGTERM is ended by kill only', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, `trap '' TERM; echo ready; while :; do sleep 0.01; done`);
      await until(() => child.protocol.has('data 1'));
      child.transport.terminate();
      await turns(30);
      expect(child.transport.getReturncode()).toBeNull();
      child.transport.kill();
      expect(await end(child)).toBe(-9);
    }));

  test('stopped is killed all the same', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['sleep', '1000']);
      child.transport.sendSignal('SIGSTOP');
      await until(() => stateOfProcess(child.transport.getPid()) === 'T');
      child.transport.terminate();
      await turns(10);
      expect(child.transport.getReturncode()).toBeNull();
      child.transport.close();
      expect(await end(child)).toBe(-9);
    }));
});

describe('a child that closes its streams', () => {
  test('early tells their ends before its own', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'exec 1>&-; exec 2>&-; read line');
      await until(() => child.protocol.has('lost 1 null') && child.protocol.has('lost 2 null'));
      expect([child.protocol.has('exited'), child.protocol.lost, child.transport.getReturncode()]).toEqual([false, false, null]);
      stdinOf(child).write(Buffer.from('go on\n'));
      expect(await end(child)).toBe(0);
    }));

  test('and goes on is waited for', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'exec 0<&- 1>&- 2>&-; sleep 0.1; exit 8');
      expect(await end(child)).toBe(8);
    }));

  test('and lives is killed by close', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'exec 0<&- 1>&- 2>&-; exec sleep 1000');
      await until(() => child.protocol.has('lost 1 null'));
      readerOf(child).close();
      child.transport.close();
      expect(await end(child)).toBe(-9);
    }));
});

describe('500 children', () => {
  const count = 500;

  async function runOne(loop: TestLoop, index: number): Promise<string> {
    const child = await start(loop, ['cat'], {}, new ChildRecorder());
    stdinOf(child).write(Buffer.from(`child ${index}`));
    stdinOf(child).close();
    expect(await end(child)).toBe(0);
    return child.protocol.text(1);
  }

  test('at once leave no zombie and no descriptor', () =>
    withLoop(async (loop) => {
      const texts = await Promise.all(Array.from({ length: count }, (_, index) => runOne(loop, index)));
      expect(texts).toEqual(Array.from({ length: count }, (_, index) => `child ${index}`));
    }));

  test('killed by close at all stages leave none either', () =>
    withLoop(async (loop) => {
      const children = await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const child = await start(loop, index % 2 === 0 ? ['cat'] : ['true']);
          await turns(index % 7);
          child.transport.close();
          return child;
        }),
      );
      for (const child of children) expect([-9, 0]).toContain(await end(child));
    }));
});
