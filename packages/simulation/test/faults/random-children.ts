import { createLoop, sleep } from '@tsyncio/core';
import { signals } from '@tsyncio/signals';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import { type Program, type SimulatedKernel, simulatedKernel } from '../../src/index.ts';
import { SeededRandom } from '../../src/seeded-random.ts';
import type { ChildLoop } from '../simulate-children.ts';
import { ObservedChild } from './observed-child.ts';
import type { Outcome } from './random-schedule.ts';

/** In virtual milliseconds: the children of a schedule are over long before. */
const PATIENCE = 20_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGSTOP', 'SIGCONT', 'SIGKILL', 'SIGCHLD'] as const;

/** Random children, and a parent that treats them at random. */
class ChildSchedule {
  readonly random: SeededRandom;
  readonly kernel: SimulatedKernel;
  readonly loop: ChildLoop;
  /** Nobody is signalled, and no pipe is closed before its end, so that all that is written arrives. */
  readonly patient: boolean;
  readonly children: ObservedChild[] = [];
  readonly trace: string[] = [];
  /** What programs wrote, by the pid of the child whose pipes they have, and by descriptor. */
  readonly written: Map<string, number> = new Map();

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.patient = this.chance(50);
    this.kernel = simulatedKernel({ seed, fragment: this.chance(50), childLag: this.chance(50) ? 2 : 0 });
    this.kernel.program('/bin/wild', this.#program());
    this.loop = createLoop([sockets(), transports(), subprocess(), signals()], this.kernel);
  }

  chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  async start(): Promise<void> {
    const child = new ObservedChild(this.children.length, (line) => void this.trace.push(`${this.loop.time()} ${line}`));
    this.children.push(child);
    child.during = () => {
      if (child.state === 'made' && this.chance(10)) this.#treat(child);
    };
    await this.loop.subprocessExec(() => child, ['/bin/wild', '2']);
  }

  /** Do something now and then until enough was done. */
  act(child: ObservedChild): void {
    let left = 3 + this.random.below(15);
    const step = (): void => {
      if (child.state === 'lost') return;
      if (left-- === 0) return this.#finish(child);
      this.#treat(child);
      if (this.chance(30)) this.loop.callSoon(step);
      else this.loop.callLater(this.random.below(10), step);
    };
    step();
  }

  #treat(child: ObservedChild): void {
    const dice = this.random.below(100);
    const output = child.output(1 + this.random.below(2));
    if (dice < 40) {
      if (!child.stdin.isClosing()) child.stdin.write(Buffer.alloc(1 + this.random.below(this.chance(20) ? 100_000 : 300)));
    } else if (dice < 55) output.pauseReading();
    else if (dice < 75) output.resumeReading();
    else if (dice < 80) child.stdin.setWriteBufferLimits({ high: this.random.below(50_000) });
    else if (this.patient) return;
    else if (dice < 92) child.transport.sendSignal(SIGNALS[this.random.below(SIGNALS.length)] ?? 'SIGTERM');
    else if (dice < 96) child.transport.getPipeTransport(this.random.below(3))?.close();
    else if (dice < 98) child.transport.close();
  }

  #finish(child: ObservedChild): void {
    child.stdin.close();
    if (!this.patient && this.chance(50)) return child.transport.close();
    if (!this.patient) child.transport.sendSignal('SIGCONT');
    for (const fd of [1, 2]) child.output(fd).resumeReading();
    // What is done inside an event may stop or pause it again.
    child.during = () => {};
  }

  #program(): Program {
    const { random, written } = this;
    return function* (self) {
      const [, depth = '0', root = `${self.pid}`] = self.argv;
      const write = function* (fd: 1 | 2) {
        const size = 1 + random.below(random.below(5) === 0 ? 100_000 : 300);
        yield* self.stream(fd).write(Buffer.alloc(size));
        written.set(`${root} ${fd}`, (written.get(`${root} ${fd}`) ?? 0) + size);
      };
      if (random.below(4) === 0) self.onSignal('SIGTERM', 'ignore');
      if (random.below(4) === 0) self.onSignal('SIGINT', () => void self.stderr.write(''));
      for (let left = random.below(12); left > 0; left--) {
        const dice = random.below(100);
        if (dice < 30) yield* self.stdin.read(1 + random.below(5000));
        else if (dice < 75) yield* write(dice < 50 ? 1 : 2);
        else if (dice < 90) yield* self.sleep(random.below(20));
        else if (dice < 95 && depth !== '0') self.spawn('/bin/wild', { argv: ['wild', `${Number(depth) - 1}`, root] });
      }
      if (random.below(5) === 0) self.kill(self.pid, 'SIGTERM');
      return random.below(256);
    };
  }
}

/** As `runSchedule`, of children. */
export async function runChildren(seed: number): Promise<Outcome> {
  const schedule = new ChildSchedule(seed);
  const { loop, kernel, children, trace, patient, written } = schedule;
  const broken: string[] = [];
  loop.setExceptionHandler((_loop, { message, exception }) => broken.push(`reported: ${message} ${exception}`));
  await loop.runUntilComplete(async () => {
    for (let count = 1 + schedule.random.below(3); count > 0; count--) await schedule.start();
    for (const child of children) schedule.act(child);
    while ((children.some(({ state }) => state !== 'lost') || kernel.openProcesses().length > 0) && loop.time() < PATIENCE) await sleep(1);
    for (const { name, state, transport } of children) if (state !== 'lost') broken.push(`child ${name} is still ${state}: ${transport}`);
    for (const words of kernel.openProcesses()) broken.push(`still there: ${words}`);
    await sleep(50);
  });
  loop.close();
  for (const { name, transport, received, broken: rules } of children) {
    broken.push(...rules);
    for (const fd of [1, 2] as const) {
      const wrote = written.get(`${transport.getPid()} ${fd}`) ?? 0;
      if (patient && received[fd] !== wrote) broken.push(`child ${name} wrote ${wrote} to ${fd}, ${received[fd]} came`);
    }
  }
  for (const words of kernel.openDescriptors()) broken.push(`still open: ${words}`);
  return {
    ending: patient ? 'graceful' : 'wild',
    trace,
    broken,
    moved: children.reduce((sum, { received }) => sum + received[1] + received[2], 0),
  };
}
