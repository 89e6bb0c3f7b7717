import { CancelledError, createEventLoop, sleep, socket } from 'tsyncio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { describeWith } from '../../../test-support/needs-tool.ts';
import {
  SmtpClient,
  SmtpConnectError,
  SmtpConnectTimeoutError,
  SmtpNotSupportedError,
  SmtpServerDisconnectedError,
  SmtpTimeoutError,
} from '../src/index.ts';
import { type Answer, type Peer, type Script, ScriptedServer } from './scripted-server.ts';
import { onLoop, until } from './with-loop.ts';

describeWith(['openssl'], 'STARTTLS', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });
  afterAll(() => certificates.remove());

  type Body = (client: SmtpClient, server: ScriptedServer) => Promise<void>;
  const EHLO = '250-scripted.test\r\n250-STARTTLS\r\n250 X-IN-CLEAR\r\n';

  function conversation(starttls: Answer | undefined, body: Body): Promise<void> {
    return onLoop(createEventLoop(), async (loop) => {
      const answers: Record<string, Answer> = starttls === undefined ? { EHLO } : { EHLO, STARTTLS: starttls };
      const script: Script = { answers, tls: identity(certificates.server) };
      const server = await ScriptedServer.start(loop, script);
      const options = {
        ...server.address,
        localHostname: 'client.test',
        startTls: false,
        certBundle: certificates.caFile,
        timeout: 100_000,
      };
      const client = new SmtpClient(options);
      try {
        await client.connect();
        await body(client, server);
      } finally {
        client.close();
        await until(() => server.peers.every(({ lost }) => lost));
        await server.stop();
      }
    });
  }

  /** It consents, and then takes no part in the handshake. */
  function consentOnly(peer: Peer): string {
    peer.goDeaf();
    return '220 go on\r\n';
  }

  test('forgets what the server said before', () =>
    conversation(undefined, async (client) => {
      await client.ehlo();
      expect(client.supportsExtension('x-in-clear')).toBe(true);
      await client.startTls();
      expect([client.supportsExtension('x-in-clear'), client.lastEhloResponse]).toEqual([false, null]);
      expect((await client.noop()).code).toBe(250);
    }));

  test('does not take for a reply what somebody put behind the server’s consent', () =>
    conversation(
      (peer: Peer) => {
        peer.say('220 go on\r\n250-evil.test\r\n250 AUTH PLAIN\r\n');
        peer.startTls();
        return null;
      },
      async (client) => {
        await client.startTls();
        expect((await client.ehlo()).message).toMatch(/^scripted\.test/);
        expect(client.supportsExtension('auth')).toBe(false);
      },
    ));

  test('that is refused leaves the connection in clear', () =>
    conversation('454 not now\r\n', async (client) => {
      expect((await failureOf(() => client.startTls())).message).toBe('the server refused STARTTLS: 454 not now');
      expect((await client.noop()).code).toBe(250);
    }));

  test('is not tried where it is not offered', () =>
    conversation(undefined, async (client, server) => {
      await client.helo();
      expect(await failureOf(() => client.startTls())).toBeInstanceOf(SmtpNotSupportedError);
      expect(server.lines).toEqual(['HELO client.test']);
    }));

  test('without a handshake fails after the time limit', () =>
    conversation(consentOnly, async (client) => {
      expect(await failureOf(() => client.startTls({ timeout: 100 }))).toBeInstanceOf(SmtpTimeoutError);
      expect(client.isConnected).toBe(false);
    }));

  test('tells a server that hangs up instead', () =>
    conversation(
      (peer: Peer) => {
        peer.say('220 go on\r\n');
        peer.transport?.close();
        return null;
      },
      async (client) => {
        expect(await failureOf(() => client.startTls())).toBeInstanceOf(SmtpServerDisconnectedError);
      },
    ));

  test('that is cancelled in the handshake ends the connection', () =>
    conversation(consentOnly, async (client, server) => {
      const { loop } = server;
      const task = loop.createTask(() => client.startTls());
      await until(() => server.lines.at(-1) === 'STARTTLS');
      await sleep(10);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(client.isConnected).toBe(false);
    }));

  test('from the first byte fails after the time limit where the server says nothing', () =>
    onLoop(createEventLoop(), async (loop) => {
      const server = await ScriptedServer.start(loop, { greeting: null, deaf: true });
      const client = new SmtpClient({ ...server.address, useTls: true, timeout: 100, localHostname: 'client.test' });
      expect(await failureOf(() => client.connect())).toBeInstanceOf(SmtpConnectTimeoutError);
      expect(client.isConnected).toBe(false);
      await server.stop();
    }));

  test('from the first byte fails where the server speaks in clear', () =>
    conversation(undefined, async (_client, server) => {
      const client = new SmtpClient({ ...server.address, useTls: true, localHostname: 'client.test' });
      expect(await failureOf(() => client.connect())).toBeInstanceOf(SmtpConnectError);
      expect(client.isConnected).toBe(false);
    }));

  test('needs a name to check where there is no host', () =>
    conversation(undefined, async (_client, server) => {
      const sock = socket();
      const { hostname: host, port } = server.address;
      await server.loop.sockConnect(sock, { host, port });
      const client = new SmtpClient({ sock, localHostname: 'client.test', startTls: true, certBundle: certificates.caFile });
      expect((await failureOf(() => client.connect())).message).toContain('needs serverHostname');
      await until(() => sock.fileno() === -1);
    }));

  test('checks the name', () =>
    conversation(undefined, async (client) => {
      const error = await failureOf(() => client.startTls({ serverHostname: 'other.test' }));
      expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    }));
});
