#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAddon } from '../scripts/addon/build-addon.mjs';
import { BuildError } from '../scripts/addon/build-error.mjs';
import { platformName, prebuiltFile } from '../scripts/addon/platform.mjs';
import { isElsewhere, projectCopy } from '../scripts/addon/project-copy.mjs';

const HELP = `npx @tsyncio/native <command>

  build    compile the addon for this platform (${platformName()}) and put it where tsyncio looks for it
             --nodedir <folder>  a Node whose headers are in <folder>/include/node; else the running Node's, else downloaded
             --debug             with debug information, not optimised
  where    print the file that tsyncio loads here; ends with code 1 when it does not exist

A build needs a C++ compiler, make and Python 3. It works on the copy of @tsyncio/native that the project in this folder uses.
`;

class UsageError extends Error {}

function build(values) {
  console.log(`built ${buildAddon({ nodedir: values.nodedir, debug: values.debug })}`);
  if (process.env.TSYNCIO_NATIVE_BINDING) {
    console.warn(`TSYNCIO_NATIVE_BINDING is set: tsyncio loads ${process.env.TSYNCIO_NATIVE_BINDING} instead`);
  }
}

function where() {
  const file = resolve(process.env.TSYNCIO_NATIVE_BINDING || prebuiltFile());
  if (!existsSync(file)) throw new BuildError(`there is no binary for ${platformName()}: ${file} does not exist`);
  console.log(file);
}

function parse() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { nodedir: { type: 'string' }, debug: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error.message);
  }
}

/** The same command by the copy that the project uses, when this is another. */
function handOver(copy) {
  const { status } = spawnSync(process.execPath, [join(copy, 'bin', 'tsyncio-native.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  return status ?? 1;
}

function main() {
  const { values, positionals } = parse();
  if (values.help) return void process.stdout.write(HELP);
  const [command, ...rest] = positionals;
  const run = { build, where }[command];
  if (run === undefined || rest.length > 0)
    throw new UsageError(command === undefined ? 'which command?' : `no such command: ${positionals.join(' ')}`);
  if (command === 'where' && (values.nodedir !== undefined || values.debug)) throw new UsageError('where takes no options');
  const copy = projectCopy(process.cwd());
  if (isElsewhere(copy)) process.exitCode = handOver(copy);
  else run(values);
}

try {
  main();
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${HELP}`);
  else if (error instanceof BuildError) console.error(`@tsyncio/native: ${error.message}`);
  else throw error;
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
