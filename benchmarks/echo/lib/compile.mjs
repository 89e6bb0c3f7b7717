// The C programs are compiled where they run, once per version of their source.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../lib/cache-directory.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const echoDirectory = dirname(here);

const flags = ['-O2', '-Wall', '-Wextra', '-pthread'];

export class CompilerMissingError extends Error {
  name = 'CompilerMissingError';
  code = 'ERR_NO_COMPILER';
}

/** The path of the compiled program; `source` is relative to benchmarks/echo. */
export function compile(source, headers = []) {
  if (process.platform !== 'linux') throw new Error(`The echo benchmark needs Linux (epoll, process clocks); this is ${process.platform}.`);
  const compiler = process.env.CC || 'cc';
  const key = createHash('sha256').update(JSON.stringify([compiler, flags]));
  for (const file of [source, ...headers]) key.update(readFileSync(join(echoDirectory, file)));
  const program = join(cacheDirectory, `${basename(source, '.c')}-${key.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return program;

  mkdirSync(cacheDirectory, { recursive: true });
  // Two runs may compile at once: each writes its own file, and the last one to be renamed stays.
  const unfinished = `${program}.${process.pid}`;
  const result = spawnSync(compiler, [...flags, '-o', unfinished, join(echoDirectory, source)], { encoding: 'utf8' });
  if (result.error?.code === 'ENOENT') {
    throw new CompilerMissingError(
      `The echo benchmark needs a C compiler for its load generator, and "${compiler}" was not found. Install gcc or clang, or set CC.`,
    );
  }
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${compiler} could not compile ${source}:\n${result.stderr}`);
  renameSync(unfinished, program);
  return program;
}

export const compileLoad = () => compile('load.c', ['latency.h']);
export const compileDistance = () => compile('distance.c');
export const compileEpollServer = () => compile('servers/epoll.c');
