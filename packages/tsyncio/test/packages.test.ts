import { describe, expect, test } from 'vitest';
import { outputOf, startProgram } from './child.ts';

/** What `body` returned in a process that has both builds: `esm` and `cjs`. */
async function answerOf(body: string): Promise<unknown> {
  const program = `
    import { createRequire } from 'node:module';
    const esm = await import('tsyncio');
    const cjs = createRequire(import.meta.resolve('tsyncio'))('tsyncio');
    const answer = await (async () => {
      ${body}
    })();
    console.log(JSON.stringify(answer));
  `;
  return JSON.parse(await outputOf(startProgram(program)));
}

test('the ESM and the CommonJS build export the same names', async () => {
  const [esm, cjs] = (await answerOf(`
    const names = (exports) => Object.keys(exports).filter((name) => name !== 'default' && name !== 'module.exports').sort();
    return [names(esm), names(cjs)];
  `)) as string[][];
  expect(esm).toEqual(cjs);
  expect(esm).toContain('run');
});

test.for(['esm', 'cjs'])('the classes of the %s build have the names under which they are exported', async (build) => {
  const wrong = await answerOf(`
    const isClass = (value) => typeof value === 'function' && /^class\\b/.test(String(value));
    return Object.entries(${build}).filter(([name, value]) => isClass(value) && value.name !== name).map(([name, value]) => [name, value.name]);
  `);
  expect(wrong).toEqual([]);
});

test('both are loaded, not one of them twice', async () => {
  expect(await answerOf('return esm.run !== cjs.run;')).toBe(true);
});

describe.for([
  ['esm', 'cjs'],
  ['cjs', 'esm'],
] as const)('a loop of the %s build, in a process that also has the %s build', ([one, other]) => {
  const inTask = (body: string) =>
    answerOf(`const one = ${one}; const other = ${other}; return await one.run(async (loop) => { ${body} });`);

  test('is the running loop of the other', async () => {
    expect(await inTask('await one.sleep(1); return other.getRunningLoop() === loop;')).toBe(true);
  });

  test('runs tasks that the other sees as current', async () => {
    expect(
      await inTask('return await loop.createTask(async () => other.currentTask() === one.currentTask() && one.currentTask() !== null);'),
    ).toBe(true);
    expect(await inTask('return other.allTasks().size;')).toBe(1);
  });

  test('makes futures and tasks that the other takes for its own', async () => {
    expect(await inTask('return [loop.createFuture(), loop.createTask(async () => {}), {}].map(other.isFuture);')).toEqual([
      true,
      true,
      false,
    ]);
    expect(await inTask('const future = loop.createFuture(); return other.ensureFuture(future) === future;')).toBe(true);
  });

  test('refuses to be nested by the other', async () => {
    expect(await inTask('return await other.run(async () => {}).catch((error) => error.code);')).toBe('ERR_LOOP_RUNNING');
  });

  test("runs the other's sleep, and cancels it in the middle", async () => {
    const steps = await inTask(`
      const steps = [await other.sleep(1, 'slept')];
      const task = loop.createTask(async () => {
        try {
          await other.sleep(60_000);
        } finally {
          steps.push('finally');
        }
      });
      await one.sleep(1);
      task.cancel();
      await task.catch((error) => steps.push(error.code));
      return steps;
    `);
    expect(steps).toEqual(['slept', 'finally', 'ERR_CANCELLED']);
  });

  test('raises errors that are told apart by their code, whichever build looks', async () => {
    const known = await inTask(`
      const task = loop.createTask(() => other.sleep(60_000));
      loop.callSoon(() => task.cancel());
      const cancelled = await task.catch((error) => error);
      const refused = await loop.createConnection(() => ({}), { host: '127.0.0.1', port: 1 }).catch((error) => error);
      return [cancelled.name, cancelled.code, refused.name, refused.code];
    `);
    expect(known).toEqual(['CancelledError', 'ERR_CANCELLED', 'SystemError', 'ECONNREFUSED']);
  });

  test("uses the other's sockets", async () => {
    const received = await inTask(`
      const [a, b] = other.socketpair();
      try {
        await loop.sockSendall(a, 'across');
        return String(await loop.sockRecv(b, 100));
      } finally {
        a.close();
        b.close();
      }
    `);
    expect(received).toBe('across');
  });

  test("keeps the other's context variables across await", async () => {
    const values = await inTask(`
      const name = new other.ContextVar('name', { default: 'nobody' });
      name.set('somebody');
      await one.sleep(1);
      return [name.get(), await loop.createTask(async () => name.get())];
    `);
    expect(values).toEqual(['somebody', 'somebody']);
  });
});
