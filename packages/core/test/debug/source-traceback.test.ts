import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

const THIS_FILE = 'source-traceback.test.ts';

describe('where things were made, in debug mode', () => {
  it('is reported with a callback that failed, beginning with the line that scheduled it', async () => {
    const { loop, reports } = virtualLoop();
    loop.setDebug(true);
    loop.callSoon(() => {
      throw new Error('broken');
    });
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(reports[0]?.sourceTraceback?.split('\n')[0]).toContain(THIS_FILE);
  });

  it('is ten lines at most', async () => {
    const { loop, reports } = virtualLoop();
    loop.setDebug(true);
    const deep = (depth: number): void => {
      if (depth > 0) return deep(depth - 1);
      loop.callSoon(() => {
        throw new Error('broken');
      });
    };
    deep(30);
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(reports[0]?.sourceTraceback?.split('\n')).toHaveLength(10);
  });

  it('leaves the limit of stack traces as it was', () => {
    const { loop } = virtualLoop();
    loop.setDebug(true);
    const before = Error.stackTraceLimit;
    loop.createFuture();
    expect(Error.stackTraceLimit).toBe(before);
  });

  it('is shown in the text of handles, timers, futures and tasks', () => {
    const { loop } = virtualLoop();
    loop.setDebug(true);
    const made = new RegExp(` created at \\S*${THIS_FILE}:\\d+>$`);
    const task = loop.createTask(async () => {});
    expect(`${loop.callSoon(() => {})}`).toMatch(made);
    expect(`${loop.callLater(1, () => {})}`).toMatch(made);
    expect(`${loop.createFuture()}`).toMatch(made);
    expect(`${task}`).toMatch(made);
  });

  it('is neither kept nor shown without debug mode', async () => {
    const { loop, reports } = virtualLoop();
    const handle = loop.callSoon(function fails() {
      throw new Error('broken');
    });
    loop.callSoon(loop.stop);
    expect(`${handle}`).toBe('<Handle fails()>');
    await loop.runForever();
    expect(Object.keys(reports[0] ?? {})).toEqual(['message', 'exception', 'handle']);
  });

  it('is printed by the default exception handler', async () => {
    const { loop } = virtualLoop();
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    loop.setExceptionHandler(null);
    loop.setDebug(true);
    loop.callSoon(() => {
      throw new Error('broken');
    });
    loop.callSoon(loop.stop);
    await loop.runForever();
    const text = String(printed.mock.calls[0]?.[0]);
    printed.mockRestore();
    expect(text).toMatch(new RegExp(`Object created at \\(most recent call first\\):\\n.*${THIS_FILE}`));
  });
});

describe('arguments of a handle', () => {
  it('are hidden without debug mode', () => {
    const { loop } = virtualLoop();
    expect(`${loop.callSoon(function greet(..._names: unknown[]) {}, 'secret')}`).toBe('<Handle greet()>');
  });

  it('are shown in debug mode, also once it is cancelled', () => {
    const { loop } = virtualLoop();
    loop.setDebug(true);
    const handle = loop.callSoon(function greet(..._names: unknown[]) {}, 'world', 2);
    expect(inspect(handle)).toContain("<Handle greet('world', 2) created at ");
    handle.cancel();
    expect(inspect(handle)).toContain("<Handle cancelled greet('world', 2) created at ");
  });
});

describe('done callbacks in the text of a future', () => {
  it('are named; of more than two, the first and the last', () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture();
    future.addDoneCallback(function first() {});
    expect(`${future}`).toBe('<Future pending cb=[first()]>');
    future.addDoneCallback(function second() {});
    expect(`${future}`).toBe('<Future pending cb=[first(), second()]>');
    future.addDoneCallback(function third() {});
    future.addDoneCallback(function fourth() {});
    expect(`${future}`).toBe('<Future pending cb=[first(), <2 more>, fourth()]>');
  });
});
