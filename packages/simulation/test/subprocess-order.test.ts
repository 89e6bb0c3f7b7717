import { sleep, type WriteTransport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import type { SimulationOptions } from '../src/index.ts';
import { ChildNotes, simulateChildren } from './simulate-children.ts';

const SEEDS = 200;

/** A child that talks on both pipes, hands its output to a grandchild and ends; and what we heard of it, with the time. */
async function trace(options: SimulationOptions): Promise<string[]> {
  let told: string[] = [];
  await simulateChildren(async (loop, kernel) => {
    kernel.program('/bin/lingers', function* (self) {
      yield* self.sleep(3);
      yield* self.stdout.write('last');
    });
    kernel.program('/bin/talks', function* (self) {
      const line = yield* self.stdin.readLine();
      yield* self.stdout.write(`out ${line}`);
      yield* self.stderr.write('err');
      self.spawn('/bin/lingers');
      yield* self.stdout.write('more ');
      self.stderr.close();
      yield* self.sleep(1);
      return 5;
    });
    const [transport, notes] = await loop.subprocessExec(() => new ChildNotes(), ['talks']);
    const stdin = transport.getPipeTransport(0) as WriteTransport;
    stdin.write('li');
    await sleep(0);
    stdin.write('ne ');
    stdin.write('\n');
    await notes.lost(loop);
    told = [...notes.events, notes.text(1), notes.text(2), `${loop.time()}`];
    // The grandchild closed its pipe a moment before it was gone.
    while (kernel.openProcesses().length > 0) await sleep(1);
  }, options);
  return told;
}

/** What asyncio promises of the order of callbacks. */
function check(events: readonly string[]): void {
  expect([events[0], events.at(-1)]).toEqual(['made', 'closed null']);
  const sorted = [...events].sort().filter((event) => !event.startsWith('data'));
  expect(sorted).toEqual(['closed null', 'exited 5', 'lost 0 null', 'lost 1 null', 'lost 2 null', 'made'].sort());
  for (const fd of [1, 2]) expect(events.indexOf(`lost ${fd} null`)).toBeGreaterThan(events.lastIndexOf(`data ${fd}`));
}

describe('callbacks of a child', () => {
  test(`come in an order that asyncio allows, on ${SEEDS} seeds, which show several`, async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const told = await trace({ seed, fragment: seed % 2 === 0, ...(seed % 3 === 0 ? { childLag: 1 } : {}) });
      const [out, err] = told.slice(-3);
      expect([out, err]).toEqual(['out line \nmore last', 'err']);
      check(told.slice(0, -3));
      orders.add(String(told.slice(0, -3)));
    }
    expect(orders.size).toBeGreaterThan(5);
  });

  test.each<SimulationOptions>([{}, { seed: 1 }, { seed: 2, fragment: true }, { seed: 3, childLag: 10 }])(
    'come in the same order with the same options: %j',
    async (options) => {
      const first = await trace(options);
      for (let again = 0; again < 3; again++) expect(await trace(options)).toEqual(first);
    },
  );

  test('come in the same order with the same seed when programs are async functions', async () => {
    const traceAsync = async (seed: number): Promise<string[]> => {
      const told: string[] = [];
      await simulateChildren(
        async (loop, kernel) => {
          kernel.program('/bin/asks', async (self) => {
            for (let i = 0; i < 5; i++) {
              const answers = await Promise.all([self.stdin.readLine(), self.stdout.write(`${i}?`), self.sleep(i % 2)]);
              await self.stderr.write(`${answers[0]}`);
            }
          });
          const start = async (id: number): Promise<ChildNotes> => {
            const notes = new ChildNotes();
            notes.onData = (fd, data) => {
              told.push(`${loop.time()} ${id} ${fd} ${data}`);
              if (fd === 1) (notes.transport.getPipeTransport(0) as WriteTransport).write(`${id}!\n`);
            };
            await loop.subprocessExec(() => notes, ['asks']);
            return notes;
          };
          const children = await Promise.all([1, 2, 3].map(start));
          for (const notes of children) told.push(...(await notes.lost(loop)));
          while (kernel.openProcesses().length > 0) await sleep(1);
        },
        { seed, fragment: true },
      );
      return told;
    };
    const traces = new Set<string>();
    for (let seed = 0; seed < 10; seed++) {
      const first = await traceAsync(seed);
      expect(await traceAsync(seed)).toEqual(first);
      traces.add(String(first));
    }
    expect(traces.size).toBe(10);
  });

  test('take virtual time only where the child does, or lags', async () => {
    expect([(await trace({})).at(-1), (await trace({ seed: 4 })).at(-1)]).toEqual(['3', '3']);
    expect(Number((await trace({ seed: 4, childLag: 10 })).at(-1))).toBeGreaterThan(3);
  });
});

describe('childLag', () => {
  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 3_600_001])('%d is refused', async (childLag) => {
    await expect(trace({ seed: 1, childLag })).rejects.toThrow(RangeError);
  });

  test('needs a seed', async () => {
    await expect(trace({ childLag: 1 })).rejects.toThrow('childLag needs a seed');
  });
});
