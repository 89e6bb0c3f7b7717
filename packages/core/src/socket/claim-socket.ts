import type { LoopState } from '../loop/loop-state.ts';
import type { KernelSocket } from './kernel-socket.ts';

/** Say who closes a socket from now on, in words; `null` gives it back to its user. Sockets of other makes are left alone. */
export function claimSocket(sock: object, owner: string | null): void {
  (sock as Partial<KernelSocket>).claim?.(owner);
}

/** Close an open socket that was made without this when it is collected, and tell the loop. Sockets of other makes are left alone. */
export function guardSocket(sock: object, state: LoopState): void {
  (sock as Partial<KernelSocket>).guard?.(state);
}
