import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { World } from './world.ts';

const { AF_UNIX, MSG_OOB, SOCK_DGRAM } = linux;
const world = (): World => new World(simulatedKernel());

function count(w: World, fd: number): number {
  let received = 0;
  while (w.recv(fd, 5000) !== 'EAGAIN') received++;
  return received;
}

describe('UDP', () => {
  test('what does not fit into the receive buffer is lost, and the sender never waits', () => {
    const w = world();
    const [receiver, address] = w.bound(SOCK_DGRAM);
    const sender = w.socket(undefined, SOCK_DGRAM);
    for (let i = 0; i < 200; i++) expect(w.sendto(sender, 'x'.repeat(1000), address)).toBe(1000);
    expect(w.ready(sender)).toBe('w');
    expect(count(w, receiver)).toBe(37);
    expect(w.sendto(sender, 'again', address)).toBe(5);
    expect(w.recv(receiver)).toBe('again');
  });

  test('empty datagrams take room too', () => {
    const w = world();
    const [receiver, address] = w.bound(SOCK_DGRAM);
    const sender = w.socket(undefined, SOCK_DGRAM);
    for (let i = 0; i < 1000; i++) w.sendto(sender, '', address);
    let received = 0;
    while (w.recv(receiver) === 0) received++;
    expect(received).toBe(85);
  });

  test('one that is larger than the buffer arrives when nothing else waits', () => {
    const w = new World(simulatedKernel({ bufferSize: 1000 }));
    const [receiver, address] = w.bound(SOCK_DGRAM);
    w.sendto(receiver, 'x'.repeat(60_000), address);
    w.sendto(receiver, 'lost', address);
    expect([(w.recv(receiver, 65_000) as string).length, w.recv(receiver)]).toEqual([60_000, 'EAGAIN']);
  });

  test('is not sent out of band, and received as ever', () => {
    const w = world();
    const [fd, address] = w.bound(SOCK_DGRAM);
    w.connect(fd, address);
    expect([w.send(fd, 'x', MSG_OOB), w.recv(fd, 1, MSG_OOB)]).toEqual(['ENOTSUP', 'EAGAIN']);
  });
});

describe('Unix datagrams', () => {
  test('fill the send buffer of a connected pair, then EAGAIN until the peer read most of them', () => {
    const w = world();
    const [left, right] = w.pair(SOCK_DGRAM);
    let sent = 0;
    while (w.send(left, 'x'.repeat(1000)) === 1000) sent++;
    expect(sent).toBe(38);
    expect(w.ready(left)).toBe('');
    while (w.ready(left) === '') {
      w.recv(right);
      sent--;
    }
    expect(sent).toBe(9);
  });

  test('to one that is not connected to the sender wait in a short queue', () => {
    const w = world();
    const [receiver, sender, other] = [0, 1, 2].map(() => w.socket(AF_UNIX, SOCK_DGRAM)) as [number, number, number];
    w.bind(receiver, '/run/receiver');
    let sent = 0;
    while (w.sendto(sender, 'x', '/run/receiver') === 1) sent++;
    expect(sent).toBe(11);
    expect([w.sendto(other, 'y', '/run/receiver'), w.ready(sender), w.ready(other)]).toEqual(['EAGAIN', '', '']);
    w.recv(receiver);
    expect([w.ready(sender), w.ready(other)]).toEqual(['w', 'w']);
    expect([w.sendto(other, 'y', '/run/receiver'), w.ready(sender)]).toEqual([1, '']);
  });

  test('the sender is told when a full receiver is closed', () => {
    const w = world();
    const [receiver, sender] = [w.socket(AF_UNIX, SOCK_DGRAM), w.socket(AF_UNIX, SOCK_DGRAM)];
    w.bind(receiver, '/run/receiver');
    w.connect(sender, '/run/receiver');
    while (w.send(sender) === 1);
    expect(w.ready(sender)).toBe('');
    w.close(receiver);
    expect([w.ready(sender), w.send(sender)]).toEqual(['w', 'ECONNREFUSED']);
  });
});
