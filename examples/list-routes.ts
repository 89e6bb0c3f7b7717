// Asks the kernel for its IPv4 routes: a netlink socket, whose addresses are { pid, groups }.
//
//   node --import tsx examples/list-routes.ts
import { networkInterfaces } from 'node:os';
import { constants, type NetlinkAddress, run, socket } from 'tsyncio';

const { AF_NETLINK, SOCK_RAW, NETLINK_ROUTE } = constants;
const [RTM_GETROUTE, RTM_NEWROUTE, NLMSG_DONE, REQUEST_ALL] = [26, 24, 3, 0x301];
const [HEADER, ROUTE] = [16, 12];
const kernel: NetlinkAddress = { pid: 0, groups: 0 };

/** What lies end to end in a buffer, each with its length in front and padded to 4 bytes: messages (32 bits), attributes (16 bits). */
function* parts(buffer: Buffer, lengthOf: (at: number) => number) {
  for (let at = 0; at + 4 <= buffer.length; at += (lengthOf(at) + 3) & ~3) {
    if (lengthOf(at) < 4) return;
    yield buffer.subarray(at, at + lengthOf(at));
  }
}

function describe(message: Buffer) {
  const bits = message[HEADER + 1] ?? 0;
  const attributes = message.subarray(HEADER + ROUTE);
  const found = new Map<number, Buffer>();
  for (const part of parts(attributes, (at) => attributes.readUInt16LE(at))) found.set(part.readUInt16LE(2), part.subarray(4));
  const [destination, gateway, device] = [found.get(1), found.get(5), found.get(4)];
  const target = destination === undefined ? 'default' : `${destination.join('.')}/${bits}`;
  return [target, gateway && `via ${gateway.join('.')}`, device && `interface ${device.readInt32LE(0)}`].filter(Boolean).join(' ');
}

await run(async (loop) => {
  using sock = socket<NetlinkAddress>(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  const request = Buffer.alloc(HEADER + ROUTE);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt16LE(RTM_GETROUTE, 4);
  request.writeUInt16LE(REQUEST_ALL, 6);
  request[HEADER] = constants.AF_INET ?? 0;
  await loop.sockSendto(sock, request, kernel);
  console.log(`interfaces with addresses: ${Object.keys(networkInterfaces()).join(', ')}`);
  for (;;) {
    const answer = await loop.sockRecv(sock, 65_536);
    for (const message of parts(answer, (at) => answer.readUInt32LE(at))) {
      const type = message.readUInt16LE(4);
      if (type === NLMSG_DONE) return;
      if (type === RTM_NEWROUTE) console.log(describe(message));
    }
  }
});
