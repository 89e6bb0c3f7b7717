import { expect, test } from 'vitest';
import { nativeSocketCalls } from '../src/index.ts';

const KEY = Symbol.for('@tsyncio/native:sockets:1');
const shared = globalThis as { [KEY]?: unknown };

test('what one context receives is not written over by another that has the same addon', () => {
  const mine = nativeSocketCalls();
  const kept = shared[KEY];
  // As in a context of node:vm, whose global object is another one.
  delete shared[KEY];
  const theirs = nativeSocketCalls();
  shared[KEY] = kept;
  const pair = mine.pair((mine.constants.AF_UNIX ?? 1) as number, mine.constants.SOCK_STREAM ?? 1, 0);
  if (typeof pair === 'number') throw new Error(`no pair of sockets: ${pair}`);
  const [one, other] = pair;
  const through = (calls: typeof mine, text: string): string => {
    calls.send(other, Buffer.from(text), 0, 0);
    return String(calls.recv(one, 100, 0));
  };
  expect([through(mine, 'first'), through(theirs, 'second'), through(mine, 'third')]).toEqual(['first', 'second', 'third']);
  for (const fd of pair) mine.close(fd);
});
