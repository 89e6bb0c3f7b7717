// Starts children that nothing but SIGKILL ends, leaves them, and ends in the way argv[2] names. Prints their numbers first.
import { loadBinding } from '../../src/load-binding.ts';
import { sleepers } from '../sleepers.ts';

console.log(JSON.stringify(sleepers(loadBinding(), {}, 5).map(({ pid }) => pid)));

const ways: Readonly<Record<string, () => void>> = {
  'at its end': () => {},
  'with process.exit': () => process.exit(3),
  'with process.exit, later': () => setImmediate(() => process.exit(3)),
  'with an error that nobody catches': () => {
    throw new Error('nobody catches this');
  },
  'with a rejection that nobody handles': () => void Promise.reject(new Error('nobody handles this')),
};
ways[process.argv[2] as string]?.();
