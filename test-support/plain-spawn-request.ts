import type { SpawnRequest } from '../packages/core/src/interfaces/kernel/processes.ts';

/** What asks for nothing but this: a child with our standard streams and an empty environment. */
export function plainSpawnRequest(wanted: Pick<SpawnRequest, 'paths' | 'argv'> & Partial<SpawnRequest>): SpawnRequest {
  return {
    env: [],
    cwd: null,
    stdio: [0, 1, 2],
    keep: [],
    newSession: false,
    processGroup: null,
    controllingTerminal: false,
    user: null,
    group: null,
    groups: null,
    umask: null,
    ...wanted,
  };
}
