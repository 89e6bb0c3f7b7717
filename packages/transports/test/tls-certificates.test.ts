import { type Protocol, SystemError, type TlsOptions } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, type Certified, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { Recorder } from './recorder.ts';
import { openTlsPair, serveTls } from './tls-pairs.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

type Client = { ssl?: TlsOptions | true; serverHostname?: string };

/** What the client's connection fails with, at a server with that certificate; nothing may be left open or have been connected. */
function refusalOf(server: Certified, client: Client): Promise<Error & { code?: string }> {
  let refused: (Error & { code?: string }) | undefined;
  return withLoop(async (loop) => {
    const before = openSockets();
    const [one, other] = socketpair();
    const right = new Recorder();
    const serving = serveTls(loop, other, right, { ssl: identity(server) }).catch(() => {});
    const left = new Recorder();
    const options = { ssl: { ca: certificates.ca }, serverHostname: 'localhost', ...client };
    refused = await failureOf(() => loop.createConnection(() => left, { sock: one, ...options }));
    await serving;
    await until(() => right.events.length === 0 || right.lost);
    await until(() => openSockets().length <= before.length);
    expect(left.events).toEqual([]);
    expect(openSockets()).toEqual(before);
  }).then(() => refused as Error);
}

describe('a client refuses, with the code of node:tls,', () => {
  test('a certificate that has expired', async () => {
    expect(await refusalOf(certificates.expired, {})).toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  });

  test('a certificate for another name', async () => {
    expect(await refusalOf(certificates.wrongName, {})).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(await refusalOf(certificates.server, { serverHostname: 'other.test' })).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(await refusalOf(certificates.server, { serverHostname: '127.0.0.2' })).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('a certificate that signed itself', async () => {
    expect(await refusalOf(certificates.selfSigned, {})).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  test('a certificate of an unknown authority, which is any without ca', async () => {
    const code = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    expect(await refusalOf(certificates.foreign, {})).toMatchObject({ code });
    expect(await refusalOf(certificates.server, { ssl: true })).toMatchObject({ code });
    expect(await refusalOf(certificates.server, { ssl: {}, serverHostname: '' })).toMatchObject({ code });
  });

  test('whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await refusalOf(certificates.selfSigned, {})).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  test('whatever its options inherit', async () => {
    const ssl = Object.assign(Object.create({ rejectUnauthorized: false }), { ca: certificates.ca });
    expect(await refusalOf(certificates.selfSigned, { ssl })).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });
});

describe('a client accepts', () => {
  test('any certificate with rejectUnauthorized: false, and can ask what was wrong', () =>
    withLoop(async (loop) => {
      for (const server of [certificates.selfSigned, certificates.expired, certificates.wrongName]) {
        const [left, right] = [new Recorder(), new Recorder()];
        const { client } = await openTlsPair(loop, certificates, {
          left,
          right,
          server: { ssl: identity(server) },
          client: { ssl: { rejectUnauthorized: false } },
        });
        const { authorized, authorizationError } = client.getExtraInfo('sslObject') ?? {};
        expect([authorized, typeof authorizationError]).toEqual([false, 'string']);
        client.close();
        await until(() => left.lost && right.lost);
      }
    }));

  test('any name with an empty serverHostname', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const server = { ssl: identity(certificates.wrongName) };
      const { client } = await openTlsPair(loop, certificates, { left, right, server, client: { serverHostname: '' } });
      client.close();
      await until(() => left.lost && right.lost);
    }));
});

describe('a server that asks for certificates', () => {
  const mutual = (extra: TlsOptions = {}): TlsOptions => ({
    ...identity(certificates.server),
    ca: certificates.ca,
    requestCert: true,
    ...extra,
  });

  test('accepts a client it can verify, and knows who it is', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const client = { ssl: { ca: certificates.ca, ...identity(certificates.client) } };
      const opened = await openTlsPair(loop, certificates, { left, right, server: { ssl: mutual() }, client });
      expect(opened.server.getExtraInfo('peercert')?.subject).toMatchObject({ CN: 'the client' });
      expect(opened.server.getExtraInfo('sslObject')?.authorized).toBe(true);
      opened.client.close();
      await until(() => left.lost && right.lost);
    }));

  test.each([
    ['without one', (): TlsOptions => ({}), 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'],
    ['with one that signed itself', () => identity(certificates.selfSigned), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['with one of an unknown authority', () => identity(certificates.foreign), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['with one that has expired', () => identity(certificates.expired), 'CERT_HAS_EXPIRED'],
  ])('refuses a client %s; the client hears it after its own handshake', (_what, own, code) =>
    withLoop(async (loop) => {
      for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
        const before = openSockets();
        const [one, other] = socketpair();
        const [left, right] = [new Recorder(), new Recorder()];
        const ssl = { ca: certificates.ca, maxVersion, ...own() };
        const serving = failureOf(() => serveTls(loop, other, right, { ssl: mutual() }));
        const connected = await loop
          .createConnection(() => left, { sock: one, ssl, serverHostname: 'localhost' })
          .then(() => true)
          .catch(() => false);
        expect(await serving).toMatchObject({ code });
        await until(() => !connected || left.lost);
        // TLS 1.3 lets the client finish first.
        if (maxVersion === 'TLSv1.3') expect(left.events[0]).toBe('made');
        expect(right.events).toEqual([]);
        await until(() => openSockets().length <= before.length);
      }
    }),
  );

  test('lets anybody in with rejectUnauthorized: false, and can tell them apart', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const client = { ssl: { ca: certificates.ca, ...identity(certificates.foreign) } };
      const server = { ssl: mutual({ rejectUnauthorized: false }) };
      const opened = await openTlsPair(loop, certificates, { left, right, server, client });
      const { authorized, authorizationError } = opened.server.getExtraInfo('sslObject') ?? {};
      expect([authorized, authorizationError]).toEqual([false, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
      opened.client.close();
      await until(() => left.lost && right.lost);
    }));
});

describe('options', () => {
  const make = (): Protocol => ({});
  /** What a connection with these options fails with, before anything is sent. */
  const failure = (loop: TestLoop, ssl: object): Promise<Error> => {
    const [sock, peer] = socketpair();
    return failureOf(() => loop.createConnection(make, { sock, ssl: ssl as TlsOptions, serverHostname: 'localhost' })).finally(() => {
      sock.close();
      peer.close();
    });
  };

  test('that are wrong are refused, and no secret is shown', () =>
    withLoop(async (loop) => {
      const wrong: [object, unknown][] = [
        [{ passphrase: 12_345_678 }, TypeError],
        [{ ALPNProtocols: 5 }, TypeError],
        [{ ALPNProtocols: [5] }, TypeError],
        [{ minVersion: 'SSLv9' }, TypeError],
        [{ cert: 'no certificate' }, Error],
        [{ ...identity(certificates.server), key: certificates.client.key }, Error],
      ];
      for (const [ssl, type] of wrong) {
        const error = await failure(loop, ssl);
        expect(error).toBeInstanceOf(type);
        expect(`${error.message} ${error.stack}`).not.toMatch(/12345678|12_345_678|BEGIN/);
      }
    }));

  test('with which both sides cannot agree fail on both', () =>
    withLoop(async (loop) => {
      const [one, other] = socketpair();
      const ssl = { ...identity(certificates.server), minVersion: 'TLSv1.3' as const };
      const serving = failureOf(() => serveTls(loop, other, {}, { ssl }));
      const options = { sock: one, ssl: { ca: certificates.ca, maxVersion: 'TLSv1.2' as const }, serverHostname: 'localhost' };
      const error = await failureOf(() => loop.createConnection(make, options));
      expect(error.code).toMatch(/^ERR_SSL_/);
      expect(error).not.toBeInstanceOf(SystemError);
      expect((await serving).code).toMatch(/^ERR_SSL_/);
    }));
});
