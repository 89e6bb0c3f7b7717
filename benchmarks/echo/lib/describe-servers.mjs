// From what a command line names to what can be measured on this machine.
import { runningNode } from '../../lib/node-binaries.mjs';
import { PythonMissingError } from '../../lib/python.mjs';
import { describeServer } from './servers.mjs';

function describeIfPossible(kind, node) {
  try {
    return [describeServer(kind, node)];
  } catch (error) {
    if (!(error instanceof PythonMissingError)) throw error;
    console.log(`${kind} is left out: ${error.message}`);
    return [];
  }
}

/** node:net under each of `nodes`, ours under the running one or all of them; what this machine has not is left out, and said. */
export function describeServers(kinds, { nodes, allNodes = false }) {
  const ours = allNodes ? nodes : [runningNode()];
  const nodesOf = { tsyncio: ours, 'tsyncio-buffered': ours, 'node-net': nodes };
  return kinds.flatMap((kind) => (nodesOf[kind] ?? [undefined]).flatMap((node) => describeIfPossible(kind, node)));
}
