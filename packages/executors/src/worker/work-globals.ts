import { transfer } from '../work/transfer.ts';
import { currentWork, currentWorker } from './current-work.ts';

/** What bare functions may use although it is none of Node's: see known-globals.ts. */
export function defineWorkGlobals(): void {
  const keepName = (fn: unknown, name: string): unknown => Object.defineProperty(fn, 'name', { value: name, configurable: true });
  for (const [name, value] of Object.entries({ currentWork, currentWorker, transfer, __name: keepName })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
