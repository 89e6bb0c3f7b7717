import type { InetAddress, TimerHandle, TlsOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { certificates } from '../../certificates.ts';
import { unixName } from '../sockets/open-sockets.ts';
import { type TlsStage, withTls } from './open-tls.ts';

/** Connect to a server with this certificate; trace the refusal, and that the client's protocol heard nothing. */
async function refuse(
  net: TlsStage,
  ssl: TlsOptions,
  trusting: TlsOptions | true = net.trusting,
  serverHostname = 'localhost',
): Promise<void> {
  const served = net.quiet();
  const [, address] = await net.serveTls(() => served, { ssl });
  await net.attempt('refused', () => net.connectTls(() => net.recorder('never'), address, { ssl: trusting, serverHostname }));
}

export const handshakes: readonly Case[] = [
  {
    name: 'tls/not-trusted',
    title: 'a certificate of an authority that is not trusted is refused by the client',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_create_connection_ssl_failed_certificate'],
    run: withTls(async (net) => {
      await refuse(net, certificates.stranger);
      await refuse(net, certificates.server, {});
      await refuse(net, certificates.server, true);
    }),
  },
  {
    name: 'tls/not-trusted-by-the-client',
    title: 'a server whose certificate is refused, over TCP or Unix sockets, and what its protocol hears of it',
    needs: ['transports', 'tls'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_server_ssl_verify_failed',
      'test_events.EventLoopTestsMixin.test_create_unix_server_ssl_verify_failed',
    ],
    run: withTls(async (net) => {
      const path = unixName('refused') as string;
      const options = { ssl: net.trusting, serverHostname: 'localhost' };
      for (const unix of [false, true]) {
        const served = net.quiet();
        const factory = () => served;
        const server = unix
          ? net.own(await net.loop.createUnixServer(factory, { path, ssl: certificates.stranger }))
          : (await net.serveTls(factory, { ssl: certificates.stranger }))[0];
        const address = server.sockets[0]?.getsockname() as InetAddress;
        const connect = unix
          ? () => net.loop.createUnixConnection(() => net.recorder('never'), { path, ...options })
          : () => net.loop.createConnection(() => net.recorder('never'), { ...address, ...options });
        await net.attempt('refused', connect);
        server.close();
        await server.waitClosed();
        net.trace('the server', served.count('made'), served.count('lost'));
      }
    }),
  },
  {
    name: 'tls/another-name',
    title: 'a certificate for another name is refused by the client, unless it does not check',
    needs: ['transports', 'tls'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_ssl_match_failed'],
    run: withTls(async (net) => {
      await refuse(net, certificates.otherName);
      await refuse(net, certificates.server, net.trusting, 'other.test');
      const served = net.quiet();
      const [, address] = await net.serveTls(() => served, { ssl: certificates.otherName });
      await net.connectTls(() => net.recorder('client'), address, { serverHostname: 'other.test' });
      await net.connectTls(() => net.recorder('careless'), address, { serverHostname: '' });
    }),
  },
  {
    name: 'tls/name-is-the-host',
    title: 'the certificate must be for the host unless another name is given',
    needs: ['transports', 'tls'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ssl_server_hostname_default'],
    run: withTls(async (net) => {
      const [, { port }] = await net.serveTls(() => net.quiet());
      await net.connectTls(() => net.recorder('by address'), { host: '127.0.0.1', port });
      await net.attempt('by name', () => net.connectTls(() => net.recorder('never'), { host: 'one.test', port }));
      await net.connectTls(() => net.recorder('by another name'), { host: 'one.test', port }, { serverHostname: 'localhost' });
    }),
  },
  {
    name: 'tls/ended-in-handshake',
    title: 'a peer that ends in the handshake: ECONNRESET, and the protocol hears nothing',
    needs: ['transports', 'tls'],
    covers: ['test_ssl.TestSSL.test_ssl_handshake_connection_lost', 'test_sslproto.SslProtoHandshakeTests.test_eof_received_waiter'],
    run: withTls(async (net) => {
      const [connect, peer, sock] = net.half();
      const connecting = net.loop.createTask(connect);
      await net.receive(peer, 1);
      peer.close();
      await net.attempt('ended', async () => await connecting);
      await net.pass();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'tls/slow-handshake',
    title: 'a handshake that takes too long is aborted, and the socket closed',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_create_connection_ssl_slow_handshake'],
    run: withTls(async (net) => {
      const [connect, peer, sock] = net.half({ sslHandshakeTimeout: 20 });
      await net.attempt('too slow', connect);
      await net.receive(peer);
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'tls/cancelled-handshake',
    title: 'a handshake is cancelled: the socket is closed, and nothing is reported',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_handshake_timeout'],
    run: withTls(async (net) => {
      const [connect, peer, sock] = net.half();
      const waiting = net.loop.createTask(connect);
      await net.receive(peer, 1);
      waiting.cancel();
      await net.attempt('cancelled', async () => await waiting);
      await net.receive(peer);
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'tls/no-tls-there',
    title: 'a peer that speaks something else is an error of TLS, and the socket is closed',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const [connect, peer, sock] = net.half();
      peer.send('220 this is no TLS\r\n');
      await net.attempt('no TLS', connect);
      await net.pass();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'tls/client-without-tls',
    title: 'a client that speaks no TLS is closed by the server, whose protocol hears nothing; the server goes on',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const served = net.later('server');
      const waiting = [net.recorder('never'), served];
      const [, address] = await net.serveTls(() => waiting.shift() ?? {});
      const client = net.socket();
      await net.loop.sockConnect(client, address);
      client.send('GET / HTTP/1.0\r\n\r\n');
      await net.receive(client);
      await net.connectTls(() => net.quiet(), address);
      await served.when('made');
      net.tell();
    }),
  },
  {
    name: 'tls/refused-options',
    title: 'TLS without any name, timeouts that are none, and TLS of nothing for a server are refused',
    needs: ['transports', 'tls'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ssl_server_hostname_errors',
      'test_sslproto.SslProtoHandshakeTests.test_handshake_timeout_zero',
      'test_sslproto.SslProtoHandshakeTests.test_handshake_timeout_negative',
    ],
    run: withTls(async (net) => {
      const [, address] = await net.serveTls(() => net.quiet());
      const [sock] = net.pair();
      const never = () => net.recorder('never');
      await net.refusal('no name', () => net.loop.createConnection(never, { host: '', port: 80, ssl: true }));
      await net.refusal('no host', () => net.loop.createConnection(never, { sock, ssl: true }));
      for (const sslHandshakeTimeout of [0, -1]) {
        await net.refusal('timeout', () => net.connectTls(never, address, { sslHandshakeTimeout }));
        await net.refusal('timeout', () => net.connectTls(never, address, { sslShutdownTimeout: sslHandshakeTimeout }));
      }
      await net.refusal('of nothing', () => net.serveTls(never, { ssl: true as never }));
    }),
  },
  {
    name: 'tls/server-options-without-tls',
    title: 'what is only for TLS is refused by servers without it',
    needs: ['transports', 'tls'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_server_ssl_timeout_for_plain_socket'],
    run: withTls(async (net) => {
      for (const options of [{ sslHandshakeTimeout: 1 }, { sslShutdownTimeout: 1 }]) {
        await net.refusal('refused', () => net.loop.createServer(() => net.quiet(), { host: '127.0.0.1', port: 0, ...options }));
      }
    }),
  },
  {
    name: 'tls/no-timers-left',
    title: 'the timers of handshake and shutdown are cancelled when they are over',
    needs: ['transports', 'tls'],
    covers: ['test_ssl.TestSSL.test_handshake_timeout_handler_leak', 'test_ssl.TestSSL.test_shutdown_timeout_handler_leak'],
    run: withTls(async (net) => {
      const timers: TimerHandle[] = [];
      const { callLater } = net.loop;
      net.loop.callLater = (delay, callback, ...args) => {
        const timer = callLater(delay, callback, ...args);
        timers.push(timer);
        return timer;
      };
      const [client, served] = await net.ends();
      net.trace(
        'after the handshakes',
        timers.length >= 2,
        timers.every((timer) => timer.cancelled()),
      );
      const before = timers.length;
      client.transport.close();
      await client.when('lost');
      await served.when('lost');
      await net.pass();
      net.trace(
        'after the shutdown',
        timers.length > before,
        timers.every((timer) => timer.cancelled()),
      );
    }),
  },
  {
    name: 'tls/lost-in-handshake',
    title: 'a handshake whose connection is reset fails with that error, and the protocol hears nothing',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.SslProtoHandshakeTests.test_connection_lost'],
    run: withTls(async (net) => {
      const [connect, peer, sock] = net.half();
      const connecting = net.loop.createTask(connect);
      // A Unix socket with something unread resets its peer when it is closed.
      await net.loop.sockRecv(peer, 1);
      peer.close();
      await net.attempt('lost', async () => await connecting);
      await net.pass();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'tls/closed-in-handshake',
    title: 'a server closes, or aborts, a client in the middle of its handshake: the client sees the end, the protocol hears nothing',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.SslProtoHandshakeTests.test_close_during_handshake'],
    run: withTls(async (net) => {
      for (const method of ['closeClients', 'abortClients'] as const) {
        const [server, address] = await net.serveTls(() => net.recorder('never'));
        const client = net.socket();
        await net.loop.sockConnect(client, address);
        await net.pass(10);
        server.close();
        server[method]();
        net.trace('received', await net.receive(client));
        net.trace('closed', await server.waitClosed());
      }
    }),
  },
];
