import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameErrors } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';

/** There is no binary of the addon for this platform, or it cannot be loaded. */
export class BindingError extends Error {
  readonly code = 'ERR_NO_BINDING';
}

nameErrors(BindingError, 'BindingError');

let loaded: Binding | null = null;

/**
 * The addon of this platform, loaded on first use.
 *
 * @throws {BindingError} saying what was looked for and how to build it.
 */
export function loadBinding(): Binding {
  loaded ??= load();
  return loaded;
}

function load(): Binding {
  const platform = platformName();
  const named = process.env.TSYNCIO_NATIVE_BINDING;
  const file = named || join(packageRoot(), 'prebuilds', platform, 'tsyncio.node');
  if (!existsSync(file)) {
    throw new BindingError(
      `@tsyncio/native has no binary for ${platform}: ${file} does not exist${named ? ' (TSYNCIO_NATIVE_BINDING names it)' : ''}. ` +
        `Timers and tasks work without it; sockets need it. ${howToBuild()}`,
    );
  }
  try {
    return createRequire(import.meta.url)(file) as Binding;
  } catch (cause) {
    throw new BindingError(`@tsyncio/native could not load ${file} on ${platform}: ${(cause as Error).message}. ${howToBuild()}`, {
      cause,
    });
  }
}

/** The second command works wherever a package manager put this copy; npx does not find what pnpm keeps out of the project's folder. */
function howToBuild(): string {
  const program = join(packageRoot(), 'bin', 'tsyncio-native.mjs');
  return `Build it with a C++ compiler, make and Python 3: npx @tsyncio/native build (or: node "${program}" build)`;
}

/** As the folders under prebuilds/ are named: linux-x64, linux-x64-musl, darwin-arm64. The same as in scripts/addon/platform.mjs. */
function platformName(): string {
  return `${process.platform}-${process.arch}${usesMusl() ? '-musl' : ''}`;
}

/** The C library of a running process is among the files that it has mapped. Node's report would tell too, after looking up peers' names. */
function usesMusl(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
  } catch {
    return false;
  }
}

// From src/ and from dist/ alike.
function packageRoot(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..');
}
