// A function that returns its result, not a promise, and does input and output
// all the same: a generator, run until it is done.
//
//   node --import tsx apps/docs/programs/blocking-run.ts
import { type LoopError, newEventLoop, sleep, socketpair } from 'tsyncio';

/** Sends a question and gives the answer, while the thread stands still for everything else. */
function askSync(question: string): string {
  using loop = newEventLoop();
  const [ours, theirs] = socketpair();

  function* answer() {
    const heard = yield* loop.sockRecv(theirs, 100);
    yield* sleep(20);
    yield* loop.sockSendall(theirs, String(heard).toUpperCase());
  }
  function* ask() {
    const answering = loop.createTask(answer());
    yield* loop.sockSendall(ours, question);
    const heard = yield* loop.sockRecv(ours, 100);
    yield* answering;
    return String(heard);
  }
  try {
    return loop.runUntilCompleteSync(ask());
  } finally {
    ours.close();
    theirs.close();
  }
}

setTimeout(() => console.log('a timer of Node, after the blocking run'), 0);
console.log(askSync('is anybody there?'));

using loop = newEventLoop();
try {
  const task = loop.createTask(async () => 'an async function');
  loop.runUntilCompleteSync(task);
} catch (error) {
  console.log((error as LoopError).code);
}
