// The servers that can be measured, by kind.
import { fileURLToPath } from 'node:url';

const titles = { tsyncio: 'tsyncio', 'node-tls': 'node:tls' };

export const kinds = Object.keys(titles);

/** What is measured: a kind, the node that runs it, and the certificate that it shows. */
export function describeServer(kind, node, { key, cert }) {
  if (!kinds.includes(kind)) throw new Error(`There is no server "${kind}"; there are ${kinds.join(', ')}.`);
  const file = fileURLToPath(new URL(`../servers/${kind}.mjs`, import.meta.url));
  return { kind, name: `${titles[kind]} (node ${node.version})`, node: node.version, command: [node.path, file, key, cert] };
}
