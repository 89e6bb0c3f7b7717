// As a program that has this package installed, whose file is named: work in modules that import it, too.
import assert from 'node:assert/strict';
import { CancelledError, LoopError, TimeoutError } from '@tsyncio/core';

const { ProcessPoolExecutor, ThreadPoolExecutor } = await import(process.argv[2]);

const own = (name) => ({ module: new URL('../modules/own-errors.mjs', import.meta.url), export: name });
const moved = (name) => ({ module: new URL('../modules/moved.mjs', import.meta.url), export: name });

for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
  const pool = new Pool({ maxWorkers: 1 });
  await assert.rejects(
    Promise.resolve(pool.submit(own('cancelled'))),
    (error) => error instanceof CancelledError && error.message === 'stopped',
  );
  await assert.rejects(Promise.resolve(pool.submit(own('timeout'))), TimeoutError);
  await assert.rejects(
    Promise.resolve(pool.submit(own('loopError'))),
    (error) => error instanceof LoopError && error.code === 'ERR_LOOP_CLOSED',
  );
  assert.deepEqual(await pool.submit(moved('filled'), 1000), new Uint8Array(1000).fill(7));
  assert.equal(await pool.submit(moved('whoWorks')), `${pool.name}_0`);
  if (pool.kind === 'thread') await talkWithPort(pool);
  await pool.shutdown();
  console.log(pool.kind, 'ok');
}

async function talkWithPort(pool) {
  const { port } = await pool.submit(moved('echo'));
  const answer = new Promise((resolve) => port.once('message', resolve));
  port.postMessage('hello');
  assert.equal(await answer, 'echo hello');
  port.close();
}
