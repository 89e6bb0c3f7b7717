import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createSocket, type RemoteInfo, type Socket } from '../src/index.ts';

let folder = '';
const opened: Socket[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unix-dgram-'));
});

// What a test opened ends with it, whatever became of the test.
afterEach(() => {
  for (const socket of opened.splice(0)) if (socket.fd >= 0) socket.close();
  rmSync(folder, { recursive: true });
});

/** A path of this test's own. */
export function pathOf(name: string): string {
  return join(folder, name);
}

export function openSocket(listener?: (message: Buffer, info: RemoteInfo) => void): Socket {
  const socket = createSocket('unix_dgram', listener);
  opened.push(socket);
  return socket;
}

/** A socket that receives at `path`. */
export function openAt(path: string, listener?: (message: Buffer, info: RemoteInfo) => void): Socket {
  const socket = openSocket(listener);
  socket.bind(path);
  return socket;
}

/** A socket that sends to `path`. */
export function openTo(path: string, listener?: (message: Buffer, info: RemoteInfo) => void): Socket {
  const socket = openSocket(listener);
  socket.connect(path);
  return socket;
}

/** What `send` told its callback. */
export function outcomeOf(send: (callback: (error?: Error) => void) => void): Error | undefined | 'not called' {
  let outcome: Error | undefined | 'not called' = 'not called';
  send((error) => {
    outcome = error;
  });
  return outcome;
}

/** Send until the receiver's queue is full; how many messages it took. */
export function fill(socket: Socket): number {
  let taken = 0;
  for (let full = false; !full; ) {
    socket.send(Buffer.from(`${taken}`), (error) => {
      if (error === undefined) taken += 1;
      else full = true;
    });
  }
  return taken;
}
