import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../run-command.mjs';

const consumer = fileURLToPath(new URL('consumer', import.meta.url));

/** What a user has: no settings of the package manager that started this test, and none of this repository's tools but the pinned pnpm. */
export function userEnv(registry, folder) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_nodedir$)/i.test(name) && name !== 'NODE_OPTIONS');
  return {
    ...Object.fromEntries(inherited),
    NODE_PATH: '',
    TSYNCIO_NATIVE_BINDING: '',
    PATH: [dirname(process.execPath), join(root, '.tools/node_modules/.bin'), process.env.PATH].join(delimiter),
    npm_config_registry: registry,
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    YARN_CACHE_FOLDER: join(folder, 'yarn-cache'),
    // pnpm has a prefix of its own for settings.
    pnpm_config_registry: registry,
    pnpm_config_store_dir: join(folder, 'pnpm-store'),
    pnpm_config_cache_dir: join(folder, 'pnpm-cache'),
  };
}

/** An empty project with the consumer's programs in it. */
export function makeProject(name, { registry, folder }) {
  const path = join(folder, name);
  mkdirSync(path);
  cpSync(consumer, path, { recursive: true });
  writeFileSync(join(path, 'package.json'), '{ "private": true, "type": "module" }\n');
  const env = userEnv(registry, folder);
  /** Run a program in the project; what it printed, or an Error with all of that. */
  const run = async (program, ...args) => {
    const { code, stdout, stderr } = await runIn(path, env, program, args);
    if (code === 0) return stdout;
    throw new Error(`${name}: ${program} ${args.join(' ')} ended with code ${code}\n${stdout}${stderr}`);
  };
  return { name, path, run, fails: (program, ...args) => runIn(path, env, program, args) };
}

function runIn(cwd, env, program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] += text;
      });
    }
    child.once('error', (error) => resolve({ ...output, code: 127, stderr: error.message }));
    child.once('close', (code, signal) => resolve({ ...output, code: code ?? signal }));
  });
}

/** The folder of the @tsyncio/native that the project's tsyncio loads, whatever the package manager made of it. */
export function nativeFolder({ path }) {
  const tsyncio = createRequire(join(path, 'package.json')).resolve('tsyncio/package.json');
  return dirname(createRequire(realpathSync(tsyncio)).resolve('@tsyncio/native/package.json'));
}

export function removeBinary(project) {
  rmSync(join(nativeFolder(project), 'prebuilds'), { recursive: true });
}
