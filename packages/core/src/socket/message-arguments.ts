import { toBytes } from '../bytes.ts';
import type { SocketAddress } from '../interfaces/address.ts';
import type { BytesLike } from '../interfaces/bytes-like.ts';
import type { ReceiveMessageOptions, SendMessageOptions } from '../interfaces/socket.ts';
import { kindOf } from '../kind-of.ts';

/** More descriptors than any system lets through with one message. */
const MOST_DESCRIPTORS = 512;
const LARGEST = 2 ** 31 - 1;

/** What `sendmsg` gives the system. @throws {TypeError} or {@link RangeError} naming what is wrong. */
export interface SendMessageArguments<A extends SocketAddress> {
  readonly list: readonly Uint8Array[];
  readonly fds: readonly number[];
  readonly address: A | undefined;
  readonly flags: number;
}

export function sendMessageArguments<A extends SocketAddress>(
  buffers: Iterable<BytesLike>,
  options: SendMessageOptions<A>,
): SendMessageArguments<A> {
  if (typeof buffers === 'string' || typeof buffers?.[Symbol.iterator] !== 'function' || ArrayBuffer.isView(buffers))
    throw new TypeError(`sendmsg needs a list of buffers, got ${ArrayBuffer.isView(buffers) ? 'one: put it into [ ]' : kindOf(buffers)}`);
  const fds = own(options, 'fds') ?? [];
  if (!Array.isArray(fds)) throw new TypeError(`fds must be an array of descriptors, got ${kindOf(fds)}`);
  return {
    list: Array.from(buffers, (buffer) => toBytes(buffer)),
    fds: fds.map(checkDescriptor),
    address: own(options, 'address') ?? undefined,
    flags: own(options, 'flags') ?? 0,
  };
}

/** How many descriptors may come, and the flags of `recvmsg`. @throws {RangeError} naming what is wrong. */
export function receiveMessageArguments(options: ReceiveMessageOptions): Required<ReceiveMessageOptions> {
  const maxFds = own(options, 'maxFds') ?? MOST_DESCRIPTORS;
  if (!Number.isInteger(maxFds) || maxFds < 0) throw new RangeError(`maxFds must be a non-negative integer, got ${String(maxFds)}`);
  return { maxFds: Math.min(maxFds, MOST_DESCRIPTORS), flags: own(options, 'flags') ?? 0 };
}

function checkDescriptor(fd: unknown): number {
  if (typeof fd !== 'number' || !Number.isInteger(fd) || fd < 0 || fd > LARGEST)
    throw new RangeError(`each of fds must be an open descriptor, a non-negative integer, got ${String(fd)}`);
  return fd;
}

function own<Options extends object, Name extends keyof Options>(options: Options, name: Name): Options[Name] | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}
