// What a worker process of a pool runs: messages come and go on descriptor 3.
import { writeSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { arePlain, cloneThroughFrame, FrameReader, frame } from './frames.ts';
import { TaskLine } from './task-line.ts';
import { type StartMessage, type ToWorker, VALUE } from './wire.ts';
import { defineWorkGlobals } from './work-globals.ts';
import { type Wire, WorkRunner } from './work-runner.ts';

const CHANNEL = 3;

const received = Buffer.allocUnsafe(65_536);

/** Past the streams of Node: half of the time of little work would go there. */
const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
  fd: CHANNEL,
  readable: true,
  writable: true,
  onread: { buffer: received, callback: (length) => take(received.subarray(0, length)) },
};
const socket = new Socket(options);

// A system call at once is what a result waits for least; what the system does not take goes behind what waits already.
function write(data: Buffer): void {
  let written = 0;
  if (socket.writableLength === 0) {
    try {
      written = writeSync(CHANNEL, data);
    } catch {
      // It would block, or the pool is gone: the stream knows what to do.
    }
  }
  if (written < data.length) socket.write(data.subarray(written));
}

const wire: Wire = {
  send: (message) => write(frame(message, Array.isArray(message) && message[1] === VALUE && arePlain(message))),
  clone: cloneThroughFrame,
  aborted: () => false,
};

const runner = new WorkRunner(wire);
const line = new TaskLine({
  runner,
  claim: (id) => !dropped.delete(id),
  lookForMore: () => false,
  stop: () => socket.end(() => process.exit(0)),
});

const dropped = new Set<number>();
const early: ToWorker[] = [];
let started = false;

async function start(message: StartMessage): Promise<void> {
  if (!(await runner.start(message, process.pid))) return;
  started = true;
  for (const waiting of early.splice(0)) line.take(waiting);
  line.go();
}

const reader = new FrameReader((message) => {
  const sent = message as ToWorker;
  if ('start' in sent) void start(sent);
  else if ('drop' in sent) for (const id of sent.drop) dropped.add(id);
  else if (started) line.take(sent);
  else early.push(sent);
});

function take(data: Buffer): boolean {
  reader.take(data);
  if (started) line.go();
  // Go on reading.
  return true;
}

// The pool is gone, and whoever waits for results with it.
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
// An interrupt from the terminal is meant for the program, which ends its pools as it ends.
process.on('SIGINT', () => {});
defineWorkGlobals();
