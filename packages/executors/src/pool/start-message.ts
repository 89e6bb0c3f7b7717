import { NotShareableError } from '../errors.ts';
import type { StartMessage } from '../worker/wire.ts';
import type { PoolSettings } from './check-options.ts';

/** What a new worker is told. @throws {NotShareableError} for an initializer that cannot be sent. */
export function startMessage({ initializer, mainModule }: PoolSettings, name: string): StartMessage {
  if (initializer instanceof NotShareableError) throw initializer;
  const sent = initializer === null ? null : { work: initializer.work.sent, args: initializer.args };
  return { start: { worker: { name }, mainModule, initializer: sent } };
}
