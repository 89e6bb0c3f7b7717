import { describe, expect, test } from 'vitest';
import { startProgram } from './child.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

/** Waits without an end, and tells that it began. */
const WAIT = `console.log('waiting'); await sleep(60_000);`;

const program = (main: string, rest = ''): string => `
  import { run, Runner, sleep, CancelledError } from 'tsyncio';
  const main = async (loop) => { ${main} };
  ${rest || `await run(main).then((answer) => console.log('ended', answer), (error) => console.log(error.name, error.code));`}
`;

interface Interrupted {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: readonly string[];
  readonly stderr: string;
}

/** How the program ended that got SIGINT once it said that it waits, and again at each further line. */
async function interrupted(text: string, ...further: readonly string[]): Promise<Interrupted> {
  const child = startProgram(text);
  for (const line of ['waiting', ...further]) {
    await child.printed(new RegExp(`^${line}$`, 'm'));
    child.kill('SIGINT').catch(() => {});
  }
  const { code, signal, stdout, stderr } = await child.ended;
  return { code, signal, said: stdout.trim().split('\n'), stderr };
}

/** The same for one that never waits: it gets SIGINT until it ends. Those that come while one is pending count as one. */
async function interruptedBusy(before = ''): Promise<Interrupted['signal']> {
  const child = startProgram(program(`${before} (await import('node:fs')).writeSync(1, 'waiting\\n'); for (;;);`));
  await child.printed(/^waiting$/m);
  const again = setInterval(() => void child.kill('SIGINT'), 20);
  const { signal } = await child.kill('SIGINT');
  clearInterval(again);
  return signal;
}

