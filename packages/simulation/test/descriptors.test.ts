import { constants } from 'node:os';
import { createLoop } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { DeadlockError, type SimulatedKernel, type SimulationOptions, simulatedKernel, simulatedNetwork } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { World } from './world.ts';

const { AF_UNIX, MSG_CTRUNC, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } = linux;
const { EAGAIN, EMFILE } = constants.errno;

function make(options: SimulationOptions = {}): [SimulatedKernel, World] {
  const kernel = simulatedKernel(options);
  return [kernel, new World(kernel)];
}

/** The events of one poll, as pairs. */
function polled({ turns, poller }: SimulatedKernel): number[][] {
  return Array.from({ length: turns.poll() }, (_, i) => [...poller.events.subarray(2 * i, 2 * i + 2)]);
}

describe('descriptors in a message', () => {
  test('may be pipes, which stay open on their way', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    const [reader, writer] = kernel.pipes.open() as [number, number];
    w.sendmsg(left, ['a pipe'], { fds: [reader, writer] });
    kernel.pipes.write(writer, Buffer.from('hello'), 0);
    for (const fd of [reader, writer]) w.close(fd);
    expect(kernel.openDescriptors()).toEqual([`${left}: Unix stream, connected`, `${right}: Unix stream, connected`]);
    const [readEnd = -1, writeEnd = -1] = w.message(right).fds;
    expect(String(kernel.pipes.read(readEnd, 10))).toBe('hello');
    expect(kernel.openDescriptors().slice(2)).toEqual([`${readEnd}: read end of a pipe`, `${writeEnd}: write end of a pipe`]);
    w.close(writeEnd);
    expect(kernel.pipes.read(readEnd, 10)).toBe(0);
    w.closeAll();
    expect(kernel.openDescriptors()).toEqual([]);
  });

  test('go to another kernel on the same network, which has numbers of its own', () => {
    const network = simulatedNetwork();
    const [here, w] = make({ network });
    const [there, v] = make({ network });
    const [listener, name] = v.unixListening();
    const client = w.socket(AF_UNIX);
    w.connect(client, name);
    const server = v.accepted(listener);
    const [reader, writer] = here.pipes.open() as [number, number];
    w.sendmsg(client, ['for you'], { fds: [reader] });
    w.close(reader);
    const [received = -1] = v.message(server).fds;
    there.poller.register(received, 1);
    here.pipes.write(writer, Buffer.from('across'), 0);
    expect(polled(there)).toEqual([[received, 1]]);
    expect(String(there.pipes.read(received, 10))).toBe('across');
    v.closeAll();
    expect(there.openDescriptors()).toEqual([]);
    expect(w.ready(writer)).toBe('rw');
  });

  test('for which the receiver has no numbers left are closed', () => {
    const [kernel, w] = make({ descriptorLimit: 6 });
    const [left, right] = w.pair();
    const [reader, writer] = kernel.pipes.open() as [number, number];
    w.sendmsg(left, ['x'], { fds: [reader, writer, left] });
    w.close(reader);
    w.pair();
    expect(w.message(right)).toMatchObject({ parts: ['x'], fds: [8], cut: MSG_CTRUNC });
    expect(kernel.openDescriptors()).toHaveLength(6);
    expect(kernel.sockets.open(AF_UNIX, SOCK_STREAM, 0)).toBe(-EMFILE);
    w.sendmsg(left, ['y'], { fds: [left] });
    expect(w.message(right)).toMatchObject({ parts: ['y'], fds: [], cut: MSG_CTRUNC });
  });

  test.each([SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET])('of which too many are on their way are refused: type %i', (type) => {
    const [, w] = make({ descriptorLimit: 4 });
    const [left, right] = w.pair(type);
    const sent = [3, 1, 1, 1].map((count) => w.sendmsg(left, ['x'], { fds: new Array<number>(count).fill(left) }));
    // ETOOMANYREFS is not among Node's names.
    expect(sent).toEqual([1, 1, 1, expect.stringMatching(/109|ETOOMANYREFS/)]);
    expect(w.sendmsg(left, ['without'])).toBe(7);
    w.recv(right);
    expect(w.sendmsg(left, ['x'], { fds: [left] })).toBe(1);
  });

  test('sent by fragments come once, with the first one', () => {
    const [, w] = make({ seed: 3, fragment: true });
    const [left, right] = w.pair();
    const text = 'abcdefghijklmnopqrstuvwxyz';
    let sent = 0;
    while (sent < text.length) sent += w.sendmsg(left, [text.slice(sent)], { fds: sent === 0 ? [left] : [] }) as number;
    const received: [number, string][] = [];
    while (w.ready(right, 1) === 'r') {
      const { fds, parts } = w.message(right);
      received.push([fds.length, parts.join('')]);
    }
    expect(received.length).toBeGreaterThan(1);
    expect(received.map(([, part]) => part).join('')).toBe(text);
    expect(received.map(([count]) => count)).toEqual([1, ...new Array<number>(received.length - 1).fill(0)]);
  });
});

