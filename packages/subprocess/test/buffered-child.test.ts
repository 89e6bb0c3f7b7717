import { describe, expect, test } from 'vitest';
import { ChildRecorder, end, start, startShell, stdinOf } from './child-recorder.ts';
import { withLoop } from './with-loop.ts';

/** Receives into memory of its own, of the given size. */
class Buffered extends ChildRecorder {
  readonly memory: Buffer;
  readonly asked: [fd: number, sizeHint: number][] = [];
  said = '';

  constructor(size: number) {
    super();
    this.memory = Buffer.alloc(size);
  }

  getPipeBuffer(fd: number, sizeHint: number): Uint8Array {
    this.asked.push([fd, sizeHint]);
    return this.memory;
  }

  pipeBufferUpdated(fd: number, nbytes: number): void {
    this.said += `${fd}:${this.memory.subarray(0, nbytes)} `;
  }
}

describe('a protocol with memory of its own', () => {
  test('is asked for it before every read, and told how much came', () =>
    withLoop(async (loop) => {
      const protocol = new Buffered(4);
      await end(await startShell(loop, 'echo 1234567', { stdin: null, stderr: null }, protocol));
      expect(protocol.said).toBe('1:1234 1:567\n ');
      expect(protocol.asked.slice(0, 2)).toEqual([
        [1, -1],
        [1, -1],
      ]);
      expect(protocol.events.filter((event) => event.startsWith('data'))).toEqual([]);
      expect(protocol.has('lost 1 null')).toBe(true);
    }));

  test('knows both outputs apart', () =>
    withLoop(async (loop) => {
      const protocol = new Buffered(100);
      await end(await startShell(loop, 'printf out; printf err >&2', {}, protocol));
      expect(protocol.said.trim().split(' ').sort()).toEqual(['1:out', '2:err']);
    }));

  test('that throws loses the pipe, and the child goes on', () =>
    withLoop(async (loop, reports) => {
      const protocol = new Buffered(100);
      protocol.getPipeBuffer = () => {
        throw new Error('no memory');
      };
      const child = await startShell(loop, 'echo x; read go; exit 5', { stderr: null }, protocol);
      const lost = loop.createFuture<void>();
      protocol.on = (event) => event.startsWith('lost 1') && lost.setResult();
      if (!protocol.events.some((event) => event.startsWith('lost 1'))) await lost;
      stdinOf(child).write(Buffer.from('\n'));
      expect(await end(child)).toBe(5);
      expect(reports.splice(0).map(({ exception }) => String(exception))).toEqual(['Error: no memory']);
    }));

  test('that gives none loses the pipe', () =>
    withLoop(async (loop, reports) => {
      const protocol = new Buffered(100);
      protocol.getPipeBuffer = () => undefined as unknown as Uint8Array;
      await end(await startShell(loop, 'echo x', { stdin: null, stderr: null }, protocol));
      expect(protocol.has('data 1')).toBe(false);
      expect(reports.splice(0).map(({ exception }) => (exception as Error).name)).toEqual(['TypeError']);
    }));

  test('is told of what came into it, though it set another one while it was asked', () =>
    withLoop(async (loop) => {
      const first = new Buffered(4);
      const second = new Buffered(100);
      first.getPipeBuffer = () => {
        first.transport?.setProtocol(second);
        return first.memory;
      };
      const child = await startShell(loop, 'printf 1234567', { stdin: null, stderr: null }, first);
      await end({ ...child, protocol: second });
      expect([first.said, second.said]).toEqual(['1:1234 ', '1:567 ']);
    }));

  test('may be replaced by one without', () =>
    withLoop(async (loop) => {
      const first = new Buffered(100);
      const second = new ChildRecorder();
      const child = await start(loop, ['cat'], {}, first);
      child.transport.setProtocol(second);
      stdinOf(child).write(Buffer.from('text'));
      stdinOf(child).close();
      await end({ ...child, protocol: second });
      expect([first.said, second.text(1)]).toEqual(['', 'text']);
    }));
});
