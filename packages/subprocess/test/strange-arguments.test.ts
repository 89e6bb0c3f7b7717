import { describe, expect, test } from 'vitest';
import { output, start } from './child-recorder.ts';
import { withLoop } from './with-loop.ts';

describe('arguments that answer differently each time', () => {
  test('a variable with a getter is what it was when it was checked', () =>
    withLoop(async (loop) => {
      let asked = 0;
      const env = {
        get COUNTED() {
          return asked++ === 0 ? 'good' : 'bad\0BAD=1';
        },
      };
      expect(await output(await start(loop, ['/usr/bin/env'], { env }))).toBe('COUNTED=good\n');
      expect(asked).toBe(1);
    }));

  test('an array that iterates over something else is what it has by index', () =>
    withLoop(async (loop) => {
      class Odd extends Array<string> {
        override [Symbol.iterator](): ArrayIterator<string> {
          return [][Symbol.iterator]();
        }
      }
      const argv = new Odd();
      argv.push('echo', 'text');
      expect(await output(await start(loop, argv))).toBe('text\n');
    }));
});
