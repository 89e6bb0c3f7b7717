import { run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { serverName } from './certificates.ts';
import { describeBytes } from './peers.ts';
import { clientTls, connectTo, overTcp, overUnix, type Place, serveAt, serverTls, withTls } from './places.ts';
import { placeOf, saidBy, startPython } from './start-python.ts';
import { UpgradedClient, UpgradedServer } from './upgraded-peers.ts';

const sizes = [1, 2_000_001];

/** The connection begins without. */
function inTheClear({ tls, ...place }: Place): Place {
  return place;
}

describeWith(['python3', 'openssl'], 'a connection that goes on with TLS', () => {
  describe.for([overTcp, overUnix])('over $title', ({ place }) => {
    test.for(sizes)("Python's asyncio client asks our server for it, and gets %d bytes back", async (size) => {
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const protocol = new UpgradedServer(loop, { ssl: serverTls(), serverSide: true }, lost);
        const asked = withTls(place());
        const [server, where] = await serveAt(loop, inTheClear(asked), () => protocol);
        const said = await saidBy(startPython('starttls.py', 'connect', { ...asked, ...where }, size));
        await lost;
        expect(said.sent.bytes).toBe(size);
        expect(describeBytes(protocol.received)).toEqual(said.sent);
        expect(said.received).toEqual(said.sent);
        expect(protocol.secure?.getExtraInfo('cipher')?.version).toBe(said.version);
        server.close();
        await server.waitClosed();
      });
    });

    test.for(sizes)("our client asks Python's asyncio server for it, and gets %d bytes back", async (size) => {
      const python = startPython('starttls.py', 'listen', withTls(place()));
      const where = await placeOf(python);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const options = { ssl: clientTls(), serverHostname: serverName };
        const [, protocol] = await connectTo(loop, where, () => new UpgradedClient(loop, options, size, lost));
        await lost;
        const said = await saidBy(python);
        expect(protocol.received.equals(protocol.message)).toBe(true);
        expect(said.received).toEqual(describeBytes(protocol.message));
        expect(protocol.secure?.getExtraInfo('cipher')?.version).toBe(said.version);
      });
    });
  });
});
