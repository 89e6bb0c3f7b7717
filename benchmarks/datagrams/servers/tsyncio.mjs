// Sends every datagram back, with a reader of a raw socket: what waits, up to 32 at once, each time it is readable.
// With a path it is a Unix datagram server, without UDP.
import { constants, run, socket } from 'tsyncio';

const LARGEST = 2048;
const MOST_AT_ONCE = 32;
const [path] = process.argv.slice(2);

await run(async (loop) => {
  const sock = socket(path === undefined ? constants.AF_INET : constants.AF_UNIX, constants.SOCK_DGRAM);
  sock.bind(path ?? { host: '127.0.0.1', port: 0 });
  loop.addReader(sock, () => {
    try {
      for (let count = 0; count < MOST_AT_ONCE; count++) {
        const [message, sender] = sock.recvfrom(LARGEST);
        sock.sendto(message, sender);
      }
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  });
  console.log(`listening ${path === undefined ? sock.getsockname().port : 0}`);
  await loop.createFuture();
});
