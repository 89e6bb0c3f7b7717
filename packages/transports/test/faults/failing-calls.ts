import { createLoop, type ExceptionContext } from '@tsyncio/core';
import { type SocketCalls, stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { expect } from 'vitest';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { transports } from '../../src/index.ts';
import type { TestLoop } from '../with-loop.ts';

type Lifecycle = 'open' | 'bind' | 'listen' | 'accept' | 'connect' | 'getsockopt' | 'setsockopt';
type Transfer = 'recv' | 'recvInto' | 'recvfrom' | 'recvfromInto' | 'recvmsg' | 'send' | 'sendv' | 'sendto';
type Named = Lifecycle | Transfer;

/** What a system that is short of something answers. */
export interface Faults {
  /** The answers of the next calls of that name, one each. */
  readonly answers: Partial<Record<Named | 'register' | 'modify', number[]>>;
  /** The most that one call sends or receives, in bytes. */
  most: number;
  /** The calls made since the start, by name. */
  readonly made: Record<string, number>;
}

/** Socket calls that answer as `faults` says, and otherwise as `calls` do. */
function failingCalls(calls: SocketCalls, faults: Faults): SocketCalls {
  const failing = { ...calls } as Record<string, unknown>;
  for (const [name, call] of Object.entries(calls)) {
    if (typeof call === 'function') failing[name] = failOr(faults, name, call as (...args: unknown[]) => unknown);
  }
  const chosen = failing as unknown as SocketCalls;
  const cut = (data: Uint8Array, offset = 0): Uint8Array => data.subarray(offset, offset + faults.most);
  return {
    ...chosen,
    send: (fd, data, offset, flags) => chosen.send(fd, cut(data, offset), 0, flags),
    sendv: (fd, list, offset) =>
      faults.most < Infinity ? chosen.sendv(fd, [cut(list[0] as Uint8Array, offset)], 0) : chosen.sendv(fd, list, offset),
    recv: (fd, nbytes, flags) => chosen.recv(fd, Math.min(nbytes, faults.most), flags),
    recvInto: (fd, buffer, flags) => chosen.recvInto(fd, cut(buffer), flags),
  };
}

function failOr<Args extends unknown[], Answer>(
  faults: Faults,
  name: string,
  call: (...args: Args) => Answer,
): (...args: Args) => Answer | number {
  return (...args) => {
    faults.made[name] = (faults.made[name] ?? 0) + 1;
    return faults.answers[name as keyof Faults['answers']]?.shift() ?? call(...args);
  };
}

/** As `withLoop`, on a kernel whose calls fail as `faults` says; no socket may be open afterwards that was not before. */
export async function withFaults(body: (loop: TestLoop, faults: Faults, reports: ExceptionContext[]) => Promise<void>): Promise<void> {
  const before = openSockets();
  const faults: Faults = { answers: {}, most: Number.POSITIVE_INFINITY, made: {} };
  const kernel = nativeKernel();
  const { poller } = kernel;
  const failingPoller = {
    events: poller.events,
    register: failOr(faults, 'register', (fd: number, interest: number) => poller.register(fd, interest)),
    modify: failOr(faults, 'modify', (fd: number, interest: number) => poller.modify(fd, interest)),
    unregister: (fd: number) => poller.unregister(fd),
  };
  const loop: TestLoop = createLoop([sockets(), transports()], {
    ...kernel,
    poller: failingPoller,
    sockets: failingCalls(kernel.sockets, faults),
  });
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  try {
    await loop.runUntilComplete(async () => body(loop, faults, reports));
    expect(reports).toEqual([]);
    expect(stateOf(loop).readiness.size, 'watched descriptors').toBe(0);
    expect(openSockets()).toEqual(before);
  } finally {
    loop.close();
  }
}
