import { constants as os } from 'node:os';
import { stateOf } from '@tsyncio/core/area';
import { expect, test } from 'vitest';
import { bound } from '../listening.ts';
import { until } from '../with-loop.ts';
import { withFaults } from './failing-calls.ts';

test('a server that the exception handler closes when accepting failed leaves no timer', () =>
  withFaults(async (loop, faults, reports) => {
    const [sock, address] = bound();
    const server = await loop.createServer(() => ({}), { sock });
    loop.setExceptionHandler((_loop, context) => {
      reports.push(context);
      server.close();
    });
    faults.answers.accept = [-os.errno.EMFILE];
    const [client] = bound();
    const connecting = loop.sockConnect(client, address);
    await until(() => reports.length > 0);
    expect(reports.splice(0)).toMatchObject([{ message: 'socket.accept() out of system resource' }]);
    expect(stateOf(loop).timers.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    await Promise.allSettled([connecting]);
    client.close();
    await server.waitClosed();
  }));
