// What a worker thread of a pool runs.
import { type MessagePort, receiveMessageOnPort, type TransferListItem, threadId, workerData } from 'node:worker_threads';
import { watchLoading } from './import-module.ts';
import { containStrays } from './interpreter/contain-strays.ts';
import { type Interpreter, makeInterpreter } from './interpreter/interpreter.ts';
import { sealRealm } from './interpreter/seal-realm.ts';
import { InterpreterRunner } from './interpreter-runner.ts';
import { ABORTED, BEGUN, ENDED, LOADING, mark, QUEUED, SENT, slotOf, WAITING } from './shared-state.ts';
import { TaskLine } from './task-line.ts';
import type { StartMessage, ToWorker } from './wire.ts';
import { defineWorkGlobals } from './work-globals.ts';
import { type Wire, WorkRunner } from './work-runner.ts';

/**
 * In milliseconds: the next work often comes as the answer to a result, and is taken sooner by a thread that waits for just that. Longer than
 * the system's tick, which is up to 4 ms: for a shorter time the hardware's timer is set each time, which takes longer than the way there.
 */
const MOMENT = 5;

interface ThreadData {
  readonly port: MessagePort;
  readonly state: Int32Array;
  /** Where the arguments for an interpreter come; `null` for work in the worker's own realm. */
  readonly interpreterPort: MessagePort | null;
}

const { port, state, interpreterPort } = workerData as ThreadData;

const wire: Wire = {
  send: (message, transferList) => port.postMessage(message, (transferList ?? undefined) as TransferListItem[] | undefined),
  clone: structuredClone,
  aborted: (id) => Atomics.load(state, slotOf(id)) === mark(id, ABORTED),
};

// Before anything that may end it; all that it sends is sent by then.
const tellEnd = (exitCode: number): void => void Atomics.store(state, ENDED, exitCode + 1);
process.once('exit', tellEnd);

const first = firstMessage();
const runner = interpreterPort === null ? new WorkRunner(wire) : new InterpreterRunner(wire, startInterpreter(interpreterPort));
const line = new TaskLine({
  runner,
  claim: (id) => change(id, QUEUED, BEGUN),
  lookForMore,
  // Listeners of 'exit' are called; what was written to stdout is passed on.
  stop: () => process.exit(0),
});

// Copying what the worker starts with may take its pool longer than the thread takes to come here. What an interpreter shares is sent before.
function firstMessage(): StartMessage {
  Atomics.store(state, WAITING, 1);
  Atomics.wait(state, SENT, 0);
  Atomics.store(state, WAITING, 0);
  return receiveMessageOnPort(port)?.message as StartMessage;
}

function change(id: number, from: number, to: number): boolean {
  return Atomics.compareExchange(state, slotOf(id), mark(id, from), mark(id, to)) === mark(id, from);
}

// Work never gets hold of anything of this thread's own realm; what follows is for the case that it does.
function startInterpreter(values: MessagePort): Interpreter {
  const interpreter = makeInterpreter(values);
  containStrays(interpreter, () => tellEnd(1));
  sealRealm();
  return interpreter;
}

/** Whether a message has come: those that are there, else one that comes within a moment. */
function lookForMore(): boolean {
  if (takeWaiting()) return true;
  const sent = Atomics.load(state, SENT);
  Atomics.store(state, WAITING, 1);
  // What was sent before it could see that this thread waits.
  const came = takeWaiting() || (Atomics.wait(state, SENT, sent, MOMENT) !== 'timed-out' && takeWaiting());
  Atomics.store(state, WAITING, 0);
  return came;
}

function takeWaiting(): boolean {
  let any = false;
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    line.take(next.message as ToWorker);
    any = true;
  }
  return any;
}

async function start(): Promise<void> {
  if (!(await runner.start(first, threadId))) return;
  port.on('message', (message: ToWorker) => {
    line.take(message);
    line.go();
  });
  port.on('messageerror', (error) => {
    throw new Error('a message to this worker could not be read', { cause: error });
  });
}

watchLoading((loads) => Atomics.store(state, LOADING, loads ? 1 : 0));
defineWorkGlobals();
void start();
