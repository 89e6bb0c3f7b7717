import type { Address, InetAddress, Socket } from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import { ANYWHERE, DatagramRecorder, finishAll, openEndpoint, openPaired, type PairedEndpoint } from './datagram-recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const { AF_INET = 0, SOCK_DGRAM = 0 } = constants;
/** What each datagram in the buffer counts beside its bytes. */
const HEADER = 8;

/** As `openPaired`, with nothing more going: what is sent is buffered. */
async function openFull(loop: TestLoop, protocol?: DatagramRecorder): Promise<PairedEndpoint & { inQueue: number }> {
  const one = await openPaired(loop, protocol);
  let inQueue = 0;
  while (one.transport.getWriteBufferSize() === 0) {
    one.transport.sendto(`${inQueue}`);
    inQueue++;
  }
  return { ...one, inQueue };
}

function readAll(sock: Socket): string[] {
  const texts: string[] = [];
  for (;;) {
    try {
      texts.push(String(sock.recv(100_000)));
    } catch (error) {
      if ((error as { code?: string }).code === 'EAGAIN') return texts;
      throw error;
    }
  }
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

describe('sendto', () => {
  test('sends at once, whatever the form of the bytes, nothing at all too', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      for (const data of ['text', Buffer.from('buffer'), new Uint16Array([0x4142]), Buffer.from('array').buffer.slice(0, 0), ''])
        transport.sendto(data);
      expect(readAll(other)).toEqual(['text', 'buffer', 'BA', '', '']);
      expect([transport.getWriteBufferSize(), protocol.events]).toEqual([0, ['made']]);
      expect(() => transport.sendto(5 as never)).toThrow(TypeError);
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));

  test('to the peer takes its address, and no other', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: ANYWHERE });
      const client = await openEndpoint(loop, { remoteAddr: server.address });
      const { host, port } = server.address as InetAddress;
      for (const address of [undefined, null, server.address, { host, port }]) client.transport.sendto('x', address);
      for (const wrong of [{ host, port: port + 1 }, { host: '127.0.0.2', port }, '/tmp/x', {}] as Address[])
        expect(() => client.transport.sendto('x', wrong)).toThrow(`the address must be null or the peer's, 127.0.0.1:${port}`);
      await until(() => server.protocol.received.length === 4);
      await finishAll(server, client);
    }));

  test('without a peer takes any address, but needs one', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      expect(() => one.transport.sendto('x')).toThrow('sendto needs an address');
      expect(() => one.transport.sendto('x', null)).toThrow('sendto needs an address');
      expect(() => one.transport.sendto('x', { host: 'localhost', port: 9 })).toThrow('getaddrinfo');
      expect(() => one.transport.sendto('x', { host: '127.0.0.1', port: -1 })).toThrow(RangeError);
      expect(() => one.transport.sendto('x', 5 as never)).toThrow(TypeError);
      one.transport.sendto('to itself', one.address);
      await until(() => one.protocol.received.length > 0);
      expect([one.protocol.errors, one.transport.isClosing()]).toEqual([[], false]);
      await finishAll(one);
    }));

  test('that the system refuses is told to errorReceived, and the endpoint stays open', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: ANYWHERE });
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      one.transport.sendto(Buffer.alloc(70_000), server.address);
      one.transport.sendto('x', { host: '::1', port: 9 });
      one.transport.sendto('x', '/tmp/x');
      expect(one.protocol.events).toEqual(['made', 'error EMSGSIZE', 'error EAFNOSUPPORT', 'error EINVAL']);
      expect(one.protocol.errors[0]).toMatchObject({ syscall: 'sendto', address: '127.0.0.1', port: (server.address as InetAddress).port });
      one.transport.sendto('still open', server.address);
      await until(() => server.protocol.received.length > 0);
      await finishAll(server, one);
    }));

  test('to a peer that is not there: errorReceived, each time', () =>
    withLoop(async (loop) => {
      const gone = socket(AF_INET, SOCK_DGRAM);
      gone.bind(ANYWHERE);
      const one = await openEndpoint(loop, { remoteAddr: gone.getsockname() });
      gone.close();
      for (let i = 1; i <= 2; i++) {
        one.transport.sendto('x');
        await until(() => one.protocol.errors.length === i);
      }
      expect([one.protocol.events, one.transport.isClosing()]).toEqual([['made', 'error ECONNREFUSED', 'error ECONNREFUSED'], false]);
      await finishAll(one);
    }));

  test.each(['close', 'abort'] as const)('after %s is dropped, and warned about from the fifth on', (how) =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openPaired(loop);
      const warnings = await warningsOf(async () => {
        transport[how]();
        for (let i = 0; i < 7; i++) transport.sendto('x');
        await until(() => protocol.lost);
        transport.sendto('x');
      });
      expect([warnings.length, readAll(other)]).toEqual([4, []]);
      other.close();
    }),
  );
});

