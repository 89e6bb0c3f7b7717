import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ContextVar, createLoop, currentTask, type Loop, sleep, threadsafeCaller } from '@tsyncio/core';
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

  it('carries what is thrown and no error, and tells of a call that was cancelled', async () => {
    const caller = threadsafeCaller(
      loop.createThreadsafePort({
        throwsText: () => {
          throw 'just text';
        },
        cancelled: async () => {
          currentTask()?.cancel();
          await sleep(1000);
        },
      }),
    );
    await loop.runUntilComplete(async () => {
      await expect(caller.runCoroutineThreadsafe('throwsText')).rejects.toBe('just text');
      await expect(caller.runCoroutineThreadsafe('cancelled')).rejects.toMatchObject({ name: 'CancelledError', code: 'ERR_CANCELLED' });
    });
  });

  it('reports a call without an answer whose name is not known', async () => {
    const reports: unknown[] = [];
    loop.setExceptionHandler((_loop, { exception }) => {
      reports.push((exception as Error).message);
      loop.stop();
    });
    threadsafeCaller(loop.createThreadsafePort({})).callSoonThreadsafe('missing');
    await loop.runForever();
    expect(reports).toEqual(["this loop offers no function 'missing' to other threads"]);
  });

  it('tells both the caller and the loop when the task factory fails', async () => {
    const reports: unknown[] = [];
    loop.setExceptionHandler((_loop, { exception }) => reports.push((exception as Error).message));
    loop.setTaskFactory(() => {
      throw new RangeError('no tasks today');
    });
    const caller = threadsafeCaller(loop.createThreadsafePort({ any: () => 1 }));
    const refused = expect(caller.runCoroutineThreadsafe('any')).rejects.toMatchObject({ name: 'RangeError', message: 'no tasks today' });
    const running = loop.runForever();
    await refused;
    loop.stop();
    await running;
    expect(reports).toEqual(['no tasks today']);
  });

  it.each(['runForever', 'runForeverSync'] as const)('has its functions called in the context in which it was made: %s', async (run) => {
    const variable = new ContextVar('variable', { default: 'nobody' });
    const seen: string[] = [];
    const port = loop.createThreadsafePort({
      see: () => {
        seen.push(variable.get());
        loop.stop();
      },
    });
    loop.callSoon(() => {
      variable.set('another callback');
      port.postMessage({ name: 'see', args: [] });
    });
    await loop[run]();
    expect(seen).toEqual(['nobody']);
  });

  it('is forgotten by the loop when its caller closes it', async () => {
    const { onClose } = stateOf(loop);
    const before = onClose.size;
    const port = loop.createThreadsafePort({});
    expect(onClose.size).toBe(before + 1);
    port.close();
    await vi.waitFor(() => expect(onClose.size).toBe(before), { timeout: 60_000 });
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

  it('runs generators as tasks of the loop', async () => {
    const caller = threadsafeCaller(
      loop.createThreadsafePort({
        *steps(value: number) {
          yield* sleep(1);
          return value + 1;
        },
      }),
    );
    await loop.runUntilComplete(async () => expect(await caller.runCoroutineThreadsafe('steps', 1)).toBe(2));
  });
});

describe('threadsafeCaller', () => {
  it('rejects what waits when an answer cannot be read, and keeps its thread alive no longer', async () => {
    const { port1, port2 } = new MessageChannel();
    const caller = threadsafeCaller(port1);
    const waiting = caller.runCoroutineThreadsafe('any');
    const isHeld = (): boolean => (port1 as MessagePort & { hasRef(): boolean }).hasRef();
    expect(isHeld()).toBe(true);
    port1.emit('messageerror', new Error('cannot be read'));
    await expect(waiting).rejects.toThrow('cannot be read');
    expect(isHeld()).toBe(false);
    port2.close();
  });
});

describe('a call from another thread into a run that blocks', () => {
  /** A worker that calls `name` and then answers over `gate` with what came back: the thread here may be blocked meanwhile. */
  function callFromWorker(functions: Record<string, (...args: never[]) => unknown>, name: string): { answered: () => Promise<unknown> } {
    const port = loop.createThreadsafePort(functions);
    const source = `const { workerData: { port, name }, parentPort } = require('node:worker_threads');
      port.on('message', (answer) => { parentPort.postMessage(answer); port.close(); });
      port.postMessage({ id: 1, name, args: [20] });`;
    const worker = new Worker(source, { eval: true, workerData: { port, name }, transferList: [port] });
    const answer = new Promise((resolve) => worker.once('message', resolve));
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    return {
      answered: async () => {
        await exited;
        return answer;
      },
    };
  }

  it('is answered, and may end the run', async () => {
    const done = loop.createFuture<number>();
    const { answered } = callFromWorker(
      {
        finish: (value: number) => {
          done.setResult(value);
          return value + 1;
        },
      },
      'finish',
    );
    expect(loop.runUntilCompleteSync(done)).toBe(20);
    // The answer is sent by the task of the call, in a run after this one.
    const running = loop.runForever();
    expect(await answered()).toEqual({ id: 1, value: 21 });
    loop.stop();
    await running;
  });

  it('runs a generator in steps', async () => {
    const { answered } = callFromWorker(
      {
        *steps(value: number) {
          yield* sleep(1);
          loop.callLater(0, loop.stop);
          return value + 2;
        },
      },
      'steps',
    );
    loop.runForeverSync();
    expect(await answered()).toEqual({ id: 1, value: 22 });
  });

  it('is refused when it needs a promise, instead of never being answered', async () => {
    const { answered } = callFromWorker(
      {
        later: async () => {
          loop.callLater(1, loop.stop);
        },
      },
      'later',
    );
    loop.runForeverSync();
    expect(await answered()).toMatchObject({ id: 1, error: { code: 'ERR_SYNC_AWAIT' } });
  });
});
