import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { openReading, openWriting } from './pipe-ends.ts';
import { openSide, Recorder } from './recorder.ts';
import { unixFolder } from './unix-folder.ts';
import { newLoop, until } from './with-loop.ts';

const { freshPath } = unixFolder();
const MORE_THAN_FITS = Buffer.alloc(1 << 22);

describe('on a loop that is closed', () => {
  test('a server that is waited for closes its sockets and removes its file', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const path = freshPath();
    const server = await loop.runUntilComplete(() => loop.createUnixServer(() => ({}), { path }));
    loop.createTask(() => server.serveForever());
    loop.createTask(() => server.waitClosed());
    loop.callSoon(() => loop.callSoon(() => loop.stop()));
    await loop.runForever();
    loop.close();
    server.close();
    expect(existsSync(path)).toBe(false);
    expect(server.isServing()).toBe(false);
    await server.waitClosed();
    expect(openDescriptors()).toEqual(before);
  });

  test('a server that was still being made is refused, and its sockets are closed', async () => {
    for (const startServing of [true, false]) {
      const before = openDescriptors();
      const loop = newLoop();
      const making = loop.createServer(() => ({}), { host: '127.0.0.1', port: 0, startServing });
      loop.close();
      expect((await failureOf(() => making)).code).toBe('ERR_LOOP_CLOSED');
      expect(openDescriptors()).toEqual(before);
    }
  });

  test('a server that does not serve yet cannot begin to', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const making = loop.createServer(() => ({}), { host: '127.0.0.1', port: 0, startServing: false });
    const server = await loop.runUntilComplete(making);
    loop.close();
    expect((await failureOf(() => server.startServing())).code).toBe('ERR_LOOP_CLOSED');
    expect((await failureOf(() => server.serveForever())).code).toBe('ERR_LOOP_CLOSED');
    expect(server.isServing()).toBe(false);
    server.close();
    expect(openDescriptors()).toEqual(before);
  });

  test('nobody waits in vain for the connections of a server', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const path = freshPath();
    const served = new Recorder();
    const server = await loop.runUntilComplete(() => loop.createUnixServer(() => served, { path }));
    const [client] = await loop.runUntilComplete(() => loop.createUnixConnection(() => ({}), { path }));
    await loop.runUntilComplete(() => until(() => served.transport !== null));
    loop.close();
    expect((await failureOf(async () => server.waitClosed())).code).toBe('ERR_LOOP_CLOSED');
    server.close();
    server.abortClients();
    client.abort();
    await server.waitClosed();
    expect(openDescriptors()).toEqual(before);
  });

  test('a transport closes its socket though something was not sent', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const { transport, peer } = await loop.runUntilComplete(() => openSide(loop));
    transport.write(MORE_THAN_FITS);
    loop.close();
    transport.close();
    peer.close();
    expect(openDescriptors()).toEqual(before);
  });

  test('a write pipe closes its descriptor though something was not sent', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const { transport, ends, reader } = await loop.runUntilComplete(() => openWriting(loop));
    transport.write(MORE_THAN_FITS);
    loop.close();
    transport.close();
    ends.close(reader);
    expect(openDescriptors()).toEqual(before);
  });

  test('a write pipe that was closing closes its descriptor when it is told so again', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const { transport, ends, reader } = await loop.runUntilComplete(() => openWriting(loop));
    transport.write(MORE_THAN_FITS);
    transport.close();
    loop.close();
    transport.close();
    ends.close(reader);
    expect(openDescriptors()).toEqual(before);
  });

  test('a pipe whose end was on its way closes its descriptor', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const { transport, protocol, ends, writer } = await loop.runUntilComplete(() => openReading(loop));
    transport.close();
    loop.close();
    transport.close();
    ends.close(writer);
    expect(protocol.lost).toBe(false);
    expect(openDescriptors()).toEqual(before);
  });
});
