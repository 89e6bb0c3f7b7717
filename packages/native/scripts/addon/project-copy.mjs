import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from './platform.mjs';

/**
 * The folder of the @tsyncio/native that the project in `folder` loads: that of its `tsyncio`, or its own dependency. `npx` may have started
 * another copy, fetched for the occasion. Outside a project that has one, this copy.
 */
export function projectCopy(folder) {
  const project = join(folder, 'package.json');
  const found = resolveFrom(resolveFrom(project, 'tsyncio/package.json') ?? project, '@tsyncio/native/package.json');
  return found === null ? packageRoot : dirname(found);
}

/** Is it another copy than the one that runs? */
export function isElsewhere(folder) {
  return realpathSync(folder) !== realpathSync(packageRoot);
}

function resolveFrom(file, name) {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return null;
  }
}
