import { createHash } from 'node:crypto';
import type { Protocol, WriteTransport } from '@tsyncio/core';
import { sleep } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import type { SimulatedKernel } from '../src/index.ts';
import { simulate, type TestLoop } from './simulation.ts';

/** Notes what it is told, with what came in between as one. */
class Notes implements Protocol {
  readonly events: string[] = [];
  readonly parts: Buffer[] = [];
  onPause: (paused: boolean) => void = () => {};

  connectionMade(): void {
    this.events.push('made');
  }

  dataReceived(data: Buffer): void {
    this.parts.push(data);
    if (this.events.at(-1) !== 'data') this.events.push('data');
  }

  eofReceived(): void {
    this.events.push('eof');
  }

  pauseWriting(): void {
    this.events.push('pause');
    this.onPause(true);
  }

  resumeWriting(): void {
    this.events.push('resume');
    this.onPause(false);
  }

  connectionLost(error: (Error & { code?: string }) | null): void {
    this.events.push(`lost ${error === null ? null : error.code}`);
  }

  get lost(): boolean {
    return this.events.at(-1)?.startsWith('lost') === true;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

function openEnds(kernel: SimulatedKernel): readonly [reader: number, writer: number] {
  const ends = kernel.pipes.open();
  if (typeof ends === 'number') throw new Error(`no pipe: ${ends}`);
  return ends;
}

interface Piped {
  readonly reading: Notes;
  readonly writing: Notes;
  readonly transport: WriteTransport;
}

async function openPipe(loop: TestLoop, kernel: SimulatedKernel): Promise<Piped> {
  const [reader, writer] = openEnds(kernel);
  const [reading, writing] = [new Notes(), new Notes()];
  await loop.connectReadPipe(() => reading, reader);
  const [transport] = await loop.connectWritePipe(() => writing, writer);
  return { reading, writing, transport };
}

describe('pipe transports on the simulated kernel', () => {
  test('carry bytes from one end to the other, and its end', () =>
    simulate(async (loop, kernel) => {
      const { reading, writing, transport } = await openPipe(loop, kernel);
      transport.write('hello');
      transport.writelines([' ', 'world']);
      transport.writeEof();
      await until(() => reading.lost && writing.lost);
      expect([String(Buffer.concat(reading.parts)), reading.events, writing.events]).toEqual([
        'hello world',
        ['made', 'data', 'eof', 'lost null'],
        ['made', 'lost null'],
      ]);
    }));

  test.each([1, 2, 3, 4, 5])('carry 1 MiB unchanged in whatever pieces the pipe makes of it, seed %i', (seed) =>
    simulate(
      async (loop, kernel) => {
        const { reading, writing, transport } = await openPipe(loop, kernel);
        const sent = createHash('sha256');
        let left = 1 << 20;
        let paused = false;
        writing.onPause = (now) => {
          paused = now;
        };
        for (let i = 0; left > 0; i++) {
          if (paused) await sleep(1);
          const part = Buffer.alloc(Math.min(left, (i * 7919) % 50_000), i);
          left -= part.length;
          sent.update(part);
          if (i % 2 === 0) transport.write(part);
          else transport.writelines([part.subarray(0, 10), part.subarray(10)]);
        }
        transport.close();
        await until(() => reading.lost && writing.lost);
        expect(createHash('sha256').update(Buffer.concat(reading.parts)).digest('hex')).toBe(sent.digest('hex'));
        expect([reading.events, writing.events.at(-1)]).toEqual([['made', 'data', 'eof', 'lost null'], 'lost null']);
      },
      { seed, fragment: true },
    ),
  );

  test.each([true, false])('tell a writer whose reader goes (with something to send: %s)', (full) =>
    simulate(async (loop, kernel) => {
      const [reader, writer] = openEnds(kernel);
      const writing = new Notes();
      const [transport] = await loop.connectWritePipe(() => writing, writer);
      if (full) transport.write(Buffer.alloc(100_000));
      kernel.sockets.close(reader);
      await until(() => writing.lost);
      expect(writing.events.at(-1)).toBe(full ? 'lost EPIPE' : 'lost null');
    }),
  );

  test('know a socket whose peer only writes from one whose peer went', () =>
    simulate(async (loop, kernel) => {
      const { AF_UNIX = 1, SOCK_STREAM = 1 } = kernel.sockets.constants;
      const [one, other] = kernel.sockets.pair(AF_UNIX, SOCK_STREAM, 0) as readonly [number, number];
      const writing = new Notes();
      const [transport] = await loop.connectWritePipe(() => writing, one);
      kernel.pipes.write(other, Buffer.from('not asked for'), 0);
      await sleep(5);
      expect(writing.events).toEqual(['made']);
      kernel.pipes.read(one, 100);
      transport.close();
      await until(() => writing.lost);
      kernel.sockets.close(other);
    }));

  test('refuse the wrong end, and what is not open', () =>
    simulate(async (loop, kernel) => {
      const [reader, writer] = openEnds(kernel);
      await expect(loop.connectReadPipe(() => new Notes(), writer)).rejects.toThrow('not open for reading');
      await expect(loop.connectWritePipe(() => new Notes(), reader)).rejects.toThrow('not open for writing');
      await expect(loop.connectReadPipe(() => new Notes(), 999)).rejects.toMatchObject({ code: 'EBADF' });
      for (const fd of [reader, writer]) kernel.sockets.close(fd);
    }));
});
