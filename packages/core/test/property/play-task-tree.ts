import {
  CancelledError,
  type Coroutine,
  currentTask,
  type ExceptionContext,
  type Future,
  type Loop,
  shield,
  sleep,
  type Task,
  wrapFuture,
} from '@tsyncio/core';
import { virtualLoop } from '../virtual-loop.ts';
import { awaitAll, type Script, yieldAll } from './script.ts';
import type { Shielding, TaskRecord } from './task-record.ts';
import type { Body, Step, Swallow, TaskTree } from './task-tree.ts';

/** Long after the last task can be done. */
const END = 10_000;

export async function playTaskTree(tree: TaskTree, run: 'runForever' | 'runForeverSync' = 'runForever'): Promise<TaskTreePlayer> {
  const player = new TaskTreePlayer();
  await player.play(tree, run);
  return player;
}

export class TaskTreePlayer {
  readonly loop: Loop;
  readonly reports: ExceptionContext[];
  readonly records: TaskRecord[] = [];
  /** For each `try` that was entered, how often its `finally` was. */
  readonly tries: { finals: number }[] = [];
  readonly shieldings: Shielding[] = [];
  /** What was thrown on purpose. */
  readonly errors: Set<unknown> = new Set();
  /** Every step: when, of which task, and what. */
  readonly trace: string[] = [];
  /** What must never happen. */
  readonly surprises: string[] = [];
  readonly #shared: readonly Future<unknown>[];

  constructor() {
    const { loop, reports } = virtualLoop();
    this.loop = loop;
    this.reports = reports;
    this.#shared = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
  }

  async play({ root, cancellations }: TaskTree, run: 'runForever' | 'runForeverSync'): Promise<void> {
    const { loop } = this;
    this.#start(root, false);
    for (const { at, task } of cancellations) loop.callLater(at, () => this.#pick(task).task.cancel('from outside'));
    this.#finishShared();
    loop.callLater(END, loop.stop);
    await loop[run]();
    this.#retrieveAll();
  }

  #finishShared(): void {
    const [first, second, third] = this.#shared;
    this.loop.callLater(4, () => first?.done() || first?.setResult('shared'));
    this.loop.callLater(6, () => second?.done() || second?.setException(this.#newError()));
    this.loop.callLater(8, () => third?.cancel());
  }

  /** What nobody retrieved is reported when it is collected, in the middle of another run. */
  #retrieveAll(): void {
    const all = [...this.records.map(({ task }) => task), ...this.shieldings.map(({ outer }) => outer), ...this.#shared];
    for (const future of all) if (future.done() && !future.cancelled()) future.exception();
  }

  #newError(): Error {
    const error = new Error('on purpose');
    this.errors.add(error);
    return error;
  }

  #pick(number: number): TaskRecord {
    return this.records[number % this.records.length] as TaskRecord;
  }

