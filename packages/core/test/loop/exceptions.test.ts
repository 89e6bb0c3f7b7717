import { ContextVar, copyContext, createLoop, type ExceptionContext, type Handle, type Loop } from '@tsyncio/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { virtualKernel } from '../virtual-kernel.ts';
import { virtualLoop } from '../virtual-loop.ts';

afterEach(() => vi.restoreAllMocks());

/** What the loop prints while `run` runs. */
async function printedBy(run: () => unknown): Promise<string> {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  await run();
  return print.mock.calls.map((line) => line.join(' ')).join('\n');
}

async function turnOf(loop: Loop): Promise<void> {
  loop.stop();
  await loop.runForever();
}

describe('an exception in a callback', () => {
  it('is given to the exception handler with its handle', async () => {
    const loop = createLoop([], virtualKernel());
    const seen: [Loop, ExceptionContext][] = [];
    loop.setExceptionHandler((from, context) => void seen.push([from, context]));
    const error = new Error('thrown');
    function fails(): void {
      throw error;
    }
    const handle = loop.callSoon(fails);
    await turnOf(loop);
    expect(seen).toHaveLength(1);
    const [from, context] = seen[0]!;
    expect(from).toBe(loop);
    expect(context).toMatchObject({ exception: error, handle });
    expect(context.message).toMatch(/^Exception in callback .*fails/);
  });

  it('may be anything that can be thrown', async () => {
    const { loop, reports } = virtualLoop();
    loop.callSoon(() => {
      throw 'text';
    });
    loop.callSoon(() => {
      throw undefined;
    });
    await turnOf(loop);
    expect(reports.map(({ exception }) => exception)).toEqual(['text', undefined]);
  });

  it('in a done callback or a timer is given to the handler as well', async () => {
    const { loop, reports } = virtualLoop();
    const future = loop.createFuture<void>();
    future.addDoneCallback(() => {
      throw new Error('done callback');
    });
    future.setResult();
    loop.callLater(1, () => {
      throw new Error('timer');
    });
    loop.callLater(2, loop.stop);
    await loop.runForever();
    expect(reports.map(({ exception }) => (exception as Error).message)).toEqual(['done callback', 'timer']);
  });

  it('is printed when no handler was set', async () => {
    const loop = createLoop([], virtualKernel());
    loop.callSoon(() => {
      throw new Error('printed');
    });
    const text = await printedBy(() => turnOf(loop));
    expect(text).toContain('Exception in callback');
    expect(text).toContain('printed');
  });
});

describe('setExceptionHandler', () => {
  it('is answered by getExceptionHandler, and null goes back to the default', async () => {
    const loop = createLoop([], virtualKernel());
    expect(loop.getExceptionHandler()).toBeNull();
    const handler = (): void => {};
    loop.setExceptionHandler(handler);
    expect(loop.getExceptionHandler()).toBe(handler);
    loop.setExceptionHandler(null);
    expect(loop.getExceptionHandler()).toBeNull();
    expect(await printedBy(() => loop.callExceptionHandler({ message: 'to the default' }))).toContain('to the default');
  });

  it.each([[3], ['handler'], [{}], [undefined]])('refuses %o', (handler) => {
    const loop = createLoop([], virtualKernel());
    expect(() => loop.setExceptionHandler(handler as never)).toThrow(TypeError);
  });
});

