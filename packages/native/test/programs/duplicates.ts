// Two numbers of one open file in one poller. A child gets them when it starts: Node itself has no dup.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { nativeKernel, nativeSocketCalls, type PollerName } from '@tsyncio/native';

const [poller, inner] = process.argv.slice(2) as [PollerName, string?];
const byte = Buffer.from('x');

async function start(): Promise<void> {
  const sockets = nativeSocketCalls();
  const pairOf = (): [number, number] => [
    ...(sockets.pair(sockets.constants.AF_UNIX ?? 1, sockets.constants.SOCK_STREAM ?? 1, 0) as [number, number]),
  ];
  const pairs = [pairOf(), pairOf(), pairOf()];
  const given = pairs.flatMap(([left, right]) => [left, right, right]);
  const args = [...process.execArgv, fileURLToPath(import.meta.url), poller, 'inner'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', ...given] });
  for (const fd of pairs.flat()) sockets.close(fd);
  [process.exitCode] = (await once(child, 'exit')) as [number];
}

const kernel = nativeKernel({ poller });

function ready(): Map<number, number> {
  const told = kernel.poller.events.subarray(0, 2 * kernel.turns.poll());
  return new Map(Array.from({ length: told.length / 2 }, (_, i) => [told[2 * i] as number, told[2 * i + 1] as number]));
}

function apart(left: number, reader: number, writer: number): object {
  kernel.poller.register(reader, READABLE);
  kernel.poller.register(writer, WRITABLE);
  const names = new Map([
    [reader, 'reader'],
    [writer, 'writer'],
  ]);
  const named = (): object => Object.fromEntries([...ready()].map(([fd, readiness]) => [names.get(fd), readiness]).sort());
  const before = named();
  kernel.sockets.send(left, byte, 0, 0);
  const after = named();
  for (const fd of [reader, writer]) kernel.poller.unregister(fd);
  return { before, after };
}

/** Close one of two registered duplicates without a word; what is told then, and when its reader notices. */
function close(left: number, closed: number, other: number): object {
  for (const fd of [closed, other]) kernel.poller.register(fd, READABLE);
  kernel.sockets.send(left, byte, 0, 0);
  closeSync(closed);
  const modified = kernel.poller.modify(closed, READABLE | WRITABLE) < 0;
  const named = (): string[] => [...ready().keys()].map((fd) => (fd === other ? 'other' : `the closed ${fd}`));
  const told = named();
  const again = named();
  kernel.poller.unregister(other);
  return { modified, told, again, afterRemoval: named() };
}

if (inner === undefined) await start();
else console.log(JSON.stringify({ apart: apart(3, 4, 5), firstClosed: close(6, 7, 8), secondClosed: close(9, 11, 10) }));
kernel.close();
