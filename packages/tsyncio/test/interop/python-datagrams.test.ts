import { run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { boundTo, DatagramAsk, DatagramEcho, datagramCarriers, placeOfEndpoint, sendingTo } from './datagram-peers.ts';
import { type Described, describeBytes } from './peers.ts';
import { placeOf, saidBy, startPython } from './start-python.ts';

/** Up to the longest datagram that IPv4 has. */
const sizes = [1, 1400, 9000, 65_507, ...Array.from({ length: 200 }, (_, index) => index + 1)];

interface SaidOfDatagrams {
  readonly sent: readonly Described[];
  readonly received: readonly Described[];
  readonly same: boolean;
}

describeWith(['python3'], 'datagrams', () => {
  describe.for(datagramCarriers)('$title', ({ place, answersTo }) => {
    test("Python's asyncio client gets every datagram back, whole and in order", async () => {
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [transport, protocol] = await loop.createDatagramEndpoint(() => new DatagramEcho(lost), boundTo(place()));
        const asked = startPython('datagrams.py', 'ask', placeOfEndpoint(transport), ...[answersTo() ?? []].flat(), ...sizes);
        const said = await saidBy<SaidOfDatagrams>(asked);
        await lost;
        expect(said.sent.map(({ bytes }) => bytes)).toEqual(sizes);
        expect(protocol.received.map(describeBytes)).toEqual(said.sent);
        expect(said).toMatchObject({ same: true, received: said.sent });
      });
    });

    test("our client gets every datagram back from Python's asyncio endpoint", async () => {
      const python = startPython('datagrams.py', 'echo', place());
      const where = await placeOf(python);
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [, protocol] = await loop.createDatagramEndpoint(() => new DatagramAsk(sizes, lost), sendingTo(where, answersTo()));
        await lost;
        const said = await saidBy<SaidOfDatagrams>(python);
        expect(protocol.received.map(describeBytes)).toEqual(protocol.messages.map(describeBytes));
        expect(said.received).toEqual(protocol.messages.map(describeBytes));
      });
    });
  });
});
