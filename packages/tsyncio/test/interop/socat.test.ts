import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf } from '../child.ts';
import { newFolder } from '../temporary-folder.ts';
import { EchoClient, EchoServer, Exchange } from './peers.ts';
import { connectTo, type Place, plainCarriers, serveAt, withTls } from './places.ts';
import { startSocat } from './start-socat.ts';

const size = 3_000_001;

/** As socat writes it: names without a file are of another kind. */
function unixAddress(kind: 'CONNECT' | 'LISTEN', path: string): string {
  return path.startsWith('\0') ? `ABSTRACT-${kind}:${path.slice(1)}` : `UNIX-${kind}:${path}`;
}

/** Where socat connects to. */
function addressOf({ path, port }: Place): string {
  return path === undefined ? `TCP:127.0.0.1:${port}` : unixAddress('CONNECT', path);
}

/** socat that listens at a place and joins one client with a program or a file; and where it does. */
async function startListening({ path, tls }: Place, other: string): Promise<readonly [Child, Place]> {
  const files = tls && `,cert=${tls.cert},key=${tls.key},verify=0`;
  if (path !== undefined) {
    const socat = startSocat([unixAddress('LISTEN', path), other]);
    await socat.printed(/listening on /, 'stderr');
    return [socat, { path }];
  }
  const socat = startSocat([`${files ? 'OPENSSL' : 'TCP'}-LISTEN:0,bind=127.0.0.1${files ?? ''}`, other]);
  const [, port] = await socat.printed(/listening on AF=2 127\.0\.0\.1:(\d+)/, 'stderr');
  return [socat, { port: Number(port), ...(tls && { tls }) }];
}

/** Everything comes back from socat. */
async function expectEcho(place: Place): Promise<void> {
  const [socat, where] = await startListening(place, 'EXEC:cat');
  await run(async (loop) => {
    const lost = loop.createFuture<void>();
    const [, protocol] = await connectTo(loop, where, () => new EchoClient(size, lost));
    await lost;
    expect(protocol.received.equals(protocol.message)).toBe(true);
  });
  await outputOf(socat);
}

describeWith(['socat'], 'socat', () => {
  describe.for(plainCarriers)('over $title', ({ place }) => {
    test('gets a file back that it sends to our server', async () => {
      const folder = newFolder();
      const [sent, back] = [join(folder, 'sent'), join(folder, 'back')];
      writeFileSync(sent, randomBytes(size));
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [server, where] = await serveAt(loop, place(), () => new EchoServer(lost));
        await outputOf(startSocat([`OPEN:${sent},rdonly!!CREATE:${back}`, addressOf(where)]));
        await lost;
        server.close();
        await server.waitClosed();
      });
      expect(readFileSync(back).equals(readFileSync(sent))).toBe(true);
    });

    test('sends everything back to our client', async () => {
      await expectEcho(place());
    });

    test('answers once our client has ended its side', async () => {
      const [socat, where] = await startListening(place(), 'EXEC:sha256sum');
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [, protocol] = await connectTo(loop, where, () => new Exchange(size, 'at-once', lost));
        await lost;
        expect(String(protocol.received)).toBe(`${createHash('sha256').update(protocol.message).digest('hex')}  -\n`);
      });
      await outputOf(socat);
    });
  });
});

describeWith(['socat', 'openssl'], 'socat with TLS', () => {
  test('sends everything back to our client', async () => {
    await expectEcho(withTls({ port: 0 }));
  });
});
