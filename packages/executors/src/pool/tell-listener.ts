import type { FromWorker } from '../worker/wire.ts';
import type { LinkListener } from './worker-link.ts';

/** Pass on what a worker has sent. */
export function tellListener(listener: LinkListener, message: FromWorker): void {
  // By far the most common first.
  if (Array.isArray(message)) listener.answered(message as Extract<FromWorker, readonly unknown[]>);
  else if ('ready' in message) listener.ready(message.ready);
  else if ('initializerFailed' in message) listener.initializerFailed(message.initializerFailed);
}
