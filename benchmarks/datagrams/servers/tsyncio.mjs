// Sends every datagram back, with a reader of a raw socket: one datagram each time it is readable, as asyncio programs are written.
// With a path it is a Unix datagram server, without UDP.
import { constants, run, socket } from 'tsyncio';

const LARGEST = 2048;
const [path] = process.argv.slice(2);

await run(async (loop) => {
  const sock = socket(path === undefined ? constants.AF_INET : constants.AF_UNIX, constants.SOCK_DGRAM);
  sock.bind(path ?? { host: '127.0.0.1', port: 0 });
  loop.addReader(sock, () => {
    const [message, sender] = sock.recvfrom(LARGEST);
    sock.sendto(message, sender);
  });
  console.log(`listening ${path === undefined ? sock.getsockname().port : 0}`);
  await loop.createFuture();
});
