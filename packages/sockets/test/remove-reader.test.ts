import { closeSync, openSync } from 'node:fs';
import { createLoop } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { socket, sockets } from '../src/index.ts';
import { withLoop } from './with-loop.ts';
import { withPair } from './with-pair.ts';

describe('removing', () => {
  test('says whether there was one', () =>
    withPair(async (loop, _left, right) => {
      expect([loop.removeReader(right), loop.removeWriter(right)]).toEqual([false, false]);
      loop.addReader(right, () => {});
      expect([loop.removeWriter(right), loop.removeReader(right), loop.removeReader(right)]).toEqual([false, true, false]);
      loop.addWriter(right, () => {});
      expect([loop.removeReader(right), loop.removeWriter(right), loop.removeWriter(right)]).toEqual([false, true, false]);
    }));

  test('cancels the handle', () =>
    withPair(async (loop, _left, right) => {
      const [reader, writer] = [loop.addReader(right, () => {}), loop.addWriter(right, () => {})];
      loop.removeReader(right);
      loop.removeWriter(right);
      expect([reader.cancelled(), writer.cancelled()]).toEqual([true, true]);
    }));

  test('on a closed loop is false', () => {
    const loop = createLoop([sockets()], nativeKernel());
    loop.close();
    expect([loop.removeReader(0), loop.removeWriter(0)]).toEqual([false, false]);
  });
});

describe('what is refused', () => {
  test('a regular file: EPERM, because it can always be read', () =>
    withLoop(async (loop) => {
      const fd = openSync(import.meta.filename, 'r');
      expect(await failureOf(() => loop.addReader(fd, () => {}))).toMatchObject({ code: 'EPERM' });
      expect(loop.removeReader(fd)).toBe(false);
      closeSync(fd);
    }));

  test('a descriptor that is not open: EBADF', () =>
    withLoop(async (loop) => {
      expect(await failureOf(() => loop.addReader(2 ** 30, () => {}))).toMatchObject({ code: 'EBADF' });
      expect(await failureOf(() => loop.addWriter(2 ** 30, () => {}))).toMatchObject({ code: 'EBADF' });
    }));

  test('a number that only its lowest bits make a descriptor', () =>
    withPair(async (loop, _left, right) => {
      await failureOf(() => loop.addReader(2 ** 32 + right.fileno(), () => {}));
    }));

  test('what is no descriptor', () =>
    withLoop(async (loop) => {
      for (const fd of ['3', null, undefined, {}, true]) {
        expect(await failureOf(() => loop.addReader(fd as number, () => {})), String(fd)).toBeInstanceOf(TypeError);
        expect(await failureOf(() => loop.addWriter(fd as number, () => {})), String(fd)).toBeInstanceOf(TypeError);
      }
      for (const fd of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
        expect(await failureOf(() => loop.addReader(fd, () => {})), String(fd)).toBeInstanceOf(RangeError);
    }));

  test('a closed socket, whose descriptor is -1', () =>
    withLoop(async (loop) => {
      const closed = socket();
      closed.close();
      expect(await failureOf(() => loop.addReader(closed, () => {}))).toBeInstanceOf(RangeError);
    }));

  test('what cannot be called', () =>
    withPair(async (loop, _left, right) => {
      for (const callback of [null, undefined, 'f', {}])
        expect(await failureOf(() => loop.addReader(right, callback as never)), String(callback)).toBeInstanceOf(TypeError);
      expect(loop.removeReader(right)).toBe(false);
    }));

  test('a closed loop: ERR_LOOP_CLOSED', async () => {
    const loop = createLoop([sockets()], nativeKernel());
    loop.close();
    expect(await failureOf(() => loop.addReader(0, () => {}))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    expect(await failureOf(() => loop.addWriter(0, () => {}))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
  });

  test('a descriptor that a transport uses: ERR_FD_IN_USE, for every method', () =>
    withPair(async (loop, _left, right) => {
      const { readiness } = stateOf(loop);
      readiness.own(right.fileno(), true);
      const methods: (() => unknown)[] = [
        () => loop.addReader(right, () => {}),
        () => loop.addWriter(right.fileno(), () => {}),
        () => loop.removeReader(right),
        () => loop.removeWriter(right),
        () => loop.sockRecv(right, 1),
        () => loop.sockRecvInto(right, new Uint8Array(1)),
        () => loop.sockSendall(right, 'x'),
        () => loop.sockConnect(right, '\0nowhere'),
        () => loop.sockAccept(right),
      ];
      for (const method of methods) expect(await failureOf(method), String(method)).toMatchObject({ code: 'ERR_FD_IN_USE' });
      readiness.own(right.fileno(), false);
    }));
});
