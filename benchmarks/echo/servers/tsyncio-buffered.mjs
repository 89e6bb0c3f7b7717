// TCP echo on tsyncio, received into a buffer of our own: one for all connections, since what
// comes in is nearly always sent before the next read.
import { run } from 'tsyncio';

const SIZE = 256 * 1024;
let buffer = Buffer.allocUnsafeSlow(SIZE);

class Echo {
  connectionMade(transport) {
    this.transport = transport;
  }

  getBuffer() {
    return buffer;
  }

  bufferUpdated(nbytes) {
    this.transport.write(buffer.subarray(0, nbytes));
    // What was not sent is still in that buffer: it belongs to this transport now.
    if (this.transport.getWriteBufferSize() > 0) buffer = Buffer.allocUnsafeSlow(SIZE);
  }

  pauseWriting() {
    this.transport.pauseReading();
  }

  resumeWriting() {
    this.transport.resumeReading();
  }
}

await run(async (loop) => {
  const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0 });
  console.log(`listening ${server.sockets[0].getsockname().port}`);
  await server.serveForever();
});
