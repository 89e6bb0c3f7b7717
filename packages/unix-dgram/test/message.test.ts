import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { RemoteInfo, Socket } from '../src/index.ts';
import { openAt, openSocket, openTo, pathOf } from './open-socket.ts';

/** Resolves when `count` messages have come. */
function collect(count: number): {
  readonly messages: string[];
  readonly listener: (message: Buffer) => void;
  readonly done: Promise<void>;
} {
  const messages: string[] = [];
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const listener = (message: Buffer) => {
    messages.push(String(message));
    if (messages.length === count) finish();
  };
  return { messages, listener, done };
}

describe("'message'", () => {
  test('tells the length and the path of the sender', async () => {
    const server = openAt(pathOf('server'));
    const arrived = once(server, 'message');
    openAt(pathOf('client')).send(Buffer.from('hello'), 0, 5, pathOf('server'));
    expect((await arrived)[1]).toEqual({ size: 5, address: {}, path: pathOf('client') });
  });

  test('tells null as the path of a sender that has none', async () => {
    const server = openAt(pathOf('server'));
    const arrived = once(server, 'message');
    openTo(pathOf('server')).send(Buffer.from('hello'));
    expect((await arrived)[1]).toEqual({ size: 5, address: {}, path: null });
  });

  test('comes for names in the abstract namespace, which are told whole', async () => {
    const [here, there] = [`\0${pathOf('server')}`, `\0${pathOf('cli\0ent')}\0`];
    const server = openAt(here);
    const arrived = once(server, 'message');
    openAt(there).send(Buffer.from('hello'), 0, 5, here);
    expect((await arrived)[1]).toMatchObject({ path: there });
  });

  test('comes for a name that the system chose', async () => {
    const server = openAt(pathOf('server'));
    const client = openAt('');
    const [reply, arrived] = [once(client, 'message'), once(server, 'message')];
    client.send(Buffer.from('hello'), 0, 5, pathOf('server'));
    const [, info] = (await arrived) as [Buffer, RemoteInfo];
    expect(info.path).toMatch(/^\0/);
    server.send(Buffer.from('reply'), 0, 5, info.path ?? '');
    expect(String((await reply)[0])).toBe('reply');
  });

  test('comes in the order of sending, also through several bursts', async () => {
    const count = 500;
    const { messages, listener, done } = collect(count);
    openAt(pathOf('server'), listener);
    const client = openTo(pathOf('server'));
    let sent = 0;
    const sendOn = () => {
      for (let full = false; !full && sent < count; ) {
        client.send(Buffer.from(`${sent}`), (error) => {
          if (error === undefined) sent += 1;
          else full = true;
        });
      }
    };
    client.on('writable', sendOn);
    sendOn();
    await done;
    expect(messages).toEqual(Array.from({ length: count }, (_, index) => `${index}`));
  });

  test('has memory of its own: a later message leaves it as it was', async () => {
    const kept: Buffer[] = [];
    const { listener, done } = collect(3);
    const server = openAt(pathOf('server'), (message) => kept.push(message));
    server.on('message', listener);
    const client = openTo(pathOf('server'));
    for (const text of ['first', 'second', 'third']) client.send(Buffer.from(text));
    await done;
    expect(kept.map(String)).toEqual(['first', 'second', 'third']);
  });

  test('waits until ticks and promises that the message before caused are done', async () => {
    const steps: string[] = [];
    const { listener, done } = collect(3);
    openAt(pathOf('server'), (message) => {
      const text = String(message);
      steps.push(text);
      process.nextTick(() => steps.push(`${text} tick`));
      Promise.resolve()
        .then(() => {})
        .then(() => {})
        .then(() => steps.push(`${text} promise`));
      listener(message);
    });
    const client = openTo(pathOf('server'));
    for (const text of ['1', '2', '3']) client.send(Buffer.from(text));
    await done;
    await new Promise(setImmediate);
    expect(steps).toEqual(['1', '2', '3'].flatMap((text) => [text, `${text} tick`, `${text} promise`]));
  });

  test('is not missed by one who awaits them one after another', async () => {
    const server = openAt(pathOf('server'));
    const first = once(server, 'message');
    const client = openTo(pathOf('server'));
    for (const text of ['1', '2', '3']) client.send(Buffer.from(text));
    const texts = [String((await first)[0])];
    while (texts.length < 3) texts.push(String((await once(server, 'message'))[0]));
    expect(texts).toEqual(['1', '2', '3']);
  });

  test('comes no more once a listener closed the socket', async () => {
    const messages: string[] = [];
    const server: Socket = openAt(pathOf('server'), (message) => {
      messages.push(String(message));
      server.close();
    });
    const client = openTo(pathOf('server'));
    const closed = once(server, 'close');
    for (const text of ['1', '2', '3']) client.send(Buffer.from(text));
    await closed;
    await new Promise(setImmediate);
    expect(messages).toEqual(['1']);
  });

  test('comes for one of two sockets that close each other', async () => {
    const messages: string[] = [];
    const servers: Socket[] = ['a', 'b'].map((name, index) =>
      openAt(pathOf(name), (message) => {
        messages.push(String(message));
        servers[1 - index]?.close();
      }),
    );
    const client = openSocket();
    const closed = Promise.race(servers.map((server) => once(server, 'close')));
    for (const name of ['a', 'b']) client.send(Buffer.from(name), 0, 1, pathOf(name));
    await closed;
    await new Promise(setImmediate);
    expect(messages).toHaveLength(1);
  });

  test('comes for each of 100 sockets, from each of which one answer goes back', async () => {
    const { messages, listener, done } = collect(100);
    const clients = Array.from({ length: 100 }, (_, index) => openAt(pathOf(`client-${index}`), listener));
    const server = openAt(pathOf('server'), (message, { path }) => server.send(message, 0, message.length, path ?? ''));
    server.on('error', (error) => messages.push(String(error)));
    for (const [index, client] of clients.entries()) {
      // The server's queue is short: it is emptied in between.
      const answered = once(client, 'message');
      client.send(Buffer.from(`${index}`), 0, `${index}`.length, pathOf('server'));
      await answered;
    }
    await done;
    expect(messages.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});

describe("'error' in receiving", () => {
  test('tells that the peer dropped what was sent to it', async () => {
    const left = openAt(pathOf('left'));
    const right = openAt(pathOf('right'));
    openAt(pathOf('third'));
    left.connect(pathOf('right'));
    right.connect(pathOf('left'));
    const failed = once(left, 'error');
    left.send(Buffer.from('unread'));
    right.connect(pathOf('third'));
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET', syscall: 'recv' });
  });
});
