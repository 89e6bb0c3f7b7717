import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { addressOf } from '../listening.ts';
import { finish, openSide, Recorder, readAll } from '../recorder.ts';
import { turns, until } from '../with-loop.ts';
import { withFaults } from './failing-calls.ts';
import { BufferedRecorder, connecting, listening } from './tcp-side.ts';

const { EAGAIN, ECONNABORTED, ENOBUFS, ENOMEM, ENOSPC, EPERM, ENOPROTOOPT } = constants.errno;
const MUCH: Buffer = Buffer.alloc(3_000_000, 'x');
const SHORT_OF_MEMORY: readonly (readonly [code: string, errno: number])[] = [
  ['ENOBUFS', ENOBUFS],
  ['ENOMEM', ENOMEM],
];

describe.each(SHORT_OF_MEMORY)('%s', (code, errno) => {
  test('from recv ends the connection with that error, and is not reported', () =>
    withFaults(async (loop, { answers }) => {
      const side = await openSide(loop);
      answers.recv = [-errno];
      side.peer.send('unread');
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', `lost ${code}`]);
      expect(side.protocol.error).toMatchObject({ code, syscall: 'recv' });
      await finish(side);
    }));

  test('from recv into a protocol’s own buffer ends the connection with that error', () =>
    withFaults(async (loop, { answers }) => {
      const side = await openSide(loop, new BufferedRecorder());
      answers.recvInto = [-errno];
      side.peer.send('unread');
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', `lost ${code}`]);
      await finish(side);
    }));

  test('from the first send of a write ends the connection with that error, in a later turn', () =>
    withFaults(async (loop, { answers, made }) => {
      const side = await openSide(loop);
      answers.send = [-errno];
      side.transport.write('unsent');
      expect([side.protocol.lost, side.transport.isClosing()]).toEqual([false, true]);
      side.transport.write('nor this');
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', `lost ${code}`]);
      expect(made.send).toBe(1);
      await finish(side);
    }));

  test('from a send of what was buffered drops the rest of it', () =>
    withFaults(async (loop, { answers }) => {
      const side = await openSide(loop);
      side.transport.write(MUCH);
      side.transport.close();
      answers.send = [-errno];
      expect((await readAll(loop, side.peer)).length).toBeLessThan(MUCH.length);
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'pause', `lost ${code}`]);
      await finish(side);
    }));

  test('from writelines ends the connection with that error', () =>
    withFaults(async (loop, { answers }) => {
      const side = await openSide(loop);
      answers.sendv = [-errno];
      side.transport.writelines([Buffer.from('one'), Buffer.from('two')]);
      expect(side.transport.getWriteBufferSize()).toBe(0);
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', `lost ${code}`]);
      await finish(side);
    }));

  test('from socket or connect rejects createConnection, and leaves nothing open', () =>
    withFaults(async (loop, { answers }) => {
      const [listener, address] = listening();
      for (const call of ['open', 'connect'] as const) {
        answers[call] = [-errno];
        const error = await failureOf(() => loop.createConnection(() => new Recorder(), address));
        expect(error).toMatchObject({ code, syscall: call === 'open' ? 'socket' : 'connect' });
      }
      const protocol = new Recorder();
      await loop.createConnection(() => protocol, address);
      await finish(protocol);
      listener.close();
    }));

  test('from socket, bind or listen rejects createServer, and leaves nothing open', () =>
    withFaults(async (loop, { answers }) => {
      for (const call of ['open', 'bind', 'listen'] as const) {
        // One address was bound before the other fails.
        answers[call] = call === 'open' ? [-errno, -errno] : [0, -errno];
        const error = await failureOf(() => loop.createServer(() => new Recorder(), { host: ['127.0.0.1', '127.0.0.2'], port: 0 }));
        if (call !== 'open') expect(error).toMatchObject({ code });
      }
    }));
});

