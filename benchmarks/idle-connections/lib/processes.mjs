// Measured processes, each with a channel on which it answers. None outlives this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '../../lib/pinning.mjs';

/** Node raises the soft limit by itself; the hard one is for root to raise. */
const DESCRIPTORS = 20_000;
const START_LIMIT_MS = 60_000;

export const kinds = { tsyncio: 'tsyncio', 'node-net': 'node:net' };

const fileOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Run a program of this folder; resolves once it has said that it is ready. */
async function start(file, args, core) {
  const command = ['prlimit', `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`, process.execPath, '--expose-gc', fileOf(file), ...args.map(String)];
  const [program, ...rest] = pinned(core, command);
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  let late;
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${file} ended (${signal ?? code}): ${errors.trim()}`)));
    late = setTimeout(() => reject(new Error(`${file} was not ready after ${START_LIMIT_MS} ms`)), START_LIMIT_MS);
  });
  failed.catch(() => {});
  // Who ends cannot answer.
  const heard = async () => (await Promise.race([once(child, 'message'), failed]))[0];
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  try {
    const { port } = await heard();
    const ask = () => {
      child.send('how is it?');
      return heard();
    };
    return { pid: child.pid, port, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

export const startServer = (kind, core) => start(`servers/${kind}.mjs`, [], core);

/** Hold `count` connections to a server, all of which it has accepted. */
export async function holdConnections(server, count, core) {
  const holder = await start('hold.mjs', [server.port, count], core);
  for (;;) {
    const { connections } = await server.ask();
    if (connections >= count) return holder;
  }
}
