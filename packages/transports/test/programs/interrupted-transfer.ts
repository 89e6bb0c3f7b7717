// Moves many bytes both ways over TCP, a Unix socket and two pipes while signals come in all the time. With the argument 'blocking' the run blocks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createLoop, type Future, type InetAddress, type Protocol, sleep, type Transport } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { socketpair, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const [, , how = 'hosted', megabytes = '50'] = process.argv;
const SIZE = Number(megabytes) * 1_000_000;
const PERIOD = 251 * 256;
/** What is sent repeats itself, so that every byte can be told by its place. */
const PATTERN: Buffer = Buffer.from(Array.from({ length: 2 * PERIOD }, (_, index) => ((index % PERIOD) % 251) ^ ((index % PERIOD) >>> 8)));

/** Sends the pattern up to `SIZE` bytes, and compares what it gets with it. Over a pipe, each end does one of both. */
class Talker implements Protocol {
  transport!: Transport;
  readonly does: 'both' | 'sends' | 'receives';
  sent = 0;
  received = 0;
  wrong = 0;
  writable = true;
  error: Error | null = null;
  lost = false;
  readonly #done: Future<void>;

  constructor(done: Future<void>, does: 'both' | 'sends' | 'receives') {
    this.#done = done;
    this.does = does;
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  sendMore(): void {
    if (this.does === 'receives') return;
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
    this.lost = true;
    this.error = error;
    if (this.#done.done()) return;
    // A pipe that is written to ends by being closed, once all went.
    if (error === null && this.does === 'sends' && this.sent === SIZE) this.#done.setResult();
    else this.#done.setException(error ?? new Error('lost before the end'));
  }
}

const kernel = nativeKernel();
const loop = createLoop([sockets(), transports()], kernel);
const talkers: Talker[] = [];
const waits: Future<void>[] = [];
const talker = (does: Talker['does'] = 'both'): Talker => {
  const done = loop.createFuture<void>();
  waits.push(done);
  const made = new Talker(done, does);
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
  const server = await loop.createServer(() => talker(), { host: '127.0.0.1', port: 0 });
  await loop.createConnection(() => talker(), server.sockets[0]?.getsockname() as InetAddress);
  for (const sock of socketpair()) await loop.createConnection(() => talker(), { sock });
  server.close();
  for (let i = 0; i < 2; i++) {
    const ends = kernel.pipes?.open() ?? -1;
    if (typeof ends === 'number') throw new Error('no pipe can be opened');
    await loop.connectReadPipe(() => talker('receives'), ends[0]);
    await loop.connectWritePipe(() => talker('sends'), ends[1]);
  }
});
for (const each of talkers) each.sendMore();
function* all(): Generator<Future<void>, void, void> {
  for (const wait of waits) yield* wait;
}
if (how === 'blocking') loop.runUntilCompleteSync(all());
else await loop.runUntilComplete(all());
for (const { transport } of talkers) transport.close();
await loop.runUntilComplete(async () => {
  while (talkers.some(({ lost }) => !lost)) await sleep(1);
});
loop.close();
// The handlers of a blocking run come now.
while (signals < 100) await once(process, 'SIGUSR2');
storm.kill();
await once(storm, 'close');
console.log(
  JSON.stringify({
    received: talkers.filter(({ does }) => does !== 'sends').map(({ received }) => received),
    wrong: talkers.map(({ wrong }) => wrong),
    errors: talkers.map(({ error }) => error),
    interrupted: signals >= 100,
  }),
);
