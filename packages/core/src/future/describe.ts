import { inspect } from 'node:util';
import { createdAt } from '../debug/source-traceback.ts';
import { LoopHandle } from '../queue/loop-handle.ts';
import { nameOf } from '../queue/name-of.ts';
import type { LoopFuture } from './loop-future.ts';

/** A future as it is shown in messages: `<Future finished result=4>`. */
export function describeFuture(future: LoopFuture<unknown>, kind = 'Future', details = ''): string {
  const state = future.status === 'failed' ? 'finished' : future.status;
  return `<${kind} ${state}${details}${outcomeOf(future)}${callbacksOf(future)}${createdAt(future.source)}>`;
}

function outcomeOf({ status, outcome }: LoopFuture<unknown>): string {
  if (status === 'finished') return ` result=${abbreviate(outcome)}`;
  if (status === 'failed')
    return ` exception=${outcome instanceof Error ? `${outcome.name}(${abbreviate(outcome.message)})` : abbreviate(outcome)}`;
  return '';
}

function callbacksOf({ waiters }: LoopFuture<unknown>): string {
  const names = [waiters].flat().flatMap((waiter) => (waiter instanceof LoopHandle ? [nameOf(waiter.callback)] : []));
  if (names.length === 0) return '';
  if (names.length > 2) names.splice(1, names.length - 2, `<${names.length - 2} more>`);
  return ` cb=[${names.join(', ')}]`;
}

// Depth 0 keeps a result that leads back to the future from being followed.
function abbreviate(value: unknown): string {
  const text = inspect(value, { depth: 0, maxStringLength: 60, maxArrayLength: 6, breakLength: Number.POSITIVE_INFINITY });
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
