import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import type { Socket } from '../src/index.ts';
import { openAt, openSocket, openTo, outcomeOf, pathOf } from './open-socket.ts';

async function textOf(server: Socket, send: () => void): Promise<string> {
  const arrived = once(server, 'message');
  send();
  return String((await arrived)[0]);
}

describe('send', () => {
  test('sends a whole message to the path that the socket is connected to', async () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    expect(await textOf(server, () => client.send(Buffer.from('hello')))).toBe('hello');
  });

  test.for(['send', 'sendto', 'send_to'] as const)('%s sends a part of a buffer to a path', async (name) => {
    const server = openAt(pathOf('server'));
    const client = openSocket();
    expect(await textOf(server, () => client[name](Buffer.from('foobarbaz'), 3, 4, pathOf('server')))).toBe('barb');
  });

  test('sends a part of a buffer to the path that the socket is connected to', async () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    expect(await textOf(server, () => client.send(Buffer.from('foobarbaz'), 3, 4))).toBe('barb');
  });

  test('sends to another path than the socket is connected to', async () => {
    openAt(pathOf('server'));
    const other = openAt(pathOf('other'));
    const client = openTo(pathOf('server'));
    expect(await textOf(other, () => client.send(Buffer.from('detour'), 0, 6, pathOf('other')))).toBe('detour');
  });

  test('sends an empty message', async () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    expect(await textOf(server, () => client.send(Buffer.alloc(0)))).toBe('');
  });

  test.for([
    ['a Uint8Array', new Uint8Array([104, 105])],
    ['a DataView', new DataView(Uint8Array.of(0, 104, 105).buffer, 1)],
    ['a part of a larger buffer', Buffer.from('xxhixx').subarray(2, 4)],
  ] as const)('takes %s', async ([, message]) => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    expect(await textOf(server, () => client.send(message))).toBe('hi');
  });

  test('calls the callback without an error, before it returns', () => {
    openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    expect(outcomeOf((callback) => client.send(Buffer.from('a'), callback))).toBeUndefined();
    expect(outcomeOf((callback) => client.send(Buffer.from('a'), 0, 1, pathOf('server'), callback))).toBeUndefined();
  });

  test.for([
    ['ENOENT', -2, (path: string) => path],
    [
      'ECONNREFUSED',
      -111,
      (path: string) => {
        openAt(path).close();
        return path;
      },
    ],
    ['ENAMETOOLONG', -36, (path: string) => `${path}${'x'.repeat(108)}`],
  ] as const)("gives the callback the error %s, and then emits no 'error'", ([code, errno, prepare]) => {
    const path = prepare(pathOf('server'));
    const client = openSocket();
    const emitted: Error[] = [];
    client.on('error', (error) => emitted.push(error));
    const outcome = outcomeOf((callback) => client.send(Buffer.from('a'), 0, 1, path, callback));
    expect(outcome).toMatchObject({ code, errno, syscall: 'send', path });
    expect(emitted).toEqual([]);
  });

  test("emits 'error' when there is no callback", () => {
    const client = openSocket();
    const emitted: Error[] = [];
    client.on('error', (error) => emitted.push(error));
    client.send(Buffer.from('a'), 0, 1, pathOf('nobody'));
    expect(emitted).toEqual([expect.objectContaining({ code: 'ENOENT', syscall: 'send' })]);
  });

  test('fails with ENOTCONN without a path on a socket that is not connected', () => {
    const outcome = outcomeOf((callback) => openSocket().send(Buffer.from('a'), callback));
    expect(outcome).toMatchObject({ code: 'ENOTCONN', message: expect.stringContaining('send() needs a path') });
  });

  test('fails with ECONNREFUSED once the receiver is gone', () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    server.close();
    expect(outcomeOf((callback) => client.send(Buffer.from('a'), callback))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('fails with EMSGSIZE when the message is longer than the system allows', () => {
    openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    expect(outcomeOf((callback) => client.send(Buffer.alloc(1 << 25), callback))).toMatchObject({ code: 'EMSGSIZE', errno: -90 });
  });

  test('refuses what is no binary data', async () => {
    expect(await failureOf(() => openSocket().send('text' as unknown as Buffer))).toEqual(
      new TypeError('send() needs a Buffer or another view of bytes, got string: make a Buffer of it with Buffer.from()'),
    );
  });

  test.for([
    [-1, 1, /^offset must be an integer from 0 to the 3 bytes/],
    [4, 0, /^offset/],
    [1, 3, /^length must be an integer from 0 to the 2 bytes/],
    [0, Number.NaN, /^length/],
    [0.5, 1, /^offset/],
  ] as const)('refuses offset %s with length %s in a buffer of 3 bytes', ([offset, length, problem]) => {
    expect(() => openSocket().send(Buffer.from('abc'), offset, length, pathOf('server'))).toThrow(problem);
  });

  test('refuses what is no path', () => {
    expect(() => openSocket().send(Buffer.from('a'), 0, 1, 7 as unknown as string)).toThrow('send() needs a path, got number');
  });
});
