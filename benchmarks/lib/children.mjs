// Child processes that are never left behind: whatever ends this process, short
// of SIGKILL, ends them too.
import { spawn } from 'node:child_process';

const startLimitMs = 10_000;
const alive = new Set();

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

function killAll() {
  for (const child of alive) child.kill('SIGKILL');
}

function onSignal(signal) {
  process.exit(exitCodes[signal]); // runs killAll
}

// Only while there are children: whoever imports this keeps its own way with signals.
function track(child) {
  if (alive.size === 0) {
    process.on('exit', killAll);
    for (const signal of Object.keys(exitCodes)) process.on(signal, onSignal);
  }
  alive.add(child);
}

function untrack(child) {
  alive.delete(child);
  if (alive.size > 0) return;
  process.off('exit', killAll);
  for (const signal of Object.keys(exitCodes)) process.off(signal, onSignal);
}

function spawnTracked(command) {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.output = '';
  child.errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    child.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    child.errors += text;
  });
  track(child);
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : code));
  }).finally(() => untrack(child));
  return child;
}

/** Runs a program to its end, and returns what it printed. */
export async function runToEnd(name, command) {
  const child = spawnTracked(command);
  const outcome = await child.ended;
  if (outcome !== 0) throw new Error(`${name} failed (${outcome}): ${child.errors.trim() || 'it said nothing'}`);
  return child.output;
}

/** Starts a server, and waits for the line `listening PORT`. */
export async function startServer(name, command) {
  const child = spawnTracked(command);
  let timer;
  const listening = new Promise((resolve) => {
    child.stdout.on('data', () => {
      const line = /^listening (\d+)$/m.exec(child.output);
      if (line) resolve({ port: Number(line[1]) });
    });
  });
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ problem: `not listening after ${startLimitMs} ms` }), startLimitMs);
  });
  const ended = child.ended.then((outcome) => ({ problem: `it ended (${outcome})` }));
  const { port, problem } = await Promise.race([listening, ended, late]);
  clearTimeout(timer);
  if (problem) {
    child.kill('SIGKILL');
    throw new Error(`The server ${name} did not start: ${problem}\n${child.errors.trim()}`);
  }
  return { name, port, pid: child.pid, errors: () => child.errors.trim(), stop: () => stop(child) };
}

async function stop(child) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 1000);
  await child.ended;
  clearTimeout(timer);
}
