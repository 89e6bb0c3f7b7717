import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { socket, socketpair } from '../src/index.ts';
import { collectUntil } from './collect.ts';
import { isOpen, openDescriptors } from './descriptors.ts';
import { kernel, listening } from './listening.ts';
import { turns, until, withLoop } from './with-loop.ts';

describe('a socket that was never closed', () => {
  test('is closed when it is collected, and the exception handler is told', () =>
    withLoop(async (_loop, reports) => {
      const before = openDescriptors();
      const fd = (() => socket().fileno())();
      expect(isOpen(fd)).toBe(true);
      await collectUntil(() => reports.length > 0);
      expect(openDescriptors()).toEqual(before);
      expect(reports.splice(0)).toEqual([{ message: expect.stringContaining('A socket was never closed'), descriptors: [fd] }]);
    }));

  test('is told with the place where it was made, in debug mode', () =>
    withLoop(async (loop, reports) => {
      loop.setDebug(true);
      (() => void socket())();
      await collectUntil(() => reports.length > 0);
      expect(reports.splice(0)[0]?.sourceTraceback).toContain('collected-sockets.test.ts');
    }));

  test('is told by a warning when no loop ran', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', listen);
    const fd = (() => socket(undefined, undefined, undefined, { kernel }).fileno())();
    await collectUntil(() => warnings.some((text) => text.includes('A socket was never closed')));
    expect(isOpen(fd)).toBe(false);
    process.off('warning', listen);
  });

  test('and was accepted for a task that was cancelled before it woke, is closed: its peer sees the end', () =>
    withLoop(async (loop, reports) => {
      const [server, address] = listening();
      let accepted: { done(): boolean } | null = null;
      const task = loop.createTask(async () => {
        const waiting = loop.sockAccept(server);
        accepted = waiting;
        return (await waiting)[0].fileno();
      });
      await turns(2);
      const client = socket();
      await loop.sockConnect(client, address);
      await until(() => accepted?.done() === true && task.cancel());
      await failureOf(() => task);
      accepted = null;
      await collectUntil(() => reports.length > 0);
      expect(String(await loop.sockRecv(client, 10))).toBe('');
      reports.length = 0;
      client.close();
      server.close();
    }));
});

describe('a descriptor is left alone when its socket is collected', () => {
  test.each([
    ['closed', (sock: { close(): void }) => sock.close()],
    ['detached', (sock: { detach(): number }) => sock.detach()],
  ])('after it was %s', (_how, leave) =>
    withLoop(async () => {
      const fd = (() => {
        const sock = socket();
        const number = sock.fileno();
        leave(sock);
        return number;
      })();
      // Whoever gets the number next.
      const [left, right] = isOpen(fd) ? [socket(undefined, undefined, undefined, { fd }), socket()] : socketpair();
      expect([left.fileno(), right.fileno()]).toContain(fd);
      let collected = 0;
      const canaries = new FinalizationRegistry(() => collected++);
      for (let round = 1; round <= 2; round++) {
        (() => canaries.register({}, undefined))();
        await collectUntil(() => collected === round);
      }
      expect([isOpen(left.fileno()), isOpen(right.fileno())]).toEqual([true, true]);
      left.close();
      right.close();
    }),
  );
});
