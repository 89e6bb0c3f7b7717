// The servers that can be measured, by kind.
import { join } from 'node:path';
import { runningNode } from '../../lib/node-binaries.mjs';
import { compileEpollServer, echoDirectory } from './compile.mjs';

export const kinds = ['tsyncio', 'node-net', 'epoll'];

const titles = { tsyncio: 'tsyncio', 'node-net': 'node:net', epoll: 'C epoll' };

/** What is measured: a kind, and for the two in JavaScript the node that runs it. */
export function describeServer(kind, node = runningNode()) {
  if (!kinds.includes(kind)) throw new Error(`There is no server "${kind}"; there are ${kinds.join(', ')}.`);
  if (kind === 'epoll') return { kind, name: titles.epoll, command: [compileEpollServer()] };
  return {
    kind,
    name: `${titles[kind]} (node ${node.version})`,
    node: node.version,
    command: [node.path, join(echoDirectory, 'servers', `${kind}.mjs`)],
  };
}
