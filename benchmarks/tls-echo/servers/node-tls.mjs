// TLS echo on node:tls, written the way that is fast: only write() and its return value. node-tls.mjs KEY CERT
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { cipher, minVersion } from '../lib/cipher.mjs';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));

const server = createServer({ key, cert, ciphers: cipher, minVersion, allowHalfOpen: false }, (socket) => {
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
