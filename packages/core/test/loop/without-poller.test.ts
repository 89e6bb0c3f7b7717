import { createLoop } from '@tsyncio/core';
import { captureCell, LoopHandle, queryResolver, stateOf } from '@tsyncio/core/area';
import { describe, expect, it } from 'vitest';

describe("a loop on core's own kernel", () => {
  it('says which kernels can poll descriptors when one is to be watched', () => {
    using loop = createLoop([]);
    const state = stateOf(loop);
    const handle = new LoopHandle(state, captureCell(state), () => {}, []);
    expect(() => state.readiness.setReader(0, handle)).toThrow(
      expect.objectContaining({ code: 'ERR_NOT_IMPLEMENTED', message: expect.stringContaining('nativeKernel()') }),
    );
  });

  it('says that it cannot resolve a name', () => {
    using loop = createLoop([]);
    expect(() => queryResolver(stateOf(loop), { host: 'example.org', service: '80', family: 0, type: 0, proto: 0, flags: 0 })).toThrow(
      "the host kernel cannot resolve 'example.org': give a numeric address",
    );
  });

  it('is woken by callSoonThreadsafe while it sleeps', async () => {
    using loop = createLoop([]);
    setImmediate(() => setImmediate(() => loop.callSoonThreadsafe(loop.stop)));
    await loop.runForever();
    expect(loop.isRunning()).toBe(false);
  });
});
