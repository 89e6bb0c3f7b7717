// What sockets do to the process they are in: argv[2] names the case.
import { closeSync, openSync } from 'node:fs';
import { createSocket, type Socket } from '@tsyncio/unix-dgram';
import { openDescriptors } from './open-descriptors.ts';

const name = `\0unix-dgram-test-${process.pid}`;

function bound(listener: (message: Buffer) => void): Socket {
  const socket = createSocket('unix_dgram', listener);
  socket.bind(name);
  return socket;
}

function sendAll(texts: readonly string[]): void {
  const client = createSocket('unix_dgram');
  for (const text of texts) client.send(Buffer.from(text), 0, text.length, name);
  client.close();
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const isPoller = (label: string) => /eventpoll|timerfd|eventfd/.test(label);

const cases: Record<string, () => void | Promise<void>> = {
  open() {
    const socket = createSocket('unix_dgram');
    // Fires only if something else keeps the process alive.
    setTimeout(() => {
      console.log('still here');
      socket.close();
    }, 50).unref();
  },
  closed() {
    bound(() => {}).close();
    console.log('closed');
  },
  'closed by a listener'() {
    const server = bound((message) => {
      console.log(String(message));
      server.close();
    });
    server.on('close', () => console.log('closed'));
    sendAll(['message']);
  },
  'a listener throws'() {
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    const server = bound((message) => {
      if (String(message) === '4') server.close();
      if (Number(message) % 2 === 1) throw new Error(String(message));
      console.log('message', String(message));
    });
    sendAll(['1', '2', '3', '4']);
  },
  async '1000 sockets'() {
    const before = openDescriptors();
    const sockets = Array.from({ length: 1000 }, () => createSocket('unix_dgram'));
    const pollers = openDescriptors(before).filter(isPoller).length;
    for (const socket of sockets) socket.close();
    await nextTurn();
    console.log(pollers, openDescriptors(before).length);
  },
  async again() {
    const before = openDescriptors();
    for (const text of ['first', 'second']) {
      await new Promise<void>((resolve) => {
        const server = bound((message) => {
          console.log(String(message));
          server.close();
          resolve();
        });
        sendAll([text]);
      });
    }
    const held = openDescriptors(before).filter(isPoller).length;
    await nextTurn();
    console.log(held, openDescriptors(before).length);
  },
  async 'too few'() {
    // To load the addon takes a descriptor too: that is done.
    createSocket('unix_dgram').close();
    await nextTurn();
    const held: number[] = [];
    // A first socket may need all of its descriptors or only some of them: none of those stays open when it fails.
    const hold = () => {
      try {
        for (;;) held.push(openSync('/dev/null', 'r'));
      } catch {
        // There are no more.
      }
    };
    hold();
    const outcomes: string[] = [];
    for (let free = 0; !outcomes.includes('opened'); free++) {
      for (let count = 0; count < free; count++) closeSync(held.pop() as number);
      try {
        createSocket('unix_dgram').close();
        outcomes.push('opened');
      } catch (error) {
        outcomes.push((error as NodeJS.ErrnoException).code ?? String(error));
      }
      await nextTurn();
      const before = held.length;
      hold();
      outcomes.push(`${held.length - before - free} lost`);
    }
    console.log([...new Set(outcomes)].join());
  },
  async 'too many'() {
    const sockets: Socket[] = [];
    try {
      for (;;) sockets.push(createSocket('unix_dgram'));
    } catch (error) {
      for (const socket of sockets) socket.close();
      const { code, syscall } = error as NodeJS.ErrnoException;
      console.log(code, syscall);
    }
    const server = bound((message) => {
      console.log(String(message));
      server.close();
    });
    sendAll(['works']);
  },
};

await cases[process.argv[2] as string]?.();