describe('SIGINT during run', SLOW, () => {
  test('cancels main, whose clean-up runs, and run rejects with KeyboardInterrupt', async () => {
    const main = `try { ${WAIT} } catch (error) { console.log(error.name); throw error; } finally { await sleep(1); console.log('cleaned up'); }`;
    expect(await interrupted(program(main))).toEqual({
      code: 0,
      signal: null,
      said: ['waiting', 'CancelledError', 'cleaned up', 'KeyboardInterrupt ERR_KEYBOARD_INTERRUPT'],
      stderr: '',
    });
  });

  test('ends a program that does not catch it with one line and no stack', async () => {
    const { code, stderr } = await interrupted(program(WAIT, 'await run(main);'));
    expect(code).toBe(1);
    expect(stderr).toContain('KeyboardInterrupt: interrupted by SIGINT');
    expect(stderr).not.toContain('    at ');
  });

  test('cancels the other tasks after main, and closes the loop', async () => {
    const main = `loop.createTask(async () => { try { await sleep(60_000); } finally { console.log('other ended'); } });
      loop.close = new Proxy(loop.close, { apply: (...args) => { console.log('closed'); return Reflect.apply(...args); } });
      try { ${WAIT} } finally { console.log('main ended'); }`;
    const { said } = await interrupted(program(main));
    expect(said).toEqual(['waiting', 'main ended', 'other ended', 'closed', 'KeyboardInterrupt ERR_KEYBOARD_INTERRUPT']);
  });

  test('gives what main returns that catches the cancellation', async () => {
    const { code, said } = await interrupted(program(`try { ${WAIT} } catch { return 'stopped well'; }`));
    expect([code, said.at(-1)]).toEqual([0, 'ended stopped well']);
  });

  test('gives the error that main threw instead', async () => {
    const { said } = await interrupted(program(`try { ${WAIT} } catch { throw new RangeError('mine'); }`));
    expect(said.at(-1)).toBe('RangeError undefined');
  });

  test('ends the process the second time, whatever main does', async () => {
    const main = `try { ${WAIT} } finally { console.log('cleaning'); await sleep(60_000); }`;
    expect(await interrupted(program(main), 'cleaning')).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  test('ends the process the second time also when main never waits', async () => {
    expect(await interruptedBusy()).toBe('SIGINT');
  });

  test('cancels main of every run that goes on', async () => {
    const rest = `
      let waiting = 0;
      const each = (name) => run(async () => { if (++waiting === 2) console.log('waiting'); await sleep(60_000); }).catch((error) => console.log(name, error.name));
      await Promise.all([each('first'), each('second')]);`;
    const { code, said } = await interrupted(program('', rest));
    expect([code, said]).toEqual([0, ['waiting', 'first KeyboardInterrupt', 'second KeyboardInterrupt']]);
  });

  test('leaves it to a listener that was there before', async () => {
    const rest = `process.once('SIGINT', () => { console.log('mine'); process.exit(7); }); await run(main);`;
    expect(await interrupted(program(WAIT, rest))).toMatchObject({ code: 7, said: ['waiting', 'mine'] });
  });

  test('leaves it to a listener that came later, each time', async () => {
    const main = `let count = 0; process.on('SIGINT', () => { console.log('mine', ++count); if (count === 3) process.exit(7); }); ${WAIT}`;
    expect(await interrupted(program(main), 'mine 1', 'mine 2')).toMatchObject({ code: 7, signal: null });
  });

  test("leaves it to a handler of main's loop, each time", async () => {
    const main = `let count = 0; const done = loop.createFuture();
      loop.addSignalHandler('SIGINT', () => { console.log('mine', ++count); if (count === 3) done.setResult('by the handler'); });
      console.log('waiting'); return await done;`;
    const { code, said } = await interrupted(program(main), 'mine 1', 'mine 2');
    expect([code, said]).toEqual([0, ['waiting', 'mine 1', 'mine 2', 'mine 3', 'ended by the handler']]);
  });

  test.for([
    [
      'a handler of its loop',
      `loop.addSignalHandler('SIGINT', () => { loop.removeSignalHandler('SIGINT'); console.log('mine'); go.setResult(); });`,
    ],
    ['a listener', `process.prependOnceListener('SIGINT', () => { console.log('mine'); go.setResult(); });`],
  ])('leaves it to %s that goes when it is called, and takes the next one', async ([, add]) => {
    const main = `const go = loop.createFuture(); ${add} console.log('waiting'); await go; await sleep(1); console.log('still there'); await sleep(60_000);`;
    const { code, said } = await interrupted(program(main), 'still there');
    expect([code, said]).toEqual([0, ['waiting', 'mine', 'still there', 'KeyboardInterrupt ERR_KEYBOARD_INTERRUPT']]);
  });

  test.for([
    ['a handler of its loop', `loop.addSignalHandler('SIGINT', () => {}); loop.removeSignalHandler('SIGINT');`],
    ['a listener', `const listener = () => {}; process.on('SIGINT', listener); process.off('SIGINT', listener);`],
    [
      'both, the listener longer',
      `const listener = () => {}; loop.addSignalHandler('SIGINT', listener); process.on('SIGINT', listener);
       loop.removeSignalHandler('SIGINT'); process.off('SIGINT', listener);`,
    ],
    [
      'both, the handler longer',
      `const listener = () => {}; process.on('SIGINT', listener); loop.addSignalHandler('SIGINT', listener);
       process.off('SIGINT', listener); loop.removeSignalHandler('SIGINT');`,
    ],
  ])('ends the process the second time when main never waits after it had %s', async ([, had]) => {
    expect(await interruptedBusy(had)).toBe('SIGINT');
  });

  test('leaves it to a listener each time that outlives the handler of a loop and the run', async () => {
    const rest = `let count = 0;
      await run(async (loop) => {
        loop.addSignalHandler('SIGINT', () => {});
        process.on('SIGINT', () => { console.log('mine', ++count); if (count === 3) process.exit(7); });
      });
      console.log('waiting'); setInterval(() => {}, 60_000);`;
    expect(await interrupted(program('', rest), 'mine 1', 'mine 2')).toMatchObject({ code: 7, signal: null });
  });

  test('gives CancelledError when a task factory made a future, which counts no cancellations', async () => {
    const rest = `const runner = new Runner();
      runner.getLoop().setTaskFactory((loop) => loop.createFuture());
      const running = runner.run(main).catch((error) => console.log(error.name));
      console.log('waiting'); await running;
      runner.getLoop().setTaskFactory(null); await runner.close();`;
    const { code, said } = await interrupted(program('', rest));
    expect([code, said]).toEqual([0, ['waiting', 'CancelledError']]);
  });

  test('is also what the program emits itself', async () => {
    const main = `process.nextTick(() => process.emit('SIGINT')); await sleep(60_000);`;
    const { stdout } = await startProgram(program(main)).ended;
    expect(stdout).toBe('KeyboardInterrupt ERR_KEYBOARD_INTERRUPT\n');
  });

  test('ends the process at once between the runs of a runner', async () => {
    const rest = `const runner = new Runner(); await runner.run(async () => {}); console.log('waiting'); setInterval(() => {}, 60_000);`;
    expect(await interrupted(program('', rest))).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  test('cancels main of a later run of the same runner', async () => {
    const rest = `const runner = new Runner();
      for (const number of [1, 2]) await runner.run(async () => { await sleep(number); });
      await runner.run(main).catch((error) => console.log(error.name));
      console.log(await runner.run(() => sleep(1, 'and on')));
      await runner.close();`;
    const { code, said } = await interrupted(program(WAIT, rest));
    expect([code, said]).toEqual([0, ['waiting', 'KeyboardInterrupt', 'and on']]);
  });

  test('is not listened for in a worker thread', async () => {
    const rest = `
      const { Worker } = await import('node:worker_threads');
      const worker = new Worker("const { run, sleep } = require('tsyncio'); run(async () => { require('node:worker_threads').parentPort.postMessage(1); await sleep(60_000); });", { eval: true, execArgv: [] });
      worker.once('message', () => console.log('waiting'));`;
    expect(await interrupted(program('', rest))).toMatchObject({ code: null, signal: 'SIGINT' });
  });
});

test('run leaves no listener of SIGINT behind', SLOW, async () => {
  const rest = `const counts = [];
    await run(async () => { counts.push(process.listenerCount('SIGINT')); });
    await run(async () => { throw new Error('mine'); }).catch(() => {});
    counts.push(process.listenerCount('SIGINT'));
    console.log(JSON.stringify(counts));`;
  const { stdout } = await startProgram(program('', rest)).ended;
  expect(stdout).toBe('[1,0]\n');
});

test('run warns of no leak when many go on at once', SLOW, async () => {
  const rest = `await Promise.all(Array.from({ length: 20 }, () => run(() => sleep(1)))); console.log(process.listenerCount('SIGINT'));`;
  expect(await startProgram(program('', rest)).ended).toMatchObject({ code: 0, stdout: '0\n', stderr: '' });
});

test.for([
  ['the same copy', `const [first, second] = [run, run];`],
  [
    'both builds of the package',
    `const { run: second } = (await import('node:module')).createRequire(process.cwd() + '/x.js')('tsyncio'); const first = run;`,
  ],
])('SIGINT cancels the runs of %s at once', SLOW, async ([, runs]) => {
  const rest = `${runs}
    let waiting = 0;
    const wait = async () => { if (++waiting === 2) console.log('waiting'); await sleep(60_000); };
    await Promise.all([first, second].map((each) => each(wait).catch((error) => console.log(error.name))));
    console.log(process.listenerCount('SIGINT'), process.listenerCount('newListener'), process.listenerCount('removeListener'));`;
  const before = `${await startProgram("console.log(0, process.listenerCount('newListener'), process.listenerCount('removeListener'))").ended.then(({ stdout }) => stdout.trim())}`;
  const { code, said } = await interrupted(program('', rest));
  expect([code, said]).toEqual([0, ['waiting', 'KeyboardInterrupt', 'KeyboardInterrupt', before]]);
});
