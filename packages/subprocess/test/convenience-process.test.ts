import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DEVNULL, LoopError, PIPE, STDOUT } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { OutputLimitError, startProcess } from '../src/index.ts';
import { withFolder } from './with-folder.ts';
import { turns, until, withLoop } from './with-loop.ts';

const PIPES = { stdin: PIPE, stdout: PIPE, stderr: PIPE } as const;

describe('startProcess', () => {
  test('refuses a command that only inherits its command line', () =>
    withLoop(async (loop) => {
      const error = await failureOf(() => startProcess(loop, Object.create({ shell: 'exit 3' }) as { shell: string }));
      expect(error).toMatchObject({ name: 'TypeError', message: expect.stringContaining('{ shell: command }') });
    }));

  test('leaves the child our streams where the options say undefined', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['true'], { stdin: undefined, stdout: undefined, stderr: undefined });
      expect([0, 1, 2].map((fd) => child.transport.getPipeTransport(fd))).toEqual([null, null, null]);
      await child.wait();
      await turns(3);
    }));
});

describe('communicate', () => {
  test('gives input, and what the child wrote to both of its outputs', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'sort; echo sorted >&2' }, PIPES);
      const { stdout, stderr } = await child.communicate(Buffer.from('b\nc\na\n'));
      expect([String(stdout), String(stderr), child.returncode]).toEqual(['a\nb\nc\n', 'sorted\n', 0]);
    }));

  test('moves megabytes both ways without waiting for one another', () =>
    withLoop(async (loop) => {
      const input = Buffer.alloc(8 << 20, 'there and back again ');
      const child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
      const { stdout, stderr } = await child.communicate(input);
      expect(stdout?.equals(input)).toBe(true);
      expect(stderr).toBeNull();
    }));

  test('without input ends the standard input', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
      expect(String((await child.communicate()).stdout)).toBe('');
    }));

  test('of a child that closes its standard input early is no error', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'exec 0<&-; echo done' }, { stdin: PIPE, stdout: PIPE });
      const { stdout } = await child.communicate(Buffer.alloc(4 << 20));
      expect([String(stdout), child.returncode]).toEqual(['done\n', 0]);
    }));

  test('of a child that never reads is no error', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['true'], { stdin: PIPE });
      expect(await child.communicate(Buffer.alloc(4 << 20))).toEqual({ stdout: null, stderr: null });
    }));

  test('gives both outputs as one where they are merged', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'echo out; echo err >&2' }, { stdin: DEVNULL, stdout: PIPE, stderr: STDOUT });
      expect(await child.communicate()).toEqual({ stdout: Buffer.from('out\nerr\n'), stderr: null });
    }));

  test('gives what the child wrote after it has ended, too', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['echo', 'kept'], { stdout: PIPE });
      expect(await child.wait()).toBe(0);
      expect(String((await child.communicate()).stdout)).toBe('kept\n');
    }));

  test('refuses input without a pipe for it, and input that is no bytes', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['true'], { stdin: DEVNULL, stdout: PIPE });
      expect(await failureOf(() => child.communicate(Buffer.from('x')))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => child.communicate('x' as never))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => child.communicate(null, { maxBuffer: -1 }))).toBeInstanceOf(RangeError);
      await child.communicate();
    }));

  test('is one at a time', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
      const first = child.communicate(Buffer.from('x'));
      const refused = await failureOf(() => child.communicate());
      expect(refused).toBeInstanceOf(LoopError);
      expect(refused.code).toBe('ERR_TRANSPORT_STATE');
      expect(String((await first).stdout)).toBe('x');
    }));

  test('kills a child that writes more than wanted, and gives what came', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['yes'], { stdout: PIPE });
      const failure = await failureOf(() => child.communicate(null, { maxBuffer: 100_000 }));
      expect(failure).toBeInstanceOf(OutputLimitError);
      const { code, stdout, message } = failure as OutputLimitError;
      expect([code, message]).toEqual(['ERR_OUTPUT_LIMIT', 'the child wrote more than 100000 bytes, and was killed']);
      expect(stdout?.length).toBeGreaterThan(100_000);
      expect(stdout?.length).toBeLessThan(1_000_000);
      expect(child.returncode).toBe(-9);
    }));

  test('ends with the reason of its signal; the child goes on, and the next one has everything', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const shell = `echo first; touch said; while [ ! -e go ]; do sleep 0.01; done; echo second`;
        const child = await startProcess(loop, { shell }, { stdout: PIPE, cwd: folder });
        const controller = new AbortController();
        const waiting = child.communicate(undefined, { signal: controller.signal });
        await until(() => existsSync(join(folder, 'said')));
        await turns(3);
        controller.abort(new Error('no more patience'));
        expect((await failureOf(() => waiting)).message).toBe('no more patience');
        expect(child.returncode).toBeNull();
        const rest = child.communicate();
        writeFileSync(join(folder, 'go'), '');
        expect(String((await rest).stdout)).toBe('first\nsecond\n');
      }),
    ));

  test('fails with any reason that a signal was aborted for', () =>
    withLoop(async (loop) => {
      await using child = await startProcess(loop, ['sleep', '1000'], { stdin: PIPE, stdout: PIPE });
      for (const reason of [null, 'a text', RangeError]) {
        const controller = new AbortController();
        loop.callSoon(() => controller.abort(reason));
        const failed = await child.communicate(null, { signal: controller.signal }).then(
          () => 'nothing',
          (thrown: unknown) => ({ thrown }),
        );
        expect(failed).toEqual({ thrown: reason });
      }
    }));

  test('with a signal that was aborted before does nothing', () =>
    withLoop(async (loop) => {
      await using child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
      const failure = await failureOf(() => child.communicate(Buffer.from('x'), { signal: AbortSignal.abort(new Error('before')) }));
      expect(failure.message).toBe('before');
      expect(String((await child.communicate(Buffer.from('y'))).stdout)).toBe('y');
    }));

  test('cancelled with its task leaves the child, which can be closed', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
      const sleeper = await startProcess(loop, ['sleep', '1000'], { stdout: PIPE });
      const task = loop.createTask(async () => {
        await sleeper.communicate();
      });
      await turns(3);
      task.cancel();
      expect((await failureOf(() => task)).name).toBe('CancelledError');
      expect(sleeper.returncode).toBeNull();
      await sleeper[Symbol.asyncDispose]();
      await child[Symbol.asyncDispose]();
      expect([child.returncode, sleeper.returncode]).toEqual([-9, -9]);
    }));
});

