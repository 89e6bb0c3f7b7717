// What the workers of the cases do: the twin of oracle/works.py.
import { appendFileSync, existsSync } from 'node:fs';
import { threadId as idOfThread } from 'node:worker_threads';

/** Nobody waits for longer than a case takes. */
const LONGEST = 12_000;
const clock = new Int32Array(new SharedArrayBuffer(4));
let own = null;

export function power(base, exponent) {
  return base ** exponent;
}

export function echo(...args) {
  return args;
}

export function nothing() {
  return null;
}

export function divide(dividend, divisor) {
  if (divisor === 0) throw new RangeError('the divisor is 0');
  return Math.floor(dividend / divisor);
}

export function fail(text = 'failed') {
  throw new RangeError(text);
}

/** Add a line to a file that several workers write to. */
export function note(file, text) {
  appendFileSync(file, `${text}\n`);
  return text;
}

/** Tell that the gate was reached, and wait until it is open, or the case is over. */
export function passGate(gate, value = null) {
  note(`${gate}.reached`, 'reached');
  const deadline = performance.now() + LONGEST;
  while (!existsSync(gate) && existsSync(`${gate}.reached`)) {
    if (performance.now() > deadline) throw new Error('the gate was not opened');
    sleep(2);
  }
  return value;
}

export function passGateAndNote(gate, file, text) {
  note(file, `${text} began`);
  passGate(gate);
  note(file, `${text} ended`);
  return text;
}

export function passGateOrFail(gate, file, text) {
  if (text === 'fails') throw new RangeError(text);
  return passGateAndNote(gate, file, text);
}

export function passGateAndFail(gate, text = 'failed') {
  passGate(gate);
  throw new RangeError(text);
}

export function passGateAndDie(gate) {
  passGate(gate);
  die();
}

export function initialize(value) {
  own = value;
}

export function initialized(gate) {
  passGate(gate);
  return own;
}

/** An initializer. */
export function failBehind(gate) {
  passGate(gate);
  throw new RangeError('error in initializer');
}

export function processId() {
  return process.pid;
}

export function threadId() {
  return idOfThread;
}

export function passGateAndTellProcess(gate) {
  passGate(gate);
  return process.pid;
}

export function passGateAndTellName(gate) {
  passGate(gate);
  return currentWorker().name;
}

export function die() {
  process.kill(process.pid, 'SIGKILL');
  // Until it arrives.
  sleep(LONGEST);
}

/** End the worker as a program ends. */
export function leave() {
  process.exit(3);
}

export function failDeepInside() {
  function innermost() {
    throw new Error('deep inside');
  }
  innermost();
}

export function dieWhileCopied() {
  return {
    get value() {
      return die();
    },
  };
}

export function notToBeCopied() {
  return { value: () => {} };
}

function sleep(milliseconds) {
  Atomics.wait(clock, 0, 0, milliseconds);
}
