// ICMP echo requests: without root where net.ipv4.ping_group_range allows it, else with a raw socket.
//
//   node --import tsx examples/ping.ts 127.0.0.1 3
import { constants, type EventLoop, run, type Socket, SystemError, sleep, socket } from 'tsyncio';

const [host = '127.0.0.1', times = '3'] = process.argv.slice(2);
const { AF_INET, SOCK_DGRAM, SOCK_RAW, IPPROTO_ICMP } = constants;
const interval = 200;

/** The kernel fills in identifier and checksum of a datagram socket; of a raw one it does not, and gives us the IP header too. */
function icmpSocket() {
  try {
    return { sock: socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), raw: false };
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== 'EACCES') throw error;
    return { sock: socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), raw: true };
  }
}

function echoRequest(sequence: number) {
  const packet = Buffer.alloc(16, 'tsyncio!');
  packet.writeUInt32BE(8 << 24, 0);
  packet.writeUInt16BE(process.pid & 0xffff, 4);
  packet.writeUInt16BE(sequence, 6);
  let sum = 0;
  for (let i = 0; i < packet.length; i += 2) sum += packet.readUInt16BE(i);
  packet.writeUInt16BE(~((sum & 0xffff) + (sum >>> 16)) & 0xffff, 2);
  return packet;
}

/** Wait for the reply with this number; others are passed over. */
async function reply(loop: EventLoop, sock: Socket, raw: boolean, sequence: number) {
  for (;;) {
    const [packet, from] = await loop.sockRecvfrom(sock, 1500);
    const icmp = raw ? packet.subarray(((packet[0] ?? 0) & 15) * 4) : packet;
    const ours = !raw || icmp.readUInt16BE(4) === (process.pid & 0xffff);
    if (icmp[0] === 0 && ours && icmp.readUInt16BE(6) === sequence) return { bytes: icmp.length, from };
  }
}

await run(async (loop) => {
  const { sock, raw } = icmpSocket();
  using _ = sock;
  for (let sequence = 1; sequence <= Number(times); sequence++) {
    const start = loop.time();
    await loop.sockSendto(sock, echoRequest(sequence), { host, port: 0 });
    const { bytes } = await reply(loop, sock, raw, sequence);
    console.log(`${bytes} bytes from ${host}: sequence ${sequence}, ${(loop.time() - start).toFixed(2)} ms`);
    if (sequence < Number(times)) await sleep(interval);
  }
});
