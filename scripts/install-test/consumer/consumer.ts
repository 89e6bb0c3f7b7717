import {
  BindingError,
  CancelledError,
  createLoop,
  DefaultEventLoopPolicy,
  type EventLoop,
  type Future,
  type Loop,
  type LoopCapabilities,
  nativeKernel,
  Runner,
  run,
  type Socket,
  setEventLoopPolicy,
  simulatedPolicy,
  socket,
  type Transport,
} from 'tsyncio';

const loop: Loop = createLoop([], nativeKernel());
loop.close();

class Echo {
  #peer: Transport | undefined;
  connectionMade(transport: Transport): void {
    this.#peer = transport;
  }
  dataReceived(data: Buffer): void {
    this.#peer?.write(data);
  }
}

export async function main(events: EventLoop): Promise<number> {
  const server = await events.createServer(() => new Echo(), { host: '127.0.0.1', port: 0 });
  const client: Socket = socket();
  await events.sockConnect(client, { host: '127.0.0.1', port: 1 });
  const received: Future<Buffer> = events.sockRecv(client, 10);
  server.close();
  return (await received).length;
}

// @ts-expect-error a number is no protocol
export const wrong: Promise<unknown> = run((events) => events.createServer(() => 1, { port: 0 }));
export const answer: Promise<number> = run(main);
export const errors: readonly (new (...args: never[]) => Error)[] = [BindingError, CancelledError];

export async function onAnotherLoop(): Promise<LoopCapabilities> {
  const policy: DefaultEventLoopPolicy = simulatedPolicy({ seed: 1 });
  setEventLoopPolicy(policy);
  const runner: Runner = new Runner({ debug: true });
  const capabilities = await runner.run(async (events) => events.capabilities);
  await runner.close();
  return capabilities;
}
export class OwnPolicy extends DefaultEventLoopPolicy {}
