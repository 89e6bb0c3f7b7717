// TLS echo on tsyncio: the transport's own flow control is the only flow control. tsyncio.mjs KEY CERT
import { readFileSync } from 'node:fs';
import { run } from 'tsyncio';
import { cipher, minVersion } from '../lib/cipher.mjs';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));

class Echo {
  connectionMade(transport) {
    this.transport = transport;
  }

  dataReceived(data) {
    this.transport.write(data);
  }

  pauseWriting() {
    this.transport.pauseReading();
  }

  resumeWriting() {
    this.transport.resumeReading();
  }
}

await run(async (loop) => {
  const ssl = { key, cert, ciphers: cipher, minVersion };
  const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0, ssl });
  console.log(`listening ${server.sockets[0].getsockname().port}`);
  await server.serveForever();
});
