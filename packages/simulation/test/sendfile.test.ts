import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InetAddress, type Protocol, sleep, type Transport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { simulate, type TestLoop } from './simulation.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));

class Collector implements Protocol {
  transport!: Transport;
  readonly parts: Buffer[] = [];
  lostWith: Error | null | undefined;
  /** How long it waits before it takes more. */
  pause = 0;
  readonly loop: TestLoop;

  constructor(loop: TestLoop) {
    this.loop = loop;
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.parts.push(data);
    if (this.pause === 0) return;
    this.transport.pauseReading();
    this.loop.callLater(this.pause, () => this.transport.resumeReading());
  }

  connectionLost(error: Error | null): void {
    this.lostWith = error;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

interface Given {
  readonly loop: TestLoop;
  readonly file: FileHandle;
  readonly sender: Collector & { transport: Transport };
  readonly receiver: Collector & { transport: Transport };
}

async function withConnection(body: (given: Given) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tsyncio-simulated-sendfile-'));
  try {
    await writeFile(join(folder, 'file'), CONTENT);
    const file = await open(join(folder, 'file'));
    try {
      await simulate((loop) => inConnection(loop, file, body));
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inConnection(loop: TestLoop, file: FileHandle, body: (given: Given) => Promise<void>): Promise<void> {
  const [sender, receiver] = [new Collector(loop), new Collector(loop)];
  const server = await loop.createServer(() => receiver, { host: '127.0.0.1', port: 0 });
  await loop.createConnection(() => sender, server.sockets[0]?.getsockname() as InetAddress);
  while (receiver.transport === undefined) await sleep(1);
  server.close();
  await body({ loop, file, sender, receiver });
  sender.transport.abort();
  receiver.transport.abort();
  await server.waitClosed();
  while (sender.lostWith === undefined) await sleep(1);
}

describe('sendfile in a simulated world', () => {
  test('sends a file between what was written before and after it', () =>
    withConnection(async ({ loop, file, sender, receiver }) => {
      sender.transport.write(Buffer.alloc(100_000, 'b'));
      expect(await loop.sendfile(sender.transport, file)).toBe(CONTENT.length);
      sender.transport.write('after');
      sender.transport.close();
      while (receiver.lostWith === undefined) await sleep(1);
      expect(receiver.bytes.equals(Buffer.concat([Buffer.alloc(100_000, 'b'), CONTENT, Buffer.from('after')]))).toBe(true);
    }));

  test('waits for a slow receiver', () =>
    withConnection(async ({ loop, file, sender, receiver }) => {
      receiver.pause = 1000;
      expect(await loop.sendfile(sender.transport, file, { offset: 5, count: 290_000 })).toBe(290_000);
      while (receiver.bytes.length < 290_000) await sleep(1000);
      expect(receiver.bytes.equals(CONTENT.subarray(5, 290_005))).toBe(true);
      expect(loop.time()).toBeGreaterThan(1000);
    }));

  test('is cancelled, and says how far it went', () =>
    withConnection(async ({ loop, file, sender, receiver }) => {
      receiver.transport.pauseReading();
      const sending = loop.createTask(async () => loop.sendfile(sender.transport, file));
      await sleep(10);
      sending.cancel();
      const error = (await sending.then(
        () => null,
        (reason: unknown) => reason,
      )) as { code: string; bytesSent: number };
      expect(error.code).toBe('ERR_CANCELLED');
      receiver.transport.resumeReading();
      sender.transport.close();
      while (receiver.lostWith === undefined) await sleep(1);
      expect(receiver.bytes.equals(CONTENT.subarray(0, error.bytesSent))).toBe(true);
    }));

  test('ends with the connection, by the peer or by abort', () =>
    withConnection(async ({ loop, file, sender, receiver }) => {
      receiver.transport.pauseReading();
      const sending = loop.createTask(async () => loop.sendfile(sender.transport, file));
      await sleep(10);
      receiver.transport.abort();
      await expect(Promise.resolve(sending)).rejects.toMatchObject({ name: 'SystemError' });
      while (sender.lostWith === undefined) await sleep(1);
      expect(sender.lostWith).toMatchObject({ name: 'SystemError' });
    }));

  test('is finished by a transport that is closed meanwhile', () =>
    withConnection(async ({ loop, file, sender, receiver }) => {
      receiver.pause = 10;
      const sending = loop.createTask(async () => loop.sendfile(sender.transport, file));
      await sleep(5);
      sender.transport.close();
      expect(await sending).toBe(CONTENT.length);
      while (receiver.lostWith === undefined) await sleep(1);
      expect(receiver.bytes.equals(CONTENT)).toBe(true);
    }));
});
