import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { outputOf } from '../child.ts';
import { newFolder } from '../temporary-folder.ts';
import { Collector } from './peers.ts';
import { newFifo, PipeWriter } from './pipe-peers.ts';
import { startSocat } from './start-socat.ts';

describeWith(['socat'], 'socat', () => {
  describe('a FIFO', () => {
    const size = 3_000_001;

    test('carries a file from socat to our reader', async () => {
      const path = newFifo();
      const file = join(newFolder(), 'file');
      writeFileSync(file, randomBytes(size));
      const socat = startSocat(['-u', `OPEN:${file},rdonly`, `PIPE:${path}`]);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [, protocol] = await loop.connectReadPipe(() => new Collector(lost), await open(path));
        await lost;
        expect(protocol.received.equals(readFileSync(file))).toBe(true);
      });
      await outputOf(socat);
    });

    test('carries a file from our writer to socat', async () => {
      const path = newFifo();
      const file = join(newFolder(), 'file');
      const message = randomBytes(size);
      const socat = startSocat(['-u', `PIPE:${path},rdonly`, `CREATE:${file}`]);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        await loop.connectWritePipe(() => new PipeWriter(message, lost), await open(path, 'w'));
        await lost;
      });
      await outputOf(socat);
      expect(readFileSync(file).equals(message)).toBe(true);
    });
  });
});
