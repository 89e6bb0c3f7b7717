import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { newLoop, raise, until, withLoop } from './with-loop.ts';

const told: string[] = [];
const listener = (): void => {
  told.push('listener');
};

afterEach(() => {
  process.off('SIGUSR2', listener);
  told.length = 0;
});

test.each(['before', 'after'] as const)('listeners of process.on that were added %s the handler are called beside it', (when) =>
  withLoop(async (loop) => {
    if (when === 'before') process.on('SIGUSR2', listener);
    loop.addSignalHandler('SIGUSR2', () => told.push('handler'));
    if (when === 'after') process.on('SIGUSR2', listener);
    raise('SIGUSR2', 2);
    await until(() => told.length >= 4);
    expect(told.sort()).toEqual(['handler', 'handler', 'listener', 'listener']);
  }),
);

test('listeners go on being called when the handler is removed, and the other way round', () =>
  withLoop(async (loop) => {
    process.on('SIGUSR2', listener);
    loop.addSignalHandler('SIGUSR2', () => told.push('handler'));
    loop.removeSignalHandler('SIGUSR2');
    raise('SIGUSR2');
    await until(() => told.length > 0);
    loop.addSignalHandler('SIGUSR2', () => told.push('handler'));
    process.off('SIGUSR2', listener);
    raise('SIGUSR2');
    await until(() => told.length > 1);
    expect(told).toEqual(['listener', 'handler']);
  }));

test('after a run that blocked, listeners are told what came during it', async () => {
  const loop = newLoop();
  process.on('SIGUSR2', listener);
  loop.addSignalHandler('SIGUSR2', () => {
    told.push('handler');
    loop.stop();
  });
  raise('SIGUSR2');
  loop.runForeverSync();
  expect(told).toEqual(['handler']);
  await loop.runUntilComplete(() => until(() => told.length > 1));
  expect(told).toEqual(['handler', 'listener']);
  loop.close();
});

test('children of node:child_process are told of as ever while SIGCHLD is handled, and after', () =>
  withLoop(async (loop) => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    const exit = once(child, 'exit');
    loop.addSignalHandler('SIGCHLD', () => told.push('handler'));
    await once(spawn('true'), 'exit');
    await until(() => told.length > 0);
    loop.removeSignalHandler('SIGCHLD');
    child.stdin.end();
    expect(await exit).toEqual([0, null]);
    expect(await once(spawn('true'), 'exit')).toEqual([0, null]);
  }));
