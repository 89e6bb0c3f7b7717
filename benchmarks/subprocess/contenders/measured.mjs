// What every contender on Node.js does around its scenarios. argv: scenario, how much of it, how much to warm up with.
import { readdirSync, readFileSync } from 'node:fs';

const [scenario, amount, warmUp] = process.argv.slice(2);

/** What is written to `cat` at once. */
export const piece = Buffer.alloc(64 << 10, 'the same text again and again ');
/** What each of many children is given, and has to give back. */
export const line = Buffer.from('a line for each of them\n');
/** How many children run at once in `hundred`. */
export const together = 100;

/** Each of `scenarios` takes how much of it there shall be: children, bytes or hundreds. */
export async function measure(scenarios) {
  const perform = scenarios[scenario];
  if (!perform) throw new Error(`there is no scenario ${scenario}`);
  const descriptorsBefore = countDescriptors();
  await perform(Number(warmUp));
  const cpuBefore = process.cpuUsage();
  const childCpuBefore = childCpuSeconds();
  const before = process.hrtime.bigint();
  await perform(Number(amount));
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  const measured = { seconds, cpuSeconds: (user + system) / 1e6, childCpuSeconds: childCpuSeconds() - childCpuBefore };
  console.log(JSON.stringify({ ...measured, zombies: countZombies(), descriptorsLeft: countDescriptors() - descriptorsBefore }));
}

/** `start` runs one child to its end; `count` of them, `atOnce` at a time. */
export async function inLanes(count, atOnce, start) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await start();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

export function checkExit(code, wanted = 0) {
  if (code !== wanted) throw new Error(`a child ended with ${code}`);
}

export function checkCount(found, wanted) {
  if (found !== wanted) throw new Error(`${found} bytes came back of ${wanted}`);
}

/** Fields of /proc/…/stat behind the name, which may hold spaces: the state is the first. */
const statOf = (path) => {
  const stat = readFileSync(path, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

/** Of children that were reaped, in ticks of a hundredth of a second. */
function childCpuSeconds() {
  const fields = statOf('/proc/self/stat');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

const countDescriptors = () => readdirSync('/proc/self/fd').length;

function countZombies() {
  const isZombie = (pid) => {
    try {
      const [state, parent] = statOf(`/proc/${pid}/stat`);
      return state === 'Z' && Number(parent) === process.pid;
    } catch {
      return false; // It ended while we looked.
    }
  };
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isZombie(name)).length;
}
