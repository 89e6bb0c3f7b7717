// A policy of one's own: it decides what every `newEventLoop`, `run` and `Runner` of the program gets.
//
//   node --import tsx examples/custom-policy.ts
import { DefaultEventLoopPolicy, type Loop, newEventLoop, run, setEventLoopPolicy } from 'tsyncio';

class CountingPolicy extends DefaultEventLoopPolicy {
  made = 0;

  /** As the default policy does, and a little more. */
  override newEventLoop(): Loop {
    this.made++;
    const loop = super.newEventLoop();
    loop.setDebug(true);
    return loop;
  }
}

const policy = new CountingPolicy(newEventLoop);
setEventLoopPolicy(policy);

await run(async (loop) => console.log(`debug mode: ${loop.getDebug()}`));
await run(async (loop) => console.log(`debug mode: ${loop.getDebug()}`));
console.log(`${policy.made} loops made`);

// Back to the default one.
setEventLoopPolicy(null);
await run(async (loop) => console.log(`debug mode: ${loop.getDebug()}`));
