import type { Address, AddressInfo } from '@tsyncio/core';

declare const pollBrand: unique symbol;

/** A selector hosted in Node's loop, inside the addon. */
export interface HostedPoll {
  readonly [pollBrand]: never;
}

/** What the addon exports. Numbers below zero are negated error numbers. Using a poll after `pollClose` is forbidden. */
export interface Binding {
  /** What this build can poll with, the best first: names for `pollOpen`. */
  readonly pollers: readonly string[];
  pollOpen(onReady: (count: number) => void, events: Int32Array, poller: string): HostedPoll | number;
  pollStart(poll: HostedPoll): number;
  pollStop(poll: HostedPoll): number;
  pollClose(poll: HostedPoll): void;
  pollRegister(poll: HostedPoll, fd: number, interest: number): number;
  pollModify(poll: HostedPoll, fd: number, interest: number): number;
  pollUnregister(poll: HostedPoll, fd: number): number;
  /** Milliseconds from now. */
  pollSetDeadline(poll: HostedPoll, delay: number): number;
  pollWake(poll: HostedPoll): number;
  pollNow(poll: HostedPoll): number;
  pollBlocking(poll: HostedPoll): number;

  open(family: number, type: number, proto: number): number;
  pair(family: number, type: number, proto: number): [number, number] | number;
  close(fd: number): number;
  adopt(fd: number): void;
  release(fd: number): void;
  bind(fd: number, address: Address): number;
  listen(fd: number, backlog: number): number;
  accept(fd: number): [number, Address] | number;
  connect(fd: number, address: Address): number;
  shutdown(fd: number, how: number): number;
  recv(fd: number, buffer: Uint8Array, offset: number, length: number, flags: number): number;
  recvfrom(fd: number, buffer: Uint8Array, flags: number): [number, Address] | number;
  send(fd: number, data: Uint8Array, offset: number, flags: number): number;
  sendv(fd: number, list: readonly Uint8Array[], offset: number): number;
  sendto(fd: number, data: Uint8Array, address: Address, flags: number): number;
  getsockname(fd: number): Address | number;
  getpeername(fd: number): Address | number;
  getblocking(fd: number): number;
  setblocking(fd: number, blocking: number): number;
  getsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  readonly constants: Readonly<Record<string, number>>;

  getaddrinfo(
    host: string | null,
    service: string | null,
    family: number,
    type: number,
    proto: number,
    flags: number,
  ): Promise<AddressInfo[] | { readonly code: string; readonly errno: number; readonly reason: string }>;
}
