// Results that are moved instead of copied.
import { MessageChannel } from 'node:worker_threads';
import { currentWork, transfer } from '@tsyncio/executors';

export function filled(length) {
  const bytes = new Uint8Array(length).fill(7);
  return transfer(bytes, [bytes.buffer]);
}

/** A port to an echo that goes on after this returned. */
export function echo() {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (message) => port1.postMessage(`echo ${message}`));
  return transfer({ port: port2 }, [port2]);
}

export function whoWorks() {
  return currentWork()?.worker.name;
}
