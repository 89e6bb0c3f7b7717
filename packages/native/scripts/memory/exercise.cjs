// What valgrind watches: argv[2] is the file of the addon, argv[3] what to do. `use` opens and closes everything; `leave` lets the end of the
// environment close what is open; any other name is a function of the control.
const assert = require('node:assert/strict');

const addon = require(process.argv[2]);

function openPoll() {
  const poll = addon.pollOpen(() => {}, new Int32Array(64), addon.pollers[0]);
  assert.equal(typeof poll, 'object');
  return poll;
}

function openPair() {
  const { AF_UNIX, SOCK_STREAM } = addon.constants;
  return addon.pair(AF_UNIX, SOCK_STREAM, 0);
}

function exchange([left, right]) {
  const received = Buffer.alloc(64);
  assert.equal(addon.send(left, Buffer.from('one'), 0, 0), 3);
  assert.equal(addon.recv(right, received, 0, received.length, 0), 3);
  assert.equal(addon.sendv(left, [Buffer.from('two'), Buffer.from('three')], 1), 7);
  assert.equal(addon.recv(right, received, 8, 7, 0), 7);
  assert.equal(received.toString('latin1', 8, 15), 'wothree');
}

function datagrams() {
  const { AF_INET, SOCK_DGRAM } = addon.constants;
  const fd = addon.open(AF_INET, SOCK_DGRAM, 0);
  assert.equal(addon.bind(fd, { host: '127.0.0.1', port: 0 }), 0);
  const address = addon.getsockname(fd);
  assert.equal(addon.sendto(fd, Buffer.from('datagram'), address, 0), 8);
  assert.equal(addon.recv(fd, Buffer.alloc(64), 0, 64, 0), 8);
  assert.equal(addon.close(fd), 0);
}

function pipes() {
  const [reader, writer] = addon.pipe();
  assert.equal(addon.kindOf(reader), 0);
  assert.equal(addon.write(writer, Buffer.from('one'), 1), 2);
  assert.equal(addon.writev(writer, [Buffer.from('two'), Buffer.from('three')], 1), 7);
  assert.equal(addon.read(reader, Buffer.alloc(64), 0, 64), 9);
  for (const fd of [reader, writer]) assert.equal(addon.close(fd), 0);
}

const NOTHING = new Int32Array([1, 3, 1, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]);

function spawn(script) {
  const texts = ['/bin/sh', 'sh', '-c', script, 'A=1', ''].join('\0');
  const [pid, exit] = addon.processSpawn(texts, NOTHING, '/');
  assert.equal(typeof exit, 'number');
  return pid;
}

function processes() {
  const pid = spawn('exit 3');
  let status;
  do status = addon.processReap(pid);
  while (status === null);
  assert.equal(status, 3);
  const other = spawn('exec sleep 60');
  assert.equal(addon.processKill(other, 0), 0);
  assert.equal(addon.processEnd(other), 0);
  assert.equal(typeof addon.processSpawn('/nowhere\0name\0', new Int32Array([1, 1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]), null)[1], 'string');
  for (const fd of addon.openTerminal(80, 24)) assert.equal(addon.close(fd), 0);
}

function signals() {
  const opened = addon.signalsOpen();
  assert.ok(addon.signalsDescriptor(opened) > 2);
  for (const signo of [12, 28, 40]) assert.equal(addon.signalsWatch(opened, signo), 0);
  assert.ok(addon.signalsWatch(opened, 9) < 0);
  for (const signo of [12, 28, 40]) process.kill(process.pid, signo);
  // valgrind delivers them when it gets to it, in an order of its own.
  const taken = new Set();
  for (const end = Date.now() + 10_000; taken.size < 3 && Date.now() < end; )
    for (const signo of addon.signalsTake(opened)) taken.add(signo);
  assert.deepEqual([...taken].sort(), [12, 28, 40]);
  addon.signalsUnwatch(opened, 12);
  // One that nobody takes any more.
  process.kill(process.pid, 28);
  return opened;
}

async function use() {
  const { AF_INET, SOCK_STREAM } = addon.constants;
  const pair = openPair();
  const poll = openPoll();
  for (const fd of pair) assert.equal(addon.pollRegister(poll, fd, 1), 0);
  assert.equal(addon.pollSetDeadline(poll, 1), 0);
  assert.ok(addon.pollBlocking(poll) >= 0);
  addon.pollWake(poll);
  exchange(pair);
  addon.pollStart(poll);
  addon.pollStop(poll);
  datagrams();
  pipes();
  processes();
  addon.signalsClose(signals());
  for (const fd of pair) assert.equal(addon.pollUnregister(poll, fd), 0);
  for (const fd of pair) assert.equal(addon.close(fd), 0);
  addon.pollClose(poll);
  assert.ok(Array.isArray(await addon.getaddrinfo('127.0.0.1', '80', AF_INET, SOCK_STREAM, 0, 0)));
  assert.equal(typeof (await addon.getaddrinfo('not an address', null, AF_INET, SOCK_STREAM, 0, 4)).code, 'string');
  assert.equal((await addon.getnameinfo({ host: '127.0.0.1', port: 80 }, 3)).host, '127.0.0.1');
  assert.equal(typeof (await addon.getnameinfo({ host: '127.0.0.1', port: 80 }, 1 << 30)).code, 'string');
  assert.equal(typeof addon.getnameinfo({ host: 'not an address', port: 80 }, 0), 'number');
}

function leave() {
  const [fd] = openPair();
  addon.pollRegister(openPoll(), fd, 1);
  openPoll();
  addon.pipe();
  addon.openTerminal(80, 24);
  for (let i = 0; i < 3; i++) spawn('exec sleep 60');
  signals();
}

const actions = { use, leave };
Promise.resolve((actions[process.argv[3]] ?? addon[process.argv[3]])()).then(() => console.log('done'));
