import { type ChildProcess, READABLE, type SpawnRequest } from '@tsyncio/core/area';
import { afterAll, afterEach, describe } from 'vitest';
import { plainSpawnRequest } from '../../../test-support/plain-spawn-request.ts';
import { loadBinding } from '../src/load-binding.ts';
import { nativeKernel } from '../src/native-kernel.ts';
import { type NativeProcesses, nativeProcesses, type ProcessWays } from '../src/native-processes.ts';

const kernel: ReturnType<typeof nativeKernel> = nativeKernel();
const { pipes, poller, sockets, turns } = kernel;
/** Who waits for a descriptor. */
const waiting: Map<number, () => void> = new Map();
const opened: number[] = [];

turns.attach((count) => {
  for (let i = 0; i < count; i++) waiting.get(poller.events[2 * i] as number)?.();
});
turns.start();

afterAll(() => {
  turns.stop();
  kernel.close();
});

const WAYS: Readonly<Record<string, ProcessWays>> = {
  'lent memory and a descriptor of the process': {},
  'copied memory': { byFork: true },
  'a thread that waits': { byThread: true },
};

/** In which descriptors are closed in a child where not as ranges. */
export const CLOSING: typeof WAYS = { 'listed descriptors': { byList: true }, 'counted descriptors': { byNumber: true } };

/** The same tests with each way in which children are started and waited for. Those left at the end of a test are killed. */
export function withEachWay(define: (processes: NativeProcesses) => void, more: typeof WAYS = {}): void {
  for (const [title, ways] of Object.entries({ ...WAYS, ...more })) describe(`by ${title}`, () => define(processesOf(ways)));
}

export function processesOf(ways: ProcessWays = {}): NativeProcesses {
  const processes = nativeProcesses(loadBinding(), ways);
  afterEach(() => processes.close());
  return processes;
}

afterEach(() => {
  for (const fd of opened.splice(0)) sockets.close(fd);
});

/** A request for a line of the shell, unless told otherwise. */
export function request(script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
  return plainSpawnRequest({
    paths: ['/bin/sh'],
    argv: ['sh', '-c', script],
    env: [`PATH=${process.env.PATH}`],
    ...more,
  });
}

/** One that has to start. */
export function started(processes: NativeProcesses, wanted: SpawnRequest): ChildProcess {
  const child = processes.spawn(wanted);
  if ('syscall' in child) throw new Error(`not started: ${child.syscall} ${child.errno}`);
  return child;
}

/** Closed at the end of the test. The ends do not block, unlike those that programs expect. */
export function pipe(): [reader: number, writer: number] {
  const ends = pipes?.open() ?? -1;
  if (typeof ends === 'number') throw new Error(`no pipe: ${ends}`);
  opened.push(...ends);
  return [...ends];
}

/** Closed at the end of the test, unless before. */
export function keepUntilEnd(fd: number): void {
  opened.push(fd);
}

export function send(fd: number, text: string): void {
  pipes?.write(fd, Buffer.from(text), 0);
}

/** For the end that a child gets. */
export function block(fd: number): number {
  sockets.setblocking(fd, true);
  return fd;
}

export function close(fd: number): void {
  sockets.close(fd);
  opened.splice(opened.indexOf(fd), 1);
}

async function readable(fd: number): Promise<void> {
  const answer = poller.register(fd, READABLE);
  if (answer < 0) throw new Error(`cannot be watched: ${answer}`);
  await new Promise<void>((resolve) => waiting.set(fd, resolve));
  waiting.delete(fd);
  poller.unregister(fd);
}

/** What it ended with, once its descriptor tells that it has. */
export async function ended(child: ChildProcess): Promise<number | null> {
  await readable(child.exit);
  return child.reap();
}

/** All that is read until the text is there, or nothing more can come. */
export async function textUntil(fd: number, accept: (text: string) => boolean): Promise<string> {
  let text = '';
  while (!accept(text)) {
    await readable(fd);
    const more = pipes?.read(fd, 65_536);
    // 0 at its end; a terminal whose last child has ended gives an error.
    if (typeof more !== 'object') break;
    text += more;
  }
  return text;
}

/** What a child prints, and ends with. */
export async function outcome(processes: NativeProcesses, wanted: SpawnRequest): Promise<{ output: string; status: number | null }> {
  const [reader, writer] = pipe();
  const child = started(processes, { ...wanted, stdio: [wanted.stdio[0], block(writer), wanted.stdio[2]] });
  close(writer);
  const output = await textUntil(reader, () => false);
  return { output, status: await ended(child) };
}
