import type { Case } from '../../case.ts';
import { unixName } from '../sockets/open-sockets.ts';
import { withTls } from './open-tls.ts';

export const talking: readonly Case[] = [
  {
    name: 'tls/exchange',
    title: 'both ends are made after the handshake, exchange data, and are lost when one closes',
    needs: ['transports', 'tls'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_ssl', 'test_ssl.TestSSL.test_shutdown_cleanly'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends({}, { data: (data) => served.transport.write(`<${data}>`) });
      client.transport.write('question');
      await client.when('data');
      client.transport.write('again');
      await client.when('data', 2);
      client.transport.close();
      net.trace('closing', client.transport.isClosing(), client.count('lost'));
      await client.when('lost');
      await served.when('lost');
      net.tell();
    }),
  },
  {
    name: 'tls/server-closes',
    title: 'a server that closes: what it wrote before arrives, and then the end',
    needs: ['transports', 'tls'],
    covers: ['test_ssl.TestSSL.test_flush_before_shutdown'],
    run: withTls(async (net) => {
      const much = Buffer.alloc(2_000_000, 'x');
      const [client, served] = await net.ends();
      client.muted = true;
      served.transport.write(much);
      served.transport.close();
      await client.when('lost');
      await served.when('lost');
      net.trace('received', client.bytes, client.count('eof'), client.count('lost'), served.count('lost'));
    }),
  },
  {
    name: 'tls/extra-info',
    title: 'what was agreed on is known to both ends, with what lies below',
    needs: ['transports', 'tls'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_ssl_verified', 'test_events.EventLoopTestsMixin.test_create_server_ssl'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      for (const { transport } of [client, served]) {
        net.trace('cipher', transport.getExtraInfo('cipher') != null, transport.getExtraInfo('compression'));
        net.trace('objects', transport.getExtraInfo('sslObject') != null, transport.getExtraInfo('sslcontext') != null);
        net.trace('below', transport.getExtraInfo('socket') != null, transport.getExtraInfo('peername') != null);
        net.trace('unknown', transport.getExtraInfo('nonsense', 'instead'));
      }
      net.trace('the server', client.transport.getExtraInfo('peercert')?.subject.CN);
    }),
  },
  {
    name: 'tls/extra-info-afterwards',
    title: 'what is not known of a lost connection falls back to what one gives',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.SslProtoHandshakeTests.test_get_extra_info_on_closed_connection'],
    run: withTls(async (net) => {
      const [client] = await net.ends();
      client.transport.close();
      await client.when('lost');
      await net.pass();
      net.trace('unknown', client.transport.getExtraInfo('nonsense', 'instead'), client.transport.getExtraInfo('nonsense'));
    }),
  },
  {
    name: 'tls/unix',
    title: 'TLS over Unix sockets, with the name of the server given',
    needs: ['transports', 'tls'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_ssl_unix_connection',
      'test_events.EventLoopTestsMixin.test_create_unix_server_ssl',
      'test_events.EventLoopTestsMixin.test_create_unix_server_ssl_verified',
    ],
    run: withTls(async (net) => {
      const path = unixName('tls') as string;
      const [client, served] = [net.later('client'), net.later('server', { data: (data) => served.transport.write(data) })];
      net.own(await net.loop.createUnixServer(() => served, { path, ssl: net.certified }));
      const [transport] = await net.loop.createUnixConnection(() => client, { path, ssl: net.trusting, serverHostname: 'localhost' });
      net.trace('the server', transport.getExtraInfo('peercert')?.subject.CN);
      transport.write('hello');
      await client.when('data');
      net.tell();
    }),
  },
  {
    name: 'tls/sockets',
    title: 'TLS over a connected socket on one side and an accepted one on the other',
    needs: ['transports', 'tls'],
    covers: ['test_events.EventLoopTestsMixin.test_ssl_connect_accepted_socket'],
    run: withTls(async (net) => {
      const [sock, other] = net.pair();
      const [client, served] = [net.later('client'), net.later('server', { data: (data) => served.transport.write(data) })];
      const accepting = net.loop.createTask(async () => {
        await net.loop.connectAcceptedSocket(() => served, other, { ssl: net.certified });
      });
      await net.loop.createConnection(() => client, { sock, ssl: net.trusting, serverHostname: 'localhost' });
      await accepting;
      client.transport.write('hello');
      await client.when('data');
      client.transport.close();
      await served.when('lost');
      await client.when('lost');
      net.tell();
    }),
  },
  {
    name: 'tls/many-clients',
    title: 'many clients at once, by address and by socket, each with much to say',
    needs: ['transports', 'tls'],
    covers: ['test_ssl.TestSSL.test_create_server_ssl_1', 'test_ssl.TestSSL.test_create_connection_ssl_1'],
    run: withTls(async (net) => {
      const much = Buffer.alloc(40_000, 'x');
      const [, address] = await net.serveTls(() => {
        const served = net.quiet({ data: (data) => served.transport.write(data) });
        return served;
      });
      const talk = async (i: number): Promise<number> => {
        const client = net.quiet();
        const sock = net.socket();
        if (i % 2 === 0) await net.loop.sockConnect(sock, address);
        const [transport] = await (i % 2 === 0
          ? net.loop.createConnection(() => client, { sock, ssl: net.trusting, serverHostname: 'localhost' })
          : net.connectTls(() => client, address));
        transport.write(much);
        await client.whenBytes(much.length);
        transport.close();
        await client.when('lost');
        return client.bytes;
      };
      const tasks = Array.from({ length: 25 }, (_, i) => net.loop.createTask(() => talk(i)));
      const received: number[] = [];
      for (const task of tasks) received.push(await task);
      net.trace('received', new Set(received), received.length);
    }),
  },
];
