import { type Protocol, sleep, type Transport } from '@tsyncio/core';
import { type SimulatedNetwork, simulatedNetwork } from '../../src/index.ts';
import { SeededRandom } from '../../src/seeded-random.ts';
import { echo } from '../network/echo.ts';
import { type OnHost, onHost } from '../network/on-hosts.ts';

const HOSTS = ['a', 'b', 'c'] as const;
/** How many connections each host makes. */
const CONNECTIONS = 8;
/** After it, in milliseconds, nothing goes wrong any more. */
const TROUBLE = 60_000;

/** What a connection that has begun may take, in milliseconds: more than TCP gives itself. */
const PATIENCE = 1_000_000;

/** What became of a connection, and when. */
export interface Outcome {
  readonly time: number;
  readonly from: string;
  readonly to: string;
  readonly sent: Buffer;
  readonly received: Buffer;
  /** Whether this side broke it off. */
  readonly aborts: boolean;
  /** `'closed'`, or the code of the error that ended it. */
  readonly end: string;
}

export interface NetworkRun {
  readonly outcomes: readonly Outcome[];
  /** What was left open on any host. */
  readonly left: readonly string[];
}

/** Three hosts that all serve echo and connect to each other, on links that are slow, lossy, cut and held at random, while one of them crashes now and then. */
export async function runRandomNetwork(seed: number): Promise<NetworkRun> {
  const random = new SeededRandom(seed);
  const network = simulatedNetwork({ seed, latency: random.below(50), jitter: random.below(50), loss: random.below(20) / 100 });
  const outcomes: Outcome[] = [];
  const runs = HOSTS.map((name) =>
    runHost(onHost(network, name, [], { seed: random.below(1000), fragment: true }), name, random, outcomes),
  );
  const chaos = onHost(network, 'chaos');
  await chaos.loop.runUntilComplete(() => makeTrouble(network, random));
  chaos.loop.close();
  // The one that crashes is not waited for.
  const left = await Promise.all(runs);
  return { outcomes, left: left.flat() };
}

/** @returns what it left open. */
async function runHost(on: OnHost, name: string, random: SeededRandom, outcomes: Outcome[]): Promise<readonly string[]> {
  const main = async (): Promise<void> => {
    const server = await on.loop.createServer(echo, { port: 7 });
    const connections = Array.from({ length: CONNECTIONS }, async () => {
      await sleep(random.below(TROUBLE));
      await connectOnce(on, name, HOSTS[random.below(3)] as string, random, outcomes);
    });
    await Promise.all(connections);
    await sleep(2_000_000);
    server.close();
    server.abortClients();
    await server.waitClosed();
  };
  try {
    await on.loop.runUntilComplete(main);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_HOST_CRASHED') throw error;
  }
  on.loop.close();
  return on.kernel.openDescriptors();
}

async function connectOnce({ loop }: OnHost, from: string, to: string, random: SeededRandom, outcomes: Outcome[]): Promise<void> {
  const sent = Buffer.from(Array.from({ length: random.below(20_000) }, () => random.below(256)));
  let aborts = random.below(4) === 0;
  const received: Buffer[] = [];
  const lost = loop.createFuture<Error | null>();
  const protocol: Protocol = {
    connectionMade: (made) => {
      (made as Transport).write(sent);
      // One that has nothing to send never learns that the other host has crashed.
      const impatience = loop.callLater(PATIENCE, () => {
        aborts = true;
        (made as Transport).abort();
      });
      lost.addDoneCallback(() => impatience.cancel());
      if (aborts) loop.callLater(random.below(5000), () => (made as Transport).abort());
      else (made as Transport).writeEof();
    },
    dataReceived: (data) => {
      received.push(Buffer.from(data));
    },
    connectionLost: (error) => lost.setResult(error),
  };
  let end = 'closed';
  try {
    await loop.createConnection(() => protocol, { host: to, port: 7 });
    const error = await lost;
    if (error !== null) end = codeOf(error);
  } catch (error) {
    end = codeOf(error);
  }
  outcomes.push({ time: loop.time(), from, to, sent, received: Buffer.concat(received), aborts, end });
}

async function makeTrouble(network: SimulatedNetwork, random: SeededRandom): Promise<void> {
  for (let time = 0; time < TROUBLE; ) {
    const pause = random.below(5000);
    time += pause;
    await sleep(pause);
    const [one, other] = [HOSTS[random.below(3)] as string, HOSTS[random.below(3)] as string];
    const oneWay = random.below(3) === 0;
    const kind = random.below(13);
    if (kind < 3) network.partition(one, other, { oneWay });
    else if (kind < 6) network.hold(one, other, { oneWay });
    else if (kind < 8) network.link(one, other, { latency: random.below(500), loss: random.below(30) / 100, oneWay });
    else if (kind < 10) network.repair(one);
    else crashAndRestart(network, 'c');
  }
  network.repair();
}

function crashAndRestart(network: SimulatedNetwork, name: string): void {
  network.crash(name);
  network.restart(name);
}

function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  return code ?? errors?.map((each) => each.code).join('+') ?? String(error);
}
