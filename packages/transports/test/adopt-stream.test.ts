import { once } from 'node:events';
import { Socket as NodeSocket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { CancelledError, type LoopError, type Protocol, type StreamProtocol } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { adoptStream, asDuplex } from '../src/index.ts';
import { Filler } from './filler.ts';
import { openSide, Recorder, readAll } from './recorder.ts';
import { pairOfSockets, pairOfStreams, SlowStream } from './stream-pairs.ts';
import { newLoop, turns, until, withLoop } from './with-loop.ts';

const MEGABYTE = 1 << 20;

describe('adoptStream', () => {
  test('carries a protocol over a socket of Node, both ways, with its addresses', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      const protocol = new Recorder();
      const [transport, same] = await adoptStream(loop, () => protocol, client);
      expect(same).toBe(protocol);
      expect(protocol.events).toEqual(['made']);
      expect(transport.getExtraInfo('peername')).toEqual({ host: '127.0.0.1', port: served.localPort });
      expect(transport.getExtraInfo('sockname')).toEqual({ host: '127.0.0.1', port: served.remotePort });
      expect([transport.getExtraInfo('socket'), transport.getExtraInfo('nothing', 'fallback')]).toEqual([undefined, 'fallback']);
      served.write('from there');
      transport.writelines(['from ', 'here']);
      const [received] = await once(served, 'data');
      await until(() => protocol.bytes > 0);
      expect([String(received), protocol.text]).toEqual(['from here', 'from there']);
      served.end();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'data', 'eof', 'lost null']);
      expect(transport.getExtraInfo('peername')).toMatchObject({ host: '127.0.0.1' });
      served.destroy();
    }));

  test('delivers first what the stream had buffered, and not before connectionMade', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      served.write('buffered ');
      await once(client, 'readable');
      expect(client.readableLength).toBe(9);
      const protocol = new Recorder();
      const adopting = adoptStream(loop, () => protocol, client);
      served.end('and more');
      await adopting;
      await until(() => protocol.lost);
      expect([protocol.text, protocol.order]).toEqual(['buffered and more', ['made', 'data', 'eof', 'lost null']]);
      served.destroy();
    }));

  test('never calls the protocol from a tick of Node: only in turns of the loop', () =>
    withLoop(async (loop) => {
      const stream = new SlowStream();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, stream);
      protocol.on = () => expect(inTurn).toBe(true);
      let inTurn = false;
      stream.push('one');
      stream.push('two');
      expect(protocol.events).toEqual(['made']);
      inTurn = true;
      await until(() => protocol.bytes === 6);
      inTurn = false;
      stream.destroy(new Error('gone'));
      expect(protocol.lost).toBe(false);
      inTurn = true;
      await until(() => protocol.lost);
      expect([protocol.events.at(-1), transport.isClosing()]).toEqual(['lost gone', true]);
    }));

  test('pauses the protocol by what the stream has not dealt with, and resumes it', () =>
    withLoop(async (loop) => {
      const stream = new SlowStream();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, stream);
      expect(transport.getWriteBufferLimits()).toEqual([16_384, 65_536]);
      for (let i = 0; i < 8; i++) transport.write(Buffer.alloc(10_000));
      expect([transport.getWriteBufferSize(), protocol.events]).toEqual([80_000, ['made', 'pause']]);
      while (transport.getWriteBufferSize() > 0) {
        stream.takeOne();
        await turns(2);
      }
      expect(protocol.events).toEqual(['made', 'pause', 'resume']);
      expect(Buffer.concat(stream.taken).length).toBe(80_000);
      transport.abort();
      await until(() => protocol.lost);
    }));

  test('a stream that takes everything at once never pauses the protocol', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      served.resume();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, client);
      for (let i = 0; i < 50; i++) transport.write(Buffer.alloc(2000));
      expect([transport.getWriteBufferSize(), protocol.events]).toEqual([0, ['made']]);
      transport.close();
      await until(() => protocol.lost);
      served.destroy();
    }));

  test('what the system took is not counted as unsent', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, client);
      transport.write(Buffer.alloc(32 * MEGABYTE));
      expect(protocol.events).toEqual(['made', 'pause']);
      const left = transport.getWriteBufferSize();
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(32 * MEGABYTE - 100_000);
      served.resume();
      await until(() => transport.getWriteBufferSize() === 0);
      expect(protocol.events).toEqual(['made', 'pause', 'resume']);
      transport.close();
      await until(() => protocol.lost);
      served.destroy();
    }));

  test('pauseReading stops delivery at once, resumeReading goes on with what came meanwhile', () =>
    withLoop(async (loop) => {
      const [here, there] = pairOfStreams();
      const protocol = new Recorder();
      protocol.on = (event) => void (event === 'data' && protocol.transport?.pauseReading());
      const [transport] = await adoptStream(loop, () => protocol, here);
      for (const part of ['one', 'two', 'three']) there.write(part);
      there.end();
      await until(() => protocol.bytes > 0);
      await turns(20);
      expect([protocol.text, transport.isReading()]).toEqual(['one', false]);
      transport.resumeReading();
      await until(() => protocol.bytes === 6);
      protocol.on = () => {};
      transport.resumeReading();
      await until(() => protocol.lost);
      expect([protocol.text, protocol.events.slice(-2)]).toEqual(['onetwothree', ['eof', 'lost null']]);
    }));

  test('a paused transport takes no more from the stream than it must', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, client);
      transport.pauseReading();
      served.write(Buffer.alloc(32 * MEGABYTE));
      await turns(100);
      expect([protocol.bytes, served.writableLength > 0]).toEqual([0, true]);
      transport.resumeReading();
      await until(() => protocol.bytes === 32 * MEGABYTE);
      transport.abort();
      await until(() => protocol.lost);
      served.destroy();
    }));

  test('keeps the write side open after the end when eofReceived says so', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      const protocol = new Recorder();
      protocol.keepOpen = true;
      const [transport] = await adoptStream(loop, () => protocol, client);
      served.end('question');
      await until(() => protocol.events.includes('eof'));
      await turns(5);
      expect(transport.isClosing()).toBe(false);
      transport.write('answer');
      transport.close();
      const [answer] = await once(served, 'data');
      await until(() => protocol.lost);
      expect(String(answer)).toBe('answer');
      served.destroy();
    }));

  test('writeEof ends this side only; writing after it throws', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, client);
      expect(transport.canWriteEof()).toBe(true);
      transport.write('all');
      transport.writeEof();
      transport.writeEof();
      expect(await failureOf(() => transport.write(''))).toMatchObject({ code: 'ERR_TRANSPORT_STATE' });
      served.resume();
      await once(served, 'end');
      served.end('still here');
      await until(() => protocol.lost);
      expect([protocol.text, protocol.events.slice(-2)]).toEqual(['still here', ['eof', 'lost null']]);
      served.destroy();
    }));

  test('close sends what is buffered; abort drops it', () =>
    withLoop(async (loop) => {
      for (const way of ['close', 'abort'] as const) {
        const [client, served] = await pairOfSockets();
        served.on('error', () => {});
        const protocol = new Recorder();
        const [transport] = await adoptStream(loop, () => protocol, client);
        transport.write(Buffer.alloc(16 * MEGABYTE));
        transport[way]();
        expect([protocol.lost, transport.isClosing(), transport.isReading()]).toEqual([false, true, false]);
        let received = 0;
        served.on('data', (part) => {
          received += part.length;
        });
        await until(() => protocol.lost && served.readableEnded);
        expect(protocol.error).toBeNull();
        if (way === 'close') expect(received).toBe(16 * MEGABYTE);
        else expect(received).toBeLessThan(16 * MEGABYTE);
        served.destroy();
      }
    }));

  test('a BufferedProtocol gets all of it, also through a buffer smaller than what arrived', () =>
    withLoop(async (loop) => {
      const [here, there] = pairOfStreams();
      const filler = new Filler(Buffer.alloc(3));
      await adoptStream(loop, () => filler, here);
      there.end('0123456789');
      await until(() => filler.events.length === 2);
      expect([filler.text, filler.events, filler.hints]).toEqual(['0123456789', ['eof', 'lost null'], [-1, -1, -1, -1]]);
    }));

  test('setProtocol sends the next event to the new one', () =>
    withLoop(async (loop) => {
      const [here, there] = pairOfStreams();
      const [first, second] = [new Recorder(), new Recorder()];
      const [transport] = await adoptStream(loop, () => first, here);
      first.on = (event) => void (event === 'data' && transport.setProtocol(second));
      there.write('one');
      await until(() => first.bytes === 3);
      expect(transport.getProtocol()).toBe(second);
      there.end('two');
      await until(() => second.lost);
      expect([first.events, second.order]).toEqual([
        ['made', 'data'],
        ['data', 'eof', 'lost null'],
      ]);
    }));

  test('an error of the stream is the error of connectionLost, after what arrived before it', () =>
    withLoop(async (loop) => {
      const stream = new SlowStream();
      const protocol = new Recorder();
      const [transport] = await adoptStream(loop, () => protocol, stream);
      const error = new Error('broken');
      stream.push('before');
      await new Promise((resolve) => setImmediate(resolve));
      stream.destroy(error);
      transport.write('dropped');
      await until(() => protocol.lost);
      expect([protocol.events, protocol.error]).toEqual([['made', 'data', 'lost broken'], error]);
      stream.emit('error', new Error('too late for anybody'));
    }));

  test('a stream that is destroyed without a word is a connection that ended too soon', () =>
    withLoop(async (loop) => {
      const stream = new SlowStream();
      const protocol = new Recorder();
      await adoptStream(loop, () => protocol, stream);
      stream.destroy();
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'lost ERR_STREAM_PREMATURE_CLOSE']);
    }));

  test('a protocol that throws ends the connection and is reported', () =>
    withLoop(async (loop, reports) => {
      for (const method of ['dataReceived', 'eofReceived'] as const) {
        const [here, there] = pairOfStreams();
        const lost: (Error | null)[] = [];
        const failure = new Error(method);
        const protocol: Protocol = {
          [method]: () => {
            throw failure;
          },
          connectionLost: (error) => void lost.push(error),
        };
        await adoptStream(loop, () => protocol, here);
        there.end('x');
        await until(() => lost.length > 0);
        expect(lost).toEqual([failure]);
        expect(reports.splice(0)).toMatchObject([{ message: `Fatal error: protocol.${method}() call failed.`, exception: failure }]);
      }
    }));

  test('takes a stream whose other side has ended already', () =>
    withLoop(async (loop) => {
      const [client, served] = await pairOfSockets();
      served.end();
      client.allowHalfOpen = true;
      client.resume();
      await once(client, 'end');
      const protocol = new Recorder();
      await adoptStream(loop, () => protocol, client);
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'eof', 'lost null']);
      served.destroy();
    }));

  test('a transport as a stream as a transport: everything of the first shows through', () =>
    withLoop(async (loop) => {
      const { transport, peer } = await openSide(loop);
      const protocol = new Recorder();
      const [outer] = await adoptStream(loop, () => protocol, asDuplex(transport));
      expect(outer.getExtraInfo('socket')).toBe(transport.getExtraInfo('socket'));
      peer.send('up');
      await until(() => protocol.bytes === 2);
      outer.write('down');
      outer.close();
      expect(String(await readAll(loop, peer))).toBe('down');
      await until(() => protocol.lost);
      await until(() => transport.getExtraInfo('socket')?.fileno() === -1);
      peer.close();
    }));
});

