import { describe, expect, test } from 'vitest';
import { type SimulationOptions, simulatedKernel } from '../src/index.ts';
import { World } from './world.ts';

const world = (options: SimulationOptions = {}): World => new World(simulatedKernel({ bufferSize: 1000, ...options }));

describe('back-pressure of a stream', () => {
  test.each([
    ['TCP', (w: World) => w.connected()],
    ['Unix', (w: World) => w.pair()],
  ] as const)('%s: as many bytes wait as the two buffers hold, then EAGAIN', (_kind, connect) => {
    const w = world();
    const [left, right] = connect(w);
    expect(w.send(left, 'x'.repeat(1500))).toBe(1500);
    expect(w.send(left, 'y'.repeat(1500))).toBe(500);
    expect(w.send(left, 'z')).toBe('EAGAIN');
    expect([w.ready(left), w.ready(right)]).toEqual(['', 'rw']);
    expect(w.recv(right, 5000)).toBe('x'.repeat(1500) + 'y'.repeat(500));
    expect([w.ready(left), w.send(left, 'z')]).toEqual(['w', 1]);
  });

  test('what is full is writable again once a third is free', () => {
    const w = world({ bufferSize: 1500 });
    const [left, right] = w.pair();
    w.send(left, 'x'.repeat(3000));
    w.recv(right, 999);
    expect(w.ready(left)).toBe('');
    w.recv(right, 1);
    expect(w.ready(left)).toBe('w');
  });

  test('a larger buffer makes room', () => {
    const w = world();
    const [left] = w.pair();
    w.send(left, 'x'.repeat(2000));
    const { SOL_SOCKET = 0, SO_SNDBUF = 0 } = w.kernel.sockets.constants;
    w.setOption(left, SOL_SOCKET, SO_SNDBUF, 50_000);
    expect([w.ready(left), w.send(left, 'y'.repeat(100_000))]).toEqual(['w', 99_000]);
  });

  test('each direction has its own', () => {
    const w = world();
    const [left, right] = w.connected();
    w.send(left, 'x'.repeat(5000));
    expect([w.send(left), w.send(right, 'free')]).toEqual(['EAGAIN', 4]);
  });
});

describe('bytes', () => {
  test('are copied when they are sent', () => {
    const w = world();
    const [left, right] = w.pair();
    const bytes = Buffer.from('before');
    w.kernel.sockets.send(left, bytes, 0, 0);
    bytes.fill('!');
    expect(w.recv(right)).toBe('before');
  });

  test('that were received are never written again', () => {
    const w = world({ seed: 5, fragment: true });
    const [left, right] = w.pair();
    const kept: { bytes: Buffer; text: string }[] = [];
    for (let i = 0; i < 300; i++) {
      w.send(left, `message ${i};`);
      const bytes = w.kernel.sockets.recv(right, 50, 0);
      if (typeof bytes !== 'number') kept.push({ bytes, text: String(bytes) });
    }
    for (const { bytes, text } of kept) expect(String(bytes)).toBe(text);
  });

  test('go into the buffer of the caller, and touch only what arrived', () => {
    const w = world();
    const [left, right] = w.pair();
    w.send(left, 'abc');
    const whole = Buffer.alloc(8, '.');
    expect(w.kernel.sockets.recvInto(right, whole.subarray(2, 7), 0)).toBe(3);
    expect(String(whole)).toBe('..abc...');
    expect(w.kernel.sockets.recvInto(right, whole, 0)).toBeLessThan(0);
  });

  test('none are asked for: none are received, and none are lost', () => {
    const w = world();
    const [left, right] = w.pair();
    w.send(left, 'abc');
    expect([w.recv(right, 0), w.recvfrom(right, 0), w.recv(right)]).toEqual([0, [0, '', ''], 'abc']);
  });

  test('out of band are not simulated', () => {
    const w = world();
    const { MSG_OOB = 0 } = w.kernel.sockets.constants;
    const [left, right] = w.pair();
    expect([w.send(left, 'x', MSG_OOB), w.recv(right, 1, MSG_OOB)]).toEqual(['ENOTSUP', 'EINVAL']);
  });
});

describe('fragment', () => {
  test('moves fewer bytes than asked for, but some, and loses none', () => {
    const w = world({ seed: 2, fragment: true, bufferSize: 100_000 });
    const [left, right] = w.connected();
    const text = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
    const sizes: number[] = [];
    let received = '';
    for (let sent = 0; sent < text.length; ) {
      const count = w.send(left, text.slice(sent)) as number;
      sizes.push(count);
      sent += count;
      received += w.recv(right, 5000);
    }
    for (let more = w.recv(right); more !== 'EAGAIN'; more = w.recv(right)) received += more;
    expect(received).toBe(text);
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('leaves datagrams whole', () => {
    const w = world({ seed: 2, fragment: true });
    const [left, right] = w.pair(2);
    w.send(left, 'x'.repeat(500));
    expect(w.recv(right, 1000)).toBe('x'.repeat(500));
  });
});