describe('callExceptionHandler', () => {
  it('hands the context over as it is', () => {
    const { loop, reports } = virtualLoop();
    const context = { message: 'mine', extra: 1 };
    loop.callExceptionHandler(context);
    expect(reports[0]).toBe(context);
  });

  it('never throws, and prints what the handler threw with the original', async () => {
    const loop = createLoop([], virtualKernel());
    loop.setExceptionHandler(() => {
      throw new Error('from the handler');
    });
    const text = await printedBy(() => loop.callExceptionHandler({ message: 'original' }));
    expect(text).toContain('Unhandled error in exception handler');
    expect(text).toContain('from the handler');
    expect(text).toContain('original');
  });

  it('gives the default handler the error of the handler and the context it was for', () => {
    const loop = createLoop([], virtualKernel());
    const error = new Error('from the handler');
    const original = { message: 'original' };
    const seen: ExceptionContext[] = [];
    loop.defaultExceptionHandler = (context) => void seen.push(context);
    loop.setExceptionHandler(() => {
      throw error;
    });
    loop.callExceptionHandler(original);
    expect(seen).toEqual([{ message: 'Unhandled error in exception handler', exception: error, context: original }]);
  });

  it('survives a default handler that throws', async () => {
    const loop = createLoop([], virtualKernel());
    loop.defaultExceptionHandler = () => {
      throw new Error('default failed');
    };
    const text = await printedBy(() => loop.callExceptionHandler({ message: 'original' }));
    expect(text).toContain('Exception in default exception handler');
  });

  it('uses a default handler that was overridden', () => {
    const loop = createLoop([], virtualKernel());
    const seen: string[] = [];
    loop.defaultExceptionHandler = ({ message }) => void seen.push(message);
    loop.callExceptionHandler({ message: 'to mine' });
    expect(seen).toEqual(['to mine']);
  });

  it('lets a handler that throws not stop the loop', async () => {
    const loop = createLoop([], virtualKernel());
    const calls: string[] = [];
    loop.setExceptionHandler(() => {
      throw new Error('handler');
    });
    loop.callSoon(() => {
      throw new Error('callback');
    });
    loop.callSoon(() => calls.push('went on'));
    await printedBy(() => turnOf(loop));
    expect(calls).toEqual(['went on']);
  });
});

describe('the context variables that a handler sees', () => {
  it('are those of the callback that failed, also what it set itself', async () => {
    const loop = createLoop([], virtualKernel());
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    loop.setExceptionHandler(() => void seen.push(variable.get()));
    const fail = (value: string): void => {
      variable.set(value);
      throw new Error(value);
    };
    loop.callSoon(fail, 'set in the callback');
    const context = copyContext();
    context.run(() => {
      variable.set('outside');
      loop.callSoon(fail, 'set over it');
    });
    await turnOf(loop);
    expect(seen).toEqual(['set in the callback', 'set over it']);
  });

  it('are those of the task it is about', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    loop.setExceptionHandler(() => void seen.push(variable.get()));
    const task = loop.createTask(async () => void variable.set('of the task'));
    await loop.runUntilComplete(task);
    loop.callExceptionHandler({ message: 'about a task', task });
    expect(seen).toEqual(['of the task']);
  });

  it('are not given on to other callbacks when the handler sets them', async () => {
    const loop = createLoop([], virtualKernel());
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    loop.setExceptionHandler(() => void variable.set('set by the handler'));
    loop.callSoon(() => {
      throw new Error('fails');
    });
    loop.callSoon(() => seen.push(variable.get()));
    loop.callSoon(() => loop.callSoon(() => seen.push(variable.get())));
    await turnOf(loop);
    await turnOf(loop);
    expect(seen).toEqual(['default', 'default']);
  });
});

describe('defaultExceptionHandler', () => {
  it('prints the message, then the other entries by name, then the error', async () => {
    const loop = createLoop([], virtualKernel());
    const text = await printedBy(() =>
      loop.defaultExceptionHandler({ message: 'what happened', zeta: 1, alpha: 'two', exception: new Error('the error') }),
    );
    const places = ['what happened', 'alpha: two', 'zeta: 1', 'the error'].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('has words for a context without a message', async () => {
    const loop = createLoop([], virtualKernel());
    expect(await printedBy(() => loop.defaultExceptionHandler({} as ExceptionContext))).toContain('Unhandled exception in event loop');
  });

  it('shows the handle as text', async () => {
    const loop = createLoop([], virtualKernel());
    function named(): void {}
    const handle: Handle = loop.callSoon(named);
    expect(await printedBy(() => loop.defaultExceptionHandler({ message: 'm', handle }))).toContain('<Handle named()');
  });
});

describe('a context that is none', () => {
  it.each([undefined, null, 1, 'message'])('is refused: %s', (context) => {
    const { loop, reports } = virtualLoop();
    expect(() => loop.callExceptionHandler(context as never)).toThrow(
      new TypeError(
        `callExceptionHandler needs an object such as { message, exception }, got ${context === null ? 'null' : typeof context}`,
      ),
    );
    expect(() => loop.defaultExceptionHandler(context as never)).toThrow(TypeError);
    expect(reports).toEqual([]);
  });
});
