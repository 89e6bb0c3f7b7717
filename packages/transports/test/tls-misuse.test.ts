import type { BufferedProtocol, Socket, StartTlsOptions, StreamProtocol, TlsOptions, Transport } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openPair, Recorder } from './recorder.ts';
import { openTlsPair, serveTls } from './tls-pairs.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

/** Why a client does not get a connection to a server whose certificate signed itself. */
async function refusalOf(loop: TestLoop, ssl: object, serverHostname: string): Promise<Error & { code?: string }> {
  const [sock, other] = socketpair();
  const serving = serveTls(loop, other, new Recorder(), { ssl: identity(certificates.selfSigned) }).then(
    ([transport]) => transport.abort(),
    () => {},
  );
  try {
    return await failureOf(() => loop.createConnection(() => ({}), { sock, ssl: ssl as TlsOptions, serverHostname }));
  } finally {
    sock.close();
    await serving;
  }
}

describe('a client refuses', () => {
  test('a certificate when its own check throws, whatever it throws', () =>
    withLoop(async (loop) => {
      const failure = new Error('from the check');
      for (const thrown of [failure, 'a string']) {
        const checkServerIdentity = (): never => {
          throw thrown;
        };
        const error = await refusalOf(loop, { ca: certificates.selfSigned.cert, checkServerIdentity }, 'localhost');
        if (thrown === failure) expect(error).toBe(failure);
        else expect([error.message, error.cause]).toEqual(['checkServerIdentity() failed', thrown]);
      }
    }));

  test('a check that is no function', () =>
    withLoop(async (loop) => {
      for (const checkServerIdentity of [5, null]) {
        const error = await refusalOf(loop, { checkServerIdentity }, 'localhost');
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toContain('checkServerIdentity');
      }
    }));

  test('a name that is only a dot, which would check none', () =>
    withLoop(async (loop) => {
      const error = await refusalOf(loop, { ca: certificates.selfSigned.cert }, '.');
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('serverHostname');
    }));

  test('a certificate although all objects say that none is to be refused', () =>
    withLoop(async (loop) => {
      Object.defineProperty(Object.prototype, 'rejectUnauthorized', { value: false, configurable: true, writable: true });
      try {
        expect(await refusalOf(loop, {}, 'localhost')).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
      } finally {
        Reflect.deleteProperty(Object.prototype, 'rejectUnauthorized');
      }
    }));
});

describe('startTls refuses', () => {
  test('a client without a name whose rejectUnauthorized: false is inherited', () =>
    withLoop(async (loop) => {
      const [left, right] = await openPair(loop);
      const ssl = Object.assign(Object.create({ rejectUnauthorized: false }), { ca: certificates.ca }) as TlsOptions;
      const error = await failureOf(() => loop.startTls(left.transport, left, { ssl }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('serverHostname');
      left.transport.close();
      await until(() => left.lost && right.lost);
    }));

  test('a transport whose own side has ended, instead of waiting for an answer that cannot come', () =>
    withLoop(async (loop) => {
      const right = new Recorder();
      right.keepOpen = true;
      const [left] = await openPair(loop, new Recorder(), right);
      left.transport.writeEof();
      const options: StartTlsOptions = { ssl: { ca: certificates.ca }, serverHostname: 'localhost' };
      expect(await failureOf(() => loop.startTls(left.transport, left, options))).toMatchObject({ code: 'ERR_TRANSPORT_STATE' });
      right.transport?.write('it goes on');
      await until(() => left.text === 'it goes on');
      right.transport?.close();
      await until(() => left.lost && right.lost);
    }));
});

test.each(['close', 'abort'] as const)('getBuffer() may call %s(), and gets nothing then', (way) =>
  withLoop(async (loop) => {
    const [left, events] = [new Recorder(), [] as string[]];
    let transport: Transport | null = null;
    const right: BufferedProtocol & StreamProtocol = {
      connectionMade: (made) => {
        transport = made as Transport;
      },
      getBuffer: () => {
        transport?.[way]();
        return Buffer.alloc(100);
      },
      bufferUpdated: (nbytes) => void events.push(`data ${nbytes}`),
      connectionLost: (error) => void events.push(`lost ${error}`),
    };
    const { client } = await openTlsPair(loop, certificates, { left, right });
    client.write('for the buffer');
    await until(() => left.lost && events.length > 0);
    await turns(3);
    expect(events).toEqual(['lost null']);
  }),
);

test('TLS inside TLS keeps for a paused reader what came before both ended', () =>
  withLoop(async (loop) => {
    const [left, right] = [new Recorder(), new Recorder()];
    const { client, server } = await openTlsPair(loop, certificates, { left, right });
    const [inner, served] = await Promise.all([
      loop.startTls(client, left, { ssl: { ca: certificates.ca }, serverHostname: 'localhost' }),
      loop.startTls(server, right, { ssl: identity(certificates.server), serverSide: true, sslShutdownTimeout: 50 }),
    ]);
    inner.pauseReading();
    served.write('kept');
    served.close();
    const below = client.getExtraInfo('socket') as Socket;
    await until(() => right.lost && below.fileno() === -1);
    // Node tells of what closed in rounds of its own.
    for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve));
    inner.resumeReading();
    await until(() => left.lost);
    expect([left.text, left.order]).toEqual(['kept', ['made', 'data', 'eof', 'lost null']]);
  }));
