import { connect, type ConnectionOptions as PeerOptions } from 'node:tls';
import type { BytesLike, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withTls } from './open-tls.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');

export const tlsBehaviour: readonly Case[] = [
  {
    name: 'tls/one-side-only',
    title: 'TLS cannot end one side only',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      net.trace('can', client.transport.canWriteEof());
      net.attempt('write eof', () => client.transport.writeEof());
      client.transport.write('goes on');
      await served.when('data');
      net.trace('open', client.transport.isClosing());
    }),
  },
  {
    name: 'tls/eof-ends-it',
    title: 'the end of the stream closes a TLS transport, whatever eofReceived answers',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      for (const answer of [true, false]) {
        const [client, served] = await net.ends({}, { eof: () => answer });
        client.transport.close();
        await served.when('lost');
        await client.when('lost');
        net.trace('closed', answer, served.transport.isClosing());
      }
      net.tell();
    }),
  },
  {
    name: 'tls/water-marks',
    title: 'the water marks of TLS; a pause above the high one, and a resume',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      served.muted = true;
      served.transport.pauseReading();
      net.trace('marks', client.transport.getWriteBufferLimits());
      for (let i = 0; i < 5; i++) client.transport.write(MUCH);
      net.trace('written', client.count('pause'), client.transport.getWriteBufferSize() > 0);
      served.transport.resumeReading();
      await client.when('resume');
      await served.whenBytes(5 * MUCH.length);
      net.trace('all', served.bytes, client.count('pause'), client.count('resume'));
    }),
  },
  {
    name: 'tls/paused-reading',
    title: 'what comes while reading is paused is told once it is resumed',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      served.transport.pauseReading();
      net.trace('paused', served.transport.isReading());
      client.transport.write('kept');
      for (let i = 0; i < 5; i++) await net.core.sleep(1);
      net.trace('came', served.bytes);
      served.transport.resumeReading();
      await served.when('data');
      net.trace('reading', served.transport.isReading());
      net.tell();
    }),
  },
  {
    name: 'tls/written-after-close',
    title: 'what is written after close is dropped, what was written before arrives',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.SslProtoHandshakeTests.test_write_after_closing'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      client.transport.write('before');
      client.transport.close();
      for (let i = 0; i < 3; i++) net.attempt('write', () => client.transport.write('after'));
      await served.when('lost');
      await client.when('lost');
      net.attempt('lost', () => client.transport.write('after'));
      net.tell();
    }),
  },
  {
    name: 'tls/aborted',
    title: 'abort drops what is buffered, and the connection is lost',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      served.muted = true;
      served.transport.pauseReading();
      client.transport.setWriteBufferLimits({ high: 10_000_000 });
      client.transport.write(MUCH);
      client.transport.write(MUCH);
      client.transport.abort();
      net.trace('aborted', client.transport.isClosing(), client.count('lost'));
      await client.when('lost');
      served.transport.resumeReading();
      await served.when('lost');
      net.trace('a part came', served.bytes < 2 * MUCH.length, served.count('lost'));
      net.tell();
    }),
  },
  {
    name: 'tls/both-ways',
    title: 'much goes both ways at once',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      client.muted = true;
      served.muted = true;
      client.transport.write(MUCH);
      served.transport.writelines([MUCH, 'the end'] as BytesLike[]);
      await served.whenBytes(MUCH.length);
      await client.whenBytes(MUCH.length + 7);
      net.trace('received', client.bytes, served.bytes);
    }),
  },
  {
    name: 'tls/switched',
    title: 'another protocol gets what comes over TLS from then on, plain or with its own buffer',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.SslProtoHandshakeTests.test_set_new_app_protocol'],
    run: withTls(async (net) => {
      const [client, served] = await net.ends();
      const second = net.recorder('second');
      served.transport.setProtocol(second);
      net.trace('now', served.transport.getProtocol() === second);
      client.transport.write('one');
      await second.when('data');
      // How much room is wished for is not the same.
      const third = net.buffered('third', { updated: (data) => net.trace('third updated', data) });
      third.muted = true;
      served.transport.setProtocol(third);
      client.transport.write('two');
      await third.when('updated');
      client.transport.close();
      await third.when('lost');
      net.trace('first', served.count('data'), third.count('made'));
    }),
  },
  {
    name: 'tls/own-buffer',
    title: 'a protocol with its own buffer gets what comes over TLS, however small the buffer is',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_buf_feed_data'],
    run: withTls(async (net) => {
      const served = net.quiet();
      const [, address] = await net.serveTls(() => served);
      const parts: Buffer[] = [];
      const client = net.buffered('client', { get: () => Buffer.alloc(7), updated: (data) => void parts.push(data) });
      client.muted = true;
      await net.connectTls(() => client, address);
      await served.when('made');
      const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20);
      served.transport.write(text);
      served.transport.close();
      await client.when('lost');
      net.trace('received', String(Buffer.concat(parts)) === text, client.count('eof'));
    }),
  },
  {
    name: 'tls/protocol-fails',
    title: 'an error thrown in dataReceived ends a TLS connection with that error, and is reported',
    needs: ['transports', 'tls'],
    run: withTls(async (net) => {
      let reports = 0;
      net.loop.setExceptionHandler((_, { exception }) => {
        reports++;
        net.trace('reported', exception);
      });
      const fail = (): never => {
        throw new RangeError('oops');
      };
      const [client, served] = await net.ends({}, { data: fail });
      client.transport.write('x');
      await served.when('lost');
      await client.when('lost');
      net.trace('reports', reports, client.count('lost'));
    }),
  },
  {
    name: 'tls/corrupted',
    title: 'what is no TLS in the middle of a connection ends it with an error of TLS, which is not reported',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_start_tls_client_corrupted_ssl'],
    run: withTls(async (net) => {
      const [[sock, near], [far, other]] = [net.pair(), net.pair()];
      const relay = async (from: Socket, to: Socket): Promise<void> => {
        for (;;) {
          const data = await net.loop.sockRecv(from, 65_536);
          if (data.length === 0) return;
          await net.loop.sockSendall(to, data);
        }
      };
      const relays = [net.loop.createTask(() => relay(near, far)), net.loop.createTask(() => relay(far, near))];
      const [client, served] = [net.later('client'), net.later('server')];
      const accepting = net.loop.createTask(async () => {
        await net.loop.connectAcceptedSocket(() => served, other, { ssl: net.certified });
      });
      await net.loop.createConnection(() => client, { sock, ssl: net.trusting, serverHostname: 'localhost' });
      await accepting;
      served.transport.write('good');
      await client.when('data');
      near.send('this is not TLS at all');
      await client.when('lost');
      for (const task of relays) task.cancel();
      await net.pass();
      served.muted = true;
      net.tell();
    }),
  },
  {
    name: 'tls/buffer-without-room',
    title: 'an empty buffer ends a TLS connection with an error',
    needs: ['transports', 'tls'],
    covers: ['test_sslproto.BaseStartTLS.test_buf_feed_data'],
    run: withTls(async (net) => {
      net.loop.setExceptionHandler((_, { exception }) => net.trace('reported', exception));
      const served = net.quiet();
      const [, address] = await net.serveTls(() => served);
      const client = net.buffered('client', { get: () => Buffer.alloc(0), lost: (error) => net.trace('lost', error) });
      client.muted = true;
      await net.connectTls(() => client, address);
      await served.when('made');
      served.transport.write('x');
      await client.when('lost');
    }),
  },
  {
    name: 'tls/trailing-data',
    title: 'what was queued for a peer that ended its side is still sent to it; then both ends are at their end',
    needs: ['transports', 'tls'],
    covers: ['test_ssl.TestSSL.test_remote_shutdown_receives_trailing_data'],
    run: withTls(async (net) => {
      const served = net.later('server', { made: (transport) => transport.write(Buffer.alloc(4_000_000, 'x')) });
      const [, { host, port }] = await net.serveTls(() => served);
      const ended = net.loop.createFuture<number>();
      let bytes = 0;
      // An option of the socket underneath, which its types forget.
      const options = { host, port, servername: 'localhost', ca: net.trusting.ca, allowHalfOpen: true };
      const peer = connect(options as PeerOptions);
      peer.once('secureConnect', () => peer.end());
      peer.once('error', (error) => net.loop.callSoonThreadsafe(() => ended.setException(error)));
      peer.once('finish', () => {
        peer.on('data', (data) => {
          bytes += data.length;
        });
        peer.once('end', () => net.loop.callSoonThreadsafe(() => ended.setResult(bytes)));
      });
      await served.when('eof');
      net.trace('received', await ended);
      peer.destroy();
      await served.when('lost');
      served.muted = true;
      net.trace('ended', served.count('eof'), served.count('lost'));
    }),
  },
];
