import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { OpenFile } from './open-file.ts';

/** Always at its end, and takes everything. */
export class NullDevice extends OpenFile {
  describe(): string {
    return 'the null device';
  }

  readiness(): number {
    return READABLE | WRITABLE;
  }

  read(): Buffer {
    return Buffer.alloc(0);
  }

  write(data: Uint8Array): number {
    return data.length;
  }

  protected close(): void {}
}
