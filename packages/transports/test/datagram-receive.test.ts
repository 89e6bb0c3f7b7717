import type { Address } from '@tsyncio/core';
import { constants } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { ANYWHERE, DatagramRecorder, finishAll, openEndpoint, openPaired } from './datagram-recorder.ts';
import { newLoop, until, withLoop } from './with-loop.ts';

const { SOL_SOCKET = 0, SO_SNDBUF = 0 } = constants;

describe('what arrives', () => {
  test('keeps its borders, nothing at all too', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      for (const data of ['one', '', 'three']) other.send(data);
      await until(() => protocol.received.length === 3);
      expect(protocol.texts).toEqual(['one', '', 'three']);
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));

  test.each([
    ['UDP', 65_507],
    ['Unix datagrams', 150_000],
  ])('is whole, however long: %s', (kind, length) =>
    withLoop(async (loop) => {
      const options = kind === 'UDP' ? { localAddr: ANYWHERE } : { localAddr: '' };
      const [server, client] = [await openEndpoint(loop, options), await openEndpoint(loop, options)];
      client.sock.setsockopt(SOL_SOCKET, SO_SNDBUF, 400_000);
      const data = Buffer.from(Array.from({ length }, (_, index) => index % 251));
      client.transport.sendto(data, server.address);
      client.transport.sendto('next', server.address);
      await until(() => server.protocol.received.length === 2);
      expect([server.protocol.received[0]?.[0].equals(data), server.protocol.texts[1]]).toEqual([true, 'next']);
      await finishAll(server, client);
    }),
  );

  test('longer than is received at once is told as an error, not delivered in part', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      other.setsockopt(SOL_SOCKET, constants.SO_SNDBUFFORCE as number, 1_000_000);
      other.send(Buffer.alloc(300_000));
      other.send('next');
      await until(() => protocol.received.length > 0);
      expect([protocol.events, protocol.texts]).toEqual([['made', 'error EMSGSIZE', 'data'], ['next']]);
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));

  test('is not written again', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      for (let round = 0; round < 50; round++) {
        for (let i = 0; i < 20; i++) one.transport.sendto(`${round}, ${i} `.padEnd(3000, '.'), one.address);
        await until(() => one.protocol.received.length === 20 * (round + 1));
      }
      expect(one.protocol.texts.map((text) => text.replace(/\s\.*$/, ''))).toEqual(
        Array.from({ length: 1000 }, (_, index) => `${Math.floor(index / 20)}, ${index % 20}`),
      );
      await finishAll(one);
    }));

  test('comes from the same address each time', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      for (let i = 0; i < 2; i++) one.transport.sendto('x', one.address);
      await until(() => one.protocol.received.length === 2);
      const [[, first], [, second]] = one.protocol.received as [[Buffer, Address], [Buffer, Address]];
      expect([first === second, first]).toEqual([true, one.address]);
      await finishAll(one);
    }));

  test('in turns of its own, when something is scheduled for each', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      const order: string[] = [];
      protocol.on = (event) => {
        order.push(`${event} ${protocol.received.length}`);
        const { length } = protocol.received;
        loop.callSoon(() => order.push(`after ${length}`));
      };
      for (let i = 0; i < 5; i++) other.send('x');
      await until(() => order.length === 10);
      expect(order).toEqual([1, 2, 3, 4, 5].flatMap((n) => [`data ${n}`, `after ${n}`]));
      protocol.on = () => {};
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));

  test.each(['close', 'abort'] as const)('after %s in datagramReceived is not delivered', (how) =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      protocol.on = (event) => event === 'data' && transport[how]();
      for (let i = 0; i < 5; i++) other.send(`${i}`);
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'data', 'lost null']);
      other.close();
    }),
  );

  test('goes to the protocol of the moment', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      const next = new DatagramRecorder();
      protocol.on = (event) => event === 'data' && transport.setProtocol(next);
      for (let i = 0; i < 3; i++) other.send(`${i}`);
      await until(() => next.received.length === 2);
      expect([protocol.texts, next.texts, transport.getProtocol() === next]).toEqual([['0'], ['1', '2'], true]);
      transport.close();
      await until(() => next.lost);
      expect([protocol.lost, next.events]).toEqual([false, ['data', 'data', 'lost null']]);
      other.close();
    }));
});

test('what arrives after the loop was stopped waits for the next run', async () => {
  const loop = newLoop();
  const { transport, protocol, other } = await loop.runUntilComplete(async () => openPaired(loop));
  for (let i = 0; i < 3; i++) other.send(`${i}`);
  protocol.on = (event) => event === 'data' && loop.stop();
  await loop.runForever();
  expect(protocol.texts).toEqual(['0']);
  protocol.on = () => {};
  await loop.runUntilComplete(async () => {
    await until(() => protocol.received.length === 3);
    transport.close();
    await until(() => protocol.lost);
  });
  other.close();
  loop.close();
});
