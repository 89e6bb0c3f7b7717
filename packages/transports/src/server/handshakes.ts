import type { ProtocolFactory, Socket, StreamProtocol, Task } from '@tsyncio/core';
import { checkProtocol, type LoopState } from '@tsyncio/core/area';
import type { TransportOwner } from '../base/transport-owner.ts';
import { openTlsTransport } from '../tls/open-tls-transport.ts';
import type { TlsPlan } from '../tls/tls-plan.ts';

/** One client that has not shaken hands yet. */
interface Newcomer {
  readonly sock: Socket;
  begun: boolean;
  protocol: StreamProtocol | undefined;
  /** Whether it was the factory that threw. */
  refused: boolean;
}

/** The clients of a TLS server whose connections are being opened, each in a task of its own. */
export class Handshakes {
  readonly #state: LoopState;
  readonly #owner: TransportOwner;
  readonly #ended: () => void;
  readonly #running = new Set<Task<unknown>>();

  /** `ended` is called after each that ended, well or not. */
  constructor(state: LoopState, owner: TransportOwner, ended: () => void) {
    this.#state = state;
    this.#owner = owner;
    this.#ended = ended;
  }

  get size(): number {
    return this.#running.size;
  }

  begin(sock: Socket, factory: ProtocolFactory<StreamProtocol>, plan: TlsPlan): void {
    const newcomer: Newcomer = { sock, begun: false, protocol: undefined, refused: false };
    const task = this.#state.loop.createTask(async () => {
      newcomer.begun = true;
      await openTlsTransport(this.#state, sock, () => makeProtocol(newcomer, factory), plan, this.#owner);
    });
    this.#running.add(task);
    task.addDoneCallback(() => this.#finish(task, newcomer));
  }

  /** End those that are running. */
  cancel(): void {
    for (const task of this.#running) task.cancel();
  }

  #finish(task: Task<unknown>, { sock, begun, protocol, refused }: Newcomer): void {
    this.#running.delete(task);
    // Nobody else could.
    if (!begun) sock.close();
    const exception = task.cancelled() ? null : task.exception();
    // That clients fail is nothing unusual; that the program does is, or that it runs the loop in a way that TLS cannot go with.
    if (exception !== null && (refused || !begun || this.#state.debug)) this.#report(exception, protocol);
    this.#ended();
  }

  #report(exception: unknown, protocol: StreamProtocol | undefined): void {
    const known = protocol === undefined ? {} : { protocol };
    this.#state.report({ message: 'Error on transport creation for incoming connection', exception, ...known });
  }
}

function makeProtocol(newcomer: Newcomer, factory: ProtocolFactory<StreamProtocol>): StreamProtocol {
  newcomer.refused = true;
  newcomer.protocol = checkProtocol(factory());
  newcomer.refused = false;
  return newcomer.protocol;
}
