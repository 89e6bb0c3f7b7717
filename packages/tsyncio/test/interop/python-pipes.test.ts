import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith, pathOfTool } from '../../../../test-support/needs-tool.ts';
import { packageFolder, startChild, typeScriptCommand } from '../child.ts';
import { Collector, type Described, describeBytes } from './peers.ts';
import { newFifo, PipeWriter } from './pipe-peers.ts';
import { startPython } from './start-python.ts';

const sizes = [1, 65_536, 3_000_001];

interface SaidOfPipe {
  readonly sent?: Described;
  readonly received?: Described;
}

/** Every script that works on a pipe says what it did on its standard error. */
function reportsOf(stderr: string): SaidOfPipe[] {
  return stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describeWith(['python3'], 'pipes', () => {
  describe('a FIFO', () => {
    test.for(sizes)('our reader gets %d bytes that Python writes', async (size) => {
      const path = newFifo();
      const python = startPython('pipes.py', 'write', path, size);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [, protocol] = await loop.connectReadPipe(() => new Collector(lost), await open(path));
        await lost;
        const { code, stderr } = await python.ended;
        expect([code, reportsOf(stderr)]).toEqual([0, [{ sent: describeBytes(protocol.received) }]]);
        expect(protocol.receivedBytes).toBe(size);
      });
    });

    test.for(sizes)('Python gets %d bytes that our writer writes', async (size) => {
      const path = newFifo();
      const python = startPython('pipes.py', 'read', path);
      const message = randomBytes(size);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        await loop.connectWritePipe(() => new PipeWriter(message, lost), await open(path, 'w'));
        await lost;
        const { code, stderr } = await python.ended;
        expect([code, reportsOf(stderr)]).toEqual([0, [{ received: describeBytes(message) }]]);
      });
    });
  });

  test('a program of ours stands between two of Python in a shell pipeline', async () => {
    const python = `'${pathOfTool('python3')}' -B '${join(packageFolder, 'test/interop/pipes.py')}'`;
    const ours = typeScriptCommand('packages/tsyncio/test/programs/pipe-through.ts').map((word) => `'${word}'`);
    const { code, stderr } = await startChild('sh', ['-c', `${python} write - 5000001 | ${ours.join(' ')} | ${python} read -`]).ended;
    const reports = reportsOf(stderr);
    const [sent] = reports.flatMap((report) => report.sent ?? []);
    const [received] = reports.flatMap((report) => report.received ?? []);
    expect([code, reports.length, sent?.bytes]).toEqual([0, 2, 5_000_001]);
    expect(received).toEqual(sent);
  });
});
