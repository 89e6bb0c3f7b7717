import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cell } from './context/cell.ts';
import type { ContextStore } from './context/context-store.ts';
import type { Loop } from './interfaces/loop.ts';
import type { WatchedDescriptors } from './loop/watched-descriptors.ts';

/** What all copies of this package in one thread share: the ES module and the CommonJS build must see the same running loop. */
export interface Realm {
  /** The cell that code runs for; it follows `await`. */
  readonly cells: AsyncLocalStorage<Cell>;
  /** The cell of the generator coroutine that is being stepped: generators need no AsyncLocalStorage. */
  stepping: Cell | null;
  /** Context variables set outside any loop. */
  root: ContextStore | null;
  /** Counts how often a shared cell was left for one of its own; the loop looks at it after every callback. */
  left: number;
  /** The loops that watch descriptors, by what holds their watches. */
  readonly watching: Set<WatchedDescriptors>;
  /** Gives the loop that the policy has; `null` until there is a policy. */
  currentLoop: (() => Loop) | null;
  /** Counts tasks, for their names. */
  tasks: number;
}

const KEY = Symbol.for('@tsyncio/core:realm:1');
const shared = globalThis as { [KEY]?: Realm };

shared[KEY] ??= {
  cells: new AsyncLocalStorage<Cell>(),
  stepping: null,
  root: null,
  left: 0,
  watching: new Set(),
  currentLoop: null,
  tasks: 0,
};

export const realm: Realm = shared[KEY];
