import { inspect } from 'node:util';
import type { LoopFuture } from './loop-future.ts';

/** A future as it is shown in messages: `<Future finished result=4>`. */
export function describeFuture(future: LoopFuture<unknown>, kind = 'Future', details = ''): string {
  return `<${kind} ${future.status === 'failed' ? 'finished' : future.status}${details}${outcomeOf(future)}>`;
}

function outcomeOf({ status, outcome }: LoopFuture<unknown>): string {
  if (status === 'finished') return ` result=${abbreviate(outcome)}`;
  if (status === 'failed')
    return ` exception=${outcome instanceof Error ? `${outcome.name}(${abbreviate(outcome.message)})` : abbreviate(outcome)}`;
  return '';
}

// Depth 0 keeps a result that leads back to the future from being followed.
function abbreviate(value: unknown): string {
  const text = inspect(value, { depth: 0, maxStringLength: 60, maxArrayLength: 6, breakLength: Number.POSITIVE_INFINITY });
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
