import { existsSync } from 'node:fs';
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
  const file = process.env.TSYNCIO_NATIVE_BINDING || join(packageRoot(), 'prebuilds', platform, 'tsyncio.node');
  if (!existsSync(file)) {
    throw new BindingError(
      `@tsyncio/native has no binary for ${platform}: ${file} does not exist. ` +
        'Timers and tasks work without it; sockets need it. Build it with a C++ compiler and Python: ' +
        `node ${join(packageRoot(), 'scripts', 'build-addon.mjs')}`,
    );
  }
  try {
    return createRequire(import.meta.url)(file) as Binding;
  } catch (cause) {
    throw new BindingError(`@tsyncio/native could not load ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** As the folders under prebuilds/ are named: linux-x64, linux-x64-musl, darwin-arm64. */
function platformName(): string {
  return `${process.platform}-${process.arch}${process.platform === 'linux' && !hasGlibc() ? '-musl' : ''}`;
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

// From src/ and from dist/ alike.
function packageRoot(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..');
}
