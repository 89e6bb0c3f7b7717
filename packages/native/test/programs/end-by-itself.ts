// How long loops keep the process: argv[2] names the case.
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';

const cases: Record<string, () => Promise<void>> = {
  async 'never run'() {
    createLoop([], nativeKernel());
    console.log('made');
  },
  async 'never run, with a timer'() {
    createLoop([], nativeKernel()).callLater(3_600_000, () => {});
    console.log('made');
  },
  async 'run and not closed'() {
    const loop = createLoop([], nativeKernel());
    loop.callLater(3_600_000, () => {});
    console.log(await loop.runUntilComplete(async () => 'ran'));
  },
  async 'waits forever'() {
    const loop = createLoop([], nativeKernel());
    // Fires only if something else keeps the process alive.
    setTimeout(() => loop.stop(), 50).unref();
    await loop.runForever();
    console.log('stopped');
  },
  async 'exits in a callback'() {
    const loop = createLoop([], nativeKernel());
    loop.callSoon(() => process.exit(7));
    await loop.runForever();
  },
  async 'exits in a timer'() {
    const loop = createLoop([], nativeKernel());
    loop.callLater(1, () => process.exit(7));
    await loop.runForever();
  },
  async 'throws in its exception handler'() {
    const loop = createLoop([], nativeKernel());
    loop.setExceptionHandler(() => {
      throw new Error('from the handler');
    });
    loop.defaultExceptionHandler = ({ message }) => console.log(message);
    loop.callSoon(() => {
      throw new Error('from the callback');
    });
    loop.callLater(1, () => loop.stop());
    await loop.runForever();
    console.log('went on');
  },
};

await cases[process.argv[2] ?? '']?.();
