// Sending and receiving on one direction of a stream.
import { sleep, socket, socketpair } from 'tsyncio';
import { LONGEST_PIECE } from './content.mjs';

/** Descriptors travel one by one; each brings its number. */
const token = (flow, number) => `${flow.start}:${number}`;

const sendOps = { send: 6, all: 3, cut: 0.15, descriptor: 2, detach: 0.5, pause: 2 };

/** Send pieces until the flow shall stop, then end the direction. */
export async function sendStream(end, flow) {
  const { random, content } = end.context;
  const ops = { ...sendOps, descriptor: flow.passesDescriptors ? sendOps.descriptor : 0 };
  while (!flow.stop) {
    const op = random.pick(ops);
    if (op === 'pause') await sleep(random.between(0, 5));
    else if (op === 'detach') end.detachAndAdopt();
    else if (op === 'descriptor') await sendDescriptor(end, flow);
    else {
      const length = random.chance(0.1) ? random.between(1, LONGEST_PIECE) : random.between(1, 8192);
      const piece = content.piece(flow.start, flow.sent, length);
      if (op === 'send') await sendPiece(end, flow, piece);
      else if (!(await sendAll(end, flow, piece, op === 'cut'))) break;
    }
  }
  flow.finished = true;
  end.sock.shutdown('write');
  end.context.count('half-closed');
}

/** By `send`, which says how much it took, and a writer. */
async function sendPiece(end, flow, piece) {
  for (let done = 0; done < piece.length; ) {
    try {
      const taken = end.sock.send(piece.subarray(done));
      done += taken;
      flow.sent += taken;
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      await end.attempt('writer', (loop, sock) => end.ready(loop, sock, 'write'));
    }
  }
}

/** False when it was cut short: then the flow ends somewhere in this piece. */
async function sendAll(end, flow, piece, cut) {
  end.sending++;
  flow.unsure = piece.length;
  try {
    const sent = await end.attempt('sockSendall', (loop, sock) => loop.sockSendall(sock, piece), { cancel: cut ? 1 : 0 });
    if (sent === null) return false;
    flow.unsure = 0;
    flow.sent += piece.length;
    return true;
  } finally {
    end.sending--;
  }
}

async function sendDescriptor(end, flow) {
  const [mine, theirs] = socketpair();
  try {
    mine.send(token(flow, flow.descriptorsSent));
    const piece = end.context.content.piece(flow.start, flow.sent, end.context.random.between(1, 100));
    const sent = await end.attempt('sockSendmsg', (loop, sock) => loop.sockSendmsg(sock, [piece], { fds: [theirs.fileno()] }));
    if (sent === null) return;
    flow.sent += sent;
    flow.descriptorsSent++;
  } finally {
    mine.close();
    theirs.close();
  }
}

const receiveOps = { recv: 4, into: 4, reader: 2, detach: 0.3, pause: 1 };

/** Receive and check until the other side ends the flow. */
export async function receiveStream(end, flow) {
  const { random } = end.context;
  const buffer = Buffer.allocUnsafe(65_536);
  for (;;) {
    const op = random.pick(receiveOps);
    if (op === 'pause') await sleep(random.between(0, 5));
    else if (op === 'detach') end.detachAndAdopt();
    else {
      const received = flow.passesDescriptors ? await receiveMessage(end, flow) : await receivePiece(end, op, buffer);
      if (received === null) continue;
      if (received.length === 0) return checkEnd(end, flow);
      checkPiece(end, flow, received);
    }
  }
}

async function receivePiece(end, op, buffer) {
  const size = end.context.random.between(1, buffer.length);
  if (op === 'recv') return end.attempt('sockRecv', (loop, sock) => loop.sockRecv(sock, size), { reads: true });
  if (op === 'into') {
    const into = buffer.subarray(0, size);
    const nbytes = await end.attempt('sockRecvInto', (loop, sock) => loop.sockRecvInto(sock, into), { reads: true });
    return nbytes === null ? null : into.subarray(0, nbytes);
  }
  if ((await end.attempt('reader', (loop, sock) => end.ready(loop, sock, 'read'), { reads: true })) === null) return null;
  try {
    return end.sock.recv(size);
  } catch (error) {
    if (error.code === 'EAGAIN') return null;
    throw error;
  }
}

async function receiveMessage(end, flow) {
  const size = end.context.random.between(1, 65_536);
  const message = await end.attempt('sockRecvmsg', (loop, sock) => loop.sockRecvmsg(sock, size), { reads: true });
  if (message === null) return null;
  for (const fd of message.fds) {
    const passed = socket(undefined, undefined, undefined, { fd });
    const brought = String(passed.recv(100));
    passed.close();
    const wanted = token(flow, flow.descriptorsReceived++);
    if (brought !== wanted) end.context.violations.push(`${flow.name}: a descriptor brought ${brought}, not ${wanted}`);
  }
  return message.data;
}

function checkPiece({ context }, flow, received) {
  if (!context.content.matches(flow.start, flow.received, received))
    context.violations.push(`${flow.name}: other bytes than were sent at ${flow.received}`);
  flow.received += received.length;
  context.totals.bytes += received.length;
}

function checkEnd({ context }, flow) {
  const most = flow.sent + flow.unsure;
  if (flow.received > most) context.violations.push(`${flow.name}: ${flow.received} bytes came, ${most} at most were sent`);
  // What was ended by force may have lost its last bytes, and its descriptors.
  if (flow.life.ended) return;
  if (flow.received < flow.sent) context.violations.push(`${flow.name}: ${flow.received} of ${flow.sent} bytes came`);
  if (flow.descriptorsReceived !== flow.descriptorsSent)
    context.violations.push(`${flow.name}: ${flow.descriptorsReceived} of ${flow.descriptorsSent} descriptors came`);
  flow.complete = true;
}
