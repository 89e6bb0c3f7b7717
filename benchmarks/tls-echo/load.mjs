// Load generator for TLS echo servers: every connection has one message in flight, and sends the next one when the whole
// echo has come back. Every byte that comes back is compared with the byte that was sent. On success it prints one line of JSON.
//
// The server's processor time is read while nothing is in flight: the window begins with the first message and ends when
// the last echo is back.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';
import { parseArgs } from 'node:util';
import { cipher, minVersion } from './lib/cipher.mjs';
import { processorTime } from './lib/processor-time.mjs';

const OFFSETS = 4096;
const STALL_MS = 10_000;
/** A server that sent its last byte goes to sleep within this time. */
const REST_MS = 5;

const names = ['port', 'pid', 'connections', 'size', 'warmup', 'warmup-count', 'duration', 'cert'];
const { values: options } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
const [port, pid, connections, size, warmup, warmupCount, duration] = names.slice(0, -1).map((name) => Number(options[name] ?? 0));

const pattern = randomBytes(size + OFFSETS);

/** One connection: `run` sends messages until it is told to stop, and resolves to how long each of them took. */
class Client {
  #serial;
  #received = 0;
  #offset = 0;
  #startedAt = 0;
  #done = null;
  #endsAt = 0;
  latencies = [];

  constructor(socket, index) {
    this.socket = socket;
    this.#serial = index * 17;
    socket.on('data', (data) => this.#onData(data));
  }

  run(endsAt) {
    this.latencies = [];
    this.#endsAt = endsAt;
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#send();
    });
  }

  // A window into random bytes that differs from message to message: a lost, repeated or foreign piece is noticed.
  #send() {
    this.#offset = (this.#serial++ * 61) % OFFSETS;
    this.#received = 0;
    this.#startedAt = performance.now();
    this.socket.write(pattern.subarray(this.#offset, this.#offset + size));
  }

  #onData(data) {
    arrivals++;
    const start = this.#offset + this.#received;
    this.#received += data.length;
    if (this.#done === null || this.#received > size) throw new Error('bytes came that nobody asked for');
    if (pattern.compare(data, 0, data.length, start, start + data.length) !== 0) throw new Error('what came back is not what was sent');
    if (this.#received < size) return;
    const now = performance.now();
    this.latencies.push(now - this.#startedAt);
    if (now < this.#endsAt) return this.#send();
    this.#done();
    this.#done = null;
  }
}

async function open(index) {
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca: readFileSync(options.cert),
    servername: 'localhost',
    ciphers: cipher,
    minVersion,
  });
  await once(socket, 'secureConnect');
  if (socket.getCipher().name !== cipher) throw new Error(`the connection has the cipher ${socket.getCipher().name}`);
  socket.setNoDelay(true);
  socket.on('error', fail);
  socket.on('end', () => fail(new Error('the server closed a connection')));
  return new Client(socket, index);
}

/** Everybody talks for that long; nothing is in flight afterwards. */
async function talk(clients, milliseconds) {
  const endsAt = performance.now() + milliseconds;
  await Promise.all(clients.map((client) => client.run(endsAt)));
  return clients.flatMap(({ latencies }) => latencies);
}

/** A server has to close when its client does. */
async function close({ socket }) {
  socket.removeAllListeners('end');
  socket.end();
  await once(socket, 'close');
}

let arrivals = 0;
let arrivalsBefore = -1;

function checkProgress() {
  if (arrivals === arrivalsBefore) fail(new Error(`nothing came back for ${STALL_MS} ms`));
  arrivalsBefore = arrivals;
}

function percentile(sorted, percent) {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] * 1000;
}

function fail(error) {
  console.error(`load: ${error.message}`);
  process.exit(1);
}

async function main() {
  const watch = setInterval(checkProgress, STALL_MS);
  const clients = [];
  for (let index = 0; index < connections; index++) clients.push(await open(index));
  for (let count = 0, first = true; first || count < warmupCount; first = false) count += (await talk(clients, warmup)).length;
  await wait(REST_MS);
  const cpuBegin = processorTime(pid);
  const begin = performance.now();
  const latencies = (await talk(clients, duration)).sort((a, b) => a - b);
  const seconds = (performance.now() - begin) / 1000;
  await wait(REST_MS);
  const cpuSeconds = (processorTime(pid) - cpuBegin) / 1e9;
  await Promise.all(clients.map(close));
  clearInterval(watch);
  const messages = latencies.length;
  console.log(
    JSON.stringify({
      messages,
      bytes: messages * size,
      seconds,
      cpuSeconds,
      p50us: percentile(latencies, 50),
      p99us: percentile(latencies, 99),
    }),
  );
}

process.on('uncaughtException', fail);
main().catch(fail);
