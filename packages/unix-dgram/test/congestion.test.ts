import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { fill, openAt, openTo, outcomeOf, pathOf } from './open-socket.ts';

describe('congestion', () => {
  test('is told to the callback, and then not emitted', () => {
    openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    const emitted: unknown[] = [];
    client.on('congestion', (message) => emitted.push(message));
    fill(client);
    const outcome = outcomeOf((callback) => client.send(Buffer.from('too many'), callback));
    expect(outcome).toMatchObject({ message: 'congestion', code: 'EAGAIN', errno: -11, syscall: 'send' });
    expect(emitted).toEqual([]);
  });

  test('is emitted with the message that was not sent, when there is no callback', () => {
    openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    const emitted: unknown[] = [];
    client.on('congestion', (message) => emitted.push(message));
    fill(client);
    const message = Buffer.from('too many');
    client.send(message);
    client.send(message, 4, 4);
    expect(emitted[0]).toBe(message);
    expect(String(emitted[1])).toBe('many');
  });

  test('is an ordinary error EAGAIN of a message with a path of its own: nothing tells when to send it again', () => {
    openAt(pathOf('server'));
    fill(openTo(pathOf('server')));
    openAt(pathOf('another'));
    const other = openTo(pathOf('another'));
    const outcome = outcomeOf((callback) => other.send(Buffer.from('a'), 0, 1, pathOf('server'), callback));
    expect(outcome).toMatchObject({ code: 'EAGAIN', message: expect.stringMatching(/^send EAGAIN/) });
  });
});

describe("'writable'", () => {
  test('comes once, when the receiver has taken messages', async () => {
    let received = 0;
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    let writable = 0;
    client.on('writable', () => {
      writable += 1;
    });
    const taken = fill(client);
    const all = new Promise<void>((resolve) => {
      server.on('message', () => {
        received += 1;
        if (received === taken) resolve();
      });
    });
    await all;
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    expect(writable).toBe(1);
    expect(outcomeOf((callback) => client.send(Buffer.from('again'), callback))).toBeUndefined();
  });

  test('does not come without congestion', async () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    let writable = 0;
    client.on('writable', () => {
      writable += 1;
    });
    const arrived = once(server, 'message');
    client.send(Buffer.from('one'));
    await arrived;
    await new Promise(setImmediate);
    expect(writable).toBe(0);
  });

  test('comes again after congestion in its own listener', async () => {
    openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    fill(client);
    await once(client, 'writable');
    fill(client);
    await once(client, 'writable');
  });

  test('comes when the receiver is gone, and then sending fails', async () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    fill(client);
    const writable = once(client, 'writable');
    server.close();
    await writable;
    expect(outcomeOf((callback) => client.send(Buffer.from('a'), callback))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('does not come once the socket is closed', async () => {
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    let writable = 0;
    client.on('writable', () => {
      writable += 1;
    });
    fill(client);
    const arrived = once(server, 'message');
    client.close();
    await arrived;
    await new Promise(setImmediate);
    expect(writable).toBe(0);
  });
});
