import { createEventLoop, type EventLoop, type ExceptionContext, type SimulatedKernel, simulatedKernel, sleep } from 'tsyncio';
import { expect } from 'vitest';
import { runTestBody } from '../../../test-support/run-test-body.ts';
import { SmtpClient, type SmtpOptions } from '../src/index.ts';
import { type Script, ScriptedServer } from './scripted-server.ts';

const PATIENCE = 100_000;

export interface Scene {
  readonly loop: EventLoop;
  readonly server: ScriptedServer;
  /** Not connected yet. */
  readonly client: SmtpClient;
  readonly reports: ExceptionContext[];
}

/** A test body in simulated time, and afterwards no descriptor is left. Streams arrive in pieces, as the seed says. */
export async function simulated(script: Script, body: (scene: Scene) => Promise<void>, options: SmtpOptions = {}): Promise<void> {
  const kernel: SimulatedKernel = simulatedKernel({ seed: 7, fragment: true });
  await onLoop(createEventLoop({ kernel }), async (loop, reports) => {
    const server = await ScriptedServer.start(loop, script);
    const client = new SmtpClient({ ...server.address, localHostname: 'client.test', startTls: false, ...options });
    try {
      await body({ loop, server, client, reports });
    } finally {
      client.close();
      await server.stop();
      await sleep(1);
    }
    expect(kernel.openDescriptors()).toEqual([]);
  });
}

/** A test body as a task of this loop, which is closed afterwards. */
export async function onLoop(loop: EventLoop, body: (loop: EventLoop, reports: ExceptionContext[]) => Promise<void>): Promise<void> {
  try {
    await runTestBody(loop, PATIENCE, (reports) => body(loop, reports));
  } finally {
    loop.close();
  }
}

/** Let the loop take turns until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}
