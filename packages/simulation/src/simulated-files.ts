import { fstatSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import type { Files } from '@tsyncio/core/area';
import type { DescriptorTable } from './descriptor-table.ts';

/** What is read at once, in bytes. */
const BLOCK = 65_536;
const { EBADF, EINVAL, EIO, ESPIPE } = constants.errno;

/**
 * Files of the real process, sent over simulated sockets. They are read at once, so a run stays the same as long as the files do. There is
 * no `seek`: Node cannot set the position of an open file.
 */
export function simulatedFiles(table: DescriptorTable): Files {
  return {
    sendfile: (socket, file, offset, count) => {
      try {
        const refusal = refusalOf(file, offset, count);
        return refusal === 0 ? send(table, socket, file, offset, count) : refusal;
      } catch (error) {
        return -numberOf(error);
      }
    },
  };
}

function refusalOf(file: number, offset: number, count: number): number {
  const kind = fstatSync(file);
  if (kind.isFIFO() || kind.isSocket()) return -ESPIPE;
  return kind.isFile() && offset >= 0 && count >= 0 ? 0 : -EINVAL;
}

/** Block by block, as long as the socket takes all of one. */
function send(table: DescriptorTable, socket: number, file: number, offset: number, count: number): number {
  const target = table.at(socket);
  if (target === undefined) return -EBADF;
  let sent = 0;
  while (sent < count) {
    const block = Buffer.allocUnsafe(Math.min(BLOCK, count - sent));
    const nbytes = readSync(file, block, 0, block.length, offset + sent);
    if (nbytes === 0) break;
    const taken = target.write(block.subarray(0, nbytes));
    if (taken < 0) return sent > 0 ? sent : taken;
    sent += taken;
    if (taken < nbytes) break;
  }
  return sent;
}

function numberOf(error: unknown): number {
  const { code = '' } = error as NodeJS.ErrnoException;
  return (constants.errno as Readonly<Record<string, number>>)[code] ?? EIO;
}
