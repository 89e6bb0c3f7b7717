import { existsSync } from 'node:fs';
import { formatOf, isNewer, newestVersions } from './binary-format.mjs';
import { BASELINE } from './platforms.mjs';

/** What is wrong with the binary of a platform: nothing, or sentences. */
export function checkBinary({ name, format, required }, file) {
  if (!existsSync(file)) return required ? [`${name}: ${file} is missing`] : [];
  const found = formatOf(file);
  const differences = Object.keys(format).filter((key) => format[key] !== found[key]);
  if (differences.length > 0) return differences.map((key) => `${name}: ${file} has ${key} ${found[key]}, not ${format[key]}`);
  return format.libc === 'glibc' ? tooNew(name, newestVersions(file)) : [];
}

function tooNew(name, newest) {
  return Object.entries(newest)
    .filter(([family, version]) => isNewer(version, BASELINE[family]))
    .map(
      ([family, version]) =>
        `${name}: it needs ${family}_${version}, but may need ${BASELINE[family]} at most: build it on an older system`,
    );
}
