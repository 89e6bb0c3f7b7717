import type { Transport } from '@tsyncio/core';
import type { OnHost } from './on-hosts.ts';

/** Sends back what comes, to all who connect. */
export function echo(): object {
  let transport: Transport;
  return {
    connectionMade: (made: Transport) => {
      transport = made;
    },
    dataReceived: (data: Buffer) => transport.write(data),
  };
}

/** Serve echo on port 7 until told to stop. */
export async function serveEcho({ loop }: OnHost, until: PromiseLike<void>): Promise<void> {
  const server = await loop.createServer(echo, { port: 7 });
  await until;
  server.close();
  await server.waitClosed();
}

/** A promise, and what fulfils it. */
export function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
