import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import type { LoopState } from '../loop/loop-state.ts';

/** Descriptors that nobody has taken yet, and who is told when nobody ever does. */
interface Unclaimed {
  readonly calls: SocketCalls;
  readonly fds: readonly number[];
  readonly state: WeakRef<LoopState> | null;
}

const collected = new FinalizationRegistry<Unclaimed>((unclaimed) => {
  closeAll(unclaimed);
  tell(unclaimed);
});

/**
 * Makes `message` own the descriptors that came with it: reading `fds` hands them over, once; until then they are closed with it.
 *
 *   received ──fds is read──► the caller's
 *       │ disposed of, or collected
 *       ▼
 *     closed
 */
export function ownDescriptors<Message extends object>(
  message: Message,
  calls: SocketCalls,
  fds: number[],
  state: LoopState | null,
): Message & { readonly fds: number[]; [Symbol.dispose](): void } {
  let owned = fds.length > 0;
  const unclaimed: Unclaimed = { calls, fds, state: state === null ? null : new WeakRef(state) };
  const giveUp = (): boolean => {
    if (!owned) return false;
    owned = false;
    return collected.unregister(message);
  };
  const take = (): number[] => {
    if (giveUp()) for (const fd of fds) calls.release(fd);
    return fds;
  };
  const dispose = (): void => {
    if (!giveUp()) return;
    closeAll(unclaimed);
    fds.length = 0;
  };
  if (owned) collected.register(message, { ...unclaimed, fds: [...fds] }, message);
  Object.defineProperty(message, 'fds', owned ? { get: take, enumerable: true } : { value: fds, enumerable: true });
  Object.defineProperty(message, Symbol.dispose, { value: dispose });
  return message as Message & { readonly fds: number[]; [Symbol.dispose](): void };
}

function closeAll({ calls, fds }: Unclaimed): void {
  for (const fd of fds) calls.close(fd);
}

function tell({ fds, state }: Unclaimed): void {
  const message = 'Descriptors that came with a message were never taken: they were closed when the message was collected';
  const loop = state?.deref();
  if (loop === undefined) process.emitWarning(`${message} (${fds.join(', ')})`, 'TsyncioWarning');
  else loop.report({ message, descriptors: fds });
}
