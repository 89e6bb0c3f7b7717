// Sending and receiving datagrams: none lost, none doubled, each whole and in its turn.
import { sleep } from 'tsyncio';

/** Datagrams under way at most: the system drops those of UDP for which there is no room. */
const WINDOW = 8;
const LONGEST = 1400;
const HEADER = 8;

const LAST = 0xffffffff;

function datagramOf({ context: { content } }, flow, number, length) {
  const datagram = Buffer.allocUnsafe(HEADER + length);
  datagram.writeUInt32LE(number, 0);
  datagram.writeUInt32LE(length, 4);
  content.piece(flow.start, (number % 100_000) * 7, length).copy(datagram, HEADER);
  return datagram;
}

const sendOne = (end, datagram) =>
  end.address === undefined
    ? end.attempt('sockSendmsg', (loop, sock) => loop.sockSendmsg(sock, [datagram]))
    : end.attempt('sockSendto', (loop, sock) => loop.sockSendto(sock, datagram, end.address));

export async function sendDatagrams(end, flow) {
  const { random } = end.context;
  while (!flow.stop && !flow.life.ended) {
    if (flow.sent - flow.received >= WINDOW || random.chance(0.1)) await sleep(random.between(0, 2));
    else if (random.chance(0.03)) end.detachAndAdopt();
    else if ((await sendOne(end, datagramOf(end, flow, flow.sent, random.between(0, LONGEST)))) !== null) flow.sent++;
  }
  while ((await sendOne(end, datagramOf(end, flow, LAST, 0))) === null);
  flow.finished = true;
}

const receiveOps = { recv: 2, recvfrom: 2, into: 2, message: 2, detach: 0.2, pause: 0.5 };

export async function receiveDatagrams(end, flow) {
  const { random } = end.context;
  const buffer = Buffer.allocUnsafe(HEADER + LONGEST);
  for (;;) {
    const op = random.pick(receiveOps);
    if (op === 'pause') await sleep(random.between(0, 3));
    else if (op === 'detach') end.detachAndAdopt();
    else {
      const datagram = await receiveOne(end, op, buffer);
      if (datagram !== null && checkDatagram(end, flow, datagram)) return;
    }
  }
}

async function receiveOne(end, op, buffer) {
  const options = { reads: true };
  if (op === 'recv') return end.attempt('sockRecv', (loop, sock) => loop.sockRecv(sock, buffer.length), options);
  if (op === 'recvfrom') {
    const answer = await end.attempt('sockRecvfrom', (loop, sock) => loop.sockRecvfrom(sock, buffer.length), options);
    return answer === null ? null : answer[0];
  }
  if (op === 'into') {
    const answer = await end.attempt('sockRecvfromInto', (loop, sock) => loop.sockRecvfromInto(sock, buffer), options);
    return answer === null ? null : buffer.subarray(0, answer[0]);
  }
  const message = await end.attempt('sockRecvmsg', (loop, sock) => loop.sockRecvmsg(sock, buffer.length), options);
  return message === null ? null : message.data;
}

/** True for the last one. */
function checkDatagram(end, flow, datagram) {
  const { context } = end;
  const [number, length] = [datagram.readUInt32LE(0), datagram.readUInt32LE(4)];
  if (number === LAST) {
    if (flow.received !== flow.sent) context.violations.push(`${flow.name}: ${flow.received} of ${flow.sent} datagrams came`);
    flow.complete = true;
    return true;
  }
  if (number !== flow.received) context.violations.push(`${flow.name}: datagram ${number} came where ${flow.received} was due`);
  if (!datagram.equals(datagramOf(end, flow, number, length))) context.violations.push(`${flow.name}: datagram ${number} was changed`);
  flow.received = number + 1;
  context.totals.bytes += datagram.length;
  return false;
}
