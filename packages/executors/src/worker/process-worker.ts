// What a worker process of a pool runs: messages come and go on descriptor 3.
import { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { FrameReader, frame } from './frames.ts';
import { TaskLine } from './task-line.ts';
import type { StartMessage, ToWorker } from './wire.ts';
import { defineWorkGlobals } from './work-globals.ts';
import { type Wire, WorkRunner } from './work-runner.ts';

const socket = new Socket({ fd: 3, readable: true, writable: true });

const wire: Wire = {
  send: (message) => socket.write(frame(message)),
  clone: (value) => deserialize(serialize(value)),
  aborted: () => false,
};

const runner = new WorkRunner(wire);
const line = new TaskLine({
  runner,
  claim: () => true,
  lookForMore: () => false,
  stop: () => socket.end(() => process.exit(0)),
});

const early: ToWorker[] = [];
let started = false;

async function start(message: StartMessage): Promise<void> {
  if (!(await runner.start(message, process.pid))) return;
  started = true;
  for (const waiting of early) line.take(waiting);
  line.go();
}

const reader = new FrameReader((message) => {
  const sent = message as ToWorker;
  if ('start' in sent) void start(sent);
  else if (started) line.take(sent);
  else early.push(sent);
});

socket.on('data', (data: Buffer) => {
  reader.take(data);
  if (started) line.go();
});
// The pool is gone, and whoever waits for results with it.
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
// An interrupt from the terminal is meant for the program, which ends its pools as it ends.
process.on('SIGINT', () => {});
defineWorkGlobals();
