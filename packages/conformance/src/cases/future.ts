import type { Case } from '../case.ts';
import { awaiting } from './future/awaiting.ts';
import { callbacks } from './future/callbacks.ts';
import { ensureFuture } from './future/ensure-future.ts';
import { removingCallbacks } from './future/removing-callbacks.ts';
import { shield } from './future/shield.ts';
import { states } from './future/states.ts';
import { wrapFuture } from './future/wrap-future.ts';

/** Futures: states, callbacks, waiters, shields, and what is made into a future. */
export const futureCases: readonly Case[] = [
  ...states,
  ...callbacks,
  ...removingCallbacks,
  ...awaiting,
  ...shield,
  ...ensureFuture,
  ...wrapFuture,
];
