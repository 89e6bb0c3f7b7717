// An HTTP/1.0 server for one page, on nothing but a protocol. Ends with Ctrl-C.
//
//   node --import tsx examples/http-page.ts 8080
//   curl -i http://127.0.0.1:8080/
import { type InetAddress, run } from 'tsyncio';
import { PageProtocol } from './http/page-protocol.ts';

const port = Number(process.argv[2] ?? 0);

await run(async (loop) => {
  const server = await loop.createServer(() => new PageProtocol(), { host: '127.0.0.1', port });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  console.log(`listening on ${address.host}:${address.port}`);
  await server.serveForever();
});
