// Processes stay on cores of their own: then none takes another's time, and the
// scheduler does not move them about.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `0-2,5` as in /proc/self/status → [0, 1, 2, 5]. */
function parseCoreList(list) {
  return list
    .trim()
    .split(',')
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

function allowedCores() {
  const line = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line ? parseCoreList(line[1]) : [];
}

const hasTaskset = () => !spawnSync('taskset', ['--version']).error;
const noTaskset = 'taskset (util-linux) was not found';

/** One core for a server, another for its load: `{ server, load }`, or `reason` says why nothing is pinned. */
export function choosePinning() {
  const cores = allowedCores();
  if (cores.length < 2) return { reason: `only ${cores.length} processor core may be used` };
  if (!hasTaskset()) return { reason: noTaskset };
  return { server: cores[0], load: cores[1] };
}

/** One core for everything that is measured: `{ core }`, or `reason` says why nothing is pinned. */
export function chooseCore() {
  if (!hasTaskset()) return { reason: noTaskset };
  // The last one: what else goes on in a machine prefers the first.
  return { core: allowedCores().at(-1) };
}

/** taskset replaces itself with the program, so the process id stays that of the program. */
export function pinned(core, command) {
  return core === undefined ? command : ['taskset', '-c', String(core), ...command];
}