describe('what the system does not take', () => {
  test('waits as a copy, and is sent in order when there is room', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other, inQueue } = await openFull(loop);
      const bytes = Buffer.from('kept');
      transport.sendto(bytes);
      transport.sendto('');
      bytes.fill('x');
      expect(transport.getWriteBufferSize()).toBe(String(inQueue - 1).length + 'kept'.length + 3 * HEADER);
      const received = readAll(other);
      expect(received).toEqual(numbers(inQueue - 1));
      await until(() => transport.getWriteBufferSize() === 0);
      expect([readAll(other), protocol.events]).toEqual([[String(inQueue - 1), 'kept', ''], ['made']]);
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));

  test('makes the protocol pause above the high-water mark, and resume at the low one', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other, inQueue } = await openFull(loop);
      expect(transport.getWriteBufferLimits()).toEqual([16_384, 65_536]);
      const before = transport.getWriteBufferSize();
      transport.setWriteBufferLimits({ high: before + HEADER, low: 0 });
      transport.sendto('');
      expect(protocol.events).toEqual(['made']);
      transport.sendto('');
      expect(protocol.events).toEqual(['made', 'pause']);
      let received = 0;
      for (; !protocol.events.includes('resume'); await turns()) received += readAll(other).length;
      received += readAll(other).length;
      expect([received, transport.getWriteBufferSize(), protocol.events]).toEqual([inQueue + 2, 0, ['made', 'pause', 'resume']]);
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));

  test('is sent before the endpoint closes', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other, inQueue } = await openFull(loop);
      transport.sendto('last');
      transport.close();
      await turns(3);
      expect([transport.isClosing(), protocol.lost]).toEqual([true, false]);
      const received: string[] = [];
      for (; !protocol.lost; await turns()) received.push(...readAll(other));
      expect([...received, ...readAll(other)]).toEqual([...numbers(inQueue), 'last']);
      other.close();
    }));

  test('is dropped by abort, also of one that is closing', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other, inQueue } = await openFull(loop);
      transport.close();
      transport.abort();
      expect(transport.getWriteBufferSize()).toBe(0);
      await until(() => protocol.lost);
      expect([readAll(other), protocol.events]).toEqual([numbers(inQueue - 1), ['made', 'lost null']]);
      other.close();
    }));

  test('fails one by one when the peer goes, and the endpoint stays open', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other } = await openFull(loop);
      for (const data of ['a', 'b']) transport.sendto(data);
      other.close();
      await until(() => transport.getWriteBufferSize() === 0);
      expect([protocol.errors.length, transport.isClosing()]).toEqual([3, false]);
      expect(protocol.errors[0]).toMatchObject({ code: 'ECONNREFUSED', syscall: 'send' });
      transport.close();
      await until(() => protocol.lost);
      expect(protocol.events.at(-1)).toBe('lost null');
    }));

  test('is dropped when errorReceived aborts', () =>
    withLoop(async (loop) => {
      const recorder = new DatagramRecorder();
      recorder.on = (event) => event === 'error' && recorder.transport?.abort();
      const { transport, other } = await openFull(loop, recorder);
      for (const data of ['a', 'b']) transport.sendto(data);
      other.close();
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'error ECONNREFUSED', 'lost null']);
    }));

  test('includes what resumeWriting sends, before it closes', () =>
    withLoop(async (loop) => {
      const recorder = new DatagramRecorder();
      recorder.on = (event) => event === 'resume' && recorder.transport?.sendto('more');
      const { transport, other, inQueue } = await openFull(loop, recorder);
      transport.setWriteBufferLimits({ high: 0 });
      transport.close();
      const received: string[] = [];
      for (; !recorder.lost; await turns()) received.push(...readAll(other));
      expect([...received, ...readAll(other)]).toEqual([...numbers(inQueue), 'more']);
      other.close();
    }));

  test('of very many goes in order', () =>
    withLoop(async (loop) => {
      const { transport, protocol, other, inQueue } = await openFull(loop);
      for (let i = inQueue; i < 5000; i++) transport.sendto(`${i}`);
      const received: string[] = [];
      for (; received.length < 5000; await turns()) received.push(...readAll(other));
      expect(received).toEqual(numbers(5000));
      transport.close();
      await until(() => protocol.lost);
      other.close();
    }));
});

describe('what a protocol throws', () => {
  test.each(['data', 'error'])('in %s is reported, and the endpoint stays open', (where) =>
    withLoop(async (loop, reports) => {
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      one.protocol.on = (event) => {
        if (event === where) throw new RangeError('of the protocol');
      };
      one.transport.sendto('first', one.address);
      one.transport.sendto(Buffer.alloc(70_000), one.address);
      one.transport.sendto('second', one.address);
      await until(() => one.protocol.received.length === 2);
      const what = where === 'data' ? 'datagramReceived' : 'errorReceived';
      const expected = { message: `protocol.${what}() failed`, exception: new RangeError('of the protocol'), transport: one.transport };
      expect(reports.splice(0)).toEqual(Array.from({ length: where === 'data' ? 2 : 1 }, () => expect.objectContaining(expected)));
      one.protocol.on = () => {};
      await finishAll(one);
    }),
  );

  test('in connectionMade or connectionLost is reported, and the socket closed', () =>
    withLoop(async (loop, reports) => {
      const recorder = new DatagramRecorder();
      recorder.on = () => {
        throw new RangeError('of the protocol');
      };
      const { transport, sock } = await openEndpoint(loop, { localAddr: ANYWHERE }, recorder);
      transport.close();
      await until(() => sock.fileno() === -1);
      expect(reports.splice(0).length).toBe(2);
    }));
});

describe('the socket of an endpoint', () => {
  test('is not to be closed or watched by others', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      expect((await failureOf(() => one.sock.close())).code).toBe('ERR_FD_IN_USE');
      expect((await failureOf(() => loop.addReader(one.sock, () => {}))).code).toBe('ERR_FD_IN_USE');
      await finishAll(one);
    }));

  test('has a name when it is gone, too; the transport says what it is', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      expect(String(one.transport)).toBe(`<DatagramTransport fd=${one.sock.fileno()} bufsize=0>`);
      await finishAll(one);
      await turns();
      expect([one.transport.getExtraInfo('sockname'), String(one.transport)]).toEqual([
        one.address,
        '<DatagramTransport closing bufsize=0>',
      ]);
    }));
});
