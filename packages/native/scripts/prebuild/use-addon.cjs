// `node use-addon.cjs <file>`: loads one binary of the addon and uses each part of it once. No dependencies: it runs in bare containers.
const assert = require('node:assert/strict');

const file = require('node:path').resolve(process.argv[2]);
const addon = require(file);

const { AF_INET, AF_UNIX, SOCK_STREAM } = addon.constants;
const [left, right] = addon.pair(AF_UNIX, SOCK_STREAM, 0);
const events = new Int32Array(64);
const received = Buffer.alloc(16);

const poll = addon.pollOpen(
  (count) => {
    assert.deepEqual([...events.subarray(0, 2 * count)], [right, 1]);
    assert.equal(addon.recv(right, received, 0, received.length, 0), 4);
    assert.equal(received.toString('latin1', 0, 4), 'ping');
    addon.pollStop(poll);
    addon.pollClose(poll);
    for (const fd of [left, right]) assert.equal(addon.close(fd), 0);
    listen();
  },
  events,
  addon.pollers[0],
);
assert.equal(typeof poll, 'object');
assert.equal(addon.pollRegister(poll, right, 1), 0);
assert.equal(addon.pollStart(poll), 0);
assert.equal(addon.send(left, Buffer.from('ping'), 0, 0), 4);

function listen() {
  const fd = addon.open(AF_INET, SOCK_STREAM, 0);
  assert.equal(addon.bind(fd, { host: '127.0.0.1', port: 0 }), 0);
  assert.equal(addon.listen(fd, 1), 0);
  assert.equal(addon.getsockname(fd).host, '127.0.0.1');
  assert.equal(addon.close(fd), 0);
  addon.getaddrinfo('127.0.0.1', '80', AF_INET, SOCK_STREAM, 0, 0).then((answers) => {
    assert.equal(answers[0].address.port, 80);
    console.log(`node ${process.versions.node} ${process.platform}-${process.arch}: ${file} works`);
  });
}
