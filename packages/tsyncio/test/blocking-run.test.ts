import { describe, expect, test } from 'vitest';
import { outputOf, startProgram } from './child.ts';

/** Echoes one message between two sockets of one loop, in a run that blocks; prints what came back, and that nothing of Node ran meanwhile. */
const echo = `
  const loop = newEventLoop();
  let hostRan = false;
  setImmediate(() => { hostRan = true; });
  const listener = socket();
  listener.bind({ host: '127.0.0.1', port: 0 });
  listener.listen();
  function* serve() {
    const [connection] = yield* loop.sockAccept(listener);
    const data = yield* loop.sockRecv(connection, 100);
    yield* loop.sockSendall(connection, Buffer.concat([data, Buffer.from('!')]));
    connection.close();
  }
  function* main() {
    const server = loop.createTask(serve());
    const client = socket();
    yield* loop.sockConnect(client, listener.getsockname());
    yield* sleep(1);
    yield* loop.sockSendall(client, Buffer.from('hello'));
    const answer = yield* loop.sockRecv(client, 100);
    const end = yield* loop.sockRecv(client, 100);
    yield* server;
    client.close();
    return String(answer) + end.length;
  }
  console.log(loop.runUntilCompleteSync(main()), hostRan);
  listener.close();
  loop.close();
`;

const imports = "import { newEventLoop, sleep, socket } from 'tsyncio';";
const requires = "const { newEventLoop, sleep, socket } = require('tsyncio');";

describe('sockets and timers progress in a run that blocks', () => {
  test('at the top level of an ES module', async () => {
    expect(await outputOf(startProgram(`${imports}${echo}`))).toBe('hello!0 false\n');
  });

  test('from CommonJS', async () => {
    expect(await outputOf(startProgram(`${requires}${echo}`, { type: 'commonjs' }))).toBe('hello!0 false\n');
  });

  test('in a worker thread', async () => {
    const program = `
      const { Worker } = require('node:worker_threads');
      new Worker(${JSON.stringify(requires + echo)}, { eval: true });
    `;
    expect(await outputOf(startProgram(program, { type: 'commonjs' }))).toBe('hello!0 false\n');
  });
});

test('a server and its protocols serve another thread while their own is blocked', async () => {
  const program = `
    import { Worker } from 'node:worker_threads';
    import { newEventLoop } from 'tsyncio';
    const loop = newEventLoop();
    const server = await loop.runUntilComplete(() => loop.createServer(() => ({
      connectionMade(transport) { this.transport = transport; },
      dataReceived(data) { this.transport.write(data); },
      connectionLost(error) { console.log('lost', error); loop.stop(); },
    }), { host: '127.0.0.1', port: 0 }));
    const { port } = server.sockets[0].getsockname();
    // What a worker prints goes through the thread that is blocked, which comes later.
    const seen = new SharedArrayBuffer(4);
    new Worker(\`
      const { workerData: { port, seen } } = require('node:worker_threads');
      const socket = require('node:net').connect(port, '127.0.0.1');
      socket.end('hello').on('data', (data) => { new Int32Array(seen)[0] += data.length; });
    \`, { eval: true, execArgv: [], workerData: { port, seen } });
    loop.runForeverSync();
    server.close();
    loop.close();
    process.on('exit', () => console.log('echoed', new Int32Array(seen)[0]));
  `;
  expect(await outputOf(startProgram(program))).toBe('lost null\nechoed 5\n');
});

test('a wait for a promise of Node is refused at once, naming the task', async () => {
  const program = `
    import { newEventLoop, wrapFuture } from 'tsyncio';
    const loop = newEventLoop();
    function* waits() { yield* wrapFuture(new Promise(() => {})); }
    try {
      loop.runUntilCompleteSync(loop.createTask(waits(), { name: 'patient' }));
    } catch ({ code, message }) {
      console.log(code, message.includes("name='patient'"));
    }
    loop.close();
  `;
  expect(await outputOf(startProgram(program))).toBe('ERR_SYNC_AWAIT true\n');
});

test('SIGINT without a handler ends a process whose loop blocks', async () => {
  const child = startProgram(`
    import { writeSync } from 'node:fs';
    import { newEventLoop } from 'tsyncio';
    const loop = newEventLoop();
    loop.callSoon(() => writeSync(1, 'blocked'));
    loop.runForeverSync();
  `);
  await child.printed(/blocked/);
  expect(await child.kill('SIGINT')).toMatchObject({ code: null, signal: 'SIGINT' });
});
