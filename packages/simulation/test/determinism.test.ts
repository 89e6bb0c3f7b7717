import { type Protocol, sleep, type Transport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import type { SimulationOptions } from '../src/index.ts';
import { simulate } from './simulation.ts';

const CLIENTS = 8;

/** What a server and its clients see, event by event, with the time. */
async function trace(options: SimulationOptions): Promise<string[]> {
  const events: string[] = [];
  await simulate(async (loop) => {
    const note = (event: string): void => void events.push(`${loop.time()} ${event}`);
    class Server implements Protocol {
      #transport!: Transport;
      connectionMade(transport: Transport): void {
        this.#transport = transport;
      }
      dataReceived(data: Buffer): void {
        note(`server got ${data}`);
        this.#transport.write(data);
      }
    }
    const server = await loop.createServer(() => new Server(), { host: '127.0.0.1', port: 8000 });
    const client = async (id: number): Promise<void> => {
      let text = '';
      const answered = loop.createFuture<void>();
      const [transport] = await loop.createConnection(
        () => ({
          dataReceived(data: Buffer): void {
            note(`client ${id} got ${data}`);
            text += data;
            if (text.length === 20) answered.setResult();
          },
        }),
        { host: '127.0.0.1', port: 8000 },
      );
      await sleep(10);
      transport.write(`${id}`.repeat(20));
      await answered;
      transport.close();
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, id) => client(id)));
    server.close();
    await server.waitClosed();
  }, options);
  return events;
}

describe('the same program', () => {
  test.each<SimulationOptions>([{}, { seed: 1 }, { seed: 1, fragment: true }, { seed: 1, order: 'fifo', fragment: true }])(
    'takes the same turns with the same options: %j',
    async (options) => {
      const first = await trace(options);
      expect(first.length).toBeGreaterThanOrEqual(2 * CLIENTS);
      for (let again = 0; again < 3; again++) expect(await trace(options)).toEqual(first);
    },
  );

  test('takes other turns with another seed', async () => {
    const traces = await Promise.all([1, 2, 3].map(async (seed) => String(await trace({ seed }))));
    expect(new Set(traces).size).toBe(3);
  });

  test('serves in the order of readiness without a seed', async () => {
    const served = (await trace({})).filter((event) => event.includes('server got'));
    expect(served.map((event) => event.split(' ')[3]?.[0])).toEqual(Array.from({ length: CLIENTS }, (_, id) => `${id}`));
  });

  test('sees the same bytes, whatever the fragments', async () => {
    const text = (events: string[], who: string): string =>
      events
        .filter((event) => event.includes(who))
        .map((event) => event.split(' got ')[1])
        .join('');
    const [whole, fragments] = [await trace({ seed: 1 }), await trace({ seed: 1, fragment: true })];
    expect(fragments.length).toBeGreaterThan(whole.length);
    for (let id = 0; id < CLIENTS; id++) expect(text(fragments, `client ${id} `)).toBe(text(whole, `client ${id} `));
  });
});
