import { appendFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileMakers } from '../src/cases/sockets/open-sockets.ts';

/** The ability 'files' of subjects whose sockets are the system's. */
export const files: FileMakers = {
  open: async (content) => {
    const folder = await mkdtemp(join(tmpdir(), 'tsyncio-conformance-'));
    const path = join(folder, 'file');
    await appendFile(path, content);
    const file = await open(path, 'r');
    return {
      file,
      readOn: () => readOn(file),
      close: async () => {
        await file.close();
        await rm(folder, { recursive: true });
      },
    };
  },
};

async function readOn(file: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(parts);
    parts.push(buffer.subarray(0, bytesRead));
  }
}
