import { expect, test } from 'vitest';
import { finish, openSide, Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

test.each(['data', 'eof'])('an error thrown in the callback %s is reported and ends the connection with that error', (event) =>
  withLoop(async (loop, reports) => {
    const protocol = new Recorder();
    const error = new Error('from the protocol');
    protocol.on = (name) => {
      if (name === event) throw error;
    };
    const { transport, peer } = await openSide(loop, protocol);
    transport.write(Buffer.alloc(3_000_000));
    peer.send('x');
    peer.shutdown('write');
    await until(() => protocol.lost);
    const method = event === 'data' ? 'dataReceived' : 'eofReceived';
    expect(reports.splice(0)).toEqual([
      { message: `Fatal error: protocol.${method}() call failed.`, exception: error, transport, protocol },
    ]);
    expect(protocol.error).toBe(error);
    expect(transport.getWriteBufferSize()).toBe(0);
    expect(protocol.events.filter((name) => name.startsWith('lost')).length).toBe(1);
    peer.close();
  }),
);

test('what was thrown and is no Error is the cause of the error that connectionLost gets', () =>
  withLoop(async (loop, reports) => {
    const protocol = new Recorder();
    protocol.on = (name) => {
      if (name === 'data') throw 'a string';
    };
    const { peer } = await openSide(loop, protocol);
    peer.send('x');
    await until(() => protocol.lost);
    expect(reports.splice(0)[0]?.exception).toBe('a string');
    expect(protocol.error).toBeInstanceOf(Error);
    expect(protocol.error?.cause).toBe('a string');
    peer.close();
  }));

test('an error thrown in connectionMade is reported, and the connection goes on', () =>
  withLoop(async (loop, reports) => {
    const protocol = new Recorder();
    protocol.on = (name) => {
      if (name === 'made') throw new Error('from connectionMade');
    };
    const side = await openSide(loop, protocol);
    expect(reports.splice(0)).toMatchObject([{ exception: { message: 'from connectionMade' } }]);
    side.peer.send('x');
    await until(() => protocol.bytes > 0);
    await finish(side);
  }));

test('an error thrown in connectionLost is reported, and the socket is closed', () =>
  withLoop(async (loop, reports) => {
    const protocol = new Recorder();
    protocol.on = (name) => {
      if (name === 'lost') throw new Error('from connectionLost');
    };
    const { transport, peer } = await openSide(loop, protocol);
    transport.close();
    await until(() => protocol.lost);
    await turns(1);
    expect(reports.splice(0)).toMatchObject([{ exception: { message: 'from connectionLost' } }]);
    expect(transport.getExtraInfo('socket')?.fileno()).toBe(-1);
    expect(peer.recv(1).length).toBe(0);
    peer.close();
  }));
