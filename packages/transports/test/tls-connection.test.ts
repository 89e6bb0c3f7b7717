import { checkServerIdentity, createSecureContext } from 'node:tls';
import { type BufferedProtocol, NotImplementedError, type Protocol, type Socket } from '@tsyncio/core';
import { constants, socket, socketpair } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { asDuplex } from '../src/index.ts';
import { bound } from './listening.ts';
import { Recorder } from './recorder.ts';
import { openTlsPair, serveTls } from './tls-pairs.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const MEGABYTE = 1 << 20;
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

/** As withLoop; the sockets that were open before are open afterwards, no more and no less. */
function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    await until(() => openSockets().length <= before.length);
    expect(openSockets()).toEqual(before);
  });
}

/** A connection over TCP: the client's end, and the accepted one. */
async function tcpPair(loop: TestLoop): Promise<readonly [Socket, Socket]> {
  const [listening, address] = bound();
  listening.listen();
  const accepting = loop.sockAccept(listening);
  const client = socket(constants.AF_INET, constants.SOCK_STREAM);
  await loop.sockConnect(client, address);
  const [accepted] = await accepting;
  listening.close();
  return [client, accepted];
}

describe('a TLS connection', () => {
  test('carries bytes both ways; close() ends both sides in order', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      expect([left.events, right.events]).toEqual([['made'], ['made']]);
      client.write('hello');
      server.writelines(['ans', 'wer']);
      await until(() => left.bytes === 6 && right.bytes === 5);
      client.close();
      expect([client.isClosing(), client.isReading(), left.lost]).toEqual([true, false, false]);
      await until(() => left.lost && right.lost);
      // asyncio too tells of the end that answers ours.
      expect(left.order).toEqual(['made', 'data', 'eof', 'lost null']);
      expect(right.order).toEqual(['made', 'data', 'eof', 'lost null']);
    }));

  test('over TCP tells what was agreed on, and what lies below', () =>
    withNothingLeft(async (loop) => {
      const pair = await tcpPair(loop);
      const [left, right] = [new Recorder(), new Recorder()];
      const options = { server: { ssl: { ...identity(certificates.server), ALPNProtocols: ['b', 'a'] } } };
      const asked = { ssl: { ca: certificates.ca, ALPNProtocols: ['a', 'b'] }, serverHostname: 'www.example.test' };
      const peername = pair[0].getpeername();
      const { client, server } = await openTlsPair(loop, certificates, { ...options, client: asked, left, right }, pair);
      const sslObject = client.getExtraInfo('sslObject');
      expect([sslObject?.alpnProtocol, sslObject?.authorized, sslObject?.encrypted]).toEqual(['b', true, true]);
      expect((server.getExtraInfo('sslObject') as { servername?: string }).servername).toBe('www.example.test');
      expect(client.getExtraInfo('cipher')).toMatchObject({ name: expect.stringContaining('AES'), bits: expect.any(Number) });
      expect(client.getExtraInfo('cipher')).toEqual(server.getExtraInfo('cipher'));
      expect(client.getExtraInfo('peercert')?.subject).toMatchObject({ CN: 'server' });
      expect(server.getExtraInfo('peercert')).toEqual({});
      expect([client.getExtraInfo('compression'), client.getExtraInfo('compression', 'x')]).toEqual([null, null]);
      expect(client.getExtraInfo('sslcontext')).toHaveProperty('context');
      expect(client.getExtraInfo('nothing', 'fallback')).toBe('fallback');
      expect(client.getExtraInfo('peername')).toEqual(peername);
      expect(client.getExtraInfo('sockname')).toEqual(server.getExtraInfo('peername'));
      const sock = client.getExtraInfo('socket') as Socket;
      expect(sock.getsockname()).toEqual(client.getExtraInfo('sockname'));
      expect(sock.getsockopt(constants.IPPROTO_TCP as number, constants.TCP_NODELAY as number)).toBe(1);
      client.close();
      await until(() => left.lost && right.lost);
      expect(client.getExtraInfo('peername')).toEqual(peername);
      expect(client.getExtraInfo('peercert')?.subject).toMatchObject({ CN: 'server' });
    }));

  test('its socket cannot be closed by hand, and has no descriptor once Node closed it', () =>
    withNothingLeft(async (loop) => {
      const [one, other] = socketpair();
      const left = new Recorder();
      const { client, server } = await openTlsPair(loop, certificates, { left }, [one, other]);
      expect([one.fileno(), other.fileno()]).toEqual([-1, -1]);
      const sock = client.getExtraInfo('socket') as Socket;
      const fd = sock.fileno();
      expect(() => loop.addReader(fd, () => {})).toThrow(expect.objectContaining({ code: 'ERR_FD_IN_USE' }));
      expect(() => sock.close()).toThrow(expect.objectContaining({ code: 'ERR_FD_IN_USE' }));
      expect(() => sock.detach()).toThrow(expect.objectContaining({ code: 'ERR_FD_IN_USE' }));
      client.abort();
      expect(sock.fileno()).toBe(-1);
      expect(() => sock.getsockname()).toThrow(expect.objectContaining({ code: 'EBADF' }));
      const [again, last] = socketpair();
      loop.addReader(again, () => {});
      loop.removeReader(again);
      again.close();
      last.close();
      server.abort();
      await until(() => left.lost);
    }));

  test('sends no name and checks none when serverHostname is empty; never sends an address', () =>
    withNothingLeft(async (loop) => {
      for (const serverHostname of ['', '127.0.0.1', '::1', 'localhost.', 'bücher.test']) {
        const [left, right] = [new Recorder(), new Recorder()];
        const { client, server } = await openTlsPair(loop, certificates, { left, right, client: { serverHostname } });
        const { servername } = server.getExtraInfo('sslObject') as { servername?: string | false };
        const sent = { 'localhost.': 'localhost', 'bücher.test': 'xn--bcher-kva.test' }[serverHostname] ?? false;
        expect(servername || false).toBe(sent);
        client.close();
        await until(() => left.lost && right.lost);
      }
    }));

  test('takes a secure context made before, and a check of the name of your own', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const asked: string[] = [];
      const ssl = {
        secureContext: createSecureContext({ ca: certificates.ca }),
        checkServerIdentity: (name: string, certificate: Parameters<typeof checkServerIdentity>[1]) => {
          asked.push(name);
          return checkServerIdentity(name, certificate);
        },
      };
      const { client } = await openTlsPair(loop, certificates, { left, right, client: { ssl } });
      expect([asked, client.getExtraInfo('sslcontext') === ssl.secureContext]).toEqual([['localhost'], true]);
      client.close();
      await until(() => left.lost && right.lost);
    }));

  test('moves 10 MB both ways at once, with a Protocol and a BufferedProtocol', () =>
    withNothingLeft(async (loop) => {
      const data = Buffer.alloc(10 * MEGABYTE, 'tsyncio over TLS ');
      const parts: Buffer[] = [];
      const space = Buffer.alloc(50_000);
      const buffered: BufferedProtocol & { ended: boolean } = {
        ended: false,
        getBuffer: () => space,
        bufferUpdated: (nbytes) => void parts.push(Buffer.from(space.subarray(0, nbytes))),
        connectionLost() {
          this.ended = true;
        },
      };
      const left = new Recorder();
      const { client, server } = await openTlsPair(loop, certificates, { left, right: buffered });
      client.write(data);
      server.write(data);
      expect(left.events).toEqual(['made', 'pause']);
      const received = (): number => parts.reduce((sum, { length }) => sum + length, 0);
      await until(() => left.bytes === data.length && received() === data.length);
      expect(Buffer.concat(left.received).equals(data)).toBe(true);
      expect(Buffer.concat(parts).equals(data)).toBe(true);
      await until(() => client.getWriteBufferSize() === 0);
      client.close();
      await until(() => left.lost && buffered.ended);
      expect(left.events.filter((event) => event !== 'data')).toEqual(['made', 'pause', 'resume', 'eof', 'lost null']);
    }));

  test('pauses the protocol at 512 KiB and resumes it at 128 KiB, unless told otherwise', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      expect(client.getWriteBufferLimits()).toEqual([128 * 1024, 512 * 1024]);
      server.pauseReading();
      client.write(Buffer.alloc(512 * 1024 - 1));
      expect(left.events).toEqual(['made']);
      client.write('x');
      expect([left.events, client.getWriteBufferSize()]).toEqual([['made', 'pause'], 512 * 1024]);
      server.resumeReading();
      await until(() => right.bytes === 512 * 1024);
      expect(left.events).toEqual(['made', 'pause', 'resume']);
      client.setWriteBufferLimits({ high: 1000 });
      expect(client.getWriteBufferLimits()).toEqual([250, 1000]);
      client.setWriteBufferLimits();
      expect(client.getWriteBufferLimits()).toEqual([128 * 1024, 512 * 1024]);
      expect(() => client.setWriteBufferLimits({ high: 1, low: 2 })).toThrow(RangeError);
      client.close();
      await until(() => left.lost && right.lost);
    }));

  test('a paused transport delivers nothing, and its peer cannot write for ever', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      right.on = (event) => void (event === 'made' && right.transport?.pauseReading());
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      expect(server.isReading()).toBe(false);
      client.write(Buffer.alloc(16 * MEGABYTE));
      for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
      expect([right.bytes, client.getWriteBufferSize() > MEGABYTE]).toEqual([0, true]);
      server.resumeReading();
      server.resumeReading();
      await until(() => right.bytes === 16 * MEGABYTE);
      client.close();
      await until(() => left.lost && right.lost);
    }));

  test('setProtocol sends what follows to the new protocol, of either kind', () =>
    withNothingLeft(async (loop) => {
      const [left, first, second] = [new Recorder(), new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right: first });
      client.write('one');
      await until(() => first.bytes === 3);
      server.setProtocol(second);
      expect(server.getProtocol()).toBe(second);
      client.write('two');
      client.close();
      await until(() => left.lost && second.lost);
      expect([first.events, second.order]).toEqual([
        ['made', 'data'],
        ['data', 'eof', 'lost null'],
      ]);
    }));

  test('cannot end one side only', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client } = await openTlsPair(loop, certificates, { left, right });
      expect(client.canWriteEof()).toBe(false);
      expect(() => client.writeEof()).toThrow(NotImplementedError);
      client.close();
      await until(() => left.lost && right.lost);
    }));

  test('warns when eofReceived wants to keep it open, which is impossible', () =>
    withNothingLeft(async (loop) => {
      const warnings: string[] = [];
      const onWarning = (warning: Error): void => void warnings.push(warning.message);
      process.on('warning', onWarning);
      const [left, right] = [new Recorder(), new Recorder()];
      right.keepOpen = true;
      const { client } = await openTlsPair(loop, certificates, { left, right });
      client.close();
      await until(() => left.lost && right.lost && warnings.length > 0);
      expect(warnings).toEqual([expect.stringMatching(/returning true from eofReceived\(\) has no effect/)]);
      process.off('warning', onWarning);
    }));

  test('what is written after close is dropped, from the fifth write on with a warning', () =>
    withNothingLeft(async (loop) => {
      const warnings: string[] = [];
      const onWarning = (warning: Error): void => void warnings.push(warning.message);
      process.on('warning', onWarning);
      const [left, right] = [new Recorder(), new Recorder()];
      const { client } = await openTlsPair(loop, certificates, { left, right });
      client.write('sent');
      client.close();
      for (let i = 0; i < 7; i++) client.write('dropped');
      await until(() => left.lost && right.lost && warnings.length > 0);
      client.write('dropped');
      expect(right.text).toBe('sent');
      await turns(2);
      await until(() => warnings.length >= 3);
      expect(warnings[0]).toMatch(/connection is lost/);
      process.off('warning', onWarning);
    }));

  test('close sends all that is buffered first; abort drops it', () =>
    withNothingLeft(async (loop) => {
      for (const way of ['close', 'abort'] as const) {
        const [left, right] = [new Recorder(), new Recorder()];
        const { client } = await openTlsPair(loop, certificates, { left, right });
        client.write(Buffer.alloc(8 * MEGABYTE));
        client[way]();
        await until(() => left.lost && right.lost);
        expect(left.error).toBeNull();
        if (way === 'close') expect(right.bytes).toBe(8 * MEGABYTE);
        else expect(right.bytes).toBeLessThan(8 * MEGABYTE);
      }
    }));

  test.each(['made', 'data', 'eof', 'pause', 'lost'])('close() and abort() may be called in any callback: %s', (event) =>
    withNothingLeft(async (loop) => {
      for (const way of ['close', 'abort'] as const) {
        const [left, right] = [new Recorder(), new Recorder()];
        // A client that aborts in connectionMade may be gone before the server has the last of the handshake.
        const acting = event === 'made' ? right : left;
        acting.on = (told) => void (told === event && acting.transport?.[way]());
        const { client, server } = await openTlsPair(loop, certificates, { left, right });
        server.write('for data');
        client.write(Buffer.alloc(MEGABYTE));
        if (event !== 'made') await until(() => left.bytes > 0 || left.lost);
        server.close();
        await until(() => left.lost && right.lost);
        expect(acting.events.filter((told) => told.startsWith('lost'))).toEqual(['lost null']);
        expect([left.events[0], right.events[0]]).toEqual(['made', 'made']);
      }
    }),
  );

  test('a protocol that throws ends the connection and is reported', () =>
    withLoop(async (loop, reports) => {
      const failure = new Error('from dataReceived');
      const lost: unknown[] = [];
      const failing: Protocol = {
        dataReceived: () => {
          throw failure;
        },
        connectionLost: (error) => void lost.push(error),
      };
      const left = new Recorder();
      const { client } = await openTlsPair(loop, certificates, { left, right: failing });
      client.write('x');
      await until(() => lost.length > 0 && left.lost);
      expect(lost).toEqual([failure]);
      expect(reports.splice(0)).toMatchObject([{ exception: failure }]);
    }));

  test('a server with an owner is counted from the beginning of its handshake to its loss', () =>
    withNothingLeft(async (loop) => {
      const counted: string[] = [];
      const owner = { attach: () => void counted.push('attach'), detach: () => void counted.push('detach') };
      const [left, right] = [new Recorder(), new Recorder()];
      const ssl = identity(certificates.server);
      const { client } = await openTlsPair(loop, certificates, { left, right, server: { ssl, owner } });
      expect(counted).toEqual(['attach']);
      client.close();
      await until(() => left.lost && right.lost);
      await turns(1);
      expect(counted).toEqual(['attach', 'detach']);
      const [one, other] = socketpair();
      one.close();
      await expect(serveTls(loop, other, {}, { ssl, owner })).rejects.toMatchObject({ code: 'ECONNRESET' });
      await turns(2);
      expect(counted).toEqual(['attach', 'detach', 'attach', 'detach']);
    }));
});

describe('asDuplex over TLS', () => {
  test('end() says goodbye and goes on reading, as a TLSSocket does', () =>
    withNothingLeft(async (loop) => {
      const right = new Recorder();
      right.on = (event) => void (event === 'eof' && right.transport?.write('last words'));
      const { client } = await openTlsPair(loop, certificates, { left: {}, right });
      const stream = asDuplex(client);
      stream.end('question');
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part);
      expect([String(Buffer.concat(parts)), right.text]).toEqual(['last words', 'question']);
      await until(() => stream.closed && right.lost);
      expect(right.error).toBeNull();
    }));
});
