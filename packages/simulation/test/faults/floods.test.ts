import type { InetAddress, Loop, Protocol, Transport } from '@tsyncio/core';
import { sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { expect, test } from 'vitest';
import { simulate } from '../simulation.ts';

const CLIENTS = 500;

/** Counts the turns that the loop takes, until it is stopped. */
class TurnCounter {
  turn = 0;
  counting = true;
  readonly #loop: Loop;

  constructor(loop: Loop) {
    this.#loop = loop;
    this.#count();
  }

  #count(): void {
    this.turn++;
    if (this.counting) this.#loop.callSoon(() => this.#count());
  }
}

test(`${CLIENTS} clients at once at a server with a backlog of 1 are all served, two in a turn`, () =>
  simulate(async (loop) => {
    const counter = new TurnCounter(loop);
    const servedIn: number[] = [];
    const server = await loop.createServer(
      (): Protocol => {
        servedIn.push(counter.turn);
        let transport: Transport;
        return {
          connectionMade(made: Transport) {
            transport = made;
          },
          dataReceived: (data) => transport.write(data),
        };
      },
      { host: '127.0.0.1', port: 0, backlog: 1 },
    );
    const address = server.sockets[0]?.getsockname() as InetAddress;
    const talk = async (index: number): Promise<string> => {
      let answer = '';
      let lost = false;
      const client: Protocol = {
        dataReceived: (data) => {
          answer += data;
        },
        connectionLost: () => {
          lost = true;
        },
      };
      const [transport] = await loop.createConnection(() => client, address);
      transport.write(`from ${index}`);
      while (answer.length < `from ${index}`.length) await sleep(0);
      transport.close();
      while (!lost) await sleep(0);
      return answer;
    };
    const indexes = Array.from({ length: CLIENTS }, (_, index) => index);
    const answers = await Promise.all(indexes.map((index) => loop.createTask(() => talk(index))));
    counter.counting = false;
    expect(answers).toEqual(indexes.map((index) => `from ${index}`));
    expect(servedIn).toHaveLength(CLIENTS);
    const perTurn = new Map<number, number>();
    for (const turn of servedIn) perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
    expect(Math.max(...perTurn.values())).toBe(2);
    // Nobody is kept waiting while there is room.
    expect(counter.turn).toBeLessThan(CLIENTS);
    server.close();
    await server.waitClosed();
    expect(stateOf(loop).readiness.size).toBe(0);
  }));
