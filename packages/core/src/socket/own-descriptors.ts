import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import { closeAllWhenCollected, keepWhenCollected } from './unclosed.ts';

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
    if (before) keepWhenCollected(message, calls);
    return before;
  };
  const take = (): number[] => {
    if (giveUp()) for (const fd of fds) calls.release(fd);
    return fds;
  };
  const dispose = (): void => {
    if (giveUp()) for (const fd of fds.splice(0)) calls.close(fd);
  };
  if (owned) closeAllWhenCollected(message, calls, [...fds]);
  Object.defineProperty(message, 'fds', owned ? { get: take, enumerable: true } : { value: fds, enumerable: true });
  Object.defineProperty(message, Symbol.dispose, { value: dispose });
  return message as Message & { readonly fds: number[]; [Symbol.dispose](): void };
}
