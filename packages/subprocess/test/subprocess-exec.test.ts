import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ChildRecorder, end, output, start, stdinOf } from './child-recorder.ts';
import { withFolder } from './with-folder.ts';
import { children, newLoop, withLoop } from './with-loop.ts';

describe('a program', () => {
  test('gets what is written to its stdin, and what it writes arrives', () =>
    withLoop(async (loop) => {
      const cat = await start(loop, ['cat']);
      stdinOf(cat).write(Buffer.from('one '));
      stdinOf(cat).write(Buffer.from('line\n'));
      expect(await output(cat)).toBe('one line\n');
      expect(cat.transport.getReturncode()).toBe(0);
    }));

  test('answers several times', () =>
    withLoop(async (loop) => {
      const cat = await start(loop, ['cat']);
      for (const word of ['one', 'two', 'three']) {
        const arrived = loop.createFuture<void>();
        cat.protocol.on = () => arrived.setResult();
        stdinOf(cat).write(Buffer.from(word));
        await arrived;
        cat.protocol.on = () => {};
      }
      expect(await output(cat)).toBe('onetwothree');
    }));

  test('sees the end of its stdin when that is closed at once', () =>
    withLoop(async (loop) => {
      expect(await output(await start(loop, ['sort']))).toBe('');
    }));

  test('gets its arguments as they are', () =>
    withLoop(async (loop) => {
      const args = ['', ' ', '$HOME', '"', "'", '\n', '*', 'ä€😀', '-n'];
      const program = 'import sys; sys.stdout.write(repr([a.encode().decode() for a in sys.argv[1:]]))';
      const child = await start(loop, ['python3', '-c', program, ...args], { env: { PATH: process.env.PATH ?? '', PYTHONUTF8: '1' } });
      expect(await output(child)).toBe(`['', ' ', '$HOME', '"', "'", '\\n', '*', 'ä€😀', '-n']`);
    }));

  test('tells its exit code', () =>
    withLoop(async (loop) => {
      for (const code of [0, 1, 7, 255]) expect(await end(await start(loop, ['sh', '-c', `exit ${code}`]))).toBe(code);
    }));

  test('tells the signal that it died of, below zero', () =>
    withLoop(async (loop) => {
      expect(await end(await start(loop, ['sh', '-c', 'kill -USR1 $$']))).toBe(-10);
      expect(await end(await start(loop, ['sh', '-c', 'kill -ABRT $$']))).toBe(-6);
    }));

  test('that is killed between two children of its own still tells so', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['sh', '-c', 'true; true; kill -9 $$']);
      expect(await end(child)).toBe(-9);
    }));

  test('reads and writes 4 MiB unharmed', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['dd', 'bs=65536', 'status=none']);
      const sent = Buffer.from(Array.from({ length: 4 << 20 }, (_, index) => (index * 7 + (index >> 8)) & 255));
      stdinOf(child).write(sent);
      await output(child);
      expect(Buffer.concat(child.protocol.received[1] ?? []).equals(sent)).toBe(true);
    }));

  test('that follows a file tells of lines as they come, until it is closed', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const path = `${folder}/log`;
        writeFileSync(path, 'first\n');
        const child = await start(loop, ['tail', '-f', '-n', '+1', path]);
        const { protocol } = child;
        const seen = (text: string): Promise<void> => {
          const done = loop.createFuture<void>();
          protocol.on = () => protocol.text(1) === text && !done.done() && done.setResult();
          protocol.on('');
          return done as unknown as Promise<void>;
        };
        await seen('first\n');
        writeFileSync(path, 'second\n', { flag: 'a' });
        await seen('first\nsecond\n');
        child.transport.close();
        expect(await end(child)).toBe(-9);
      }),
    ));

  test('runs beside nineteen others', () =>
    withLoop(async (loop) => {
      const all = await Promise.all(Array.from({ length: 20 }, () => start(loop, ['cat'])));
      expect(children()).toHaveLength(20);
      for (const [index, child] of all.entries()) stdinOf(child).write(Buffer.from(`number ${index}`));
      const answers = await Promise.all(all.map(output));
      expect(answers).toEqual(all.map((_, index) => `number ${index}`));
    }));

  test('can be started in a plain callback', () =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      const started = loop.createFuture<string>();
      loop.callSoon(() => {
        loop
          .subprocessExec(() => protocol, ['true'])
          .then(
            ([transport]) => started.setResult(String(transport.getPid())),
            (error) => started.setException(error),
          );
      });
      expect(Number(await started)).toBe(protocol.transport?.getPid());
      await end({ protocol, transport: protocol.transport as never });
    }));
});

describe('a run that blocks the thread', () => {
  test('starts a child, talks to it and sees its end', () => {
    const loop = newLoop();
    const protocol = new ChildRecorder();
    protocol.on = (event) => {
      if (event === 'made') {
        const started = { transport: protocol.transport as never, protocol };
        stdinOf(started).write(Buffer.from('blocked'));
        stdinOf(started).close();
      }
      if (event === 'lost null') loop.stop();
    };
    loop.callSoon(() => void loop.subprocessExec(() => protocol, ['cat']));
    try {
      loop.runForeverSync();
      expect(protocol.text(1)).toBe('blocked');
      expect(protocol.transport?.getReturncode()).toBe(0);
      expect(children()).toEqual([]);
    } finally {
      loop.close();
    }
  });
});

describe('a loop', () => {
  test('that is closed starts nothing', async () => {
    const loop = newLoop();
    loop.close();
    const error = await failureOf(() => loop.subprocessExec(() => ({}), ['true']));
    expect(error).toMatchObject({ name: 'LoopError', code: 'ERR_LOOP_CLOSED' });
  });

  test('that the factory closes starts nothing', async () => {
    const loop = newLoop();
    const error = await failureOf(() =>
      loop.subprocessExec(() => {
        loop.close();
        return {};
      }, ['true']),
    );
    expect(error).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    expect(children()).toEqual([]);
  });
});
