// Opens COUNT connections to PORT of 127.0.0.1 and holds them until its starter ends it: `hold.mjs PORT COUNT`.
import { connect } from 'node:net';
import { answer } from './servers/ask.mjs';

const [port, count] = process.argv.slice(2).map(Number);
/** The connections come from many addresses: one has no more than some 28,000 ports. */
const ADDRESSES = 50;
const AT_A_TIME = 100;

let open = 0;
const held = [];

async function openOne(index) {
  const socket = connect({ host: '127.0.0.1', port, localAddress: `127.0.0.${2 + (index % ADDRESSES)}` });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  // Nothing is ever read or written.
  socket.pause();
  held.push(socket);
  open++;
}

for (let first = 0; first < count; first += AT_A_TIME) {
  const many = Math.min(AT_A_TIME, count - first);
  await Promise.all(Array.from({ length: many }, (_, i) => openOne(first + i)));
}
answer(port, () => open);