describe('several numbers of one open file', () => {
  function shared(): [SimulatedKernel, World, { far: number; one: number; other: number }] {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    const [one, far] = w.pair();
    w.sendmsg(left, ['x'], { fds: [one] });
    const [other = -1] = w.message(right).fds;
    return [kernel, w, { far, one, other }];
  }

  test('are watched each by itself', () => {
    const [kernel, w, { far, one, other }] = shared();
    const { poller } = kernel;
    expect([poller.register(one, 1), poller.register(other, 3)]).toEqual([0, 0]);
    expect(polled(kernel)).toEqual([[other, 2]]);
    w.send(far);
    expect(polled(kernel).toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [one, 1],
      [other, 3],
    ]);
    expect(poller.unregister(other)).toBe(0);
    expect(polled(kernel)).toEqual([[one, 1]]);
  });

  test('one of which was closed while watched is told of until the number is spoken of again', () => {
    const [kernel, w, { far, one, other }] = shared();
    const { poller } = kernel;
    poller.register(one, 1);
    w.close(one);
    w.send(far);
    expect(polled(kernel)).toEqual([[one, 1]]);
    const next = w.socket();
    expect(next).toBe(one);
    expect(poller.register(next, 1)).toBe(0);
    // A fresh socket of another file: not connected, which is a hang-up.
    expect(polled(kernel)).toEqual([[next, 3]]);
    expect(poller.unregister(next)).toBe(0);
    expect(polled(kernel)).toEqual([]);
    w.close(other);
  });

  test('are each named in a deadlock', () => {
    const [kernel, , { one, other }] = shared();
    const loop = createLoop([], kernel);
    kernel.poller.register(one, 1);
    kernel.poller.register(other, 1);
    const waiting = [one, other].map((fd) => `descriptor ${fd} (Unix stream, connected) to be readable`);
    expect(() => kernel.turns.pollSync(Number.POSITIVE_INFINITY)).toThrow(new DeadlockError(waiting));
    loop.close();
  });
});

describe('sockets that only their own messages hold', () => {
  test.each([SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET])('are closed when another Unix socket is: type %i', (type) => {
    const [kernel, w] = make();
    const [left, right] = w.pair(type);
    const [reader, writer] = kernel.pipes.open() as [number, number];
    w.sendmsg(left, ['cycle'], { fds: [right, reader] });
    for (const fd of [right, reader]) w.close(fd);
    expect([w.ready(writer), kernel.openDescriptors()]).toEqual(['w', expect.arrayContaining([expect.stringContaining('Unix')])]);
    w.close(w.socket(AF_UNIX, type));
    expect(w.ready(writer)).toBe('rw');
    expect(w.send(left)).toMatch(/EPIPE|ECONNREFUSED|ECONNRESET/);
  });

  test('by way of each other, and of connections that nobody accepted', () => {
    const [kernel, w] = make();
    const [listener, name] = w.unixListening();
    const client = w.socket(AF_UNIX);
    w.connect(client, name);
    const [left, right] = w.pair();
    const [reader, writer] = kernel.pipes.open() as [number, number];
    w.sendmsg(left, ['the listener'], { fds: [listener] });
    w.sendmsg(client, ['what holds it'], { fds: [right, reader] });
    for (const fd of [listener, right, reader, w.socket(AF_UNIX)]) w.close(fd);
    expect(w.ready(writer)).toBe('rw');
    expect(w.recv(client)).toBe('ECONNRESET');
  });

  test('stay when somebody can still receive them', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    const [inner, outer] = w.pair();
    const [reader, writer] = kernel.pipes.open() as [number, number];
    w.sendmsg(inner, ['within'], { fds: [outer, reader] });
    w.sendmsg(left, ['without'], { fds: [outer] });
    for (const fd of [outer, reader, w.socket(AF_UNIX)]) w.close(fd);
    expect(w.ready(writer)).toBe('w');
    const [received = -1] = w.message(right).fds;
    expect(w.message(received).fds).toHaveLength(2);
    w.closeAll();
    expect(kernel.sockets.recv(right, 1, 0)).not.toBe(-EAGAIN);
  });
});
