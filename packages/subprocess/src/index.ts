/**
 * Child processes for a loop.
 *
 * @packageDocumentation
 */
export { DEVNULL, PIPE, STDOUT } from '@tsyncio/core';
export { subprocess } from './area.ts';
export type { CommunicateOptions } from './convenience/communicate.ts';
export { type KillTreeOptions, killTree } from './convenience/kill-tree.ts';
export type { Output } from './convenience/output.ts';
export { OutputLimitError } from './convenience/output-limit-error.ts';
export type { Process } from './convenience/process.ts';
export { resizeTerminal } from './convenience/resize-terminal.ts';
export { spawnInTerminal, type TerminalOptions } from './convenience/spawn-in-terminal.ts';
export { type ProcessCommand, startProcess } from './convenience/start-process.ts';
export type { TerminalSize } from './convenience/terminal-size.ts';
