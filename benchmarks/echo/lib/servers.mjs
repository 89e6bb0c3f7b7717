// The servers that can be measured, by kind.
import { join } from 'node:path';
import { runningNode } from '../../lib/node-binaries.mjs';
import { findPython, findUvloop } from '../../lib/python.mjs';
import { compileEpollServer, echoDirectory } from './compile.mjs';

const serverFile = (name) => join(echoDirectory, 'servers', name);

/** On the node that is given. */
const onNode = (title, file) => (node) => ({
  name: `${title} (node ${node.version})`,
  node: node.version,
  command: [node.path, serverFile(file)],
});

const onUvloop = (receiving) => () => {
  const { program, python, uvloop } = findUvloop();
  const title = receiving === 'buffered' ? 'uvloop buffered' : 'uvloop';
  return { name: `${title} (${uvloop}, Python ${python})`, command: [program, serverFile('python.py'), 'uvloop', receiving] };
};

function onAsyncio() {
  const { program, python } = findPython();
  return { name: `asyncio (Python ${python})`, command: [program, serverFile('python.py'), 'asyncio', 'plain'] };
}

const describe = {
  tsyncio: onNode('tsyncio', 'tsyncio.mjs'),
  'tsyncio-buffered': onNode('tsyncio buffered', 'tsyncio-buffered.mjs'),
  'node-net': onNode('node:net', 'node-net.mjs'),
  uvloop: onUvloop('plain'),
  'uvloop-buffered': onUvloop('buffered'),
  asyncio: onAsyncio,
  epoll: () => ({ name: 'C epoll', command: [compileEpollServer()] }),
};

export const kinds = Object.keys(describe);

/** What is measured: a kind, and for those in JavaScript the node that runs it. Throws PythonMissingError where there is none. */
export function describeServer(kind, node = runningNode()) {
  if (!kinds.includes(kind)) throw new Error(`There is no server "${kind}"; there are ${kinds.join(', ')}.`);
  return { kind, ...describe[kind](node) };
}