describe('adoptStream refuses', () => {
  const make = (): Protocol => ({});

  test.each([
    ['no stream', () => ({})],
    ['a destroyed stream', () => new PassThrough().destroy()],
    ['an ended stream', () => new PassThrough().end()],
    ['object mode', () => new PassThrough({ objectMode: true })],
    ['a stream of strings', () => new PassThrough({ encoding: 'utf8' })],
    ['a socket without a connection', () => new NodeSocket().destroy()],
  ])('%s', (_what, stream) =>
    withLoop(async (loop) => {
      expect(await failureOf(() => adoptStream(loop, make, stream() as Duplex))).toBeInstanceOf(TypeError);
    }),
  );

  test('a closed loop, and what is no loop', async () => {
    const loop = newLoop();
    loop.close();
    expect(await failureOf(() => adoptStream(loop, make, new PassThrough()))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    expect(await failureOf(() => adoptStream({} as typeof loop, make, new PassThrough()))).toBeInstanceOf(TypeError);
  });

  test('a run that blocks, where no stream of Node moves', async () => {
    const loop = newLoop();
    const [here] = pairOfStreams();
    const failures: Promise<unknown>[] = [];
    loop.callSoon(() => {
      failures.push(failureOf(() => adoptStream(loop, make, here)));
      loop.stop();
    });
    loop.runForeverSync();
    expect(await failures[0]).toMatchObject({ code: 'ERR_SYNC_AWAIT' });
    const [transport] = await loop.runUntilComplete(async () => adoptStream(loop, make, here));
    let refused: LoopError | null = null;
    loop.callSoon(() => {
      try {
        transport.write('x');
      } catch (error) {
        refused = error as LoopError;
      }
      loop.stop();
    });
    loop.runForeverSync();
    expect(refused).toMatchObject({ code: 'ERR_SYNC_AWAIT' });
    loop.close();
  });

  test('nothing silently: a factory that throws, and a cancelled wait, destroy the stream', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      const [client, served] = await pairOfSockets();
      const error = new Error('from the factory');
      const failing = (): StreamProtocol => {
        throw error;
      };
      expect(await failureOf(() => adoptStream(loop, failing, client))).toBe(error);
      expect(client.destroyed).toBe(true);
      served.destroy();
      const [here] = pairOfStreams();
      const protocol = new Recorder();
      const task = loop.createTask(async () => adoptStream(loop, () => protocol, here));
      protocol.on = (event) => void (event === 'made' && task.cancel());
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await until(() => protocol.lost);
      expect([here.destroyed, protocol.events]).toEqual([true, ['made', 'lost null']]);
      await new Promise((resolve) => setImmediate(resolve));
      expect(openSockets()).toEqual(before);
    }));
});

test('closing the loop destroys the streams it adopted', async () => {
  const loop = newLoop();
  const [client, served] = await pairOfSockets();
  const protocol = new Recorder();
  await loop.runUntilComplete(async () => adoptStream(loop, () => protocol, client));
  loop.close();
  expect([client.destroyed, protocol.events]).toEqual([true, ['made']]);
  served.destroy();
  await once(served, 'close');
});
