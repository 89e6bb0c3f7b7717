import { expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { socket, socketpair } from '../src/index.ts';
import { withPair } from './with-pair.ts';

test('a socket refuses an option that it does not know, naming it and those that there are', () =>
  withPair(async () => {
    const before = openSockets();
    expect(() => socket(1, 1, 0, { fileno: 3 } as never)).toThrow(new TypeError("socket has no option 'fileno': it takes fd, kernel"));
    expect(() => socketpair(1, 1, 0, { fd: 3 } as never)).toThrow(new TypeError("socketpair has no option 'fd': it takes kernel"));
    for (const wrong of [null, 3]) {
      expect(() => socket(1, 1, 0, wrong as never)).toThrow(/^socket needs an options object, got (null|number)$/);
      expect(() => socketpair(1, 1, 0, wrong as never)).toThrow(/^socketpair needs an options object, got (null|number)$/);
    }
    expect(openSockets()).toEqual(before);
  }));

test('a socket takes no descriptor that all objects inherit', () =>
  withPair(async (_loop, left) => {
    const polluted = Object.create({ fd: left.fileno() }) as object;
    const sock = socket(undefined, undefined, undefined, polluted);
    expect(sock.fileno()).not.toBe(left.fileno());
    sock.close();
  }));

test('sockSendfile refuses an option that it does not know, and what is no options', () =>
  withPair(async (loop, left) => {
    for (const [wrong, words] of [
      [{ ofset: 3 }, "sendfile has no option 'ofset': it takes offset, count, fallback"],
      [3, 'sendfile needs an options object, got number'],
      [null, 'sendfile needs an options object, got null'],
    ] as const) {
      const error = await failureOf(() => loop.sockSendfile(left, 0, wrong as never));
      expect(error).toEqual(new TypeError(words));
    }
  }));
