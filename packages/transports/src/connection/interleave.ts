import type { AddressInfo } from '@tsyncio/core';

/**
 * Addresses with their families taking turns, the family of the first one having `lead` addresses at the start.
 *
 *   6 6 6 4 4, 1  →  6 4 6 4 6
 *   6 6 6 4 4, 2  →  6 6 4 6 4
 */
export function interleave(infos: readonly AddressInfo[], lead: number): AddressInfo[] {
  const families = [...byFamily(infos).values()];
  const ahead = families[0]?.splice(0, lead - 1) ?? [];
  const longest = Math.max(0, ...families.map(({ length }) => length));
  for (let round = 0; round < longest; round++) {
    for (const family of families) ahead.push(...family.slice(round, round + 1));
  }
  return ahead;
}

function byFamily(infos: readonly AddressInfo[]): Map<number, AddressInfo[]> {
  const families = new Map<number, AddressInfo[]>();
  for (const info of infos) {
    const family = families.get(info.family);
    if (family === undefined) families.set(info.family, [info]);
    else family.push(info);
  }
  return families;
}
