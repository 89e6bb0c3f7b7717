import { execFileSync } from 'node:child_process';
import { describe, test } from 'vitest';

/** Debian's: that of the PATH may be another one, without Debian's packages. */
export const PYTHON = '/usr/bin/python3';

function hasModule(name: string): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** As `describeWith`, for tests that need a module of Debian's Python. */
export function describeWithModule(name: string, title: string, defineTests: () => void): void {
  if (hasModule(name)) {
    describe(title, defineTests);
  } else if (process.env.CI) {
    test(title, () => {
      throw new Error(`This needs the module ${name} in ${PYTHON}: add the package python3-${name} to .ci/run.`);
    });
  } else {
    describe.skip(`${title} (needs the module ${name} in ${PYTHON})`, defineTests);
  }
}

/** What a program prints, which is JSON. Its argument is JSON too. */
export function askPython<T>(program: string, argument: unknown): T {
  const output = execFileSync(PYTHON, ['-c', program, JSON.stringify(argument)], { encoding: 'utf8', timeout: 100_000 });
  return JSON.parse(output) as T;
}
