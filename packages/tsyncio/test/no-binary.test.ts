import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputOf, packageFolder, startProgram } from './child.ts';

const missing = join(packageFolder, 'no-such-folder', 'tsyncio.node');

/** What `body` returned where the addon is missing. `tsyncio` and `errorOf` are there; `load` says by which build. */
async function answerOf(body: string, load: 'import' | 'require' = 'import'): Promise<unknown> {
  const bringIn = load === 'import' ? `const tsyncio = await import('tsyncio');` : `const tsyncio = require('tsyncio');`;
  const program = `
    async function main() {
      ${bringIn}
      const errorOf = async (attempt) => {
        try {
          await attempt();
          return 'no error';
        } catch (error) {
          return { isBindingError: error instanceof tsyncio.BindingError, name: error.name, code: error.code, message: error.message };
        }
      };
      ${body}
    }
    main().then((answer) => console.log(JSON.stringify(answer)));
  `;
  const type = load === 'import' ? 'module' : 'commonjs';
  return JSON.parse(await outputOf(startProgram(program, { type, env: { TSYNCIO_NATIVE_BINDING: missing } })));
}

const bindingError = {
  isBindingError: true,
  name: 'BindingError',
  code: 'ERR_NO_BINDING',
  // What is missing, and how to build it.
  message: expect.stringMatching(/no-such-folder\/tsyncio\.node does not exist.*Build it .*npx @tsyncio\/native build/),
};

describe.for(['import', 'require'] as const)('without the addon, by %s', (load) => {
  test('tsyncio can be loaded', async () => {
    const names = await answerOf('return Object.keys(tsyncio);', load);
    expect(names).toEqual(expect.arrayContaining(['run', 'newEventLoop', 'socket', 'constants', 'BindingError']));
  });

  test('timers, callbacks and tasks run', async () => {
    const steps = await answerOf(
      `const { run, sleep } = tsyncio;
       const steps = [];
       await run(async (loop) => {
         loop.callSoon(() => steps.push('soon'));
         loop.callLater(1, () => steps.push('later'));
         const task = loop.createTask(async () => {
           try {
             await sleep(60_000);
           } finally {
             steps.push('finally');
           }
         });
         await sleep(5);
         task.cancel();
         await task.catch((error) => steps.push(error.name));
         steps.push(await loop.createTask(() => sleep(1, 'slept')));
       });
       return steps;`,
      load,
    );
    expect(steps).toEqual(['soon', 'later', 'finally', 'CancelledError', 'slept']);
  });

  test('runForever and stop work', async () => {
    const answer = await answerOf(
      `const loop = tsyncio.newEventLoop();
       loop.callLater(1, () => loop.stop());
       await loop.runForever();
       loop.close();
       return loop.isClosed();`,
      load,
    );
    expect(answer).toBe(true);
  });
});

describe('without the addon, a BindingError says what is missing and how to build it', () => {
  const uses = {
    'createServer rejects': `loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 })`,
    'createServer on a name rejects': `loop.createServer(() => ({}), { host: 'localhost', port: 0 })`,
    'createConnection rejects': `loop.createConnection(() => ({}), { host: '127.0.0.1', port: 1 })`,
    'createConnection to a name rejects': `loop.createConnection(() => ({}), { host: 'localhost', port: 1 })`,
    'getaddrinfo rejects': `loop.getaddrinfo('localhost', 1)`,
    'addReader throws': 'loop.addReader(0, () => {})',
    'addWriter throws': 'loop.addWriter(1, () => {})',
    'addSignalHandler throws': `loop.addSignalHandler('SIGINT', () => {})`,
    'removeSignalHandler throws': `loop.removeSignalHandler('SIGINT')`,
    'connectReadPipe rejects': 'loop.connectReadPipe(() => ({}), 0)',
    'subprocessExec rejects': `loop.subprocessExec(() => ({}), ['true'])`,
    'subprocessShell rejects': `loop.subprocessShell(() => ({}), 'true')`,
    'socket throws': 'tsyncio.socket()',
    'socketpair throws': 'tsyncio.socketpair()',
    'nativeKernel throws': 'tsyncio.nativeKernel()',
  };

  test.for(Object.entries(uses))('%s', async ([, use]) => {
    expect(await answerOf(`return await tsyncio.run((loop) => errorOf(() => ${use}));`)).toEqual(bindingError);
  });

  test('socket throws outside of a loop', async () => {
    expect(await answerOf('return await errorOf(() => tsyncio.socket());')).toEqual(bindingError);
  });

  test('and the loop goes on', async () => {
    const answer = await answerOf(
      `return await tsyncio.run(async (loop) => {
         await errorOf(() => loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 }));
         return await tsyncio.sleep(1, 'slept');
       });`,
    );
    expect(answer).toBe('slept');
  });
});
