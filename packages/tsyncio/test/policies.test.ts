import {
  createEventLoop,
  DefaultEventLoopPolicy,
  type EventLoop,
  getEventLoop,
  getEventLoopPolicy,
  type InetAddress,
  javascriptPolicy,
  NotImplementedError,
  nativePolicy,
  newEventLoop,
  run,
  type Server,
  type Socket,
  setEventLoop,
  setEventLoopPolicy,
  simulatedNetwork,
  simulatedPolicy,
  sleep,
  socket,
  type Transport,
} from 'tsyncio';
import { afterEach, describe, expect, test, vi } from 'vitest';

afterEach(() => setEventLoopPolicy(null));

const addressOf = ({ sockets: [socket] }: Server): InetAddress => socket?.getsockname() as InetAddress;

/** Code that knows nothing of policies: it takes whatever loop it is given, and says what came back after an hour. */
const echoAfterAnHour = (): Promise<string> =>
  run(async (loop) => {
    let server: Transport | undefined;
    const listening = await loop.createServer(
      () => ({
        connectionMade(transport: Transport) {
          server = transport;
        },
        dataReceived: (data: Buffer) => server?.write(data),
      }),
      { host: '127.0.0.1', port: 0 },
    );
    const answered = loop.createFuture<string>();
    const { port } = addressOf(listening);
    const [client] = await loop.createConnection(() => ({ dataReceived: (data: Buffer) => answered.setResult(String(data)) }), {
      host: '127.0.0.1',
      port,
    });
    await sleep(3_600_000);
    client.write('hello');
    const answer = await answered;
    client.close();
    listening.close();
    await listening.waitClosed();
    return answer;
  });

describe('newEventLoop', () => {
  test('is what the policy makes, without options', () => {
    using mine = createEventLoop();
    setEventLoopPolicy(new DefaultEventLoopPolicy(() => mine));
    expect(newEventLoop()).toBe(mine);
  });

  test('does not ask the policy with options', () => {
    const factory = vi.fn(() => createEventLoop());
    setEventLoopPolicy(new DefaultEventLoopPolicy(factory));
    newEventLoop({ debug: true }).close();
    newEventLoop({}).close();
    createEventLoop().close();
    expect(factory).not.toHaveBeenCalled();
  });

  test('is a standard loop when the factory of the policy calls it', () => {
    setEventLoopPolicy(new DefaultEventLoopPolicy(() => newEventLoop()));
    using loop = newEventLoop();
    expect(loop.capabilities).toMatchObject({ kernel: 'native', signals: true });
  });

  test('is a standard loop with the default policy', () => {
    using loop = newEventLoop();
    using other = getEventLoopPolicy().newEventLoop() as EventLoop;
    expect(loop.capabilities).toEqual(other.capabilities);
    expect(other.createConnection).toBeTypeOf('function');
  });

  test('passes on what the policy throws', () => {
    setEventLoopPolicy(
      new DefaultEventLoopPolicy(() => {
        throw new Error('not today');
      }),
    );
    expect(() => newEventLoop()).toThrow('not today');
  });
});

describe('simulatedPolicy', () => {
  test('runs unchanged code in virtual time, with sockets in memory', async () => {
    setEventLoopPolicy(simulatedPolicy({ seed: 7 }));
    expect(await echoAfterAnHour()).toBe('hello');
  });

  test('repeats a run by its seed', async () => {
    const orderOf = async (seed: number): Promise<number[]> => {
      setEventLoopPolicy(simulatedPolicy({ seed }));
      return await run(async (loop) => {
        const order: number[] = [];
        const sockets = await Promise.all(
          Array.from({ length: 6 }, async (_, index) => {
            const arrived = loop.createFuture<void>();
            const [transport] = await loop.createDatagramEndpoint(
              () => ({
                datagramReceived: () => {
                  order.push(index);
                  arrived.setResult();
                },
              }),
              { localAddr: { host: '127.0.0.1', port: 0 } },
            );
            return { transport, arrived };
          }),
        );
        for (const { transport } of sockets) transport.sendto(Buffer.from('x'), transport.getExtraInfo('sockname'));
        for (const { transport, arrived } of sockets) {
          await arrived;
          transport.close();
        }
        return order;
      });
    };
    expect(await orderOf(1)).toEqual(await orderOf(1));
  });

  test('gives its loops one world: one connects to the server of another', async () => {
    const policy = simulatedPolicy({ seed: 1 });
    using first = policy.newEventLoop();
    using second = policy.newEventLoop();
    const server = await first.runUntilComplete(() => first.createServer(() => ({}), { host: '127.0.0.1', port: 7000 }));
    const [transport] = await second.runUntilComplete(() => second.createConnection(() => ({}), { host: '127.0.0.1', port: 7000 }));
    expect(transport.getExtraInfo('peername')).toEqual({ host: '127.0.0.1', port: 7000 });
    transport.abort();
    server.close();
    await Promise.all([first.runUntilComplete(() => sleep(1)), second.runUntilComplete(() => sleep(1))]);
  });

  test('takes the world it is given, and the start of its clock', async () => {
    const network = simulatedNetwork({ start: 1000 });
    using shared = simulatedPolicy({ network }).newEventLoop();
    using own = simulatedPolicy({ start: 2000 }).newEventLoop();
    expect([shared.time(), own.time()]).toEqual([1000, 2000]);
  });

  test('refuses wrong options at once', () => {
    expect(() => simulatedPolicy({ seed: 'x' as never })).toThrow('a seed must be an integer');
    expect(() => simulatedPolicy({ bufferSize: 0 })).toThrow('bufferSize must be a positive integer');
    expect(() => simulatedPolicy({ start: 1, network: simulatedNetwork() })).toThrow('start belongs to the network');
  });
});

