// TCP echo on node:net, written the way that is fast: no pipe(), which goes
// through the generic stream machinery, only write() and its return value.
import { createServer } from 'node:net';

const server = createServer({ allowHalfOpen: false }, (socket) => {
  socket.setNoDelay(true);
  socket.on('data', (data) => {
    if (!socket.write(data)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  // A reset by the peer ends that connection, not the server.
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => {
  console.log(`listening ${server.address().port}`);
});
