import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Child } from '../child.ts';

/** A port that nobody listened on a moment ago, for a program that cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Start a program on a free port; on another one when somebody took it meanwhile. Resolves once it printed `ready`. */
export async function startOnFreePort(
  start: (port: number) => Child,
  ready: RegExp,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<{ readonly child: Child; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = start(port);
    try {
      await child.printed(ready, stream);
      return { child, port };
    } catch (error) {
      if (attempt === 5 || !/address (is )?already in use/i.test(String(error))) throw error;
    }
  }
}
