// What streams do over a network that is slow and loses packets; its arguments are an address that answers late, one that never answers, and the
// delay each way in milliseconds. Prints its figures, and fails where something did not hold. scripts/netem runs it.
import { strict as assert } from 'node:assert';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import {
  type AddressInfo,
  createLoop,
  type Future,
  type InetAddress,
  type Protocol,
  type Socket,
  sleep,
  type Transport,
} from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { constants, socket, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const [, , TARGET = '127.0.0.1', SILENT = '127.0.0.3', delay = '0'] = process.argv;
const ROUND_TRIP = 2 * Number(delay);
const ECHOES = 20;
const SIZE = 200_000;
/** A name with two addresses, of which the first never answers. */
const NAME = 'two-addresses.test';

const kernel = nativeKernel();
const { AF_INET = 2, SOCK_STREAM = 1, IPPROTO_TCP = 6 } = constants;
const resolver = {
  ...kernel.resolver,
  getaddrinfo: async ({ service }: { service: string | null }): Promise<AddressInfo[]> => {
    const info = (host: string): AddressInfo => ({
      family: AF_INET,
      type: SOCK_STREAM,
      proto: IPPROTO_TCP,
      canonname: '',
      address: { host, port: Number(service) },
    });
    return [info(SILENT), info(TARGET)];
  },
};
const loop = createLoop([sockets(), transports()], { ...kernel, resolver });

/** Notes what it gets; a server's one sends it back. */
class Side implements Protocol {
  transport!: Transport;
  readonly parts: Buffer[] = [];
  size = 0;
  error: Error | null | undefined;
  readonly #echo: boolean;
  #wanted = 0;
  #waiter: Future<void> | null = null;

  constructor(echo: boolean) {
    this.#echo = echo;
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.parts.push(data);
    this.size += data.length;
    if (this.#echo) this.transport.write(data);
    if (this.size >= this.#wanted) this.#wake();
  }

  connectionLost(error: Error | null): void {
    this.error = error;
    this.#wake();
  }

  /** Until so much came in all, or the connection was lost. */
  async has(size: number): Promise<void> {
    this.#wanted = size;
    while (this.size < size && this.error === undefined) {
      this.#waiter = loop.createFuture<void>();
      await this.#waiter;
    }
  }

  async lost(): Promise<void> {
    await this.has(Number.POSITIVE_INFINITY);
  }

  #wake(): void {
    if (this.#waiter?.done() === false) this.#waiter.setResult();
  }
}

const figures: Record<string, number | string> = {};
async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
  const begin = loop.time();
  await work();
  const took = loop.time() - begin;
  figures[what] = `${Math.round(took)} ms`;
  return took;
}

async function echo(client: Side): Promise<void> {
  const times: number[] = [];
  for (let index = 0; index < ECHOES; index++) {
    const [begin, size] = [loop.time(), client.size];
    client.transport.write(`message ${index % 10}`);
    await client.has(size + 9);
    times.push(loop.time() - begin);
  }
  assert.equal(Buffer.concat(client.parts).toString(), Array.from({ length: ECHOES }, (_, index) => `message ${index % 10}`).join(''));
  times.sort((a, b) => a - b);
  const [shortest = 0, median = 0, longest = 0] = [times[0], times[ECHOES / 2], times.at(-1)];
  assert.ok(shortest >= ROUND_TRIP - 1, `an echo came after ${shortest} ms`);
  figures.echo = `${Math.round(shortest)} / ${Math.round(median)} / ${Math.round(longest)} ms (shortest, median, longest)`;
}

/** Send much and close at once: all of it arrives nevertheless, and comes back as far as anybody listens. */
async function transfer(client: Side, served: Side): Promise<void> {
  const [data, already] = [randomBytes(SIZE), served.size];
  client.transport.write(data);
  client.transport.close();
  await served.lost();
  const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  assert.equal(sha(Buffer.concat(served.parts).subarray(already)), sha(data));
}

/** An address that takes packets and answers none, where the network itself does not have one. */
function silence(port: number): Socket[] {
  if (!SILENT.startsWith('127.')) return [];
  const listener = socket();
  listener.bind({ host: SILENT, port });
  listener.listen(0);
  const fill = Array.from({ length: 2 }, () => {
    const client = socket();
    try {
      client.connect({ host: SILENT, port });
    } catch {
      // It goes on by itself.
    }
    return client;
  });
  return [listener, ...fill];
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

await loop.runUntilComplete(async () => {
  const served: Side[] = [];
  const factory = (): Side => {
    const side = new Side(served.length === 0);
    served.push(side);
    return side;
  };
  const server = await loop.createServer(factory, { host: '0.0.0.0', port: 0 });
  const [listening] = server.sockets as [Socket];
  const { port } = listening.getsockname() as InetAddress;
  const client = new Side(false);
  const connecting = await timed('connect', () => loop.createConnection(() => client, { host: TARGET, port }));
  assert.ok(connecting >= ROUND_TRIP - 1);
  await echo(client);
  client.transport.close();
  await client.lost();

  const sender = new Side(false);
  await loop.createConnection(() => sender, { host: TARGET, port });
  while (served.length < 2) await sleep(1);
  const took = await timed(`transfer of ${SIZE} bytes, closed at once`, () => transfer(sender, served[1] as Side));
  figures.throughput = `${Math.round(SIZE / took)} kB/s`;
  assert.deepEqual([sender.error, served[1]?.error], [null, null]);

  const silent = silence(port);
  if (silent.length > 0) await sleep(3 * ROUND_TRIP + 100);
  const before = descriptors();
  const raced = new Side(false);
  const racing = await timed('connect with Happy Eyeballs, the first address silent', () =>
    loop.createConnection(() => raced, { host: NAME, port, happyEyeballsDelay: 250 }),
  );
  assert.ok(racing >= 250 + ROUND_TRIP - 1);
  raced.transport.abort();
  await raced.lost();

  const given = loop.createTask(async () => loop.createConnection(() => new Side(false), { host: SILENT, port }));
  await sleep(ROUND_TRIP);
  given.cancel();
  await assert.rejects(async () => given);
  await sleep(3 * ROUND_TRIP);
  // The server's side of the one that was aborted may still be there; of ours nothing.
  for (const side of served) side.transport.abort();
  await sleep(1);
  assert.ok(descriptors() <= before, `${descriptors()} descriptors are open, ${before} were before`);
  for (const sock of silent) sock.close();
  server.close();
  await server.waitClosed();
});
loop.close();
for (const [what, figure] of Object.entries(figures)) console.log(`${what}: ${figure}`);
