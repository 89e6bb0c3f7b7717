import { readdirSync, readFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.ts';

/** What is said about a row of the catalogue in `claims/*.json`. */
export interface Claim {
  readonly status: 'passed' | 'adapted' | 'impossible';
  /** Why it is not as in CPython; for 'adapted' and 'impossible'. */
  readonly reason?: string;
  /** `case:<name>`, or `test:<file from the root>#<title of the test>`; for 'passed' and 'adapted'. */
  readonly evidence?: readonly string[];
}

const folder = new URL('claims/', packageFolder);

/** All claims, by the id of the row. @throws {Error} when two files claim one row. */
export function readClaims(): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const entries = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Readonly<Record<string, Claim>>;
    for (const [id, claim] of Object.entries(entries)) {
      if (claims.has(id)) throw new Error(`claims/${file}: ${id} is claimed in another file too`);
      claims.set(id, claim);
    }
  }
  return claims;
}
