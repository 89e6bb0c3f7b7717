import { type Protocol, sleep, type Transport } from '@tsyncio/core';
import { expect, test } from 'vitest';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { runProgramOf } from '../../../../test-support/run-program.ts';
import { addressOf } from '../listening.ts';
import { Recorder } from '../recorder.ts';
import { until, withLoop } from '../with-loop.ts';

const CLIENTS = 300;
const BACKLOG = 50;
const SHORT = 5_000;

// The system holds most of them back for a second before they may try again.
test(`${CLIENTS} clients at once at a server with a backlog of ${BACKLOG} are all served, each once`, { timeout: 180_000 }, () =>
  withLoop(async (loop) => {
    const before = openSockets();
    let served = 0;
    const echo = (): Protocol => {
      served++;
      let transport: Transport;
      return {
        connectionMade(made: Transport) {
          transport = made;
        },
        dataReceived: (data) => transport.write(data),
      };
    };
    const server = await loop.createServer(echo, { host: '127.0.0.1', port: 0, backlog: BACKLOG });
    const talk = async (index: number): Promise<string> => {
      const client = new Recorder();
      const [transport] = await loop.createConnection(() => client, addressOf(server));
      transport.write(`from ${index}`);
      await until(() => client.lost || client.text.length === `from ${index}`.length);
      transport.close();
      await until(() => client.lost);
      return client.text;
    };
    const indexes = Array.from({ length: CLIENTS }, (_, index) => index);
    const answers = await Promise.all(indexes.map((index) => loop.createTask(() => talk(index))));
    expect(answers).toEqual(indexes.map((index) => `from ${index}`));
    expect(served).toBe(CLIENTS);
    server.close();
    await server.waitClosed();
    expect(openSockets()).toEqual(before);
  }),
);

test(
  '200 clients at once at a Unix server with a backlog of 1 are all served, who finds the queue full by another try',
  { timeout: 180_000 },
  () =>
    withLoop(async (loop) => {
      const before = openSockets();
      let served = 0;
      const greet = (): Protocol => {
        served++;
        return {
          connectionMade: (transport: Transport) => {
            transport.write('hello');
            transport.close();
          },
        };
      };
      const path = `\0tsyncio-flood-${process.pid}`;
      const server = await loop.createUnixServer(greet, { path, backlog: 1 });
      let refused = 0;
      const talk = async (): Promise<string> => {
        const client = new Recorder();
        for (;;) {
          try {
            await loop.createUnixConnection(() => client, { path });
            break;
          } catch (error) {
            expect(error).toMatchObject({ code: 'EAGAIN' });
            refused++;
            await sleep(1);
          }
        }
        await until(() => client.lost);
        return `${client.text}, ${client.events.at(-1)}`;
      };
      const answers = await Promise.all(Array.from({ length: 200 }, () => loop.createTask(talk)));
      expect(new Set(answers)).toEqual(new Set(['hello, lost null']));
      expect(served).toBe(200);
      expect(refused).toBeGreaterThan(0);
      server.close();
      await server.waitClosed();
      expect(openSockets()).toEqual(before);
    }),
);

// 100,000 of them: pnpm --filter @tsyncio/transports test:connections
test(`${SHORT} short connections, one after the other and 50 at once, leave no descriptor, no watch and no memory`, {
  timeout: 180_000,
}, async () => {
  const beside = new URL('..', import.meta.url).href;
  const { stdout, stderr, code } = await runProgramOf(beside, 'short-connections', { args: [String(SHORT)] });
  expect(stderr).toBe('');
  const { counts, grown } = JSON.parse(stdout);
  expect(counts).toEqual({ made: SHORT, lost: SHORT, served: SHORT, gone: SHORT, errors: 0 });
  expect(grown).toEqual({ descriptors: 0, watched: 0, memory: 'flat' });
  expect(code).toBe(0);
});
