import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { World } from './world.ts';

const world = (): World => new World(simulatedKernel());

/** Clients that connect to `address`, and whether each is connected yet. */
function clientsAt(w: World, address: Parameters<World['connect']>[1], count: number): { fds: number[]; connected: () => boolean[] } {
  const fds = Array.from({ length: count }, () => w.socket());
  for (const fd of fds) expect(w.connect(fd, address)).toBe('EINPROGRESS');
  return { fds, connected: () => fds.map((fd) => w.ready(fd) === 'w') };
}

describe('the backlog', () => {
  test.each([0, 1, 3])('of %i lets one more wait, the next ones once there is room', (backlog) => {
    const w = world();
    const [listener, address] = w.listening(backlog);
    const { connected } = clientsAt(w, address, backlog + 3);
    const first = Array.from({ length: backlog + 1 }, () => true);
    expect(connected()).toEqual([...first, false, false]);
    w.accepted(listener);
    expect(connected()).toEqual([...first, true, false]);
  });

  test('below zero is the most', () => {
    const w = world();
    const [, address] = w.listening(-1);
    expect(clientsAt(w, address, 200).connected()).not.toContain(false);
  });

  test('raised by another listen lets in those that wait', () => {
    const w = world();
    const [listener, address] = w.listening(0);
    const { connected } = clientsAt(w, address, 3);
    expect(w.listen(listener, 5)).toBe(0);
    expect(connected()).toEqual([true, true, true]);
  });

  test('of a Unix stream can be raised too', () => {
    const w = world();
    const [listener, name] = w.unixListening(0);
    const clients = [0, 1, 2].map(() => w.socket(1));
    expect(w.connect(clients[0] as number, name)).toBe(0);
    expect(w.connect(clients[1] as number, name)).toBe('EAGAIN');
    w.listen(listener, 1);
    expect(w.connect(clients[2] as number, name)).toBe(0);
  });
});

describe('clients that wait for room', () => {
  test('are refused when the listener closes', () => {
    const w = world();
    const [listener, address] = w.listening(0);
    const { fds } = clientsAt(w, address, 3);
    w.close(listener);
    expect(fds.map((fd) => w.error(fd))).toEqual(['ECONNRESET', 'ECONNREFUSED', 'ECONNREFUSED']);
    expect(w.connect(w.socket(), address)).toBe('EINPROGRESS');
  });

  test('that give up are passed over', () => {
    const w = world();
    const [listener, address] = w.listening(0);
    const { fds, connected } = clientsAt(w, address, 4);
    w.close(fds[1] as number);
    w.shutdown(fds[2] as number, 'both');
    w.accepted(listener);
    expect(connected()[3]).toBe(true);
  });
});

describe('accepting', () => {
  test('gives connections in the order in which they were made', () => {
    const w = world();
    const [listener, address] = w.listening(5);
    const { fds } = clientsAt(w, address, 4);
    expect(fds.map(() => w.peer(w.accepted(listener)))).toEqual(fds.map((fd) => w.name(fd)));
  });

  test('with no descriptor left fails with EMFILE and keeps the connection', () => {
    const w = new World(simulatedKernel({ descriptorLimit: 2 }));
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    expect(w.accept(listener)).toBe('EMFILE');
    expect(w.kernel.sockets.open(2, 1, 0)).toBe(-constants.errno.EMFILE);
    expect(w.kernel.sockets.pair(1, 1, 0)).toBe(-constants.errno.EMFILE);
    w.send(client, 'still there');
    w.shutdown(client, 'write');
    w.close(client);
    expect(w.recv(w.accepted(listener))).toBe('still there');
  });
});
