// The Python that runs asyncio and uvloop.
import { spawnSync } from 'node:child_process';

export class PythonMissingError extends Error {
  name = 'PythonMissingError';
  code = 'ERR_NO_PYTHON';
}

const probe = `
import json, platform
try:
    import uvloop
    version = uvloop.__version__
except ImportError:
    version = None
print(json.dumps({"python": platform.python_version(), "uvloop": version}))
`;

/** Another Python than the system's may come first on the path, without the system's packages. */
const candidates = () => (process.env.PYTHON ? [process.env.PYTHON] : ['python3', '/usr/bin/python3']);

function inspect(program) {
  const { status, stdout } = spawnSync(program, ['-c', probe], { encoding: 'utf8' });
  return status === 0 ? [{ program, ...JSON.parse(stdout) }] : [];
}

let found;

/** `{ program, python, uvloop }`: the first Python that has uvloop, or else the first one, whose `uvloop` is null. */
export function findPython() {
  found ??= candidates().flatMap(inspect);
  const python = found.find(({ uvloop }) => uvloop) ?? found[0];
  if (!python) throw new PythonMissingError(`${candidates()[0]} was not found; install Python 3, or set PYTHON`);
  return python;
}

/** As {@link findPython}, only with uvloop. */
export function findUvloop() {
  const python = findPython();
  if (python.uvloop) return python;
  throw new PythonMissingError(
    `${python.program} has no uvloop; install it (Debian: python3-uvloop), or set PYTHON to a Python that has it`,
  );
}
