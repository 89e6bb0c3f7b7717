import type { Transport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { openEndpoint } from '../datagrams/open-datagrams.ts';
import type { Reactions, Recorder } from '../transports/recorder.ts';
import { type TlsStage, withTls } from './open-tls.ts';

/** Two connected plain transports whose recorders are quiet until told. */
async function plainEnds(net: TlsStage, on: Reactions = {}, onServer: Reactions = {}): Promise<readonly [Recorder, Recorder]> {
  const [client, served] = [net.later('client', on), net.later('server', onServer)];
  const [sock, other] = net.pair();
  await net.loop.createConnection(() => client, { sock });
  await net.loop.createConnection(() => served, { sock: other });
  return [client, served];
}

/** Start TLS on both; the answer is the new transports. */
async function startBoth(
  net: TlsStage,
  client: Recorder,
  served: Recorder,
  ends = [client.transport, served.transport],
): Promise<readonly [Transport, Transport]> {
  const [one, other] = ends as [Transport, Transport];
  const serving = net.loop.createTask(() => net.loop.startTls(other, served, { ssl: net.certified, serverSide: true }));
  const transport = await net.loop.startTls(one, client, { ssl: net.trusting, serverHostname: 'localhost' });
  return [transport, await serving];
}

export const startingTls: readonly Case[] = [
  {
    name: 'tls/start',
    title: 'both ends of a plain connection go on with TLS: made once, data before and afterwards, lost once',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_start_tls_client_reg_proto_1', 'test_sslproto.BaseStartTLS.test_start_tls_server_1'],
    run: withTls(async (net) => {
      const [client, served] = await plainEnds(net);
      client.transport.write('plain');
      await served.when('data');
      const [one, other] = await startBoth(net, client, served);
      net.trace('another transport', one === client.transport, other === served.transport);
      one.write('secret');
      await served.when('data', 2);
      other.write('answer');
      await client.when('data');
      net.trace('cipher', one.getExtraInfo('cipher') != null, one.getProtocol() === client);
      one.close();
      await served.when('lost');
      await client.when('lost');
      net.tell();
    }),
  },
  {
    name: 'tls/start-with-own-buffer',
    title: 'a protocol with its own buffer goes on with TLS, and another one takes its place afterwards',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_start_tls_client_buf_proto_1'],
    run: withTls(async (net) => {
      const served = net.quiet();
      // How much room is wished for is not the same.
      const client = net.buffered('client', { updated: (data) => net.trace('client updated', data) });
      client.muted = true;
      const [sock, other] = net.pair();
      const [plain] = await net.loop.createConnection(() => client, { sock });
      const [servedPlain] = await net.loop.createConnection(() => served, { sock: other });
      const serving = net.loop.createTask(() => net.loop.startTls(servedPlain, served, { ssl: net.certified, serverSide: true }));
      const transport = await net.loop.startTls(plain, client, { ssl: net.trusting, serverHostname: 'localhost' });
      const secured = await serving;
      secured.write('to the buffer');
      await client.when('updated');
      const second = net.recorder('second');
      transport.setProtocol(second);
      secured.write('to the second');
      await second.when('data');
      secured.close();
      await second.when('lost');
    }),
  },
  {
    name: 'tls/start-cancelled',
    title: 'startTls with a peer that does not answer is cancelled: the connection is closed',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_start_tls_slow_client_cancel'],
    run: withTls(async (net) => {
      const client = net.later('client');
      const [transport, peer] = await net.side(client);
      const starting = net.loop.createTask(async () => {
        await net.loop.startTls(transport, client, { ssl: net.trusting, serverHostname: 'localhost' });
      });
      await net.receive(peer, 1);
      starting.cancel();
      await net.attempt('cancelled', async () => await starting);
      net.trace('the end', (await net.receive(peer)).length);
      await net.pass();
      net.tell();
    }),
  },
  {
    name: 'tls/start-too-slow',
    title: 'startTls with a peer that does not answer in time is aborted',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const client = net.later('client');
      const [transport, peer] = await net.side(client);
      const options = { ssl: net.trusting, serverHostname: 'localhost', sslHandshakeTimeout: 20 };
      await net.attempt('too slow', async () => void (await net.loop.startTls(transport, client, options)));
      await net.receive(peer);
      net.trace('closing', transport.isClosing());
    }),
  },
  {
    name: 'tls/start-refused',
    title: 'startTls without options of TLS, or on what is no stream transport, is refused',
    needs: ['transports', 'tls', 'datagrams'],
    covers: ['test_sslproto.BaseStartTLS.test_start_tls_wrong_args'],
    run: withTls(async (net) => {
      const client = net.recorder('client');
      const [transport] = await net.side(client);
      const options = { ssl: net.trusting, serverHostname: 'localhost' };
      await net.attempt('no options', async () => void (await net.loop.startTls(transport, client, { ssl: null as never })));
      await net.attempt('no transport', async () => void (await net.loop.startTls({} as Transport, client, options)));
      const datagrams = await openEndpoint(net, 'datagrams');
      await net.attempt('datagrams', async () => void (await net.loop.startTls(datagrams.transport as never, client, options)));
      net.trace('open', transport.isClosing());
    }),
  },
  {
    name: 'tls/inside-tls',
    title: 'TLS inside TLS: startTls on a TLS transport, of both sides',
    needs: ['transports', 'tls'],
    covers: ['test_ssl.TestSSL.test_create_server_ssl_over_ssl'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      client.transport.write('outer');
      await served.when('data');
      const [one, other] = await startBoth(net, client, served);
      one.write('inner');
      await served.when('data', 2);
      other.write('answer');
      await client.when('data');
      one.close();
      await served.when('lost');
      await client.when('lost');
      net.tell();
    }),
  },
];
