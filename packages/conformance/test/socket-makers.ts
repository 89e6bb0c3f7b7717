import { constants, socket, socketpair } from '@tsyncio/sockets';
import type { SocketMakers } from '../src/cases/sockets/open-sockets.ts';

/** The ability 'sockets' of every subject with that area: sockets of the running loop's kernel. */
export const socketMakers: SocketMakers = {
  constants,
  socket: (family, type) => socket(family, type),
  socketpair: () => socketpair(),
};