describe('accept', () => {
  test('goes on at once after connections that were given up', () =>
    withFaults(async (loop, { answers }) => {
      const served = new Recorder();
      const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0 });
      answers.accept = Array(50).fill(-ECONNABORTED);
      const client = connecting(addressOf(server));
      await until(() => served.transport !== null);
      client.close();
      await until(() => served.lost);
      server.close();
      await server.waitClosed();
    }));

  test('reports an error that it does not know, and serves whoever comes', () =>
    withFaults(async (loop, { answers }, reports) => {
      const served = new Recorder();
      const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0 });
      answers.accept = [-EPERM, -EPERM];
      const client = connecting(addressOf(server));
      await until(() => served.transport !== null);
      expect(reports.splice(0)).toMatchObject(Array(2).fill({ exception: { code: 'EPERM', syscall: 'accept' } }));
      client.close();
      await until(() => served.lost);
      server.close();
      await server.waitClosed();
    }));

  test('reports a client whose transport cannot be made, and closes its socket', () =>
    withFaults(async (loop, { answers }, reports) => {
      const server = await loop.createServer(() => new Recorder(), { host: '127.0.0.1', port: 0 });
      answers.getsockopt = [-ENOPROTOOPT];
      const client = connecting(addressOf(server));
      await until(() => reports.length > 0);
      expect(reports.splice(0)).toMatchObject([{ message: 'Error on transport creation for incoming connection' }]);
      await expect(loop.sockRecv(client, 10)).resolves.toHaveLength(0);
      client.close();
      server.close();
      await server.waitClosed();
    }));
});

describe('a descriptor that cannot be watched', () => {
  test('rejects createServer, and leaves nothing open', () =>
    withFaults(async (loop, { answers }) => {
      answers.register = [-ENOSPC];
      const error = await failureOf(() => loop.createServer(() => new Recorder(), { host: '127.0.0.1', port: 0 }));
      expect(error).toMatchObject({ code: 'ENOSPC', syscall: 'poll' });
    }));
});

describe('a connection whose wait to write cannot be registered', () => {
  test.each(['write', 'writelines'] as const)('is lost with that error by %s, and keeps nothing', (method) =>
    withFaults(async (loop, { answers }) => {
      const side = await openSide(loop);
      side.transport.pauseReading();
      answers.register = [-ENOSPC];
      if (method === 'write') side.transport.write(MUCH);
      else side.transport.writelines([MUCH.subarray(0, 1), MUCH]);
      expect([side.transport.isClosing(), side.transport.getWriteBufferSize()]).toEqual([true, 0]);
      side.transport.close();
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'lost ENOSPC']);
      await finish(side);
    }),
  );
});

describe('a system that says EAGAIN although it said ready, and moves few bytes at once', () => {
  test.each([
    ['a plain protocol', Recorder],
    ['a buffered protocol', BufferedRecorder],
  ])('loses no byte of %s', (_kind, Kind) =>
    withFaults(async (loop, faults) => {
      const [one, other] = [new Kind(), new Kind()];
      const server = await loop.createServer(() => other, { host: '127.0.0.1', port: 0 });
      await loop.createConnection(() => one, addressOf(server));
      await until(() => other.transport !== null);
      const sent = [randomBytes(500_000), randomBytes(500_000)] as const;
      faults.most = 1_000;
      for (const name of ['send', 'sendv', 'recv', 'recvInto'] as const) {
        faults.answers[name] = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? undefined : -EAGAIN)) as number[];
      }
      for (const [index, protocol] of [one, other].entries()) {
        const data = sent[index] as Buffer;
        protocol.transport?.writelines([data.subarray(0, 1), data.subarray(1, 100_000)]);
        protocol.transport?.write(data.subarray(100_000));
        protocol.transport?.writeEof();
        protocol.keepOpen = true;
      }
      await until(() => one.events.includes('eof') && other.events.includes('eof'));
      expect(Buffer.concat(other.received).equals(sent[0])).toBe(true);
      expect(Buffer.concat(one.received).equals(sent[1])).toBe(true);
      await turns(2);
      for (const { transport } of [one, other]) transport?.close();
      await until(() => one.lost && other.lost);
      expect([one.events.at(-1), other.events.at(-1)]).toEqual(['lost null', 'lost null']);
      server.close();
      await server.waitClosed();
    }),
  );
});
