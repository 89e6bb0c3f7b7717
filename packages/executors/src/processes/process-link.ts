import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onExit } from '../pool/process-exit.ts';
import { tellListener } from '../pool/tell-listener.ts';
import type { LinkListener, WorkerLink } from '../pool/worker-link.ts';
import { arePlain, FrameReader, frame } from '../worker/frames.ts';
import type { FromWorker, SentTask, StartMessage } from '../worker/wire.ts';
import { workerFile } from '../worker-file.ts';

export interface ProcessLinkOptions {
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly execArgv: readonly string[];
}

/** Milliseconds in which a process that ends closes its descriptors before it is gone. */
const UNHEARD = 500;

const CHANNEL = 3;

type Channel = Duplex & { ref(): void; unref(): void };

/** A worker process. Messages come and go on its descriptor 3. */
export class ProcessLink implements WorkerLink {
  readonly #child: ChildProcess;
  readonly #channel: Channel | null;
  readonly #listener: LinkListener;
  readonly #atExit: () => void;
  #error: unknown = null;
  #exit: { readonly code: number | null; readonly signal: string | null } | null = null;
  #open: boolean;
  #received = 0;
  /** Whether the worker can work. */
  #ready = false;
  /** Work for a worker that is not ready yet, written out, and its numbers. */
  #held: Buffer[] = [];
  readonly #heldIds = new Set<number>();
  readonly #dropped: number[] = [];
  readonly drain = null;
  readonly poll = null;

  constructor({ env, execArgv }: ProcessLinkOptions, listener: LinkListener) {
    this.#listener = listener;
    this.#child = spawn(process.execPath, [...execArgv, fileURLToPath(workerFile('process-worker'))], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      ...(env === undefined ? {} : { env }),
    });
    // There is none when no descriptor is left for one; 'error' tells then.
    const stdio = this.#child.stdio as readonly unknown[] | undefined;
    this.#channel = (stdio?.[CHANNEL] as Channel | null | undefined) ?? null;
    this.#open = this.#channel !== null;
    // One that never looks up from its work would outlive this process.
    this.#atExit = onExit(() => this.#child.kill('SIGKILL'));
    this.#child.on('error', (error) => {
      this.#error = error;
      // Without a process there is no 'exit'.
      if (this.#child.pid === undefined) this.#exited(null, null);
    });
    this.#child.on('exit', (code, signal) => this.#exited(code, signal));
    this.#listen();
  }

  start(message: StartMessage): void {
    this.#write(message);
  }

  send(tasks: readonly SentTask[], forget: readonly number[] | null): void {
    // The texts of work are plain too.
    const plain = tasks.every(([, , , args, context, chunk]) => context === null && !chunk && arePlain(args));
    const framed = frame(forget === null ? { tasks } : { tasks, forget }, plain);
    if (this.#ready) return this.#writeFrame(framed);
    this.#held.push(framed);
    for (const [id] of tasks) this.#heldIds.add(id);
  }

  // What was sent to a process cannot be taken back: it counts as begun.
  begun(id: number): boolean {
    return !this.#heldIds.has(id);
  }

  takeBack(id: number): boolean {
    if (!this.#heldIds.delete(id)) return false;
    this.#dropped.push(id);
    return true;
  }

  abort(id: number): void {
    this.#write({ abort: id });
  }

  keepAlive(alive: boolean): void {
    if (alive) {
      this.#child.ref();
      this.#channel?.ref();
    } else {
      this.#child.unref();
      this.#channel?.unref();
    }
  }

  stop(): void {
    this.#write({ stop: true });
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  #listen(): void {
    const reader = new FrameReader((message) => this.#take(message as FromWorker));
    this.#channel?.on('data', (data: Buffer) => {
      this.#received += data.length;
      try {
        reader.take(data);
      } catch (error) {
        this.#error = error;
        this.kill();
      }
    });
    // Writing to a worker that has died: its exit tells.
    this.#channel?.on('error', () => {});
    this.#channel?.on('close', () => {
      this.#open = false;
      this.#tellEnd();
      if (this.#exit === null) this.#endUnheard();
    });
  }

  // A worker that nobody can hear any more, and that does not end by itself soon, would be waited for without end.
  #endUnheard(): void {
    setTimeout(() => {
      if (this.#exit === null) this.kill();
    }, UNHEARD).unref();
  }

  #write(message: unknown): void {
    this.#writeFrame(frame(message, false));
  }

  #writeFrame(framed: Buffer): void {
    if (this.#channel?.writable) this.#channel.write(framed);
  }

  #take(message: FromWorker): void {
    tellListener(this.#listener, message);
    if ('ready' in message) this.#sendHeld();
  }

  // With what was taken back, as it may have the text of work that comes again.
  #sendHeld(): void {
    this.#ready = true;
    if (this.#dropped.length > 0) this.#write({ drop: this.#dropped });
    for (const framed of this.#held) this.#writeFrame(framed);
    this.#held = [];
    this.#heldIds.clear();
  }

  #exited(code: number | null, signal: string | null): void {
    this.#exit = { code, signal };
    this.#atExit();
    this.#closeWhenRead(-1);
    this.#tellEnd();
  }

  // What it has sent is there already: it is read when a round of Node's loop brings no more. The end itself may not come, as a process that
  // the worker has left behind may have the descriptor too.
  #closeWhenRead(received: number): void {
    if (!this.#open) return;
    if (received === this.#received) this.#channel?.destroy();
    else {
      const now = this.#received;
      setImmediate(() => this.#closeWhenRead(now));
    }
  }

  // Results may still be on their way when the process is gone.
  #tellEnd(): void {
    if (this.#open || this.#exit === null) return;
    this.#listener.ended({ exitCode: this.#exit.code, signal: this.#exit.signal, error: this.#error });
  }
}
