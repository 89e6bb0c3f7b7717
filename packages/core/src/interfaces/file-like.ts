import type { FileHandle } from 'node:fs/promises';

/** An open file: a handle of `node:fs/promises`, or a descriptor of the system. */
export type FileLike = FileHandle | number;
