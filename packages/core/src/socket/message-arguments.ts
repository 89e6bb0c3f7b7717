import { constants } from 'node:os';
import { toBytes } from '../bytes.ts';
import type { SocketAddress } from '../interfaces/address.ts';
import type { BytesLike } from '../interfaces/bytes-like.ts';
import type { ReceiveMessageOptions, SendMessageOptions } from '../interfaces/socket.ts';
import { kindOf } from '../kind-of.ts';
import { type OptionNames, ownOptions } from '../own-options.ts';
import { checkInteger } from './check-integer.ts';
import { isStream } from './is-stream.ts';

/** More descriptors than any system lets through with one message. */
const MOST_DESCRIPTORS = 512;
const LARGEST = 2 ** 31 - 1;
const { EBADF, EINVAL } = constants.errno;
/** The same number everywhere. */
const AF_UNIX = 1;
const SEND_OPTIONS: OptionNames<SendMessageOptions> = { fds: true, address: true, flags: true };
const RECEIVE_OPTIONS: OptionNames<ReceiveMessageOptions> = { maxFds: true, flags: true };

/** What `sendmsg` gives the system. */
export interface SendMessageArguments<A extends SocketAddress> {
  readonly list: readonly Uint8Array[];
  readonly fds: readonly number[];
  readonly address: A | undefined;
  readonly flags: number;
}

/** What it is given, read once. @throws {TypeError} or {@link RangeError} naming what is wrong. */
export function sendMessageArguments<A extends SocketAddress>(
  sock: { readonly family: number; readonly type: number },
  buffers: Iterable<BytesLike>,
  options: SendMessageOptions<A> | null | undefined,
): SendMessageArguments<A> {
  const list = Array.from(checkList('sendmsg', buffers), (buffer) => toBytes(buffer));
  const given = ownMessageOptions<SendMessageOptions<A>>(options, 'sendmsg', SEND_OPTIONS as OptionNames<SendMessageOptions<A>>);
  const fds = given.fds ?? [];
  if (!Array.isArray(fds)) throw new TypeError(`fds must be an array of descriptors, got ${kindOf(fds)}`);
  const chosen = Array.from({ length: fds.length }, (_, index) => checkDescriptor(fds[index]));
  if (chosen.length > 0) checkCarrier(sock, list);
  return {
    list,
    fds: chosen,
    address: given.address ?? undefined,
    flags: checkInteger('flags', given.flags ?? 0),
  };
}

/** @throws {TypeError} unless it is a list of buffers. */
export function checkList<T>(method: string, buffers: Iterable<T>): Iterable<T> {
  const one = ArrayBuffer.isView(buffers);
  if (typeof buffers === 'string' || one || typeof (buffers as Iterable<T> | null | undefined)?.[Symbol.iterator] !== 'function')
    throw new TypeError(`${method} needs a list of buffers, got ${one ? 'one: put it into [ ]' : kindOf(buffers)}`);
  return buffers;
}

/** Why the system refused a message with descriptors, where it says only that something is wrong. */
export function refusedDescriptors(answer: number, fds: readonly number[]): { reason?: string } {
  if (fds.length === 0) return {};
  if (answer === -EBADF) return { reason: `one of fds is not open: ${fds.join(', ')}` };
  return answer === -EINVAL ? { reason: `the system does not take ${fds.length} descriptors with this message` } : {};
}

// Elsewhere the system would send the bytes and say nothing of the descriptors.
function checkCarrier(sock: { readonly family: number; readonly type: number }, list: readonly Uint8Array[]): void {
  if (sock.family !== AF_UNIX) throw new TypeError('only a Unix socket can send descriptors');
  if (isStream(sock) && list.every(({ length }) => length === 0))
    throw new TypeError('a stream carries descriptors with a byte at least: give it one');
}

/** How many descriptors may come, and the flags of `recvmsg`. @throws {TypeError} or {@link RangeError} naming what is wrong. */
export function receiveMessageArguments(options: ReceiveMessageOptions | null | undefined): Required<ReceiveMessageOptions> {
  const given = ownMessageOptions(options, 'recvmsg', RECEIVE_OPTIONS);
  const maxFds = given.maxFds ?? MOST_DESCRIPTORS;
  if (!Number.isInteger(maxFds) || maxFds < 0) throw new RangeError(`maxFds must be a non-negative integer, got ${String(maxFds)}`);
  return { maxFds: Math.min(maxFds, MOST_DESCRIPTORS), flags: checkInteger('flags', given.flags ?? 0) };
}

function checkDescriptor(fd: unknown): number {
  if (typeof fd !== 'number' || !Number.isInteger(fd) || fd < 0 || fd > LARGEST)
    throw new RangeError(`each of fds must be an open descriptor, a non-negative integer, got ${String(fd)}`);
  return fd;
}

/** Most messages come without any. */
function ownMessageOptions<Options extends object>(
  options: Options | null | undefined,
  method: string,
  names: OptionNames<Options>,
): Options | Record<string, never> {
  return options === null || options === undefined ? {} : ownOptions(options, method, names);
}
