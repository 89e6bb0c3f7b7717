import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type EventLoop, type Future, run, type Transport } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { newFolder } from '../temporary-folder.ts';
import { Collector, describeBytes } from './peers.ts';
import { type Carrier, connectTo, overTcp, overUnix, serveAt, tlsCarriers } from './places.ts';
import { placeOf, saidBy, startPython } from './start-python.ts';

const size = 3_000_001;
const [offset, count] = [1_000, 2_500_000];

function newFile(): readonly [path: string, content: Buffer] {
  const path = join(newFolder(), 'file');
  const content = randomBytes(size);
  writeFileSync(path, content);
  return [path, content];
}

/** Sends a piece of a file to whoever connects, and closes. */
class Sender {
  readonly #loop: EventLoop;
  readonly #path: string;
  readonly #sent: Future<number>;

  constructor(loop: EventLoop, path: string, sent: Future<number>) {
    this.#loop = loop;
    this.#path = path;
    this.#sent = sent;
  }

  connectionMade(transport: Transport): void {
    this.#loop.createTask(async () => {
      await using file = await open(this.#path);
      this.#sent.setResult(await this.#loop.sendfile(transport, file, { offset, count }));
      transport.close();
    });
  }
}

function testFiles(carrier: Carrier): void {
  describe(`over ${carrier.title}`, () => {
    test('Python gets the piece of a file that our server sends', async () => {
      const [path, content] = newFile();
      await run(async (loop) => {
        const sent = loop.createFuture<number>();
        const [server, place] = await serveAt(loop, carrier.place(), () => new Sender(loop, path, sent));
        const said = await saidBy(startPython('sendfile.py', 'collect', place));
        expect(await sent).toBe(count);
        expect(said.received).toEqual(describeBytes(content.subarray(offset, offset + count)));
        server.close();
        await server.waitClosed();
      });
    });

    test('our client gets the piece of a file that Python sends', async () => {
      const [path, content] = newFile();
      const python = startPython('sendfile.py', 'send', carrier.place(), path, offset, count);
      const place = await placeOf(python);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [, protocol] = await connectTo(loop, place, () => new Collector(lost));
        await lost;
        expect(await saidBy<{ sent: number }>(python)).toEqual({ sent: count });
        expect(protocol.received.equals(content.subarray(offset, offset + count))).toBe(true);
      });
    });
  });
}

describeWith(['python3'], 'files', () => {
  testFiles(overTcp);
  testFiles(overUnix);
});

describeWith(['python3', 'openssl'], 'files with TLS', () => {
  for (const carrier of tlsCarriers) testFiles(carrier);
});
