// Who sends: ours, what Node.js has for it, and the system alone.
import { fileURLToPath } from 'node:url';
import { compile } from '../../echo/lib/compile.mjs';

const MIB = 1 << 20;

function onNode(name, ...more) {
  const program = fileURLToPath(new URL(`../senders/${name}.mjs`, import.meta.url));
  return (given) => [process.execPath, program, ...given, ...more];
}

/** `command` is given what all senders take. */
export const senders = [
  { name: 'tsyncio, loop.sendfile', role: 'ours', command: onNode('tsyncio') },
  { name: 'node, createReadStream().pipe(socket)', role: 'rival', command: onNode('node-pipe') },
  { name: 'node, the same reading 1 MiB at once', role: 'other', command: onNode('node-pipe', String(MIB)) },
  { name: 'C, sendfile and poll', role: 'floor', command: (given) => [compile('../sendfile/senders/sendfile.c'), ...given] },
];
