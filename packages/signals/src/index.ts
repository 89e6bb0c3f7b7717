/**
 * Signals for a loop.
 *
 * @packageDocumentation
 */
export type { SignalApi } from '@tsyncio/core';
export { signals } from './area.ts';
export { isSignalHandled } from './is-signal-handled.ts';
