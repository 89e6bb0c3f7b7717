import { readFileSync } from 'node:fs';

const ELF_MACHINES = { 62: 'x64', 183: 'arm64' };
const MACH_O_MACHINES = { 16777223: 'x64', 16777228: 'arm64' };

/** What a shared library is: its container, its machine, and on Linux which C library it needs. */
export function formatOf(file) {
  const data = readFileSync(file);
  if (data.subarray(0, 4).toString('latin1') === '\x7fELF') {
    const text = data.toString('latin1');
    // The names of needed libraries stand in the table of strings, each ended by a zero.
    const libc = text.includes('\0libc.so.6\0') ? 'glibc' : /\0libc\.(musl-\w+\.)?so(\.1)?\0/.test(text) ? 'musl' : 'none';
    return { container: 'elf', machine: ELF_MACHINES[data.readUInt16LE(18)] ?? 'unknown', libc };
  }
  if (data.readUInt32LE(0) === 0xfeedfacf)
    return { container: 'mach-o', machine: MACH_O_MACHINES[data.readUInt32LE(4)] ?? 'unknown', libc: null };
  return { container: 'unknown', machine: 'unknown', libc: null };
}

/** The newest version of each family of versioned symbols that an ELF file names: `{ GLIBC: '2.28' }`. */
export function newestVersions(file) {
  const newest = {};
  for (const [, family, version] of readFileSync(file, 'latin1').matchAll(/\0(GLIBC|GLIBCXX|CXXABI|GCC)_(\d+(?:\.\d+)*)(?=\0)/g)) {
    if (newest[family] === undefined || isNewer(version, newest[family])) newest[family] = version;
  }
  return newest;
}

/** By number, part for part: 2.28 is newer than 2.9. */
export function isNewer(version, than) {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number));
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
