import { type EventLoop, newEventLoop, socket, socketpair } from '../../src/index.ts';

/** More than the threads of the pool, so that some have not begun. */
const QUERIES = 12;

/** A socket that is collected before it was closed is told on stderr, and these are to be open at the end. */
const held: unknown[] = [];

/**
 * A loop with everything that can be open: a listener, a pair with a reader and a writer that waits, a timer, unanswered questions of
 * names, and a second loop that nobody closes.
 */
export function busyLoop(): EventLoop {
  const loop = newEventLoop();
  const listener = socket();
  listener.bind({ host: '127.0.0.1', port: 0 });
  listener.listen();
  void loop.sockAccept(listener);
  const pair = socketpair();
  const [left] = pair;
  loop.addReader(left, () => {});
  void loop.sockSendall(left, Buffer.alloc(16 * 1024 * 1024));
  loop.callLater(3_600_000, () => {});
  for (let query = 0; query < QUERIES; query++) void loop.getaddrinfo('localhost', 80 + query);
  const forgotten = socketpair();
  const second = newEventLoop();
  second.addReader(forgotten[0], () => {});
  held.push(listener, pair, forgotten, second);
  return loop;
}
