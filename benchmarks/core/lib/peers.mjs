// Who is measured: each a program that gets the plan as its last argument.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { findPython } from './pythons.mjs';

const program = (path) => fileURLToPath(new URL(`../peers/${path}`, import.meta.url));

/** Its version, or undefined when it is not installed. */
function effectionVersion() {
  try {
    const main = createRequire(import.meta.url).resolve('effection');
    const manifest = `${main.slice(0, main.lastIndexOf('effection') + 'effection'.length)}/package.json`;
    return JSON.parse(readFileSync(manifest, 'utf8')).version;
  } catch {
    return undefined;
  }
}

function onNode({ path, version }, effection) {
  // The collector is called between cases only.
  const peer = (kind, title, ...command) => ({
    kind,
    name: `${title} (node ${version})`,
    node: version,
    command: [path, '--expose-gc', ...command],
  });
  return [
    peer('tsyncio', 'tsyncio', program('tsyncio/main.mjs'), 'hosted'),
    peer('blocking', 'tsyncio, blocking run', program('tsyncio/main.mjs'), 'blocking'),
    peer('preserving', 'tsyncio, storages preserved', program('tsyncio/main.mjs'), 'preserving'),
    peer('node', 'node', program('node/main.mjs')),
    ...(effection ? [peer('effection', `Effection ${effection}`, program('effection.mjs'))] : []),
  ];
}

function onPython({ path, version, uvloop }) {
  const peer = (kind, title) => ({
    kind,
    name: `${title} (python ${version})`,
    command: [path, '-B', program('python/main.py'), kind],
  });
  return [peer('asyncio', 'asyncio'), ...(uvloop ? [peer('uvloop', `uvloop ${uvloop}`)] : [])];
}

/** `{ peers, missing }`: who was found, and a sentence on everyone who was not. */
export function findPeers(nodes) {
  const effection = effectionVersion();
  const python = findPython();
  const missing = [];
  if (!effection) missing.push('Effection is not installed: `npm run setup` in the repository installs it.');
  if (!python)
    missing.push('There is no python3, so neither asyncio nor uvloop is measured (set PYTHON, or install python3 and python3-uvloop).');
  else if (!python.uvloop) {
    missing.push(`No python3 has uvloop: install it (Debian: apt-get install python3-uvloop; others: python3 -m pip install uvloop).`);
  }
  return { peers: [...nodes.flatMap((node) => onNode(node, effection)), ...(python ? onPython(python) : [])], missing };
}
