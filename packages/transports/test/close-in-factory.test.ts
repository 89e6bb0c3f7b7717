import type { Server } from '@tsyncio/core';
import { expect, test } from 'vitest';
import { Recorder } from './recorder.ts';
import { unixFolder } from './unix-folder.ts';
import { turns, until, withLoop } from './with-loop.ts';

const { freshPath } = unixFolder();

test('waitClosed waits for the client for which the factory closed the server', () =>
  withLoop(async (loop) => {
    const path = freshPath();
    const protocol = new Recorder();
    const factory = (): Recorder => {
      server.close();
      return protocol;
    };
    const server: Server = await loop.createUnixServer(factory, { path });
    const closed = loop.createTask(() => server.waitClosed());
    const [client] = await loop.createUnixConnection(() => ({}), { path });
    await until(() => protocol.transport !== null);
    await turns(3);
    expect(closed.done()).toBe(false);
    client.abort();
    await closed;
    expect(protocol.events).toEqual(['made', 'eof', 'lost null']);
  }));

test('waitClosed resolves when that factory throws', () =>
  withLoop(async (loop, reports) => {
    const path = freshPath();
    const factory = (): never => {
      server.close();
      throw new Error('mine');
    };
    const server: Server = await loop.createUnixServer(factory, { path });
    const closed = loop.createTask(() => server.waitClosed());
    const [client] = await loop.createUnixConnection(() => ({}), { path });
    await closed;
    expect(reports.splice(0).map(({ exception }) => String(exception))).toEqual(['Error: mine']);
    client.abort();
    await turns(3);
  }));
