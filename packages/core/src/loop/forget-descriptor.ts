import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import { realm } from '../realm.ts';

/**
 * A descriptor of these calls is about to be closed or given away: whichever loop watches it stops, and whoever waits for it hears so.
 * Otherwise a poller could go on telling of it, or of whatever gets its number next.
 */
export function forgetDescriptor(calls: SocketCalls, fd: number, how: 'close' | 'detach'): void {
  for (const readiness of realm.watching) if (readiness.sockets === calls) readiness.forget(fd, how);
}
