// Who starts children: ours, what Node.js has for it, and its best-known wrapper; and Python's asyncio.
import { fileURLToPath } from 'node:url';
import { findPython } from '../../lib/python.mjs';

const programOf = (file) => fileURLToPath(new URL(`../contenders/${file}`, import.meta.url));
const onNode =
  (file, ...more) =>
  (given) => [process.execPath, programOf(file), ...given, ...more];

/** `command` is given a scenario, how much of it, and how much to warm up with. */
const known = {
  tsyncio: () => ({ name: 'tsyncio', command: onNode('tsyncio.mjs') }),
  'tsyncio-buffered': () => ({ name: 'tsyncio, buffered', command: onNode('tsyncio.mjs', 'buffered') }),
  'child-process': () => ({ name: 'node:child_process', command: onNode('child-process.mjs') }),
  execa: () => ({ name: 'execa', command: onNode('execa.mjs') }),
  asyncio: () => {
    const { program, python } = findPython();
    return { name: `asyncio, Python ${python}`, command: (given) => [program, programOf('asyncio_protocols.py'), ...given] };
  },
};

export const kinds = Object.keys(known);

export function describeContender(kind) {
  if (!Object.hasOwn(known, kind)) throw new Error(`--contenders wants some of ${kinds.join(', ')}, not "${kind}"`);
  return { kind, ...known[kind]() };
}
