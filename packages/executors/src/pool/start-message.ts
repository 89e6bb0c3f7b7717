import { NotShareableError } from '../errors.ts';
import { refuseOutsideNames } from '../work/prepare-work.ts';
import type { StartMessage } from '../worker/wire.ts';
import type { PoolSettings } from './check-options.ts';
import type { WorkerKind } from './worker-link.ts';

/** What a new worker is told. @throws {NotShareableError} for an initializer that cannot be sent. */
export function startMessage({ initializer, mainModule }: PoolSettings, name: string, kind: WorkerKind): StartMessage {
  if (initializer instanceof NotShareableError) throw initializer;
  if (initializer !== null) refuseOutsideNames(initializer.work, kind.globals(), kind.shared);
  const sent = initializer === null ? null : { work: initializer.work.sent, args: initializer.args };
  return { start: { worker: { name }, mainModule, program: process.argv[1] ?? null, initializer: sent } };
}
