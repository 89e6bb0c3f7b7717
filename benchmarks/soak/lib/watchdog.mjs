// Every wait is known here. One that goes on although what it waits for is there was forgotten by the loop.
import { constants } from 'tsyncio';

const TICK_MS = 100;
/** Data that lies there for so many ticks, and the wait for it is the same. */
const READY_TICKS = 5;
/** Every peer reads and sends again within a fraction of this. */
const LONGEST_TICKS = 100;

export class Watchdog {
  #loop;
  #violations;
  #waits = new Set();
  #timer = null;
  finished = 0;

  constructor(loop, violations) {
    this.#loop = loop;
    this.#violations = violations;
  }

  start() {
    this.#timer = this.#loop.callLater(TICK_MS, () => {
      for (const wait of this.#waits) this.#look(wait);
      this.start();
    });
  }

  /** What is waited for. */
  names() {
    return [...this.#waits].map(({ what }) => what);
  }

  stop() {
    this.#timer?.cancel();
  }

  /** Wait for a future of the loop that waits for `sock`, to receive from it or (`reads` false) for something else. */
  async wait(what, sock, future, reads = false) {
    const wait = { what, sock, reads, ticks: 0, readyTicks: 0 };
    this.#waits.add(wait);
    try {
      return await future;
    } finally {
      this.#waits.delete(wait);
      this.finished++;
    }
  }

  #look(wait) {
    wait.ticks++;
    wait.readyTicks = wait.reads && isReadable(wait.sock) ? wait.readyTicks + 1 : 0;
    if (wait.readyTicks === READY_TICKS) this.#violations.push(`${wait.what} waits for ${READY_TICKS * TICK_MS} ms although there is data`);
    if (wait.ticks === LONGEST_TICKS) this.#violations.push(`${wait.what} waits for ${LONGEST_TICKS * TICK_MS} ms`);
  }
}

function isReadable(sock) {
  if (sock.fileno() < 0) return false;
  try {
    sock.recv(1, constants.MSG_PEEK);
    return true;
  } catch (error) {
    return error.code !== 'EAGAIN';
  }
}
