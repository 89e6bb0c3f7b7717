import { createLoop, type ReadTransport, sleep, type WriteTransport } from '@tsyncio/core';
import { errorCode, type Pipes, stateOf } from '@tsyncio/core/area';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { type SimulatedKernel, simulatedKernel } from '../../src/index.ts';
import { SeededRandom } from '../../src/seeded-random.ts';
import type { TestLoop } from '../simulation.ts';
import { ObservedEnd } from './observed-end.ts';
import type { Outcome } from './random-schedule.ts';

/** In virtual milliseconds: the pipes of a schedule are over long before. */
const PATIENCE = 5_000;
/** EAGAIN. */
const AGAIN = -11;

type Writer = ObservedEnd<WriteTransport>;
type Reader = ObservedEnd<ReadTransport>;

class PipeSchedule {
  readonly random: SeededRandom;
  readonly loop: TestLoop;
  /** Nobody gives up before the end, so that all that is written arrives. */
  readonly patient: boolean;
  readonly writers: Writer[] = [];
  readonly readers: Reader[] = [];
  readonly trace: string[] = [];
  readonly kernel: SimulatedKernel;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.patient = this.chance(50);
    this.kernel = simulatedKernel({ seed, fragment: this.chance(50) });
    const pipes = hesitating(this.kernel.pipes, this.random);
    this.loop = createLoop([sockets(), transports()], { ...this.kernel, pipes });
  }

  chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  async connect(): Promise<void> {
    const ends = this.kernel.pipes.open();
    if (typeof ends === 'number') throw new Error(errorCode(ends));
    const note = (line: string): void => void this.trace.push(`${this.loop.time()} ${line}`);
    const writer: Writer = new ObservedEnd(2 * this.writers.length, note);
    const reader: Reader = new ObservedEnd(2 * this.readers.length + 1, note);
    [writer.peer, reader.peer] = [reader, writer];
    this.writers.push(writer);
    this.readers.push(reader);
    await this.loop.connectReadPipe(() => reader.protocol(this.#bufferSize()), ends[0]);
    await this.loop.connectWritePipe(() => writer.protocol(0), ends[1]);
  }

  /** Do something now and then until enough was done, inside callbacks too. */
  act<End extends Writer | Reader>(end: End, something: (end: End) => void, finish: (end: End) => void): void {
    let left = 5 + this.random.below(25);
    const step = (): void => {
      if (end.state === 'lost') return;
      if (left-- === 0) return finish(end);
      something(end);
      if (this.chance(30)) this.loop.callSoon(step);
      else this.loop.callLater(this.random.below(10), step);
    };
    end.during = (event) => {
      if (event !== 'made' && end.state === 'made' && left > 0 && this.chance(10)) something(end);
    };
    step();
  }

  write(end: Writer): void {
    const { transport } = end;
    const dice = this.random.below(100);
    if (dice < 80) {
      // Whoever writes on to a closed pipe is warned: other tests have that.
      if (transport.isClosing()) return;
      const size = 1 + this.random.below(this.chance(20) ? 60_000 : 300);
      if (this.chance(70)) transport.write(end.next(size));
      else transport.writelines(Array.from({ length: this.random.below(5) }, () => end.next(size)));
    } else if (dice < 95) transport.setWriteBufferLimits({ high: this.random.below(50_000) });
    else if (this.patient) return;
    else if (this.chance(50)) transport.abort();
    else this.closeWriter(end);
  }

  read(end: Reader): void {
    const { transport } = end;
    const dice = this.random.below(100);
    if (dice < 40) transport.pauseReading();
    else if (dice < 80) transport.resumeReading();
    else if (dice < 97) transport.setProtocol(end.protocol(this.#bufferSize()));
    else if (!this.patient) this.closeReader(end);
  }

  closeWriter(end: Writer): void {
    if (this.chance(50)) end.transport.close();
    else end.transport.writeEof();
  }

  closeReader(end: Reader): void {
    end.closed = true;
    end.transport.close();
  }

  finishReader(end: Reader): void {
    end.transport.resumeReading();
    if (!this.patient) this.loop.callLater(1000, () => end.state !== 'lost' && this.closeReader(end));
  }

  #bufferSize(): number {
    return this.chance(50) ? 0 : 1 + this.random.below(5_000);
  }
}

/** Calls that at times say EAGAIN although they could go on. */
function hesitating(pipes: Pipes, random: SeededRandom): Pipes {
  const hesitates = (): boolean => random.below(10) === 0;
  return {
    ...pipes,
    // Nothing is written and read to learn which end it is.
    write: (fd, data, offset) => (data.length > 0 && hesitates() ? AGAIN : pipes.write(fd, data, offset)),
    writev: (...args) => (hesitates() ? AGAIN : pipes.writev(...args)),
    read: (...args) => (hesitates() ? AGAIN : pipes.read(...args)),
    readInto: (fd, buffer, ...rest) => (buffer.length > 0 && hesitates() ? AGAIN : pipes.readInto(fd, buffer, ...rest)),
  };
}

/** As `runSchedule`, of pipes. */
export async function runPipes(seed: number): Promise<Outcome> {
  const schedule = new PipeSchedule(seed);
  const { loop, writers, readers, trace, kernel, patient } = schedule;
  const broken: string[] = [];
  loop.setExceptionHandler((_loop, { message, exception }) => broken.push(`reported: ${message} ${exception}`));
  await loop.runUntilComplete(async () => {
    const pipes = 1 + schedule.random.below(3);
    for (let i = 0; i < pipes; i++) await schedule.connect();
    for (const end of writers)
      schedule.act(
        end,
        (each) => schedule.write(each),
        (each) => schedule.closeWriter(each),
      );
    for (const end of readers)
      schedule.act(
        end,
        (each) => schedule.read(each),
        (each) => schedule.finishReader(each),
      );
    const ends = [...writers, ...readers];
    while (ends.some(({ state }) => state !== 'lost') && loop.time() < PATIENCE) await sleep(1);
    for (const { name, state, transport } of ends) if (state !== 'lost') broken.push(`end ${name} is still ${state}: ${transport}`);
    for (const { name, received, error, peer } of readers) {
      if (patient && received !== peer.written) broken.push(`end ${name} got ${received} of ${peer.written} bytes`);
      if (patient && (error ?? peer.error) !== null) broken.push(`ends ${name} and ${peer.name} were lost with ${error ?? peer.error}`);
    }
    for (const { transport } of ends) transport.close();
    // Nothing may come any more.
    await sleep(50);
  });
  if (stateOf(loop).readiness.size !== 0) broken.push('something is still watched');
  loop.close();
  for (const end of [...writers, ...readers]) broken.push(...end.broken);
  for (const label of kernel.openDescriptors()) broken.push(`still open: ${label}`);
  return { ending: patient ? 'graceful' : 'wild', trace, broken, moved: readers.reduce((sum, { received }) => sum + received, 0) };
}
