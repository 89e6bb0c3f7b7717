// A client of Redis: pipelined commands, a transaction, an error, and messages of a channel. The port or the Unix socket of a Redis server.
//
//   node --import tsx examples/resp-client.ts 6379
//   node --import tsx examples/resp-client.ts /run/redis/redis-server.sock
import { type EventLoop, run } from 'tsyncio';
import { RespClient } from './resp/client.ts';

const where = process.argv[2] ?? '6379';
const key = `tsyncio:example:${process.pid}`;

async function connect(loop: EventLoop, onMessage?: (channel: string, payload: Buffer) => void) {
  const makeClient = () => new RespClient(loop, onMessage);
  const [, client] = /^\d+$/.test(where)
    ? await loop.createConnection(makeClient, { host: '127.0.0.1', port: Number(where) })
    : await loop.createUnixConnection(makeClient, { path: where });
  return client;
}

await run(async (loop) => {
  const client = await connect(loop);
  console.log(`PING: ${await client.call('PING')}`);

  const commands = Array.from({ length: 10_000 }, () => client.call('INCR', key));
  const counts = await Promise.all(commands);
  console.log(`10,000 times INCR at once, the last: ${counts.at(-1)}`);

  for (const command of [['MULTI'], ['SET', key, 'text'], ['GET', key], ['DEL', key]]) {
    console.log(`${command[0]}: ${await client.call(...command)}`);
  }
  console.log(`EXEC: ${await client.call('EXEC')}`);
  console.log(`GET: ${await client.call('GET', key)}`);
  await client.call('NOSUCH').catch((error) => console.log(`NOSUCH: ${error}`));

  const heard = loop.createFuture<string>();
  const subscriber = await connect(loop, (channel, payload) => heard.setResult(`"${payload}" on ${channel.replace(key, 'a channel')}`));
  await subscriber.call('SUBSCRIBE', key);
  console.log(`PUBLISH: ${await client.call('PUBLISH', key, 'hello')} subscriber`);
  console.log(`heard: ${await heard}`);
  subscriber.close();
  client.close();
});
