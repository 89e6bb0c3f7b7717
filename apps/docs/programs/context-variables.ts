// A request's number is known wherever its work goes: across await, in tasks,
// in callbacks and timers.
//
//   node --import tsx apps/docs/programs/context-variables.ts
import { ContextVar, copyContext, getRunningLoop, run, sleep } from 'tsyncio';

const request = new ContextVar<number>('request');

function log(text: string) {
  console.log(`[request ${request.get(0)}] ${text}`);
}

async function handle(number: number) {
  request.set(number);
  await sleep(10);
  log('handled');
  getRunningLoop().callSoon(log, 'told in a callback');
}

await run(async (loop) => {
  // A task runs in a copy of the context in which it is created: what it sets stays in it.
  await loop.createTask(() => handle(1));
  await loop.createTask(() => handle(2));
  log('main has none');

  // A copy of our own, and a callback that runs in it.
  const context = copyContext();
  context.run(() => request.set(7));
  loop.callSoon(context.bind(log), 'in the copy');
  await sleep(10);

  const token = request.set(8);
  log('set here');
  request.reset(token);
  log('and set back');
});
