import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { ANYWHERE, DatagramRecorder, finishAll, openEndpoint } from '../datagram-recorder.ts';
import { turns, until } from '../with-loop.ts';
import { withFaults } from './failing-calls.ts';

const { EAGAIN, EMFILE, ENOBUFS, ENOMEM } = constants.errno;

test('a send that finds no memory in the system is told, and not tried again: there is nothing to wait for', () =>
  withFaults(async (loop, { answers, made }) => {
    const one = await openEndpoint(loop, { localAddr: ANYWHERE });
    answers.sendto = [-ENOBUFS];
    one.transport.sendto('lost', one.address);
    expect([one.transport.getWriteBufferSize(), one.protocol.events]).toEqual([0, ['made', 'error ENOBUFS']]);
    one.transport.sendto('sent', one.address);
    await until(() => one.protocol.received.length > 0);
    expect([one.protocol.texts, made.sendto]).toEqual([['sent'], 2]);
    await finishAll(one);
  }));

test('a send that would block is tried again, and those behind it keep their places', () =>
  withFaults(async (loop, { answers }) => {
    const one = await openEndpoint(loop, { localAddr: ANYWHERE });
    answers.sendto = [-EAGAIN, -EAGAIN, -ENOMEM];
    for (const text of ['a', 'b', 'c']) one.transport.sendto(text, one.address);
    await until(() => one.protocol.received.length === 2);
    expect([one.protocol.texts, one.protocol.events]).toEqual([
      ['b', 'c'],
      ['made', 'error ENOMEM', 'data', 'data'],
    ]);
    await finishAll(one);
  }));

test('a receive that fails is told, and the endpoint stays open', () =>
  withFaults(async (loop, { answers }) => {
    const one = await openEndpoint(loop, { localAddr: ANYWHERE });
    answers.recvfrom = [-ENOMEM, -EAGAIN];
    one.transport.sendto('x', one.address);
    await until(() => one.protocol.received.length > 0);
    expect(one.protocol.events).toEqual(['made', 'error ENOMEM', 'data']);
    expect(one.protocol.errors[0]).toMatchObject({ syscall: 'recvfrom' });
    await finishAll(one);
  }));

test.each(['open', 'setsockopt', 'bind', 'connect'] as const)('an endpoint that fails in %s leaves nothing open', (call) =>
  withFaults(async (loop, { answers }) => {
    answers[call] = [-EMFILE];
    const options = { localAddr: ANYWHERE, remoteAddr: { ...ANYWHERE, port: 9 }, reusePort: true };
    expect((await failureOf(() => loop.createDatagramEndpoint(() => new DatagramRecorder(), options))).code).toBe('EMFILE');
    await turns();
  }),
);
