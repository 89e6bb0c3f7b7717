import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { EventLoop, Future, InetAddress, Server, Transport } from 'tsyncio';
import { addressOf, Collect, startEchoServer } from './echo.ts';
import { milliseconds, type Report } from './report.ts';

const wanted = 1000;
const message = 'one of many';

/** Both ends are in this process, so each connection takes two descriptors. */
function howManyMayBeOpen(): number {
  const limit = existsSync('/proc/self/limits') && /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return limit ? Math.min(wanted, Math.floor((Number(limit[1]) - 100) / 2)) : wanted;
}

function openDescriptors(): number | undefined {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : undefined;
}

class Client extends Collect {
  readonly #lost: Future<void>;

  constructor(received: Future<Buffer>, lost: Future<void>) {
    super(received, message.length);
    this.#lost = lost;
  }

  override connectionLost(error: Error | null) {
    super.connectionLost(error);
    this.#lost.setResult();
  }
}

async function openOne(loop: EventLoop, { port }: InetAddress) {
  const received = loop.createFuture<Buffer>();
  const lost = loop.createFuture<void>();
  const [transport] = await loop.createConnection(() => new Client(received, lost), { host: '127.0.0.1', port });
  return { transport, received, lost };
}

async function closeAll(connections: readonly { transport: Transport; lost: Future<void> }[], server: Server): Promise<void> {
  for (const { transport } of connections) transport.close();
  for (const { lost } of connections) await lost;
  server.close();
  await server.waitClosed();
}

export async function openAndClose(loop: EventLoop, report: Report): Promise<void> {
  const count = howManyMayBeOpen();
  const name = count.toLocaleString('en');
  const before = openDescriptors();
  const started = loop.time();
  const server = await startEchoServer(loop);
  const connections = await Promise.all(Array.from({ length: count }, () => openOne(loop, addressOf(server))));
  const during = openDescriptors();
  report.came(`${name} connections are opened, all at once`, `${name} open after ${milliseconds(loop.time() - started)}`);

  for (const { transport } of connections) transport.write(message);
  let same = 0;
  for (const { received } of connections) if (String(await received) === message) same += 1;
  report.check(same === count, 'a message goes through each', `${same.toLocaleString('en')} came back unchanged`);

  await closeAll(connections, server);
  const after = openDescriptors();
  if (before === undefined) return report.skipped('open descriptors are counted', 'needs /proc/self/fd, so Linux');
  const counts = `${before} before, ${during} meanwhile, ${after} after`;
  report.check(after === before, 'they are all closed; open descriptors are counted', counts);
}
