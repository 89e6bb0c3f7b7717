// A policy of our own knows every loop that it made, and says at the end which were not closed. The same code then runs in simulated time.
//
//   node --import tsx apps/docs/programs/custom-policy.ts
import {
  createEventLoop,
  DefaultEventLoopPolicy,
  type EventLoop,
  type Loop,
  newEventLoop,
  run,
  setEventLoopPolicy,
  simulatedPolicy,
  sleep,
} from 'tsyncio';

class WatchfulPolicy extends DefaultEventLoopPolicy {
  readonly #made: Loop[] = [];

  constructor() {
    super(() => createEventLoop());
  }
  override newEventLoop(): Loop {
    const loop = super.newEventLoop();
    this.#made.push(loop);
    return loop;
  }
  report(): string {
    return `${this.#made.length} loops made, ${this.#made.filter((loop) => !loop.isClosed()).length} not closed`;
  }
}

/** Knows nothing of policies. */
async function pause(milliseconds: number): Promise<string> {
  return await run(async (loop: EventLoop) => {
    const started = loop.time();
    await sleep(milliseconds);
    return `${Math.round(loop.time() - started)} ms passed`;
  });
}

const policy = new WatchfulPolicy();
setEventLoopPolicy(policy);
newEventLoop(); // and never closed
await run(async () => {});
console.log(policy.report());

setEventLoopPolicy(simulatedPolicy({ seed: 1 }));
const realStart = performance.now();
console.log(await pause(3_600_000));
console.log(`in ${performance.now() - realStart < 10_000 ? 'no time' : 'real time'}`);

setEventLoopPolicy(null); // the default one again
