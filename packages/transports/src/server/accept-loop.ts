import { constants } from 'node:os';
import type { Address, Socket, TimerHandle } from '@tsyncio/core';
import { captureCell, KernelSocket, LoopHandle, type LoopState, socketCallsOf, systemError } from '@tsyncio/core/area';
import { nameOf } from '../base/name-of.ts';

/** How long to wait when descriptors or memory ran out, in milliseconds. */
const RETRY_DELAY = 1000;
const { EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM } = constants.errno;
const OUT_OF_RESOURCES = new Set([EMFILE, ENFILE, ENOBUFS, ENOMEM]);
const { ECONNABORTED, EPROTO, ENETDOWN, ENETUNREACH, EHOSTUNREACH } = constants.errno;
/** What befell one client before it was accepted: Linux answers it in its place. */
const CLIENT_GONE = new Set([ECONNABORTED, EPROTO, ENETDOWN, ENETUNREACH, EHOSTUNREACH]);

export interface Accepted {
  readonly sock: Socket;
  readonly peername: Address;
  /** Where the listening socket's own name tells it. */
  readonly sockname: Address | undefined;
}

/**
 * Accepts the connections of one listening socket, all that wait each time it is ready.
 *
 *   accepting ──out of descriptors or memory, or another error──► resting ──after a second──► accepting
 */
export class AcceptLoop {
  readonly #state: LoopState;
  readonly #sock: Socket;
  readonly #most: number;
  readonly #serve: (accepted: Accepted) => void;
  readonly #sockname: Address | undefined;
  readonly #reader: LoopHandle;
  #resting: TimerHandle | null = null;

  constructor(state: LoopState, sock: Socket, backlog: number, serve: (accepted: Accepted) => void) {
    this.#state = state;
    this.#sock = sock;
    this.#most = backlog + 1;
    this.#serve = serve;
    this.#sockname = nameOfAccepted(sock);
    this.#reader = new LoopHandle(state, captureCell(state), () => this.#acceptAll(), []);
    state.readiness.setReader(sock.fileno(), this.#reader);
  }

  stop(): void {
    this.#resting?.cancel();
    this.#state.readiness.removeReader(this.#sock.fileno(), this.#reader);
  }

  #acceptAll(): void {
    const calls = socketCallsOf(this.#state.kernel);
    const { family, type, proto } = this.#sock;
    for (let count = 0; count < this.#most && this.#sock.fileno() >= 0; count++) {
      const answer = calls.accept(this.#sock.fileno());
      if (typeof answer === 'number') {
        if (CLIENT_GONE.has(-answer)) continue;
        if (answer !== -EAGAIN) this.#onError(answer);
        return;
      }
      // Not guarded, which takes long: the server holds its connections. In debug mode, a socket that is lost is told with where it was made.
      const sock = new KernelSocket(calls, answer[0], family, type, proto, false, this.#state.debug);
      // A server listens on Internet or Unix sockets only.
      this.#serve({ sock, peername: answer[1] as Address, sockname: this.#sockname });
    }
  }

  #onError(answer: number): void {
    const message = OUT_OF_RESOURCES.has(-answer) ? 'socket.accept() out of system resource' : 'socket.accept() failed';
    this.#rest(message, systemError(answer, 'accept'));
  }

  // Whatever is wrong, the socket stays readable: without a rest this would happen again in each turn.
  #rest(message: string, exception: unknown): void {
    this.#state.readiness.pauseReader(this.#sock.fileno(), this.#reader);
    this.#resting = this.#state.loop.callLater(RETRY_DELAY, () => this.#resume());
    // Last, as whoever hears of it may close the server.
    this.#state.report({ message, exception, socket: this.#sock });
  }

  #resume(): void {
    if (this.#sock.fileno() < 0) return;
    try {
      this.#state.readiness.setReader(this.#sock.fileno(), this.#reader);
    } catch (error) {
      this.#rest('the listening socket could not be watched again', error);
    }
  }
}

/** What is accepted has the name of the socket that listens, unless that listens everywhere. */
function nameOfAccepted(sock: Socket): Address | undefined {
  const name = nameOf(sock);
  const everywhere = typeof name === 'object' && (name.host === '0.0.0.0' || name.host === '::');
  return everywhere ? undefined : Object.freeze(name);
}
