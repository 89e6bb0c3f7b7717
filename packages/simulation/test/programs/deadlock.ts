// A hosted run that nothing can wake: argv[2] names the case.
import { createLoop, sleep } from '@tsyncio/core';
import { simulatedKernel } from '@tsyncio/simulation';

const cases: Record<string, () => Promise<unknown>> = {
  async 'waits for ever'() {
    const loop = createLoop([], simulatedKernel());
    return loop.runUntilComplete(loop.createFuture<string>());
  },
  async 'waits for the host'() {
    const loop = createLoop([], simulatedKernel());
    const done = loop.createFuture<string>();
    setTimeout(() => done.setResult('woken'), 20);
    return loop.runUntilComplete(done);
  },
  async 'idles long'() {
    const loop = createLoop([], simulatedKernel());
    const done = loop.createFuture<string>();
    process.once('warning', (warning) => done.setResult(`${warning.name}: ${warning.message}`));
    const keepsAlive = setInterval(() => {}, 1000);
    const told = await loop.runUntilComplete(done);
    clearInterval(keepsAlive);
    return told;
  },
  async ends() {
    const loop = createLoop([], simulatedKernel());
    return loop.runUntilComplete(async () => {
      await sleep(3_600_000);
      return `at ${loop.time()}`;
    });
  },
};

console.log(await cases[process.argv[2] ?? '']?.());
