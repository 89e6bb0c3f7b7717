// Moves many bytes both ways over TCP and over a Unix socket while signals come in all the time. With the argument 'blocking' the run blocks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createLoop, type Future, type InetAddress, type Protocol, type Transport } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { socketpair, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const [, , how = 'hosted', megabytes = '50'] = process.argv;
const SIZE = Number(megabytes) * 1_000_000;
const PERIOD = 251 * 256;
/** What is sent repeats itself, so that every byte can be told by its place. */
const PATTERN: Buffer = Buffer.from(Array.from({ length: 2 * PERIOD }, (_, index) => ((index % PERIOD) % 251) ^ ((index % PERIOD) >>> 8)));

/** Sends the pattern up to `SIZE` bytes, and compares what it gets with it. */
class Talker implements Protocol {
  transport!: Transport;
  sent = 0;
  received = 0;
  wrong = 0;
  writable = true;
  error: Error | null = null;
  readonly #done: Future<void>;

  constructor(done: Future<void>) {
    this.#done = done;
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  sendMore(): void {
    while (this.writable && this.sent < SIZE) {
      const size = Math.min(PERIOD, SIZE - this.sent);
      this.sent += size;
      this.transport.write(PATTERN.subarray(0, size));
    }
    if (this.sent === SIZE) this.transport.writeEof();
  }

  pauseWriting(): void {
    this.writable = false;
  }

  resumeWriting(): void {
    this.writable = true;
    this.sendMore();
  }

  dataReceived(data: Buffer): void {
    for (let offset = 0; offset < data.length; offset += PERIOD) {
      const part = data.subarray(offset, offset + PERIOD);
      const at = this.received % PERIOD;
      if (!part.equals(PATTERN.subarray(at, at + part.length))) this.wrong++;
      this.received += part.length;
    }
    if (this.received === SIZE && !this.#done.done()) this.#done.setResult();
  }

  eofReceived(): boolean {
    return true;
  }

  connectionLost(error: Error | null): void {
    this.error = error;
    if (!this.#done.done()) this.#done.setException(error ?? new Error('lost before the end'));
  }
}

const loop = createLoop([sockets(), transports()], nativeKernel());
const talkers: Talker[] = [];
const waits: Future<void>[] = [];
const talker = (): Talker => {
  const done = loop.createFuture<void>();
  waits.push(done);
  const made = new Talker(done);
  talkers.push(made);
  return made;
};

let signals = 0;
process.on('SIGUSR2', () => {
  signals++;
});
// A thousand signals in a second, and more where the timer is late.
const storm = spawn(
  process.execPath,
  ['-e', `setInterval(() => { for (let i = 0; i < 3; i++) process.kill(${process.pid}, 'SIGUSR2'); }, 1)`],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
await once(process, 'SIGUSR2');

await loop.runUntilComplete(async () => {
  const server = await loop.createServer(talker, { host: '127.0.0.1', port: 0 });
  await loop.createConnection(talker, server.sockets[0]?.getsockname() as InetAddress);
  for (const sock of socketpair()) await loop.createConnection(talker, { sock });
  server.close();
});
for (const each of talkers) each.sendMore();
function* all(): Generator<Future<void>, void, void> {
  for (const wait of waits) yield* wait;
}
if (how === 'blocking') loop.runUntilCompleteSync(all());
else await loop.runUntilComplete(all());
for (const { transport } of talkers) transport.close();
await loop.runUntilComplete(async () => {
  while (talkers.some(({ transport }) => transport.getExtraInfo('socket')?.fileno() !== -1))
    await new Promise((resolve) => void setImmediate(resolve));
});
loop.close();
// The handlers of a blocking run come now.
while (signals < 100) await once(process, 'SIGUSR2');
storm.kill();
await once(storm, 'close');
console.log(
  JSON.stringify({
    received: talkers.map(({ received }) => received),
    wrong: talkers.map(({ wrong }) => wrong),
    errors: talkers.map(({ error }) => error),
    interrupted: signals >= 100,
  }),
);
