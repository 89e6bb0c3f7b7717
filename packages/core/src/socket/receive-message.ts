import type { SocketAddress } from '../interfaces/address.ts';
import type { KernelAddress, SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import type { Socket } from '../interfaces/socket.ts';
import { stateOf } from '../loop/loop-state.ts';
import { runningLoop } from '../loop/running-loop.ts';
import { ownDescriptors } from './own-descriptors.ts';

/** A message beside its bytes. */
export interface MessageReceived<A extends SocketAddress> {
  readonly fds: number[];
  readonly address: A;
  readonly flags: number;
  [Symbol.dispose](): void;
}

interface Answer {
  readonly nbytes: number;
  readonly address: KernelAddress;
  readonly flags: number;
  /** Let `message` own the descriptors that came. */
  own<Message extends object>(
    message: Message,
    socket: Socket<SocketAddress>,
  ): Message & Pick<MessageReceived<never>, 'fds' | typeof Symbol.dispose>;
}

/** One call of `recvmsg`; below zero, a negated error number. Descriptors that were closed for want of room are told to the running loop. */
export function receiveMessage(
  calls: SocketCalls,
  fd: number,
  buffers: readonly Uint8Array[],
  maxFds: number,
  flags: number,
): Answer | number {
  const answer = calls.recvmsg(fd, buffers, maxFds, flags);
  if (typeof answer === 'number') return answer;
  const [nbytes, fds, received, address] = answer;
  return {
    nbytes,
    address,
    flags: received,
    own: (message, socket) => {
      const owner = ownDescriptors(message, calls, fds);
      if ((received & (calls.constants.MSG_CTRUNC ?? 0)) !== 0) tellOfLoss(maxFds, socket);
      return owner;
    },
  };
}

function tellOfLoss(maxFds: number, socket: Socket<SocketAddress>): void {
  const loop = runningLoop();
  const message = `Descriptors that came with a message were closed: more came than maxFds (${maxFds}) or than this process may open`;
  if (loop !== null) stateOf(loop).report({ message, socket: socket as Socket });
}
