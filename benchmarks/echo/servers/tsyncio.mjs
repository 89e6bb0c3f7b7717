// TCP echo on tsyncio: the transport's own flow control is the only flow control.
import { run } from 'tsyncio';

class Echo {
  connectionMade(transport) {
    this.transport = transport;
  }

  dataReceived(data) {
    this.transport.write(data);
  }

  // The peer does not read: stop reading from it, instead of buffering without bound.
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
