import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { createSocket } from '../src/index.ts';
import { openAt, openSocket, openTo, outcomeOf, pathOf } from './open-socket.ts';

describe('createSocket', () => {
  test('opens a socket, whose descriptor is -1 once it is closed', () => {
    const socket = openSocket();
    expect([socket.type, socket.fd >= 0, socket.connected]).toEqual(['unix_dgram', true, false]);
    socket.close();
    expect(socket.fd).toBe(-1);
  });

  test('refuses another type by name', () => {
    expect(() => createSocket('unix_stream' as 'unix_dgram')).toThrow(
      new TypeError("the type of a socket must be 'unix_dgram', got 'unix_stream'"),
    );
    expect(() => createSocket(undefined as unknown as 'unix_dgram')).toThrow('got undefined');
  });

  test('passes the types of UDP on to node:dgram', async () => {
    const socket = createSocket('udp4');
    expect(socket.constructor.name).toBe('Socket');
    expect(typeof socket.addMembership).toBe('function');
    socket.close();
    await once(socket, 'close');
  });
});

describe('bind', () => {
  test("emits 'listening' before it returns", () => {
    const socket = openSocket();
    const events: string[] = [];
    socket.on('listening', () => events.push('listening'));
    socket.bind(pathOf('here'));
    expect(events).toEqual(['listening']);
  });

  test("emits 'error' before it returns, when the path is taken", () => {
    writeFileSync(pathOf('taken'), '');
    const socket = openSocket();
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    socket.bind(pathOf('taken'));
    expect(errors).toEqual([expect.objectContaining({ code: 'EADDRINUSE', errno: -98, syscall: 'bind', path: pathOf('taken') })]);
  });

  test("throws the error when nobody listens for 'error'", () => {
    expect(() => openSocket().bind(pathOf('no/such/folder'))).toThrow(/^bind ENOENT/);
  });

  test('refuses what is no path', () => {
    expect(() => openSocket().bind(undefined as unknown as string)).toThrow(new TypeError('bind() needs a path, got undefined'));
    expect(() => openSocket().bind('a\0b')).toThrow('bind() needs a path without zero bytes, got "a\\u0000b"');
  });

  test('refuses a path that the system would cut', async () => {
    expect(await failureOf(() => openSocket().bind(pathOf('x'.repeat(108))))).toMatchObject({ code: 'ENAMETOOLONG', syscall: 'bind' });
  });
});

describe('connect', () => {
  test("emits 'connect' before it returns", () => {
    openAt(pathOf('server'));
    const client = openSocket();
    const events: boolean[] = [];
    client.on('connect', () => events.push(client.connected));
    client.connect(pathOf('server'));
    expect(events).toEqual([true]);
  });

  test.for([
    ['ENOENT', () => {}],
    ['ECONNREFUSED', (path: string) => openAt(path).close()],
  ] as const)("emits 'error' with code %s", ([code, prepare]) => {
    prepare(pathOf('server'));
    const client = openSocket();
    const errors: Error[] = [];
    client.on('error', (error) => errors.push(error));
    client.connect(pathOf('server'));
    expect(errors).toEqual([expect.objectContaining({ code, syscall: 'connect', path: pathOf('server') })]);
    expect(client.connected).toBe(false);
  });
});

describe('close', () => {
  test("emits 'close' after it returned", async () => {
    const socket = openSocket();
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  });

  test('throws EBADF when it is closed already', async () => {
    const socket = openSocket();
    socket.close();
    expect(await failureOf(() => socket.close())).toMatchObject({ code: 'EBADF', syscall: 'close' });
  });

  test('leaves nothing to be used: send, bind and connect fail with EBADF', async () => {
    openAt(pathOf('server'));
    const socket = openTo(pathOf('server'));
    socket.close();
    expect(outcomeOf((callback) => socket.send(Buffer.from('late'), callback))).toMatchObject({ code: 'EBADF', syscall: 'send' });
    expect(await failureOf(() => socket.bind(pathOf('other')))).toMatchObject({ code: 'EBADF', syscall: 'bind' });
    expect(await failureOf(() => socket.connect(pathOf('server')))).toMatchObject({ code: 'EBADF', syscall: 'connect' });
  });

  test('in the callback of a message keeps what was sent', async () => {
    const server = openAt(pathOf('server'));
    const arrived = once(server, 'message');
    const client = openTo(pathOf('server'));
    client.send(Buffer.from('last'), () => client.close());
    expect(String((await arrived)[0])).toBe('last');
  });
});
