// Echo on node:net, with a count of its connections.
import { createServer } from 'node:net';
import { answer } from './ask.mjs';

let connections = 0;

const server = createServer({ allowHalfOpen: false }, (socket) => {
  connections++;
  socket.setNoDelay(true);
  socket.on('data', (data) => {
    if (!socket.write(data)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    connections--;
  });
});

server.listen({ host: '0.0.0.0', port: 0, backlog: 4096 }, () => answer(server.address().port, () => connections));
