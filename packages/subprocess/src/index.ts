/**
 * Child processes for a loop.
 *
 * @packageDocumentation
 */
export { DEVNULL, PIPE, STDOUT } from '@tsyncio/core';
export { subprocess } from './area.ts';
