import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loop } from '@tsyncio/core';
import { type Kernel, stateOf } from '@tsyncio/core/area';
import type { PathMaker } from '../src/cases/unix/with-paths.ts';

/** The ability 'paths' of subjects whose sockets are the system's. */
export const systemPaths: PathMaker = {
  folder: () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsyncio-conformance-'));
    return {
      path: (name) => join(folder, name),
      file: (name) => {
        writeFileSync(join(folder, name), '');
        return join(folder, name);
      },
      exists: existsSync,
      remove: (path) => rmSync(path),
      close: () => rmSync(folder, { recursive: true }),
    };
  },
};

/** That of kernels that keep paths themselves. */
export const kernelPaths: PathMaker = {
  folder: (loop: Loop) => {
    const { paths } = stateOf(loop).kernel as Kernel;
    if (paths === undefined) throw new Error('this kernel has no paths');
    const given: string[] = [];
    return {
      path: (name) => {
        given.push(`/conformance/${name}`);
        return `/conformance/${name}`;
      },
      file: () => {
        throw new Error('this kernel has no files');
      },
      exists: (path) => paths.identify(path) !== null,
      remove: (path) => paths.remove(path),
      close: () => {
        for (const path of given) paths.remove(path);
      },
    };
  },
};
