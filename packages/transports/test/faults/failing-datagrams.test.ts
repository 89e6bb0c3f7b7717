import { constants } from 'node:os';
import type { Address, DatagramProtocol, DatagramTransport, InetAddress } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { type TestLoop, until } from '../with-loop.ts';
import { type Faults, withFaults } from './failing-calls.ts';

const { EAGAIN, ENOBUFS, ENOMEM } = constants.errno;
const SHORT_OF_MEMORY: readonly (readonly [code: string, errno: number])[] = [
  ['ENOBUFS', ENOBUFS],
  ['ENOMEM', ENOMEM],
];

/** Notes what an endpoint is told. */
class Notes implements DatagramProtocol {
  readonly events: string[] = [];

  datagramReceived(data: Buffer): void {
    this.events.push(String(data));
  }

  errorReceived(error: Error): void {
    const { code, syscall } = error as { code?: string; syscall?: string };
    this.events.push(`error ${syscall} ${code}`);
  }

  pauseWriting(): void {
    this.events.push('pause');
  }

  resumeWriting(): void {
    this.events.push('resume');
  }

  connectionLost(error: Error | null): void {
    this.events.push(`lost ${error}`);
  }
}

interface Endpoints {
  readonly one: Notes;
  readonly other: Notes;
  readonly transport: DatagramTransport;
  /** Where `other` is; null when `transport` is connected to it. */
  readonly to: Address | null;
}

/** Two UDP endpoints, the first one connected to the other or not; both are lost in order afterwards. */
async function withEndpoints(loop: TestLoop, connected: boolean, body: (endpoints: Endpoints) => Promise<void>): Promise<void> {
  const [one, other] = [new Notes(), new Notes()];
  const [receiving] = await loop.createDatagramEndpoint(() => other, { localAddr: { host: '127.0.0.1', port: 0 } });
  const address = receiving.getExtraInfo('sockname') as InetAddress;
  const options = connected ? { remoteAddr: address } : { localAddr: { host: '127.0.0.1', port: 0 } };
  const [transport] = await loop.createDatagramEndpoint(() => one, options);
  await body({ one, other, transport, to: connected ? null : address });
  for (const each of [transport, receiving]) each.close();
  await until(() => [one, other].every(({ events }) => events.at(-1)?.startsWith('lost') === true));
  expect([one.events.at(-1), other.events.at(-1)]).toEqual(['lost null', 'lost null']);
}

/** The next answers of the call that this endpoint sends with. */
function failSending(answers: Faults['answers'], connected: boolean, ...next: number[]): void {
  if (connected) answers.send = next;
  else answers.sendto = next;
}

describe.each([
  ['a connected endpoint', true],
  ['an endpoint that is not connected', false],
])('%s', (_which, connected) => {
  const syscall = connected ? 'send' : 'sendto';

  test.each(SHORT_OF_MEMORY)('is told of %s from sending, loses that datagram, and stays open', (code, errno) =>
    withFaults((loop, { answers }) =>
      withEndpoints(loop, connected, async ({ one, other, transport, to }) => {
        failSending(answers, connected, -errno);
        for (const text of ['first', 'second']) transport.sendto(text, to);
        await until(() => other.events.length > 0);
        expect([one.events, other.events]).toEqual([[`error ${syscall} ${code}`], ['second']]);
      }),
    ),
  );

  test('is told of an error of what was buffered, and sends the rest', () =>
    withFaults((loop, { answers }) =>
      withEndpoints(loop, connected, async ({ one, other, transport, to }) => {
        failSending(answers, connected, -EAGAIN, -ENOBUFS);
        for (const text of ['first', 'second', 'third']) transport.sendto(text, to);
        expect(transport.getWriteBufferSize()).toBeGreaterThan(0);
        await until(() => other.events.length === 2);
        expect([one.events, other.events]).toEqual([[`error ${syscall} ENOBUFS`], ['second', 'third']]);
        expect(transport.getWriteBufferSize()).toBe(0);
      }),
    ));

  test('sends all in order though it has to wait again and again', () =>
    withFaults((loop, { answers }) =>
      withEndpoints(loop, connected, async ({ one, other, transport, to }) => {
        failSending(answers, connected, ...Array<number>(100).fill(-EAGAIN));
        const texts = Array.from({ length: 50 }, (_, index) => `datagram ${index}`);
        for (const text of texts) transport.sendto(text, to);
        await until(() => other.events.length === texts.length);
        expect([one.events, other.events]).toEqual([[], texts]);
      }),
    ));

  test('closed while it has to wait sends what is buffered, then is lost', () =>
    withFaults((loop, { answers }) =>
      withEndpoints(loop, connected, async ({ one, other, transport, to }) => {
        failSending(answers, connected, -EAGAIN, -EAGAIN, -EAGAIN);
        for (const text of ['first', 'second']) transport.sendto(text, to);
        transport.close();
        await until(() => one.events.length > 0);
        await until(() => other.events.length === 2);
        expect([one.events, other.events]).toEqual([['lost null'], ['first', 'second']]);
      }),
    ));
});