describe('javascriptPolicy', () => {
  test('makes loops with timers, tasks and executors', async () => {
    setEventLoopPolicy(javascriptPolicy());
    const seen = await run(async (loop) => {
      const task = loop.createTask(() => sleep(1, 'slept'));
      return [await task, await loop.runInExecutor(null, (a: number, b: number) => a * b, 6, 7), loop.capabilities.kernel];
    });
    expect(seen).toEqual(['slept', 42, 'host']);
  });

  test('makes loops that say what they do not have', async () => {
    using loop = javascriptPolicy().newEventLoop();
    expect(loop.capabilities).toMatchObject({
      native: false,
      descriptors: false,
      sockets: false,
      dns: false,
      signals: false,
      subprocess: false,
    });
    expect(() => loop.addSignalHandler('SIGTERM', () => {})).toThrow(NotImplementedError);
    expect(() => loop.addReader(0, () => {})).toThrow('this loop of javascriptPolicy() has timers, tasks and executors only');
    await expect(loop.runUntilComplete(() => loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 }))).rejects.toThrow(
      NotImplementedError,
    );
    await expect(loop.runUntilComplete(() => loop.subprocessExec(() => ({}), ['true']))).rejects.toThrow(NotImplementedError);
  });
});

describe('a loop of javascriptPolicy', () => {
  const nothing = () => ({});
  const address = { host: '127.0.0.1', port: 9 };
  test.for<[string, (loop: EventLoop, sock: Socket) => unknown]>([
    ['sockConnect', (loop, sock) => loop.sockConnect(sock, address)],
    ['sockConnect by name', (loop, sock) => loop.sockConnect(sock, { host: 'localhost', port: 9 })],
    ['createConnection', (loop) => loop.createConnection(nothing, address)],
    ['createConnection by name', (loop) => loop.createConnection(nothing, { host: 'localhost', port: 9 })],
    ['createServer', (loop) => loop.createServer(nothing, { host: null, port: 0 })],
    ['createUnixConnection', (loop) => loop.createUnixConnection(nothing, { path: 'x' })],
    ['createUnixServer', (loop) => loop.createUnixServer(nothing, { path: 'x' })],
    ['createDatagramEndpoint', (loop) => loop.createDatagramEndpoint(nothing, { localAddr: address })],
    ['connectReadPipe', (loop) => loop.connectReadPipe(nothing, 0)],
    ['connectWritePipe', (loop) => loop.connectWritePipe(nothing, 1)],
    ['getaddrinfo', (loop) => loop.getaddrinfo('localhost', 80)],
    ['getnameinfo', (loop) => loop.getnameinfo(address)],
    ['subprocessExec', (loop) => loop.subprocessExec(nothing, ['true'])],
    ['subprocessShell', (loop) => loop.subprocessShell(nothing, 'true')],
  ])('refuses %s by rejecting', async ([, call]) => {
    using loop = javascriptPolicy().newEventLoop();
    // Of this system: the loop has none.
    using sock = socket();
    const refused = loop.runUntilComplete(async () => {
      const answer = call(loop, sock);
      await answer;
    });
    await expect(refused).rejects.toThrow(NotImplementedError);
    expect(() => (call(loop, sock) as Promise<unknown>).then(undefined, () => {})).not.toThrow();
  });
});

describe('nativePolicy', () => {
  test('makes loops on the native kernel', async () => {
    setEventLoopPolicy(nativePolicy());
    expect(await run(async (loop) => loop.capabilities)).toMatchObject({
      kernel: 'native',
      native: true,
      areas: ['sockets', 'transports', 'signals', 'subprocess', 'executors'],
      descriptors: true,
      sockets: true,
      dns: true,
      pipes: true,
      unixSockets: true,
      signals: true,
      subprocess: true,
    });
  });
});

describe('capabilities', () => {
  test('are fixed', () => {
    using loop = createEventLoop();
    expect(() => Object.assign(loop.capabilities, { sockets: false })).toThrow(TypeError);
    expect(() => Object.assign(loop, { capabilities: {} })).toThrow(TypeError);
  });

  test('tell a simulated loop from a native one', () => {
    using loop = simulatedPolicy().newEventLoop();
    expect(loop.capabilities).toMatchObject({ kernel: 'simulated', native: false, sockets: true, subprocess: true });
  });
});

test('the current loop is set for code outside of tasks', () => {
  using loop = newEventLoop();
  setEventLoop(loop);
  expect(getEventLoop()).toBe(loop);
  setEventLoop(null);
});
