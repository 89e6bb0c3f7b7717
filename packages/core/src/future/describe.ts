import { createdAt } from '../debug/source-traceback.ts';
import { LoopHandle } from '../queue/loop-handle.ts';
import { nameOf } from '../queue/name-of.ts';
import { showValue } from '../queue/show-value.ts';
import { tryToShow } from '../queue/try-to-show.ts';
import { isFuture } from './is-future.ts';
import type { LoopFuture } from './loop-future.ts';

/** A future as it is shown in messages: `<Future finished result=4>`. */
export function describeFuture(future: LoopFuture<unknown>, kind = 'Future', details = ''): string {
  const state = future.status === 'failed' ? 'finished' : future.status;
  return `<${kind} ${state}${details}${outcomeOf(future)}${callbacksOf(future)}${createdAt(future.source)}>`;
}

function outcomeOf({ status, outcome }: LoopFuture<unknown>): string {
  if (status === 'finished') return ` result=${tryToShow(() => (isFuture(outcome) ? '[Future]' : showValue(outcome)))}`;
  if (status === 'failed') return ` exception=${tryToShow(() => (outcome instanceof Error ? showError(outcome) : showValue(outcome)))}`;
  return '';
}

function showError(error: Error): string {
  try {
    return `${error.name}(${showValue(error.message)})`;
  } catch {
    return 'Error(<cannot be shown>)';
  }
}

function callbacksOf({ waiters }: LoopFuture<unknown>): string {
  const names = [waiters].flat().flatMap((waiter) => (waiter instanceof LoopHandle ? [nameOf(waiter.callback)] : []));
  if (names.length === 0) return '';
  if (names.length > 2) names.splice(1, names.length - 2, `<${names.length - 2} more>`);
  return ` cb=[${names.join(', ')}]`;
}
