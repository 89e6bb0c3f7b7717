import { socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { finish, openSide, Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

describe('getExtraInfo', () => {
  test('knows the socket and both addresses', () =>
    withLoop(async (loop) => {
      const served = new Recorder();
      const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0 });
      const address = server.sockets[0]?.getsockname() as { host: string; port: number };
      const client = new Recorder();
      const [transport] = await loop.createConnection(() => client, address);
      await until(() => served.transport !== null);
      expect(transport.getExtraInfo('peername')).toEqual(address);
      expect(transport.getExtraInfo('sockname')).toEqual(served.transport?.getExtraInfo('peername'));
      expect(served.transport?.getExtraInfo('sockname')).toEqual(address);
      expect(transport.getExtraInfo('socket')?.getsockname()).toEqual(transport.getExtraInfo('sockname'));
      transport.close();
      await until(() => client.lost && served.lost);
      server.close();
    }));

  test('gives the fallback, or undefined, for what it does not know', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      expect([side.transport.getExtraInfo('nothing'), side.transport.getExtraInfo('nothing', 'fallback')]).toEqual([undefined, 'fallback']);
      expect(side.transport.getExtraInfo('peername', 'fallback')).toBe('');
      await finish(side);
    }));

  test('has no sockname of a socket that cannot say it', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      const sock = side.transport.getExtraInfo('socket') as { getsockname(): string };
      sock.getsockname = () => {
        throw new Error('no address');
      };
      expect(side.transport.getExtraInfo('sockname', 'fallback')).toBe('fallback');
      await finish(side);
    }));

  test('still knows the addresses in connectionLost and after it', () =>
    withLoop(async (loop) => {
      const server = await loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 });
      const address = server.sockets[0]?.getsockname() as { host: string; port: number };
      const client = new Recorder();
      const [transport] = await loop.createConnection(() => client, address);
      const sockname = transport.getExtraInfo('sockname');
      transport.close();
      await until(() => client.lost);
      await turns(1);
      expect(transport.getExtraInfo('peername')).toEqual(address);
      expect(transport.getExtraInfo('sockname')).toEqual(sockname);
      server.close();
      await server.waitClosed();
    }));
});

test('the descriptor belongs to the transport: the loop refuses to watch it until it is closed', () =>
  withLoop(async (loop) => {
    const { transport, protocol, peer } = await openSide(loop);
    const sock = transport.getExtraInfo('socket');
    const fd = sock?.fileno() ?? -1;
    expect(() => loop.addReader(fd, () => {})).toThrow(expect.objectContaining({ code: 'ERR_FD_IN_USE' }));
    transport.close();
    await until(() => protocol.lost);
    await turns(1);
    const [left, right] = socketpair();
    loop.addReader(left, () => {});
    loop.removeReader(left);
    for (const one of [left, right, peer]) one.close();
  }));
