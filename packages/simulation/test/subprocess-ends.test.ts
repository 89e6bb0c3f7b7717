import { constants } from 'node:os';
import { createLoop, sleep } from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { ChildNotes, cat, simulateChildren } from './simulate-children.ts';

const { SIGKILL, SIGTERM } = constants.signals;

describe('closing', () => {
  test.each([0, 1, 2, 3, 5, 8])('a transport after %i turns kills the child, which leaves nothing', (turns) =>
    simulateChildren(
      async (loop) => {
        const [, notes] = await loop.subprocessExec(() => new ChildNotes(), ['cat']);
        for (let i = 0; i < turns; i++) await sleep(0);
        notes.transport.close();
        notes.transport.close();
        const events = await notes.lost(loop);
        expect([events.at(-1), notes.transport.getReturncode(), notes.transport.isClosing()]).toEqual(['closed null', -SIGKILL, true]);
      },
      { seed: turns },
    ),
  );

  test('a transport whose child has ended does not signal it', () =>
    simulateChildren(async (loop, kernel) => {
      kernel.program('/bin/true', () => 0);
      const nothing = { stdin: null, stdout: null, stderr: null };
      const [, notes] = await loop.subprocessExec(() => new ChildNotes(), ['true'], nothing);
      await notes.lost(loop);
      notes.transport.close();
      expect(notes.transport.getReturncode()).toBe(0);
    }));

  test('the loop kills its children, and nothing is left', async () => {
    const kernel = simulatedKernel({ seed: 2 });
    kernel.program('/bin/cat', cat);
    const loop = createLoop([sockets(), transports(), subprocess()], kernel);
    const notes = new ChildNotes();
    await loop.runUntilComplete(async () => {
      await loop.subprocessExec(() => notes, ['cat']);
    });
    loop.close();
    expect([kernel.openProcesses(), kernel.zombies()]).toEqual([[], 0]);
    expect(() => notes.transport.sendSignal(SIGTERM)).toThrow('no such process');
  });
});

describe('cancelling subprocessExec', () => {
  test.each([0, 1, 2, 3, 4])('after %i turns leaves no child and no descriptor, on 20 seeds', async (turns) => {
    for (let seed = 0; seed < 20; seed++) {
      await simulateChildren(
        async (loop) => {
          const notes = new ChildNotes();
          let isOurs = false;
          const task = loop.createTask(async () => {
            await loop.subprocessExec(() => notes, ['cat']);
            isOurs = true;
          });
          for (let i = 0; i < turns; i++) await sleep(0);
          const isCancelled = task.cancel();
          await expect(Promise.resolve(task)).rejects.toMatchObject({ name: 'CancelledError' });
          expect(isCancelled).toBe(true);
          // It had the child already, and was cancelled afterwards.
          if (isOurs) notes.transport.close();
          if (notes.events.length > 0) await notes.lost(loop);
        },
        { seed },
      );
    }
  });
});
