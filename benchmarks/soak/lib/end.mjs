// One end of a link: a socket that may be detached and adopted again under the feet of those who wait for it.
import { CancelledError, currentTask, socket } from 'tsyncio';

export class End {
  sock;
  address;
  context;
  /** How many `sockSendall` are under way: after one is cut short nobody knows how much was sent. */
  sending = 0;

  constructor(context, sock, address) {
    this.context = context;
    this.sock = sock;
    this.address = address;
  }

  get closed() {
    return this.sock.fileno() < 0;
  }

  close() {
    this.sock.close();
  }

  /** Waits fail, and those who wait begin again with the adopted one. */
  detachAndAdopt() {
    if (this.closed || this.sending > 0 || this.context.forgets) return;
    this.context.count('detached');
    this.sock = socket(undefined, undefined, undefined, { fd: this.sock.detach() });
  }

  /** What `start(loop, sock)` gives, or `null` when it was cancelled by chance, or the socket was detached: then nothing happened. */
  async attempt(what, start, { reads = false, cancel = 0.2 } = {}) {
    const { loop, random, watchdog, count } = this.context;
    const { sock } = this;
    const future = start(loop, sock);
    // What a loop with a bug would do, to see that it is noticed.
    if (this.context.forgets && reads && random.chance(0.001)) loop.removeReader(sock);
    const timer = !future.done() && random.chance(cancel) ? this.#cancelLater(future) : null;
    try {
      const result = await watchdog.wait(what, sock, future, reads);
      count(what);
      return result;
    } catch (error) {
      // The task itself may be cancelled in the turn after: that is for the task.
      if (error instanceof CancelledError && timer?.fired && future.cancelled() && currentTask()?.cancelling() === 0) {
        count(`${what} cancelled`);
        return null;
      }
      if (error.code === 'EBADF' && sock !== this.sock) return null;
      throw error;
    } finally {
      timer?.handle.cancel();
    }
  }

  /** A future that is done once the socket can be written (or read), by a writer (or reader) of its own. */
  ready(loop, sock, direction) {
    const future = loop.createFuture();
    const [add, remove] = direction === 'write' ? [loop.addWriter, loop.removeWriter] : [loop.addReader, loop.removeReader];
    add(sock, () => future.done() || future.setResult(true));
    const looking = loop.callLater(1, () => this.#look(future, sock));
    future.addDoneCallback(() => looking.cancel());
    future.addDoneCallback(() => sock.fileno() < 0 || remove(sock));
    return future;
  }

  // A reader of a socket that is closed is cancelled, and nobody is told: whoever closes does.
  #look(future, sock) {
    if (future.done()) return;
    if (sock.fileno() < 0) future.setException(Object.assign(new Error('the socket is gone'), { code: 'EBADF' }));
    else this.context.loop.callLater(1, () => this.#look(future, sock));
  }

  #cancelLater(future) {
    const { loop, random } = this.context;
    const timer = { fired: false, handle: null };
    const cancel = () => {
      timer.fired = true;
      future.cancel();
    };
    timer.handle = random.chance(0.5) ? loop.callSoon(cancel) : loop.callLater(random.between(0, 3), cancel);
    return timer;
  }
}
