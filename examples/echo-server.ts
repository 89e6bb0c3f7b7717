// A TCP server that sends back the first message of each client and then closes the connection. Ends with Ctrl-C.
//
//   node --import tsx examples/echo-server.ts 8888
//   node --import tsx examples/echo-client.ts 8888
import { type InetAddress, run, type Transport } from 'tsyncio';

const port = Number(process.argv[2] ?? 0);

class EchoServerProtocol {
  #transport: Transport | undefined;

  connectionMade(transport: Transport) {
    const { host, port } = transport.getExtraInfo('peername') as InetAddress;
    console.log(`Connection from ${host}:${port}`);
    this.#transport = transport;
  }

  dataReceived(data: Buffer) {
    console.log(`Data received: ${JSON.stringify(data.toString())}`);
    console.log(`Send: ${JSON.stringify(data.toString())}`);
    this.#transport?.write(data);

    console.log('Close the client socket');
    this.#transport?.close();
  }
}

await run(async (loop) => {
  const server = await loop.createServer(() => new EchoServerProtocol(), { host: '127.0.0.1', port });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  console.log(`listening on ${address.host}:${address.port}`);
  await server.serveForever();
});
