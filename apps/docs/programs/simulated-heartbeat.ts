// A server closes connections that say nothing for 30 seconds. Tested for a
// thousand seeds, in virtual time, on sockets in memory.
//
//   node --import tsx apps/docs/programs/simulated-heartbeat.ts
import { strictEqual } from 'node:assert';
import type { EventLoop, InetAddress, Protocol, TimerHandle, Transport } from 'tsyncio';
import { createEventLoop, simulatedKernel, sleep } from 'tsyncio';

const silence = 30_000;

class Heartbeat implements Protocol {
  readonly #loop: EventLoop;
  #transport: Transport | undefined;
  #timer: TimerHandle | undefined;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }
  connectionMade(transport: Transport): void {
    this.#transport = transport;
    this.dataReceived();
  }
  dataReceived(): void {
    this.#timer?.cancel();
    this.#timer = this.#loop.callLater(silence, () => this.#transport?.close());
  }
  connectionLost(): void {
    this.#timer?.cancel();
  }
}

/** Beats twice, then falls silent; the result is how long the connection then lasted. */
async function lastBeat(loop: EventLoop): Promise<number> {
  await using server = await loop.createServer(() => new Heartbeat(loop), { host: '127.0.0.1', port: 0 });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  const lost = loop.createFuture<number>();
  const client: Protocol = { connectionLost: () => lost.setResult(loop.time()) };
  const [transport] = await loop.createConnection(() => client, { host: '127.0.0.1', port: address.port });
  for (let beat = 0; beat < 2; beat++) {
    await sleep(silence - 1);
    transport.write('still here');
  }
  const last = loop.time();
  return (await lost) - last;
}

for (let seed = 0; seed < 1000; seed++) {
  const kernel = simulatedKernel({ seed, fragment: true });
  const loop = createEventLoop({ kernel });
  strictEqual(await loop.runUntilComplete(() => lastBeat(loop)), silence, `seed ${seed}`);
  loop.close();
  strictEqual(kernel.openDescriptors().length, 0, `seed ${seed} leaves descriptors open`);
}
console.log('1000 seeds: closed after exactly 30 s of silence, nothing left open');
