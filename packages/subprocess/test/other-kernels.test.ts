import { constants } from 'node:os';
import { createLoop, DEVNULL, type Kernel, PIPE } from '@tsyncio/core';
import { type Poller, stateOf, systemError } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { subprocess } from '../src/index.ts';
import { end, output, start, startShell } from './child-recorder.ts';
import { children, newLoop, turns, until, withLoop } from './with-loop.ts';

const { EBADF, ENOSPC } = constants.errno;

describe('a kernel', () => {
  test.each(['processes', 'pipes'] as const)('without %s is refused, and the message says which has them', async (part) => {
    const { [part]: _absent, ...kernel } = nativeKernel();
    const loop = newLoop(kernel as Kernel);
    const error = await failureOf(() => loop.subprocessExec(() => ({}), ['true']));
    expect(`${error}`).toBe('TypeError: the native kernel cannot start processes: create the loop on one that can, such as nativeKernel()');
    loop.close();
  });

  test('needs transports() beside this area', () => {
    const kernel = nativeKernel();
    expect(() => createLoop([sockets(), subprocess()] as never, kernel)).toThrow(
      'subprocess() needs loop.connectReadPipe, loop.connectWritePipe: add the area that gives it',
    );
    createLoop([sockets(), transports(), subprocess()], kernel).close();
  });

  test.each(['epoll', 'poll'] as const)('that polls with %s tells the end of children', (poller) =>
    withLoop(async (loop) => {
      expect(await output(await startShell(loop, 'echo one; cat'))).toBe('one\n');
    }, nativeKernel({ poller })),
  );

  /** Descriptors for which `refused` says so cannot be watched. */
  function refusing(refused: (registered: number) => boolean): Kernel {
    const kernel = nativeKernel();
    let registered = 0;
    const { poller: real } = kernel;
    const poller: Poller = {
      events: real.events,
      register: (fd, interest) => (refused(++registered) ? -ENOSPC : real.register(fd, interest)),
      modify: (fd, interest) => real.modify(fd, interest),
      unregister: (fd) => real.unregister(fd),
    };
    return { ...kernel, poller };
  }

  test('whose system watches no more descriptors reaps the child all the same', () =>
    withLoop(
      async (loop) => {
        const child = await start(loop, ['sh', '-c', 'exit 7'], { stdin: null, stdout: null, stderr: null });
        expect(await end(child)).toBe(7);
        expect(child.protocol.events).toEqual(['made', 'exited', 'lost null']);
      },
      refusing(() => true),
    ));

  test('whose system does not watch a pipe tells that it is lost', () =>
    withLoop(
      async (loop) => {
        const child = await startShell(loop, 'cat; exit 4');
        expect(await end(child)).toBe(4);
        expect([...child.protocol.events].sort()).toEqual([
          'exited',
          'lost 0 ENOSPC',
          'lost 1 ENOSPC',
          'lost 2 ENOSPC',
          'lost null',
          'made',
        ]);
      },
      refusing((registered) => registered > 1),
    ));

  test('that cannot make a transport of a pipe fails, and leaves neither child nor pipe', () => {
    const kernel = nativeKernel();
    let looks = 0;
    // The second of them says that it is no pipe at all.
    const pipes = { ...kernel.pipes, kindOf: (fd: number) => (++looks > 2 ? -EBADF : kernel.pipes?.kindOf(fd)) } as Kernel['pipes'];
    return withLoop(
      async (loop) => {
        const told: string[] = [];
        const protocol = { connectionMade: () => told.push('made'), connectionLost: () => told.push('lost') };
        const error = await failureOf(() => loop.subprocessExec(() => protocol, ['sleep', '1000']));
        expect(error).toMatchObject({ code: systemError(-EBADF, 'fstat').code, syscall: 'fstat' });
        expect(children()).toEqual([]);
        await turns(5);
        expect(told).toEqual([]);
        expect(stateOf(loop).onClosed.size, 'transports that the loop keeps').toBe(0);
      },
      { ...kernel, pipes } as Kernel,
    );
  });

  test('whose descriptors are not those of the system has a null device made of pipes', () =>
    withLoop(
      async (loop) => {
        const child = await startShell(loop, 'cat; head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 3', {
          stdin: DEVNULL,
          stdout: DEVNULL,
          stderr: DEVNULL,
        });
        for (const fd of [0, 1, 2]) expect(child.transport.getPipeTransport(fd)).toBeNull();
        expect(await end(child)).toBe(3);
        expect(child.protocol.events).toEqual(['made', 'exited', 'lost null']);
        const mixed = await startShell(loop, 'cat; echo seen; echo unseen >&2', { stdin: DEVNULL, stdout: PIPE, stderr: DEVNULL });
        await until(() => mixed.protocol.lost);
        expect(mixed.protocol.text(1)).toBe('seen\n');
        await turns(5);
      },
      { ...nativeKernel(), native: false } as Kernel,
    ));
});
