import type { StreamProtocol } from '@tsyncio/core';

/** What a transport has once its connection is lost. */
export const NO_PROTOCOL: StreamProtocol = Object.freeze({});

/** From this many writes after the connection was lost, each is warned about. */
const TOLD_FROM = 5;

/** Something was written to a lost connection, after `before` other such writes. */
export function tellLostWrite(before: number): void {
  if (before >= TOLD_FROM) process.emitWarning('writing to a transport whose connection is lost', 'TsyncioWarning');
}
