import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  type TransferListItem,
  Worker,
} from 'node:worker_threads';
import { tellListener } from '../pool/tell-listener.ts';
import type { LinkListener, WorkerLink } from '../pool/worker-link.ts';
import { ABORTED, BEGUN, ENDED, LOADING, mark, QUEUED, SENT, sharedState, slotOf, TAKEN_BACK, WAITING } from '../worker/shared-state.ts';
import type { FromWorker, SentTask, StartMessage, ToWorker } from '../worker/wire.ts';
import { workerFile } from '../worker-file.ts';

/** In Node 20 the descriptor of a module's file stays open when the thread that loads it is ended just then. */
const LOADING_LEAKS = process.versions.node.startsWith('20.');
/** Milliseconds for which the end of a thread waits for that. */
const LONGEST_LOADING = 1000;

export interface ThreadLinkOptions {
  readonly name: string;
  readonly resourceLimits: ResourceLimits | undefined;
  /** Where arguments go instead of with the work; `null` for work in the worker's own realm. */
  readonly interpreterPort: MessagePort | null;
}

/** A worker thread. */
export class ThreadLink implements WorkerLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #state = sharedState();
  readonly #listener: LinkListener;
  #error: unknown = null;
  #killed = false;
  #told = false;
  readonly drain = (): void => this.#drain();
  readonly poll = (): void => this.#poll();

  constructor({ name, resourceLimits, interpreterPort }: ThreadLinkOptions, listener: LinkListener) {
    const { port1: mine, port2: theirs } = new MessageChannel();
    this.#listener = listener;
    this.#port = mine;
    this.#worker = new Worker(workerFile('thread-worker'), {
      name,
      workerData: { port: theirs, state: this.#state, interpreterPort },
      transferList: interpreterPort === null ? [theirs] : [theirs, interpreterPort],
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    mine.on('message', (message: FromWorker) => tellListener(listener, message));
    mine.on('messageerror', (error) => this.#fail(error));
    // The worker keeps the process alive, when something does.
    mine.unref();
    this.#worker.on('error', (error) => {
      this.#error = error;
    });
    this.#worker.on('exit', (exitCode) => this.#tellEnd(exitCode));
  }

  start(message: StartMessage): void {
    this.#post(message);
  }

  send(tasks: readonly SentTask[], forget: readonly number[] | null, transferList: readonly TransferListItem[] | null): void {
    for (const [id] of tasks) Atomics.store(this.#state, slotOf(id), mark(id, QUEUED));
    this.#post(forget === null ? { tasks } : { tasks, forget }, transferList);
  }

  begun(id: number): boolean {
    const now = Atomics.load(this.#state, slotOf(id));
    return now === mark(id, BEGUN) || now === mark(id, ABORTED);
  }

  takeBack(id: number): boolean {
    return this.#change(id, QUEUED, TAKEN_BACK);
  }

  abort(id: number): void {
    this.#change(id, BEGUN, ABORTED);
    this.#post({ abort: id });
  }

  keepAlive(alive: boolean): void {
    if (alive) this.#worker.ref();
    else this.#worker.unref();
  }

  stop(): void {
    this.#post({ stop: true });
  }

  kill(): void {
    this.#killed = true;
    if (LOADING_LEAKS && Atomics.load(this.#state, LOADING) === 1) this.#killOnceLoaded(performance.now() + LONGEST_LOADING);
    else void this.#worker.terminate();
  }

  #killOnceLoaded(deadline: number): void {
    const timer = setInterval(() => {
      if (Atomics.load(this.#state, LOADING) === 1 && performance.now() < deadline) return;
      clearInterval(timer);
      void this.#worker.terminate();
    }, 1);
    this.#worker.once('exit', () => clearInterval(timer));
  }

  #change(id: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.#state, slotOf(id), mark(id, from), mark(id, to)) === mark(id, from);
  }

  #post(message: ToWorker, transferList: readonly TransferListItem[] | null = null): void {
    if (transferList === null) this.#port.postMessage(message);
    else this.#port.postMessage(message, transferList);
    Atomics.add(this.#state, SENT, 1);
    if (Atomics.load(this.#state, WAITING) === 1) Atomics.notify(this.#state, SENT);
  }

  #drain(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      tellListener(this.#listener, next.message as FromWorker);
    }
  }

  // The worker's own 'exit' does not come in a thread that blocks. Work that waits for the worker after this one would wait for ever.
  #poll(): void {
    const ended = Atomics.load(this.#state, ENDED);
    if (ended > 0 || this.#killed) this.#tellEnd(ended > 0 ? ended - 1 : 1);
    else this.#drain();
  }

  #tellEnd(exitCode: number): void {
    if (this.#told) return;
    this.#drain();
    this.#told = true;
    this.#port.close();
    this.#listener.ended({ exitCode, signal: null, error: this.#error });
  }

  #fail(error: unknown): void {
    this.#error = error;
    this.kill();
  }
}
