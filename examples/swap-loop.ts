// One program, twice: on the system's clock and network, and in a simulation, where an hour takes no time. Only the policy differs.
//
//   node --import tsx examples/swap-loop.ts
import { type EventLoop, type InetAddress, nativePolicy, run, setEventLoopPolicy, simulatedPolicy, type Transport } from 'tsyncio';

/** Sends back what it receives, after a pause. */
class SlowEcho {
  readonly #loop: EventLoop;
  readonly #pause: number;
  #transport: Transport | undefined;

  constructor(loop: EventLoop, pause: number) {
    this.#loop = loop;
    this.#pause = pause;
  }

  connectionMade(transport: Transport) {
    this.#transport = transport;
  }

  dataReceived(data: Buffer) {
    this.#loop.callLater(this.#pause, () => this.#transport?.write(data));
  }
}

/** Nothing here knows which loop it gets. */
async function program(loop: EventLoop, pause: number) {
  const server = await loop.createServer(() => new SlowEcho(loop, pause), { host: '127.0.0.1', port: 0 });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  const answer = loop.createFuture<string>();
  const [client] = await loop.createConnection(() => ({ dataReceived: (data: Buffer) => answer.setResult(`${data}`) }), address);
  const started = loop.time();
  client.write('hello');
  console.log(`${loop.capabilities.kernel}: "${await answer}" came back after ${Math.round(loop.time() - started)} ms`);
  client.close();
  server.close();
  await server.waitClosed();
}

setEventLoopPolicy(nativePolicy());
await run((loop) => program(loop, 100));

setEventLoopPolicy(simulatedPolicy({ seed: 1 }));
await run((loop) => program(loop, 3_600_000));
