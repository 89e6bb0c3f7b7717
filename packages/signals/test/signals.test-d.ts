import type { TestLoop } from './with-loop.ts';

// Checked by the compiler, never run.

declare const loop: TestLoop;

loop.addSignalHandler('SIGTERM', (name: string, count: number) => [name, count], 'name', 1);
loop.addSignalHandler(40, () => {});
const removed: boolean = loop.removeSignalHandler('SIGTERM');
void removed;

// @ts-expect-error  an argument of another type than the handler takes
loop.addSignalHandler('SIGTERM', (name: string) => name, 1);
// @ts-expect-error  an argument too few
loop.addSignalHandler('SIGTERM', (name: string) => name);
// @ts-expect-error  no such signal
loop.addSignalHandler('SIGNONE', () => {});
