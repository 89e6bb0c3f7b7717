import { constants } from 'node:os';
import { createLoop } from '@tsyncio/core';
import { nativeSocketCalls } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { type SimulatedNetwork, type SimulationOptions, simulatedKernel, simulatedNetwork } from '../src/index.ts';
import { World } from './world.ts';

const { EBADF } = constants.errno;

describe('a simulated kernel', () => {
  test('has every part of a kernel', () => {
    const { name, clock, turns, poller, sockets, files, resolver } = simulatedKernel();
    expect(name).toBe('simulated');
    for (const part of [clock, turns, poller, sockets, files, resolver]) expect(part).toBeTypeOf('object');
  });

  test('serves one loop only', () => {
    const kernel = simulatedKernel();
    createLoop([], kernel);
    expect(() => createLoop([], kernel)).toThrow(/one for each loop/);
  });

  test('closed with its loop refuses to be polled, and leaves its descriptors open', () => {
    const kernel = simulatedKernel();
    const w = new World(kernel);
    const [left, right] = w.pair();
    kernel.poller.register(right, 1);
    createLoop([], kernel).close();
    expect(() => kernel.turns.poll()).toThrow(/kernel is closed/);
    expect(() => kernel.turns.wake()).toThrow(TypeError);
    expect(() => kernel.turns.start()).toThrow(TypeError);
    expect(() => kernel.poller.register(right, 1)).toThrow(TypeError);
    expect(() => kernel.poller.modify(right, 1)).toThrow(TypeError);
    expect(() => kernel.poller.unregister(right)).toThrow(TypeError);
    expect([w.send(left, 'still'), w.recv(right)]).toEqual([5, 'still']);
    kernel.close();
  });

  test.each<[string, SimulationOptions]>([
    ['seed', { seed: 1.5 }],
    ['seed', { order: 'seeded' }],
    ['seed', { fragment: true }],
    ['order', { order: 'random' as 'fifo' }],
    ['start', { start: -1 }],
    ['start', { start: Number.POSITIVE_INFINITY }],
    ['start', { start: 5, network: simulatedNetwork() }],
    ['network', { network: { clock: simulatedNetwork().clock } as SimulatedNetwork }],
    ['bufferSize', { bufferSize: 0 }],
    ['bufferSize', { bufferSize: 1.5 }],
  ])('refuses a wrong %s: %j', (name, options) => {
    expect(() => simulatedKernel(options)).toThrow(new RegExp(name));
  });
});

test.each<[string, unknown, string]>([
  ['of another name', { sed: 1 }, "simulatedKernel has no option 'sed': it takes seed, order, "],
  ['that are null', null, 'simulatedKernel needs an options object, got null'],
  ['that are no object', 5, 'simulatedKernel needs an options object, got number'],
])('refuses options %s', (_what, options, message) => {
  expect(() => simulatedKernel(options as never)).toThrow(message);
});

describe('descriptors', () => {
  test('are numbered from the lowest that is free', () => {
    const w = new World(simulatedKernel());
    expect([w.socket(), ...w.pair()]).toEqual([3, 4, 5]);
    w.close(4);
    expect([w.socket(), w.socket()]).toEqual([4, 6]);
  });

  test('that are open are told in words', () => {
    const kernel = simulatedKernel();
    const w = new World(kernel);
    const { AF_INET6 = 0, AF_UNIX = 0, SOCK_DGRAM = 0, SOCK_SEQPACKET = 0 } = kernel.sockets.constants;
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    w.socket(AF_INET6);
    w.pair();
    const unix = w.socket(AF_UNIX, SOCK_DGRAM);
    w.bind(unix, '\0name');
    w.connect(w.socket(AF_UNIX, SOCK_DGRAM), '\0name');
    const udp = w.bound(SOCK_DGRAM, AF_INET6);
    w.connect(w.socket(AF_INET6, SOCK_DGRAM), udp[1]);
    kernel.pipes.open();
    w.accepted(listener);
    w.pair(SOCK_SEQPACKET);
    w.unixListening(1, SOCK_SEQPACKET);
    expect(kernel.openDescriptors()).toEqual([
      '3: TCP 127.0.0.1:49152, listening',
      '4: TCP 127.0.0.1:49153, connected to 127.0.0.1:49152',
      '5: TCP, fresh',
      '6: Unix stream, connected',
      '7: Unix stream, connected',
      '8: Unix datagram @name',
      '9: Unix datagram to @name',
      '10: UDP [::1]:49152',
      '11: UDP [::1]:49153 to [::1]:49152',
      '12: read end of a pipe',
      '13: write end of a pipe',
      '14: TCP 127.0.0.1:49152, connected to 127.0.0.1:49153',
      '15: Unix seqpacket, connected',
      '16: Unix seqpacket, connected',
      '17: Unix seqpacket @00000, listening',
    ]);
  });

  test('that are not open answer -EBADF to every call', () => {
    const { sockets } = simulatedKernel();
    const address = { host: '127.0.0.1', port: 9 };
    const bytes = new Uint8Array(4);
    for (const fd of [-1, 3]) {
      expect([
        sockets.bind(fd, address),
        sockets.listen(fd, 1),
        sockets.accept(fd),
        sockets.connect(fd, address),
        sockets.shutdown(fd, 2),
        sockets.recv(fd, 1, 0),
        sockets.recvInto(fd, bytes, 0),
        sockets.recvfrom(fd, 1, 0),
        sockets.recvfromInto(fd, bytes, 0),
        sockets.recvmsg(fd, [bytes], 1, 0),
        sockets.sendmsg(fd, [bytes], [], null, 0),
        sockets.send(fd, bytes, 0, 0),
        sockets.sendv(fd, [bytes], 0),
        sockets.sendto(fd, bytes, address, 0),
        sockets.getsockname(fd),
        sockets.getpeername(fd),
        sockets.getsockopt(fd, 1, 1, bytes),
        sockets.setsockopt(fd, 1, 1, bytes),
        sockets.getblocking(fd),
        sockets.setblocking(fd, true),
        sockets.close(fd),
      ]).toEqual(new Array(21).fill(-EBADF));
    }
  });

  test('taken over or given up change nothing: none is closed behind the program', () => {
    const kernel = simulatedKernel();
    const w = new World(kernel);
    const [left, right] = w.pair();
    kernel.sockets.adopt(left);
    kernel.sockets.release(right);
    expect(w.send(left, 'hi')).toBe(2);
    w.closeAll();
    expect(kernel.openDescriptors()).toEqual([]);
  });
});

test.skipIf(process.platform !== 'linux')('the constants are those of Linux (skipped elsewhere)', () => {
  const { constants: simulated } = simulatedKernel().sockets;
  expect(nativeSocketCalls().constants).toMatchObject(simulated);
  expect(Object.isFrozen(simulated)).toBe(true);
});
