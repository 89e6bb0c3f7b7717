// A server that speaks the protocol of Redis and keeps strings and lists in memory. Ends with Ctrl-C.
//
//   node --import tsx examples/resp-server.ts 6380
//   redis-cli -p 6380 SET greeting hello
//   redis-benchmark -p 6380 -P 16 -t ping,set,get,incr -q
import { type InetAddress, run } from 'tsyncio';
import type { Database } from './resp/commands.ts';
import { RespServerProtocol } from './resp/server.ts';

const port = Number(process.argv[2] ?? 0);
const database: Database = new Map();

await run(async (loop) => {
  const server = await loop.createServer(() => new RespServerProtocol(database), { host: '127.0.0.1', port });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  console.log(`listening on ${address.host}:${address.port}`);
  await server.serveForever();
});
