// The Python that runs asyncio and uvloop: the one that has uvloop, so that both run on the same interpreter.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a system's own Python is: its packages are not seen by one that comes before it on PATH. */
const wellKnown = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

const probe = `
import json, sys
found = {"version": ".".join(map(str, sys.version_info[:3])), "uvloop": None}
try:
    import uvloop
    found["uvloop"] = uvloop.__version__
except ImportError:
    pass
print(json.dumps(found))
`;

function inspectPython(path) {
  const { status, stdout } = spawnSync(path, ['-c', probe], { encoding: 'utf8' });
  return status === 0 ? { path, ...JSON.parse(stdout) } : undefined;
}

function candidates() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...wellKnown].filter((folder) => folder !== '');
  const paths = [...new Set(folders)].map((folder) => join(folder, 'python3')).filter((path) => existsSync(path));
  return process.env.PYTHON ? [process.env.PYTHON, ...paths] : paths;
}

/** `{ path, version, uvloop }`, `uvloop` null where that is missing; undefined when there is no Python. */
export function findPython() {
  const found = candidates().flatMap((path) => inspectPython(path) ?? []);
  return found.find(({ uvloop }) => uvloop !== null) ?? found[0];
}