  #start(body: Body, eagerStart: boolean): TaskRecord {
    // A task that starts eagerly runs before createTask returns it, so it is found as the current one.
    let record: TaskRecord | null = null;
    const adopt = (task: Task<TaskRecord>): TaskRecord => {
      record ??= this.#watch(task, body);
      return record;
    };
    const script = (): Script => this.#performAll(body.steps, adopt(currentTask(this.loop) as Task<TaskRecord>));
    const coroutine: Coroutine<TaskRecord> =
      body.kind === 'async function'
        ? async () => {
            await awaitAll(script());
            return record as unknown as TaskRecord;
          }
        : (function* () {
            yield* yieldAll(script());
            return record as unknown as TaskRecord;
          })();
    return adopt(this.loop.createTask(coroutine, { eagerStart }));
  }

  #watch(task: Task<TaskRecord>, body: Body): TaskRecord {
    const { loop } = this;
    const record: TaskRecord = {
      body,
      task,
      askedAt: [],
      requests: 0,
      undelivered: 0,
      returned: false,
      together: new Set(),
      waitedFor: [],
      signal: task.signal,
      createdAt: loop.time(),
      doneAt: [],
    };
    const cancel = task.cancel.bind(task);
    // Tasks that wait for it call this too.
    task.cancel = (message) => {
      const wasDone = task.done();
      const taken = cancel(message);
      if (taken === wasDone) this.surprises.push(`cancel() was ${taken}, done() was ${wasDone}`);
      if (taken) {
        record.askedAt.push(loop.time());
        record.requests++;
        record.undelivered++;
        this.#checkTogether(record);
      }
      return taken;
    };
    task.addDoneCallback((done) => {
      if (done !== task || !done.done()) this.surprises.push(`a done callback was called with ${done}`);
      record.doneAt.push(loop.time());
    });
    this.records.push(record);
    return record;
  }

  // What it began to wait for in this very moment, Promise.all has not registered yet.
  #checkTogether({ together }: TaskRecord): void {
    const missed = [...together]
      .filter(({ since }) => since < this.loop.time())
      .flatMap(({ tasks }) => tasks.filter((task) => !task.done() && task.cancelling() === 0));
    if (missed.length > 0) this.surprises.push(`cancel() did not reach ${missed}`);
  }

  *#performAll(steps: Step[], record: TaskRecord): Script {
    if (record.requests > 0) this.surprises.push(`${record.task} began although it was cancelled`);
    yield* this.#perform(steps, record);
    record.returned = true;
  }

  *#perform(steps: Step[], record: TaskRecord): Script {
    for (const step of steps) {
      this.#checkCurrent(record);
      this.trace.push(`${this.loop.time()}: task ${this.records.indexOf(record)}, ${step.do}`);
      yield* this.#performStep(step, record);
    }
    this.#checkCurrent(record);
  }

  // Parts may outlive the task that ran them.
  #checkCurrent({ task }: TaskRecord): void {
    const current = currentTask(this.loop);
    if (current !== (task.done() ? null : task)) this.surprises.push(`${current} is current in ${task}`);
  }

  *#performStep(step: Step, record: TaskRecord): Script {
    switch (step.do) {
      case 'sleep':
        return yield* this.#sleep(step.delay, record);
      case 'foreign': {
        const promise = new Promise<void>((resolve) => this.loop.callLater(step.delay, resolve));
        yield record.body.kind === 'generator' ? wrapFuture(promise) : promise;
        return;
      }
      case 'wait':
        return yield* this.#wait(this.#shared[step.future % this.#shared.length] as Future<unknown>, record);
      case 'child':
        return yield* this.#performChild(step, record);
      case 'children':
        return yield* this.#performChildren(step.bodies, record);
      case 'parts':
        return yield* this.#performParts(step.parts, record);
      case 'try':
        return yield* this.#performTry(step, record);
      case 'throw':
        throw this.#newError();
      case 'cancelSelf':
        record.task.cancel('by itself');
        return;
      case 'uncancel':
        return this.#uncancel(record);
      case 'cancel':
        this.#pick(step.task).task.cancel('by a task');
    }
  }

  *#performChild(step: Extract<Step, { do: 'child' }>, record: TaskRecord): Script {
    const { task } = this.#start(step.body, step.eager);
    if (step.then === 'await') yield* this.#wait(task, record);
    if (step.then === 'shield') {
      const outer = shield(task);
      if (outer !== task) this.shieldings.push({ inner: task, outer });
      yield* this.#wait(outer, record);
    }
  }

  *#performChildren(bodies: Body[], record: TaskRecord): Script {
    const tasks = bodies.map((body) => this.#start(body, false).task);
    if (record.body.kind === 'generator') {
      for (const task of tasks) yield* this.#wait(task, record);
      return;
    }
    record.waitedFor.push(...tasks);
    const together = { tasks, since: this.loop.time() };
    record.together.add(together);
    try {
      yield Promise.all(tasks);
    } finally {
      record.together.delete(together);
    }
  }

  *#performParts(parts: Step[][], record: TaskRecord): Script {
    if (record.body.kind === 'generator') {
      for (const part of parts) yield* this.#perform(part, record);
      return;
    }
    record.undelivered = Number.NaN;
    yield Promise.all(parts.map((part) => awaitAll(this.#perform(part, record))));
  }

  *#performTry(step: Extract<Step, { do: 'try' }>, record: TaskRecord): Script {
    const entered = { finals: 0 };
    this.tries.push(entered);
    try {
      yield* this.#perform(step.steps, record);
    } catch (error) {
      if (!isSwallowed(error, step.swallow)) throw error;
      if (step.swallow === 'cancellation, with uncancel') this.#uncancel(record);
    } finally {
      entered.finals++;
      yield* this.#perform(step.last, record);
    }
  }

  #uncancel(record: TaskRecord): void {
    record.requests = Math.max(record.requests - 1, 0);
    if (record.task.uncancel() !== record.requests) this.surprises.push('uncancel() gave a wrong number');
    if (record.requests === 0) record.undelivered *= 0;
  }

  /** Nobody else can cancel it: each cancellation here is one of the task's own. */
  *#sleep(delay: number, record: TaskRecord): Script {
    try {
      yield* this.#wait(sleep(delay), record);
    } catch (error) {
      if (--record.undelivered < 0) this.surprises.push(`${record.task} was cancelled more often than it was asked to`);
      throw error;
    }
  }

  *#wait(future: Future<unknown>, record: TaskRecord): Script {
    record.waitedFor.push(future);
    yield future;
  }
}

function isSwallowed(error: unknown, swallow: Swallow): boolean {
  return swallow === 'everything' || (swallow !== 'nothing' && error instanceof CancelledError);
}
