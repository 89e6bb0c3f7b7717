import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import { closeWhenCollected, keepWhenCollected } from './unclosed.ts';

const NEVER_TAKEN = 'Descriptors that came with a message were never taken: they were closed when the message was collected';

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
): Message & { readonly fds: number[]; [Symbol.dispose](): void } {
  let owned = fds.length > 0;
  const giveUp = (): boolean => {
    const before = owned;
    owned = false;
    if (before) keepWhenCollected(message);
    return before;
  };
  const take = (): number[] => {
    if (giveUp()) for (const fd of fds) calls.release(fd);
    return fds;
  };
  const dispose = (): void => {
    if (giveUp()) for (const fd of fds.splice(0)) calls.close(fd);
  };
  if (owned) closeWhenCollected(message, calls, [...fds], NEVER_TAKEN);
  Object.defineProperty(message, 'fds', owned ? { get: take, enumerable: true } : { value: fds, enumerable: true });
  Object.defineProperty(message, Symbol.dispose, { value: dispose });
  return message as Message & { readonly fds: number[]; [Symbol.dispose](): void };
}
