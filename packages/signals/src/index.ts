/**
 * Signals for a loop.
 *
 * @packageDocumentation
 */
export type { SignalApi } from '@tsyncio/core';
