// What a signal does before and after it has a handler: argv[2] names the case, argv[3] the signal. Those that wait are ended from outside.
import { writeSync } from 'node:fs';
import { createLoop, type Loop, type SignalApi } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { signals } from '@tsyncio/signals';

const signal = process.argv[3] as NodeJS.Signals;

function newLoop(): Loop & SignalApi {
  return createLoop([signals()], nativeKernel());
}

function print(line: string): void {
  writeSync(1, `${line}\n`);
}

function waitForever(): void {
  setInterval(() => {}, 60_000);
}

const cases: Record<string, () => void | Promise<void>> = {
  async 'removes its handler'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => {
      print('handled');
      print(`removed: ${loop.removeSignalHandler(signal)}`);
    });
    loop.callSoon(() => print('ready'));
    await loop.runForever();
  },
  'closes its loop'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => {});
    loop.close();
    waitForever();
    print('closed');
  },
  async 'handles another'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => print('handled'));
    loop.callSoon(() => print('ready'));
    await loop.runForever();
  },
  async survives() {
    const loop = newLoop();
    const handled = loop.createFuture<void>();
    loop.addSignalHandler(signal, () => handled.setResult());
    process.kill(process.pid, signal);
    await loop.runUntilComplete(handled);
    print('handled');
    loop.removeSignalHandler(signal);
    process.kill(process.pid, signal);
    print('survived');
    loop.close();
  },
  'never ran'() {
    newLoop().addSignalHandler(signal, () => {});
    print('never ran');
  },
  async ran() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => {});
    await loop.runUntilComplete(async () => {});
    print('ran');
  },
  'ran blocking'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => loop.stop());
    process.kill(process.pid, signal);
    loop.runForeverSync();
    print('ran blocking');
  },
  async 'exits in its handler'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => process.exit(7));
    loop.callSoon(() => print('ready'));
    await loop.runForever();
  },
  // Without handlers of this signal, a handler that counts, and one that ends the run the second time.
  'blocks without a handler'() {
    const loop = newLoop();
    loop.addSignalHandler('SIGUSR2', () => {});
    loop.callSoon(() => print('ready'));
    loop.runForeverSync();
  },
  'blocks with a handler'() {
    const loop = newLoop();
    let times = 0;
    loop.addSignalHandler(signal, () => {
      print(`handled ${++times}`);
      if (times === 2) loop.stop();
    });
    loop.callSoon(() => print('ready'));
    loop.runForeverSync();
    print('ended');
    loop.close();
  },
  'blocks with a handler that it removes'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => {
      loop.removeSignalHandler(signal);
      print('handled');
    });
    loop.callSoon(() => print('ready'));
    loop.runForeverSync();
  },
  // A callback that never ends cannot be interrupted; those between callbacks are.
  'blocks and is busy'() {
    const loop = newLoop();
    loop.addSignalHandler(signal, () => loop.stop());
    const again = (): void => void loop.callSoon(again);
    again();
    print('ready');
    loop.runForeverSync();
    print('ended');
    loop.close();
  },
};

await cases[process.argv[2] ?? '']?.();
