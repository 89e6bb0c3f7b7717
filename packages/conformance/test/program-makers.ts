import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessTableAbility, ProgramAbility } from '../src/cases/subprocess/open-children.ts';

const programs: ProgramAbility = {
  folder: () => {
    const path = realpathSync(mkdtempSync(join(tmpdir(), 'tsyncio-conformance-')));
    return {
      path,
      file: (name, text, mode = 0o644) => {
        writeFileSync(join(path, name), text, { mode });
        return join(path, name);
      },
      close: () => rmSync(path, { recursive: true }),
    };
  },
};

const processTable: ProcessTableAbility = {
  isZombie: (pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // "pid (name) state …": the name may hold spaces and parentheses.
      return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
    } catch {
      return null;
    }
  },
};

/** What cases of child processes need, of subjects whose children are the system's. */
export const programAbilities: Readonly<Record<string, unknown>> = {
  children: true,
  programs,
  ...(existsSync('/proc/self/stat') ? { 'process table': processTable } : {}),
};
