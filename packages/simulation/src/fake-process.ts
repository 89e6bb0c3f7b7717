import { constants } from 'node:os';
import { defaultAction } from './default-action.ts';
import type { OpenFile } from './open-file.ts';
import { Pending } from './pending.ts';
import type { RunQueue, Stepper } from './run-queue.ts';
import type { Timeline } from './timeline.ts';

const { SIGCONT, SIGKILL } = constants.signals;

/** Something that a process may be waiting for. */
interface Waits {
  /** In words; `undefined` when it does not wait. */
  waiting(): string | undefined;
  /** The process has ended. */
  drop(): void;
}

/** What a process is started with. */
export interface Image {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly path: string;
  /** By their numbers in it. It holds them itself. */
  readonly descriptors: ReadonlyMap<number, OpenFile>;
}

/** What a process runs on. */
export interface Machine {
  readonly queue: RunQueue;
  readonly timeline: Timeline;
  /** The process has ended, and waits to be reaped. */
  onZombie(process: FakeProcess): void;
}

/** Unwinds a program whose process has ended. */
export class Ended extends Error {}

/**
 * A simulated process, from its start until it is reaped. What happens to it, it does in steps, which the kernel lets it take.
 *
 *   running ──end──► ended: its descriptors are closed ──step──► zombie ──reap──► gone
 */
export class FakeProcess implements Stepper {
  readonly pid: number;
  /** Changes when its parent ends. */
  parent: number;
  readonly group: number;
  readonly session: number;
  readonly path: string;
  readonly descriptors: Map<number, OpenFile>;
  /** What it has done with signals: a handler, or nothing. */
  readonly handlers: Map<number, () => void> = new Map();
  readonly lines: Set<Waits> = new Set();
  /** What it exited with, or the negated number of the signal that killed it. */
  status: number | null = null;
  isZombie = false;
  /** Called once it is one. */
  onEnded: () => void = () => {};
  /** Its program is an async function, which goes on in promises of Node only. */
  isAsync = false;
  readonly #machine: Machine;
  readonly #alarms = new Set<() => void>();
  readonly #signals = new Set<number>();
  #steps: (() => void)[] = [];
  #stopped = false;

  constructor({ descriptors, ...image }: Image, machine: Machine) {
    this.pid = image.pid;
    this.parent = image.parent;
    this.group = image.group;
    this.session = image.session;
    this.path = image.path;
    this.descriptors = new Map(descriptors);
    this.#machine = machine;
    for (const file of this.descriptors.values()) file.hold();
  }

  get hasEnded(): boolean {
    return this.status !== null;
  }

  get canStep(): boolean {
    return this.#nextSignal() !== undefined || (this.#steps.length > 0 && !this.#stopped);
  }

  /** In words. */
  describe(): string {
    const state = this.isZombie ? 'a zombie' : this.#stopped ? 'stopped' : 'running';
    const waits = Array.from(this.lines, (line) => line.waiting()).filter((words) => words !== undefined);
    const program = this.isAsync ? ', whose async function goes on in a hosted run only' : '';
    return `child ${this.pid} (${this.path}), ${state}${program}${waits.length > 0 ? `, waits ${waits.join(' and ')}` : ''}`;
  }

  step(): void {
    const signo = this.#nextSignal();
    if (signo === undefined) this.#steps.shift()?.();
    else {
      this.#signals.delete(signo);
      this.deliver(signo);
    }
  }

  /** Have it do something, when it is let. */
  soon(step: () => void): void {
    this.#steps.push(step);
    this.#goOn();
  }

  /** @throws in a program that goes on although its process has ended. */
  refuseEnded(): void {
    if (this.hasEnded) throw new Ended(`process ${this.pid} has ended`);
  }

  sleep(milliseconds: number): Pending<void> {
    this.refuseEnded();
    if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY))
      throw new RangeError(`sleep needs a finite number of milliseconds from 0 on, got ${String(milliseconds)}`);
    const pending = new Pending<void>();
    const cancel = this.#machine.timeline.alarm(milliseconds, () => {
      this.#alarms.delete(cancel);
      this.soon(() => pending.settle({ value: undefined }));
    });
    this.#alarms.add(cancel);
    return pending;
  }

  /** Send it a signal. One that is still on its way to it counts once. */
  signal(signo: number): void {
    if (this.hasEnded || signo === 0) return;
    // One that stops it and one that lets it go on call each other off.
    const opposite = { stop: 'continue', continue: 'stop', end: null, ignore: null }[defaultAction(signo)];
    for (const other of this.#signals) if (defaultAction(other) === opposite) this.#signals.delete(other);
    this.#signals.add(signo);
    this.#goOn();
  }

  /** The signal arrives. */
  deliver(signo: number): void {
    if (this.hasEnded) return;
    const action = defaultAction(signo);
    if (action === 'continue') this.#stopped = false;
    const handler = this.handlers.get(signo);
    if (handler !== undefined) handler();
    else if (action === 'stop') this.#stopped = true;
    else if (action === 'end') this.end(-signo);
    this.#goOn();
  }

  close(fd: number): void {
    this.refuseEnded();
    const file = this.descriptors.get(fd);
    this.descriptors.delete(fd);
    file?.letGo();
  }

  /** It does nothing any more, and has nothing open. */
  end(status: number): void {
    if (this.hasEnded) return;
    this.status = status;
    this.#stopped = false;
    this.#signals.clear();
    for (const cancel of this.#alarms) cancel();
    for (const line of this.lines) line.drop();
    this.lines.clear();
    this.#steps = [];
    const files = [...this.descriptors.values()];
    this.descriptors.clear();
    for (const file of files) file.letGo();
    // Its end shows a moment later than that of its pipes.
    this.soon(() => {
      this.isZombie = true;
      this.onEnded();
      this.#machine.onZombie(this);
    });
  }

  #nextSignal(): number | undefined {
    if (!this.#stopped) return this.#signals.values().next().value;
    // While it is stopped, only these arrive.
    return [...this.#signals].find((signo) => signo === SIGKILL || signo === SIGCONT);
  }

  #goOn(): void {
    if (this.canStep) this.#machine.queue.add(this);
  }
}