describe('a process', () => {
  test('tells its return code to all who wait, before and after', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'read x; exit 7' }, { stdin: PIPE });
      const early = [child.wait(), child.wait(), child.wait()];
      expect(child.returncode).toBeNull();
      await child.communicate();
      expect(await Promise.all([...early, child.wait()])).toEqual([7, 7, 7, 7]);
      expect(child.returncode).toBe(7);
    }));

  test('goes on when one who waits is cancelled', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['sleep', '1000']);
      const waiting = child.wait();
      const other = child.wait();
      waiting.cancel();
      child.terminate();
      expect(await other).toBe(-15);
      expect(waiting.cancelled()).toBe(true);
    }));

  test('is signalled, and after its end nobody is', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['sleep', '1000']);
      expect(child.pid).toBeGreaterThan(1);
      child.sendSignal('SIGUSR1');
      expect(await child.wait()).toBe(-10);
      await turns(2);
      for (const call of [() => child.kill(), () => child.terminate(), () => child.sendSignal(0x0f)])
        expect((await failureOf(call)).code).toBe('ESRCH');
    }));

  test('is killed and gone when its block ends', () =>
    withLoop(async (loop) => {
      let pid = 0;
      {
        await using child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
        pid = child.pid;
      }
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    }));

  test('is disposed of at once, though another has its standard input and more was written than that takes', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'sleep 1000; true' }, { stdin: PIPE, processGroup: 0 });
      await until(() => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8') !== '');
      const task = loop.createTask(async () => {
        await child.communicate(Buffer.alloc(1 << 20));
      });
      await turns(3);
      task.cancel();
      await failureOf(() => task);
      try {
        await child[Symbol.asyncDispose]();
        expect(child.returncode).toBe(-9);
      } finally {
        process.kill(-child.pid, 'SIGKILL');
      }
    }));

  test('waits with its output until somebody wants it', () =>
    withLoop(async (loop) => {
      await using child = await startProcess(loop, ['yes'], { stdout: PIPE });
      const before = process.memoryUsage().arrayBuffers;
      for (let i = 0; i < 50; i++) await turns(1);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 << 20);
      expect(child.returncode).toBeNull();
    }));

  test('has the streams of this process unless told otherwise', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['true']);
      for (const fd of [0, 1, 2]) expect(child.transport.getPipeTransport(fd)).toBeNull();
      expect(await child.wait()).toBe(0);
    }));

  test('is shown with its number', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['true']);
      expect(inspect(child)).toBe(`<Process ${child.pid}>`);
      await child.wait();
      await until(() => child.transport.getReturncode() !== null);
    }));

  test('that cannot start is an error as that of subprocessExec, and leaves nothing', () =>
    withLoop(async (loop) => {
      expect((await failureOf(() => startProcess(loop, ['/nonexistent/program'], PIPES))).code).toBe('ENOENT');
      for (const command of ['ls -l', 5, null, {}, () => {}])
        expect(await failureOf(() => startProcess(loop, command as never)), String(command)).toBeInstanceOf(TypeError);
      expect(await failureOf(() => startProcess(loop, ['true'], null as never))).toBeInstanceOf(TypeError);
    }));
});
