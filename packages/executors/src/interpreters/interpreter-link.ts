import { MessageChannel, type MessagePort, type ResourceLimits, type TransferListItem } from 'node:worker_threads';
import type { LinkListener } from '../pool/worker-link.ts';
import { ThreadLink } from '../threads/thread-link.ts';
import type { SentTask, StartMessage } from '../worker/wire.ts';

export interface InterpreterLinkOptions {
  readonly name: string;
  readonly resourceLimits: ResourceLimits | undefined;
  readonly shared: Readonly<Record<string, unknown>>;
}

/** A worker thread with an interpreter. Arguments go by a port that ends inside the interpreter, so that they are made in its realm. */
export class InterpreterLink extends ThreadLink {
  readonly #values: MessagePort;
  readonly #shared: Readonly<Record<string, unknown>>;

  constructor({ name, resourceLimits, shared }: InterpreterLinkOptions, listener: LinkListener) {
    const { port1: mine, port2: theirs } = new MessageChannel();
    super(
      { name, resourceLimits, interpreterPort: theirs },
      {
        ...listener,
        ended: (end) => {
          mine.close();
          listener.ended(end);
        },
      },
    );
    mine.unref();
    this.#values = mine;
    this.#shared = shared;
  }

  override start(message: StartMessage): void {
    const { initializer } = message.start;
    this.#values.postMessage(this.#shared);
    if (initializer === null) super.start(message);
    else {
      this.#values.postMessage({ args: initializer.args });
      super.start({ start: { ...message.start, initializer: { work: initializer.work, args: [] } } });
    }
  }

  override send(tasks: readonly SentTask[], forget: readonly number[] | null, transferList: readonly TransferListItem[] | null): void {
    for (const [, , , args, context] of tasks)
      this.#values.postMessage(context === null ? { args } : { args, context }, transferList ?? []);
    super.send(
      tasks.map(([id, work, text, , , chunk]) => [id, work, text, [], null, chunk]),
      forget,
      null,
    );
  }
}
