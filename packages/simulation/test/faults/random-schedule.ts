import { createLoop, type InetAddress, sleep } from '@tsyncio/core';
import { type SocketCalls, stateOf } from '@tsyncio/core/area';
import { socketpair, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { type SimulatedKernel, simulatedKernel } from '../../src/index.ts';
import { SeededRandom } from '../../src/seeded-random.ts';
import type { TestLoop } from '../simulation.ts';
import { ObservedEnd } from './observed-end.ts';

/** How the connections of a schedule end. */
export type Ending =
  /** Each side writes its all, ends it, and closes once it heard the other's end. */
  | 'graceful'
  /** Only one side writes, and closes at any time; the other hears all of it. */
  | 'one-sided'
  /** Anybody closes, aborts or resets at any time. */
  | 'wild';

export interface Outcome {
  readonly ending: Ending;
  readonly trace: readonly string[];
  /** Every rule that did not hold, in words. */
  readonly broken: readonly string[];
  readonly moved: number;
}

/** In virtual milliseconds: the connections of a schedule are over long before. */
const PATIENCE = 5_000;
/** EAGAIN. */
const AGAIN = -11;

class Schedule {
  readonly random: SeededRandom;
  readonly loop: TestLoop;
  readonly ending: Ending;
  readonly ends: ObservedEnd[] = [];
  readonly trace: string[] = [];
  readonly #kernel: SimulatedKernel;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const { random } = this;
    this.ending = (['graceful', 'one-sided', 'wild'] as const)[random.below(3)] as Ending;
    this.#kernel = simulatedKernel({ seed, fragment: random.below(2) === 0, bufferSize: 1 + random.below(20_000) });
    const kernel = { ...this.#kernel, sockets: hesitating(this.#kernel.sockets, random) };
    this.loop = createLoop([sockets(), transports()], kernel);
  }

  get openDescriptors(): readonly string[] {
    return this.#kernel.openDescriptors();
  }

  chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  /** Mostly little, at times much. */
  size(): number {
    return 1 + this.random.below(this.chance(20) ? 30_000 : 300);
  }

  async connect(): Promise<void> {
    const [one, other] = [this.#end(), this.#end()];
    [one.peer, other.peer] = [other, one];
    const protocol = (end: ObservedEnd) => () => end.protocol(this.#bufferSize());
    const how = this.random.below(3);
    if (how === 0) {
      const [left, right] = socketpair();
      await this.loop.createConnection(protocol(one), { sock: left });
      await this.loop.createConnection(protocol(other), { sock: right });
      return;
    }
    const path = `\0${one.name}`;
    const server = await (how === 1
      ? this.loop.createServer(protocol(other), { host: '127.0.0.1', port: 0 })
      : this.loop.createUnixServer(protocol(other), { path }));
    if (how === 1) await this.loop.createConnection(protocol(one), server.sockets[0]?.getsockname() as InetAddress);
    else await this.loop.createUnixConnection(protocol(one), { path });
    while (other.state === 'new') await sleep(0);
    server.close();
  }

  /** Do things at both ends at random times until enough was done. */
  act(end: ObservedEnd): void {
    let left = 5 + this.random.below(25);
    const step = (): void => {
      if (end.state === 'lost') return;
      if (left-- === 0) return this.finish(end);
      this.doSomething(end);
      if (this.chance(30)) this.loop.callSoon(step);
      else this.loop.callLater(this.random.below(10), step);
    };
    end.during = (event) => {
      if (event !== 'made' && end.state === 'made' && left > 0 && this.chance(10)) this.doSomething(end);
    };
    step();
  }

  doSomething(end: ObservedEnd): void {
    const { transport } = end;
    const dice = this.random.below(100);
    if (dice < 45) this.write(end);
    else if (dice < 60) transport.pauseReading();
    else if (dice < 78) transport.resumeReading();
    else if (dice < 88) this.setLimits(end);
    else if (dice < 94) transport.setProtocol(end.protocol(this.#bufferSize()));
    else this.endSomehow(end);
  }

  write(end: ObservedEnd): void {
    // What is written after the end is refused, and whoever writes on to a lost connection is warned: other tests have that.
    if (end.ended || end.closed || this.mayOnlyListen(end)) return;
    if (this.chance(70)) end.transport.write(end.next(this.size()));
    else end.transport.writelines(Array.from({ length: this.random.below(5) }, () => end.next(this.size() - 1)));
  }

  setLimits(end: ObservedEnd): void {
    const high = this.random.below(20_000);
    end.transport.setWriteBufferLimits(this.chance(50) ? { high } : { high, low: this.random.below(high + 1) });
  }

  endSomehow(end: ObservedEnd): void {
    if (this.mayOnlyListen(end)) return;
    const dice = this.random.below(10);
    if (this.ending === 'graceful' || dice < 3) return this.writeEof(end);
    if (this.ending === 'one-sided' || dice < 6) return this.close(end, 'close');
    if (dice < 8) end.keepOpen = false;
    else this.close(end, 'abort');
  }

  writeEof(end: ObservedEnd): void {
    if (end.closed) return;
    end.ended = true;
    end.transport.writeEof();
  }

  close(end: ObservedEnd, how: 'close' | 'abort'): void {
    end.closed = true;
    end.transport[how]();
  }

  /** What every end does when it did enough. */
  finish(end: ObservedEnd): void {
    end.transport.resumeReading();
    if (this.ending === 'wild') {
      // Two that close with much to send, and so do not read, wait for each other until one gives up.
      this.loop.callLater(1000, () => end.transport.abort());
      return this.close(end, 'close');
    }
    if (!this.mayOnlyListen(end)) this.writeEof(end);
    // Heard by the peer, which may still have much to read.
    const close = (): void => {
      if (end.state === 'lost') return;
      if (end.heardEnd || (this.ending === 'one-sided' && !this.mayOnlyListen(end))) this.close(end, 'close');
      else this.loop.callLater(1 + this.random.below(10), close);
    };
    close();
  }

  mayOnlyListen(end: Pick<ObservedEnd, 'name'>): boolean {
    return this.ending === 'one-sided' && end.name % 2 === 1;
  }

  #bufferSize(): number {
    return this.chance(50) ? 0 : 1 + this.random.below(5_000);
  }

  #end(): ObservedEnd {
    const end = new ObservedEnd(this.ends.length, (line) => this.trace.push(`${this.loop.time()} ${line}`));
    this.ends.push(end);
    return end;
  }
}

/** Calls that at times say EAGAIN although they could go on. */
function hesitating(calls: SocketCalls, random: SeededRandom): SocketCalls {
  const hesitates = (): boolean => random.below(10) === 0;
  return {
    ...calls,
    send: (...args) => (hesitates() ? AGAIN : calls.send(...args)),
    sendv: (...args) => (hesitates() ? AGAIN : calls.sendv(...args)),
    recv: (...args) => (hesitates() ? AGAIN : calls.recv(...args)),
    recvInto: (...args) => (hesitates() ? AGAIN : calls.recvInto(...args)),
  };
}

function rulesOfTheEnd(schedule: Schedule): string[] {
  const broken: string[] = [];
  for (const end of schedule.ends) {
    const { name, peer, error, received } = end;
    if (end.state !== 'lost') broken.push(`end ${name} is still ${end.state}: ${end.transport}`);
    const whole = schedule.ending !== 'wild' && !schedule.mayOnlyListen(peer);
    if (whole && received !== peer.written) broken.push(`end ${name} got ${received} of ${peer.written} bytes`);
    if (schedule.ending === 'graceful' && error !== null) broken.push(`end ${name} was lost with ${error}`);
  }
  return broken;
}

/** A run of connections at whose ends things are done at random, all of it fixed by the seed. */
export async function runSchedule(seed: number): Promise<Outcome> {
  const schedule = new Schedule(seed);
  const { loop, ends, trace, ending } = schedule;
  const broken: string[] = [];
  loop.setExceptionHandler((_loop, { message, exception }) => broken.push(`reported: ${message} ${exception}`));
  await loop.runUntilComplete(async () => {
    const connections = 1 + schedule.random.below(3);
    for (let i = 0; i < connections; i++) await schedule.connect();
    for (const end of ends) schedule.act(end);
    while (ends.some(({ state }) => state !== 'lost') && loop.time() < PATIENCE) await sleep(1);
    broken.push(...rulesOfTheEnd(schedule));
    for (const { transport } of ends) transport.abort();
    // Nothing may come any more.
    await sleep(50);
  });
  const watched = stateOf(loop).readiness.size;
  if (watched !== 0) broken.push(`${watched} descriptors are still watched`);
  loop.close();
  for (const { broken: rules } of ends) broken.push(...rules);
  for (const label of schedule.openDescriptors) broken.push(`still open: ${label}`);
  return { ending, trace, broken, moved: ends.reduce((sum, { received }) => sum + received, 0) };
}
