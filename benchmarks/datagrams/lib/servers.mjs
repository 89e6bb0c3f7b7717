// The servers that are measured, by transport.
import { join } from 'node:path';
import { runningNode } from '../../lib/node-binaries.mjs';
import { buildOriginal, originalVersion } from './original.mjs';
import { compileEpollServer, datagramsDirectory } from './programs.mjs';

const serverFile = (name) => join(datagramsDirectory, 'servers', name);
const onNode = (name, node) => `${name} (node ${node.version})`;

function rawSockets(node) {
  return { role: 'ours', name: onNode('tsyncio, raw socket', node), command: [node.path, serverFile('tsyncio.mjs')] };
}

function transports(node) {
  return { role: 'ours', name: onNode('tsyncio, transport', node), command: [node.path, serverFile('transport.mjs')] };
}

function dropIn(node) {
  return {
    role: 'ours',
    name: onNode('@tsyncio/unix-dgram', node),
    command: [node.path, serverFile('unix-dgram.cjs'), '@tsyncio/unix-dgram'],
  };
}

function original(node) {
  return {
    role: 'rival',
    name: onNode(`unix-dgram ${originalVersion}`, node),
    command: [node.path, serverFile('unix-dgram.cjs'), buildOriginal()],
  };
}

function nodeDgram(node) {
  return { role: 'rival', name: onNode('node:dgram', node), command: [node.path, serverFile('node-dgram.mjs')] };
}

const floor = () => ({ role: 'floor', name: 'C epoll', command: [compileEpollServer()] });

/** `nodes` are those under which node:dgram runs, the running one first. The original is compiled for the running one only. */
export function serversOf(transport, nodes) {
  const running = runningNode();
  if (transport === 'unix') return [rawSockets(running), transports(running), dropIn(running), original(running), floor()];
  return [...nodes.map(rawSockets), ...nodes.map(transports), ...nodes.map(nodeDgram), floor()];
}
