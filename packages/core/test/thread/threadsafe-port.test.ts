import { Worker } from 'node:worker_threads';
import { createLoop, type Loop, sleep, threadsafeCaller } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let loop: Loop;
beforeEach(() => {
  loop = createLoop([]);
});
afterEach(() => loop.close());

describe('createThreadsafePort', () => {
  it('lets a caller run functions on the loop and have their results', async () => {
    const caller = threadsafeCaller(
      loop.createThreadsafePort({
        add: (a: number, b: number) => a + b,
        later: async (value: string) => {
          await sleep(1);
          return value;
        },
      }),
    );
    await loop.runUntilComplete(async () => {
      expect(await caller.runCoroutineThreadsafe('add', 2, 3)).toBe(5);
      expect(await caller.runCoroutineThreadsafe('later', 'done')).toBe('done');
    });
  });

  it('keeps name, message and code of errors, and rejects unknown names and results that cannot be cloned', async () => {
    const caller = threadsafeCaller(
      loop.createThreadsafePort({
        fails: () => {
          throw Object.assign(new RangeError('too far'), { code: 'ERR_FAR' });
        },
        notClonable: () => () => {},
      }),
    );
    await loop.runUntilComplete(async () => {
      await expect(caller.runCoroutineThreadsafe('fails')).rejects.toMatchObject({
        name: 'RangeError',
        message: 'too far',
        code: 'ERR_FAR',
      });
      await expect(caller.runCoroutineThreadsafe('missing')).rejects.toThrow(/no function 'missing'/);
      await expect(caller.runCoroutineThreadsafe('notClonable')).rejects.toMatchObject({ name: 'DataCloneError' });
    });
  });

  it('carries the causes of an error that can cross, also when they lead back to it', async () => {
    const looping = new Error('outer');
    looping.cause = new Error('inner', { cause: looping });
    const caller = threadsafeCaller(
      loop.createThreadsafePort({
        loops: () => {
          throw looping;
        },
        oddCause: () => {
          throw new Error('with a function', { cause: () => {} });
        },
      }),
    );
    await loop.runUntilComplete(async () => {
      await expect(caller.runCoroutineThreadsafe('loops')).rejects.toMatchObject({ message: 'outer', cause: { message: 'inner' } });
      await expect(caller.runCoroutineThreadsafe('oddCause')).rejects.toThrow('with a function');
    });
  });

  it('is forgotten by the loop when its caller closes it', async () => {
    const { onClose } = stateOf(loop);
    const before = onClose.size;
    const port = loop.createThreadsafePort({});
    expect(onClose.size).toBe(before + 1);
    port.close();
    await vi.waitFor(() => expect(onClose.size).toBe(before));
  });

  it('calls without an answer in order, and reports their errors', async () => {
    const reports: unknown[] = [];
    loop.setExceptionHandler((_loop, { exception }) => reports.push((exception as Error).message));
    const seen: number[] = [];
    const finished = loop.createFuture<void>();
    const caller = threadsafeCaller(
      loop.createThreadsafePort({
        note: (value: number) => void seen.push(value),
        breaks: () => {
          throw new Error('broken');
        },
        finish: () => finished.setResult(),
      }),
    );
    for (const value of [1, 2, 3]) caller.callSoonThreadsafe('note', value);
    caller.callSoonThreadsafe('breaks');
    caller.callSoonThreadsafe('finish');
    await loop.runUntilComplete(finished);
    expect(seen).toEqual([1, 2, 3]);
    expect(reports).toEqual(['broken']);
  });

  it('rejects what waits when the loop is closed, and later calls', async () => {
    const caller = threadsafeCaller(loop.createThreadsafePort({ never: () => loop.createFuture() }));
    const waiting = caller.runCoroutineThreadsafe('never');
    const refused = expect(waiting).rejects.toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    loop.close();
    await refused;
    await expect(caller.runCoroutineThreadsafe('never')).rejects.toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    expect(() => caller.callSoonThreadsafe('never')).toThrow(/closed/);
  });

  it('refuses what is no function', () => {
    expect(() => loop.createThreadsafePort({ wrong: 5 as never })).toThrow(/'wrong'/);
  });

  it('works from a worker thread, without keeping it alive', async () => {
    const port = loop.createThreadsafePort({ double: (value: number) => value * 2 });
    const answered = loop.createFuture<number>();
    // Plain messages, as threadsafeCaller sends them: a worker does not load TypeScript here.
    const source = `const { workerData, parentPort } = require('node:worker_threads');
      workerData.on('message', ({ value }) => { parentPort.postMessage(value); workerData.close(); });
      workerData.postMessage({ id: 1, name: 'double', args: [21] });`;
    const worker = new Worker(source, { eval: true, workerData: port, transferList: [port] });
    worker.once('message', (value: number) => answered.setResult(value));
    const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
    await expect(loop.runUntilComplete(answered)).resolves.toBe(42);
    await expect(exited).resolves.toBe(0);
  });
});
