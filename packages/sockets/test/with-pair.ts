import type { Socket } from '@tsyncio/core';
import { expect } from 'vitest';
import { socketpair } from '../src/index.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

/** As withLoop, with a connected pair that is closed at the end. */
export function withPair(body: (loop: TestLoop, left: Socket, right: Socket) => Promise<void>): Promise<void> {
  return withLoop(async (loop, reports) => {
    const [left, right] = socketpair();
    try {
      await body(loop, left, right);
      expect(reports).toEqual([]);
    } finally {
      for (const sock of [left, right]) {
        if (sock.fileno() < 0) continue;
        loop.removeReader(sock);
        loop.removeWriter(sock);
        sock.close();
      }
    }
  });
}
