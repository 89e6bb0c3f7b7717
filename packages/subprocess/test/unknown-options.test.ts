import { expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { killTree, startProcess } from '../src/index.ts';
import { withLoop } from './with-loop.ts';

test('an option that is not known is refused, naming it and those that there are, and nothing is started', () =>
  withLoop(async (loop) => {
    const calls: [method: string, call: (options: object) => Promise<unknown>][] = [
      ['subprocessExec', (options) => loop.subprocessExec(() => ({}), ['true'], options)],
      ['subprocessShell', (options) => loop.subprocessShell(() => ({}), 'true', options)],
      ['subprocessExec', (options) => startProcess(loop, ['true'], options)],
    ];
    for (const [method, call] of calls) {
      const error = await failureOf(() => call({ stdOut: null }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(new RegExp(`^${method} has no option 'stdOut': it takes stdin, stdout, stderr, cwd, `));
    }
  }));

test('so is one of communicate and of killTree', () =>
  withLoop(async (loop) => {
    const child = await startProcess(loop, ['true'], { startNewSession: true });
    expect(await failureOf(() => child.communicate(null, { timeout: 5 } as never))).toEqual(
      new TypeError("communicate has no option 'timeout': it takes signal, maxBuffer"),
    );
    expect(await failureOf(() => killTree(child, { timeout: 5 } as never))).toEqual(
      new TypeError("killTree has no option 'timeout': it takes grace, signal"),
    );
    await child.wait();
  }));
