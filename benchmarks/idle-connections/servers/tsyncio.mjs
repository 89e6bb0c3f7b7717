// Echo on tsyncio, with a count of its connections.
import { run } from 'tsyncio';
import { answer } from './ask.mjs';

let connections = 0;

class Echo {
  connectionMade(transport) {
    connections++;
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

  connectionLost() {
    connections--;
  }
}

await run(async (loop) => {
  const server = await loop.createServer(() => new Echo(), { host: '0.0.0.0', port: 0, backlog: 4096 });
  answer(server.sockets[0].getsockname().port, () => connections);
  await server.serveForever();
});
