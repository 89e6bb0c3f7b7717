// What every sender does around its transfers. argv: port, file, bytes of the file, bytes to warm up with.

const [port, file, size, warmUp] = process.argv.slice(2);

/**
 * `send(port, file, count)` sends the first `count` bytes over a new connection, ends it, and resolves to the receiver's eight bytes. The
 * clock stops when these have come: the receiver has everything then.
 */
export async function measure(send) {
  await checked(send, Number(warmUp));
  const cpuBefore = process.cpuUsage();
  const before = process.hrtime.bigint();
  await checked(send, Number(size));
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 }));
}

async function checked(send, count) {
  const answer = await send(Number(port), file, count);
  const received = Number(answer.readBigUInt64LE());
  if (received !== count) throw new Error(`${received} bytes arrived of ${count}`);
}
