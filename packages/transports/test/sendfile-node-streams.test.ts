import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket as NodeSocket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { adoptStream } from '../src/index.ts';
import { Recorder } from './recorder.ts';
import { pattern, positionOf, withFile } from './sent-files.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

const MUCH = pattern(5 << 20);

/** A transport over a socket of Node, and the socket at its other end. */
async function openStream(loop: TestLoop): Promise<{ protocol: Recorder & { transport: object }; peer: NodeSocket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[peer]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  server.close();
  const [, protocol] = await adoptStream(loop, () => new Recorder(), client);
  return { protocol: protocol as never, peer };
}

async function collect(peer: NodeSocket, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let received = 0; received < size; ) {
    const part = peer.read() as Buffer | null;
    if (part === null) await once(peer, 'readable');
    else received += parts.push(part) && part.length;
  }
  return Buffer.concat(parts);
}

async function finish({ protocol, peer }: Awaited<ReturnType<typeof openStream>>): Promise<void> {
  protocol.transport?.abort();
  await until(() => protocol.lost);
  if (peer.closed) return;
  peer.on('error', () => {});
  peer.destroy();
  await once(peer, 'close');
}

describe('sendfile over a stream of Node', () => {
  test('comes between what was written before and after, and the protocol hears of nothing else', () =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openStream(loop);
        const { transport } = side.protocol as Recorder & { transport: NonNullable<Recorder['transport']> };
        transport.write('before');
        const receiving = collect(side.peer, MUCH.length - 5 + 11);
        expect(await loop.sendfile(transport, file, { offset: 5 })).toBe(MUCH.length - 5);
        expect([transport.getWriteBufferSize(), transport.getWriteBufferLimits(), transport.isReading()]).toEqual([
          0,
          [16_384, 65_536],
          true,
        ]);
        transport.write('after');
        expect((await receiving).equals(Buffer.concat([Buffer.from('before'), MUCH.subarray(5), Buffer.from('after')]))).toBe(true);
        side.peer.write('answer');
        await until(() => side.protocol.text === 'answer');
        const told = side.protocol.events.filter((event) => event === 'pause' || event === 'resume');
        expect(told.join(' ')).toMatch(/^(pause resume ?)*$/);
        expect(await positionOf(file, MUCH.length)).toBe(MUCH.length);
        await finish(side);
      }),
    ));

  test('ends with the connection, of which the protocol is told', () =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openStream(loop);
        const { transport } = side.protocol as Recorder & { transport: NonNullable<Recorder['transport']> };
        const sending = loop.createTask(async () => loop.sendfile(transport, file));
        await once(side.peer, 'readable');
        side.peer.resetAndDestroy();
        expect((await failureOf(() => sending)).code).toMatch(/^(ECONNRESET|EPIPE)$/);
        await until(() => side.protocol.lost);
        expect(side.protocol.events.at(-1)).toMatch(/^lost (ECONNRESET|EPIPE)$/);
        await finish(side);
      }),
    ));
});
